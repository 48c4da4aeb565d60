"""What the tests share."""

from __future__ import annotations

import itertools
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from keyhelm.testing import Sandbox
from server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keyhelm import AsyncClient, Client

numbers = itertools.count()
VECTORS = Path(__file__).parents[2] / "tests" / "vectors"


def fresh_key() -> str:
    """A key that no test has used: the pace of a key, and a 429's pause, hold for the whole process."""
    return f"AQE-not-a-real-key-{next(numbers)}"


@pytest.fixture(scope="session", autouse=True)
def ctrl_c() -> None:
    """What a shell starts in the background ignores Ctrl-C, and Python leaves it so."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def sandbox(keyhelm_sandbox: Sandbox) -> Sandbox:
    return keyhelm_sandbox


@pytest.fixture
def adyen(sandbox: Sandbox) -> Iterator[Client]:
    with sandbox.client("adyen") as client:
        yield client


@pytest.fixture
def certopay(sandbox: Sandbox) -> Iterator[Client]:
    with sandbox.client("certopay") as client:
        yield client


@pytest.fixture
def async_adyen(sandbox: Sandbox) -> AsyncClient:
    return sandbox.async_client("adyen")


@pytest.fixture(scope="session")
def _server() -> Iterator[Server]:
    server = Server()
    yield server
    server.stop()


@pytest.fixture
def server(_server: Server) -> Server:
    """Answers as it is told, and remembers what it was asked."""
    _server.forget()
    return _server
