"""Sources, lessons, search and the statutory pages in a browser: accessible, and complete without JavaScript."""

import pytest
from playwright.sync_api import expect

from center.lessons import questions
from center.lessons.forms import QuestionForm
from center.lessons.models import Lesson, Question
from center.sources.models import Source
from tests import factories
from tests.browser.rig import (
    DESKTOP,
    NARROW,
    PASSWORD,
    PHONE,
    assert_axe_clean,
    assert_no_csp_violations,
    assert_no_sideways_scroll,
    each_pair,
    keep_picture,
    screenshot,
    sign_in,
)


def addresses() -> dict[str, str]:
    return {
        "sources": "/sources/",
        "sources-filtered": "/sources/?kind=capital&sector=community&q=เงิน",
        "sources-nothing": "/sources/?q=zzzz",
        "source": Source.objects.get(source_key="demo:women-fund").get_absolute_url(),
        "which": "/sources/which/",
        "which-found": "/sources/which/?need=capital&who=person&standing=neither",
        "lessons": "/lessons/",
        "lesson": Lesson.objects.get(source_key="demo:mango-second-grade").get_absolute_url(),
        "search": "/search/?q=มะมวง",
        "search-nothing": "/search/?q=zzzz",
        "site-map": "/site-map/",
        "privacy": "/privacy/",
        "accessibility": "/accessibility/",
    }


@each_pair
def test_pages_are_accessible(new_page, demo, device, language, dark, javascript):
    page = new_page(device, language=language, dark=dark, javascript=javascript)
    for name, address in addresses().items():
        page.goto(f"/en{address}" if language == "en" else address)
        assert_axe_clean(page)
        keep_picture(page, f"{name}-{language}-{device.width}-{'dark' if dark else 'light'}")


@pytest.mark.parametrize("device", [PHONE, NARROW], ids=["360", "320"])
def test_nothing_sticks_out_and_targets_are_big_enough(new_page, demo, device):
    page = new_page(device)
    for name, address in addresses().items():
        page.goto(address)
        assert_no_sideways_scroll(page)
        small = page.evaluate(
            """() => [...document.querySelectorAll('main button, main input, main select, main summary, main textarea, .menu a')]
              .filter((field) => field.type !== 'hidden' && !field.closest('.visually-hidden'))
              .filter((field) => {
                const box = (field.closest('label') || field).getBoundingClientRect();
                return box.height > 0 && box.height < 43.5;
              }).map((field) => field.outerHTML.slice(0, 120))"""
        )
        assert small == [], name


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_a_villager_finds_a_source_in_three_questions(new_page, demo, javascript):
    page = new_page(PHONE, javascript=javascript)
    page.goto("/sources/")
    page.get_by_role("link", name="แหล่งไหนเหมาะกับฉัน").click()
    page.get_by_label("เงินทุน").check()
    page.get_by_label("ตัวฉันเอง").check()
    page.get_by_label("เป็นครัวเรือนเป้าหมายของหมู่บ้าน").check()
    page.get_by_role("button", name="ดูแหล่งที่เหมาะ").click()
    page.get_by_role("link", name="เงินยืมโครงการแก้ไขปัญหาความยากจน (กข.คจ.)").click()
    expect(page.locator("main")).to_contain_text("ใช้ประกอบอาชีพเท่านั้น")
    assert page.context.cookies() == []


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_a_visitor_asks_and_an_officer_answers(new_page, demo, monkeypatch, javascript):
    address = addresses()["lesson"]
    visitor = new_page(PHONE, javascript=javascript)
    visitor.goto(address)
    visitor.get_by_role("link", name="เขียนคำถาม").click()
    visitor.get_by_label("คำถามของคุณ").fill("ใช้มะม่วงพันธุ์อื่นได้ไหม")
    visitor.get_by_label("เบอร์โทรศัพท์").fill("12")
    visitor.get_by_role("button", name="ส่งคำถาม").click()
    expect(visitor.get_by_role("alert").get_by_role("link")).to_have_text(["กรุณากรอกเบอร์โทรศัพท์ 9-10 หลัก ขึ้นต้นด้วย 0"])
    assert visitor.get_by_label("คำถามของคุณ").input_value() == "ใช้มะม่วงพันธุ์อื่นได้ไหม"
    assert_axe_clean(visitor)
    keep_picture(visitor, f"question-refused-{'js' if javascript else 'no-js'}")
    monkeypatch.setattr(QuestionForm, "fastest", 0)
    visitor.get_by_label("เบอร์โทรศัพท์").fill("๐๘๙-๘๗๖-๕๔๓๒")
    visitor.get_by_role("button", name="ส่งคำถาม").click()
    expect(visitor.get_by_role("status")).to_contain_text("ได้รับคำถามแล้ว")
    question = Question.objects.get(text="ใช้มะม่วงพันธุ์อื่นได้ไหม")
    assert (question.phone, question.state) == ("0898765432", "waiting")
    questions.answer(question, text="ได้ เลือกพันธุ์ที่เนื้อแน่น", by=factories.make_staff())
    visitor.goto(address)
    assert "ได้ เลือกพันธุ์ที่เนื้อแน่น" in visitor.locator("main").inner_text()
    assert "089-876-5432" not in visitor.locator("main").inner_text()


@pytest.mark.long  # takes pictures for the guides, of pages that other tests walk through
@pytest.mark.ignore_template_errors
def test_the_picture_of_answering(new_page, demo):
    """The staff's way as docs/staff/answer-a-question.md tells it; what `make screenshots` puts into docs/img."""
    factories.make_staff(username="officer", first_name="สมศรี", password=PASSWORD)
    page = new_page(DESKTOP)
    sign_in(page)
    page.get_by_role("link", name="คำถามที่รอตอบ").click()
    page.get_by_role("link", name="ถ้าไม่มีตู้อบ ใช้เตาอบที่บ้านได้ไหม").click()
    page.locator("#id_answer").fill("ใช้ได้ ตั้งไฟอ่อน เปิดฝาแง้มไว้ และกลับแผ่นทุกชั่วโมง")
    assert_no_csp_violations(page.record)
    assert screenshot(page, "answer-a-question").stat().st_size > 10_000
    page.get_by_role("button", name="ตอบและแสดงบนเว็บ").click()
    page.get_by_role("link", name="ดูที่หน้าเว็บ").click()
    expect(page.locator("main")).to_contain_text("กลับแผ่นทุกชั่วโมง")
