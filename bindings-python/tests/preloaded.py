"""What `test_gunicorn_preload` serves."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from keyhelm import Client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

CLIENT = Client("adyen", **json.loads(os.environ["KEYHELM_TEST_SETTINGS"]))
assert CLIENT.keys.verify().outcome == "valid"


def app(_environ: dict[str, object], start: Callable[[str, list[tuple[str, str]]], object]) -> Iterable[bytes]:
    outcome = CLIENT.keys.verify(timeout=10).outcome
    start("200 OK", [("Content-Type", "text/plain")])
    return [f"{outcome} {os.getpid()}".encode()]
