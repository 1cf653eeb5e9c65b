"""What the database refuses of events, sessions, registrations, village requests and sign sheets."""

from uuid import uuid4

import pytest

from consultations.outreach.models import (
    AttendanceSheet,
    EventPicture,
    OutreachEvent,
    Registration,
    RegistrationSession,
    Session,
    VillageRequest,
)
from tests.constraints import Violations, check_refusal, each
from tests.consultations.appointments import at

pytestmark = pytest.mark.django_db


def event(**fields) -> OutreachEvent:
    """An event that isn't stored yet."""
    return OutreachEvent(**{"name_th": "สาธิตทำไข่เค็ม", "starts_at": at(9), "ends_at": at(12), **fields})


def stored_event(**fields) -> OutreachEvent:
    row = event(**fields)
    row.save()
    return row


def second_event(**same) -> OutreachEvent:
    stored_event(**same)
    return event(**same)


def session(**fields) -> Session:
    return Session(**{"event": stored_event(), "starts_at": at(9), "ends_at": at(10), **fields})


def registration(**fields) -> Registration:
    given = {"name": "แฉล้ม ลานใบไม้", "phone": "0812345678", "reference": "6001", "form_key": uuid4().hex}
    return Registration(**{**given, "link_expires_at": at(12, days=21), **fields})


def second_registration(*, of_another_name: bool = True, **same) -> Registration:
    of_event = {"event": stored_event()}
    stored = registration(**of_event, **same)
    stored.save()
    new = registration(**of_event, **({"reference": "6002"} | same))
    new.name = "บุญเรือน ลานใบไม้" if of_another_name else stored.name
    return new


def place(**fields) -> RegistrationSession:
    """The place of a second party in a session; the first one waits at place 1."""
    of_event = stored_event()
    of_session = Session.objects.create(event=of_event, starts_at=at(9), ends_at=at(10))
    first, second = registration(event=of_event), registration(event=of_event, reference="6002", phone="0899999999")
    first.save(), second.save()
    RegistrationSession.objects.create(registration=first, session=of_session, place_in_queue=1)
    return RegistrationSession(**{"registration": second, "session": of_session, **fields})


def place_twice() -> RegistrationSession:
    row = place()
    row.save()
    return RegistrationSession(registration=row.registration, session=row.session)


def request(**fields) -> VillageRequest:
    given = {"subject": "ทำไข่เค็ม", "name": "บุญเรือน", "phone": "0812345678", "reference": uuid4().hex[:8]}
    return VillageRequest(**{**given, "form_key": uuid4().hex, "link_expires_at": at(12, days=365), **fields})


def second_request(**same) -> VillageRequest:
    request(**same).save()
    return request(**same)


def second_sheet(**same) -> AttendanceSheet:
    given = {"event": stored_event(), "day": at(9).date(), "code": "4K7M"}
    AttendanceSheet.objects.create(**given)
    return AttendanceSheet(**{**given, "day": at(9, days=8).date(), "code": "9XYA", **same})


def second_counter_sheet() -> AttendanceSheet:
    day = at(9).date()
    AttendanceSheet.objects.create(day=day, code="4K7M")
    return AttendanceSheet(day=day, code="9XYA")


VIOLATIONS: Violations = {
    "event_ends_after_it_starts": [lambda: event(ends_at=at(9)), lambda: event(ends_at=at(8))],
    "event_is_within_reach": [lambda: event(travel_minutes=241)],
    "event_budget_is_not_negative": [lambda: event(budget=-1)],
    "consultations.OutreachEvent.source_key": [lambda: second_event(source_key="demo:one")],
    "consultations_eventpicture_alt_or_decorative": [
        lambda: EventPicture(event=stored_event(), original="a.jpg", width=1, height=1)
    ],
    "session_ends_after_it_starts": [lambda: session(ends_at=at(9)), lambda: session(ends_at=at(8))],
    "session_has_room_for_somebody": [lambda: session(capacity=0)],
    "session_is_not_overbooked": [lambda: session(capacity=30, taken=31)],
    "desk_says_how_people_come": [
        lambda: session(kind="desk"),
        lambda: session(kind="talk", desk="numbers"),
    ],
    "party_is_somebody": [lambda: registration(event=stored_event(), party_size=0)],
    "one_registration_of_a_number": [lambda: second_registration(reference="6003")],
    "one_registration_of_a_person": [lambda: second_registration(of_another_name=False)],
    "consultations.Registration.form_key": [lambda: second_registration(form_key="one")],
    "consultations.Registration.link_key": [lambda: second_registration(link_key="one")],
    "consultations.Registration.source_key": [lambda: second_registration(source_key="demo:one")],
    "one_place_in_a_session": [place_twice],
    "one_party_of_a_place_in_the_queue": [lambda: place(place_in_queue=1)],
    "consultations.VillageRequest.reference": [lambda: second_request(reference="7001")],
    "consultations.VillageRequest.form_key": [lambda: second_request(form_key="one")],
    "consultations.VillageRequest.link_key": [lambda: second_request(link_key="one")],
    "consultations.VillageRequest.source_key": [lambda: second_request(source_key="demo:one")],
    "one_sign_sheet_a_day": [lambda: second_sheet(day=at(9).date())],
    "one_counter_sheet_a_day": [second_counter_sheet],
    "consultations.AttendanceSheet.code": [lambda: second_sheet(code="4K7M")],
}


@pytest.mark.parametrize(("constraint", "violation"), each(VIOLATIONS))
def test_the_database_refuses_and_the_form_says_why(constraint, violation):
    check_refusal(constraint, violation)


def test_who_cancelled_may_register_again():
    row = second_registration(of_another_name=False)
    Registration.objects.update(state=Registration.State.CANCELLED)
    row.full_clean()
    row.save()
