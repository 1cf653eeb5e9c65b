"""The staff's pages of meetings: planned, recorded on one page, certified, followed up; nothing typed is lost."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from center.documents.models import Document
from center.recycle_bin.deletions import bring_back
from center.recycle_bin.models import Deletion
from committee.meetings import forms
from committee.meetings.models import CommitteeMeeting, Resolution
from committee.meetings.recording import version_of
from portal.access import roles
from tests.center.documents.pdf_making import make_pdf
from tests.factories import (
    make_center,
    make_governing_term,
    make_held_meeting,
    make_meeting,
    make_resolution,
    make_seat,
    make_staff,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

DAY = dt.date(2026, 11, 5)
LATER = dt.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def today(monkeypatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda value=None: dt.date(2026, 11, 28))


@pytest.fixture
def officer(client):
    make_center()
    user = make_staff(username="officer")
    client.force_login(user)
    return user


def url(name: str, *arguments) -> str:
    return reverse(f"admin:committee_{name}", args=arguments)


def page(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def plan(**fields) -> dict:
    return {"number": "4", "date": "5/11/2569", "starts_at": "9.30", "place": "ห้องประชุม", "_save": "1", **fields}


def sent(meeting: CommitteeMeeting, *members: dict, guests=(), resolutions=(), **fields) -> dict:
    """The record's page as its form sends it; a member is {"seat": ..., "present": "on" where ticked}."""
    data = {"version": version_of(meeting), "ends_at": "12.00", "seat": [str(row["seat"].pk) for row in members]}
    for row in members:
        data |= {f"seat-{row['seat'].pk}-{name}": value for name, value in row.items() if name != "seat"}
    for prefix, rows in (("guests", guests), ("resolutions", resolutions)):
        data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
        for number, row in enumerate(rows):
            data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data | fields


def came(seat) -> dict:
    return {"seat": seat, "present": "on"}


# --- Planned ---------------------------------------------------------------------------------------------------------


def test_a_new_meeting_is_proposed_its_number_and_place_and_leads_on_to_the_record(client, officer):
    make_held_meeting(number=3, date=dt.date(2026, 10, 8), place="ศาลาประชาคม")
    proposed = page(client, url("committeemeeting_add"))
    assert 'value="4"' in proposed and "ศาลาประชาคม" in proposed
    answer = client.post(url("committeemeeting_add"), plan())
    meeting = CommitteeMeeting.objects.get(number=4)
    assert answer.headers["Location"] == url("meeting_record", meeting.pk)
    assert (meeting.year, meeting.by, meeting.history.get().history_user) == (2026, officer, officer)


