"""Versions of the tables that public pages show: a table's number differs after every commit that wrote to it.

Triggers (version_triggers) raise the numbers in the transaction that writes, so that it doesn't matter who writes: a page,
an import, the worker, SQL. What was computed from tables is still true if their versions are those that were read before
it was computed. docs/adr/0024 has the reasons.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db import connection, models

# Rows on PostgreSQL above which whoever reads them adds them up.
MOST_ROWS = 500

_models: list[type[models.Model]] = []


def track(*shown: type[models.Model]) -> None:
    """Register models whose rows public pages show, in a package's hooks.py. Their tables, and those of their many-to-many
    fields, get triggers with the next `migrate`.
    """
    _models.extend(shown)
    tracked_tables.cache_clear()


def tracked_models() -> list[type[models.Model]]:
    """The registered models and the models of their many-to-many fields."""
    found = list(_models)
    for model in _models:
        found += [through for field in model._meta.local_many_to_many if (through := field.remote_field.through)]
    return found


@lru_cache(maxsize=1)
def tracked_tables() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in tracked_models())


@dataclass(frozen=True)
class Versions:
    """The numbers of all tracked tables by name, and the database's clock in seconds since 1970."""

    numbers: dict[str, int]
    clock: float


# The sum of all numbers first, then those of the tables, but only if their sum is another than the one given.
_QUERY = """WITH total AS (SELECT coalesce(sum(number), 0){integer} AS number, count(*) AS count FROM center_tableversion)
SELECT '', number, count, {clock} FROM total
UNION ALL
SELECT name, sum(version.number){integer}, 0, 0 FROM center_tableversion AS version, total
WHERE total.number <> %s GROUP BY name"""
# SQLite's clock is that of the process.
_ON_SQLITE = _QUERY.format(integer="", clock=0)
_ON_POSTGRES = _QUERY.format(integer="::bigint", clock="extract(epoch FROM statement_timestamp())::float8")

# What this process read last: the sum of all numbers, and them. Numbers only rise, by random steps, so that the same sum means
# the same numbers, also after a transaction that was rolled back, and one row is read instead of sixty.
_last_read: tuple[int, dict[str, int]] = (-1, {})


def read() -> Versions:
    """The versions as they are committed now, with the changes of the present transaction. One query."""
    global _last_read
    is_postgres = connection.vendor == "postgresql"
    total, numbers = _last_read
    with connection.cursor() as cursor:
        cursor.execute(_ON_POSTGRES if is_postgres else _ON_SQLITE, [total])
        (_name, read_total, count, clock), *tables = cursor.fetchall()
        if read_total != total:
            numbers = {name: number for name, number, _count, _clock in tables}
            _last_read = (read_total, numbers)
        if is_postgres and count > MOST_ROWS and not connection.in_atomic_block:
            _add_up(cursor)
    return Versions(numbers, clock if is_postgres else time.time())


def _add_up(cursor: Any) -> None:
    """On PostgreSQL, replace the rows of ended transactions by one a table. The sums stay; nobody waits for a lock."""
    cursor.execute(
        "WITH ended AS (DELETE FROM center_tableversion WHERE (name, xid) IN"
        " (SELECT name, xid FROM center_tableversion FOR UPDATE SKIP LOCKED) RETURNING name, number)"
        " INSERT INTO center_tableversion (name, xid, number)"
        " SELECT name, pg_current_xact_id(), sum(number) FROM ended GROUP BY name"
    )


# --- What a request reads -------------------------------------------------------------------------------------------


@dataclass
class Reading:
    """What a GET or HEAD request read so far.

    versions: read once, or None. is_late: whether something was read before them. tables: those its statements and computed
    values name, noted once the versions are read. wrote: whether it has changed anything.
    """

    versions: Versions | None = None
    is_late: bool = False
    tables: set[str] = field(default_factory=set)
    wrote: bool = False
    _is_reading_versions: bool = False

    def current_versions(self) -> Versions:
        """The versions as this request first asked for them. One query at most."""
        if self.versions is None:
            self._is_reading_versions = True
            try:
                self.versions = read()
            finally:
                self._is_reading_versions = False
        return self.versions

    def note(self, sql: str) -> None:
        """A statement of this request, about to be sent."""
        if self._is_reading_versions:
            return
        is_select = sql.lstrip(" (").upper().startswith("SELECT")
        if self.versions is None:
            self.is_late = True
        if self.versions is not None or not is_select:
            tables = tables_in(sql)
            self.tables |= tables
            if not is_select:
                self.wrote = True
                if not tables.isdisjoint(tracked_tables()):
                    self.versions = None  # for what comes after: the request reads its own changes


_reading: ContextVar[Reading | None] = ContextVar("reading", default=None)


def _note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """Django's wrapper of each statement. Asks whose it is: threads may share a connection, as in tests with a live server."""
    if (request := _reading.get()) is not None:
        request.note(sql)
    return execute(sql, params, many, context)


@contextmanager
def reading(versions: Versions | None = None) -> Iterator[Reading]:
    """Note which tables are read, in this thread, and read the versions once only.

    versions: those that were read already, before anything else.
    """
    found = Reading(versions)
    token = _reading.set(found)
    try:
        with connection.execute_wrapper(_note):
            yield found
    finally:
        _reading.reset(token)


def begin() -> None:
    """Read the versions now, if this is a request: what it reads afterwards is as new or newer. One query at most."""
    if (request := _reading.get()) is not None:
        request.current_versions()


def versions_of(*shown: type[models.Model]) -> tuple[int | None, ...]:
    """The versions of some tracked tables, to compare with later ones. One query, none if this request asked before."""
    names = [model._meta.db_table for model in shown]
    request = _reading.get()
    if request is None:
        numbers = read().numbers
    else:
        request.tables.update(names)
        numbers = request.current_versions().numbers
    return tuple(numbers.get(name) for name in names)


@lru_cache(maxsize=1)
def _all_tables() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in apps.get_models(include_auto_created=True))


@lru_cache(maxsize=1024)
def tables_in(sql: str) -> frozenset[str]:
    """The tables that a statement names; perhaps more, never fewer: any word that is a table's name counts."""
    return _all_tables().intersection(re.findall(r"\w+", sql))
