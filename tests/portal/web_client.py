"""One person's requests to real web servers: cookies are kept, forms carry their token, redirects are not followed."""

import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import Message
from http.cookiejar import CookieJar
from typing import Any

from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

TIMEOUT = 60


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes

    @property
    def page(self) -> str:
        return self.body.decode()

    @property
    def location(self) -> str:
        return self.headers["Location"] or ""


class _AsTheyAre(urllib.request.HTTPErrorProcessor):
    """Redirects and errors are answers."""

    def http_response(self, request, response):
        return response


class WebClient:
    """A browser at one web server; `at` another it is the same person with the same cookies."""

    def __init__(self, port: int, *, cookies: CookieJar | None = None) -> None:
        self.port = port
        self.cookies = CookieJar() if cookies is None else cookies
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.cookies), _AsTheyAre
        )

    def at(self, port: int) -> "WebClient":
        return WebClient(port, cookies=self.cookies)

    def get(self, path: str, **headers: str) -> Answer:
        """headers: with underscores for hyphens."""
        return self._send(path, None, headers)

    def post(self, path: str, values: dict[str, Any], **headers: str) -> Answer:
        """Files too. The token of the last form that was shown goes with them."""
        token = {cookie.name: cookie.value for cookie in self.cookies}.get("csrftoken", "")
        body = encode_multipart(BOUNDARY, values | {"csrfmiddlewaretoken": token})
        return self._send(path, body, {"Content-Type": MULTIPART_CONTENT} | headers)

    def sign_in(self, username: str, password: str) -> Answer:
        self.get("/account/login/")
        return self.post("/account/login/", {"login": username, "password": password})

    def _send(self, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", body, named)
        with self._opener.open(request, timeout=TIMEOUT) as response:
            return Answer(response.status, response.headers, response.read())
