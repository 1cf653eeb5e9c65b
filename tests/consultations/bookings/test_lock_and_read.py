"""Who waits for an appointment that somebody else is changing sees it as it has become, whatever it points at now."""

import multiprocessing
import time

import pytest
from django.db import connections, transaction

from consultations.bookings.actors import By
from consultations.bookings.bookings import cancel, reschedule
from consultations.bookings.models import Booking
from tests.consultations.appointments import at, make_adviser, make_booking, make_office_hours
from tests.factories import make_place, make_topic
from tests.worker_process import shared_database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]


def test_an_appointment_that_gets_another_adviser_meanwhile_is_cancelled_all_the_same(tmp_path):
    with shared_database(tmp_path):
        make_office_hours()
        topic = make_topic()
        booking = make_booking(topic, at(9), speaker=make_adviser(topic))
        other = make_adviser(topic, place=make_place())
        fork = multiprocessing.get_context("fork")
        moved, cancelled = fork.Event(), fork.SimpleQueue()

        def cancel_meanwhile() -> None:
            connections.close_all()
            moved.wait(30)
            try:
                cancelled.put(cancel(booking, by=By(actor="staff")))
            except Exception as error:
                cancelled.put(repr(error))
            connections.close_all()

        connections.close_all()
        process = fork.Process(target=cancel_meanwhile)
        process.start()
        with transaction.atomic():
            reschedule(booking, starts_at=at(10, 30), speaker=other, by=By(actor="staff", reason="มีเหตุ"))
            moved.set()
            time.sleep(1)  # the other one waits for the row
        process.join(30)

        assert cancelled.get() is True
        stored = Booking.objects.get()
        assert (stored.state, stored.speaker, stored.place) == ("cancelled", other, other.availabilities.first().place)
