"""What a call costs, beside the same call made by other libraries; and what else the package promises.

`python calls.py [--quick]`, with the package installed as users get it (a release build) beside `requests`, `httpx`,
`aiohttp`, `urllib3`, `uvloop` and `Adyen`. Nothing leaves the machine.

- Every client asks one server for the same JSON and reads it: a process of its own each time. Where the system can do
  that, all of them and the server keep to one core, because what waking another core costs is noise. Each round runs
  every client once, in an order that turns from round to round. Microseconds are CPU time of the client's process,
  not the server's. Ratios are medians of the rounds' own ratios.
- `core` is the Rust core without Python, in one thread.
- 64 at once: 64 threads for the blocking clients, 64 tasks for the others.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib
import json
import os
import statistics
import subprocess
import sys
import sysconfig
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

HERE = Path(__file__).resolve()
KEY = "AQE-not-a-real-key"
AT_ONCE = 64
SETTINGS: dict[str, Any] = {"api_key": KEY, "environment": "test", "rate_limit": "unlimited"}


def keyhelm_sync(url: str) -> Callable[[], object]:
    from keyhelm import Client

    return Client("adyen", base_url=url, **SETTINGS).keys.current


def requests_sync(url: str) -> Callable[[], object]:
    import requests

    session = requests.Session()
    session.trust_env = False
    session.headers["x-api-key"] = KEY
    session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=AT_ONCE))

    def call() -> object:
        answer = session.get(f"{url}/me", timeout=30)
        answer.raise_for_status()
        return answer.json()

    return call


def urllib3_sync(url: str) -> Callable[[], object]:
    import urllib3

    pool = urllib3.PoolManager(maxsize=AT_ONCE, headers={"x-api-key": KEY})
    return lambda: pool.request("GET", f"{url}/me", timeout=30).json()


def httpx_sync(url: str) -> Callable[[], object]:
    import httpx

    client = httpx.Client(headers={"x-api-key": KEY}, timeout=30, trust_env=False)
    return lambda: client.get(f"{url}/me").raise_for_status().json()


def adyen_sync(url: str) -> Callable[[], object]:
    import Adyen

    adyen = Adyen.Adyen(xapikey=KEY, platform="test")
    api = adyen.management.my_api_credential_api
    api.baseUrl = url
    return lambda: api.get_api_credential_details().message


def keyhelm_async(url: str) -> Callable[[], Awaitable[object]]:
    from keyhelm import AsyncClient

    return AsyncClient("adyen", base_url=url, **SETTINGS).keys.current


def httpx_async(url: str) -> Callable[[], Awaitable[object]]:
    import httpx

    client = httpx.AsyncClient(headers={"x-api-key": KEY}, timeout=30, trust_env=False)

    async def call() -> object:
        return (await client.get(f"{url}/me")).raise_for_status().json()

    return call


def aiohttp_async(url: str) -> Callable[[], Awaitable[object]]:
    import aiohttp

    session = aiohttp.ClientSession(headers={"x-api-key": KEY})

    async def call() -> object:
        async with session.get(f"{url}/me") as answer:
            answer.raise_for_status()
            return await answer.json()

    return call


BLOCKING = {
    "keyhelm": keyhelm_sync,
    "urllib3": urllib3_sync,
    "requests": requests_sync,
    "httpx": httpx_sync,
    "Adyen": adyen_sync,
}
ASYNC = {
    "keyhelm async": keyhelm_async,
    "keyhelm async, uvloop": keyhelm_async,
    "aiohttp": aiohttp_async,
    "aiohttp, uvloop": aiohttp_async,
    "httpx async": httpx_async,
}
FAST = ("keyhelm", "core")


def measured(work: Callable[[int], object], calls: int) -> tuple[float, float]:
    """Microseconds of CPU per call, and calls per second."""
    work(max(calls // 10, AT_ONCE))
    cpu, wall = time.process_time(), time.perf_counter()
    work(calls)
    return (time.process_time() - cpu) / calls * 1e6, calls / (time.perf_counter() - wall)


def one(name: str, url: str, calls: int, at_once: int) -> tuple[float, float]:
    """One client in this process."""
    if name in BLOCKING:
        call = BLOCKING[name](url)

        def several(count: int) -> None:
            for _ in range(count):
                call()

        def work(count: int) -> None:
            with ThreadPoolExecutor(at_once) as pool:
                list(pool.map(several, [count // at_once] * at_once))

        return measured(several if at_once == 1 else work, calls)

    async def main() -> tuple[float, float]:
        call = ASYNC[name](url)

        async def several(count: int) -> None:
            for _ in range(count):
                await call()

        async def work(count: int) -> None:
            await asyncio.gather(*(several(count // at_once) for _ in range(at_once)))

        await work(max(calls // 10, AT_ONCE))
        cpu, wall = time.process_time(), time.perf_counter()
        await work(calls)
        return (time.process_time() - cpu) / calls * 1e6, calls / (time.perf_counter() - wall)

    loop = importlib.import_module("uvloop").new_event_loop() if name.endswith("uvloop") else asyncio.new_event_loop()
    return loop.run_until_complete(main())


def pinned() -> Callable[[], None] | None:
    """For a child process: keeps to one core, where the system can do that."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    return lambda: os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def run(name: str, url: str, peer: Path, calls: int, at_once: int) -> tuple[float, float]:
    """One client in a process of its own."""
    slow = not name.startswith(FAST)
    count = max((calls // 8 if slow else calls) // at_once, 1) * at_once
    command = [str(peer), "call", url, str(count), str(at_once)]
    if name != "core":
        command = [
            sys.executable,
            str(HERE),
            "--only",
            name,
            "--url",
            url,
            "--calls",
            str(count),
            "--at-once",
            str(at_once),
        ]
    for _ in range(3):
        ended = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=pinned())
        if ended.returncode == 0:
            cpu, rate = json.loads(ended.stdout.splitlines()[-1])
            return cpu, rate
        print(f"  {name} failed and is tried again: {(ended.stderr.splitlines() or [''])[-1]}")
    raise RuntimeError(f"{name} failed three times")


def compare(title: str, names: list[str], url: str, peer: Path, rounds: int, calls: int, at_once: int) -> None:
    """Prints a table: medians, and ratios to the first of the names."""
    results: list[dict[str, tuple[float, float]]] = []
    for number in range(rounds):
        turned = names[number % len(names) :] + names[: number % len(names)]
        results.append({name: run(name, url, peer, calls, at_once) for name in turned})
    print(f"\n{title}\n  {'':24}{'CPU µs':>9}{'calls/s':>10}{'CPU ratio':>11}{'speed ratio':>13}")
    for name in names:
        cpu = statistics.median(result[name][0] for result in results)
        rate = statistics.median(result[name][1] for result in results)
        more = statistics.median(result[name][0] / result[names[0]][0] for result in results)
        slower = statistics.median(result[names[0]][1] / result[name][1] for result in results)
        print(f"  {name:24}{cpu:9.1f}{rate:10.0f}{more:11.2f}{slower:13.2f}")
    if "core" in names:
        added = statistics.median(result[names[0]][0] - result["core"][0] for result in results)
        print(f"  CPU added over the core: {added:.1f} µs")


def import_time(rounds: int) -> None:
    """Prints how long the import takes over a bare interpreter, and how much of it is the package's own."""

    def start(text: str) -> float:
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", text], check=True, preexec_fn=pinned())
        return time.perf_counter() - begun

    for name in ("keyhelm", "requests", "httpx", "aiohttp", "urllib3", "Adyen"):
        added = statistics.median(start(f"import {name}") - start("pass") for _ in range(rounds))
        print(f"  import {name:17}{added * 1e3:9.1f} ms over a bare interpreter")


def freeze() -> None:
    """Prints the longest time that another thread stands still during a call of two seconds."""
    import socket

    from keyhelm import Client, KeyhelmError

    silent = socket.create_server(("127.0.0.1", 0))
    longest, done = 0.0, threading.Event()

    def tick() -> None:
        nonlocal longest
        last = time.perf_counter()
        while not done.is_set():
            time.sleep(0.0005)
            now = time.perf_counter()
            longest, last = max(longest, now - last), now

    thread = threading.Thread(target=tick)
    with Client("adyen", base_url=f"http://127.0.0.1:{silent.getsockname()[1]}", **SETTINGS) as client:
        thread.start()
        with contextlib.suppress(KeyhelmError):
            client.keys.current(timeout=2)
        done.set()
        thread.join()
    silent.close()
    print(f"  longest freeze of another thread in a call of 2 s: {longest * 1e3:.1f} ms")


def size() -> None:
    """Prints how large the compiled library is."""
    import keyhelm._native

    library = Path(str(keyhelm._native.__file__))
    print(f"  library: {library.stat().st_size / 1e6:.2f} MB ({library.name}, {sysconfig.get_platform()})")


def main() -> None:
    """Runs everything."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--peer", type=Path, help="the built example `benchmark-peer`; built if it is not given")
    parser.add_argument("--only")
    parser.add_argument("--url", default="")
    parser.add_argument("--calls", type=int, default=20_000)
    parser.add_argument("--at-once", type=int, default=1)
    given = parser.parse_args()
    if given.only:
        print(json.dumps(one(given.only, given.url, given.calls, given.at_once)))
        return
    peer = given.peer or built()
    server = subprocess.Popen(
        [str(peer), "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=pinned()
    )
    assert server.stdout is not None
    url = server.stdout.readline().strip()
    rounds, calls = (2, 4000) if given.quick else (7, 16_000)
    try:
        compare("One after another", ["keyhelm", "core", *list(BLOCKING)[1:]], url, peer, rounds, calls, 1)
        compare("One after another, asyncio", [*ASYNC, "core"], url, peer, rounds, calls, 1)
        compare(f"{AT_ONCE} at once, threads", list(BLOCKING), url, peer, rounds, calls, AT_ONCE)
        compare(f"{AT_ONCE} at once, asyncio", [*ASYNC, "core"], url, peer, rounds, calls, AT_ONCE)
        print("\nOthers")
        import_time(5 if given.quick else 21)
        freeze()
        size()
    finally:
        server.communicate()


def built() -> Path:
    """Builds the server and the core's own calls."""
    command = ["cargo", "build", "--release", "--package", "keyhelm-python", "--example", "benchmark-peer"]
    command += ["--message-format", "json"]
    ended = subprocess.run(command, cwd=HERE.parent, stdout=subprocess.PIPE, text=True, check=True)
    messages = [json.loads(line) for line in ended.stdout.splitlines()]
    found = [message["executable"] for message in messages if message.get("executable")]
    return Path(found[-1])


if __name__ == "__main__":
    main()
