"""Whatever is booked, planned, moved and called off, in whatever order: no adviser is in two places at once."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from center.records.states import WrongState
from committee.speakers.models import Topic
from consultations.bookings.bookings import Refused, bring_back, cancel, reschedule, swap
from consultations.bookings.models import Booking
from consultations.calendar.claims import TimeTaken
from consultations.calendar.models import Claim
from consultations.outreach import events
from consultations.outreach.event_refusals import EventRefused
from consultations.outreach.models import OutreachEvent, Session
from consultations.outreach.plans import SessionPlan, plan_of
from tests.consultations.appointments import at, make_adviser, make_booking, make_office_hours
from tests.consultations.outings import make_event, officer
from tests.consultations.whereabouts import assert_claims_agree, in_two_places
from tests.factories import make_place, make_speaker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

REFUSALS = (Refused, TimeTaken, EventRefused, WrongState)
# Quarters of two days from 8 to 12 o'clock: narrow, so that things meet.
moments = st.tuples(st.integers(0, 1), st.integers(0, 15)).map(
    lambda drawn: at(8, days=7 + drawn[0]) + dt.timedelta(minutes=15 * drawn[1])
)
rows = st.integers(0, 5)
advisers = st.integers(0, 2)
sessions = st.lists(
    st.tuples(moments, st.integers(1, 6), st.booleans(), st.sets(advisers, min_size=1, max_size=2)),
    min_size=1,
    max_size=3,
)
acts = st.one_of(
    st.tuples(st.just("book"), moments, st.none() | advisers, st.booleans()),
    st.tuples(st.just("plan"), sessions, st.sampled_from([0, 10, 30, 75])),
    st.tuples(st.just("change"), rows, sessions),
    st.tuples(st.just("reschedule"), rows, moments),
    st.tuples(st.just("swap"), rows, rows),
    st.tuples(st.sampled_from(["cancel", "bring_back", "call_off", "postpone", "revive"]), rows),
    st.tuples(st.just("move"), rows, moments),
)


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


def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def generate(calendars: int, check: Callable[[], None], *, phases: Sequence[Phase] = tuple(Phase)) -> Counter[str]:
    """Make up so many calendars, check after each act, and count what happened."""
    done: Counter[str] = Counter()
    world = World()

    @settings(max_examples=calendars, phases=phases, suppress_health_check=list(HealthCheck), deadline=None)
    @given(st.lists(acts, min_size=6, max_size=14))
    def calendar(history):
        for _ in undone():
            for act in history:
                done[world.act(*act)] += 1
                check()

    calendar()
    return done


def check() -> None:
    assert not in_two_places()
    assert_claims_agree()


@pytest.mark.hypothesis
@pytest.mark.parametrize(
    "calendars", [12, pytest.param(1000, marks=pytest.mark.long)], ids=lambda count: f"{count}-calendars"
)
def test_no_adviser_is_in_two_places(calendars):
    done = generate(calendars, check)

    assert done["book"] and done["plan"], done
    if calendars >= 1000:
        assert (
            not {"reschedule", "swap", "cancel", "bring_back", "change", "move", "call_off", "revive"} - done.keys()
        ), done
        assert done["plan: AdvisersTaken"] and done["book: TimeTaken"] and done["change: HasPeople"], done


def test_without_the_guard_advisers_are_in_two_places(monkeypatch):
    """The control: claims that are in the way are overlooked."""
    monkeypatch.setattr(Claim.objects, "bulk_create", partial(Claim.objects.bulk_create, ignore_conflicts=True))

    with pytest.raises(AssertionError):
        generate(100, no_two_places, phases=[Phase.generate])


def no_two_places() -> None:
    assert not in_two_places()
