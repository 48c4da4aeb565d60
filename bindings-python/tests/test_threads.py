"""Threads: others go on during a call, and Ctrl-C ends it."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from conftest import fresh_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from keyhelm import AsyncClient, Client
    from keyhelm.testing import Sandbox

SOON = 0.1
"""Seconds from Ctrl-C to its exception."""


def after(arrived: int, sandbox: Sandbox, act: Callable[[], object]) -> threading.Thread:
    """Acts as soon as that many requests have arrived."""

    def wait() -> None:
        while len(sandbox.requests()) < arrived:
            time.sleep(0.002)
        act()

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def test_other_threads_go_on(adyen: Client, sandbox: Sandbox) -> None:
    """Only a thread that runs while the call waits can end the silence."""
    sandbox.fault("adyen", {"hang_ms": 60_000})
    thread = after(1, sandbox, sandbox.reset)
    assert adyen.keys.current(timeout=30).status == "active"
    thread.join()


def test_a_client_shared_by_threads(adyen: Client) -> None:
    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(lambda _: adyen.keys.verify().outcome, range(200)))
    assert outcomes == ["valid"] * 200


def test_a_call_inside_a_running_loop(adyen: Client) -> None:
    async def main() -> str:
        return adyen.keys.current().status

    assert asyncio.run(main()) == "active"


def begin(begun: threading.Event, call: Callable[[], object]) -> None:
    begun.set()
    call()


def interrupted(sandbox: Sandbox, call: Callable[[], object], arrived: int = 1) -> float:
    """Seconds from Ctrl-C to its exception."""
    sent = []
    begun = threading.Event()

    def interrupt() -> None:
        begun.wait()
        if arrived == 0:
            # Nobody but the client knows how far it is.
            time.sleep(0.05)
        sent.append(time.perf_counter())
        os.kill(os.getpid(), signal.SIGINT)

    thread = after(arrived, sandbox, interrupt)
    with pytest.raises(KeyboardInterrupt):
        begin(begun, call)
    caught = time.perf_counter()
    thread.join()
    return caught - sent[0]


def one_call(sandbox: Sandbox) -> Callable[[], object]:
    sandbox.fault("adyen", {"hang_ms": 60_000})
    return sandbox.client("adyen").keys.current


def a_sequence(sandbox: Sandbox) -> Callable[[], object]:
    sandbox.fault("adyen", {"hang_ms": 60_000})
    return lambda: list(sandbox.client("adyen").keys.list_all())


def a_pause_before_a_repeat(sandbox: Sandbox) -> Callable[[], object]:
    sandbox.fault("adyen", {"status": 429, "headers": {"Retry-After": "20"}})
    return sandbox.client("adyen", api_key=fresh_key(), timeout=60).keys.current


def a_place_in_the_queue(sandbox: Sandbox) -> Callable[[], object]:
    client = sandbox.client("bousol", api_key=fresh_key(), rate_limit=(1, 60.0), timeout=600)
    return lambda: [client.keys.verify() for _ in range(2)]


def connecting(sandbox: Sandbox) -> Callable[[], object]:
    # Nobody accepts behind a full backlog.
    import socket  # noqa: PLC0415

    silent = socket.socket()
    silent.bind(("127.0.0.1", 0))
    silent.listen(0)
    fillers = [socket.socket() for _ in range(8)]
    for filler in fillers:
        filler.setblocking(False)
        filler.connect_ex(silent.getsockname())
    url = f"http://127.0.0.1:{silent.getsockname()[1]}"
    client = sandbox.client("adyen", base_url=url, connect_timeout=30)

    def call() -> None:
        try:
            client.keys.current()
        finally:
            for filler in (*fillers, silent):
                filler.close()

    return call


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal as a terminal does")
@pytest.mark.parametrize(
    ("set_up", "arrived"),
    [(one_call, 1), (a_sequence, 1), (a_pause_before_a_repeat, 1), (a_place_in_the_queue, 1), (connecting, 0)],
)
def test_ctrl_c(sandbox: Sandbox, set_up: Any, arrived: int) -> None:
    # The best of three, because others use this machine, too.
    delays = []
    for _ in range(3):
        sandbox.reset()
        delays.append(interrupted(sandbox, set_up(sandbox), arrived))
        if delays[-1] <= SOON:
            return
    pytest.fail(f"{delays} seconds")


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal as a terminal does")
def test_ctrl_c_in_asyncio(async_adyen: AsyncClient, sandbox: Sandbox) -> None:
    async def turns() -> None:
        """Python looks for signals when the loop turns, and can miss one on its way to sleep."""
        while True:
            await asyncio.sleep(0.01)

    async def main() -> None:
        turning = asyncio.create_task(turns())
        await async_adyen.keys.current(timeout=30)
        turning.cancel()

    sandbox.fault("adyen", {"hang_ms": 60_000})
    assert interrupted(sandbox, lambda: asyncio.run(main())) < SOON


def test_the_client_works_on_after_ctrl_c(adyen: Client, sandbox: Sandbox) -> None:
    sandbox.fault("adyen", {"hang_ms": 60_000})
    interrupted(sandbox, adyen.keys.current)
    assert adyen.keys.current().status == "active"


def test_an_interrupted_creation_is_told(adyen: Client, sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    sandbox.fault("adyen", {"hang_ms": 60_000}, method="POST")
    interrupted(sandbox, lambda: adyen.keys.create("lost", nonce=True))
    error = caplog.records[-1].__dict__["error"]
    assert adyen.keys.reconcile(error).outcome == "happened"


def test_a_signal_handler_that_returns(adyen: Client, sandbox: Sandbox) -> None:
    """The call goes on."""
    seen = []
    before = signal.signal(signal.SIGINT, lambda *_: seen.append(1))
    try:
        sandbox.fault("adyen", {"hang_ms": 60_000})

        def act() -> None:
            os.kill(os.getpid(), signal.SIGINT)
            while not seen:
                time.sleep(0.002)
            sandbox.reset()

        thread = after(1, sandbox, act)
        assert adyen.keys.current(timeout=30).status == "active"
        thread.join()
    finally:
        signal.signal(signal.SIGINT, before)


def test_ctrl_c_while_an_event_is_told(sandbox: Sandbox) -> None:
    """It is not lost in a log handler."""

    class Interrupts(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            signal.raise_signal(signal.SIGINT)

        def handleError(self, record: logging.LogRecord) -> None:
            raise AssertionError

    handler = Interrupts()
    logger = logging.getLogger("keyhelm")
    logger.addHandler(handler)
    try:
        sandbox.fault("adyen", {"status": 429, "headers": {"Retry-After": "20"}})
        with sandbox.client("adyen", api_key=fresh_key(), timeout=60) as client, pytest.raises(KeyboardInterrupt):
            client.keys.current()
        assert len(sandbox.requests()) == 1
    finally:
        logger.removeHandler(handler)
