"""The system check of a PostgreSQL database's LC_CTYPE."""

import pytest
from django.db import connection

from center import checks


class FakePostgres:
    vendor = "postgresql"


@pytest.mark.parametrize("ctype", ["C", "POSIX"])
def test_a_database_without_thai_letters_is_refused(monkeypatch, ctype):
    monkeypatch.setattr(checks, "connections", {"default": FakePostgres})
    monkeypatch.setattr(checks, "read_lc_ctype", lambda alias: ctype)

    errors = checks.check_lc_ctype(None, databases=["default"])

    assert [error.id for error in errors] == ["center.E001"]


@pytest.mark.parametrize("ctype", ["C.UTF-8", "en_US.UTF-8", "th_TH.UTF-8"])
def test_a_database_with_thai_letters_is_taken(monkeypatch, ctype):
    monkeypatch.setattr(checks, "connections", {"default": FakePostgres})
    monkeypatch.setattr(checks, "read_lc_ctype", lambda alias: ctype)
    assert checks.check_lc_ctype(None, databases=["default"]) == []


@pytest.mark.django_db
def test_the_database_of_the_tests_is_taken():
    """Reads the real server's setting; only on PostgreSQL."""
    assert checks.check_lc_ctype(None, databases=["default"]) == []
    if connection.vendor == "postgresql":
        assert checks.read_lc_ctype("default") == "C.UTF-8"
        with connection.cursor() as cursor:
            cursor.execute("SELECT cardinality(show_trgm('น้ำตาลสด'))")
            assert cursor.fetchone()[0] > 0
