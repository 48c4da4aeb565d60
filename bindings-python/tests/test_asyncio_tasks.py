"""What tasks of asyncio do with a call: they wait in groups, are cancelled at any moment, and keep their context."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import sys
import time
import weakref
from typing import TYPE_CHECKING, Any

import keyhelm
import pytest
from test_asyncio import LOOPS, run, told

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from keyhelm import AsyncClient
    from keyhelm.testing import Sandbox

FACTORIES: list[Any] = [None, lambda loop, coroutine, **options: asyncio.tasks._PyTask(coroutine, loop=loop, **options)]  # type: ignore[attr-defined]


def ends_while_the_loop_stands_still(sandbox: Sandbox, count: int) -> None:
    """Waits until the answers lie with the loop, which has no turn meanwhile."""
    while [request["status"] for request in sandbox.requests()].count(200) < count:
        time.sleep(0.005)
    time.sleep(0.1)


@pytest.mark.parametrize("new_loop", LOOPS)
@pytest.mark.parametrize("factory", FACTORIES)
def test_every_kind_of_task(async_adyen: AsyncClient, new_loop: Any, factory: Any) -> None:
    number = contextvars.ContextVar("number", default=0)

    async def one(given: int) -> int:
        number.set(given)
        mine = asyncio.current_task()
        await async_adyen.keys.current()
        assert asyncio.current_task() is mine
        with pytest.raises(keyhelm.NotFoundError):
            await async_adyen.keys.get("nobody")
        return number.get()

    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.set_task_factory(factory)
        loop.set_debug(True)
        assert await asyncio.gather(*(one(given) for given in range(20))) == list(range(20))
        assert number.get() == 0
        assert (await asyncio.wait_for(async_adyen.keys.current(), 30)).status == "active"
        assert (await asyncio.shield(async_adyen.keys.current())).status == "active"
        done, waiting = await asyncio.wait([asyncio.create_task(one(given)) for given in (1, 2)])
        assert {task.result() for task in done} == {1, 2}
        assert not waiting

    run(new_loop, main())


EAGER: Any = getattr(asyncio, "eager_task_factory", None)


@pytest.mark.skipif(EAGER is None, reason="eager tasks came with 3.12")
def test_eager_tasks(async_adyen: AsyncClient) -> None:
    async def main() -> None:
        asyncio.get_running_loop().set_task_factory(EAGER)
        tasks = [asyncio.create_task(async_adyen.keys.current()) for _ in range(20)]
        assert {key.status for key in await asyncio.gather(*tasks)} == {"active"}

    asyncio.run(main())


@pytest.mark.parametrize("new_loop", LOOPS)
def test_cancelling_says_why(async_adyen: AsyncClient, sandbox: Sandbox, new_loop: Any) -> None:
    async def main() -> None:
        sandbox.fault("adyen", {"hang_ms": 60_000})
        task = asyncio.create_task(async_adyen.keys.current())
        await asyncio.sleep(0.05)
        task.cancel("enough")
        with pytest.raises(asyncio.CancelledError) as cancelled:
            await task
        if sys.version_info >= (3, 11):
            assert cancelled.value.args == ("enough",)
        assert task.cancelled()

    run(new_loop, main())


@pytest.mark.parametrize("new_loop", LOOPS)
def test_a_task_cancelled_before_it_ran_sends_nothing(
    async_adyen: AsyncClient, sandbox: Sandbox, new_loop: Any
) -> None:
    async def main() -> None:
        task = asyncio.create_task(async_adyen.keys.current())
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    run(new_loop, main())
    assert sandbox.requests() == []


@pytest.mark.parametrize("new_loop", LOOPS)
def test_cancelling_on_the_last_stretch_is_told(
    async_adyen: AsyncClient, sandbox: Sandbox, caplog: pytest.LogCaptureFixture, new_loop: Any
) -> None:
    async def main() -> None:
        task = asyncio.create_task(async_adyen.keys.create("untaken", nonce=True))
        await asyncio.sleep(0)
        ends_while_the_loop_stands_still(sandbox, 1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        record = await told(caplog)
        assert record.__dict__["event"] == "outcome_unknown"
        found = await async_adyen.keys.reconcile(record.__dict__["error"])
        assert (found.outcome, found.key and found.key.label) == ("happened", "untaken")

    run(new_loop, main())


@pytest.mark.parametrize("new_loop", LOOPS)
def test_an_answer_that_was_taken_is_not_told(
    async_adyen: AsyncClient, caplog: pytest.LogCaptureFixture, new_loop: Any
) -> None:
    async def main() -> None:
        await async_adyen.keys.create("taken")
        await asyncio.gather(*(async_adyen.keys.create("taken") for _ in range(5)))
        with pytest.raises(keyhelm.ValidationFailedError):
            await async_adyen.keys.create("x" * 60)

    run(new_loop, main())
    assert caplog.records == []


@pytest.mark.parametrize("new_loop", LOOPS)
def test_a_task_that_stops_the_loop_leaves_the_others_their_answers(
    async_adyen: AsyncClient, sandbox: Sandbox, new_loop: Any
) -> None:
    loop = new_loop()

    async def leaves() -> None:
        await async_adyen.keys.current()
        raise SystemExit(3)

    async def stays() -> str:
        return (await async_adyen.keys.current()).status

    async def main() -> None:
        await asyncio.sleep(0)
        ends_while_the_loop_stands_still(sandbox, 3)
        await asyncio.sleep(5)

    first, *others = (loop.create_task(one) for one in (leaves(), stays(), stays()))
    with pytest.raises(SystemExit):
        loop.run_until_complete(main())
    assert loop.run_until_complete(asyncio.wait_for(asyncio.gather(*others), 10)) == ["active", "active"]
    assert isinstance(first.exception(), SystemExit)
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0.01))
    loop.close()


@pytest.mark.parametrize("new_loop", LOOPS)
def test_a_loop_that_ends_early_is_forgotten_with_the_next(
    async_adyen: AsyncClient, sandbox: Sandbox, new_loop: Any
) -> None:
    async def next_one() -> None:
        await async_adyen.keys.current()

    sandbox.fault("adyen", {"hang_ms": 60_000})
    loop = new_loop()
    loop.set_exception_handler(lambda *_: None)
    task = loop.create_task(waits(lambda: async_adyen.keys.current(timeout=0.2)))
    loop.run_until_complete(asyncio.sleep(0.05))
    remains = weakref.ref(task)
    loop.close()
    del loop, task
    for _ in range(100):
        run(new_loop, next_one())
        gc.collect()
        if remains() is None:
            break
        time.sleep(0.05)
    assert remains() is None


@pytest.mark.skipif(sys.version_info < (3, 11), reason="task groups came with 3.11")
@pytest.mark.parametrize("new_loop", LOOPS)
def test_a_group_and_its_time(async_adyen: AsyncClient, sandbox: Sandbox, new_loop: Any) -> None:
    async def in_a_group() -> None:
        async with asyncio.timeout(0.1), asyncio.TaskGroup() as group:
            group.create_task(waits(async_adyen.keys.current))
            group.create_task(waits(async_adyen.keys.current))

    async def main() -> None:
        sandbox.fault("adyen", {"hang_ms": 60_000}, times=2)
        with pytest.raises(TimeoutError):
            await in_a_group()
        assert (await async_adyen.keys.current()).status == "active"

    run(new_loop, main())


async def waits(call: Callable[[], Coroutine[Any, Any, Any]]) -> None:
    await call()
