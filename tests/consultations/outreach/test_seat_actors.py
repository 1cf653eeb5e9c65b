"""Visitors and staff who act on one event at the same moment, each on a connection of its own: no act deadlocks another,
and what must hold of the seats holds when all have done.
"""

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from consultations.bookings.actors import By, staff
from consultations.outreach import events
from consultations.outreach.models import OutreachEvent
from consultations.outreach.refusals import Refused
from consultations.outreach.registrations import bring_back, cancel, leave, seat_now, set_capacity, shrink
from tests.consultations.outreach.seating import Stored, come, make_open_event
from tests.factories import make_user
from tests.worker_process import shared_database

pytestmark = pytest.mark.django_db(transaction=True)

ACTORS, ACTS = 6, 12


class Actor:
    """Does one thing after the other, by chance; a refusal is an answer too."""

    def __init__(self, event: OutreachEvent, officer: By, chance: random.Random) -> None:
        self.event, self.officer, self.chance = event, officer, chance
        self.did: Counter[str] = Counter()

    def act(self) -> Counter[str]:
        try:
            for _ in range(ACTS):
                what = self.chance.choice([self.register] * 5 + [self.give_back] * 3 + [self.change_event])
                try:
                    what()
                    self.did[what.__name__] += 1
                except Refused:
                    self.did["refused"] += 1
        finally:
            connection.close()
        return self.did

    def register(self) -> None:
        come(self.event, self.chance.randint(1, 6), by=self.officer)

    def give_back(self) -> None:
        registration = self.event.registrations.order_by("?").first()
        session = self.event.sessions.order_by("?").first()
        if registration and session:
            size = self.chance.randint(1, 6)
            acts: list[Callable[[], object]] = [
                lambda: cancel(registration),
                lambda: leave(registration, session=session),
                lambda: shrink(registration, party_size=size),
                lambda: seat_now(registration, session=session, by=self.officer),
                lambda: bring_back(registration, by=self.officer),
            ]
            self.chance.choice(acts)()

    def change_event(self) -> None:
        session = self.event.sessions.order_by("?").first()
        event = OutreachEvent.objects.get(pk=self.event.pk)
        capacity = self.chance.randint(1, 12)
        acts: list[Callable[[], object]] = [
            lambda: set_capacity(session, capacity=capacity, by=self.officer),
            lambda: events.hide(event, by=self.officer),
            lambda: events.publish(event, by=self.officer),
            lambda: events.publish(event, by=self.officer),
        ]
        self.chance.choice(acts)()


@pytest.mark.parametrize("histories", [2, pytest.param(60, marks=pytest.mark.long)])
def test_six_who_act_at_once_leave_the_seats_right(tmp_path, histories):
    did: Counter[str] = Counter()
    with shared_database(tmp_path):
        officer = staff(make_user(is_staff=True), "ผู้ใหญ่บ้านขอ")
        for seed in range(histories):
            event = make_open_event(8, 12)
            actors = [Actor(event, officer, random.Random(f"{seed} {number}")) for number in range(ACTORS)]
            with ThreadPoolExecutor(ACTORS) as pool:
                for done in pool.map(Actor.act, actors):
                    did += done
            Stored().check(timezone.now())
    assert all(did[what] for what in ("register", "give_back", "change_event", "refused")), did
