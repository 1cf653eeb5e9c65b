"""A web server that answers what a test tells it to, as the portal behind a proxy, and notes what it was asked."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Page:
    """What the server answers at one address. seconds: how long it takes; hangs_up: it ends the connection instead."""

    body: str = "page"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0
    hangs_up: bool = False


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    headers: Mapping[str, str]


class Upstream(ThreadingHTTPServer):
    """pages: by address; {encoding} in a body is the Accept-Encoding of the request. asked: in their order."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages: dict[str, Page] = {}
        self.asked: list[Asked] = []

    @property
    def port(self) -> int:
        return self.server_address[1]

    def asked_for(self, path: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.path == path]


class _Handler(BaseHTTPRequestHandler):
    server: Upstream

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked.append(Asked(self.command, self.path, dict(self.headers)))
        page = self.server.pages.get(self.path, Page())
        time.sleep(page.seconds)
        if page.hangs_up:
            self.close_connection = True
            return
        unchanged = "ETag" in page.headers and self.headers.get("If-None-Match") == page.headers["ETag"]
        body = b"" if unchanged else page.body.format(encoding=self.headers.get("Accept-Encoding", "")).encode()
        self.send_response(304 if unchanged else page.status)
        for name, value in page.headers.items():
            self.send_header(name, value)
        if not unchanged:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_HEAD = do_POST = _answer

    def log_message(self, *args) -> None:
        """Nothing to the terminal."""


@contextmanager
def upstream() -> Iterator[Upstream]:
    with Upstream() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
