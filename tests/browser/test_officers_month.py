"""An officer's month: days, walk-ins, appointments, a case, an event, the report; its figures agree, to the person."""

import datetime as dt
import io
import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.urls import reverse
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from center.office.models import OpeningHours
from committee.speakers.models import Topic
from consultations.outreach.models import AttendanceSheet, OutreachEvent
from consultations.registers.models import Case, ClosedMonth, Visit
from tests.browser.rig import DESKTOP, PASSWORD, assert_axe_clean, assert_no_sideways_scroll, sign_in
from tests.consultations.appointments import make_adviser
from tests.consultations.registers.case_rows import make_round
from tests.factories import make_center, make_person, make_topic, tambon
from tests.portal.access.test_roles import role_user
from thai.dates import BANGKOK

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]

EVENT = "สาธิตทำไข่เค็มไอโอดีน"
HEADMANS_LIST = "1. นางแฉล้ม ลานใบไม้ ม.6 บางกระเจ็ด 081-234-5678\n2. นายสมชาย ทดสอบ"
SIGNED = ("นางละมุน เป็ดไล่ทุ่ง", "นายมานพ บางปะกง", "นางอำไพ แปดริ้ว", "นางบุญมี น้ำกร่อย")
OCTOBER = "2569-10"
# Sections of the report and breakdowns of the register in which each visit stands once.
OF_VISITS = ("ผู้รับบริการทั้งหมด", "แยกตามช่องทาง", "แยกตามเรื่อง", "แยกตามตำบล", "แยกตามเพศ", "แยกตามผู้ให้บริการ")
Clock = Callable[..., None]


@pytest.fixture
def clock(monkeypatch) -> Clock:
    """Sets what time it is in Bangkok in October 2569, or in another month of that year."""
    moment = dt.datetime(2026, 10, 1, 8, 45, tzinfo=BANGKOK)

    def move(day: int, hour: int = 9, minute: int = 0, *, month: int = 10) -> None:
        nonlocal moment
        moment = dt.datetime(2026, month, day, hour, minute, tzinfo=BANGKOK)
        cache.clear()  # its minutes are those of the real clock

    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    return move


@pytest.fixture
def office(settings, clock) -> Topic:
    """A center with an officer, an adviser for one topic, somebody it knows, and a registration round."""
    settings.SECOND_FACTOR_REQUIRED = False
    settings.SESSION_COOKIE_AGE = 60 * 24 * 60 * 60  # the officer stays signed in over the month
    make_center(phone="038541234")
    for weekday in range(5):
        OpeningHours.objects.create(weekday=weekday, opens=dt.time(8, 30), closes=dt.time(16, 30))
    user = role_user("officer")
    user.username, user.first_name = "officer", "สมศรี"
    user.set_password(PASSWORD)
    user.save()
    make_round()
    make_person(
        title="นาง", first_name="แฉล้ม", surname="ลานใบไม้", gender="female", tambon=tambon(), moo=6, phone="0812345678"
    )
    topic = make_topic(name_th="ทำฉลาก ขอ อย.")
    make_adviser(topic)
    return topic


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def look(page: Page) -> None:
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)


def receive(page: Page, typed: str, chosen: str, *, topic: Topic, village: str = "", **folded: str) -> None:
    """Somebody at the counter: looked for, chosen, the topic tapped, perhaps more."""
    page.goto(reverse("admin:consultations_visit_add"))
    if typed:
        page.locator("#id_q").fill(typed)
        page.locator("#id_q").press("Enter")
    page.get_by_label(chosen).check()
    if village:
        page.locator("#id_tambon").select_option(label=village)
    page.get_by_label(topic.name_th).check()
    if folded:
        page.locator(".walk-in details.module summary").click()
    if "channel" in folded:
        page.locator("#id_channel").select_option(folded["channel"])
    if "people" in folded:
        page.locator("#id_people").fill(folded["people"])
    page.locator(".submit-row button").click()
    expect(page.locator(".messagelist")).to_contain_text("บันทึกแล้ว")


