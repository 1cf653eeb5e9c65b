"""Requests over connections that are kept alive, as a browser's or a proxy's are."""

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import cycle

CONNECTIONS = 4
BROWSER = {"Accept-Encoding": "gzip, deflate, br", "Accept": "text/html,*/*;q=0.8", "Accept-Language": "th"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


class Client:
    """Asks one server over a few connections in turns, one request after the other."""

    def __init__(self, port: int) -> None:
        self.connections = cycle(
            [http.client.HTTPConnection("127.0.0.1", port, timeout=120) for _ in range(CONNECTIONS)]
        )

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer of a GET request. A connection that the server has closed meanwhile is opened again once."""
        connection = next(self.connections)
        try:
            return _ask(connection, path, headers)
        except (http.client.RemoteDisconnected, ConnectionError, BrokenPipeError):
            connection.close()
            return _ask(connection, path, headers)


def _ask(connection: http.client.HTTPConnection, path: str, headers: Mapping[str, str] | None) -> Answer:
    connection.request("GET", path, headers={**BROWSER, **(headers or {})})
    response = connection.getresponse()
    return Answer(response.status, response.headers, response.read())
