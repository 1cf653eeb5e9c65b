"""A question that meets a locked database: the page keeps it and sends it again, with and without JavaScript."""

import pytest
from django.db import OperationalError
from django.db.backends.utils import CursorWrapper
from playwright.sync_api import expect

from center.lessons.forms import QuestionForm
from center.lessons.models import Question
from tests import factories
from tests.browser.rig import DESKTOP, PHONE, assert_axe_clean, screenshot


@pytest.fixture
def lock(monkeypatch) -> list[str]:
    """The names of tables that nobody can write to at the moment."""
    tables: list[str] = []
    execute = CursorWrapper.execute

    def refuse(self, sql, params=None):
        if any(f'INSERT INTO "{table}"' in sql for table in tables):
            raise OperationalError("database is locked")
        return execute(self, sql, params)

    monkeypatch.setattr(CursorWrapper, "execute", refuse)
    return tables


@pytest.mark.parametrize(
    ("device", "language", "dark", "javascript"),
    [(PHONE, "th", False, False), (DESKTOP, "en", True, True)],
    ids=["360-th-light-no-js", "1280-en-dark-js"],
)
def test_a_question_survives_a_locked_database(
    new_page, live_server, monkeypatch, lock, device, language, dark, javascript
):
    monkeypatch.setattr(QuestionForm, "fastest", 0)
    lesson = factories.make_lesson(name_en="Salted eggs")
    page = new_page(device, language=language, dark=dark, javascript=javascript)
    page.goto(f"{'/en' if language == 'en' else ''}/lessons/{lesson.pk}/ask/")
    page.locator("textarea[name=text]").fill("เกลือกี่กิโลกรัม\nซื้อที่ไหน")
    lock.append("center_question")
    page.locator("form[action*=ask] [type=submit]").click()
    again = page.get_by_role("button", name="Send again" if language == "en" else "ส่งอีกครั้ง")
    expect(again).to_be_visible()
    expect(page.locator("main")).to_contain_text("เกลือกี่กิโลกรัม")
    assert_axe_clean(page)
    screenshot(page, f"unavailable-{language}-{device.width}")
    again.click()
    expect(again).to_be_visible()  # still locked
    lock.clear()
    again.click()
    page.wait_for_url("**/lessons/*-salted-eggs/")
    assert Question.objects.get().text.splitlines() == ["เกลือกี่กิโลกรัม", "ซื้อที่ไหน"]
