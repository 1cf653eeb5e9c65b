"""Public pages that may be cached whole: marked by a decorator, true until something they show changes by time alone.

That the rows they show are still the same is told by the versions of their tables (table_versions).
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.db import connection, models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from center.records import table_versions
from center.records.registry import Registry
from center.records.table_versions import tracked_models

View = TypeVar("View", bound=Callable[..., Any])
LONGEST_QUERY_STRING = 300
# What visitors type themselves, and what forms send empty.
TYPED = {"q", "min_price", "max_price"}


def cached_page(*parameters: str) -> Callable[[View], View]:
    """Decorator of a view whose page is the same for every visitor without a session.

    parameters: the GET parameters that the page knows, but for those of TYPED, which may be empty only. An address with any
    other isn't cached, nor is a page with a form that posts, since its token is one visitor's. A page reads nothing of the
    request but its address, and shows times of its rows only as they pass, days as they begin (next_change).
    """
    known = set(parameters)

    def decorate(view: View) -> View:
        @wraps(view)
        def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.method in ("GET", "HEAD"):
                table_versions.begin()
            response = view(request, *args, **kwargs)
            response.may_be_cached = (
                len(request.META.get("QUERY_STRING", "")) <= LONGEST_QUERY_STRING
                and all(name in known or (name in TYPED and not request.GET[name]) for name in request.GET)
                and not response.streaming
                and not has_post_form(response)
            )
            return response

        marked.is_cached_page = True  # type: ignore[attr-defined]
        return marked  # type: ignore[return-value]

    return decorate


def has_post_form(response: HttpResponse) -> bool:
    return b'method="post"' in response.content.lower()


# --- When a page changes by time alone --------------------------------------------------------------------------------


@dataclass(frozen=True)
class TimedChange:
    """What changes pages that show some models at times that stand in no column: when the center opens.

    next: the first such moment after the given one, or None.
    """

    key: str
    position: int
    models: tuple[type[models.Model], ...]
    next: Callable[[dt.datetime], dt.datetime | None]


TIMED_CHANGES: Registry[TimedChange] = Registry("timed changes")


def next_change(tables: Collection[str], after: dt.datetime) -> dt.datetime:
    """The first moment after another at which a page that shows rows of these tables may look different.

    Midnight; the next moment in any of their columns with one (published, expires, begins), but for those that say when the
    row was written; and what TIMED_CHANGES know. One query for the columns, and theirs.
    """
    midnight = dt.datetime.combine(timezone.localdate(after) + dt.timedelta(days=1), dt.time.min)
    moments: list[dt.datetime | None] = [timezone.make_aware(midnight), *_next_in_columns(tables, after)]
    for change in TIMED_CHANGES:
        if any(model._meta.db_table in tables for model in change.models):
            moments.append(change.next(after))
    return min(moment for moment in moments if moment)


@dataclass(frozen=True)
class _Asked:
    versions: Mapping[str, int]
    after: dt.datetime
    found: dt.datetime


_asked: dict[frozenset[str], _Asked] = {}  # by tables


def next_change_of(versions: Mapping[str, int], after: dt.datetime) -> dt.datetime:
    """next_change of these tables. No query where this process asked before, nothing was written since, and the moment that
    it found is still to come.
    """
    tables = frozenset(versions)
    asked = _asked.get(tables)
    if asked is None or asked.versions != versions or not asked.after <= after < asked.found:
        asked = _asked[tables] = _Asked(versions, after, next_change(tables, after))
    return asked.found


def moments_of(model: type[models.Model]) -> Iterator[str]:
    """The columns with moments that may lie ahead."""
    for column in model._meta.local_concrete_fields:
        if isinstance(column, models.DateTimeField):
            written = column.auto_now or column.auto_now_add or column.has_db_default()
            if not written:
                yield str(column.column)


def _next_in_columns(tables: Collection[str], after: dt.datetime) -> list[dt.datetime | None]:
    shown = [model for model in tracked_models() if model._meta.db_table in tables]
    quote = connection.ops.quote_name
    selects = [
        f"SELECT MIN({quote(column)}) FROM {quote(model._meta.db_table)} WHERE {quote(column)} > %s"  # noqa: S608
        for model in shown
        for column in moments_of(model)
    ]
    if not selects:
        return []
    moment = connection.ops.adapt_datetimefield_value(after)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects), [moment] * len(selects))
        return [_aware(found) for (found,) in cursor.fetchall()]


def _aware(moment: dt.datetime | str | None) -> dt.datetime | None:
    """As the database gives it: SQLite a text in UTC."""
    found = parse_datetime(moment) if isinstance(moment, str) else moment
    return found.replace(tzinfo=dt.UTC) if found is not None and found.tzinfo is None else found
