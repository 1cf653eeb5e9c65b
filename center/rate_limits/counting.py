"""Counters with an expiry, for rate limits and values that may be used once. Rows, since a cache may evict any time.

The caller names what is counted. Only a keyed hash (HMAC) of the name is stored: there are so few IP addresses and
phone numbers that a plain hash could be reversed by trying all.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from center.rate_limits.models import Tally


def find(name: str, now: datetime) -> Tally | None:
    """The unexpired counter of a name, or None. One query."""
    return Tally.objects.filter(key=key_of(name), expires_at__gt=now).first()


def add(name: str, *, now: datetime, expires_at: datetime) -> Tally:
    """Increment the counter atomically and return it: concurrent calls get different counts.

    expires_at is for a new counter; an existing one keeps its own. In the caller's transaction the row stays locked to
    the end of it, so the caller can change the row afterwards without a lost update.
    """
    row = Tally.objects.filter(key=key_of(name))
    with transaction.atomic():
        row.filter(expires_at__lte=now).delete()
        while not row.update(count=F("count") + 1):  # once more if another transaction deleted the row in between
            Tally.objects.bulk_create([Tally(key=key_of(name), expires_at=expires_at)], ignore_conflicts=True)
        return row.get()


def ensure(name: str, *, expires_at: datetime) -> None:
    """Make sure the name has a counter that expires at expires_at. One upsert."""
    Tally.objects.bulk_create(
        [Tally(key=key_of(name), count=1, expires_at=expires_at)],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["expires_at"],
    )


def reset(name: str) -> None:
    """Delete the counter."""
    Tally.objects.filter(key=key_of(name)).delete()


def purge(now: datetime) -> int:
    """Delete expired counters; returns how many. Run daily."""
    removed, _by_model = Tally.objects.filter(expires_at__lte=now).delete()
    return removed


def key_of(name: str) -> str:
    """The keyed hash under which a name is stored; depends on SECRET_KEY."""
    return salted_hmac("center.rate_limits.counting", name, algorithm="sha256").hexdigest()
