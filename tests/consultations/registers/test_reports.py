"""The report of a month: what is missing, its figures, closing it, and what changed since."""

import datetime as dt

import pytest
from django.urls import reverse

from center.news.models import Announcement
from center.office.models import ServiceDay
from consultations.bookings.actors import By, staff
from consultations.outreach.models import AttendanceSheet, OutreachEvent
from consultations.registers import closing, periods, visits
from consultations.registers.models import ClosedMonth, ReportSigner
from consultations.registers.refusals import MonthClosed, MonthNotOver, ReasonNeeded
from consultations.registers.report import sections_of
from consultations.registers.weeks import weeks_without_service
from tests import factories
from tests.consultations.bookings.test_booking_constraints import stored_booking
from tests.consultations.registers.rows import make_visit
from tests.consultations.registers.test_registers import on, sheet_of
from tests.portal.access.test_roles import role_user

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

REPORT = "admin:consultations_report"
OCTOBER = "?period=2569-10"


def url(page: str = "", query: str = OCTOBER) -> str:
    return reverse(f"{REPORT}{page}") + query


def october() -> list:
    return sections_of(periods.month(2026, 10))


def figures(sections) -> dict:
    return {section.key: {line.label: (line.number, line.people) for line in section.lines} for section in sections}


@pytest.fixture
def served(officer):
    by = staff(officer)
    topic = factories.make_topic(name_th="ทำฉลาก")
    ServiceDay.objects.create(date=dt.date(2026, 10, 1))
    ServiceDay.objects.create(date=dt.date(2026, 10, 2), opened=False)
    make_visit(at=on(1), topic=topic, people=3, tambon=factories.tambon(), satisfaction=5, by=by)
    return make_visit(at=on(20), topic=topic, people=2, outside="อ.เมือง", channel="phone", by=by)


# --- Figures and gaps ------------------------------------------------------------------------------------------------


def test_the_report_begins_with_last_month_and_counts_it(client, served, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: on(5, month=11))
    page = client.get(url(query=""))
    assert page.context["period"].key == "2569-10"
    found = figures(page.context["sections"])
    assert found["total"] == {"รวมทั้งหมด": (2, 5)}
    assert found["openings"] == {"วันเปิดให้บริการ": (1, 0), "วันที่มีผู้รับบริการ": (2, 0)}
    assert found["channel"] == {"มาติดต่อเอง": (1, 3), "โทรศัพท์": (1, 2)}


def test_it_prints_with_its_signers_and_leaves_as_a_file(client, served):
    ReportSigner.objects.filter(role="prepared").update(name="นางสาวสมศรี ใจดี", position="นักวิชาการพัฒนาชุมชน")
    paper = client.get(url("_print"))
    text = paper.content.decode()
    assert "นางสาวสมศรี ใจดี" in text and "พัฒนาการอำเภอ" in text and "เดือนตุลาคม 2569" in text
    assert "ผู้รับบริการ 2 ครั้ง รวม 5 คน เรื่องที่ขอรับบริการมากที่สุด คือ ทำฉลาก 5 คน" in paper.context["text"]
    assert ("ผู้รับบริการทั้งหมด", "รวมทั้งหมด", 2, "ครั้ง", 5) in sheet_of(client.get(url("_excel")))


@pytest.mark.parametrize("period", ["2570", "2570-q1", "2570-r1"])
def test_longer_periods_have_the_same_report_but_are_not_closed(client, served, period):
    page = client.get(url(query=f"?period={period}"))
    assert figures(page.context["sections"])["total"] == {"รวมทั้งหมด": (2, 5)} and not page.context["may_close"]
    assert client.get(url("_print", f"?period={period}")).status_code == 200
    assert client.post(url("_close", f"?period={period}")).status_code == 404


