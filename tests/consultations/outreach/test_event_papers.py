"""What is printed for an event, what is noted on the day, and the report."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from center.recycle_bin.models import Deletion
from consultations.bookings.actors import staff
from consultations.outreach.models import AttendanceSheet, EventPicture, OutreachEvent
from consultations.outreach.registrations import Registrant, register
from consultations.outreach.results import note_result, report_text
from consultations.outreach.sheets import FEWEST_BLANK_ROWS, days_of, rows_of, sheet_of
from tests.center.pictures.test_pictures import picture_bytes
from tests.consultations.appointments import at, make_adviser, make_office_hours
from tests.consultations.outings import make_event, plan
from tests.factories import make_staff, make_topic, tambon

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture(autouse=True)
def office_hours(clock) -> None:
    make_office_hours()


@pytest.fixture
def officer(client):
    user = make_staff(username="officer", first_name="สมศรี", last_name="ใจดี")
    client.force_login(user)
    return user


def url(name: str, *arguments) -> str:
    return reverse(f"admin:consultations_event_{name}", args=arguments)


def join(event: OutreachEvent, officer, name: str, size: int = 1, **fields) -> None:
    registrant = Registrant(name=name, **{"phone": "0812345678", **fields})
    register(
        event=event,
        sessions=event.sessions.all(),
        party_size=size,
        registrant=registrant,
        form_key=f"{event.pk} {name}",
        by=staff(officer),
    )


def begin(event: OutreachEvent, monkeypatch, client, officer) -> None:
    """It is the event's day, an hour after its beginning; the officer signs in again."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: event.starts_at + dt.timedelta(hours=1))
    client.force_login(officer)


# --- Sign sheets -----------------------------------------------------------------------------------------------------


def test_one_sheet_a_day_whose_code_stays(officer):
    event = make_event(plan(9, 1), plan(at(9, days=8), 1), plan(10, 1))
    assert days_of(event.sessions.all()) == [at(9).date(), at(9, days=8).date()]
    codes = [sheet_of(event, day).code for day in days_of(event.sessions.all())]
    assert codes == [sheet_of(event, day).code for day in days_of(event.sessions.all())]
    assert len(set(codes)) == AttendanceSheet.objects.count() == 2


def test_a_code_that_another_sheet_has_is_not_given_again(officer, monkeypatch):
    event = make_event(plan(9, 1), plan(at(9, days=8), 1))
    letters = iter("AAAAAAAACCCC")
    monkeypatch.setattr("secrets.choice", lambda alphabet: next(letters))
    assert [sheet_of(event, day).code for day in days_of(event.sessions.all())] == ["AAAA", "CCCC"]


def test_names_stand_by_place_a_line_for_each_person_and_nobody_who_waits(officer):
    event = make_event(plan(9, 1, capacity=4))
    join(event, officer, "นอกอำเภอ", outside="เมืองฉะเชิงเทรา")
    join(event, officer, "หมู่หก", 2, tambon=tambon(), moo=6)
    join(event, officer, "หมู่สอง", tambon=tambon(), moo=2)
    join(event, officer, "สำรอง")
    rows = [(row.name, row.place) for row in rows_of(event, at(9).date())]
    here = tambon().name_th
    assert rows == [
        ("หมู่สอง", f"ม.2 {here}"),
        ("หมู่หก", f"ม.6 {here}"),
        ("", f"ม.6 {here}"),
        ("นอกอำเภอ", "เมืองฉะเชิงเทรา"),
    ]
    assert list(rows_of(event, at(9, days=8).date())) == []


