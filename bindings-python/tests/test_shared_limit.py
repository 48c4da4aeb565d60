"""A limit that hosts share through Redis."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from typing import TYPE_CHECKING

import pytest
from conftest import fresh_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from keyhelm.testing import Sandbox

PROGRAM = os.environ.get("KEYHELM_REDIS_SERVER") or shutil.which("redis-server")
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="there is no redis-server")


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[int]:
    """The port of a Redis of one's own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    process = subprocess.Popen([str(PROGRAM), *options], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if "Ready to accept connections" in line:
            break
    yield port
    process.terminate()
    process.communicate()


def keys(port: int) -> int:
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(b"DBSIZE\r\n")
        return int(line.recv(100).lstrip(b":"))


def test_two_clients_share_a_limit(sandbox: Sandbox, redis: int, caplog: pytest.LogCaptureFixture) -> None:
    key = fresh_key()
    url = f"redis://127.0.0.1:{redis}"
    caplog.set_level("INFO", "keyhelm")
    with (
        sandbox.client("bousol", api_key=key, rate_limit=(2, 0.3), shared_limit=url) as one,
        sandbox.client("bousol", api_key=key, rate_limit=(2, 0.3), shared_limit=url) as other,
    ):
        for client in (one, other, one):
            assert client.keys.verify().outcome == "invalid"
        assert keys(redis) > 0
    assert [record.__dict__["event"] for record in caplog.records] == ["wait"]
