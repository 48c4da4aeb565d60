"""Forked children: never a hang."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from keyhelm.testing import Sandbox

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
HERE = Path(__file__).parent
LONG = 60
"""Seconds after which a scenario hangs."""
SCENARIOS = [
    "parents_client",
    "unused_client",
    "new_client",
    "grandchild",
    "changed_key",
    "closing_in_the_child",
    "threads_at_work",
    "asyncio_before_and_after",
    "asyncio_at_work",
    "begun_before",
    "paced",
    "pool",
    "spawned_pool",
]


def environment(sandbox: Sandbox) -> dict[str, str]:
    return {**os.environ, "KEYHELM_TEST_SETTINGS": json.dumps(sandbox.settings("adyen"))}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_fork(sandbox: Sandbox, scenario: str) -> None:
    command = [sys.executable, str(HERE / "forks.py"), scenario]
    ended = subprocess.run(command, env=environment(sandbox), timeout=LONG, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.parametrize("worker", ["sync", "gthread"])
def test_gunicorn_preload(sandbox: Sandbox, worker: str) -> None:
    """The client is made, and used, before the workers are forked."""
    pytest.importorskip("gunicorn")
    options = ["--preload", "--workers", "2", "--threads", "2", "--bind", "127.0.0.1:0", "--worker-tmp-dir", "/tmp"]
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        *options,
        "--worker-class",
        worker,
        "--chdir",
        str(HERE),
        "preloaded:app",
    ]
    process = subprocess.Popen(command, env=environment(sandbox), stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        url = ""
        for line in process.stderr:
            if "Listening at: " in line:
                url = line.split("Listening at: ")[1].split()[0]
                break
        assert url, "gunicorn did not start"
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        seen: set[str] = set()
        deadline = time.monotonic() + LONG
        while len(seen) < 2 and time.monotonic() < deadline:
            with opener.open(url, timeout=LONG) as answer:
                outcome, pid = answer.read().decode().split()
            assert outcome == "valid"
            seen.add(pid)
        assert len(seen) == 2
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=LONG)