def test_the_set_is_printed_without_anybodys_phone_and_blank_rows_follow(client, officer):
    adviser = make_adviser(make_topic())
    event = make_event(plan(9, 1, adviser, title_th="พอกไข่"), project="พัฒนาอาชีพ")
    join(event, officer, "แฉล้ม ลานใบไม้", 3)
    page = client.get(url("papers", event.pk))
    text = page.content.decode()
    assert "081" not in text and "แฉล้ม ลานใบไม้" in text and "3 คน" not in text
    assert text.count('class="kept"') == 3 and text.count('class="blank"') == FEWEST_BLANK_ROWS + 3
    assert AttendanceSheet.objects.get().code in text
    for heading in ("ใบลงทะเบียน", "กำหนดการ", "ใบสำคัญรับเงิน", "แบบประเมินความพึงพอใจ", str(adviser), "พอกไข่", "พัฒนาอาชีพ"):
        assert heading in text
    only = client.get(url("papers", event.pk), {"only": "programme"}).content.decode()
    assert 'aria-label="กำหนดการ"' in only and 'aria-label="แบบประเมินความพึงพอใจ"' not in only


def test_a_sample_is_marked_on_every_paper(client, officer, settings):
    event = make_event()
    assert "data-sample" not in client.get(url("papers", event.pk)).content.decode()
    settings.DEMO = True
    text = client.get(url("papers", event.pk)).content.decode()
    assert text.count("<article") == text.count('data-sample="ตัวอย่าง"') == 4


# --- The day ---------------------------------------------------------------------------------------------------------


def test_how_many_came_is_noted_once_it_has_begun(client, officer, monkeypatch):
    event = make_event()
    assert client.get(url("day", event.pk)).status_code == 302
    begin(event, monkeypatch, client, officer)
    client.post(url("day", event.pk), {"attended": "๔๒", "result_th": "ได้สูตรไข่เค็ม", "result_en": ""})
    event.refresh_from_db()
    assert (event.attended, event.result_th) == (42, "ได้สูตรไข่เค็ม")
    assert event.history.first().history_user == officer
    refused = client.post(url("day", event.pk), {"attended": "-1"})
    assert list(refused.context["result_form"].errors) == ["attended"]


def test_the_rule_itself_refuses_before_the_beginning(officer):
    event = make_event()
    with pytest.raises(Exception, match="เมื่อกิจกรรมเริ่มแล้ว"):
        note_result(event, by=staff(officer), attended=3)


def test_pictures_from_the_phone_are_kept_in_order_and_dropped_into_the_bin(client, officer, monkeypatch):
    event = make_event()
    begin(event, monkeypatch, client, officer)
    for name in ("หนึ่ง", ""):
        photo = SimpleUploadedFile("a.jpg", picture_bytes())
        client.post(url("day", event.pk), {"photo": "1", "upload": photo, "alt_th": name})
    first, second = event.pictures.all()
    assert (first.alt_th, first.decorative, second.decorative, second.position) == ("หนึ่ง", False, True, 2)
    assert url("drop_picture", event.pk, first.pk) in client.get(url("day", event.pk)).content.decode()
    broken = client.post(url("day", event.pk), {"photo": "1", "upload": SimpleUploadedFile("a.jpg", b"x")})
    assert list(broken.context["photo_form"].errors) == ["upload"]
    client.post(url("drop_picture", event.pk, second.pk))
    assert EventPicture.objects.get() == first and Deletion.objects.exists()


# --- The report ------------------------------------------------------------------------------------------------------


def test_the_report_says_what_is_known_and_leaves_out_the_rest(client, officer, monkeypatch):
    event = make_event(
        plan(9, 1, title_th="พอกไข่"), project="พัฒนาอาชีพ", budget=5000, offers_capital=True, organizer=officer
    )
    join(event, officer, "แฉล้ม ลานใบไม้", 3)
    assert client.get(url("report", event.pk)).status_code == 302
    begin(event, monkeypatch, client, officer)
    event = note_result(event, by=staff(officer), attended=42)
    text = report_text(event)
    assert "ผู้เข้าร่วม: 42 คน" in text and "ลงทะเบียนล่วงหน้า: 3 คน" in text and "5,000.00 บาท" in text
    assert "พอกไข่" in text and "แหล่งทุน" in text and "กลุ่มเป้าหมาย" not in text and "แฉล้ม" not in text
    page = client.get(url("report", event.pk)).content.decode()
    for words in ("ผู้จัดทำ", "สมศรี ใจดี", "ผู้ตรวจสอบ", "พัฒนาการอำเภอ"):
        assert words in page
