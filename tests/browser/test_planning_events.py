"""An officer plans an event that a village asked for, moves what clashes, prints the papers and pastes the headman's list."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from committee.speakers.models import Speaker
from consultations.bookings.models import Booking
from consultations.calendar.models import Claim
from consultations.outreach.models import OutreachEvent, VillageRequest
from tests.browser.rig import (
    DESKTOP,
    PASSWORD,
    PHONE,
    assert_axe_clean,
    assert_no_csp_violations,
    assert_no_sideways_scroll,
    sign_in,
)
from tests.factories import make_staff
from thai.dates import BANGKOK, local_date, numeric_date

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]

HEADMANS_LIST = "1. นางแฉล้ม ลานใบไม้ ม.6 081-234-5678\n2. นายสมชาย ทดสอบ\n999999"


def look(page: Page) -> None:
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)


def fill_session(page: Page, number: int, kind: str, starts: str, ends: str, *, day: str = "", **more: str) -> None:
    field = f"#id_s{number}-"
    for name, value in {"date": day, "starts": starts, "ends": ends, **more}.items():
        page.locator(f"{field}{name}").fill(value)
    page.locator(f"{field}kind").select_option(kind)


def choose_adviser(page: Page, number: int, adviser: Speaker) -> None:
    block = page.locator(f"#session-{number}")
    block.locator("summary").first.click()
    block.get_by_label(str(adviser), exact=True).check()


def test_from_a_villages_request_to_the_pasted_list(new_page, demo, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    make_staff(username="officer", first_name="สมศรี", password=PASSWORD)
    booking = Booking.objects.to_come().select_related("speaker__person").earliest("starts_at")
    day = local_date(booking.starts_at)
    busy = set(Claim.objects.filter(quarter__in=quarters_of(day)).values_list("speaker", flat=True))
    other = Speaker.objects.filter(active=True).exclude(pk__in=busy).select_related("person").first()
    asked = VillageRequest.objects.filter(state="received", kind="visit").first()
    page = new_page(PHONE)
    sign_in(page)
    page.goto(reverse("admin:consultations_villagerequest_change", args=[asked.pk]))
    look(page)
    page.get_by_role("link", name="จัดกิจกรรมตามคำขอนี้").click()
    look(page)

    # Three sessions and two desks; each further one by the button, which keeps what was typed.
    expect(page.locator("#id_name_th")).to_have_value(asked.subject)
    page.locator("#id_where").select_option("center")
    fill_session(page, 0, "talk", "8.00", "8.30", day=numeric_date(day), capacity="30")
    rows = [("demonstration", "18.00", "19.00"), ("forum", "19.00", "20.00")]
    starts = booking.starts_at.astimezone(BANGKOK)
    ends = starts + dt.timedelta(minutes=60)
    rows += [("desk:appointments", f"{starts:%H.%M}", f"{ends:%H.%M}"), ("desk:appointments", "13.00", "14.00")]
    for number, (kind, begins, finishes) in enumerate(rows, start=1):
        page.get_by_role("button", name="เพิ่มช่วง").click()
        fill_session(page, number, kind, begins, finishes)
    expect(page.locator("#id_s0-capacity")).to_have_value("30")
    choose_adviser(page, 3, booking.speaker)
    choose_adviser(page, 4, other)
    page.get_by_role("button", name="บันทึก", exact=True).last.click()

    # The desk's adviser has an appointment then: it is moved in a tab of its own.
    expect(page.locator(".errornote")).to_contain_text(booking.reference)
    look(page)
    with page.expect_popup() as popup:
        page.locator("#session-3").get_by_role("link", name=re.compile("เลื่อนนัดนี้")).click()
    tab = popup.value
    tab.locator(".other-time summary").click()
    tab.locator("#id_other_date").fill(numeric_date(day + dt.timedelta(days=7)))
    tab.locator("#id_other_time").fill("19.00")
    tab.locator("#id_reason").fill("จัดกิจกรรมที่หมู่บ้าน")
    tab.get_by_role("button", name="เลื่อนนัด").click()
    tab.close()
    page.get_by_role("button", name="บันทึก", exact=True).last.click()
    page.wait_for_url("**/change/")
    event = OutreachEvent.objects.latest("pk")
    assert event.sessions.count() == 5 and event.requests.get() == asked
    look(page)

    page.get_by_role("button", name="เผยแพร่").click()
    expect(page.locator("#line-text")).to_contain_text(asked.subject)
    page.get_by_role("link", name="วางรายชื่อ", exact=True).click()
    page.locator("#id_text").fill(HEADMANS_LIST)
    page.get_by_role("button", name="บันทึกรายชื่อ").click()
    expect(page.locator("#id_text")).to_have_value("999999")
    look(page)
    page.goto(reverse("admin:consultations_event_registrations", args=[event.pk]))
    expect(page.locator(".names > li")).to_have_count(2)
    look(page)
    page.goto(reverse("admin:consultations_event_papers", args=[event.pk]))
    expect(page.locator("article.sign-sheet")).to_contain_text("นายสมชาย ทดสอบ")
    assert_axe_clean(page)
    assert "081" not in page.locator("article.sign-sheet").inner_text()

    # The same pages in English, on a desk.
    assert_no_csp_violations(page.record)
    page = new_page(DESKTOP, language="en")
    sign_in(page)
    registration = event.registrations.first()
    addresses = [
        reverse(f"admin:consultations_event_{name}", args=[event.pk])
        for name in ("plan", "registrations", "register", "paste", "cancel")
    ]
    addresses.append(reverse("admin:consultations_event_registration", args=[event.pk, registration.pk]))
    for address in [reverse("admin:consultations_outreachevent_change", args=[event.pk]), *addresses]:
        page.goto(f"/en{address}")
        assert page.locator("html").get_attribute("lang") == "en"
        look(page)


def quarters_of(day: dt.date) -> range:
    """The quarters of a day, as claims count them."""
    first = int(dt.datetime.combine(day, dt.time.min, BANGKOK).timestamp()) // 900
    return range(first, first + 96)