def test_each_gap_is_said_and_leads_to_where_it_is_put_right(client, served):
    make_visit(at=on(8))
    stored_booking(starts_at=on(9), ends_at=on(9, hour=11))
    bare = OutreachEvent.objects.create(name_th="ไม่มีเลข", starts_at=on(13), ends_at=on(13, hour=12))
    less = OutreachEvent.objects.create(name_th="เลขไม่ตรง", starts_at=on(14), ends_at=on(14, hour=12), attended=40)
    sheet = AttendanceSheet.objects.create(event=bare, day=dt.date(2026, 10, 13), code="4K7M")
    make_visit(at=on(14), channel="event", event=less, people=32)
    page = client.get(url())
    found = {gap.words: gap.url for gap in page.context["gaps"]}
    assert [words for words in found if "สัปดาห์" not in words] == [
        "นัด 1 นัด ยังไม่บันทึกว่ามาหรือไม่",
        "กิจกรรม ไม่มีเลข ยังไม่บันทึกจำนวนที่มา",
        "กิจกรรม เลขไม่ตรง จดหน้างาน 40 คน ในทะเบียนผู้รับบริการ 32 คน",
        "ใบลงทะเบียน 4K7M ไม่มีเลข 13 ต.ค. 69 ยังไม่กรอก",
        "ผู้รับบริการ 1 รายการ ยังไม่ระบุเรื่อง",
        "ผู้รับบริการ 2 รายการ ยังไม่ระบุตำบล",
    ]
    for address in found.values():
        assert client.get(address).status_code == 200, address
    assert client.get(found["ผู้รับบริการ 2 รายการ ยังไม่ระบุตำบล"]).context["total"].number == 3  # one lives elsewhere
    assert str(sheet.pk) in found["ใบลงทะเบียน 4K7M ไม่มีเลข 13 ต.ค. 69 ยังไม่กรอก"]


def test_weeks_without_service_are_seen(served):
    weeks = weeks_without_service(periods.month(2026, 10))
    # Of October 2569 the weeks of the 1st and of the 20th had somebody; the month ends on a Saturday.
    assert [(monday.day, sunday.day) for monday, sunday in weeks] == [(5, 11), (12, 18), (26, 31)]
    ServiceDay.objects.create(date=dt.date(2026, 10, 14))
    assert len(weeks_without_service(periods.month(2026, 10))) == 2


# --- Closing ---------------------------------------------------------------------------------------------------------


def test_a_closed_month_keeps_its_figures_and_changes_only_with_a_reason(client, served, officer):
    answer = client.post(url("_close"), follow=True)
    assert "ปิดยอดเดือนตุลาคม 2569 แล้ว" in answer.content.decode()
    closed = ClosedMonth.objects.get()
    assert (closed.year, closed.month, closed.closed_by) == (2026, 10, officer)
    assert closed.figures["total"] == {"รวมทั้งหมด": [2, 5]} and not answer.context["differences"]

    with pytest.raises(MonthClosed):
        make_visit(at=on(3))
    with pytest.raises(MonthClosed):
        visits.correct(served, by=staff(officer), people=9)
    with pytest.raises(MonthClosed):
        visits.correct(make_visit(at=on(1, month=11)), by=staff(officer), served_at=on(3))
    with pytest.raises(MonthClosed):
        visits.void(served, by=staff(officer))
    visits.correct(served, by=staff(officer, "นับผิด"), people=4)

    page = client.get(url())
    assert [(row.section, row.label, row.before, row.after) for row in page.context["differences"]][:2] == [
        ("ผู้รับบริการทั้งหมด", "รวมทั้งหมด", (2, 5), (2, 7)),
        ("แยกตามช่องทาง", "โทรศัพท์", (1, 2), (1, 4)),
    ]
    assert "ต่างจากตัวเลขที่ปิดยอด" in page.content.decode()
    assert "ต่างจากตัวเลขที่ปิดยอด" in client.get(url("_print")).content.decode()


