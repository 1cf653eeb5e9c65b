"""Somebody isn't there: the appointments are named before it is saved, and stand on its page until each is arranged."""

import pytest
from django.urls import reverse

from consultations.calendar.models import Absence
from tests.consultations.appointments import at, make_adviser, make_booking, make_office_hours, visitor
from tests.factories import make_person, make_staff, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

ADD = "/admin/consultations/absence/add/"


@pytest.fixture(autouse=True)
def office_hours(clock) -> None:
    make_office_hours()


@pytest.fixture
def officer(client):
    user = make_staff(username="officer", person=make_person())
    client.force_login(user)
    return user


def test_it_is_me_today_unless_said(client, officer):
    first = client.get(ADD).context["adminform"].form.initial
    assert (first["person"], first["starts_on"]) == (officer.person_id, at(9, days=0).date())


def test_the_appointments_are_named_then_saved_then_arranged(client, officer):
    topic = make_topic()
    away, other = make_adviser(topic), make_adviser(topic)
    booking = make_booking(topic, at(9), speaker=away, visitor=visitor())
    data = {"person": away.person_id, "starts_on": "7/12/2569", "part": "whole", "reason": "ประชุม", "_save": "1"}
    named = client.post(ADD, data)
    page = named.content.decode()
    assert not Absence.objects.exists() and booking.reference in page
    assert reverse("admin:consultations_booking_change", args=[booking.pk]) in page
    seen = named.context["adminform"].form.breakage_digest()
    saved = client.post(ADD, data | {"_breakage_seen": seen}, follow=True)
    absence = Absence.objects.get()
    page = saved.content.decode()
    assert absence.ends_on == absence.starts_on and "นัดที่กระทบ 1 นัด" in page
    assert f"ให้ {other} รับแทน" in page and "081-234-5678" in page
    booking.refresh_from_db()
    assert booking.state == "booked" and booking.speaker == away
    give = reverse("admin:consultations_booking_give", args=[booking.pk])
    here = reverse("admin:consultations_absence_change", args=[absence.pk])
    done = client.post(give, {"speaker": other.pk, "next": here}, follow=True)
    booking.refresh_from_db()
    assert booking.speaker == other and "นัดที่กระทบ" not in done.content.decode()


def test_only_who_is_there_and_free_is_offered(client, officer):
    topic = make_topic()
    away, busy, elsewhere = make_adviser(topic), make_adviser(topic), make_adviser(make_topic())
    make_booking(topic, at(9), speaker=away)
    make_booking(topic, at(9), speaker=busy)
    absence = Absence.objects.create(person=away.person, starts_on=at(9).date(), ends_on=at(9).date())
    page = client.get(reverse("admin:consultations_absence_change", args=[absence.pk])).content.decode()
    assert "นัดที่กระทบ 1 นัด" in page
    assert f"ให้ {busy} รับแทน" not in page and f"ให้ {elsewhere} รับแทน" not in page
