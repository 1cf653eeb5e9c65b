"""The staff site's first page: today's appointments, what waits, the next days."""

import pytest
from django.urls import reverse

from consultations.calendar.models import Absence
from tests.consultations.appointments import at, make_adviser, make_booking, make_office_hours, visitor
from tests.factories import make_staff, make_topic, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

HOME = "/admin/"


@pytest.fixture(autouse=True)
def office_hours(clock) -> None:
    make_office_hours()


@pytest.fixture
def officer(client):
    user = make_staff(username="officer")
    client.force_login(user)
    return user


def test_todays_appointments_with_their_buttons(client, officer):
    topic = make_topic()
    make_adviser(topic)
    booking = make_booking(topic, at(9, days=0), visitor=visitor())
    make_booking(topic, at(9, days=1), visitor=visitor(name="บุญเรือน", phone="0899999999"))
    make_booking(topic, at(9, days=3), visitor=visitor(name="คนวันอื่น", phone="0888888888"))
    page = client.get(HOME).content.decode()
    served = reverse("admin:consultations_booking_served", args=[booking.pk])
    assert "แฉล้ม ลานใบไม้" in page and served in page and "บุญเรือน" in page and "คนวันอื่น" not in page
    assert reverse("admin:consultations_booking_no_show", args=[booking.pk]) not in page, "it hasn't begun"
    assert "นัดปรึกษา 1 นัด" in page
    after = client.post(served, {"next": HOME}, follow=True).content.decode()
    assert "มาแล้ววันนี้ 1 คน" in after and served not in after


def test_what_waits_is_counted_and_nothing_says_0(client, officer):
    topic = make_topic()
    adviser = make_adviser(topic, confirms="by_phone")
    make_booking(topic, at(9))
    page = client.get(HOME).content.decode()
    assert "นัดที่รอผู้ให้คำปรึกษายืนยัน" in page and "นัดที่ต้องจัดใหม่" not in page
    Absence.objects.create(person=adviser.person, starts_on=at(9).date(), ends_on=at(9).date())
    waiting = {task.name: task for task in client.get(HOME).context["waiting"]}
    assert waiting["bookings-broken"].count == 1
    assert client.get(waiting["bookings-broken"].url).context["cl"].result_count == 1


def test_who_may_not_see_appointments_sees_none_of_it(client, officer):
    topic = make_topic()
    make_adviser(topic)
    make_booking(topic, at(9, days=0), visitor=visitor())
    client.force_login(make_user(is_staff=True))
    page = client.get(HOME).content.decode()
    assert "แฉล้ม" not in page and "รับนัดทางโทรศัพท์" not in page and "ต้องโทร" not in page
