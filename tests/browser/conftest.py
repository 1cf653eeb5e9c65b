"""Debian's Chromium, driven by Playwright. Every test below this folder carries the marker `browser`."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bench.browser import FLAGS
from center.records.demonstration import load_all
from tests.browser.rig import (
    PHONE,
    Device,
    Record,
    assert_no_csp_violations,
    assert_no_errors,
    assert_no_outside_requests,
    let_actions_wait_for_the_whole_page,
)
from tests.rendition_cache import encoded_once

HERE = Path(__file__).parent
PATIENCE = 20_000  # milliseconds; as long as a busy machine may need, and never waited for by a test that passes
expect.set_options(timeout=PATIENCE)
# Letters as wide as on phones, not rounded to whole pixels.
CHROMIUM_FLAGS = [*FLAGS, "--font-render-hinting=none"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # Without one such test there would be no database of the tests, and the demonstration would be loaded into
            # the real one.
            item.add_marker(pytest.mark.django_db(transaction=True))
    # The longest begins first, or all others would be done while it still runs.
    items.sort(key=lambda item: "test_officers_month" not in item.nodeid)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests, with an empty profile of its own."""
    # The same engine without the windows around pages, which take over a second of processor time each.
    executable = shutil.which("chromium-headless-shell")
    assert executable, "Chromium is missing: apt-get install chromium-headless-shell"
    # Playwright keeps an event loop in this thread, at which Django refuses the database; no coroutine of ours runs.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        let_actions_wait_for_the_whole_page(patch)
        chromium = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Django migrates the file that is there, a copy of a migrated database (tests/migrated_database.py)."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory) -> None:
    """The tests' database is a file, so that each thread of the live server has a connection of its own.

    Threads would share the connection to a database in memory, and deadlock: one holds SQLite's lock of the connection and
    waits for Python's, to call one of Django's functions in a statement; another holds Python's and waits for SQLite's.
    What tests write needn't be on the disk.
    """
    connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "tests.sqlite3")
    options = connection.settings_dict["OPTIONS"]
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")


@pytest.fixture(scope="session", autouse=True)
def snapshots(django_db_setup, django_db_blocker) -> Iterator[dict[str, sqlite3.Connection]]:
    """Two copies of the tests' database in memory: "migrated", as migrations leave it, and "demo", with that data too.

    The pictures of the demonstration stay in the tests' MEDIA_ROOT, where the rows find them.
    """
    copies = {name: sqlite3.connect(":memory:", check_same_thread=False) for name in ("migrated", "demo")}
    with django_db_blocker.unblock():
        name = str(connection.settings_dict["NAME"])
        assert connection.vendor == "sqlite" and Path(name).name == "tests.sqlite3", f"{name} is no database of tests"
        connection.ensure_connection()
        connection.connection.backup(copies["migrated"])
        with encoded_once():
            load_all()
        connection.connection.backup(copies["demo"])
        put_back(copies["migrated"])
    yield copies
    for copy in copies.values():
        copy.close()


def put_back(snapshot: sqlite3.Connection) -> None:
    """Let the tests' database hold just what the snapshot does. Outside of any transaction; takes milliseconds."""
    connection.ensure_connection()
    snapshot.backup(connection.connection)
    ContentType.objects.clear_cache()
    cache.clear()


@pytest.fixture(autouse=True)
def as_migrated(transactional_db, snapshots) -> None:
    """Each test begins with the rows of the migrations, whatever the one before it left."""
    put_back(snapshots["migrated"])


@pytest.fixture
def demo(live_server, as_migrated, snapshots) -> None:
    """The site with its demonstration data."""
    put_back(snapshots["demo"])


@pytest.fixture
def new_page(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """Opens pages: `page = new_page(DESKTOP, language="en", dark=True, javascript=False)`, a phone in Thai by default.

    Each call is a visitor of its own (no cookies), and `page.goto("/products/")` knows the site's address.
    When the test ends, whatever any of its pages did must have been clean: see the three assertions. A test that
    provokes an error on purpose checks it and clears the list in `page.record`.
    """
    contexts, records = [], []

    def open_page(device: Device = PHONE, *, language: str = "th", dark: bool = False, javascript: bool = True) -> Page:
        context = browser.new_context(
            **device.options(),
            base_url=live_server.url,
            locale="th-TH" if language == "th" else "en-US",
            timezone_id="Asia/Bangkok",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            java_script_enabled=javascript,
            service_workers="block",
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        record = Record(live_server.url)
        record.watch(context)
        records.append(record)
        page = context.new_page()
        page.record = record
        return page

    yield open_page
    for context in contexts:
        context.close()
    for record in records:
        assert_no_outside_requests(record)
        assert_no_csp_violations(record)
        assert_no_errors(record)
