"""Appointments on the staff site: found, shown, and changed by the rules alone."""

import datetime as dt
import re

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from consultations.bookings.actors import VISITOR, staff
from consultations.bookings.bookings import cancel
from consultations.bookings.models import Booking
from consultations.calendar.models import Absence, Claim
from portal.access import roles
from tests.consultations.appointments import NOW, at, make_adviser, make_booking, visitor
from tests.factories import make_person, make_producer, make_topic, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors, pytest.mark.usefixtures("office_hours")]


@pytest.fixture
def topic():
    return make_topic(minutes=45)


def url(name: str, *arguments) -> str:
    return reverse(f"admin:consultations_booking_{name}", args=arguments)


def listed(client, **query) -> list[Booking]:
    answer = client.get(url("changelist"), query)
    assert answer.status_code == 200
    return list(answer.context["cl"].result_list)


def shown(client, booking: Booking) -> str:
    return client.get(url("change", booking.pk)).content.decode()


def said(answer) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


# --- Found -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["081-234-5678", "๐๘๑๒๓๔๕๖๗๘", "+66 81 234 5678", "แฉล้ม", "ลานใบไม้"])
def test_an_appointment_is_found_by_phone_and_name(client, officer, topic, typed):
    make_adviser(topic)
    booking = make_booking(topic, at(9), visitor=visitor())
    make_booking(topic, at(10, 30), visitor=visitor(name="บุญเรือน", phone="0899999999"))
    assert listed(client, q=typed) == [booking]


def test_an_old_appointment_is_found_by_its_number(client, officer, topic):
    make_adviser(topic)
    booking = make_booking(topic, at(9))
    Booking.objects.filter(pk=booking.pk).update(starts_at=at(9, days=-30), ends_at=at(10, days=-30))
    assert listed(client) == [] and listed(client, q=booking.reference) == [booking]
    assert listed(client, when="unnoted") == [booking]


def test_the_list_costs_at_most_eight_queries(client, officer, topic, django_assert_max_num_queries):
    make_adviser(topic), make_adviser(topic)
    for days in range(7, 12):
        make_booking(topic, at(9, days=days))
    client.get(url("changelist"))
    with django_assert_max_num_queries(8):
        assert len(listed(client)) == 5


def test_who_waits_or_cannot_be_met_is_listed_the_nearest_first(client, officer, topic):
    away, there = make_adviser(topic, confirms="by_phone"), make_adviser(topic)
    later, sooner = make_booking(topic, at(9, days=9), speaker=away), make_booking(topic, at(9), speaker=away)
    make_booking(topic, at(9), speaker=there)
    assert listed(client, state__exact="waiting") == [sooner, later]
    assert listed(client, broken="yes") == []
    Absence.objects.create(person=away.person, starts_on=at(9).date(), ends_on=at(9).date())
    assert listed(client, broken="yes") == [sooner]


# --- Buttons ---------------------------------------------------------------------------------------------------------


def test_a_row_cannot_be_edited_added_by_a_form_or_deleted(client, officer, topic):
    make_adviser(topic)
    booking = make_booking(topic, at(9), visitor=visitor())
    assert client.post(url("change", booking.pk), {"name": "อื่น", "state": "served", "_save": "1"}).status_code == 403
    assert client.post(url("delete", booking.pk), {"post": "yes"}).status_code == 403
    booking.refresh_from_db()
    assert (booking.name, booking.state) == ("แฉล้ม ลานใบไม้", "booked")


@pytest.mark.parametrize("act", ["confirm", "served", "no_show", "unmark", "bring_back", "give", "same_person"])
def test_buttons_are_posts(client, officer, topic, act):
    make_adviser(topic)
    assert client.get(url(act, make_booking(topic, at(9)).pk)).status_code == 405


def test_confirmed_came_and_taken_back(client, officer, topic):
    make_adviser(topic, confirms="by_phone")
    booking = make_booking(topic, at(9, days=0), speaker=None)
    states = []
    for act in ("confirm", "served", "unmark"):
        client.post(url(act, booking.pk))
        booking.refresh_from_db()
        states.append(booking.state)
    assert states == ["booked", "served", "booked"]
    answer = client.post(url("no_show", booking.pk), follow=True)
    assert "ทำไม่ได้กับนัดในสถานะหรือเวลานี้" in said(answer)
    assert {change.by for change in booking.state_changes.exclude(before="")} == {officer}


def test_a_button_leads_back_to_where_it_stood_and_nowhere_else(client, officer, topic):
    make_adviser(topic)
    booking = make_booking(topic, at(9, days=0))
    assert client.post(url("served", booking.pk), {"next": "/admin/"}).url == "/admin/"
    assert client.post(url("unmark", booking.pk), {"next": "https://evil.example/"}).url == url("change", booking.pk)


