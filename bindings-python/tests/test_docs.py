"""Every example in the docstrings, run."""

from __future__ import annotations

import doctest
import importlib
import inspect
import os
import pkgutil
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import keyhelm
import pytest
from keyhelm import _native

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keyhelm.testing import Sandbox

# The plugin and what only pydantic imports have no examples and are looked at with the others all the same.
MODULES = [name for _, name, _ in pkgutil.walk_packages(keyhelm.__path__, "keyhelm.") if not name.endswith("_native")]


def native_texts() -> Iterator[tuple[str, str]]:
    for name in _native.__all__:
        found = getattr(_native, name)
        yield name, inspect.getdoc(found) or ""
        if inspect.isclass(found):
            for member, value in vars(found).items():
                if not member.startswith("__"):
                    yield f"{name}.{member}", inspect.getdoc(getattr(value, "__func__", value)) or ""


TEXTS = [(name, text) for name, text in native_texts() if ">>>" in text]


@pytest.mark.parametrize(("name", "text"), TEXTS, ids=[name for name, _ in TEXTS])
def test_native(name: str, text: str, sandbox: Sandbox) -> None:
    assert sandbox
    example = doctest.DocTestParser().get_doctest(text, {}, name, None, None)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(example)
    assert runner.summarize(verbose=False).failed == 0


@pytest.mark.parametrize("name", MODULES)
def test_module(name: str) -> None:
    outcome: Any = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert outcome.failed == 0


ROOT = Path(__file__).parents[2]
BLOCKS = [
    (path, number, block)
    for path in ("README.md", "bindings-python/README.md")
    for number, block in enumerate(
        re.findall(r"^```python\n(.*?)^```$", (ROOT / path).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    )
]


@pytest.mark.parametrize(("path", "number", "block"), BLOCKS, ids=[f"{path}-{number}" for path, number, _ in BLOCKS])
def test_readme(path: str, number: int, block: str) -> None:
    assert block
    exec(compile(block, f"{path}-{number}", "exec"), {"__name__": "__main__"})


def test_the_readme_begins_with_ten_lines() -> None:
    assert len([line for line in BLOCKS[0][2].splitlines() if line]) <= 10


def test_there_are_examples() -> None:
    assert {"Client", "AsyncClient", "Secret", "Redactor", "recognise", "expires_at"} <= {name for name, _ in TEXTS}
    assert os.environ.get("PYTHONOPTIMIZE", "") == ""


def test_everything_public_is_described() -> None:
    for name in keyhelm.__all__:
        found = getattr(keyhelm, name)
        if callable(found):
            assert inspect.getdoc(found), name
            for member, value in vars(found).items() if inspect.isclass(found) else ():
                if not member.startswith("_") and not isinstance(value, (str, tuple)):
                    assert inspect.getdoc(getattr(value, "__func__", value)), f"{name}.{member}"
