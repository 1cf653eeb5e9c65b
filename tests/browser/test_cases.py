"""An officer carries a case to its end on a phone without JavaScript; its applicant follows it; a complaint is answered."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from consultations.registers.forms import ComplaintForm
from consultations.registers.models import Case, Complaint
from tests.browser.rig import DESKTOP, PASSWORD, PHONE, assert_axe_clean, assert_no_sideways_scroll, screenshot, sign_in
from tests.consultations.registers.case_rows import make_round
from tests.factories import make_center, make_staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]


def look(page: Page) -> None:
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


@pytest.fixture
def officer(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    make_center(phone="038541234")
    return make_staff(username="officer", first_name="สมศรี", password=PASSWORD)


def test_a_case_from_the_counter_to_the_register(new_page, officer):
    make_round()
    page = new_page(PHONE, javascript=False)
    sign_in(page)
    page.get_by_role("link", name="รับเรื่อง", exact=True).first.click()
    look(page)
    press(page, "ขึ้นทะเบียน OTOP")
    page.locator("#id_name").fill("นางแฉล้ม ลานใบไม้")
    page.locator("#id_phone").fill("๐๘๑ ๒๓๔ ๕๖๗๘")
    page.locator("#id_subject").fill("ไข่เค็มใบเตย")
    page.get_by_label("สำเนาบัตรประจำตัวประชาชน").check()
    look(page)
    page.locator("#id_name").press("Enter")
    case = Case.objects.get()
    expect(page.locator("#line-text")).to_contain_text("ยังขาด ใบสมัคร")
    look(page)
    page.get_by_role("link", name="พิมพ์ใบรับเรื่อง").click()
    expect(page.get_by_role("heading", name=f"ใบรับเรื่อง เลขที่ {case.reference}")).to_be_visible()
    look(page)

    # Handed in too soon, then complete, considered, registered.
    page.goto(reverse("admin:consultations_case_change", args=[case.pk]))
    for act in ("เอกสารไม่ครบ", "ยื่นแล้ว", "รอพิจารณา"):
        press(page, act)
    page.get_by_role("link", name="ลงทะเบียนแล้ว", exact=True).click()
    press(page, "บันทึกว่าลงทะเบียนแล้ว")
    expect(page.locator(".errornote")).to_contain_text("สำเนาทะเบียนบ้าน")
    look(page)
    page.goto(reverse("admin:consultations_case_papers", args=[case.pk]))
    for group in page.locator("fieldset.choices").all():
        group.get_by_label("ได้แล้ว").check()
    look(page)
    press(page, "บันทึก")
    page.get_by_role("link", name="ลงทะเบียนแล้ว", exact=True).click()
    page.locator("#id_result_number").fill("240200123")
    press(page, "บันทึกว่าลงทะเบียนแล้ว")
    assert Case.objects.get().state == Case.State.REGISTERED

    visitor = new_page(PHONE, language="en", dark=True, javascript=False)
    visitor.goto("/en/my-matters/")
    visitor.locator("#id_number").fill(case.reference)
    visitor.locator("#id_phone").fill("0812345678")
    visitor.locator("main form button").click()
    visitor.get_by_role("link", name=re.compile(case.reference)).click()
    expect(visitor.locator("main")).to_contain_text("240200123")
    look(visitor)


@pytest.mark.long
def test_the_staffs_pages_of_cases_on_a_desk(new_page, demo, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    make_staff(username="officer", first_name="สมศรี", password=PASSWORD)
    page = new_page(DESKTOP)
    sign_in(page)
    case = Case.objects.get(state=Case.State.INCOMPLETE)
    page.goto(reverse("admin:consultations_case_change", args=[case.pk]))
    look(page)
    screenshot(page, "carry-a-case")
    names = ("papers", "withdraw", "edit", "point", "hand_over")
    pages = [reverse(f"admin:consultations_case_{name}", args=[case.pk]) for name in names]
    pages += [reverse("admin:consultations_case_changelist"), reverse("admin:consultations_case_add")]
    pages += [reverse("admin:consultations_casekind_rounds", args=[case.kind_id])]
    for address in pages:
        page.goto(address)
        look(page)
        page.goto(f"/en{address}")
        look(page)


def test_a_complaint_without_a_name_and_its_answer(new_page, officer, monkeypatch):
    monkeypatch.setattr(ComplaintForm, "fastest", 0)
    page = new_page(PHONE, javascript=False)
    page.goto("/site-map/")
    page.get_by_role("link", name="ร้องเรียนและเสนอแนะ").first.click()
    look(page)
    page.locator("main form").first.get_by_role("button").click()
    expect(page.get_by_role("alert").first).to_contain_text("กรุณาเขียนเรื่องราว")
    look(page)
    page.locator("#id_text").fill("มาตามนัดแล้วรอเกือบชั่วโมง")
    press(page, "ส่งเรื่อง")
    complaint = Complaint.objects.get()
    expect(page.get_by_role("heading", level=1)).to_contain_text(complaint.reference)
    look(page)

    manager = new_page(PHONE)
    sign_in(manager)
    manager.goto(reverse("admin:consultations_complaint_change", args=[complaint.pk]))
    look(manager)
    manager.get_by_role("link", name="ตอบ", exact=True).click()
    manager.locator("#id_answer").fill("ขออภัย ต่อไปจะโทรแจ้งก่อน")
    look(manager)
    press(manager, "บันทึกคำตอบ")

    page.goto("/complaints/")
    page.locator("#id_number").fill(complaint.reference)
    press(page, "ดูคำตอบ")
    expect(page.locator("main")).to_contain_text("ต่อไปจะโทรแจ้งก่อน")
    look(page)
