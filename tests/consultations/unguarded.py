"""The portal for the control of the race: on SQLite its rules run without a transaction.

SQLite's transactions, immediate or not, run one after another, so the question whether a time is free would still be
answered truly. gunicorn tests.consultations.unguarded:application
"""

from contextlib import nullcontext
from types import SimpleNamespace

from portal.wsgi import application

__all__ = ["application"]


def run_without_transactions() -> None:
    from django.db import connection

    from consultations.bookings import bookings

    if connection.vendor == "sqlite":
        bookings.transaction = SimpleNamespace(atomic=nullcontext)


run_without_transactions()
