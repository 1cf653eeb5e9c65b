"""Events planned while their advisers are booked, by several processes at the same moment: one of them has the time."""

import datetime as dt
import multiprocessing
import random
from collections.abc import Callable

import pytest
from django.db import connections

from consultations.bookings.models import Booking
from consultations.outreach.models import OutreachEvent
from tests.consultations.appointments import at
from tests.consultations.outreach.world import World, any_act
from tests.consultations.racing import without_the_guard
from tests.consultations.whereabouts import assert_claims_agree, in_two_places
from tests.worker_process import shared_database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]

PROCESSES = 4
Script = Callable[[World, int, "multiprocessing.synchronize.Barrier"], None]


def at_once(world: World, script: Script) -> list[str]:
    """Run a script in several processes, each with its number; returns what they raised, refusals aside."""
    fork = multiprocessing.get_context("fork")
    start, failures = fork.Barrier(PROCESSES), fork.SimpleQueue()

    def run(number: int) -> None:
        connections.close_all()
        try:
            script(world, number, start)
        except Exception as error:
            failures.put(repr(error))
            start.abort()
        connections.close_all()

    connections.close_all()
    processes = [fork.Process(target=run, args=(number,)) for number in range(PROCESSES)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(600)
        assert process.exitcode == 0
    return [failures.get() for _ in iter(lambda: not failures.empty(), False)]


def one_time(rounds: int) -> Script:
    """In each round half of the processes book an adviser's hour, half plan an event on it."""

    def script(world: World, number: int, start) -> None:
        for round_number in range(rounds):
            moment = at(9, days=7 + round_number)
            start.wait(60)
            if number % 2:
                world.act("book", moment, 0, False)
            else:
                world.act("plan", [(moment - dt.timedelta(minutes=15), 4, False, {0, 1})], 30)

    return script


def anything(acts: int) -> Script:
    """Each process does what comes to its mind."""

    def script(world: World, number: int, start) -> None:
        chance = random.Random(number)
        start.wait(60)
        for _ in range(acts):
            world.act(*any_act(chance))

    return script


@pytest.mark.parametrize("rounds", [6, pytest.param(60, marks=pytest.mark.long)])
def test_an_hour_goes_to_an_event_or_to_an_appointment(tmp_path, rounds):
    with shared_database(tmp_path):
        world = World()

        assert at_once(world, one_time(rounds)) == []

        assert Booking.objects.count() + OutreachEvent.objects.count() == rounds
        assert not in_two_places()
        assert_claims_agree()


@pytest.mark.parametrize("acts", [15, pytest.param(100, marks=pytest.mark.long)])
def test_whatever_is_done_at_once_nobody_is_in_two_places(tmp_path, acts):
    with shared_database(tmp_path):
        world = World()

        assert at_once(world, anything(acts)) == []

        assert Booking.objects.exists() and OutreachEvent.objects.exists()
        assert not in_two_places()
        assert_claims_agree()


def test_without_the_constraint_advisers_are_in_two_places(tmp_path):
    """The control."""
    with shared_database(tmp_path), without_the_guard():
        assert at_once(World(), one_time(6)) == []

        assert in_two_places()
