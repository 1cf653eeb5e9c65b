"""What the database refuses of appointments and of requests to be called back."""

import pytest

from consultations.bookings.models import Booking, CallbackRequest
from tests.constraints import Violations, check_refusal, each
from tests.consultations.appointments import at
from tests.factories import make_speaker, make_topic

pytestmark = pytest.mark.django_db


def booking(**fields) -> Booking:
    """An appointment that isn't stored yet, without claims."""
    given = {"starts_at": at(9), "ends_at": at(10), "link_expires_at": at(10, days=21)}
    given |= {"name": "แฉล้ม ลานใบไม้", "phone": "0812345678", "reference": "4821", "form_key": "new"}
    return Booking(topic=make_topic(), speaker=make_speaker(), **(given | fields))


def stored_booking(**fields) -> Booking:
    row = booking(**{"reference": "1357", "form_key": "stored", **fields})
    row.save()
    return row


def second_booking(**same) -> Booking:
    stored_booking(**same)
    return booking(**same)


def second_callback() -> CallbackRequest:
    fields = {"name": "แฉล้ม", "phone": "0812345678", "form_key": "one"}
    CallbackRequest.objects.create(**fields)
    return CallbackRequest(**fields)


VIOLATIONS: Violations = {
    "booking_ends_after_it_starts": [lambda: booking(ends_at=at(9)), lambda: booking(ends_at=at(8))],
    "one_open_booking_of_a_number": [
        lambda: second_booking(reference="1234"),
        lambda: second_booking(reference="1234", state=Booking.State.WAITING),
    ],
    "consultations.Booking.form_key": [lambda: second_booking(form_key="one")],
    "consultations.Booking.link_key": [lambda: second_booking(link_key="one")],
    "consultations.Booking.source_key": [lambda: second_booking(source_key="demo:one")],
    "consultations.CallbackRequest.form_key": [second_callback],
}


@pytest.mark.parametrize(("constraint", "violation"), each(VIOLATIONS))
def test_the_database_refuses_and_the_form_says_why(constraint, violation):
    check_refusal(constraint, violation)


@pytest.mark.parametrize("state", [Booking.State.SERVED, Booking.State.NO_SHOW, Booking.State.CANCELLED])
def test_the_number_of_an_appointment_that_is_over_is_free_again(state):
    row = second_booking(reference="1234")
    Booking.objects.update(state=state)
    row.full_clean()
    row.save()
    assert Booking.objects.filter(reference="1234").count() == 2
