"""กรอกใบลงทะเบียน on the staff site: the code, the grid, blank sheets for the counter, scans."""

import datetime as dt
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from center.recycle_bin.models import Deletion
from consultations.bookings.actors import staff
from consultations.outreach.models import AttendanceSheet
from consultations.outreach.sheets import sheet_of
from consultations.registers import visits
from consultations.registers.models import ClosedMonth, SheetRow, SheetScan, Visit
from consultations.registers.sheet_rows import Typed, key, typed_in
from tests.center.documents.pdf_making import make_pdf
from tests.center.pictures.test_pictures import picture_bytes
from tests.consultations.appointments import NOW
from tests.consultations.registers.test_sheet_rows import NAME, OTHER_NAME, begun_event
from tests.factories import make_person, make_staff, make_topic, tambon
from tests.markup import compact

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture(autouse=True)
def today(office_hours) -> None:
    """It is Monday, 8 o'clock."""


@pytest.fixture
def sheet() -> AttendanceSheet:
    """The counter's, of last Friday."""
    return sheet_of(None, NOW.date() - dt.timedelta(days=3))


def url(name: str, *arguments) -> str:
    return reverse(f"admin:consultations_sheet_{name}", args=arguments)


def line(number: int, name: str = "", **fields) -> dict:
    """What a row of the grid sends."""
    return {f"r{number}-{field}": value for field, value in {"name": name, **fields}.items()}


def keyed(sheet: AttendanceSheet, number: int, typed: Typed, user=None) -> SheetRow:
    return key(sheet, number, typed, by=staff(user or make_staff(username="somsri", first_name="สมศรี")))


# --- The code --------------------------------------------------------------------------------------------------------


def test_a_code_leads_to_its_sheet_however_it_is_typed(client, officer, sheet):
    AttendanceSheet.objects.update(code="K4M7")
    page = client.get(url("find"))
    assert "K4M7" in page.content.decode()  # it waits, so that one can tap it
    answer = client.post(url("find"), {"code": " k๔-m7 "})
    assert answer["Location"] == url("key", sheet.pk)


def test_an_unknown_code_and_that_of_another_event_are_refused_at_the_field(client, officer, sheet, monkeypatch):
    event, _of_event = begun_event(monkeypatch)
    client.force_login(officer)
    for address, code, words in [
        (url("find"), "ZZZZ", "ไม่พบใบรหัส ZZZZ"),
        (f"{url('find')}?event={event.pk}", sheet.code, "เป็นของ ใบที่ศูนย์"),
        (url("find"), "", "กรุณากรอกรหัส"),
        (url("find"), "x" * 5000, "20"),
    ]:
        answer = client.post(address, {"code": code})
        assert answer.status_code == 200 and words in str(answer.context["form"].errors["code"])


# --- The grid --------------------------------------------------------------------------------------------------------


def test_a_page_of_rows_is_saved_and_the_village_is_carried_down(client, officer, sheet):
    topic = make_topic()
    rows = {
        **line(1, NAME, moo="ม.๖", tambon="ต.บางกระเจ็ด", phone="081-234 5678", topic=str(topic.pk)),
        **line(2, OTHER_NAME),
        **line(3, "สมใจ รักดี", moo="2"),
        **line(4, "ปราณี มีนา", moo="-", tambon="-"),
        **line(5, "มานะ ใจดี", tambon="คลองเขื่อน", moo="3"),
        **line(6, "มานี ใจดี"),
    }
    answer = client.post(url("key", sheet.pk), rows, follow=True)
    assert "บันทึกแล้ว 6 แถว" in answer.content.decode()
    here = tambon()
    stored = [(row.moo, row.tambon, row.outside) for row in sheet.rows.all()]
    assert stored == [
        (6, here, ""),
        (6, here, ""),
        (2, here, ""),
        (None, None, ""),
        (3, None, "คลองเขื่อน"),
        (3, None, "คลองเขื่อน"),
    ]
    assert Visit.objects.counted().people() == 6 and Visit.objects.filter(topic=topic).count() == 1
    shown = {name: field.value() for name, field in ((n, answer.context["rows"][3].form[n]) for n in ("moo", "tambon"))}
    assert shown == {"moo": "-", "tambon": "-"}
    empty = answer.context["rows"][6].form
    assert (empty["moo"].value(), empty["tambon"].value()) == (None, None)  # so that it takes those of the row above


