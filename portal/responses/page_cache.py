"""Public pages from memory: whole, compressed, with their headers, as long as nothing they show has changed.

Each process has its own cache. A page is served if the versions of the tables it was made from are those of the database
now, and no moment has passed at which it changes by itself. docs/adr/0024 has the reasons and measurements.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from compression_middleware.middleware import compressor
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.exceptions import DisallowedHost, MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, ResponseHeaders
from django.utils import timezone

from center.records import table_versions
from center.records.cached_pages import next_change_of
from center.records.table_versions import Reading, Versions, tracked_tables

MOST_BYTES = 128 * 1024
# Django names the language where the address is Thai, but the address alone decides.
VARIES = {"", "Accept-Encoding", "Accept-Language"}
LEFT_OUT_OF_304 = {"Content-Encoding", "Content-Length", "Content-Type"}


@dataclass(frozen=True)
class CachedPage:
    """A page of status 200. versions: of the tables it was made from; it is true from made_at until expires_at."""

    body: bytes
    headers: ResponseHeaders
    versions: dict[str, int]
    made_at: datetime
    expires_at: datetime

    def is_current(self, versions: Versions) -> bool:
        """By this process's clock and by the database's: queries compare with either."""
        clocks = _clocks(timezone.now(), versions)
        in_time = self.made_at <= min(clocks) and max(clocks) < self.expires_at
        return in_time and all(versions.numbers.get(table) == number for table, number in self.versions.items())


class PageCache:
    """Outermost: a page is kept with the headers of every other middleware. What they refuse or redirect is never kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if settings.DEBUG:
            raise MiddlewareNotUsed  # templates change without a change of rows
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with table_versions.reading() as reading:
            place = _place_of(request) if is_anonymous(request) else None
            if place is None:
                return self.get_response(request)
            cache, key = place
            page: CachedPage | None = cache.get(key)
            if page is not None and page.is_current(reading.current_versions()):
                return _answer(request, page)
            began = timezone.now()
            response = self.get_response(request)
            if isinstance(response, HttpResponse) and may_be_cached(request, response, reading):
                page = _page_from(response, reading, began)
                cache.set(key, page, timeout=None)
                return response if not _has(request, page) else _answer(request, page)
            return response


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


def _place_of(request: HttpRequest) -> tuple[BaseCache, str] | None:
    """The cache and the key of a request's page; None for a host that isn't ours. Addresses with a query string have a cache
    of their own, so that nobody can drive out the others by making up query strings.
    """
    try:
        site = (settings.SITE_URL, settings.DEMO, request.scheme, request.get_host())
    except DisallowedHost:
        return None
    encoding = compressor(request.META.get("HTTP_ACCEPT_ENCODING", ""))[0]
    query = request.META.get("QUERY_STRING", "")
    key = hashlib.blake2b(repr((*site, encoding, request.path, query)).encode(), digest_size=24).hexdigest()
    return caches["filtered-pages" if query else "pages"], key


def _clocks(now: datetime, versions: Versions) -> tuple[datetime, datetime]:
    return now, datetime.fromtimestamp(versions.clock, UTC)


def _page_from(response: HttpResponse, reading: Reading, began: datetime) -> CachedPage:
    versions = reading.current_versions()
    response["Vary"] = "Accept-Encoding"
    made_at = min(_clocks(began, versions))
    response["ETag"] = f'"{hashlib.blake2b(response.content, digest_size=12).hexdigest()}"'
    response["Cache-Control"] = "no-cache"  # browsers ask each time whether it has changed
    read = {table: versions.numbers[table] for table in reading.tables}
    return CachedPage(response.content, response.headers, read, made_at, expires_at=next_change_of(read, made_at))


def _has(request: HttpRequest, page: CachedPage) -> bool:
    return page.headers["ETag"] in request.META.get("HTTP_IF_NONE_MATCH", "")


def _answer(request: HttpRequest, page: CachedPage) -> HttpResponse:
    """The page, or 304 for whoever has it. A 304 repeats the headers, since browsers replace theirs by them."""
    if not _has(request, page):
        response = HttpResponse(page.body)
        response.headers = page.headers
        return response
    response = HttpResponse(status=304)
    response.headers = page.headers
    for name in LEFT_OUT_OF_304:
        del response[name]
    return response
