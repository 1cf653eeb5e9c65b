"""Who came is forgotten after a year, what came of it is not: no copy stays in the history."""

import datetime as dt
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection

from center.records.personal import is_personal
from center.records.states import StateChange
from committee.speakers.models import Topic
from consultations.bookings.actors import staff
from consultations.bookings.bookings import cancel
from consultations.bookings.models import Booking, CallbackRequest
from consultations.bookings.retention import forget_bookings, forget_callbacks
from tests.consultations.appointments import NOW, at, make_adviser, make_booking, make_office_hours, visitor
from tests.factories import make_person, make_staff

pytestmark = pytest.mark.django_db

LATER = at(9) + dt.timedelta(days=365)
SECRETS = {"name": "แฉล้ม ลานใบไม้", "phone": "0812345678", "email": "chalaem@example.com", "question": "เป็นหนี้นอกระบบ"}


@pytest.fixture
def booking(clock) -> Booking:
    make_office_hours()
    topic = Topic.objects.create(name_th="หาเงินทุน", minutes=45)
    make_adviser(topic)
    booking = make_booking(topic, at(9), visitor=visitor(**SECRETS), by=staff(make_staff()))
    booking.reason = "พาแม่มาด้วย"  # as of one outside of what is offered
    booking.person = make_person(first_name="แฉล้ม", surname="ลานใบไม้")
    booking.save()
    return booking


def test_an_appointment_is_anonymous_a_year_later_and_counts_on(booking):
    assert forget_bookings(LATER - dt.timedelta(seconds=1)) == 0
    assert forget_bookings(LATER) == 1
    kept = {name: getattr(booking, name) for name in ("topic", "speaker", "starts_at", "state", "channel", "reference")}
    booking.refresh_from_db()
    assert {name: getattr(booking, name) for name in kept} == kept
    personal = [field.name for field in Booking._meta.concrete_fields if is_personal(field)]
    assert not any(getattr(booking, name) for name in [*personal, "reason"]), personal
    assert booking.link_expires_at <= booking.starts_at
    assert forget_bookings(LATER) == 0


def test_no_table_of_appointments_holds_what_was_forgotten(booking):
    cancel(booking, by=staff(make_staff(), "โทรมายกเลิก"))
    person = booking.person_id
    assert found(SECRETS["name"]) and found("พาแม่มาด้วย") and found("โทรมายกเลิก")
    forget_bookings(LATER)
    left = [secret for secret in [*SECRETS.values(), "พาแม่มาด้วย", "โทรมายกเลิก"] if found(secret)]
    assert left == []
    assert not Booking.history.filter(person=person).exists()


def test_a_callback_is_anonymous_after_ninety_days_answered_or_not(clock):
    for state in CallbackRequest.State.values:
        CallbackRequest.objects.create(
            name="แฉล้ม", phone="0812345678", question="หนี้", when="เย็น", form_key=uuid4().hex, state=state, sent_at=NOW
        )
    assert forget_callbacks(NOW + dt.timedelta(days=89)) == 0
    assert forget_callbacks(NOW + dt.timedelta(days=90)) == 3
    assert not CallbackRequest.objects.exclude(name="", phone="", question="", when="").exists()


def found(text: str) -> list[str]:
    """The columns of the tables of consultations, histories and logs included, that hold a text."""
    holding = []
    models = [*(model for model in apps.get_models() if model._meta.app_label == "consultations"), StateChange]
    with connection.cursor() as cursor:
        for model in models:
            for field in model._meta.concrete_fields:
                table, column = connection.ops.quote_name(model._meta.db_table), connection.ops.quote_name(field.column)
                cursor.execute(f"SELECT count(*) FROM {table} WHERE CAST({column} AS text) LIKE %s", [f"%{text}%"])
                if cursor.fetchone()[0]:
                    holding.append(f"{model.__name__}.{field.name}")
    return holding
