"""Random histories of one event's seats: whatever visitors and staff do, in whatever order, what must hold of them holds.

Never more seats than the capacity, no seat twice, no free seats as many as the first waiting party needs, and the queue
is strict: who is seated from it is its head.
"""

import datetime as dt
from collections.abc import Callable
from contextlib import ExitStack
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from consultations.bookings.actors import VISITOR, staff
from consultations.outreach.models import OutreachEvent, Registration, Session
from consultations.outreach.refusals import Refused
from consultations.outreach.registrations import (
    bring_back,
    cancel,
    follow_event,
    leave,
    seat_now,
    set_capacity,
    shrink,
)
from tests.consultations.appointments import NOW
from tests.consultations.outreach.seating import Stored, come, make_event
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.hypothesis]

PARTIES = st.integers(1, 6)
CAPACITIES = st.integers(1, 12)
ANY = st.integers(0, 99)
# Nobody is told: the messages are no part of the seats and cost most of the time.
NO_MAIL = SimpleNamespace(
    **dict.fromkeys(["registered", "seated", "changed", "cancelled", "brought_back"], lambda *_, **__: None)
)


HIDDEN = {"published_at": None}
CANCELLED = {"state": "cancelled"}
POSTPONED = {"state": "postponed"}
CLOSED = {"registration_closes_at": NOW}
OPEN = {"published_at": NOW, "state": "planned", "registration_closes_at": None}


class Seats(RuleBasedStateMachine):
    """An event of one or two sessions, with a limit or without."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.acts = NOW, 0
        self.patches = ExitStack()
        self.patches.enter_context(patch("django.utils.timezone.now", lambda: self.now))
        self.patches.enter_context(patch("consultations.outreach.registrations.mail", NO_MAIL))
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.officer = staff(make_user(is_staff=True), "ผู้ใหญ่บ้านขอ")
        self.registrations: list[Registration] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)
        self.patches.close()

    @initialize(capacities=st.lists(st.none() | CAPACITIES, min_size=1, max_size=2))
    def plan(self, capacities: list[int | None]) -> None:
        self.event = make_event(*capacities)
        self.sessions = list(self.event.sessions.all())
        self.now_stored = Stored()

    # --- What is done ------------------------------------------------------------------------------------------------

    @rule(people=PARTIES, chosen=st.sets(st.integers(0, 1), min_size=1), by_staff=st.booleans())
    def register(self, people: int, chosen: set[int], by_staff: bool) -> None:
        sessions = [session for number, session in enumerate(self.sessions) if number in chosen]
        by = self.officer if by_staff else VISITOR
        before = self.now_stored
        if registration := self.act(lambda: come(self.event, people, by=by, sessions=sessions)):
            self.registrations.append(registration)
            for session, queue in self.now_stored.queues.items():
                # Who has moved up in the same act was ahead.
                ahead = set(before.queues[session]) & set(queue)
                assert not ahead or registration.pk not in self.now_stored.seated[session], "newcomers pass nobody"

    @precondition(lambda self: self.registrations)
    @rule(which=ANY, by_staff=st.booleans())
    def cancel(self, which: int, by_staff: bool) -> None:
        self.act_in_order(lambda: cancel(self.one(which), by=self.officer if by_staff else VISITOR))

    @precondition(lambda self: self.registrations)
    @rule(which=ANY, number=ANY)
    def leave(self, which: int, number: int) -> None:
        self.act_in_order(lambda: leave(self.one(which), session=self.session(number)))

    @precondition(lambda self: self.registrations)
    @rule(which=ANY, people=PARTIES)
    def shrink(self, which: int, people: int) -> None:
        self.act_in_order(lambda: shrink(self.one(which), party_size=people))

    @rule(number=ANY, capacity=CAPACITIES | st.none())
    def set_capacity(self, number: int, capacity: int | None) -> None:
        self.act_in_order(lambda: set_capacity(self.session(number), capacity=capacity, by=self.officer))

    @precondition(lambda self: self.registrations)
    @rule(which=ANY, number=ANY)
    def pass_the_order(self, which: int, number: int) -> None:
        self.act(lambda: seat_now(self.one(which), session=self.session(number), by=self.officer))

    @precondition(lambda self: self.registrations)
    @rule(which=ANY)
    def bring_back(self, which: int) -> None:
        self.act(lambda: bring_back(self.one(which), by=self.officer))

    @rule(fields=st.sampled_from([HIDDEN, CANCELLED, POSTPONED, CLOSED, OPEN, OPEN]))
    def change_event(self, fields: dict[str, object]) -> None:
        OutreachEvent.objects.filter(pk=self.event.pk).update(**fields)
        self.act_in_order(lambda: follow_event(self.event))

    @precondition(lambda self: self.acts > 6)  # else most histories are of events that have begun
    @rule(hours=st.sampled_from([1, 24, 7 * 24 + 1]))
    def let_time_pass(self, hours: int) -> None:
        self.now += dt.timedelta(hours=hours)

    # --- What holds --------------------------------------------------------------------------------------------------

    @invariant()
    def what_is_stored_is_right(self) -> None:
        self.now_stored.check(self.now)

    # --- Parts -------------------------------------------------------------------------------------------------------

    def one(self, which: int) -> Registration:
        return self.registrations[which % len(self.registrations)]

    def session(self, number: int) -> Session:
        return self.sessions[number % len(self.sessions)]

    def act(self, what: Callable[[], Any]) -> Any:
        """Do it; a refusal changes nothing."""
        self.acts += 1
        try:
            done = what()
        except Refused:
            assert Stored() == self.now_stored
            return None
        self.now_stored = Stored()
        return done

    def act_in_order(self, what: Callable[[], Any]) -> None:
        """Do it; who was seated from a queue was its head."""
        before = self.now_stored.queues
        self.act(what)
        for session, queue in before.items():
            order = list(queue)
            still = list(self.now_stored.queues[session])
            moved_up = [registration for registration in order if registration in self.now_stored.seated[session]]
            assert still == [registration for registration in order if registration in still]
            assert all(order.index(ahead) < order.index(behind) for ahead in moved_up for behind in still)


@pytest.mark.parametrize(
    "histories", [30, pytest.param(5000, marks=pytest.mark.long)], ids=lambda count: f"{count}-histories"
)
def test_what_must_hold_of_seats_holds_in_every_history(histories):
    checks = list(HealthCheck)
    run_state_machine_as_test(
        Seats, settings=settings(max_examples=histories, stateful_step_count=15, suppress_health_check=checks)
    )
