"""Which errors of a database say that it is away, and which are a fault of ours."""

import sqlite3

from django.db import IntegrityError, OperationalError, ProgrammingError

from portal.health.unavailable import is_unavailable


def test_which_errors_say_that_the_database_is_away():
    assert is_unavailable(OperationalError("connection refused"))
    assert not is_unavailable(ProgrammingError("no such column"))
    assert not is_unavailable(IntegrityError("not unique"))
    assert not is_unavailable(ValueError("x"))
    assert not is_unavailable(None)


def of_sqlite(statement: str) -> BaseException:
    opened = sqlite3.connect(":memory:")
    try:
        opened.execute(statement)
    except sqlite3.Error as cause:
        error = OperationalError(str(cause))
        error.__cause__ = cause
        return error
    finally:
        opened.close()
    raise AssertionError("no error")


def test_of_sqlites_one_class_only_what_passes():
    assert not is_unavailable(of_sqlite("SELEC 1"))
    assert not is_unavailable(of_sqlite("SELECT x FROM sqlite_master"))
    assert is_unavailable(of_sqlite("SELECT 1 FROM center_tambon"))
