"""Who came to an event and who asked for one is forgotten after a year, what came of it is not: no copy stays."""

import datetime as dt
from uuid import uuid4

import pytest

from center.records.personal import is_personal
from consultations.bookings.actors import staff
from consultations.outreach.models import OutreachEvent, Registration, VillageRequest
from consultations.outreach.registrations import cancel, follow_event
from consultations.outreach.retention import forget_registrations, forget_requests
from tests.consultations.appointments import NOW, at
from tests.consultations.bookings.test_retention import found
from tests.consultations.outreach.seating import come, make_event, registrant
from tests.factories import make_person, make_staff, tambon

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

A_YEAR = dt.timedelta(days=365)
SECRETS = {"name": "แฉล้ม ลานใบไม้", "phone": "0812345678", "email": "chalaem@example.com"}


@pytest.fixture
def registration() -> Registration:
    registration = come(make_event(5), 4, registrant=registrant(tambon=tambon(), moo=6, **SECRETS))
    registration.person = make_person()
    registration.save()
    return registration


@pytest.fixture
def request_of_village() -> VillageRequest:
    request = VillageRequest.objects.create(
        subject="ทำไข่เค็ม",
        name="สมพร ทองดี",
        phone="0899999999",
        details="บ้านอยู่ข้างวัด",
        on_behalf_of="ผู้ใหญ่บ้านหมู่ 6",
        form_key=uuid4().hex,
        reference="4821",
        sent_at=NOW,
        link_expires_at=NOW + A_YEAR,
    )
    request.person = make_person()
    request.save()
    return request


def test_a_registration_is_anonymous_a_year_after_the_event_and_counts_on(registration):
    ends_at = registration.event.ends_at
    assert forget_registrations(ends_at + A_YEAR - dt.timedelta(seconds=1)) == 0
    assert forget_registrations(ends_at + A_YEAR) == 1
    kept = {
        name: getattr(registration, name) for name in ("party_size", "tambon", "moo", "channel", "state", "reference")
    }
    registration.refresh_from_db()
    assert {name: getattr(registration, name) for name in kept} == kept
    assert registration.places.count() == 1
    personal = [field.name for field in Registration._meta.concrete_fields if is_personal(field)]
    assert not any(getattr(registration, name) for name in personal), personal
    assert registration.link_expires_at <= registration.registered_at
    assert not any(found(secret) for secret in SECRETS.values())
    assert not Registration.history.exclude(person=None).exists()
    assert forget_registrations(ends_at + A_YEAR) == 0


def test_one_that_was_cancelled_and_one_without_a_phone_are_forgotten_too(registration):
    cancel(registration, by=staff(make_staff()))
    come(registration.event, registrant=registrant(name="บุญเรือน", phone=""))
    assert forget_registrations(registration.event.ends_at + A_YEAR) == 2
    assert not Registration.objects.exclude(name="").exists()


def test_an_anonymous_registration_gets_no_link_back_when_its_event_changes(registration):
    forget_registrations(registration.event.ends_at + A_YEAR)
    follow_event(registration.event)
    registration.refresh_from_db()
    assert registration.link_expires_at <= registration.registered_at


def test_a_request_is_anonymous_a_year_after_it_was_sent(request_of_village):
    assert forget_requests(NOW + A_YEAR - dt.timedelta(seconds=1)) == 0
    assert forget_requests(NOW + A_YEAR) == 1
    request_of_village.refresh_from_db()
    assert request_of_village.subject == "ทำไข่เค็ม"
    personal = [field.name for field in VillageRequest._meta.concrete_fields if is_personal(field)]
    assert not any(getattr(request_of_village, name) for name in personal), personal
    assert request_of_village.link_expires_at <= NOW
    assert not any(found(secret) for secret in ("สมพร", "0899999999", "ข้างวัด", "ผู้ใหญ่บ้านหมู่ 6"))


def test_a_request_is_kept_as_long_as_its_event(request_of_village):
    request_of_village.event = make_event(starts_at=at(9, days=100))
    request_of_village.save()
    assert forget_requests(NOW + A_YEAR) == 0
    assert forget_requests(OutreachEvent.objects.get().ends_at + A_YEAR) == 1
