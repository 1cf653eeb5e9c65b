"""Three advisers, and everything that can be done with their time: acts that succeed or are refused, in any order."""

import datetime as dt
import random
from typing import Any

from django.db import transaction

from center.records.states import WrongState
from committee.speakers.models import Topic
from consultations.bookings.bookings import bring_back, cancel, reschedule, swap
from consultations.bookings.models import Booking
from consultations.bookings.refusals import Refused
from consultations.calendar.claims import TimeTaken
from consultations.outreach import events
from consultations.outreach.event_refusals import EventRefused
from consultations.outreach.models import OutreachEvent, Session
from consultations.outreach.plans import SessionPlan, plan_of
from tests.consultations.appointments import at, make_adviser, make_booking, make_office_hours
from tests.consultations.outings import make_event, officer
from tests.factories import make_place, make_speaker

REFUSALS = (Refused, TimeTaken, EventRefused, WrongState)


class World:
    """Three advisers: two with hours, one without; a topic they all take."""

    def __init__(self) -> None:
        make_office_hours()
        self.topic = Topic.objects.create(name_th="ขึ้นทะเบียน OTOP", minutes=45)
        self.team = [make_adviser(self.topic, buffer=15), make_adviser(self.topic), make_speaker(self.topic)]
        self.place = make_place()

    def act(self, name: str, *given: Any) -> str:
        """Do it; returns its name, or that it was refused."""
        try:
            with transaction.atomic():
                getattr(self, name)(*given)
        except REFUSALS as refusal:
            return f"{name}: {type(refusal).__name__}"
        return name

    def book(self, starts_at: dt.datetime, adviser: int | None, by_staff: bool) -> None:
        by = {"by": officer("มีเหตุ")} if by_staff else {}
        make_booking(self.topic, starts_at, speaker=None if adviser is None else self.team[adviser], **by)

    def plan(self, drawn: list[tuple], travel_minutes: int) -> None:
        make_event(*self._plans(drawn), travel_minutes=travel_minutes, place=self.place)

    def change(self, row: int, drawn: list[tuple]) -> None:
        event = self._row(OutreachEvent, row)
        kept = [plan_of(session) for session in event.sessions.all()]
        plans = self._plans(drawn)
        plans[0] = SessionPlan(**(vars(plans[0]) | {"pk": kept[0].pk}))
        events.save(event=event, sessions=plans, by=officer())

    def reschedule(self, row: int, starts_at: dt.datetime) -> None:
        reschedule(self._row(Booking, row), starts_at=starts_at, by=officer("มีเหตุ"))

    def swap(self, row: int, other: int) -> None:
        first, second = self._row(Booking, row), self._row(Booking, other)
        if first != second:
            swap(first, second, by=officer())

    def cancel(self, row: int) -> None:
        cancel(self._row(Booking, row), by=officer())

    def bring_back(self, row: int) -> None:
        bring_back(self._row(Booking, row), by=officer())

    def call_off(self, row: int) -> None:
        events.cancel(self._row(OutreachEvent, row), by=officer())

    def postpone(self, row: int) -> None:
        events.postpone(self._row(OutreachEvent, row), by=officer())

    def revive(self, row: int) -> None:
        events.bring_back(self._row(OutreachEvent, row), by=officer())

    def move(self, row: int, starts_at: dt.datetime) -> None:
        events.move_to(self._row(OutreachEvent, row), starts_at=starts_at, by=officer())

    def _row(self, model: type, number: int) -> Any:
        found = list(model.objects.order_by("pk"))
        if not found:
            raise Refused
        return found[number % len(found)]

    def _plans(self, drawn: list[tuple]) -> list[SessionPlan]:
        return [
            SessionPlan(
                kind=Session.Kind.DESK if is_desk else Session.Kind.TALK,
                desk=Session.Desk.APPOINTMENTS if is_desk else "",
                starts_at=starts_at,
                ends_at=starts_at + dt.timedelta(minutes=15 * quarters),
                speakers=tuple(self.team[adviser] for adviser in sorted(chosen)),
            )
            for starts_at, quarters, is_desk, chosen in drawn
        ]


def something_new(chance: random.Random) -> tuple:
    """An appointment or an event."""
    if chance.random() < 0.5:
        return ("book", _moment(chance), chance.choice([None, 0, 1, 2]), chance.random() < 0.5)
    return ("plan", _sessions(chance), chance.choice([0, 0, 10, 30, 75]))


def any_act(chance: random.Random) -> tuple:
    """Anything that can be done, with the same few advisers, events and appointments."""
    row, other = chance.randrange(6), chance.randrange(6)
    return chance.choice(
        [
            something_new(chance),
            something_new(chance),
            ("change", row, _sessions(chance)),
            ("move", row, _moment(chance)),
            ("reschedule", row, _moment(chance)),
            ("swap", row, other),
            ("cancel", row),
            ("bring_back", row),
            ("call_off", row),
            ("postpone", row),
            ("revive", row),
        ]
    )


def _moment(chance: random.Random) -> dt.datetime:
    """A quarter of two mornings, from 8 to 12: so few that things meet."""
    return at(8, days=7 + chance.randrange(2)) + dt.timedelta(minutes=15 * chance.randrange(16))


def _sessions(chance: random.Random) -> list[tuple]:
    """One to three sessions: start, length in quarters, whether it is a desk, advisers."""
    return [
        (_moment(chance), chance.randint(1, 6), chance.random() < 0.5, {chance.randrange(3), chance.randrange(3)})
        for _ in range(chance.choice([1, 1, 2, 3]))
    ]