def test_cancelled_with_a_reason_and_undone_while_the_time_is_free(client, officer, topic):
    make_adviser(topic)
    booking = make_booking(topic, at(9))
    assert client.post(url("cancel", booking.pk), {"reason": ""}).status_code == 200
    client.post(url("cancel", booking.pk), {"reason": "ผู้นัดโทรมายกเลิก"})
    page = shown(client, booking)
    assert "โดย สมศรี" in page and "ผู้นัดโทรมายกเลิก" in page and url("bring_back", booking.pk) in page
    other = make_booking(topic, at(9))
    refused = client.post(url("bring_back", booking.pk), follow=True)
    assert f"เวลานี้มีผู้จองแล้ว: นัดเลขที่ {other.reference} 09.00 น." in said(refused)
    cancel(other, by=staff(officer))
    client.post(url("bring_back", booking.pk))
    booking.refresh_from_db()
    assert booking.state == "booked"


def test_who_cancelled_is_told(client, officer, topic):
    make_adviser(topic)
    booking = make_booking(topic, at(9))
    cancel(booking, by=VISITOR)
    assert re.search(r"ยกเลิกแล้ว</b> · โดย ผู้ใช้บริการ", shown(client, booking))


def test_moved_to_an_offered_time_and_to_another_only_with_a_reason(client, officer, topic):
    make_adviser(topic)
    booking = make_booking(topic, at(9))
    page = client.get(url("move", booking.pk))
    value = page.context["choices"][0].value
    client.post(url("move", booking.pk), {"time": value})
    booking.refresh_from_db()
    assert booking.starts_at == at(9, days=0)
    evening = {"other_date": "7/12/2569", "other_time": "18.00"}
    refused = client.post(url("move", booking.pk), evening)
    assert list(refused.context["form"].errors) == ["reason"]
    client.post(url("move", booking.pk), evening | {"reason": "มาไกล"})
    booking.refresh_from_db()
    assert (booking.starts_at, booking.reason) == (at(18), "มาไกล")
    assert "เดิม 30 พ.ย. 69 09.00 น." in shown(client, booking)


def test_a_time_that_is_taken_is_refused_at_the_field_and_the_old_one_kept(client, officer, topic):
    make_adviser(topic)
    booking, other = make_booking(topic, at(9)), make_booking(topic, at(10, 30))
    refused = client.post(url("move", booking.pk), {"other_date": "7/12/2569", "other_time": "10.30"})
    assert refused.context["form"].errors["other_time"] == [f"เวลานี้มีผู้จองแล้ว: {other} 10.30 น."]
    booking.refresh_from_db()
    assert booking.starts_at == at(9)


@pytest.mark.parametrize("typed", ["31/12/9999", "1/1/2400", "๓๑/๑๒/๙๙๙๙", "x"])
def test_days_far_away_are_refused(client, officer, topic, typed):
    make_adviser(topic)
    booking = make_booking(topic, at(9))
    answer = client.post(url("move", booking.pk), {"other_date": typed, "other_time": "9.00", "reason": "ก"})
    assert list(answer.context["form"].errors) == ["other_date"]
    assert client.get(url("move", booking.pk), {"day": typed}).status_code == 200


def test_handed_over_on_the_page_and_by_the_button(client, officer, topic):
    first, second = make_adviser(topic), make_adviser(topic)
    booking = make_booking(topic, at(9), speaker=first)
    client.post(url("hand_over", booking.pk), {"speaker": second.pk})
    booking.refresh_from_db()
    assert booking.speaker == second
    client.post(url("give", booking.pk), {"speaker": first.pk})
    booking.refresh_from_db()
    assert (booking.speaker, booking.starts_at) == (first, at(9))


def test_swapped(client, officer, topic):
    make_adviser(topic)
    a, b = make_booking(topic, at(9)), make_booking(topic, at(10, 30))
    client.post(url("swap", a.pk), {"other": b.pk})
    a.refresh_from_db(), b.refresh_from_db()
    assert (a.starts_at, b.starts_at) == (at(10, 30), at(9))


def test_pointed_at_the_registers_the_words_of_the_visitor_stay(client, officer, topic):
    make_adviser(topic)
    booking = make_booking(topic, at(9), visitor=visitor())
    person, stranger, producer = make_person(phone="0812345678"), make_person(), make_producer()
    assert str(person) in shown(client, booking)
    assert client.post(url("same_person", booking.pk), {"person": stranger.pk}).status_code == 404
    client.post(url("same_person", booking.pk), {"person": person.pk})
    client.post(url("point", booking.pk), {"person": person.pk, "producer": producer.pk})
    booking.refresh_from_db()
    assert (booking.person, booking.producer, booking.name) == (person, producer, "แฉล้ม ลานใบไม้")