def test_a_bad_row_stays_with_what_was_typed_and_the_others_are_saved(client, officer, sheet):
    rows = {
        **line(1, NAME, phone="12"),
        **line(2, OTHER_NAME, moo="99"),
        **line(3, "ก" * 200),
        **line(4, "สมใจ รักดี\x00"),
        **line(5, "มานะ ใจดี"),
        **line(6, "มานี ใจดี", topic="999999999999999999999"),
    }
    page = client.post(url("key", sheet.pk), rows).content.decode()
    assert list(sheet.rows.values_list("name", flat=True)) == ["มานะ ใจดี"]
    assert NAME in page and 'value="12"' in page and "หมู่ที่ต้องเป็นเลข 1 ถึง 30" in page


def test_the_page_sent_twice_changes_nothing(client, officer, sheet):
    rows = {**line(1, NAME, moo="6", tambon="บางกระเจ็ด"), **line(2, OTHER_NAME)}
    for _time in range(2):
        client.post(url("key", sheet.pk), rows)
    assert Visit.objects.counted().people() == 2 and SheetRow.history.count() == 2


def test_two_officers_on_one_page_lose_nothing(client, officer, sheet):
    row = keyed(sheet, 1, Typed(NAME))
    seen = typed_in(row).version
    # The other officer keyed lines 2 and 3 since this page was opened, and put line 1 right.
    key(sheet, 1, Typed(NAME, "0812345678"), seen=seen, by=staff(row.keyed_by))
    key(sheet, 2, Typed(OTHER_NAME), by=staff(row.keyed_by))
    sent = {**line(1, NAME, moo="-", tambon="-", seen=seen), **line(2, "ปราณี มีนา"), **line(3, "มานะ ใจดี")}
    page = client.post(url("key", sheet.pk), sent)
    assert list(sheet.rows.values_list("name", "phone")) == [
        (NAME, "0812345678"),
        (OTHER_NAME, ""),
        ("มานะ ใจดี", ""),
    ]
    assert "สมศรี กรอกแถวนี้ไว้แล้วว่า" in page.content.decode()
    assert [value for value, _label in page.context["refused"][0].decisions] == ["replace", "append"]
    client.post(url("key", sheet.pk), line(2, "ปราณี มีนา", decision="append"))
    assert sheet.rows.get(line=4).name == "ปราณี มีนา"


def test_the_script_saves_one_row_and_gets_it_back(client, officer, sheet):
    person = make_person(first_name="แฉล้ม", surname="ลานใบไม้", tambon=tambon(), moo=6, phone="0812345678")
    answer = client.post(url("key", sheet.pk), {"only": "2", **line(2, NAME, phone="0812345678"), **line(1, "อีกคน")})
    row = sheet.rows.get()
    text = compact(answer.content.decode())
    assert (row.line, row.name) == (2, NAME)
    assert text.startswith("<tr") and "คนเดิม?" in text and f'value="{typed_in(row).version}"' in text
    answer = client.post(
        url("key", sheet.pk),
        {
            "only": "2",
            **line(2, NAME, phone="0812345678", moo="-", tambon="-", seen=typed_in(row).version, person=str(person.pk)),
        },
    )
    row.refresh_from_db()
    assert row.person == person == row.visit.person and "คนในทะเบียน" in answer.content.decode()


def test_only_who_was_proposed_is_taken(client, officer, sheet):
    stranger = make_person(first_name="คนอื่น")
    row = keyed(sheet, 1, Typed(NAME))
    same = {"moo": "-", "tambon": "-", "seen": typed_in(row).version}
    for answer in (str(stranger.pk), "9" * 25, "x"):
        client.post(url("key", sheet.pk), line(1, NAME, person=answer, **same))
    row.refresh_from_db()
    assert row.person is None and row.same_person is None
    client.post(url("key", sheet.pk), line(1, NAME, person="none", **same))
    row.refresh_from_db()
    assert row.same_person is False


def test_who_registered_is_printed_and_ticked(client, officer, monkeypatch):
    event, sheet = begun_event(monkeypatch, NAME, size=2)
    client.force_login(officer)
    page = client.get(url("key", sheet.pk)).content.decode()
    assert f"มา: {NAME}" in compact(page) and "ยินยอมภาพ" in page
    client.post(url("key", sheet.pk), {**line(1, "", came="on", photo_consent="on"), **line(2, OTHER_NAME)})
    row = sheet.rows.get(line=1)
    assert (row.name, row.moo, row.tambon, row.visit.registration) == (NAME, 6, tambon(), event.registrations.get())
    assert event.visits.counted().people() == 2
    assert "มา: " not in client.get(url("key", sheet.pk)).content.decode()


