"""An officer takes a booking over the phone by the keyboard alone; the pages are accessible and fit a phone."""

import pytest
from playwright.sync_api import expect

from consultations.bookings.models import Booking
from tests.browser.rig import (
    PASSWORD,
    PHONE,
    assert_axe_clean,
    assert_no_csp_violations,
    assert_no_sideways_scroll,
    sign_in,
)
from tests.factories import make_staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]


def test_a_booking_is_taken_over_the_phone_by_keyboard(new_page, demo, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    make_staff(username="officer", first_name="สมศรี", password=PASSWORD)
    page = new_page(PHONE)
    sign_in(page)
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)
    page.get_by_role("link", name="รับนัดทางโทรศัพท์").press("Enter")
    page.get_by_role("button", name="หาเงินทุน").press("Enter")
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)
    first = page.locator("input[name=time]").first
    expect(page.locator("input[name=time]")).to_have_count(6)
    first.press("Space")
    page.get_by_label("ชื่อ-นามสกุลของคนที่จะมา").fill("นางแฉล้ม ลานใบไม้")
    page.get_by_label("เบอร์โทรศัพท์").fill("081-234-5678")
    page.get_by_label("เบอร์โทรศัพท์").press("Enter")
    expect(page.locator(".aloud")).to_contain_text("นัดเลขที่")
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)
    booking = Booking.objects.get(phone="0812345678")
    assert booking.reference in page.locator(".aloud").inner_text()
    page.get_by_role("link", name="เปิดนัดนี้").press("Enter")
    assert_axe_clean(page)
    assert_no_csp_violations(page.record)
