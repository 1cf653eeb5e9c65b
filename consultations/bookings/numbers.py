"""Numbers of appointments: short, to be read aloud; random, so that they tell nothing of how many there are."""

import secrets

from consultations.bookings.models import Booking

DIGITS = 4
# Of more open appointments of a length than this share, numbers grow by a digit.
CROWDED = 0.3


def new_number() -> str:
    """A number that no open appointment has. The database refuses one that two took at the same moment. Two queries."""
    digits = DIGITS
    while Booking.objects.open().count() > CROWDED * 9 * 10 ** (digits - 1):
        digits += 1
    lowest = 10 ** (digits - 1)
    candidates = {str(lowest + secrets.randbelow(9 * lowest)) for _attempt in range(20)}
    taken = set(Booking.objects.open().filter(reference__in=candidates).values_list("reference", flat=True))
    return next(iter(candidates - taken), str(10**digits + secrets.randbelow(9 * 10**digits)))