def test_a_meeting_to_come_leads_to_its_invitation_and_sign_sheet(client, officer):
    seat = make_seat(make_governing_term(quorum=8))
    answer = client.post(url("committeemeeting_add"), plan(date="3/12/2569", for_decision="แผนปี 2570"), follow=True)
    shown, meeting = answer.content.decode(), CommitteeMeeting.objects.get()
    assert "องค์ประชุม 8 คน" in shown and url("meeting_record", meeting.pk) not in shown
    text = page(client, url("meeting_invitation", meeting.pk))
    for words in ("ครั้งที่ 4/2569", "วันพฤหัสบดีที่ 3 ธันวาคม พ.ศ. 2569 เวลา 09.30 น.", "แผนปี 2570", "เรื่องอื่น ๆ"):
        assert words in text
    sheet = page(client, url("meeting_sign_sheet", meeting.pk))
    assert str(seat.person) in sheet and "ลายมือชื่อ" in sheet
    refused = client.get(url("meeting_record", meeting.pk), follow=True).content.decode()
    assert "ยังไม่ถึงวันประชุม" in refused


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"date": "5/11/2560"}, "date", "วันที่ 5 พ.ย. 60 ไม่มีคณะกรรมการที่อยู่ในวาระ"),
        ({"number": "3"}, "number", "ปี 2569 มีครั้งที่ 3 แล้ว ครั้งถัดไปคือครั้งที่ 4"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_at_its_field(client, officer, fields, field, sentence):
    make_meeting(number=3)
    answer = client.post(url("committeemeeting_add"), plan(place="พิมพ์แล้ว", **fields))
    assert answer.context["adminform"].form.errors == {field: [sentence]}
    assert "พิมพ์แล้ว" in answer.content.decode() and CommitteeMeeting.objects.count() == 1


def test_of_two_who_take_a_number_at_once_the_second_is_told_at_the_field(client, officer, monkeypatch):
    """The form's check comes too early once: the database refuses, and the form is asked again."""
    make_meeting(number=4)
    checks = iter([lambda meeting: meeting, forms.check_meeting])
    monkeypatch.setattr(forms, "check_meeting", lambda meeting: next(checks)(meeting))
    answer = client.post(url("committeemeeting_add"), plan(place="พิมพ์แล้ว"))
    assert list(answer.context["adminform"].form.errors) == ["number"]
    assert "พิมพ์แล้ว" in answer.content.decode() and CommitteeMeeting.objects.count() == 1


# --- The record ------------------------------------------------------------------------------------------------------


def test_everybody_is_ticked_at_first_and_the_five_headings_stand_ready(client, officer):
    term = make_governing_term()
    make_seat(term, position="chair")
    shown = page(client, url("meeting_record", make_meeting(term).pk))
    assert shown.count("checked") == 1
    for heading in (
        "เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ",
        "เรื่องรับรองรายงานการประชุม",
        "เรื่องเสนอเพื่อทราบ",
        "เรื่องเสนอเพื่อพิจารณา",
        "เรื่องอื่น ๆ",
    ):
        assert heading in shown


def test_a_meeting_is_recorded_on_one_page(client, officer):
    term = make_governing_term(quorum=2)
    chair, away, ill = (make_seat(term) for _ in range(3))
    earlier = make_held_meeting(term, number=3, date=dt.date(2026, 10, 8))
    meeting = make_meeting(term, number=4)
    data = sent(
        meeting,
        came(chair),
        {"seat": away, "deputy": "นายวารี มาแทน"},
        {"seat": ill, "reason": "ป่วย"},
        guests=[{"name": "นางสาวปรียา สวนมะม่วง", "comes_from": "ธ.ก.ส."}, {"name": "", "comes_from": ""}],
        resolutions=[{"subject": "จัดทำแผน", "responsible": chair.person_id, "due_on": "20/11/2569"}, {"subject": ""}],
        for_decision="เห็นชอบแผน",
        certifies=[earlier.pk],
    )
    shown = client.post(url("meeting_record", meeting.pk), data, follow=True).content.decode()
    for words in ("เมื่อนับผู้แทนด้วย", "นายวารี มาแทน", "(ป่วย)", "นางสาวปรียา", "เกินกำหนด"):
        assert words in shown
    resolution = Resolution.objects.get()
    assert (resolution.responsible, resolution.due_on) == (chair.person, LATER)
    assert CommitteeMeeting.objects.get(pk=earlier.pk).certified_at == meeting
    draft = page(client, url("meeting_minutes", meeting.pk))
    for words in (f"นายวารี มาแทน (แทน {away.person})", "รับรองรายงานการประชุมครั้งที่ 3/2569", "เห็นชอบแผน", "(ร่าง)"):
        assert words in draft


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("ends_at", "9.00", "เวลาเลิกต้องหลังเวลาเริ่ม (09.30 น.)"),
        ("ends_at", "", "กรุณากรอกเวลาเลิกประชุม"),
        ("guests-0-name", "", "กรุณากรอกชื่อผู้เข้าร่วมประชุม"),
        ("resolutions-0-due_on", "4/11/2569", "กำหนดเสร็จต้องไม่ก่อนวันประชุม (5 พ.ย. 69)"),
        ("resolutions-0-subject", "", "กรุณากรอกเรื่องของมติ"),
    ],
)
def test_what_is_wrong_with_a_record_stands_at_its_field_and_nothing_typed_is_lost(
    client, officer, field, typed, sentence
):
    meeting = make_meeting()
    data = sent(
        meeting,
        guests=[{"name": "ก", "comes_from": "ธ.ก.ส."}],
        resolutions=[{"subject": "แผน", "text": "ข้อความมติ", "due_on": "20/11/2569"}],
        other_matters="พิมพ์แล้ว",
    )
    answer = client.post(url("meeting_record", meeting.pk), data | {field: typed})
    found = [error for error in answer.context["summary"] if error["message"] == sentence]
    assert [error["id"] for error in found] == [f"id_{field}"]
    for words in ("ธ.ก.ส.", "ข้อความมติ", "พิมพ์แล้ว", "ยังไม่ได้บันทึก"):
        assert words in answer.content.decode()
    assert CommitteeMeeting.objects.get().state == "planned" and not Resolution.objects.exists()


