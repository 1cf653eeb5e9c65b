"""Who is on duty: the week with its exceptions, what the center's pages say of it, and the staff's table."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from center.office import demo as office_demo
from center.office import duty
from center.office.models import Duty, OpeningHours, ServiceDay
from center.office.opening import DaysOff, Hours, Schedule
from center.people import demo as people_demo
from center.people.models import Person
from center.records.changes import written
from tests.factories import make_center, make_closure, make_person, make_staff, make_user
from tests.selection import LOADED_WITH_THE_WHOLE

pytestmark = pytest.mark.django_db

MONDAY, TUESDAY = dt.date(2026, 11, 23), dt.date(2026, 11, 24)
WEEK = reverse("admin:center_duty_week")
LIST = reverse("admin:center_duty_changelist")


def open_all_week() -> Schedule:
    return Schedule([Hours(weekday, dt.time(8, 30), dt.time(16, 30)) for weekday in range(7)], [])


# --- The rules -------------------------------------------------------------------------------------------------------


def test_the_exception_of_a_day_comes_before_its_weekday():
    regular, substitute = make_person(), make_person()
    Duty.objects.create(weekday=0, person=regular)
    Duty.objects.create(date=MONDAY, person=substitute, note="ไปอบรม")
    week = open_all_week()
    assert duty.on_duty(MONDAY, week) == substitute
    assert duty.on_duty(MONDAY + dt.timedelta(days=7), week) == regular
    assert duty.on_duty(TUESDAY, week) is None


def test_an_exception_without_a_person_is_nobody():
    Duty.objects.create(weekday=0, person=make_person())
    Duty.objects.create(date=MONDAY)
    assert duty.on_duty(MONDAY, open_all_week()) is None


def test_nobody_is_on_duty_while_the_center_is_closed(django_assert_num_queries):
    Duty.objects.create(weekday=0, person=make_person())
    hours = [Hours(0, dt.time(8, 30), dt.time(16, 30))]
    with django_assert_num_queries(0):
        assert duty.on_duty(MONDAY, Schedule(hours, [DaysOff(MONDAY, MONDAY, "อบรม", "")])) is None
        assert duty.on_duty(TUESDAY, Schedule(hours, [])) is None
    with django_assert_num_queries(1):
        assert duty.on_duty(MONDAY, Schedule(hours, [])) is not None


def test_setting_the_week_writes_what_changed_and_keeps_who_did_it():
    officer, first, second = make_user(), make_person(), make_person()
    exception = Duty.objects.create(date=MONDAY, person=first)
    assert duty.set_week({0: duty.OnDuty(first), 1: duty.OnDuty(second, "ครึ่งวัน")}, by=officer) == 2
    written_before = Duty.history.count()
    assert duty.set_week({0: duty.OnDuty(first), 1: duty.OnDuty(second, "ครึ่งวัน")}, by=officer) == 0
    assert Duty.history.count() == written_before
    assert duty.set_week({0: duty.OnDuty(second), 1: duty.OnDuty(), 5: duty.OnDuty()}, by=officer) == 2
    week = duty.week()
    assert (week[0].person, week[1].person, len(week)) == (second, None, 7)
    assert Duty.history.first().history_user == officer
    assert Duty.objects.get(date=MONDAY) == exception


# --- The center's pages ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/about/", "/contact/"])
def test_the_center_says_who_is_on_duty_today_by_name_only(client, path):
    center = make_center()
    today = timezone.localdate()
    OpeningHours.objects.create(weekday=today.weekday(), opens=dt.time(8, 30), closes=dt.time(16, 30))
    person = make_person(title="นาง", first_name="แฉล้ม", surname="ลานใบไม้", phone="0891112222")
    Duty.objects.create(weekday=today.weekday(), person=person, note="หมายเหตุของเวร")
    written([center])
    page = client.get(path).content.decode()
    assert "ผู้อยู่เวรวันนี้ <b>นางแฉล้ม ลานใบไม้</b>" in page
    assert "1112222" not in page.replace("-", "") and "หมายเหตุของเวร" not in page
    assert '<span lang="th">นางแฉล้ม ลานใบไม้</span>' in client.get(f"/en{path}").content.decode()
    make_closure(today)
    written([center])
    assert "ผู้อยู่เวรวันนี้" not in client.get(path).content.decode()


# --- Staff's table ---------------------------------------------------------------------------------------------------


@pytest.fixture
def officer(client):
    user = make_staff(username="officer")
    client.force_login(user)
    return user


def test_the_week_is_kept_in_one_table(client, officer):
    chalaem, bunma = make_person(first_name="แฉล้ม"), make_person(first_name="บุญมา")
    answer = client.post(
        WEEK, {"day0-person": chalaem.pk, "day1-person": bunma.pk, "day1-note": "ครึ่งวันเช้า"}, follow=True
    )
    page = answer.content.decode()
    assert "บันทึกเวรแล้ว เปลี่ยน 2 วัน" in page and "แฉล้ม" in page and "ครึ่งวันเช้า" in page
    assert {row.weekday: row.person for row in Duty.objects.weekly()} == {0: chalaem, 1: bunma}
    client.post(WEEK, {"day0-person": bunma.pk})
    assert {row.weekday: row.person for row in Duty.objects.weekly()} == {0: bunma}


def test_a_note_without_a_person_is_refused_with_all_that_was_chosen_kept(client, officer):
    chalaem = make_person(first_name="แฉล้ม")
    answer = client.post(WEEK, {"day0-person": chalaem.pk, "day3-note": "ใครก็ได้"})
    page = answer.content.decode()
    assert "กรุณาเลือกผู้อยู่เวร หรือลบหมายเหตุออก" in page and "ใครก็ได้" in page
    assert f'<option value="{chalaem.pk}" selected>' in page
    assert not Duty.objects.exists()


def test_a_merged_record_is_not_on_duty(client, officer):
    merged = make_person(merged_into=make_person())
    assert client.post(WEEK, {"day0-person": merged.pk}).status_code == 200
    assert not Duty.objects.exists()


def test_an_exception_is_added_by_its_day_and_the_list_begins_with_those_to_come(client, officer):
    person, today = make_person(first_name="อำพร"), timezone.localdate()
    url = reverse("admin:center_duty_add")
    assert "กรุณา" in client.post(url, {"date": "", "person": person.pk}).content.decode()
    assert (
        client.post(url, {"date": f"{today.day}/{today.month}/{today.year + 543}", "person": person.pk}).status_code
        == 302
    )
    Duty.objects.create(date=today - dt.timedelta(days=1), person=person)
    Duty.objects.create(weekday=2, person=person)
    assert [row.date for row in client.get(LIST).context["cl"].queryset] == [today]
    assert client.get(LIST, {"when": "past"}).context["cl"].queryset.count() == 1
    twice = client.post(url, {"date": f"{today.day}/{today.month}/{today.year + 543}", "person": person.pk})
    assert "มีผู้อยู่เวรของวันที่นี้แล้ว" in twice.content.decode()


def test_a_weekday_is_changed_in_the_table_only(client, officer):
    row = Duty.objects.create(weekday=2, person=make_person())
    page = client.get(reverse("admin:center_duty_change", args=[row.pk]))
    assert page.status_code == 200 and 'name="_save"' not in page.content.decode()


def test_who_may_only_look_changes_no_week(client):
    clerk = make_user(is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_duty"))
    client.force_login(clerk)
    assert client.get(LIST).status_code == 200
    assert client.get(WEEK).status_code == client.post(WEEK, {"day0-person": make_person().pk}).status_code == 403
    assert not Duty.objects.exists()


def test_a_new_day_of_service_begins_with_whom_the_roster_names(client, officer):
    person = make_person()
    Duty.objects.create(weekday=timezone.localdate().weekday(), person=person)
    form = client.get(reverse("admin:center_serviceday_add")).context["adminform"].form
    assert (form.initial["date"], form.initial["on_duty"]) == (timezone.localdate(), person.pk)


# --- The demonstration -----------------------------------------------------------------------------------------------


@LOADED_WITH_THE_WHOLE
def test_the_demonstration_has_five_weekdays_and_an_exception_and_leaves_nothing():
    people_demo.load()
    assert office_demo.load_duty() == 6
    assert office_demo.load_duty() == 0
    assert [row.weekday for row in Duty.objects.weekly()] == [0, 1, 2, 3, 4]
    ServiceDay.objects.create(date=MONDAY, on_duty=Person.objects.get(source_key="demo:chalaem"))
    assert office_demo.remove_duty() == 6
    assert not Duty.objects.exists() and ServiceDay.objects.get().on_duty is None
