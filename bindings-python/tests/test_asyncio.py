"""Life with asyncio: many at once, cancelling, one loop after another, loops of other makes."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import sys
import threading
from typing import TYPE_CHECKING, Any

import keyhelm
import pytest
from keyhelm import AsyncClient

if TYPE_CHECKING:
    from keyhelm.testing import Sandbox

uvloop = pytest.importorskip("uvloop") if sys.platform != "win32" else None


class NoReaders(asyncio.SelectorEventLoop):
    """A loop that watches no sockets, as Windows' own."""

    def add_reader(self, *_args: Any) -> None:  # type: ignore[override]
        raise NotImplementedError


LOOPS: list[Any] = [asyncio.SelectorEventLoop, NoReaders, *([uvloop.new_event_loop] if uvloop else [])]


def run(new_loop: Any, main: Any) -> Any:
    loop = new_loop()
    try:
        return loop.run_until_complete(main)
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


async def told(caplog: pytest.LogCaptureFixture) -> logging.LogRecord:
    """The one event, which another thread may tell."""
    for _ in range(2000):
        if caplog.records:
            break
        await asyncio.sleep(0.005)
    (record,) = caplog.records
    return record


@pytest.mark.parametrize("new_loop", LOOPS)
def test_many_at_once(async_adyen: AsyncClient, new_loop: Any) -> None:
    async def main() -> None:
        tasks = [asyncio.create_task(async_adyen.keys.verify()) for _ in range(200)]
        assert {verification.outcome for verification in await asyncio.gather(*tasks)} == {"valid"}

    run(new_loop, main())


@pytest.mark.parametrize("new_loop", LOOPS)
def test_one_loop_after_another(async_adyen: AsyncClient, new_loop: Any) -> None:
    async def main() -> str:
        return (await async_adyen.keys.current()).id

    assert len({run(new_loop, main()) for _ in range(3)}) == 1


def test_loops_in_several_threads(async_adyen: AsyncClient) -> None:
    seen = []

    async def main() -> None:
        for _ in range(10):
            seen.append((await async_adyen.keys.current()).id)

    threads = [threading.Thread(target=asyncio.run, args=(main(),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 40
    assert len(set(seen)) == 1


async def arrived(sandbox: Sandbox, count: int) -> None:
    while len(await asyncio.to_thread(sandbox.requests)) < count:
        await asyncio.sleep(0.005)


@pytest.mark.parametrize("new_loop", LOOPS)
def test_cancelling_closes_the_connection(new_loop: Any) -> None:
    async def main() -> None:
        closed = asyncio.Event()
        asked = asyncio.Event()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            asked.set()
            assert await reader.read() == b""
            writer.close()
            closed.set()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with AsyncClient(
            "bousol", api_key="sk_test_EXAMPLE0NOT0A0KEY", base_url=f"http://127.0.0.1:{port}"
        ) as client:
            task = asyncio.create_task(client.keys.verify())
            await asked.wait()
            task.cancel()
            await asyncio.wait_for(closed.wait(), 5)
            with pytest.raises(asyncio.CancelledError):
                await task
        server.close()

    run(new_loop, main())


def test_a_deadline_of_asyncio(async_adyen: AsyncClient, sandbox: Sandbox) -> None:
    async def main() -> None:
        sandbox.fault("adyen", {"hang_ms": 60_000})
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(async_adyen.keys.current(), 0.05)
        assert (await async_adyen.keys.current()).status == "active"

    asyncio.run(main())


def test_a_cancelled_creation_is_told(
    async_adyen: AsyncClient, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    async def main() -> None:
        sandbox.fault("adyen", {"hang_ms": 60_000}, method="POST")
        task = asyncio.create_task(async_adyen.keys.create("lost", nonce=True))
        await arrived(sandbox, 1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        record = await told(caplog)
        error = record.__dict__["error"]
        assert record.__dict__["event"] == "outcome_unknown"
        assert isinstance(error, keyhelm.OutcomeUnknownError)
        sandbox.clear_faults()
        assert (await async_adyen.keys.reconcile(error)).outcome == "happened"

    asyncio.run(main())


def test_a_call_is_awaited_once(async_adyen: AsyncClient) -> None:
    async def main() -> None:
        call = async_adyen.keys.current()
        await call
        with pytest.raises(RuntimeError, match="awaited before"):
            await call

    asyncio.run(main())


def test_a_call_that_nobody_awaits_warns(async_adyen: AsyncClient) -> None:
    with pytest.warns(RuntimeWarning, match="never awaited"):
        _ = async_adyen.keys.current()
        del _
        gc.collect()


def test_outside_of_a_loop(async_adyen: AsyncClient) -> None:
    call = async_adyen.keys.current()
    with pytest.raises(RuntimeError, match="no running event loop"):
        call.send(None)


def test_leaving_the_sequence_early(async_adyen: AsyncClient, sandbox: Sandbox) -> None:
    async def main() -> None:
        async for _ in async_adyen.keys.list_all():
            break
        assert len(sandbox.requests()) == 1

    asyncio.run(main())


def test_two_at_one_sequence(async_adyen: AsyncClient) -> None:
    async def main() -> None:
        keys = async_adyen.keys.list_all()
        first = asyncio.ensure_future(keys.__anext__())
        with pytest.raises(RuntimeError, match="another call"):
            await keys.__anext__()
        await first

    asyncio.run(main())


def test_closing(sandbox: Sandbox) -> None:
    async def main() -> None:
        async with sandbox.async_client("adyen") as client:
            assert (await client.keys.current()).status == "active"
        with pytest.raises(RuntimeError, match="closed"):
            await client.keys.current()

    asyncio.run(main())


@pytest.mark.skipif(sys.platform == "win32", reason="counts the descriptors under /proc")
def test_no_descriptor_stays_behind(async_adyen: AsyncClient) -> None:
    async def main() -> None:
        await async_adyen.keys.current()

    def count() -> int:
        gc.collect()
        return len(os.listdir("/proc/self/fd"))

    asyncio.run(main())
    before = count()
    for _ in range(20):
        asyncio.run(main())
    assert count() <= before + 1
