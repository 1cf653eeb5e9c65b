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

    def __init__(self, port: int, *, connections: int = CONNECTIONS) -> None:
        self.connections = cycle(
            [http.client.HTTPConnection("127.0.0.1", port, timeout=120) for _ in range(connections)]
        )

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self.send("GET", path, headers or {})

    def send(self, method: str, path: str, headers: Mapping[str, str], body: str | None = None) -> Answer:
        """The answer. A connection that the server has closed meanwhile is opened again once."""
        connection = next(self.connections)
        try:
            return _ask(connection, method, path, headers, body)
        except (http.client.RemoteDisconnected, ConnectionError, BrokenPipeError):
            connection.close()
            return _ask(connection, method, path, headers, body)


def _ask(
    connection: http.client.HTTPConnection, method: str, path: str, headers: Mapping[str, str], body: str | None
) -> Answer:
    connection.request(method, path, body=body, headers={**BROWSER, **headers})
    response = connection.getresponse()
    return Answer(response.status, response.headers, response.read())
