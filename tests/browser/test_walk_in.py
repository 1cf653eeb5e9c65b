"""An officer receives somebody known by the keyboard alone, in few keystrokes; the pages are accessible and fit a phone."""

import pytest
from playwright.sync_api import expect

from consultations.registers.models import Visit
from tests.browser.rig import (
    PASSWORD,
    PHONE,
    assert_axe_clean,
    assert_no_csp_violations,
    assert_no_sideways_scroll,
    sign_in,
)
from tests.factories import make_person, make_staff, make_topic

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]
MOST_KEYSTROKES = 15


def test_a_known_person_is_received_in_fifteen_keystrokes(new_page, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    make_staff(username="officer", first_name="สมศรี", password=PASSWORD)
    topics = [make_topic() for _ in range(8)]
    person = make_person(first_name="แฉล้ม", surname="ลานใบไม้", phone="0812345678")
    page = new_page(PHONE)
    sign_in(page)
    page.get_by_role("link", name="รับผู้มาติดต่อ").first.press("Enter")
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)
    # The cursor stands in the search; afterwards on the first person found.
    search = [*"5678", "Enter"]
    for key in search:
        page.keyboard.press(key)
    expect(page.get_by_label("แฉล้ม ลานใบไม้")).to_be_focused()
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)
    choose = ["Space", "Tab", "Space", *["ArrowDown"] * 4, "Enter"]
    for key in choose:
        page.keyboard.press(key)
    expect(page.get_by_text("คนที่ 1 วันนี้")).to_be_visible()
    expect(page.locator("#id_q")).to_be_focused()
    visit = Visit.objects.get()
    assert (visit.person, visit.topic) == (person, sorted(topics, key=lambda topic: topic.sort_key)[4])
    assert len(search) + len(choose) <= MOST_KEYSTROKES
    page.get_by_role("link", name="แก้ไข").press("Enter")
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)
    assert_no_csp_violations(page.record)
