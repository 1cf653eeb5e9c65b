"""The registers on the staff site's first page, and its day in the center's book."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from center.office.models import ServiceDay
from center.places.models import Tambon
from consultations.bookings.actors import By
from consultations.registers import outcomes
from tests.consultations.appointments import NOW, at, make_adviser, make_booking, make_office_hours, visitor
from tests.consultations.registers.rows import make_follow_up, make_visit
from tests.factories import make_center, make_topic, make_user, tambon

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

HOME = "/admin/"


@pytest.fixture(autouse=True)
def signed_in(clock, officer) -> None:
    """An officer is signed in; it is Monday, 8 o'clock."""


def waiting(client) -> dict[str, int]:
    return {task.name: task.count for task in client.get(HOME).context["waiting"] if task.count}


def test_whoever_came_today_and_the_month(client):
    page = client.get(HOME).content.decode()
    assert "มาแล้ววันนี้" not in page and "ตำบลที่ยังไม่มีผู้รับบริการ" not in page, "nothing says 0"
    assert reverse("admin:consultations_visit_add") in page
    make_visit(people=4, tambon=tambon())
    make_visit(people=2, at=NOW - dt.timedelta(days=3))
    page = client.get(HOME).content.decode()
    assert "มาแล้ววันนี้ 4 คน" in page and "ผู้รับบริการ (คน) <b>6</b>" in page
    missing = page.partition("ตำบลที่ยังไม่มีผู้รับบริการ")[2].partition("</p>")[0]
    assert tambon().name_th not in missing and Tambon.objects.exclude(pk=tambon().pk).first().name_th in missing
    today = client.get(reverse("admin:consultations_visit_changelist") + "?period=today").context["cl"]
    month = client.get(reverse("admin:consultations_visit_changelist") + "?period=month").context["cl"]
    assert (today.result_count, month.result_count) == (1, 2)


def test_what_waits_is_counted_and_its_list_shows_as_many(client):
    noted, unnoted = make_visit(), make_visit()
    outcomes.note(noted, kind="advised", by=By())
    make_follow_up(noted)
    make_follow_up(unnoted, due_on=timezone.localdate() + dt.timedelta(days=1))
    counts = waiting(client)
    assert (counts["visits-unnoted"], counts["follow-ups"]) == (1, 1)
    for task in client.get(HOME).context["waiting"]:
        if task.name in ("visits-unnoted", "follow-ups"):
            assert client.get(task.url).context["cl"].result_count == task.count


def test_a_served_appointment_asks_for_its_outcome(client):
    make_office_hours()
    topic = make_topic()
    make_adviser(topic)
    booking = make_booking(topic, at(9, days=0), visitor=visitor())
    served = reverse("admin:consultations_booking_served", args=[booking.pk])
    page = client.post(served, {"next": HOME}, follow=True).content.decode()
    note = reverse("admin:consultations_visit_outcome", args=[booking.visit.pk])
    assert note in page and "มาแล้ววันนี้ 1 คน" in page
    client.post(note, {"kind": "advised"})
    assert note not in client.get(HOME).content.decode()


def test_the_first_of_staff_records_an_open_day_which_is_taken_back(client, monkeypatch):
    make_center()
    make_office_hours()
    client.get(HOME)
    assert not ServiceDay.objects.exists(), "the center opens at half past eight"
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + dt.timedelta(hours=1))
    make_visit()
    page = client.get(HOME)
    assert "บันทึกวันเปิดแล้ว" in page.content.decode()
    assert "วันที่เปิดให้บริการ <b>1</b>" in page.content.decode(), "the day is counted on the page that records it"
    client.get(HOME)
    day = ServiceDay.objects.get()
    assert day.date == NOW.date() and day.opened
    turn = reverse("admin:center_serviceday_today")
    client.post(turn, {"opened": ""})
    assert "บันทึกว่าวันนี้ไม่เปิด" in client.get(HOME).content.decode() and not ServiceDay.objects.get().opened
    client.post(turn, {"opened": "1"})
    assert ServiceDay.objects.get().opened


def test_whoever_may_not_record_days_records_none(client, monkeypatch):
    make_center()
    make_office_hours()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + dt.timedelta(hours=1))
    client.force_login(make_user(is_staff=True))
    page = client.get(HOME).content.decode()
    assert not ServiceDay.objects.exists() and "บันทึกวันเปิดแล้ว" not in page and "มาแล้ววันนี้" not in page
