"""What keyed sheets give an event's report, how long names and scans stay, and the demonstration."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from center.people.models import Membership
from consultations.bookings.actors import staff
from consultations.outreach.models import EventPicture
from consultations.outreach.results import report_text
from consultations.outreach.sheets import sheet_of
from consultations.registers import sheet_demo
from consultations.registers.models import SheetRow, SheetScan, Visit
from consultations.registers.sheet_retention import SHEET_ROWS_KEPT, SHEET_SCANS_KEPT, forget_rows, forget_scans
from consultations.registers.sheet_rows import Typed, answer, key
from tests.center.pictures.test_pictures import picture_bytes
from tests.consultations.appointments import NOW, at
from tests.consultations.registers.test_sheet_rows import NAME, OTHER_NAME, begun_event
from tests.factories import make_group, make_network, make_person, make_staff, tambon

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture(autouse=True)
def today(office_hours) -> None:
    """It is Monday, 8 o'clock."""


@pytest.fixture
def by():
    return staff(make_staff(username="somsri", first_name="สมศรี"))


# --- The report ------------------------------------------------------------------------------------------------------


def test_the_report_tells_villages_sexes_and_networks_of_the_register(by, monkeypatch):
    event, sheet = begun_event(monkeypatch)
    person = make_person(first_name="แฉล้ม", surname="ลานใบไม้", gender="female")
    group = make_group(network=make_network(name_th="เครือข่ายโอทอป"))
    Membership.objects.create(person=person, group=group)
    answer(key(sheet, 1, Typed(NAME, moo=6, tambon=tambon()), by=by), person, by=by)
    key(sheet, 2, Typed(OTHER_NAME, moo=2, tambon=tambon()), by=by)
    key(sheet, 3, Typed("ปราณี มีนา", outside="คลองเขื่อน"), by=by)
    text, here = report_text(event), tambon().name_th
    assert "ตามทะเบียนผู้รับบริการ: 3 คน" in text
    assert "แยกตามเพศ: หญิง 1 คน, ชาย 1 คน, ไม่ระบุ 1 คน" in text
    assert f"แยกตามตำบล: {here} 2 คน, นอกอำเภอหรือไม่ระบุ 1 คน" in text
    assert f"แยกตามหมู่บ้าน: ม.2 {here} 1 คน, ม.6 {here} 1 คน" in text
    assert "เครือข่ายของผู้เข้าร่วม: เครือข่ายโอทอป 1 คน" in text


def test_the_report_of_an_event_without_a_register_says_nothing_of_it(monkeypatch):
    event, _sheet = begun_event(monkeypatch)
    assert "ทะเบียนผู้รับบริการ" not in report_text(event) and "แยกตาม" not in report_text(event)


def test_an_event_that_has_begun_leads_to_its_sheets(client, officer, monkeypatch):
    event, _sheet = begun_event(monkeypatch)
    client.force_login(officer)
    page = client.get(reverse("admin:consultations_outreachevent_change", args=[event.pk])).content.decode()
    assert f"{reverse('admin:consultations_sheet_find')}?event={event.pk}" in page


def test_pictures_of_children_are_shown_once_their_guardians_agreed(client, officer, monkeypatch):
    event, _sheet = begun_event(monkeypatch, published_at=NOW - dt.timedelta(days=30))
    client.force_login(officer)
    address = reverse("admin:consultations_event_day", args=[event.pk])
    sent = {"photo": "1", "upload": SimpleUploadedFile("a.jpg", picture_bytes()), "alt_th": "เด็กพอกไข่"}
    client.post(address, {**sent, "shows_children": "on"})
    picture = EventPicture.objects.get()
    report = reverse("admin:consultations_event_report", args=[event.pk])
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(20))
    client.force_login(officer)
    for page in (event.get_absolute_url(), "/events/?past=1", report):
        assert "เด็กพอกไข่" not in client.get(page).content.decode(), page
    name = f"picture{picture.pk}"
    answered = {"picture": str(picture.pk), f"{name}-alt_th": "เด็กฝึกพอกไข่", f"{name}-shows_children": "on"}
    client.post(address, {**answered, f"{name}-guardians_agreed": "on"})
    for page in (event.get_absolute_url(), report):
        assert "เด็กฝึกพอกไข่" in client.get(page).content.decode(), page
    assert "รูป 1 จาก 6" in client.get(address).content.decode()


# --- How long they stay ----------------------------------------------------------------------------------------------


def test_names_leave_sheets_after_a_year_and_visits_count_on(by):
    sheet = sheet_of(None, NOW.date() - dt.timedelta(days=3))
    person = make_person(first_name="แฉล้ม", surname="ลานใบไม้")
    answer(key(sheet, 1, Typed(NAME, "0812345678", 6, tambon()), by=by), person, by=by)
    end = NOW + SHEET_ROWS_KEPT.kept_for - dt.timedelta(days=3)
    assert (forget_rows(end - dt.timedelta(days=1)), forget_rows(end), forget_rows(end)) == (0, 1, 0)
    row = SheetRow.objects.get()
    assert (row.name, row.phone, row.person, row.moo, row.tambon) == ("", "", None, 6, tambon())
    assert not SheetRow.history.exclude(person=None) and Visit.objects.counted().people() == 1


def test_scans_leave_with_their_files(by):
    sheet = sheet_of(None, NOW.date())
    scan = SheetScan(sheet=sheet, original_name="a.jpg", size=1)
    scan.file.save("scans/a.jpg", ContentFile(b"x"), save=False)
    scan.save()
    end = NOW + SHEET_SCANS_KEPT.kept_for
    assert forget_scans(end - dt.timedelta(days=1)) == 0 and default_storage.exists(scan.file.name)
    assert (forget_scans(end), forget_scans(end)) == (1, 0)
    assert not SheetScan.objects.exists() and not default_storage.exists(scan.file.name)


def test_demonstration_events_have_keyed_sheets_that_leave_with_their_visits(monkeypatch):
    event, sheet = begun_event(monkeypatch, NAME, source_key="demo:one")
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(20))
    assert (sheet_demo.load(), sheet_demo.load()) == (4, 0)
    assert event.visits.counted().people() == sheet.rows.count() == 4
    assert sheet_demo.remove() == 4
    assert not SheetRow.objects.exists() and not Visit.objects.exists() and not SheetRow.history.exists()
