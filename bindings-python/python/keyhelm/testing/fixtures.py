"""The pytest fixture `keyhelm_sandbox`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .sandbox import Sandbox


@pytest.fixture(scope="session")
def _keyhelm_sandbox_process() -> Iterator[Sandbox]:
    from .sandbox import Sandbox  # noqa: PLC0415 (whoever does not use the fixture does not pay for it)

    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def keyhelm_sandbox(_keyhelm_sandbox_process: Sandbox) -> Sandbox:
    """The platforms on this machine, in their first state: see `keyhelm.testing.Sandbox`."""
    _keyhelm_sandbox_process.reset()
    return _keyhelm_sandbox_process
