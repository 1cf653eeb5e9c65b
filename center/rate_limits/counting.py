"""Counting what must not be forgotten early: rows of the database, since a cache may drop whatever it likes.

What is counted is named by a text of the caller's. Only its keyed hash is stored: addresses are few enough to be found
again from a plain one.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from center.rate_limits.models import Tally


def find(name: str, now: datetime) -> Tally | None:
    """The tally of a name, unless there is none or it has expired. One query."""
    return Tally.objects.filter(key=key_of(name), expires_at__gt=now).first()


def add(name: str, *, now: datetime, expires_at: datetime) -> Tally:
    """Count once more. Of any number at the same time each gets a count of its own.

    expires_at holds for a tally that begins; one that runs keeps its own. Inside a transaction of the caller's the row
    stays locked until that ends, so that what is changed afterwards is lost by nobody.
    """
    row = Tally.objects.filter(key=key_of(name))
    with transaction.atomic():
        row.filter(expires_at__lte=now).delete()
        while not row.update(count=F("count") + 1):  # again, should another have removed the row in between
            Tally.objects.bulk_create([Tally(key=key_of(name), expires_at=expires_at)], ignore_conflicts=True)
        return row.get()


def keep(name: str, *, expires_at: datetime) -> None:
    """From now on there is a tally of this name, and it holds until expires_at. One statement."""
    Tally.objects.bulk_create(
        [Tally(key=key_of(name), count=1, expires_at=expires_at)],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["expires_at"],
    )


def forget(name: str) -> None:
    """Begin anew: as if nothing of this name had ever been counted."""
    Tally.objects.filter(key=key_of(name)).delete()


def purge(now: datetime) -> int:
    """Remove what has expired; returns how many. Run daily; running it again finds nothing."""
    removed, _by_model = Tally.objects.filter(expires_at__lte=now).delete()
    return removed


def key_of(name: str) -> str:
    """What stands in the table for a name; another SECRET_KEY, another hash."""
    return salted_hmac("center.rate_limits.counting", name, algorithm="sha256").hexdigest()
