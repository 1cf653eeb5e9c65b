"""What becomes of an appointment: the adviser's yes, who came or stayed away, whom of the registers it is about."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from catalog.products.models import Producer
from center.people.models import Group, Person
from center.records.registry import Registry
from consultations.bookings import mail
from consultations.bookings.actors import By
from consultations.bookings.locking import locked
from consultations.bookings.models import Booking
from consultations.bookings.numbers import new_number
from consultations.bookings.refusals import NotNow
from thai.dates import local_date


@dataclass(frozen=True)
class AfterMarking:
    """Work that follows in the transaction in which an appointment was marked: called with the appointment and by whom."""

    key: str
    position: int
    follow: Callable[[Booking, By], object]


AFTER_MARKING: Registry[AfterMarking] = Registry("work after marking an appointment")


def confirm(booking: Booking, *, by: By) -> bool:
    """The adviser said yes: the appointment is booked and the visitor told. Returns whether anything changed."""
    with transaction.atomic():
        booking = locked(booking)
        if booking.state != Booking.State.WAITING:
            return False
        by.move(booking, Booking.State.BOOKED, sequence=booking.sequence + 1)
        mail.confirmed(booking)
    return True


def mark(booking: Booking, state: str, *, by: By) -> bool:
    """Note what became of an appointment: served from the start of its day, missed only after its start; correctable.

    Going back to BOOKED undoes either. AFTER_MARKING follows. Returns whether anything changed. Raises NotNow, and what
    AFTER_MARKING raises.
    """
    with transaction.atomic():
        booking = locked(booking)
        now = timezone.now()
        today = local_date(now)
        if booking.state == Booking.State.CANCELLED:
            raise NotNow
        if state == Booking.State.SERVED and local_date(booking.starts_at) > today:
            raise NotNow
        if state == Booking.State.NO_SHOW and booking.starts_at > now:
            raise NotNow
        if state in Booking.OPEN and Booking.objects.open().filter(reference=booking.reference).exclude(pk=booking.pk):
            changed = by.move(booking, state, reference=new_number())
        else:
            changed = by.move(booking, state)
        if changed:
            for work in AFTER_MARKING:
                work.follow(booking, by)
    return changed


def point_at(
    booking: Booking, *, person: Person | None, producer: Producer | None, group: Group | None, by: By
) -> Booking:
    """Say whom of the registers the appointment is about. The visitor's own words stay as typed."""
    with transaction.atomic():
        booking = locked(booking)
        booking.person, booking.producer, booking.group = person, producer, group
        booking._history_user = by.user  # type: ignore[attr-defined]
        booking.save(update_fields=["person", "producer", "group"])
    return booking