@pytest.mark.parametrize("field", ["reason", "deputy"])
def test_who_came_needs_no_reason_and_no_deputy(client, officer, field):
    seat = make_seat(make_governing_term())
    meeting = make_meeting(seat.term)
    answer = client.post(url("meeting_record", meeting.pk), sent(meeting, came(seat) | {field: "พิมพ์แล้ว"}))
    (error,) = answer.context["summary"]
    assert error["id"] == f"id_seat-{seat.pk}-{field}" and "พิมพ์แล้ว" in answer.content.decode()


def test_who_has_no_seat_that_day_is_refused_at_the_row(client, officer):
    seat = make_seat(make_governing_term())
    gone = make_seat(seat.term, until_on=DAY - dt.timedelta(days=1), reason="died")
    meeting = make_meeting(seat.term)
    answer = client.post(url("meeting_record", meeting.pk), sent(meeting, came(seat), came(gone)))
    (error,) = answer.context["summary"]
    assert error["id"] == f"id_seat-{gone.pk}-present"
    assert error["message"].startswith(f"{gone.person} ไม่ได้เป็นกรรมการในวันประชุม")
    assert not meeting.attendances.exists()


def test_a_record_that_somebody_else_wrote_meanwhile_isnt_overwritten_unseen(client, officer):
    meeting = make_meeting()
    data = sent(meeting, other_matters="ของฉัน")
    client.post(url("meeting_record", meeting.pk), sent(meeting, other_matters="ของอีกคน"))
    answer = client.post(url("meeting_record", meeting.pk), data)
    assert "มีผู้อื่นแก้การประชุมนี้" in answer.content.decode() and "ของฉัน" in answer.content.decode()
    assert CommitteeMeeting.objects.get().other_matters == "ของอีกคน"
    client.post(url("meeting_record", meeting.pk), data | {"version": answer.context["version"]})
    assert CommitteeMeeting.objects.get().other_matters == "ของฉัน"


def test_a_resolution_is_changed_and_another_taken_out(client, officer):
    meeting = make_held_meeting()
    kept, gone = make_resolution(meeting), make_resolution(meeting)
    rows = [
        {"key": kept.pk, "subject": "เรื่องใหม่"},
        {"key": gone.pk, "subject": gone.subject, "DELETE": "on"},
    ]
    data = sent(meeting, resolutions=rows) | {"resolutions-INITIAL_FORMS": 2}
    assert client.post(url("meeting_record", meeting.pk), data).status_code == 302
    kept.refresh_from_db()
    assert kept.subject == "เรื่องใหม่" and kept.history.first().history_user == officer
    assert bring_back(Deletion.objects.get(), officer) == gone


# --- Certified, filed, taken back ------------------------------------------------------------------------------------