def book_by_phone(page: Page, topic: Topic, name: str, phone: str, day: str) -> None:
    page.goto("/admin/")
    follow(page, "รับนัดทางโทรศัพท์")
    press(page, topic.name_th)
    page.locator("#id_day").fill(day)
    press(page, "ดูเวลา")
    page.locator("input[name=time]").first.check()
    page.locator("#id_name").fill(name)
    page.locator("#id_phone").fill(phone)
    page.locator("#id_tambon").select_option(label="บางกระเจ็ด")
    press(page, "จองนัด")
    expect(page.locator(".aloud")).to_contain_text("นัดเลขที่")


# --- The month -------------------------------------------------------------------------------------------------------


def the_first(page: Page, topic: Topic) -> None:
    """Thursday 1 October: the day is opened, four people come, two call, an event is planned and its papers are printed."""
    sign_in(page)
    expect(page.locator(".home-bar")).to_contain_text("บันทึกวันเปิดแล้ว")
    receive(page, "ม.6 บางกระเจ็ด", "แฉล้ม ลานใบไม้", topic=topic)
    expect(page.locator(".messagelist")).to_contain_text("คนที่ 1 วันนี้")
    receive(page, "นายบุญเรือน ปากน้ำ", "คนใหม่", topic=topic, village="บางกระเจ็ด", people="3")
    expect(page.locator(".messagelist")).to_contain_text("คนที่ 4 วันนี้")
    book_by_phone(page, topic, "นายสมชาย ทดสอบ", "0891111111", "6/10/2569")
    book_by_phone(page, topic, "นางปราณี มีนา", "0892222222", "6/10/2569")
    page.goto(reverse("admin:consultations_outreachevent_add"))
    page.locator("#id_name_th").fill(EVENT)
    page.get_by_text("สถานที่ใหม่", exact=True).click()
    page.locator("#id_new_place").fill("ศาลาหมู่ 6")
    page.locator("#id_new_tambon").select_option(label="บางกระเจ็ด")
    page.locator("#id_s0-date").fill("14/10/2569")
    press(page, "บันทึก")
    press(page, "เผยแพร่")
    follow(page, "วางรายชื่อ")
    page.locator("#id_text").fill(HEADMANS_LIST)
    press(page, "บันทึกรายชื่อ")
    page.goto(reverse("admin:consultations_outreachevent_change", args=[OutreachEvent.objects.get().pk]))
    follow(page, "พิมพ์ชุดเอกสาร")
    expect(page.locator("article.sign-sheet")).to_contain_text(AttendanceSheet.objects.get().code)


def appointments_and_a_case(page: Page) -> None:
    """Tuesday the 6th: one of two appointments is served and noted, the other is forgotten; a matter is taken on."""
    page.goto("/admin/")
    page.get_by_role("button", name="มาแล้ว: นายสมชาย ทดสอบ").click()
    page.get_by_role("link", name="บันทึกผล: นายสมชาย ทดสอบ").click()
    page.get_by_label("ให้คำแนะนำแล้ว").check()
    press(page, "บันทึกผล")
    page.goto("/admin/")
    expect(page.get_by_role("link", name="มาแล้ววันนี้ 1 คน")).to_be_visible()
    follow(page, "รับเรื่อง")
    press(page, "ขึ้นทะเบียน OTOP")
    page.locator("#id_name").fill("นางแฉล้ม ลานใบไม้")
    page.locator("#id_phone").fill("0812345678")
    page.locator("#id_subject").fill("ไข่เค็มใบเตย")
    page.locator("#id_subject").press("Enter")
    expect(page.locator("#line-text")).to_contain_text("ยังขาด")


