"""1,000 events with 50,000 registrations: no page makes more queries than with one event."""

import datetime as dt
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.outreach.addresses import own_page
from consultations.outreach.models import OutreachEvent, Registration, RegistrationSession, Session
from tests.consultations.outreach.seating import come
from tests.factories import make_place, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.long]

EVENTS, OF_AN_EVENT = 1000, 50


@pytest.fixture
def event() -> OutreachEvent:
    """One of 1,000 events of the past and the future; each has a session for 30 and 50 registrations of a person."""
    now = timezone.now()
    place = make_place(tambon_id="240208")
    rows = [
        OutreachEvent(
            name_th=f"สาธิตทำไข่เค็ม {number}",
            search_text="สาธตทาไขเคม",
            published_at=now - dt.timedelta(days=400),
            starts_at=now + dt.timedelta(days=number - EVENTS // 2, hours=1),
            ends_at=now + dt.timedelta(days=number - EVENTS // 2, hours=3),
            place=place,
            offers_knowledge=True,
        )
        for number in range(EVENTS)
    ]
    events = OutreachEvent.objects.bulk_create(rows)
    sessions = Session.objects.bulk_create(
        Session(event=row, starts_at=row.starts_at, ends_at=row.ends_at, capacity=30, taken=30, last_place=20)
        for row in events
    )
    registrations = Registration.objects.bulk_create(
        (
            Registration(
                event=row,
                name=f"คนที่ {number}",
                reference=str(1000 + number),
                form_key=uuid4().hex,
                link_expires_at=now + dt.timedelta(days=400),
            )
            for row in events
            for number in range(OF_AN_EVENT)
        ),
        batch_size=1000,
    )
    session_of = {session.event_id: session for session in sessions}
    RegistrationSession.objects.bulk_create(
        (
            RegistrationSession(
                registration=registration,
                session=session_of[registration.event_id],
                place_in_queue=None if number % OF_AN_EVENT < 30 else number % OF_AN_EVENT - 29,
            )
            for number, registration in enumerate(registrations)
        ),
        batch_size=1000,
    )
    assert Registration.objects.count() == EVENTS * OF_AN_EVENT
    return events[-1]


def test_every_page_makes_at_most_eight_queries(client, event, django_assert_max_num_queries):
    registration = come(event, 2)
    client.get("/contact/")  # what every page says of the center is read once a minute
    addresses = [
        "/events/",
        "/events/?page=20",
        "/events/?past=1&page=25",
        "/events/?q=ไข่เค็ม&tambon=240208&kind=knowledge",
        event.get_absolute_url(),
        f"/events/{event.pk}/register/",
        f"/events/{event.pk}/poster/",
        f"/events/{event.pk}/calendar.ics",
        "/events/calendar.ics",
        "/events/request/",
        own_page(registration),
    ]
    for address in addresses:
        with django_assert_max_num_queries(8):
            assert client.get(address).status_code == 200, address


@pytest.mark.ignore_template_errors
def test_every_page_of_staff_too(client, event, django_assert_max_num_queries):
    """The form that plans an event reads the lists it offers besides: places, tambons, advisers, who takes part."""
    client.force_login(make_staff())
    events, registration = reverse("admin:consultations_outreachevent_changelist"), event.registrations.first()
    addresses = [events, f"{events}?time=all&p=2", f"{events}?q=ไข่เค็ม", f"{events}{event.pk}/change/"]
    addresses += [f"{events}{event.pk}/{page}/" for page in ("registrations", "register", "paste", "papers", "move")]
    addresses += [f"{events}{event.pk}/registrations/?shown=waiting&q=คนที่", f"{events}add/"]
    addresses.append(f"{events}{event.pk}/registrations/{registration.pk}/")
    for address in addresses:
        client.get(address)  # the first time, a sheet's code is given
        with django_assert_max_num_queries(8):
            assert client.get(address).status_code == 200, address
    with django_assert_max_num_queries(14):
        client.get(f"{events}{event.pk}/plan/")
