"""ปิดวันนี้: one button on the staff site's first page, with the way back beside it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from center.office.models import Closure
from center.office.opening_week import set_week
from tests.factories import make_center, make_closure, make_staff, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

HOME = reverse("admin:index")
CLOSE = reverse("admin:center_closure_today")
REOPEN = reverse("admin:center_closure_reopen")


@pytest.fixture(autouse=True)
def open_every_day() -> None:
    make_center()
    set_week({weekday: [(dt.time(0), dt.time(23, 59))] for weekday in range(7)})


@pytest.fixture
def officer(client):
    user = make_staff(username="officer")
    client.force_login(user)
    return user


@pytest.fixture
def today() -> dt.date:
    return timezone.localdate()


def button(address: str) -> str:
    return f'action="{address}"'


def test_one_click_closes_today_and_one_opens_it_again(client, officer, today):
    assert button(CLOSE) in client.get(HOME).content.decode()
    page = client.post(CLOSE, follow=True).content.decode()
    closure = Closure.objects.get()
    assert (closure.starts_on, closure.ends_on, closure.reason_th) == (today, today, "ปิดทำการวันนี้")
    assert button(REOPEN) in page and button(CLOSE) not in page and "ศูนย์ปิด" in page
    assert "ปิดทำการวันนี้" in client.get("/contact/").content.decode()
    assert "Closed today" in client.get("/en/contact/").content.decode()
    page = client.post(REOPEN, follow=True).content.decode()
    assert not Closure.objects.exists() and button(CLOSE) in page and button(REOPEN) not in page


def test_the_list_of_closures_has_the_button_too(client, officer):
    closures = reverse("admin:center_closure_changelist")
    assert button(CLOSE) in client.get(closures).content.decode()
    client.post(CLOSE)
    page = client.get(closures).content.decode()
    assert button(REOPEN) in page and button(CLOSE) not in page


def test_a_second_click_closes_nothing_more(client, officer):
    client.post(CLOSE)
    assert "วันนี้ศูนย์ปิดอยู่แล้ว" in client.post(CLOSE, follow=True).content.decode()
    assert Closure.objects.count() == 1


def test_holidays_and_longer_closures_are_not_undone(client, officer, today):
    make_closure(today, holiday_on=today)
    make_closure(today, today + dt.timedelta(days=2))
    page = client.get(HOME).content.decode()
    assert button(CLOSE) not in page and button(REOPEN) not in page
    client.post(REOPEN)
    assert Closure.objects.count() == 2


def test_after_closing_time_there_is_nothing_to_close(client, officer):
    set_week({weekday: [(dt.time(0), dt.time(0, 1))] for weekday in range(7)})
    assert button(CLOSE) not in client.get(HOME).content.decode()


def test_only_who_keeps_closures_has_the_button(client):
    client.force_login(make_user(is_staff=True))
    assert button(CLOSE) not in client.get(HOME).content.decode()
    assert client.post(CLOSE).status_code == client.post(REOPEN).status_code == 403
    assert not Closure.objects.exists()


def test_get_changes_nothing(client, officer):
    assert client.get(CLOSE).status_code == client.get(REOPEN).status_code == 405
