"""The sandbox as a context manager."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from keyhelm import AsyncClient, Client

from . import program
from .control import Control

if TYPE_CHECKING:
    from types import TracebackType

_OF_ENVIRONMENT = {"environment": "test"}
_NOT_BOTH = "merchant_id"


@dataclass(frozen=True)
class Account:
    """Where a platform is in the sandbox, and the credentials that it takes. They open nothing else."""

    settings: dict[str, str] = field(repr=False)
    """The settings of a client."""

    @property
    def base_url(self) -> str:
        """Where the platform is."""
        return self.settings["base_url"]

    @property
    def api_key(self) -> str:
        """The API key."""
        return self.settings["api_key"]


class Sandbox:
    """A sandbox of one's own. It stops when the `with` block ends.

    `program` is the path of `keyhelm-sandbox`; without it the variable `KEYHELM_SANDBOX` names it, or it is on the
    `PATH`, or it is built in the checkout. Raises `FileNotFoundError` where there is none.
    """

    def __init__(self, program: str | None = None) -> None:
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Sandbox:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Starts it, and waits until it is ready."""
        command = [self._program or program.find(), "--exit-with-stdin"]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            process.communicate()
            raise OSError(f"{command[0]} ended with {process.returncode} before it was ready")
        announced = json.loads(line)
        self._process = process
        self._control = Control(announced["control"])
        self.accounts = {name: Account(given) for name, given in announced["platforms"].items()}
        """What each platform takes, by its name."""

    def stop(self) -> None:
        """Stops it. Stopping twice is fine."""
        if self._process is not None:
            self._process.communicate()
            self._process = None

    def settings(self, platform: str, **changes: Any) -> dict[str, Any]:
        """The settings of a client for one platform, with all its credentials: `changes` win over them.

        Adyen's client manages the company, unless `changes` name a `merchant_id`.
        """
        settings = {**_OF_ENVIRONMENT, **self.accounts[platform].settings}
        settings.pop("company_id" if changes.get(_NOT_BOTH) else _NOT_BOTH, None)
        return {**settings, **changes}

    def client(self, platform: str, **changes: Any) -> Client:
        """A client for one platform of the sandbox, with all its credentials: `changes` win over them."""
        return Client(platform, **self.settings(platform, **changes))

    def async_client(self, platform: str, **changes: Any) -> AsyncClient:
        """As `client`, for asyncio."""
        return AsyncClient(platform, **self.settings(platform, **changes))

    def reset(self) -> None:
        """Back to the first state, with the same credentials."""
        self._control.call("POST", "/reset")

    def advance(self, seconds: float) -> None:
        """Moves the sandbox's clock: grace periods, expiry, rate windows."""
        self._control.call("POST", "/clock", {"advance_seconds": seconds})

    def limit(self, platform: str, requests: int | None, window: float = 60.0) -> None:
        """Sets the limit per key: `requests` in any `window` of seconds; `None` lifts it."""
        limit = None if requests is None else {"requests": requests, "window_ms": round(window * 1000)}
        self._control.call("PUT", f"/limits/{platform}", limit)

    def fault(
        self,
        platform: str,
        fault: dict[str, Any],
        *,
        method: str | None = None,
        path: str | None = None,
        times: int = 1,
        skip: int = 0,
    ) -> None:
        """Lets the next matching requests meet a fault: `{"drop": "after"}`, `{"status": 503}`, `{"hang_ms": 500}`, …

        `path` is a part of the request's path; the first `skip` requests pass. All faults are in the sandbox's README.
        """
        rule = {"platform": platform, "fault": fault, "times": times, "skip": skip}
        if method is not None:
            rule["method"] = method
        if path is not None:
            rule["path"] = path
        self._control.call("POST", "/faults", rule)

    def clear_faults(self) -> None:
        """Ends all faults."""
        self._control.call("DELETE", "/faults")

    def requests(self) -> list[dict[str, Any]]:
        """What arrived, oldest first: time, platform, method, path, header names, key fingerprint, status."""
        requests: list[dict[str, Any]] = self._control.call("GET", "/requests")
        return requests
