"""The sandbox's remote control: plain HTTP and JSON."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlsplit


class Control:
    """Calls the control URL that the sandbox announced."""

    def __init__(self, url: str) -> None:
        self._at = urlsplit(url)

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Gives what the sandbox answered; raises `ValueError` with its words where it refused."""
        connection = http.client.HTTPConnection(self._at.netloc, timeout=10)
        try:
            connection.request(method, self._at.path + path, json.dumps(body))
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        read = json.loads(text) if text else None
        if answer.status >= 300:
            raise ValueError(read["error"] if isinstance(read, dict) else f"HTTP {answer.status}")
        return read
