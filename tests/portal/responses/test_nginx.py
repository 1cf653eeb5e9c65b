"""nginx as docs/operations.md configures it, before a server that answers what a test wants.

Each condition is a function that fails without its line of the configuration; `make test-long` takes the lines out, one by
one. The document's configuration before the portal itself is in test_portal_behind_nginx.
"""

import http.client
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

from bench import front
from bench.servers import free_port
from tests.portal.responses.upstream import Page, Upstream, upstream

# As the portal marks a page that it has kept (portal.responses.page_cache), but for longer, since the machine may be busy.
KEPT = {
    "Content-Type": "text/html; charset=utf-8",
    "Vary": "Accept-Encoding",
    "ETag": '"1"',
    "Cache-Control": "no-cache",
    "X-Accel-Expires": "60",
}
POLICY = {"Content-Security-Policy": "default-src 'none'", "Permissions-Policy": "camera=()", "X-Frame-Options": "DENY"}
A_SECOND = {"X-Accel-Expires": "1"}
EXPIRED = 2.1  # seconds until nginx asks for such a page again: it counts whole ones


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: str


@dataclass
class Proxy:
    """nginx on a port, and the server behind it."""

    port: int
    behind: Upstream

    def ask(self, path: str, *, method: str = "GET", body: str | None = None, **headers: str) -> Answer:
        """headers: with underscores for hyphens."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, {"Host": "portal.example.go.th", **named})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read().decode())
        finally:
            connection.close()

    def at_once(self, path: str, number: int) -> list[Answer]:
        with ThreadPoolExecutor(number) as pool:
            return list(pool.map(lambda _number: self.ask(path), range(number)))

    def answer_with(self, path: str, body: str = "page", *, more: Mapping[str, str] | None = None, **page) -> None:
        """What the server behind answers at an address from now on: a page marked as kept."""
        self.behind.pages[path] = Page(body, headers=KEPT | (more or {}), **page)

    def times_asked(self, path: str) -> int:
        return len(self.behind.asked_for(path))


@contextmanager
def proxy(folder: Path, behind: Upstream, *, upstream: str = "") -> Iterator[Proxy]:
    port = free_port()
    server = front.start(port=port, portal_port=behind.port, folder=folder, upstream=upstream)[0]
    assert server is not None
    try:
        yield Proxy(port, behind)
    finally:
        server.stop()


# --- What must be true ------------------------------------------------------------------------------------------------


def a_marked_page_is_kept(nginx: Proxy) -> None:
    nginx.answer_with("/kept/", "before", more=POLICY)
    first = nginx.ask("/kept/")
    nginx.answer_with("/kept/", "after", more=POLICY | {"ETag": '"2"'})
    again = nginx.ask("/kept/")
    assert (first.body, again.body) == ("before", "before")
    assert {name: again.headers[name] for name in POLICY} == POLICY
    assert again.headers["Cache-Control"] == "no-cache"
    assert again.headers["X-Accel-Expires"] is None
    unchanged = nginx.ask("/kept/", If_None_Match='"1"')
    assert (unchanged.status, unchanged.headers["Content-Security-Policy"]) == (304, "default-src 'none'")
    assert nginx.times_asked("/kept/") == 1


def what_is_not_marked_is_never_kept(nginx: Proxy) -> None:
    headers = {name: value for name, value in KEPT.items() if name != "X-Accel-Expires"}
    nginx.behind.pages["/form/"] = Page(headers=headers)
    nginx.behind.pages["/old/"] = Page(
        headers={"Cache-Control": "max-age=600", "Expires": "Fri, 01 Jan 2100 00:00:00 GMT"}
    )
    for path in ("/form/", "/old/"):
        nginx.ask(path)
        nginx.ask(path)
        assert nginx.times_asked(path) == 2


def files_are_kept_for_a_minute(nginx: Proxy) -> None:
    """Not for the year that browsers may keep them: a picture that was taken away is gone from here too."""
    nginx.behind.pages["/media/a.jpg"] = nginx.behind.pages["/static/a.css"] = Page(
        headers={"Cache-Control": "max-age=0"}
    )
    for path in ("/media/a.jpg", "/static/a.css"):
        assert [nginx.ask(path).status for _ in range(3)] == [200] * 3
        assert nginx.times_asked(path) == 1
    nginx.behind.pages["/media/gone.jpg"] = Page(status=404)
    nginx.ask("/media/gone.jpg")
    nginx.behind.pages["/media/gone.jpg"] = Page("found")
    assert nginx.ask("/media/gone.jpg").body == "found"


def the_signed_in_get_pages_of_their_own(nginx: Proxy) -> None:
    """Neither from the cache nor into it, even if the portal marked them by mistake."""
    own = [{"Cookie": f"{name}=abc"} for name in (settings.SESSION_COOKIE_NAME, "messages")]
    for number, headers in enumerate([*own, {"Authorization": "Basic eDp5"}]):
        path = f"/own/{number}/"
        nginx.answer_with(path, "everybody's")
        nginx.ask(path)
        nginx.answer_with(path, "an officer's")
        assert nginx.ask(path, **headers).body == "an officer's"
        assert nginx.ask(path).body == "everybody's"


def a_page_of_the_signed_in_is_not_stored(nginx: Proxy) -> None:
    own = [{"Cookie": f"{name}=abc"} for name in (settings.SESSION_COOKIE_NAME, "messages")]
    for number, headers in enumerate([*own, {"Authorization": "Basic eDp5"}]):
        path = f"/stored/{number}/"
        nginx.answer_with(path, "an officer's")
        nginx.ask(path, **headers)
        nginx.answer_with(path, "everybody's")
        assert nginx.ask(path).body == "everybody's"


def a_page_that_sets_a_cookie_is_never_kept(nginx: Proxy) -> None:
    nginx.answer_with("/cookie/", more={"Set-Cookie": "csrftoken=1"})
    assert [nginx.ask("/cookie/").headers["Set-Cookie"] for _ in range(2)] == ["csrftoken=1"] * 2
    assert nginx.times_asked("/cookie/") == 2


def posts_pass(nginx: Proxy) -> None:
    nginx.answer_with("/sent/")
    for _ in range(2):
        assert nginx.ask("/sent/", method="POST", body="name=x").status == 200
    assert [asked.method for asked in nginx.behind.asked_for("/sent/")] == ["POST", "POST"]


def photos_of_a_phone_pass(nginx: Proxy) -> None:
    assert nginx.ask("/photo/", method="POST", body="x" * 24 * 1024 * 1024).status == 200
    assert nginx.ask("/photo/", method="POST", body="x" * 26 * 1024 * 1024).status == 413


def addresses_are_kept_apart(nginx: Proxy) -> None:
    """So are languages, which have addresses of their own, and hosts."""
    for path in ("/news/", "/en/news/", "/news/?page=2"):
        nginx.answer_with(path, path)
    for _ in range(2):
        assert [nginx.ask(path).body for path in ("/news/", "/en/news/", "/news/?page=2")] == [
            "/news/",
            "/en/news/",
            "/news/?page=2",
        ]
    nginx.ask("/news/", Host="other.example.go.th")
    assert nginx.times_asked("/news/") == 2


def encodings_are_kept_apart(nginx: Proxy) -> None:
    nginx.answer_with("/encoded/", "for {encoding}")
    wanted = {"br, gzip": "br", "gzip": "gzip", "": ""}
    for _ in range(2):
        assert {asked: nginx.ask("/encoded/", Accept_Encoding=asked).body for asked in wanted} == {
            asked: f"for {encoding}" for asked, encoding in wanted.items()
        }
    assert nginx.times_asked("/encoded/") == 3


def browsers_share_a_page(nginx: Proxy) -> None:
    """They name what they accept in many ways."""
    nginx.answer_with("/shared/")
    for accepted in ("gzip, deflate, br, zstd", "gzip, deflate, br", "br;q=1.0, gzip;q=0.8"):
        nginx.ask("/shared/", Accept_Encoding=accepted)
    assert nginx.times_asked("/shared/") == 1
    assert nginx.behind.asked_for("/shared/")[0].headers["Accept-Encoding"] == "br"


def an_expired_page_is_asked_whether_it_has_changed(nginx: Proxy) -> None:
    for path in ("/same/", "/changed/"):
        nginx.answer_with(path, "before", more=A_SECOND)
        nginx.ask(path)
    time.sleep(EXPIRED)
    nginx.answer_with("/same/", "before")
    nginx.answer_with("/changed/", "after", more={"ETag": '"2"'})
    for _ in range(2):
        assert (nginx.ask("/same/").body, nginx.ask("/changed/").body) == ("before", "after")
    for path in ("/same/", "/changed/"):
        assert [asked.headers.get("If-None-Match") for asked in nginx.behind.asked_for(path)] == [None, '"1"']


def one_asks_for_all_while_a_page_is_renewed(nginx: Proxy) -> None:
    nginx.answer_with("/renewed/", "before", more=A_SECOND)
    nginx.ask("/renewed/")
    time.sleep(EXPIRED)
    nginx.answer_with("/renewed/", "after", seconds=1, more={"ETag": '"2"'})
    bodies = sorted(answer.body for answer in nginx.at_once("/renewed/", 6))
    assert bodies == ["after", *["before"] * 5]
    assert nginx.times_asked("/renewed/") == 2


def nobody_waits_for_another_visitors_form(nginx: Proxy) -> None:
    nginx.behind.pages["/free-times/"] = Page(seconds=0.2)
    began = time.monotonic()
    nginx.at_once("/free-times/", 8)
    assert time.monotonic() - began < 3  # one after the other, half a second each: 3.7


def the_portal_hears_who_asks(nginx: Proxy) -> None:
    """The address that nginx saw: what visitors claim themselves would let them pass any rate limit."""
    nginx.ask("/who/", X_Forwarded_For="1.2.3.4", X_Forwarded_Host="evil.example", X_Forwarded_Proto="gopher")
    headers = nginx.behind.asked_for("/who/")[0].headers
    names = ("Host", "X-Forwarded-Host", "X-Forwarded-For", "X-Forwarded-Proto")
    assert [headers.get(name) for name in names] == ["portal.example.go.th"] * 2 + ["127.0.0.1", "http"]


def without_the_portal_visitors_read_that_it_is_paused(nginx: Proxy) -> None:
    nginx.answer_with("/kept-on/", "before")
    nginx.ask("/kept-on/")
    for path in ("/kept-on/", "/other/"):
        nginx.behind.pages[path] = Page(hangs_up=True)
    assert nginx.ask("/kept-on/").body == "before"
    for method in ("GET", "POST"):
        answer = nginx.ask("/other/", method=method)
        assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert "เว็บไซต์หยุดชั่วคราว" in answer.body


def the_portals_own_errors_pass(nginx: Proxy) -> None:
    """Its 503 holds what was typed, its 404 says where to look."""
    for status in (404, 500, 503):
        nginx.behind.pages[f"/{status}/"] = Page("the portal's own", status)
        assert (nginx.ask(f"/{status}/").status, nginx.ask(f"/{status}/").body) == (status, "the portal's own")


# A condition, the line it needs, and what stands there instead where the line is taken out.
CONDITIONS: list[tuple[Callable[[Proxy], None], str, str]] = [
    (a_marked_page_is_kept, "proxy_cache portal;", ""),
    (a_marked_page_is_kept, "Cache-Control Expires Vary", "Expires Vary"),
    (what_is_not_marked_is_never_kept, "proxy_cache portal;", "proxy_cache portal; proxy_cache_valid 200 1s;"),
    (what_is_not_marked_is_never_kept, "Cache-Control Expires Vary", "Vary"),
    (files_are_kept_for_a_minute, "proxy_cache_valid 200 1m;", ""),
    (files_are_kept_for_a_minute, "proxy_cache_valid 200 1m;", "proxy_cache_valid any 1m;"),
    (files_are_kept_for_a_minute, "proxy_cache_valid 200 1m;", "proxy_cache_valid 200 1m; proxy_ignore_headers Vary;"),
    (the_signed_in_get_pages_of_their_own, "bypass $cookie_sessionid ", "bypass "),
    (the_signed_in_get_pages_of_their_own, "bypass $cookie_sessionid $cookie_messages", "bypass $cookie_sessionid"),
    (the_signed_in_get_pages_of_their_own, " $http_authorization;\n    proxy_no", ";\n    proxy_no"),
    (a_page_of_the_signed_in_is_not_stored, "no_cache $cookie_sessionid ", "no_cache "),
    (a_page_of_the_signed_in_is_not_stored, "no_cache $cookie_sessionid $cookie_messages", "no_cache $cookie_sessionid"),
    (a_page_of_the_signed_in_is_not_stored, " $http_authorization;\n    proxy_cache", ";\n    proxy_cache"),
    (a_page_that_sets_a_cookie_is_never_kept, "Expires Vary;", "Expires Vary Set-Cookie;"),
    (posts_pass, "proxy_cache portal;", "proxy_cache portal; proxy_cache_methods GET HEAD POST;"),
    (photos_of_a_phone_pass, "client_max_body_size 25m;", ""),
    (addresses_are_kept_apart, "$host$portal_encoding$request_uri;", "$host$portal_encoding;"),
    (addresses_are_kept_apart, "$scheme$host$portal_encoding", "$scheme$portal_encoding"),
    (encodings_are_kept_apart, "$host$portal_encoding$request_uri", "$host$request_uri"),
    (browsers_share_a_page, "Cache-Control Expires Vary", "Cache-Control Expires"),
    (browsers_share_a_page, "proxy_set_header Accept-Encoding $portal_encoding;", ""),
    (an_expired_page_is_asked_whether_it_has_changed, "proxy_cache_revalidate on;", ""),
    (one_asks_for_all_while_a_page_is_renewed, "proxy_cache_use_stale updating;", ""),
    (nobody_waits_for_another_visitors_form, "use_stale updating;", "use_stale updating; proxy_cache_lock on;"),
    (the_portal_hears_who_asks, "X-Forwarded-For $remote_addr", "X-Forwarded-For $proxy_add_x_forwarded_for"),
    (the_portal_hears_who_asks, "proxy_set_header Host $host;", ""),
    (the_portal_hears_who_asks, "proxy_set_header X-Forwarded-Host $host;", ""),
    (the_portal_hears_who_asks, "proxy_set_header X-Forwarded-Proto $scheme;", ""),
    (without_the_portal_visitors_read_that_it_is_paused, "error_page 502 504 =503 @paused;", ""),
    (the_portals_own_errors_pass, "error_page 502 504", "proxy_intercept_errors on; error_page 404 500 502 503 504"),
]  # fmt: skip


@pytest.fixture(scope="module")
def nginx(tmp_path_factory) -> Iterator[Proxy]:
    with upstream() as behind, proxy(tmp_path_factory.mktemp("nginx"), behind) as started:
        yield started


@pytest.mark.parametrize("condition", dict.fromkeys(condition for condition, _line, _instead in CONDITIONS))
def test_behind_the_documented_nginx(nginx, condition):
    condition(nginx)


@pytest.mark.long
@pytest.mark.parametrize(("condition", "line", "instead"), CONDITIONS)
def test_each_condition_needs_its_line(tmp_path, monkeypatch, condition, line, instead):
    documented = front.OPERATIONS.read_text(encoding="utf-8")
    assert documented.count(line) == 1
    monkeypatch.setattr(front, "OPERATIONS", tmp_path / "operations.md")
    front.OPERATIONS.write_text(documented.replace(line, instead), encoding="utf-8")
    with upstream() as behind, proxy(tmp_path, behind) as changed, pytest.raises(AssertionError):
        condition(changed)


def test_nginx_lets_those_pass_whose_pages_the_portal_keeps_nothing_of():
    """The names of cookies stand in the document, and in the settings."""
    own = f"$cookie_{settings.SESSION_COOKIE_NAME} $cookie_messages $http_authorization;"
    documented = front.OPERATIONS.read_text(encoding="utf-8")
    assert f"proxy_cache_bypass {own}" in documented
    assert f"proxy_no_cache {own}" in documented


# --- Several hosts, with the block of docs/scaling.md ------------------------------------------------------------------


@pytest.fixture
def two_hosts(tmp_path) -> Iterator[tuple[Proxy, Upstream, Upstream]]:
    with upstream() as one, upstream() as other:
        block = front.upstream_of([one.port, other.port])
        with proxy(tmp_path, one, upstream=block) as nginx:
            yield nginx, one, other


def test_a_page_that_one_host_fails_to_answer_is_asked_of_the_other(two_hosts):
    nginx, one, _other = two_hosts
    one.pages["/page/"] = Page(hangs_up=True)
    assert [nginx.ask("/page/").status for _ in range(4)] == [200] * 4
    assert len(one.asked_for("/page/")) == 1  # then it is left out for a while


def test_a_form_that_a_host_has_received_is_not_sent_to_the_other(two_hosts):
    nginx, one, other = two_hosts
    one.pages["/form/"] = Page(hangs_up=True)
    assert sorted(nginx.ask("/form/", method="POST", body="name=x").status for _ in range(2)) == [200, 503]
    assert [len(host.asked_for("/form/")) for host in (one, other)] == [1, 1]


def test_what_a_host_says_itself_is_not_asked_of_the_other(two_hosts):
    """Its 503 holds what a visitor has typed."""
    nginx, one, other = two_hosts
    one.pages["/busy/"] = other.pages["/busy/"] = Page("what was typed", 503)
    for method in ("GET", "POST"):
        assert nginx.ask("/busy/", method=method).body == "what was typed"
    assert len(one.asked_for("/busy/")) + len(other.asked_for("/busy/")) == 2


def test_a_host_that_is_away_is_noticed_by_nobody(tmp_path):
    with upstream() as there, proxy(tmp_path, there, upstream=front.upstream_of([free_port(), there.port])) as nginx:
        assert [nginx.ask("/form/", method="POST", body="name=x").status for _ in range(4)] == [200] * 4
        assert [nginx.ask("/page/").status for _ in range(4)] == [200] * 4
