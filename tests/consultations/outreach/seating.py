"""Events with seats, and parties that want them. Moments are a week ahead of tests.consultations.appointments.NOW."""

import datetime as dt
from itertools import count
from uuid import uuid4

from django.utils import timezone

from consultations.bookings.actors import VISITOR, By
from consultations.outreach.models import OutreachEvent, Registration, RegistrationSession, Session
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


def make_open_event(*capacities: int) -> OutreachEvent:
    """An event that takes newcomers by the real clock."""
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    return make_event(*capacities, starts_at=now + dt.timedelta(days=7), published_at=now - dt.timedelta(days=1))


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


class Stored:
    """What the database holds. seated, queues: of each session the registrations, the first first, with their parties."""

    def __init__(self) -> None:
        fields = ["pk", "capacity", "taken", "last_place", "starts_at", "event__published_at", "event__state"]
        self.sessions = list(Session.objects.order_by("pk").values(*fields))
        self.places = list(
            RegistrationSession.objects.order_by("place_in_queue", "pk").values(
                "registration", "session", "place_in_queue", "registration__party_size", "registration__state"
            )
        )
        self.seated: dict[int, dict[int, int]] = {session["pk"]: {} for session in self.sessions}
        self.queues: dict[int, dict[int, int]] = {session["pk"]: {} for session in self.sessions}
        for place in self.places:
            of = self.seated if place["place_in_queue"] is None else self.queues
            of[place["session"]][place["registration"]] = place["registration__party_size"]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Stored) and (self.sessions, self.places) == (other.sessions, other.places)

    def check(self, now: dt.datetime) -> None:
        """Seats are counted and never more than the capacity, no party has two places, who cancelled has none, and nobody
        waits in vain: there are no free seats as many as the first waiting party needs.
        """
        held = [(place["registration"], place["session"]) for place in self.places]
        assert len(held) == len(set(held))
        assert {place["registration__state"] for place in self.places} <= {"registered"}
        for session in self.sessions:
            taken, capacity = session["taken"], session["capacity"]
            assert taken == sum(self.seated[session["pk"]].values())
            assert capacity is None or taken <= capacity
            is_open = session["event__published_at"] and session["event__state"] == "planned"
            if is_open and session["starts_at"] > now:
                for size in list(self.queues[session["pk"]].values())[:1]:
                    assert capacity is not None, "without a limit nobody waits"
                    assert capacity - taken < size <= capacity
