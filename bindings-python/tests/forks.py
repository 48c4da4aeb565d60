"""What `test_fork` runs in a process of its own: `python forks.py SCENARIO`, settings as JSON on standard input."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import sys
import threading
import warnings
from typing import TYPE_CHECKING, Any

from keyhelm import AsyncClient, Client

if TYPE_CHECKING:
    from collections.abc import Callable

warnings.filterwarnings("ignore", message=".*fork.*", category=DeprecationWarning)
SETTINGS: dict[str, Any] = json.loads(os.environ["KEYHELM_TEST_SETTINGS"])
CLIENT: Client | None = None


def client(**changes: Any) -> Client:
    return Client("adyen", **{**SETTINGS, **changes})


def async_client() -> AsyncClient:
    return AsyncClient("adyen", **SETTINGS)


def in_child(act: Callable[[], object]) -> None:
    """Runs `act` in a forked child; fails if that fails."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            act()
            code = 0
        finally:
            sys.stderr.flush()
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def works(given: Client) -> None:
    assert given.keys.verify(timeout=10).outcome == "valid"
    assert given.keys.current(timeout=10).status == "active"


def parents_client() -> None:
    shared = client()
    works(shared)
    for _ in range(3):
        in_child(lambda: works(shared))
    works(shared)


def unused_client() -> None:
    shared = client()
    in_child(lambda: works(shared))
    works(shared)


def new_client() -> None:
    works(client())
    in_child(lambda: works(client()))


def grandchild() -> None:
    shared = client()
    works(shared)

    def child() -> None:
        works(shared)
        in_child(lambda: works(shared))

    in_child(child)


def changed_key() -> None:
    shared = client(api_key="AQE-not-a-real-key")
    shared.set_api_key(SETTINGS["api_key"])
    in_child(lambda: works(shared))


def closing_in_the_child() -> None:
    shared = client()
    works(shared)

    def child() -> None:
        with shared:
            works(shared)

    in_child(child)
    in_child(shared.close)
    works(shared)


def threads_at_work() -> None:
    """Forks while other threads are inside of calls."""
    shared = client()
    stop = threading.Event()

    def hammer() -> None:
        while not stop.is_set():
            works(shared)

    threads = [threading.Thread(target=hammer) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(20):
            in_child(lambda: works(shared))
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def asyncio_before_and_after() -> None:
    shared = async_client()

    async def use(given: AsyncClient) -> None:
        outcomes = await asyncio.gather(*(given.keys.verify(timeout=10) for _ in range(20)))
        assert {verification.outcome for verification in outcomes} == {"valid"}

    asyncio.run(use(shared))
    for _ in range(3):
        in_child(lambda: asyncio.run(use(shared)))
        in_child(lambda: asyncio.run(use(async_client())))
    asyncio.run(use(shared))


def asyncio_at_work() -> None:
    """Forks while a loop in another thread is busy."""
    shared = async_client()
    at_work = threading.Event()
    stop = threading.Event()

    async def use() -> None:
        """Takes answers, and lets go of a call that was never begun."""
        while not stop.is_set():
            await asyncio.gather(*(shared.keys.verify() for _ in range(8)))
            shared.keys.current().close()
            at_work.set()

    async def once() -> None:
        assert (await shared.keys.verify(timeout=10)).outcome == "valid"

    thread = threading.Thread(target=lambda: asyncio.run(use()))
    thread.start()
    # Until then Python itself may hold locks of its own, those of modules that it loads for instance.
    at_work.wait()
    try:
        for _ in range(20):
            in_child(lambda: asyncio.run(once()))
    finally:
        stop.set()
        thread.join()


def begun_before() -> None:
    """What was begun before the fork gives a clear error in the child."""
    keys = client().keys.list_all()
    call = async_client().keys.current()

    def child() -> None:
        for attempt in (lambda: next(keys), lambda: asyncio.run(wait())):
            try:
                attempt()
            except RuntimeError as error:
                assert "before the process forked" in str(error)
            else:
                raise AssertionError

    async def wait() -> None:
        await call

    in_child(child)
    next(keys)
    asyncio.run(wait())


def paced() -> None:
    """Calls under way in the parent hold no place in the child."""
    shared = client(rate_limit=(2, 3600.0))
    works(shared)
    in_child(lambda: works(shared))


def verify(_number: int) -> str:
    assert CLIENT is not None
    return CLIENT.keys.verify(timeout=10).outcome


def pool() -> None:
    global CLIENT  # noqa: PLW0603 (that is how a pool's workers come by it)
    CLIENT = client()
    works(CLIENT)
    with multiprocessing.get_context("fork").Pool(3) as workers:
        assert set(workers.map(verify, range(30))) == {"valid"}
    works(CLIENT)


def fresh(_number: int) -> Any:
    return client().keys.current(timeout=10)


def spawned_pool() -> None:
    """Records come back from another process."""
    with multiprocessing.get_context("spawn").Pool(1) as workers:
        assert workers.map(fresh, range(2)) == [client().keys.current()] * 2


if __name__ == "__main__":
    globals()[sys.argv[1]]()