def test_minutes_are_certified_afterwards_and_stand(client, officer):
    meeting = make_held_meeting(number=4)
    address = url("meeting_certify", meeting.pk)
    assert "ยังไม่มีการประชุมครั้งหลัง" in client.get(address, follow=True).content.decode()
    at = make_held_meeting(meeting.term, number=5, date=LATER)
    answer = client.post(address, {"at": ""})
    assert list(answer.context["form"].errors) == ["at"]
    shown = client.post(address, {"at": at.pk}, follow=True).content.decode()
    assert "รับรองในการประชุมครั้งที่ 5/2569" in shown and url("meeting_record", meeting.pk) not in shown
    assert "รับรองแล้ว แก้ไม่ได้" in client.get(url("meeting_record", meeting.pk), follow=True).content.decode()
    assert "(ร่าง)" not in page(client, url("meeting_minutes", meeting.pk))
    change = url("committeemeeting_change", meeting.pk)
    assert 'name="_save"' not in page(client, change)
    assert "รับรองแล้ว แก้ไม่ได้" in client.post(change, plan(place="ที่อื่น")).content.decode()
    assert CommitteeMeeting.objects.get(pk=meeting.pk).place == "ห้องประชุมอำเภอ"
    assert client.get(url("committeemeeting_delete", meeting.pk)).status_code == 403
    client.post(url("meeting_uncertify", meeting.pk), {"reason": "ผิดครั้ง"})
    assert meeting.state_changes.first().reason == "ผิดครั้ง"


def test_the_record_the_meeting_and_its_calling_off_are_taken_back(client, officer):
    meeting = make_held_meeting()
    for act, state in (("revert", "planned"), ("cancel", "cancelled"), ("restore", "planned")):
        assert client.post(url(f"meeting_{act}", meeting.pk), {"reason": ""}).status_code == 302
        meeting.refresh_from_db()
        assert meeting.state == state


def test_minutes_are_kept_in_the_library_for_staff_alone_unless_ticked(client, officer):
    meeting = make_held_meeting(number=4)
    file = SimpleUploadedFile("รายงาน.pdf", make_pdf(), "application/pdf")
    assert client.post(url("meeting_file", meeting.pk), {"new_file": file}).status_code == 302
    document = Document.objects.get()
    meeting.refresh_from_db()
    assert meeting.minutes_document == document and document.published_at is None
    assert document.name_th == "รายงานการประชุมคณะกรรมการศูนย์ ครั้งที่ 4/2569"
    assert document.category.name_th == "รายงานการประชุมคณะกรรมการ"
    both = {"document": document.pk, "new_file": SimpleUploadedFile("ใหม่.pdf", make_pdf(), "application/pdf")}
    assert list(client.post(url("meeting_file", meeting.pk), both).context["form"].errors) == ["new_file"]
    planned = make_meeting(meeting.term)
    assert "เมื่อบันทึกการประชุมแล้ว" in client.get(url("meeting_file", planned.pk), follow=True).content.decode()


def test_a_deleted_meeting_comes_back_with_everything(client, officer):
    seat = make_seat(make_governing_term())
    meeting = make_meeting(seat.term)
    data = sent(meeting, came(seat), guests=[{"name": "ก"}], resolutions=[{"subject": "แผน"}])
    client.post(url("meeting_record", meeting.pk), data)
    client.post(url("committeemeeting_delete", meeting.pk), {"post": "yes"})
    assert not CommitteeMeeting.objects.exists() and not Resolution.objects.exists()
    back = bring_back(Deletion.objects.get(), officer)
    assert (back.attendances.count(), back.guests.count(), back.resolutions.count()) == (1, 1, 1)
    assert back.state_changes.count() == 1


# --- Followed up -----------------------------------------------------------------------------------------------------