def test_a_party_marked_as_several_is_warned_of_before_companions_sign_too(client, officer, monkeypatch):
    event, sheet = begun_event(monkeypatch, NAME, size=3)
    client.force_login(officer)
    party = visits.of_registration(event.registrations.get(), people=1, by=staff(officer))
    assert not client.get(url("key", sheet.pk)).context["parties"]
    visits.correct(party, people=3, by=staff(officer))
    page = client.get(url("key", sheet.pk))
    assert page.context["parties"] == [party] and "จะนับซ้ำ" in page.content.decode()
    assert reverse("admin:consultations_visit_event", args=[event.pk]) in page.content.decode()
    visits.void(party, by=staff(officer))
    assert not client.get(url("key", sheet.pk)).context["parties"]


def test_a_closed_month_asks_for_its_reason(client, officer, sheet):
    ClosedMonth.objects.create(year=sheet.day.year, month=sheet.day.month)
    assert 'name="reason"' in client.get(url("key", sheet.pk)).content.decode()
    page = client.post(url("key", sheet.pk), line(1, NAME)).content.decode()
    assert "ปิดยอดเดือน" in page and NAME in page and not SheetRow.objects.exists()
    client.post(url("key", sheet.pk), {**line(1, NAME), "reason": "พบใบตกหล่น"})
    assert SheetRow.objects.count() == 1


def test_rows_beyond_forty_stand_on_the_next_page(client, officer, sheet):
    keyed(sheet, 40, Typed(NAME))
    first = client.get(url("key", sheet.pk))
    assert [row.line for row in first.context["rows"]] == list(range(1, 41)) and list(first.context["pages"]) == [1, 2]
    answer = client.post(url("key", sheet.pk) + "?page=2", line(41, OTHER_NAME))
    assert answer["Location"].endswith("?page=2") and sheet.rows.get(line=41).name == OTHER_NAME
    assert client.get(url("key", sheet.pk) + "?page=99999999999").status_code == 200


@pytest.mark.parametrize("rows", [1, 40])
def test_the_grid_costs_the_same_with_forty_rows(client, officer, sheet, rows, django_assert_max_num_queries):
    for number in range(1, rows + 1):
        SheetRow.objects.create(sheet=sheet, line=number, name=NAME, visit=Visit.objects.create(name=NAME))
    client.get(url("key", sheet.pk))
    with django_assert_max_num_queries(16):
        client.get(url("key", sheet.pk))


def test_names_that_left_are_not_shown_as_empty_lines(client, officer, sheet):
    keyed(sheet, 1, Typed(NAME))
    SheetRow.objects.update(name="")
    answer = client.get(url("key", sheet.pk), follow=True)
    assert "ลบตามกำหนดเวลา" in answer.content.decode()


# --- A pasted list ---------------------------------------------------------------------------------------------------


def test_a_list_is_keyed_behind_the_last_row_and_pasted_twice_makes_nobody_twice(client, officer, sheet):
    keyed(sheet, 1, Typed(OTHER_NAME))
    text = f"ลำดับ ชื่อ\n1. {NAME} ม.6 ต.บางกระเจ็ด 081-234-5678\n2) {OTHER_NAME}\n999999\n"
    page = client.post(url("paste", sheet.pk), {"text": text}).content.decode()
    row = sheet.rows.get(line=2)
    assert (row.name, row.moo, row.tambon, row.phone) == (NAME, 6, tambon(), "0812345678")
    assert "ชื่อเดียวกับแถวที่ 1" in page and "999999" in page and f"1. {NAME}" not in page
    client.post(url("paste", sheet.pk), {"text": text})
    assert Visit.objects.counted().people() == 2


def test_five_thousand_lines_are_refused_at_the_field_and_stay(client, officer, sheet):
    text = "\n".join(f"คนที่{number}" for number in range(5000))
    answer = client.post(url("paste", sheet.pk), {"text": text})
    assert list(answer.context["form"].errors) == ["text"] and "คนที่4999" in answer.content.decode()
    assert not SheetRow.objects.exists()


def test_of_a_long_list_a_hundred_are_saved_and_the_rest_waits_for_the_next_press(client, officer, sheet):
    names = "\n".join(f"นาย{chr(0xE01 + number % 40)}{chr(0xE01 + number // 40)}า ใจดี" for number in range(102))
    answer = client.post(url("paste", sheet.pk), {"text": names})
    assert (sheet.rows.count(), len(answer.context["bad"])) == (100, 2)
    client.post(url("paste", sheet.pk), {"text": answer.context["form"]["text"].value()})
    assert sheet.rows.count() == 102


