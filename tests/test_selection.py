"""What is left out on PostgreSQL is left out by rule, is counted, and could not have failed there."""

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import DataError, connection

from center.places.models import Tambon
from tests import factories, selection
from tests.selection import Watch, touches_database, watched, why_left_out


class Item:
    """As much of a test as the rule looks at."""

    nodeid = "tests/test_it.py::test_it"

    def __init__(self, *markers: pytest.MarkDecorator, fixturenames: tuple[str, ...] = ()) -> None:
        self.markers = {marker.name: marker.mark for marker in markers}
        self.fixturenames = fixturenames

    def get_closest_marker(self, name: str) -> pytest.Mark | None:
        return self.markers.get(name)


SQLITE_ONLY = pytest.mark.sqlite_only(reason="words")
NEEDS_NONE, MARKED = "need no database", "are marked sqlite_only"


@pytest.mark.parametrize(
    ("item", "why"),
    [
        (Item(), NEEDS_NONE),
        (Item(fixturenames=("client", "tmp_path")), NEEDS_NONE),
        (Item(SQLITE_ONLY), NEEDS_NONE),
        (Item(pytest.mark.django_db), None),
        (Item(pytest.mark.django_db(transaction=True)), None),
        *[(Item(fixturenames=("client", name)), None) for name in sorted(selection.DATABASE_FIXTURES)],
        (Item(SQLITE_ONLY, pytest.mark.django_db), MARKED),
        (Item(SQLITE_ONLY, fixturenames=("db",)), MARKED),
    ],
)
def test_what_touches_the_database_runs_on_postgres_unless_marked(item, why):
    assert why_left_out(item) == why


@pytest.mark.parametrize(
    "item",
    [
        Item(pytest.mark.sqlite_only, pytest.mark.django_db),
        Item(pytest.mark.sqlite_only("words"), pytest.mark.django_db),
        Item(pytest.mark.sqlite_only(reason=" "), pytest.mark.django_db),
        Item(pytest.mark.sqlite_only(reason="words", more=1), pytest.mark.django_db),
        Item(SQLITE_ONLY, pytest.mark.django_db(transaction=True)),
        Item(SQLITE_ONLY, fixturenames=("transactional_db",)),
        Item(SQLITE_ONLY, fixturenames=("live_server",)),
    ],
)
def test_the_marker_needs_a_reason_and_no_test_that_commits(item):
    with pytest.raises(pytest.UsageError, match="sqlite_only"):
        why_left_out(item)


class Run:
    """As much of pytest's configuration as the rule asks for."""

    def __init__(self, markexpr: str = "") -> None:
        self.option = SimpleNamespace(markexpr=markexpr)
        self.stash = pytest.Stash()
        self.hook = SimpleNamespace(pytest_deselected=lambda items: self.deselected.extend(items))
        self.deselected: list[Item] = []


@pytest.mark.parametrize(
    ("postgres", "markexpr", "left_out"),
    [
        (False, "not browser and not long", {}),
        (True, "not browser and not long", {NEEDS_NONE: 2, MARKED: 1}),
        (True, "(long or sqlite_only) and not browser", {NEEDS_NONE: 2}),
    ],
)
def test_only_on_postgres_is_anything_left_out_and_by_name_the_marked_run_there_too(
    monkeypatch, postgres, markexpr, left_out
):
    monkeypatch.setattr(selection, "on_postgres", lambda: postgres)
    run = Run(markexpr)
    kept, marked = Item(pytest.mark.django_db), Item(SQLITE_ONLY, pytest.mark.django_db)
    items = [Item(), kept, marked, Item(SQLITE_ONLY)]
    selection.pytest_collection_modifyitems(run, items)
    assert run.stash.get(selection.LEFT_OUT, {}) == left_out
    assert len(run.deselected) == sum(left_out.values()) == 4 - len(items)
    assert kept in items and (marked in items) is (MARKED not in left_out)


def test_a_run_on_postgres_counts_what_it_leaves_out():
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "tests/portal/access/test_roles.py", "tests/thai/test_digits.py"],
        env=os.environ | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"},
        cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "test_every_address_with_every_role[manager]" in done.stdout  # every page opens on PostgreSQL
    assert "test_every_address_with_every_role[officer]" not in done.stdout and "test_digits" not in done.stdout
    walks = 3 + 4 + 1  # of the other roles, the changes of each role, the stranger's
    assert f"Left out on PostgreSQL: {walks} tests that are marked sqlite_only." in done.stdout
    assert "tests that need no database." in done.stdout


def test_this_test_finds_no_database_in_other_processes(request):
    assert not touches_database(request.node)
    command = [sys.executable, "manage.py", "migrate", "--check"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=300)
    assert done.returncode != 0
    assert "unable to open database file" in done.stderr


# --- What a test that is left out must not do ------------------------------------------------------------------------


@pytest.mark.parametrize("params", [["a\0b"], {"name": "a\0b"}, [["a"], ["a\0b"]]], ids=["row", "names", "rows"])
def test_the_watch_sees_what_postgres_takes_in_no_text(params):
    watch = Watch()
    watch(lambda *arguments: None, "INSERT", params, isinstance(params, list) and isinstance(params[0], list), {})
    assert watch.found == ["a text with NUL: INSERT"]


def test_the_watch_sees_that_the_database_refused():
    def refuse(*arguments):
        raise DataError("value too long")

    watch = Watch()
    with pytest.raises(DataError):
        watch(refuse, "INSERT", None, False, {})
    assert watch.found == ["DataError: value too long"]


@pytest.mark.django_db
def test_the_watch_sees_what_postgres_has_no_room_for(request, monkeypatch):
    limits_of = selection.limits_of

    def tighter(model):
        for name, (measure, most) in limits_of(model):
            yield name, (measure, {"name_th__longest": 3, "villages__largest": 2}.get(name, most))

    with watched(request.node):
        Tambon.objects.update(villages=2)
    monkeypatch.setattr(selection, "limits_of", tighter)
    with watched(request.node):
        factories.make_person()  # only tables that were written to are looked at
    with pytest.raises(AssertionError) as found, watched(request.node):
        Tambon.objects.update(villages=3)
    assert "center.Tambon.name_th: " in str(found.value) and "is beyond 3" in str(found.value)
    assert "center.Tambon.villages: " in str(found.value)


@pytest.mark.sqlite_only(reason="it tells that such a test is watched")
@pytest.mark.django_db
def test_a_test_with_the_marker_is_watched():
    assert isinstance(connection.execute_wrappers[-1], Watch)