def test_late_resolutions_and_unrecorded_meetings_stand_on_the_first_page(client, officer):
    held = make_held_meeting()
    late = make_resolution(held, subject="เรื่องที่ช้า", due_on=LATER)
    make_resolution(held, subject="เรื่องที่ยังไม่ถึง", due_on=dt.date(2026, 12, 1))
    make_meeting(held.term)
    waiting = {entry.name: entry for entry in client.get(reverse("admin:index")).context["waiting"]}
    assert (waiting["resolutions-late"].count, waiting["meetings-unrecorded"].count) == (1, 1)
    shown = page(client, waiting["resolutions-late"].url)
    assert "เรื่องที่ช้า" in shown and "เรื่องที่ยังไม่ถึง" not in shown
    client.post(url("resolution_change", late.pk), {"subject": "เรื่องที่ช้า", "done_on": "27/11/2569", "result": "ส่งแล้ว"})
    late.refresh_from_db()
    assert late.done_on == dt.date(2026, 11, 27) and late.history.first().history_user == officer


def test_a_resolution_due_before_its_meeting_is_refused_at_the_field(client, officer):
    resolution = make_resolution(make_held_meeting())
    data = {"subject": "แผน", "due_on": "4/11/2569", "result": "พิมพ์แล้ว"}
    answer = client.post(url("resolution_change", resolution.pk), data)
    assert answer.context["adminform"].form.errors == {"due_on": ["กำหนดเสร็จต้องไม่ก่อนวันประชุม (5 พ.ย. 69)"]}
    assert "พิมพ์แล้ว" in answer.content.decode()


def test_the_rule_asks_again_what_the_form_of_a_resolution_asked(client, officer, monkeypatch):
    resolution = make_resolution(make_held_meeting())
    checks = iter([lambda **days: None, forms.check_days])
    monkeypatch.setattr(forms, "check_days", lambda **days: next(checks)(**days))
    answer = client.post(url("resolution_change", resolution.pk), {"subject": "แผน", "due_on": "4/11/2569"})
    assert list(answer.context["adminform"].form.errors) == ["due_on"]


# --- Lists and rights ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("meetings", [1, 12])
@pytest.mark.parametrize("kind", ["committeemeeting", "resolution"])
def test_lists_cost_at_most_eight_queries(client, officer, meetings, kind, django_assert_max_num_queries):
    seat = make_seat(make_governing_term())
    for number in range(meetings):
        meeting = make_held_meeting(seat.term, date=DAY + dt.timedelta(days=number))
        make_resolution(meeting, responsible=seat.person)
    with django_assert_max_num_queries(8):
        page(client, url(f"{kind}_changelist"))


def test_the_list_counts_who_came_and_what_is_open_whatever_is_searched(client, officer):
    term = make_governing_term()
    seats = [make_seat(term) for _ in range(2)]
    meeting = make_meeting(term, number=4)
    rows = [{"subject": "จัดทำแผน"}, {"subject": "สำรวจฉลาก"}]
    client.post(url("meeting_record", meeting.pk), sent(meeting, *map(came, seats), resolutions=rows))
    (found,) = client.get(url("committeemeeting_changelist") + "?q=ฉลาก").context["cl"].result_list
    assert (found.came, found.still_open) == (2, 2)


def test_the_secretary_records_and_the_reader_only_reads(client):
    make_center()
    roles.sync()
    meeting = make_meeting()
    for role, status in ((roles.SECRETARY.name, 200), (roles.READER.name, 403)):
        user = make_user(username=role, is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        assert client.get(url("meeting_record", meeting.pk)).status_code == status
        assert client.get(url("meeting_sign_sheet", meeting.pk)).status_code == 200
    data = sent(meeting)
    assert client.post(url("meeting_record", meeting.pk), data).status_code == 403
    assert CommitteeMeeting.objects.get().state == "planned"


def test_an_error_of_a_rule_that_no_field_explains_is_not_swallowed(client, officer, monkeypatch):
    """The page is asked again once, not for ever."""

    def refuse(**arguments):
        raise ValidationError("no")

    monkeypatch.setattr("committee.meetings.admin.meeting.save_meeting", refuse)
    make_governing_term()
    with pytest.raises(ValidationError):
        client.post(url("committeemeeting_add"), plan())
