"""Copies the docstrings of the compiled module into its stub, so that each is written once: in Rust.

`python stub_docs.py` writes; with `--check` it fails where the stub is behind.
"""

import ast
import inspect
import sys
from pathlib import Path
from typing import Any

from keyhelm import _native

STUB = Path(__file__).parent / "python" / "keyhelm" / "_native.pyi"
Documented = ast.ClassDef | ast.FunctionDef


def main() -> int:
    """Returns the exit code."""
    text = STUB.read_text(encoding="utf-8")
    written = with_docs(text)
    if "--check" not in sys.argv:
        STUB.write_text(written, encoding="utf-8")
    elif text != written:
        print(f"{STUB.name} is behind: run `python {Path(__file__).name}`")
        return 1
    return 0


def with_docs(text: str) -> str:
    """The stub with every docstring as it is at run time."""
    lines = text.splitlines()
    edits: list[tuple[int, int, list[str]]] = []
    module = ast.parse(text)
    for node in module.body:
        if isinstance(node, Documented):
            found = getattr(_native, node.name)
            edits.append(edit(node, found, lines))
            if isinstance(node, ast.ClassDef):
                members = [member for member in node.body if isinstance(member, ast.FunctionDef)]
                edits.extend(edit(member, found.__dict__.get(member.name), lines) for member in members)
    for start, end, replacement in sorted(edits, reverse=True):
        lines[start:end] = replacement
    return "\n".join(lines) + "\n"


def edit(node: Documented, found: Any, lines: list[str]) -> tuple[int, int, list[str]]:
    """Which lines of the stub give way to which."""
    first = node.body[0]
    old = first.value if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) else None
    own = getattr(found, "__func__", found)
    doc = None if node.name.startswith("__") else inspect.getdoc(own)
    new = docstring(doc, " " * (node.col_offset + 4)) if doc else []
    if old is not None and isinstance(old.value, str):
        start, end = first.lineno - 1, first.end_lineno or first.lineno
        if len(node.body) == 1 and not new:
            new = [" " * first.col_offset + "..."]
        return start, end, new
    if not new or (isinstance(node, ast.ClassDef) and old is None):
        above = min([first.lineno, *(mark.lineno for mark in getattr(first, "decorator_list", []))]) - 1
        return above, above, new
    # `def f(): ...` on one line: the dots go.
    line = first.lineno - 1
    return line, line + 1, [lines[line][: first.col_offset].rstrip(), *new]


def docstring(doc: str, indent: str) -> list[str]:
    """A docstring as lines of the stub."""
    escaped = doc.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    body = [indent + line if line else "" for line in escaped.splitlines()]
    body[0] = indent + '"""' + body[0].lstrip()
    if len(body) == 1:
        return [body[0] + '"""']
    return [*body, indent + '"""']


if __name__ == "__main__":
    sys.exit(main())
