"""Public pages from memory: whole, compressed, with their headers, as long as nothing they show has changed.

Each process has its own cache. A page is served if the versions of the tables it was made from are those of the database
now, and no moment has passed at which it changes by itself. docs/adr/0024 has the reasons and measurements.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from compression_middleware.middleware import compressor
from django.conf import settings
from django.core.exceptions import DisallowedHost, MiddlewareNotUsed
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, ResponseHeaders
from django.utils import timezone

from center.records import table_versions
from center.records.cached_pages import next_change_of
from center.records.table_versions import Reading, Versions, tracked_tables

# Site, scheme, host, encoding, path and query string.
Key = tuple[Any, ...]
MOST_BYTES = 128 * 1024
# Django names the language where the address is Thai, but the address alone decides.
VARIES = {"", "Accept-Encoding", "Accept-Language"}
LEFT_OUT_OF_304 = {"Content-Encoding", "Content-Length", "Content-Type"}


@dataclass(frozen=True)
class CachedPage:
    """A page of status 200. versions: of the tables it was made from; it is true from made_at until expires_at."""

    body: bytes
    headers: ResponseHeaders
    headers_of_304: ResponseHeaders
    versions: dict[str, int]
    made_at: datetime
    expires_at: datetime

    def is_current(self, versions: Versions) -> bool:
        """By this process's clock and by the database's: queries compare with either."""
        clocks = _clocks(timezone.now(), versions)
        in_time = self.made_at <= min(clocks) and max(clocks) < self.expires_at
        return in_time and all(versions.numbers.get(table) == number for table, number in self.versions.items())


class Pages:
    """Pages by address, at most so many: the one that wasn't asked for longest goes first. Thread-safe.

    Not one of Django's caches: those in memory pickle each page at each request, a sixth of what it costs.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._pages: OrderedDict[Key, CachedPage] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> CachedPage | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def keep(self, key: Key, page: CachedPage) -> None:
        with self._lock:
            self._pages[key] = page
            self._pages.move_to_end(key)
            if len(self._pages) > self.most:
                self._pages.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()

    def __len__(self) -> int:
        return len(self._pages)


# Of addresses without and with a query string, so that nobody can drive out the former by making up the latter.
PLAIN, FILTERED = Pages(1500), Pages(500)


class PageCache:
    """Outermost: a page is kept with the headers of every other middleware. What they refuse or redirect is never kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if settings.DEBUG:
            raise MiddlewareNotUsed  # templates change without a change of rows
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        key = key_of(request) if is_anonymous(request) else None
        pages = FILTERED if request.META.get("QUERY_STRING") else PLAIN
        page = pages.get(key) if key else None
        versions = versions_now() if page else None
        if page and versions and page.is_current(versions):
            return _answer(request, page)
        with table_versions.reading(versions) as reading:
            began = timezone.now()
            response = self.get_response(request)
            if key and isinstance(response, HttpResponse) and may_be_cached(request, response, reading):
                page = _page_from(response, reading, began)
                pages.keep(key, page)
                return response if not _has(request, page) else _answer(request, page)
            return response


def versions_now() -> Versions | None:
    """None while the database is unavailable: the middleware below says so, with their headers."""
    try:
        return table_versions.read()
    except Error:
        return None


def is_anonymous(request: HttpRequest) -> bool:
    """Whether nothing in the request could make its page another than everybody's."""
    own = (settings.SESSION_COOKIE_NAME, "messages")
    return not any(name in request.COOKIES for name in own) and "HTTP_AUTHORIZATION" not in request.META


def may_be_cached(request: HttpRequest, response: HttpResponse, reading: Reading) -> bool:
    """Whether a page is everybody's, and everything it was made from is known."""
    messages = getattr(request, "_messages", None)
    return (
        getattr(response, "may_be_cached", False)  # the view says so (center.records.cached_pages)
        and response.status_code == 200
        and len(response.content) <= MOST_BYTES
        and not response.cookies
        and not response.has_header("Cache-Control")
        # A session that was looked at adds Cookie.
        and {name.strip() for name in response.get("Vary", "").split(",")} <= VARIES
        and not (messages is not None and messages.added_new)
        and not reading.wrote
        and not reading.is_late
        and bool(reading.tables)
        and reading.tables <= tracked_tables()
    )


def key_of(request: HttpRequest) -> Key | None:
    """What a page depends on; None for a host that isn't ours."""
    try:
        host = request.get_host()
    except DisallowedHost:
        return None
    encoding = compressor(request.META.get("HTTP_ACCEPT_ENCODING", ""))[0]
    query = request.META.get("QUERY_STRING", "")
    return settings.SITE_URL, settings.DEMO, request.scheme, host, encoding, request.path, query


def _clocks(now: datetime, versions: Versions) -> tuple[datetime, datetime]:
    return now, datetime.fromtimestamp(versions.clock, UTC)


def _page_from(response: HttpResponse, reading: Reading, began: datetime) -> CachedPage:
    versions = reading.current_versions()
    response["Vary"] = "Accept-Encoding"
    made_at = min(_clocks(began, versions))
    response["ETag"] = _etag_of(response)
    response["Cache-Control"] = "no-cache"  # browsers ask each time whether it has changed
    read = {table: versions.numbers[table] for table in reading.tables}
    response["X-Accel-Expires"] = "1"  # nginx may keep it for a second (docs/operations.md), and doesn't pass this on
    return CachedPage(
        body=response.content,
        headers=response.headers,
        headers_of_304=_without(response.headers, LEFT_OUT_OF_304),
        versions=read,
        made_at=made_at,
        expires_at=next_change_of(read, made_at),
    )


def _etag_of(response: HttpResponse) -> str:
    """Of body and headers: a proxy that hears that its page is unchanged keeps the headers it has (docs/operations.md)."""
    digest = hashlib.blake2b(response.content, digest_size=12)
    digest.update(repr(sorted(response.items())).encode())
    return f'"{digest.hexdigest()}"'


def _has(request: HttpRequest, page: CachedPage) -> bool:
    return page.headers["ETag"] in request.META.get("HTTP_IF_NONE_MATCH", "")


def _without(headers: ResponseHeaders, names: set[str]) -> ResponseHeaders:
    return ResponseHeaders({name: value for name, value in headers.items() if name not in names})


def _answer(request: HttpRequest, page: CachedPage) -> HttpResponse:
    """The page, or 304 for whoever has it. A 304 repeats the headers, since browsers replace theirs by them.

    Responses share the page's headers: no middleware outside of this one may change them.
    """
    response = HttpResponse(status=304) if _has(request, page) else HttpResponse(page.body)
    response.headers = page.headers_of_304 if response.status_code == 304 else page.headers
    return response
