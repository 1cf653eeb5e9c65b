"""Documents, forms and news in a real browser, and the pictures of the staff's instructions."""

import re

import pypdfium2
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from center.documents.models import Document
from center.news.models import Announcement
from tests.browser.rig import (
    DESKTOP,
    PASSWORD,
    PHONE,
    assert_axe_clean,
    assert_no_sideways_scroll,
    each_pair,
    keep_picture,
    screenshot,
    sign_in,
    wait_for_fonts,
)
from tests.center.documents.pdf_making import make_pdf
from tests.factories import make_staff


def addresses() -> dict[str, str]:
    return {
        "documents": "/documents/",
        "documents-found": "/documents/?q=กู้",
        "documents-nothing": "/documents/?q=zzzz",
        "document": Document.objects.get(source_key="demo:otop-producer").get_absolute_url(),
        "form": "/documents/fill/otop-producer/",
        "news": "/news/",
        "news-kind": "/news/?kind=training",
        "call": Announcement.objects.get(source_key="demo:market-call").get_absolute_url(),
        "call-closed": Announcement.objects.get(source_key="demo:old-call").get_absolute_url(),
    }


@each_pair
def test_no_page_breaks_a_rule_of_accessibility(new_page, demo, device, language, dark, javascript):
    page = new_page(device, language=language, dark=dark, javascript=javascript)
    for name, address in addresses().items():
        page.goto(f"/en{address}" if language == "en" else address)
        assert_axe_clean(page)
        assert_no_sideways_scroll(page)
        keep_picture(page, f"{name}-{language}-{device.width}-{'dark' if dark else 'light'}")


@pytest.mark.parametrize(("device", "language"), [(DESKTOP, "th"), (PHONE, "en")], ids=["1280-th", "360-en"])
def test_no_page_scrolls_sideways(new_page, demo, device, language):
    page = new_page(device, language=language)
    for address in addresses().values():
        page.goto(f"/en{address}" if language == "en" else address)
        assert_no_sideways_scroll(page)


def fill_consultation(page) -> None:
    page.goto("/documents/fill/consultation/")
    page.get_by_label("ชื่อและนามสกุล").fill("นางสาวทดสอบ ใจดี")
    page.get_by_label("เบอร์โทรศัพท์").fill("0812345678")
    page.get_by_label("แหล่งทุน").check()
    page.get_by_label("อยากถามอะไร").fill("อยากซื้อเครื่องซีลถุง ขอกู้ได้ที่ไหน")
    page.get_by_role("button", name="สร้างหน้าสำหรับพิมพ์").click()
    expect(page.locator("dd", has_text="นางสาวทดสอบ ใจดี")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_fill_a_form_and_print_it(new_page, demo, javascript):
    page = new_page(PHONE, javascript=javascript)
    fill_consultation(page)
    assert_axe_clean(page)
    expect(page.get_by_role("button", name="พิมพ์", exact=True)).to_be_visible(visible=javascript)
    page.get_by_role("button", name="แก้ไขข้อมูล").click()
    expect(page.get_by_label("อยากถามอะไร")).to_have_value(re.compile("^อยากซื้อ"))
    assert page.context.cookies() == []


def test_a_print_is_one_sheet(new_page, demo):
    page = new_page(DESKTOP)
    fill_consultation(page)
    wait_for_fonts(page)  # and for the stylesheet of the sheet, a file of its own
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1
    keep_picture(page, "form-print")


def test_staff_publish_a_version_and_post_a_call_without_typing_an_address(new_page, demo, live_server, settings):
    """Also takes the pictures of docs/staff/publish-a-form-version.md and post-a-call.md."""
    settings.SECOND_FACTOR_REQUIRED = False
    page = new_page(DESKTOP)
    make_staff(username="officer", password=PASSWORD)
    sign_in(page)
    page.locator("#content-main").get_by_role("link", name="เอกสารและแบบฟอร์ม", exact=True).click()
    page.locator("#result_list").wait_for()
    page.wait_for_load_state("networkidle")
    screenshot(page, "staff-documents")
    page.locator("#result_list").get_by_role("link", name="แบบขอรับคำปรึกษา", exact=True).click()
    page.locator("[name=new_file]").set_input_files(
        {"name": "แบบขอรับคำปรึกษา ปรับปรุง.pdf", "mimeType": "application/pdf", "buffer": make_pdf()}
    )
    page.locator("[name=new_changed_th]").fill("ตัวหนังสือใหญ่ขึ้น")
    screenshot(page, "staff-new-version")
    page.locator("[name=_save]").last.click()
    expect(page.get_by_text("เพิ่มฉบับที่ 3 แล้ว")).to_be_visible()
    screenshot(page, "staff-version-added")
    page.goto("/admin/")
    page.locator("#content-main").get_by_role("link", name="ข่าวสารและประกาศ", exact=True).click()
    page.locator(".object-tools a").first.click()
    page.get_by_label("รับสมัคร", exact=True).check()
    page.locator("[name=name_th]").fill("รับสมัครร้านค้างานปีใหม่")
    today = timezone.localdate()
    this_year, next_year = today.year + 543, today.year + 544
    for name, day, time in [
        ("published_at", f"{today.day}/{today.month}/{this_year}", "00.00"),
        ("deadline", f"20/12/{next_year}", "16.30"),
    ]:
        page.locator(f"[name={name}_0]").fill(day)
        page.locator(f"[name={name}_1]").fill(time)
    page.locator("[name=body_th]").fill("รับ 10 ร้าน ไม่มีค่าเช่า")
    screenshot(page, "staff-call")
    page.locator("[name=_save]").last.click()
    expect(page.locator(".messagelist")).to_contain_text("รับสมัครร้านค้างานปีใหม่")
    page.goto("/news/")
    page.get_by_role("link", name="รับสมัครร้านค้างานปีใหม่").first.click()
    expect(page.get_by_text(f"ปิดรับ 20 ธันวาคม {next_year} เวลา 16.30 น.")).to_be_visible()
    screenshot(page, "call-published")


def test_the_signatures_of_a_long_form_never_stand_alone_on_its_last_sheet(new_page, demo):
    page = new_page(DESKTOP)
    for lines in (1, 7, 10, 13, 18):
        page.goto("/documents/fill/otop-producer/")
        for field in page.locator("main form").locator("input:visible:not([type=radio]), textarea:visible").all():
            text = {"phone": "0812345678", "moo": "6", "members": "12"}.get(field.get_attribute("name"), "ไข่เค็ม 12 ฟอง")
            several = field.evaluate("field => field.tagName") == "TEXTAREA"
            field.fill("\n".join([text] * lines if several else [text]))
        for choices in page.locator("main form select").all():
            choices.select_option(index=1)
        page.locator("main form input[type=radio]").first.check()
        page.locator("main form button[type=submit]").click()
        expect(page.locator(".signatures")).to_be_visible()
        wait_for_fonts(page)
        pdf = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
        last = pdf[len(pdf) - 1].get_textpage().get_text_range()
        assert "☐" in last and "ลงชื่อ" in last, lines