def the_event(page: Page) -> None:
    """Wednesday the 14th, after the event: how many came, the signed sheet, the report of one page."""
    event = OutreachEvent.objects.get()
    page.goto("/admin/")
    follow(page, "จำนวนที่มาและถ่ายรูป")
    page.locator("#id_attended").fill("5")
    press(page, "บันทึก")
    page.goto(reverse("admin:consultations_outreachevent_change", args=[event.pk]))
    follow(page, "กรอกใบลงทะเบียน")
    page.locator("#id_code").fill(AttendanceSheet.objects.get().code)
    page.locator("#id_code").press("Enter")
    page.locator("label.came", has_text="แฉล้ม").click()
    page.locator("[name=r3-moo]").fill("6")
    page.locator("[name=r3-tambon]").fill("บางกระเจ็ด")
    for line, name in enumerate(SIGNED, start=3):
        page.locator(f"[name=r{line}-name]").fill(name)
        page.locator(f"[name=r{line}-name]").press("Enter")
    expect(page.locator("tr.kept")).to_have_count(4)
    page.get_by_label("ใช่ นางแฉล้ม").check()
    expect(page.locator("tr.kept")).to_have_count(5)
    page.goto(reverse("admin:consultations_event_report", args=[event.pk]))
    expect(page.locator("body")).to_contain_text(re.compile(r"ตามทะเบียนผู้รับบริการ\W+5 คน"))


def a_case_ends(page: Page, topic: Topic) -> None:
    """Tuesday the 20th: the papers are there and the matter is registered; somebody comes who gives no name."""
    page.goto("/admin/")
    case = Case.objects.get()
    page.goto(reverse("admin:consultations_case_papers", args=[case.pk]))
    for group in page.locator("fieldset.choices").all():
        group.get_by_label("ได้แล้ว").check()
    press(page, "บันทึก")
    for act in ("ยื่นแล้ว", "รอพิจารณา"):
        press(page, act)
    follow(page, "ลงทะเบียนแล้ว")
    page.locator("#id_result_number").fill("240200123")
    press(page, "บันทึกว่าลงทะเบียนแล้ว")
    receive(page, "", "ไม่บอกชื่อ", topic=topic)


def the_month_is_closed(page: Page) -> None:
    """Monday 2 November: what is missing is put right from the report, then the month is closed."""
    page.goto(reverse("admin:consultations_closedmonth_changelist"))
    follow(page, "รายงานประจำเดือน")
    look(page)
    gaps = page.locator("[aria-labelledby=gaps-heading]")
    expect(gaps.get_by_role("listitem")).to_have_count(2)
    follow(page, "นัด 1 นัด ยังไม่บันทึกว่ามาหรือไม่")
    page.locator("#result_list tbody th a").click()
    press(page, "มาแล้ว")
    page.goto(f"{reverse('admin:consultations_report')}?period={OCTOBER}")
    follow(page, "ผู้รับบริการ 1 รายการ ยังไม่ระบุตำบล")
    follow(page, "เปิด ไม่บอกชื่อ")
    follow(page, "แก้ไข")
    page.locator("#id_tambon").select_option(label="เสม็ดใต้")
    press(page, "บันทึก")
    page.goto(f"{reverse('admin:consultations_report')}?period={OCTOBER}")
    expect(page.locator("#content-main")).to_contain_text("ตรวจแล้ว ไม่มีข้อมูลที่ขาด")
    press(page, "ปิดยอดประจำเดือน")
    expect(page.locator(".messagelist")).to_contain_text("ปิดยอดเดือนตุลาคม 2569 แล้ว")
    assert ClosedMonth.objects.get().figures["total"] == {"รวมทั้งหมด": [11, 14]}


def a_closed_month_is_put_right(page: Page) -> None:
    """Three came at the counter on the first, they were four: the reason is asked for, and the report says what differs."""
    page.goto(reverse("admin:consultations_visit_edit", args=[Visit.objects.get(people=3).pk]))
    page.locator("#id_people").fill("4")
    press(page, "บันทึก")
    expect(page.locator(".errornote")).to_contain_text("ปิดยอดเดือน ตุลาคม 2569 แล้ว")
    page.locator("#id_reason").fill("นับผิด มาสี่คน")
    press(page, "บันทึก")
    page.goto(f"{reverse('admin:consultations_report')}?period={OCTOBER}")
    differs = page.get_by_role("table", name="ต่างจากตัวเลขที่ปิดยอด")
    expect(differs.get_by_role("row").nth(1)).to_contain_text("11 (14 คน)")
    expect(differs.get_by_role("row").nth(1)).to_contain_text("11 (15 คน)")
    look(page)