def test_a_list_for_a_closed_month_asks_for_its_reason(client, officer, sheet):
    ClosedMonth.objects.create(year=sheet.day.year, month=sheet.day.month)
    page = client.post(url("paste", sheet.pk), {"text": NAME}).content.decode()
    assert "ปิดยอดเดือน" in page and NAME in page and not SheetRow.objects.exists()
    client.post(url("paste", sheet.pk), {"text": NAME, "reason": "พบใบตกหล่น"})
    assert SheetRow.objects.count() == 1


# --- Blank sheets, and those nobody signed ---------------------------------------------------------------------------


def test_a_blank_sheet_of_a_day_keeps_its_code(client, officer):
    page = client.get(url("counter"), {"day": "1/12/2569"}).content.decode()
    sheet = AttendanceSheet.objects.get()
    assert (sheet.day, sheet.event) == (dt.date(2026, 12, 1), None)
    assert f"รหัส {sheet.code}" in page and page.count('class="blank"') == 18
    client.get(url("counter"), {"day": "2026-12-01"})
    assert AttendanceSheet.objects.count() == 1
    for day in ("x", "1/12/2599"):
        assert client.get(url("counter"), {"day": day}).status_code == 302
    assert AttendanceSheet.objects.count() == 1


def test_nobody_signed_by_a_button(client, officer, sheet):
    home = client.get("/admin/").content.decode()
    assert "ใบลงทะเบียนยังไม่กรอก" in home and "?keyed=no" in home
    client.post(url("nobody", sheet.pk))
    sheet.refresh_from_db()
    assert sheet.nobody_signed and "ใบลงทะเบียนยังไม่กรอก" not in client.get("/admin/").content.decode()


# --- Scans -----------------------------------------------------------------------------------------------------------


def test_a_photo_and_a_pdf_of_the_signed_sheet_are_kept_for_staff_alone(client, officer, sheet):
    for name, content in (("ใบ.jpg", picture_bytes()), ("../ใบ.pdf", make_pdf())):
        answer = client.post(url("scans", sheet.pk), {"upload": SimpleUploadedFile(name, content)})
        assert answer.status_code == 302
    photo, document = sheet.scans.all()
    assert (photo.original_name, document.original_name, photo.added_by) == ("ใบ.jpg", "ใบ.pdf", officer)
    assert photo.file.name.startswith("scans/") and photo.file.name.endswith(".jpg")
    address = url("scan", sheet.pk, photo.pk)
    answer = client.get(address)
    assert answer["Content-Type"] == "image/jpeg" and b"".join(answer.streaming_content)[:2] == b"\xff\xd8"
    client.logout()
    assert client.get(address).status_code == 302


def test_other_files_are_refused_at_the_field(client, officer, sheet):
    for content in (b"", b"MZ\x90", b"PK\x03\x04rest", b"%PDF-1.4 broken"):
        answer = client.post(url("scans", sheet.pk), {"upload": SimpleUploadedFile("a.jpg", content)})
        assert list(answer.context["form"].errors) == ["upload"]
    assert not SheetScan.objects.exists()


def test_a_scan_goes_into_the_bin_and_is_not_found_by_another_sheets_address(client, officer, sheet):
    client.post(url("scans", sheet.pk), {"upload": SimpleUploadedFile("a.jpg", picture_bytes())})
    scan = sheet.scans.get()
    other = sheet_of(None, NOW.date())
    assert client.post(url("drop_scan", other.pk, scan.pk)).status_code == 404
    assert client.get(url("drop_scan", sheet.pk, scan.pk)).status_code == 405
    client.post(url("drop_scan", sheet.pk, scan.pk))
    assert not sheet.scans.exists() and Deletion.objects.exists() and default_storage.exists(scan.file.name)


def test_a_sheet_takes_so_many_scans(client, officer, sheet):
    for number in range(20):
        SheetScan.objects.create(sheet=sheet, file=f"scans/{number}.jpg", original_name="a.jpg", size=1)
    answer = client.post(
        url("scans", sheet.pk), {"upload": SimpleUploadedFile("a.jpg", BytesIO(picture_bytes()).read())}
    )
    assert "แนบได้ไม่เกิน 20 ไฟล์" in answer.content.decode() and sheet.scans.count() == 20
