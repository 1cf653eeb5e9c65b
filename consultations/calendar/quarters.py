"""Quarters of an hour as integers: the unit in which advisers' time is claimed.

A quarter is the number of 15-minute steps since the epoch (UTC), so off-grid values can't exist and ranges are cheap.
Bangkok lies whole hours from UTC: its quarters are the same.
"""

import datetime as dt

from thai.dates import BANGKOK

MINUTES = 15
SECONDS = MINUTES * 60


def quarter_of(moment: dt.datetime) -> int:
    """The quarter in which an aware moment lies. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return int(moment.timestamp() // SECONDS)


def starts_quarter(moment: dt.datetime) -> bool:
    """Whether an aware moment is the beginning of a quarter."""
    return moment.timestamp() % SECONDS == 0


def moment_of(quarter: int) -> dt.datetime:
    """The beginning of a quarter, in Bangkok."""
    return dt.datetime.fromtimestamp(quarter * SECONDS, BANGKOK)


def quarters_in(minutes: int) -> int:
    """How many quarters a number of minutes takes, rounded up."""
    return -(-minutes // MINUTES)


def quarters_between(starts_at: dt.datetime, ends_at: dt.datetime) -> range:
    """The quarters that an interval touches: its start rounded down, its end rounded up and exclusive."""
    return range(quarter_of(starts_at), -int(-ends_at.timestamp() // SECONDS))
