"""Numbers by which a visitor tells staff which matter is meant: few digits, since they are read out on the phone."""

import secrets

from django.db.models import Model, QuerySet

FEWEST_DIGITS = 4
# So many tries at one length; then numbers of that length are rare, and the next is one digit longer.
TRIES = 8


def free_number(rows: QuerySet[Model], field: str = "number") -> str:
    """A random number that none of these rows has, as text: four digits, more where most of those are taken.

    Random, so that it doesn't tell how many matters there are. One query for most. Another process may take the same
    number at the same time: the column must be unique, and whoever saves tries again.
    """
    for tried in range(FEWEST_DIGITS * TRIES, 12 * TRIES):
        digits = tried // TRIES
        number = str(10 ** (digits - 1) + secrets.randbelow(9 * 10 ** (digits - 1)))
        if not rows.filter(**{field: number}).exists():
            return number
    raise RuntimeError("No free number found")