def test_a_number_that_was_given_again_is_not_had_twice(client, officer, topic):
    """Who came keeps no open number; taken back as not yet come, another open one may have it."""
    make_adviser(topic)
    booking = make_booking(topic, at(9, days=0))
    client.post(url("served", booking.pk))
    Booking.objects.filter(pk=make_booking(topic, at(10, 30)).pk).update(reference=booking.reference)
    client.post(url("unmark", booking.pk))
    assert Booking.objects.open().values("reference").distinct().count() == 2


# --- Who may ---------------------------------------------------------------------------------------------------------


def test_who_may_only_look_neither_acts_nor_sees_numbers_in_the_list(client, topic):
    from django.contrib.auth.models import Permission

    make_adviser(topic)
    booking = make_booking(topic, at(9, days=0), visitor=visitor())
    viewer = make_user(is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_booking"))
    client.force_login(viewer)
    assert "081-234-5678" not in client.get(url("changelist")).content.decode()
    page = shown(client, booking)
    assert url("served", booking.pk) not in page and url("move", booking.pk) not in page
    for act in ("confirm", "served", "no_show", "unmark", "bring_back", "give", "same_person"):
        assert client.post(url(act, booking.pk), {"speaker": 1, "person": 1}).status_code == 403, act
    for act in ("move", "hand_over", "swap", "cancel", "point"):
        assert client.post(url(act, booking.pk), {"reason": "ก"}).status_code == 403, act
    assert client.get(url("add")).status_code == 403
    booking.refresh_from_db()
    assert booking.state == "booked" and Claim.objects.count() == 3


@pytest.mark.parametrize(("role", "status"), [("officer", 403), ("manager", 200)])
def test_excel_needs_the_permission_to_export_personal_data(client, topic, role, status):
    make_adviser(topic)
    make_booking(topic, at(9), visitor=visitor())
    roles.sync()
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name=next(entry.name for entry in roles.ROLES if entry.code == role)))
    client.force_login(user)
    answer = client.get(url("export", "csv"))
    assert answer.status_code == status
    if status == 200:
        assert "081-234-5678" in b"".join(answer.streaming_content).decode("utf-8-sig")


# --- Sheets, week, feed ----------------------------------------------------------------------------------------------


def test_the_sheet_of_a_day_has_who_comes_and_nobody_else(client, officer, topic):
    make_adviser(topic)
    make_booking(topic, at(9), visitor=visitor())
    gone = make_booking(topic, at(10, 30), visitor=visitor(name="บุญเรือน", phone="0899999999"))
    cancel(gone, by=staff(officer))
    sheet = client.get(url("day_sheet"), {"day": "7/12/2569"}).content.decode()
    assert "แฉล้ม ลานใบไม้" in sheet and "081-234-5678" in sheet and "บุญเรือน" not in sheet
    assert "ไม่มีนัด" in client.get(url("day_sheet")).content.decode()


def test_a_week_shows_hours_absences_and_appointments(client, officer, topic):
    adviser = make_adviser(topic)
    make_booking(topic, at(9), visitor=visitor())
    day = at(9, days=8).date()
    Absence.objects.create(person=adviser.person, starts_on=day, ends_on=day, part="morning")
    page = client.get(url("week"), {"adviser": adviser.pk, "day": "2026-12-07"}).content.decode()
    assert "09.00–12.00 น." in page and "แฉล้ม ลานใบไม้" in page and "ไม่อยู่ ช่วงเช้า" in page


def test_the_feed_tells_no_names_and_ends_when_renewed(client, officer, topic):
    adviser = make_adviser(topic)
    booking = make_booking(topic, at(9), visitor=visitor())
    page = {"adviser": adviser.pk}
    client.post(url("feed"), page)
    adviser.calendar_settings.refresh_from_db()
    first = reverse("adviser_feed", args=[adviser.calendar_settings.feed_key])
    assert first in client.get(url("feed"), page).content.decode()
    client.logout()
    calendar = client.get(first)
    assert calendar["Content-Type"].startswith("text/calendar") and "no-store" in calendar["Cache-Control"]
    text = calendar.content.decode()
    assert booking.reference in text and "แฉล้ม" not in text and "0812345678" not in text and topic.name not in text
    client.force_login(officer)
    client.post(url("feed"), page)
    assert client.get(first).status_code == 404
    adviser.calendar_settings.refresh_from_db()
    second = reverse("adviser_feed", args=[adviser.calendar_settings.feed_key])
    assert client.get(second).status_code == 200
    client.post(url("feed"), page | {"stop": "1"})
    assert client.get(second).status_code == 404


def test_closed_days_break_what_is_at_the_center_unless_staff_meant_it(client, officer, topic):
    from center.office.models import Closure

    make_adviser(topic)
    broken = make_booking(topic, at(9))
    make_booking(topic, at(18), by=staff(officer, "มาไกล"))
    Closure.objects.create(starts_on=NOW.date() + dt.timedelta(days=7), ends_on=NOW.date() + dt.timedelta(days=7))
    assert listed(client, broken="yes") == [broken]
