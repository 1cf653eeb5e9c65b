"""The portal for the controls of the race for seats, as gunicorn calls it: tests.consultations.outreach.unlocked:deferred()"""

from collections.abc import Callable
from contextlib import nullcontext
from types import SimpleNamespace

from portal.wsgi import application


def deferred() -> Callable:
    """SQLite's transactions take the write lock with their first write, not at their beginning."""
    from django.conf import settings

    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] = "DEFERRED"
    return application


def without_lock() -> Callable:
    """Nothing makes two registrations wait for each other: no lock, and on SQLite no transaction either.

    There even a deferred transaction that has read can't write once another has written, so that nothing would be
    overbooked; it would fail instead.
    """
    from django.db import connection

    from consultations.outreach import registrations, seats
    from consultations.outreach.models import OutreachEvent, Session

    def only_read(event: int) -> tuple[OutreachEvent, list[Session]]:
        sessions = Session.objects.filter(event=event).with_queue().order_by("pk")
        return OutreachEvent.objects.for_rows().get(pk=event), list(sessions)

    seats.lock = only_read
    if connection.vendor == "sqlite":
        registrations.transaction = SimpleNamespace(atomic=nullcontext)
    return application
