"""Staff plan and record a meeting, and certify its minutes at the next; the pages are accessible and fit a phone."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from committee.meetings.attendance import seats_of
from committee.meetings.meetings import next_number
from committee.meetings.models import CommitteeMeeting
from committee.terms.models import Seat
from tests.browser.rig import (
    DESKTOP,
    NARROW,
    PASSWORD,
    PHONE,
    assert_axe_clean,
    assert_no_csp_violations,
    assert_no_sideways_scroll,
    keep_picture,
    screenshot,
    sign_in,
)
from tests.factories import make_staff
from thai.dates import buddhist_year

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]

PLACE = "ศาลาประชาคมหมู่ที่ 6 ตำบลบางกระเจ็ด"


@pytest.fixture
def officer(demo, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    return make_staff(username="officer", first_name="สมศรี", password=PASSWORD)


def typed(day: dt.date) -> str:
    """A day as an officer types it."""
    return f"{day.day}/{day.month}/{buddhist_year(day.year)}"


def to_the_list(page: Page) -> None:
    """From any page of the staff site, by its home page."""
    page.locator(".breadcrumbs").get_by_role("link", name="หน้าแรก").click()
    page.locator("#content-main").get_by_role("link", name="การประชุมคณะกรรมการ", exact=True).click()


def plan(page: Page, day: dt.date) -> CommitteeMeeting:
    """Plan a meeting of a day that isn't to come, from the list of meetings; leads to its record."""
    page.locator(".object-tools").get_by_role("link", name="นัดหรือบันทึกการประชุม").click()
    number = page.locator("#id_number")
    expect(number).to_have_value(str(next_number(timezone.localdate())))
    number.fill(str(next_number(day)))  # another number only in the first week of a year
    page.locator("#id_date").fill(typed(day))
    page.locator("#id_starts_at").fill("09.30")
    page.locator("#id_place").fill(PLACE)
    page.locator("#id_for_decision").fill("กำหนดวันออกร้านงานปีใหม่")
    page.locator("[name=_save]").click()
    expect(page.locator(".messagelist")).to_contain_text("ต่อไปบันทึกการประชุม")
    return CommitteeMeeting.objects.get(date=day)


def leave_out(page: Page, seat: Seat, **away: str) -> None:
    """Take the tick of a member out, and say why or who came instead."""
    page.get_by_label(str(seat.person)).uncheck()
    for name, value in away.items():
        page.locator(f"#id_seat-{seat.pk}-{name}").fill(value)


def fill_record(page: Page, meeting: CommitteeMeeting, due_on: dt.date) -> tuple[Seat, Seat, Seat]:
    """Two members away, a guest and a resolution. Returns who has a reason, who a deputy, and who is responsible."""
    sick, sent, responsible = seats_of(meeting)[1:4]
    leave_out(page, sick, reason="ป่วย")
    leave_out(page, sent, reason="ติดราชการ", deputy="นายวารี ปลัดอำเภอ")
    page.locator("#id_guests-0-name").fill("นางสาวปรียา สวนมะม่วง")
    page.locator("#id_guests-0-comes_from").fill("พัฒนากร")
    page.locator("#id_ends_at").fill("11.45")
    page.locator("#id_resolutions-0-subject").fill("ออกร้านงานปีใหม่ของอำเภอ")
    page.locator("#id_resolutions-0-text").fill("ให้ทุกเครือข่ายส่งรายชื่อผู้ผลิตที่จะออกร้าน")
    page.locator("#id_resolutions-0-responsible").select_option(label=str(responsible.person))
    page.locator("#id_resolutions-0-due_on").fill(typed(due_on))
    return sick, sent, responsible


