"""The testing aid."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from keyhelm.testing import Sandbox, program

if TYPE_CHECKING:
    from collections.abc import Callable


def test_it_controls_the_sandbox(sandbox: Sandbox) -> None:
    assert sorted(sandbox.accounts) == ["adyen", "bousol", "caibo", "certopay", "compago"]
    with sandbox.client("certopay", rate_limit="unlimited") as client:
        sandbox.limit("certopay", 1, window=60)
        client.keys.verify()
        assert [request["status"] for request in sandbox.requests()] == [200]
        sandbox.advance(61)
        client.keys.verify()
        sandbox.limit("certopay", None)
        sandbox.fault("certopay", {"status": 503}, method="GET", path="webhook", times=1, skip=1)
        sandbox.clear_faults()
        client.keys.verify()
    assert [request["status"] for request in sandbox.requests()] == [200, 200, 200]
    sandbox.reset()
    assert sandbox.requests() == []
    assert sandbox.accounts["adyen"].api_key not in repr(sandbox.accounts)
    with pytest.raises(ValueError, match="platform"):
        sandbox.fault("nowhere", {"status": 500})


def test_two_at_once_and_stopping_twice() -> None:
    with Sandbox() as one, Sandbox() as other:
        assert one.accounts["adyen"].base_url != other.accounts["adyen"].base_url
        one.stop()
    other.stop()


def test_where_the_program_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = Path(program.find())
    monkeypatch.delenv(program.VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    here = tmp_path / found.name
    here.write_text("#!/bin/sh\n")
    here.chmod(0o755)
    assert program.find() == str(here)
    here.unlink()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(program, "__file__", str(tmp_path / "program.py"))
    with pytest.raises(FileNotFoundError, match="KEYHELM_SANDBOX"):
        program.find()


def test_a_program_that_is_none() -> None:
    with pytest.raises(OSError, match="before it was ready"):
        Sandbox(sys.executable).start()


def test_the_fixture_comes_by_itself(tmp_path: Path) -> None:
    """As in a project of one's own."""
    test = tmp_path / "test_mine.py"
    test.write_text(
        "def test_mine(keyhelm_sandbox):\n"
        "    with keyhelm_sandbox.client('certopay') as client:\n"
        "        assert client.keys.verify().outcome == 'valid'\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(test)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert ended.returncode == 0, ended.stdout


@pytest.fixture
def run() -> Callable[[str], subprocess.CompletedProcess[str]]:
    def run(text: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-X", "dev", "-W", "error", "-c", text]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    return run


ENDS = {
    "in the middle of a call": (
        "import asyncio, sys\n"
        "from keyhelm.testing import Sandbox\n"
        "async def main(sandbox, client):\n"
        "    task = asyncio.ensure_future(client.keys.create('x'))\n"
        "    while not sandbox.requests(): await asyncio.sleep(0.01)\n"
        "    task.cancel()\n"
        "with Sandbox() as sandbox:\n"
        "    sandbox.fault('adyen', {'hang_ms': 60000})\n"
        "    asyncio.run(main(sandbox, sandbox.async_client('adyen')))\n"
    ),
    "with clients at hand": (
        "from keyhelm.testing import Sandbox\n"
        "import asyncio\n"
        "with Sandbox() as sandbox:\n"
        "    client = sandbox.client('adyen'); client.keys.verify()\n"
        "    other = sandbox.async_client('adyen')\n"
        "    async def main(): return await other.keys.verify()\n"
        "    asyncio.run(main())\n"
    ),
    "with a thread inside a call": (
        "from keyhelm.testing import Sandbox\n"
        "import threading, time\n"
        "with Sandbox() as sandbox:\n"
        "    sandbox.fault('adyen', {'hang_ms': 60000})\n"
        "    client = sandbox.client('adyen')\n"
        "    threading.Thread(target=client.keys.verify, daemon=True).start()\n"
        "    while not sandbox.requests(): time.sleep(0.01)\n"
    ),
}


@pytest.mark.parametrize("ends", ENDS)
def test_the_process_ends(run: Callable[[str], subprocess.CompletedProcess[str]], ends: str) -> None:
    ended = run(ENDS[ends])
    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stderr
    assert "panicked" not in ended.stderr
