"""Pairs of appointments swapped by several processes at the same moment, as officers on two computers may."""

import multiprocessing
import random

import pytest
from django.db import connections

from committee.speakers.models import Topic
from consultations.bookings.actors import By
from consultations.bookings.bookings import swap
from consultations.bookings.models import Booking
from tests.consultations.appointments import NOW, at, make_adviser, make_booking, make_office_hours
from tests.consultations.racing import assert_claims_agree
from tests.worker_process import shared_database

pytestmark = pytest.mark.django_db(transaction=True)

PROCESSES = 4
OFFICER = By(actor="staff")


def swap_pairs(seed: int, swaps: int, start, failures) -> None:
    """In a process of its own: swap random pairs, and report every exception."""
    connections.close_all()
    chosen = random.Random(seed)
    bookings = list(Booking.objects.order_by("pk"))
    start.wait(30)
    for _ in range(swaps):
        try:
            swap(*chosen.sample(bookings, 2), by=OFFICER)
        except Exception as error:
            failures.put(repr(error))
    connections.close_all()


def swap_at_once(swaps: int) -> list[str]:
    """What went wrong in all processes."""
    fork = multiprocessing.get_context("fork")
    start, failures = fork.Barrier(PROCESSES), fork.SimpleQueue()
    connections.close_all()
    processes = [fork.Process(target=swap_pairs, args=(seed, swaps, start, failures)) for seed in range(PROCESSES)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
        assert process.exitcode == 0
    return [failures.get() for _ in iter(lambda: not failures.empty(), False)]


@pytest.mark.parametrize("swaps", [8, pytest.param(200, marks=pytest.mark.long)])
def test_pairs_swap_and_nobody_loses_a_time(clock, tmp_path, swaps):
    with shared_database(tmp_path):
        make_office_hours()
        topic = Topic.objects.create(name_th="ขึ้นทะเบียน OTOP", minutes=45)
        advisers = [make_adviser(topic), make_adviser(topic)]
        for adviser in advisers:
            for hour, minute in ((9, 0), (9, 45), (10, 30)):
                make_booking(topic, at(hour, minute), speaker=adviser)
        places = Booking.objects.order_by("starts_at", "speaker").values_list("starts_at", "speaker")
        before = list(places)
        assert swap_at_once(swaps) == []
        assert list(places.all()) == before
        assert_claims_agree()
        assert sum(Booking.objects.values_list("sequence", flat=True)) == 2 * PROCESSES * swaps
        assert all(booking.starts_at > NOW for booking in Booking.objects.all())
