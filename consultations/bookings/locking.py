"""Locking appointments for a rule that changes them."""

from collections.abc import Collection

from consultations.bookings.models import Booking


def lock(pks: Collection[int]) -> list[Booking]:
    """Lock appointments by ascending id, until the transaction ends, and read them with what messages say of them.

    In two statements: PostgreSQL, having waited for a row that now has another adviser, still joins the former one, and
    finds no row at all.
    """
    list(Booking.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk").values_list("pk"))
    rows = Booking.objects.filter(pk__in=pks).order_by("pk")
    return list(rows.select_related("topic", "speaker__person", "place", "session__event"))


def locked(booking: Booking) -> Booking:
    """Lock one appointment and read it again, as lock() does."""
    (row,) = lock([booking.pk])
    return row
