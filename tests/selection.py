"""Which tests run on PostgreSQL: those that touch the database. The others ran on SQLite, and would do the same again.

A test touches the database if it has the marker `django_db` or a fixture that opens the database. pytest-django refuses
the database to any other, and the processes that one starts find none in DATABASE_URL.

`@pytest.mark.sqlite_only(reason="...")` leaves out more: tests that need rows and learn nothing from the kind of the
database. `Watch` fails such a test where PostgreSQL would have answered otherwise. `make test-long` runs them there too.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import pytest
from django.apps import apps
from django.conf import settings
from django.db import Error, connection, models
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models.functions import Length

DATABASE_FIXTURES = {
    "db",
    "transactional_db",
    "django_db_reset_sequences",
    "django_db_serialized_rollback",
    "live_server",
}
COMMITTING_FIXTURES = DATABASE_FIXTURES - {"db", "django_db_serialized_rollback"}
# Where no database can be opened or made.
NOWHERE = "sqlite:////nonexistent/carry-the-marker-django_db"
LEFT_OUT = pytest.StashKey[Counter]()
# Reasons that several modules have.
LOADED_WITH_THE_WHOLE = pytest.mark.sqlite_only(
    reason="the whole demonstration is loaded and removed on PostgreSQL by one test"
)
REFUSED_BY_FORM = pytest.mark.sqlite_only(reason="the form refuses it before anything is written")
COUNTED_IN_PYTHON = pytest.mark.sqlite_only(reason="how many queries a page makes is decided in Python")


def touches_database(item: pytest.Item) -> bool:
    return item.get_closest_marker("django_db") is not None or not DATABASE_FIXTURES.isdisjoint(item.fixturenames)


def commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or not COMMITTING_FIXTURES.isdisjoint(item.fixturenames)


def why_left_out(item: pytest.Item) -> str | None:
    """Why a test need not run on PostgreSQL; None where it must. Ends the run where the marker is misused."""
    marker = item.get_closest_marker("sqlite_only")
    if marker and (marker.args or set(marker.kwargs) != {"reason"} or not marker.kwargs["reason"].strip()):
        raise pytest.UsageError(f"{item.nodeid}: sqlite_only needs reason='...' and nothing else")
    if marker and commits(item):
        raise pytest.UsageError(f"{item.nodeid}: a test that commits is about the database, so it is not sqlite_only")
    if not touches_database(item):
        return "need no database"
    return "are marked sqlite_only" if marker else None


def on_postgres() -> bool:
    return settings.DATABASES["default"]["ENGINE"].endswith("postgresql")


@pytest.hookimpl(trylast=True)  # what -m leaves out isn't counted
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    reasons = {item: why_left_out(item) for item in items}
    if not on_postgres():
        return
    asked_for = {"are marked sqlite_only"} if "sqlite_only" in config.option.markexpr else set()
    left_out = {item: reason for item, reason in reasons.items() if reason and reason not in asked_for}
    config.stash[LEFT_OUT] = Counter(left_out.values())
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=list(left_out))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    if touches_database(item):
        return (yield)
    with mock.patch.dict(os.environ, DATABASE_URL=NOWHERE):
        return (yield)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):  # a worker of pytest-xdist: the controller collects no tests itself
        session.config.workeroutput["left_out"] = dict(session.config.stash.get(LEFT_OUT, Counter()))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node) -> None:
    node.config.stash[LEFT_OUT] = Counter(getattr(node, "workeroutput", {}).get("left_out", {}))  # alike in all workers


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    for reason, count in sorted(config.stash.get(LEFT_OUT, Counter()).items()):
        terminalreporter.write_line(f"Left out on PostgreSQL: {count} tests that {reason}.")


# --- What a test that is left out must not depend on -----------------------------------------------------------------


class Watch:
    """Sees each statement of a test that runs on SQLite alone, and what stands in the tables it wrote to.

    SQLite takes what PostgreSQL refuses: NUL in a text, texts longer than their column, numbers beyond it. And a test that
    makes the database refuse something is about the database.
    """

    WRITES = re.compile(r'(?:INSERT (?:OR \w+ )?INTO|UPDATE) "(\w+)"')

    def __init__(self) -> None:
        self.found: list[str] = []
        self.written: set[str] = set()

    def __call__(self, execute, sql, params, many, context):
        self.written.update(self.WRITES.findall(sql))
        rows = params if many else [params]
        if any("\0" in value for row in rows for value in values(row) if isinstance(value, str)):
            self.found.append(f"a text with NUL: {sql[:100]}")
        try:
            return execute(sql, params, many, context)
        except Error as error:
            self.found.append(f"{type(error).__name__}: {error}")
            raise

    def look_at_tables(self) -> None:
        for model in apps.get_models():
            if model._meta.db_table not in self.written:
                continue
            limits = dict(limits_of(model))
            found = model._base_manager.aggregate(**{name: measure for name, (measure, _most) in limits.items()})
            self.found += [
                f"{model._meta.label}.{name.partition('__')[0]}: {found[name]} is beyond {most}"
                for name, (_measure, most) in limits.items()
                if found[name] is not None and found[name] > most
            ]


def values(row) -> Iterator:
    return row.values() if isinstance(row, dict) else row or ()


def limits_of(model: type[models.Model]) -> Iterator[tuple[str, tuple[models.Aggregate, int]]]:
    """For each column that PostgreSQL limits: a name, the aggregate that must not be larger, and the limit."""
    ranges = BaseDatabaseOperations.integer_field_ranges
    for field in model._meta.concrete_fields:
        kind = field.get_internal_type()
        if kind in {"CharField", "SlugField", "FileField"} and field.max_length:
            yield f"{field.attname}__longest", (models.Max(Length(field.attname)), field.max_length)
        elif kind in ranges and not field.is_relation:
            yield f"{field.attname}__largest", (models.Max(field.attname), ranges[kind][1])


@contextmanager
def watched(node: pytest.Item) -> Iterator[None]:
    watch = Watch()
    with connection.execute_wrapper(watch):
        yield
    if not connection.needs_rollback:
        watch.look_at_tables()
    assert not watch.found, "\n".join(
        [f"{node.nodeid} is marked sqlite_only, but PostgreSQL answers otherwise:", *watch.found]
    )
