"""What every test begins with."""

import gc
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.core.cache import cache
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck, settings
from pytest_django.plugin import blocking_manager_key

from portal.responses import page_cache
from tests import all_rows, migrated_database
from tests.rendition_cache import encoded_once
from tests.selection import (
    pytest_collection_modifyitems,
    pytest_runtest_protocol,
    pytest_sessionfinish,
    pytest_terminal_summary,
    pytest_testnodedown,
    touches_database,
    watched,
)

# Hooks of pytest, which finds them by their names in this module.
__all__ = [
    "pytest_collection_modifyitems",
    "pytest_runtest_protocol",
    "pytest_sessionfinish",
    "pytest_terminal_summary",
    "pytest_testnodedown",
]

# The same examples in every run, without a limit in seconds: what fails here fails anywhere. `make test-long` looks
# for others (HYPOTHESIS_PROFILE=exploring); what it finds is kept in .hypothesis and printed.
settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("exploring", settings.get_profile("steady"), derandomize=False, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture(autouse=True)
def thai_and_an_empty_cache():
    """Each test begins in Thai and leaves no language and no cache to the next."""
    cache.clear()
    for pages in (page_cache.PLAIN, page_cache.FILTERED):
        pages.clear()
    with translation.override("th"):
        yield


@pytest.fixture(autouse=True)
def files_of_its_own(request, settings, tmp_path):
    """No test finds a file another one left; those in a browser share the demonstration's pictures."""
    if not request.node.get_closest_marker("browser"):
        settings.MEDIA_ROOT = tmp_path / "media-of-the-test"
        settings.ERASED_KEYS = tmp_path / "erased-keys.jsonl"


@pytest.fixture(scope="session")
def migrated_copy(django_test_environment, django_db_modify_db_settings, django_db_blocker) -> Iterator[ExitStack]:
    """What is to be done around the making of the tests' database: most of it is copied."""
    with ExitStack() as around:
        name = connection.creation._get_test_db_name()
        if connection.vendor == "sqlite":
            around.enter_context(migrated_database.copied(name))
        if connection.vendor == "postgresql":
            template = migrated_database.postgres_template().rpartition("/")[2]
            connection.settings_dict["TEST"]["TEMPLATE"] = template
        yield around


@pytest.fixture(scope="session")
def django_db_setup(migrated_copy, django_db_setup, django_db_blocker) -> None:
    """As pytest-django's, from a copy of what is migrated already."""
    with django_db_blocker.unblock():
        migrated_copy.close()


@pytest.fixture(autouse=True)
def nothing_only_postgres_refuses(request):
    """Tests marked sqlite_only do nothing that PostgreSQL would answer otherwise (tests/selection.py)."""
    if not request.node.get_closest_marker("sqlite_only") or not touches_database(request.node):
        yield
        return
    request.getfixturevalue("db")
    with watched(request.node):
        yield


def pytest_collection_finish() -> None:
    """What was collected stays to the end: the garbage collector needn't look through it, nor run as often as it does."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)


# Lets the database hold what it did before the first test of this process that commits, and whether one has changed it.
PUT_BACK = pytest.StashKey[Callable[[], None]]()
CHANGED = pytest.StashKey[bool]()


@pytest.fixture(scope="session", autouse=True)
def tables_are_not_emptied() -> Iterator[None]:
    """After each test that commits Django would empty all tables; they are put back instead, before the next test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: None)
        yield


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Every test with a database finds the rows that migrations made, and no others, whatever a test before it committed.

    Browser tests put the whole database back themselves (tests/browser/conftest.py).
    """
    if item.session.stash.get(CHANGED, False) and touches_database(item) and not item.get_closest_marker("browser"):
        with item.config.stash[blocking_manager_key].unblock():
            item.session.stash[PUT_BACK]()
        item.session.stash[CHANGED] = False


@pytest.fixture(autouse=True)
def migrated_rows(request):
    """Before a test of this process commits, read what the migrations wrote."""
    stash, marker = request.session.stash, request.node.get_closest_marker("django_db")
    if request.node.get_closest_marker("browser"):
        return
    if "transactional_db" in request.fixturenames or (marker and marker.kwargs.get("transaction")):
        request.getfixturevalue("transactional_db")
        if PUT_BACK not in stash:
            stash[PUT_BACK] = all_rows.copied()
        stash[CHANGED] = True


class JustSignedIn(Client):
    """A client whose force_login leaves what the sign-in page does: when the password was given."""

    def force_login(self, user, backend=None) -> None:
        super().force_login(user, backend)
        session = self.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time()}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()


@pytest.fixture
def client() -> Client:
    return JustSignedIn()


@pytest.fixture
def pictures_encoded_once() -> Iterator[None]:
    """For tests that need the demonstration's pictures: no other process and no other run encodes them again."""
    with encoded_once():
        yield


@pytest.fixture(scope="session")
def slowness() -> float:
    """How many times longer this core computes than the one that the limits in seconds were written on; 1 at least."""
    took = []
    for _ in range(3):
        began = time.thread_time()
        sum(number * number for number in range(1_000_000))
        took.append(time.thread_time() - began)
    return max(1.0, min(took) / 0.04)
