"""A server that answers as it is told, for answers that the sandbox never gives."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Asked:
    """A request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body) if self.body else None


@dataclass
class Answer:
    """What to answer."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)


class Server:
    """Listens on a free port of this machine."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.by_path: dict[str, Answer] = {}
        self.answers: list[Answer] = []
        """One after another for the paths that have no answer of their own; the last one stays."""
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"

    def forget(self) -> None:
        self.asked.clear()
        self.by_path.clear()
        self.answers[:] = [Answer()]

    def stop(self) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def _answer(self, path: str) -> Answer:
        known = self.by_path.get(path)
        if known is not None:
            return known
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self) -> None:
                self.raw_requestline = self.rfile.readline(65537)
                if not self.raw_requestline or not self.parse_request():
                    self.close_connection = True
                    return
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                server.asked.append(Asked(self.command, self.path, headers, body))
                answer = server._answer(self.path)
                has_body = answer.status not in (204, 304) and self.command != "HEAD"
                head = f"HTTP/1.1 {answer.status} Told\r\n"
                for name, value in answer.headers.items():
                    head += f"{name}: {value}\r\n"
                if has_body:
                    head += f"Content-Length: {len(answer.body)}\r\n"
                self.wfile.write(head.encode("latin-1") + b"\r\n" + (answer.body if has_body else b""))
                self.wfile.flush()

        return Handler