# --- Its figures -----------------------------------------------------------------------------------------------------


def numbers_of(page: Page, heading: str) -> dict[str, int]:
    """The rows of a block of the first page: their words and numbers."""
    rows = page.get_by_role("region", name=heading).get_by_role("link").all_inner_texts()
    return {words.strip(): int(number) for words, number in (row.rsplit(maxsplit=1) for row in rows)}


def sums_of(page: Page, tables: str) -> dict[str, tuple[int, ...]]:
    """Of each table with each row on one line only: its caption or the summary around it, the sums of its columns."""
    found = page.locator(tables).evaluate_all(
        """tables => tables.filter((table) => !table.parentElement.querySelector(".help, .note")).map((table) => [
             (table.caption || table.parentElement.querySelector("summary")).textContent.trim(),
             [...table.tBodies[0].rows].map((row) => [...row.cells].slice(1).map((cell) => Number(cell.textContent))),
           ])"""
    )
    return {title: tuple(map(sum, zip(*rows, strict=True))) for title, rows in found}


def sheet(page: Page, address: str) -> list[tuple]:
    """The rows of a file that the officer takes along."""
    answer = page.request.get(address)
    assert answer.ok, address
    return list(load_workbook(io.BytesIO(answer.body())).active.iter_rows(values_only=True))


def everything_says(page: Page, *, visits: int, people: int) -> None:
    """The report on the screen, on paper and as a file, the register likewise, the list: each says so many."""
    query = f"?period={OCTOBER}"
    both = (visits, people)
    assert both == (Visit.objects.counted().count(), Visit.objects.counted().people())

    for name, tables in (("report", ".breakdowns table"), ("report_print", "table.figures")):
        page.goto(reverse(f"admin:consultations_{name}") + query)
        sums = sums_of(page, tables)
        assert {title: sums[title] for title in OF_VISITS} == dict.fromkeys(OF_VISITS, both), name
        assert (sums["กิจกรรมที่จัด"], sums["งานเอกสารที่รับไว้"], sums["งานเอกสารที่เสร็จแล้ว"]) == ((1, 5), (1,), (1,)), name
    for name, tables in (("register", ".breakdowns table"), ("register_print", "table.figures")):
        page.goto(reverse(f"admin:consultations_{name}", args=["visits"]) + query)
        sums = sums_of(page, tables)
        assert sums == dict.fromkeys(sums, both) and len(sums) >= len(OF_VISITS), name
        expect(page.locator("main")).to_contain_text(re.compile(rf"{visits} ครั้ง\W+{people} คน"))

    of_report = sheet(page, reverse("admin:consultations_report_excel") + query)
    total = next(row for row in of_report if row[0] == "ผู้รับบริการทั้งหมด")
    assert (total[2], total[4]) == both
    headings, *rows = sheet(page, reverse("admin:consultations_register_excel", args=["visits"]) + query)
    assert (len(rows), sum(row[headings.index("กี่คน")] for row in rows)) == both


def test_a_month_from_the_first_day_to_its_report(new_page, office, clock):
    page = new_page(DESKTOP)
    the_first(page, office)
    clock(6, 9, 30)
    appointments_and_a_case(page)
    clock(14, 15)
    the_event(page)
    clock(20)
    a_case_ends(page, office)
    clock(28)
    page.goto("/admin/")
    receive(page, "นายทองดี มาไกล", "คนใหม่", topic=office, village="นอกอำเภอบางคล้า", channel="line", people="2")
    clock(30, 16)
    page.goto("/admin/")
    assert numbers_of(page, "เดือนนี้") == {"ผู้รับบริการ (คน)": 13, "กิจกรรมที่จัดแล้ว": 1, "วันที่เปิดให้บริการ": 6}
    look(page)

    clock(2, month=11)
    the_month_is_closed(page)
    a_closed_month_is_put_right(page)
    everything_says(page, visits=11, people=15)