def test_a_month_is_closed_when_it_is_over_and_once(client, officer, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: on(31, hour=23))
    with pytest.raises(MonthNotOver):
        closing.close(2026, 10, by=staff(officer))
    assert "ปิดยอดได้เมื่อสิ้นเดือนแล้ว" in client.post(url("_close"), follow=True).content.decode()
    monkeypatch.setattr("django.utils.timezone.now", lambda: on(1, month=11, hour=0))
    first = closing.close(2026, 10, by=staff(officer))
    make_visit(at=on(31), by=By(reason="มาช้า"))
    again = closing.close(2026, 10, by=staff(officer))
    assert (again.pk, again.figures) == (first.pk, first.figures) and ClosedMonth.objects.count() == 1


def test_it_is_opened_with_a_reason_and_closed_anew(client, served, officer):
    closed = closing.close(2026, 10, by=staff(officer))
    with pytest.raises(ReasonNeeded):
        closing.reopen(closed, by=staff(officer))
    page = reverse(f"{REPORT}_reopen", args=[closed.pk])
    assert "reason" in client.post(page, {"reason": ""}).context["form"].errors
    client.post(page, {"reason": "ลืมใบลงทะเบียน"})
    closed.refresh_from_db()
    assert closed.state == ClosedMonth.State.OPEN and closed.figures["total"] == {"รวมทั้งหมด": [2, 5]}
    make_visit(at=on(3), people=4)
    client.post(url("_close"))
    closed.refresh_from_db()
    assert closed.is_closed and closed.figures["total"] == {"รวมทั้งหมด": [3, 9]}
    log = client.get(reverse("admin:consultations_closedmonth_change", args=[closed.pk])).content.decode()
    assert "ลืมใบลงทะเบียน" in log


def test_who_may_only_read_closes_nothing(client, served):
    client.force_login(role_user("reader"))
    page = client.get(url())
    assert page.status_code == 200 and not page.context["may_close"]
    assert client.post(url("_close")).status_code == 403 and not ClosedMonth.objects.exists()


def test_closing_takes_a_post(client, served):
    assert client.get(url("_close")).status_code == 405


# --- Papers ----------------------------------------------------------------------------------------------------------


def test_the_sheet_for_the_headmen_has_news_and_events_and_what_is_added(client, officer, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: on(1))
    Announcement.objects.create(name_th="รับสมัครคัดสรรดาว", published_at=on(1, month=9) + dt.timedelta(days=20))
    Announcement.objects.create(name_th="ข่าวเก่า", published_at=on(1, month=6))
    shown = {"published_at": on(1, month=9), "ends_at": on(20, hour=12)}
    OutreachEvent.objects.create(name_th="สาธิตทำไข่เค็ม", starts_at=on(20), **shown)
    OutreachEvent.objects.create(name_th="ยังไม่เผยแพร่", starts_at=on(20), ends_at=on(20, hour=12))
    text = client.get(reverse("admin:consultations_notice"), {"note": "ประชุมวันที่ 5\nเชิญทุกหมู่"}).content.decode()
    assert "รับสมัครคัดสรรดาว" in text and "ข่าวเก่า" not in text
    assert "สาธิตทำไข่เค็ม" in text and "ยังไม่เผยแพร่" not in text
    assert "ประชุมวันที่ 5<br>เชิญทุกหมู่" in text
    assert "ไม่มีเรื่องแจ้ง" not in text


def test_an_invitation_is_written_for_an_event(client, officer, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: on(1))
    page = reverse("admin:consultations_letters")
    assert "ยังไม่มีกิจกรรมข้างหน้า" in client.get(page).content.decode()
    event = OutreachEvent.objects.create(
        name_th="สาธิตทำไข่เค็ม", starts_at=on(20), ends_at=on(20, hour=12), place=factories.make_place()
    )
    for query in ("", f"?event={event.pk}", "?event=x", "?event=999999"):
        text = client.get(page + query).content.decode()
        if query != "?event=999999":
            assert "ขอเชิญเข้าร่วมกิจกรรม สาธิตทำไข่เค็ม" in text and "20 ตุลาคม 2569" in text