def test_staff_record_a_meeting_and_certify_its_minutes_at_the_next(new_page, officer):
    """As docs/staff/record-a-meeting.md tells it, without typing an address."""
    today = timezone.localdate()
    last_week, due_on = today - dt.timedelta(days=7), today + dt.timedelta(days=14)
    page = new_page(DESKTOP)
    sign_in(page)

    # 1 The plan, its invitation and its sign sheet.
    page.locator("#content-main").get_by_role("link", name="การประชุมคณะกรรมการ", exact=True).click()
    assert_axe_clean(page)
    first = plan(page, last_week)
    page.get_by_role("link", name="แก้วัน เวลา สถานที่").click()
    assert_axe_clean(page)
    page.get_by_role("link", name="ข้อความเชิญประชุม").click()
    expect(page.locator("#draft")).to_contain_text(PLACE)
    expect(page.locator("#draft")).to_contain_text("กำหนดวันออกร้านงานปีใหม่")
    assert_axe_clean(page)
    page.get_by_role("link", name="กลับไปหน้าเดิม").click()
    page.get_by_role("link", name="พิมพ์ใบเซ็นชื่อ").click()
    for seat in seats_of(first):
        expect(page.locator(".sign-sheet").get_by_role("rowheader", name=str(seat.person))).to_be_visible()
    assert_axe_clean(page)
    page.get_by_role("link", name="กลับไปหน้าเดิม").click()

    # 2 The record. A resolution that is due before the meeting is refused, and nothing typed is lost.
    page.get_by_role("link", name="บันทึกการประชุม", exact=True).click()
    sick, sent, responsible = fill_record(page, first, last_week - dt.timedelta(days=1))
    assert_axe_clean(page)
    page.locator("[name=_save]").click()
    expect(page.locator(".errornote").first).to_contain_text("กำหนดเสร็จต้องไม่ก่อนวันประชุม")
    expect(page.locator(f"#id_seat-{sent.pk}-deputy")).to_have_value("นายวารี ปลัดอำเภอ")
    expect(page.get_by_label(str(sick.person))).not_to_be_checked()
    assert_axe_clean(page)
    page.locator("#id_resolutions-0-due_on").fill(typed(due_on))
    page.locator("[name=_save]").click()
    expect(page.locator(".messagelist")).to_contain_text(f"บันทึกการประชุม{first} แล้ว")
    expect(page.locator("#content")).to_contain_text("นายวารี ปลัดอำเภอ มาแทน")
    expect(page.get_by_role("link", name="ออกร้านงานปีใหม่ของอำเภอ")).to_be_visible()
    assert_axe_clean(page)

    # 3 The next meeting certifies the minutes; a record that isn't ticked stays as it is.
    to_the_list(page)
    second = plan(page, today)
    page.locator("#id_ends_at").fill("12.00")
    page.get_by_label(f"รับรองรายงานการประชุม{first} แล้ว").check()
    page.locator("[name=_save]").click()
    expect(page.locator(".messagelist")).to_contain_text(f"บันทึกการประชุม{second} แล้ว")
    to_the_list(page)
    row = page.locator("#result_list tr").filter(has=page.get_by_role("link", name=str(first), exact=True))
    expect(row).to_contain_text("รับรองรายงานแล้ว")
    row.get_by_role("link", name=str(first)).click()
    expect(page.locator("#content")).to_contain_text(f"รับรองในการประชุม{second}")
    expect(page.get_by_role("link", name="แก้บันทึกการประชุม")).to_have_count(0)
    assert_axe_clean(page)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.certified_at, first.ends_at, first.place) == (
        "certified",
        second,
        dt.time(11, 45),
        PLACE,
    )
    assert (second.state, second.certified_at, second.attendances.filter(present=False).count()) == ("held", None, 0)
    away = first.attendances.filter(present=False).values_list("seat", "reason", "deputy")
    assert set(away) == {(sick.pk, "ป่วย", ""), (sent.pk, "ติดราชการ", "นายวารี ปลัดอำเภอ")}
    assert first.attendances.count() == seats_of(first).count()
    assert list(first.guests.values_list("name", "comes_from")) == [("นางสาวปรียา สวนมะม่วง", "พัฒนากร")]
    resolution = first.resolutions.get()
    assert (resolution.subject, resolution.responsible, resolution.due_on) == (
        "ออกร้านงานปีใหม่ของอำเภอ",
        responsible.person,
        due_on,
    )
    assert CommitteeMeeting.objects.get(source_key="demo:meeting-4").state == "held"


def addresses() -> dict[str, str]:
    meetings = {name: CommitteeMeeting.objects.get(source_key=f"demo:meeting-{name}") for name in ("3", "4", "next")}
    return {
        "list": reverse("admin:committee_committeemeeting_changelist"),
        "new": reverse("admin:committee_committeemeeting_add"),
        "record": reverse("admin:committee_meeting_record", args=[meetings["4"].pk]),
        **{name: reverse("admin:committee_committeemeeting_change", args=[row.pk]) for name, row in meetings.items()},
    }


@pytest.mark.parametrize(("device", "dark"), [(PHONE, True), (NARROW, False)], ids=["360-dark", "320"])
def test_the_pages_are_accessible_and_fit_a_phone(new_page, officer, device, dark):
    page = new_page(device, dark=dark)
    sign_in(page)
    for name, address in addresses().items():
        page.goto(address)
        assert_axe_clean(page)
        assert_no_sideways_scroll(page)
        keep_picture(page, f"staff-meeting-{name}-{device.width}-{'dark' if dark else 'light'}")


def test_a_meeting_is_recorded_without_scripts(new_page, officer):
    """Reason and deputy show without scripts too, and "save and add rows" makes more rows for guests."""
    day = timezone.localdate()
    page = new_page(PHONE, javascript=False)
    sign_in(page)
    menu = page.locator(".phone-bar details").first
    menu.get_by_text("เมนู", exact=True).click()
    menu.get_by_text("คณะกรรมการและวิทยากร", exact=True).click()
    menu.get_by_role("link", name="การประชุมคณะกรรมการ", exact=True).click()
    meeting = plan(page, day)
    fill_record(page, meeting, day)
    page.locator("[name=_more]").click()
    expect(page.locator("#id_guests-3-name")).to_be_visible()
    expect(page.locator("#id_resolutions-0-subject")).to_have_value("ออกร้านงานปีใหม่ของอำเภอ")
    meeting.refresh_from_db()
    assert (meeting.state, meeting.guests.count(), meeting.attendances.filter(present=False).count()) == ("held", 1, 2)


@pytest.mark.long  # the test before it goes the same way
def test_the_picture_of_recording_a_meeting(new_page, officer):
    """What `make screenshots` puts into docs/img for docs/staff/record-a-meeting.md."""
    day = timezone.localdate()
    page = new_page(DESKTOP)
    sign_in(page)
    page.locator("#content-main").get_by_role("link", name="การประชุมคณะกรรมการ", exact=True).click()
    meeting = plan(page, day)
    fill_record(page, meeting, day)
    page.locator("#attendance-heading").scroll_into_view_if_needed()
    assert_no_csp_violations(page.record)
    assert screenshot(page, "record-a-meeting").stat().st_size > 10_000
