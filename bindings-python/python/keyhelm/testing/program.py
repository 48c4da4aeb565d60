"""Finds the sandbox's program, or builds it in a checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

NAME = "keyhelm-sandbox"
VARIABLE = "KEYHELM_SANDBOX"


def find() -> str:
    """The program's path: from `KEYHELM_SANDBOX`, else from the `PATH`, else built in the checkout around us."""
    named = os.environ.get(VARIABLE)
    if named:
        return named
    found = shutil.which(NAME)
    if found:
        return found
    for start in (Path.cwd(), Path(__file__).resolve()):
        for folder in (start, *start.parents):
            if (folder / "Cargo.toml").is_file() and (folder / "tests" / "sandbox" / "Cargo.toml").is_file():
                return _build(folder)
    raise FileNotFoundError(
        f"there is no {NAME}: name it in {VARIABLE}, put it on the PATH, or call this from a checkout of Keyhelm"
    )


def _build(checkout: Path) -> str:
    subprocess.run(["cargo", "build", "--quiet", "--package", NAME], cwd=checkout, check=True)
    target = os.environ.get("CARGO_TARGET_DIR") or checkout / "target"
    triple = os.environ.get("CARGO_BUILD_TARGET", "")
    suffix = ".exe" if os.name == "nt" else ""
    return str(Path(target) / triple / "debug" / (NAME + suffix))
