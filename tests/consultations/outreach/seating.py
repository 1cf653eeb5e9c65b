"""Events with seats, and parties that want them. Moments are a week ahead of tests.consultations.appointments.NOW."""

import datetime as dt
from itertools import count
from uuid import uuid4

from consultations.bookings.bookings import VISITOR, By
from consultations.outreach.models import OutreachEvent, Registration, Session
from consultations.outreach.registrations import Registrant, register
from tests.consultations.appointments import NOW, at

_numbers = count(1)


def make_event(*capacities: int | None, starts_at: dt.datetime | None = None, **fields) -> OutreachEvent:
    """A published event of one morning; a session of an hour for each capacity, one after the other."""
    starts_at = starts_at or at(9)
    event = OutreachEvent.objects.create(
        **{
            "name_th": f"อบรมทำไข่เค็ม {next(_numbers)}",
            "published_at": NOW - dt.timedelta(days=365),  # the database has its own clock
            "starts_at": starts_at,
            "ends_at": starts_at + dt.timedelta(hours=max(len(capacities), 1)),
            **fields,
        }
    )
    for number, capacity in enumerate(capacities):
        first = starts_at + dt.timedelta(hours=number)
        Session.objects.create(event=event, starts_at=first, ends_at=first + dt.timedelta(hours=1), capacity=capacity)
    return event


def registrant(**fields) -> Registrant:
    """Somebody with a name and a phone number of their own."""
    number = next(_numbers)
    return Registrant(**{"name": f"แฉล้ม ลานใบไม้{number}", "phone": f"08{10_000_000 + number}", **fields})


def come(event: OutreachEvent, people: int = 1, *, by: By = VISITOR, sessions=None, **fields) -> Registration:
    """A party registers for all sessions of the event, or for some."""
    chosen = list(event.sessions.all()) if sessions is None else sessions
    given = {"registrant": registrant(), "form_key": uuid4().hex, **fields}
    return register(event=event, sessions=chosen, party_size=people, by=by, **given)


def seated(session: Session) -> list[int]:
    """The sizes of the parties with seats, the first that registered first."""
    places = session.places.seated().order_by("registration_id")
    return list(places.values_list("registration__party_size", flat=True))


def waiting(session: Session) -> list[int]:
    """The sizes of the parties in the queue, the first first."""
    return list(session.places.waiting().values_list("registration__party_size", flat=True))
