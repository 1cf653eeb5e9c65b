"""The speaker team in a browser: accessible on a phone, and the staff's way of choosing somebody."""

import pytest
from playwright.sync_api import expect

from center.people.models import Membership
from committee.speakers.models import Speaker, Topic
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
    topic = Topic.objects.get(source_key="demo:developing")
    return {
        "speakers": "/about/speakers/",
        "speakers-topic": f"/about/speakers/?topic={topic.pk}",
        "speakers-nothing": "/about/speakers/?q=zzzz",
        "speaker": Speaker.objects.get(source_key="demo:palm").get_absolute_url(),
    }


@each_pair
def test_pages_are_accessible(new_page, demo, device, language, dark, javascript):
    page = new_page(device, language=language, dark=dark, javascript=javascript)
    for name, address in addresses().items():
        page.goto(f"/en{address}" if language == "en" else address)
        assert_axe_clean(page)
        keep_picture(page, f"{name}-{language}-{device.width}-{'dark' if dark else 'light'}")


@pytest.mark.parametrize("device", [PHONE, NARROW], ids=["360", "320"])
def test_nothing_sticks_out(new_page, demo, device):
    page = new_page(device)
    for address in addresses().values():
        page.goto(address)
        assert_no_sideways_scroll(page)


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_a_villager_finds_who_helps_with_products(new_page, demo, javascript):
    page = new_page(PHONE, javascript=javascript)
    page.goto("/about/")
    page.get_by_role("link", name="ทำเนียบวิทยากร").click()
    page.get_by_text("เลือกดูเฉพาะ").click()
    page.get_by_label("พัฒนาสินค้า").check()
    page.get_by_role("button", name="แสดงผล").click()
    expect(page.locator(".speaker")).to_have_count(5)
    page.get_by_role("link", name="เฉลิม ตาลคู่").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("เฉลิม ตาลคู่")
    expect(page.get_by_role("main")).to_contain_text("ใช้เวลาประมาณ 1 ชั่วโมง 30 นาที")
    page.get_by_role("main").get_by_role("link", name="ติดต่อเรา").click()
    page.wait_for_url("**/contact/")


@pytest.mark.long  # takes pictures for the guides, of pages that other tests walk through
@pytest.mark.ignore_template_errors
def test_the_pictures_of_choosing_a_speaker(new_page, demo):
    """The staff's way as docs/staff/choose-a-speaker.md tells it, without typing an address."""
    factories.make_staff(username="officer", password=PASSWORD)
    weaver = factories.make_person(title="นาง", first_name="ละออ", surname="ลานเสื่อ", moo=2, tambon=factories.tambon())
    network = factories.make_network(name_th="เครือข่ายช่างทอบางคล้า")
    Membership.objects.create(person=weaver, group=factories.make_group(network=network))
    page = new_page(DESKTOP)
    sign_in(page)
    page.get_by_role("link", name="วิทยากร", exact=True).first.click()
    assert_axe_clean(page)
    page.get_by_role("link", name="เพิ่มวิทยากร", exact=True).click()
    assert_axe_clean(page)
    page.get_by_label("ชื่อ ชื่อเล่น หรือ ม.2 เสม็ดใต้").fill("ละออ")
    page.get_by_role("button", name="ค้นหา").click()
    expect(page.locator(".choose-rows")).to_contain_text("เครือข่ายช่างทอบางคล้า")
    keep_picture(page, "staff-choose-a-speaker")
    page.get_by_role("button", name="เลือก นางละออ ลานเสื่อ").click()
    expect(page.locator(".messagelist")).to_contain_text("อยู่ในทีมวิทยากรแล้ว")
    expect(page.get_by_label("มาจากเครือข่าย")).to_have_value(str(network.pk))
    page.locator("#id_expertise_th").fill("ทอเสื่อกก")
    developing = page.get_by_label("พัฒนาสินค้า")
    developing.check()
    page.locator("#id_network").evaluate("(field) => field.scrollIntoView()")
    assert screenshot(page, "choose-a-speaker").stat().st_size > 10_000
    developing.uncheck()
    page.get_by_role("button", name="บันทึกและเผยแพร่").first.click()
    expect(page.locator(".errorlist")).to_have_text("กรุณาเลือกหัวข้ออย่างน้อยหนึ่งหัวข้อก่อนเผยแพร่")
    expect(page.locator("#id_expertise_th")).to_have_value("ทอเสื่อกก")
    assert_axe_clean(page)
    developing.check()
    assert_no_csp_violations(page.record)
    page.get_by_role("button", name="บันทึกและเผยแพร่").first.click()
    page.get_by_role("link", name="ดูบนเว็บไซต์").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("นางละออ ลานเสื่อ")
    expect(page.get_by_role("main")).to_contain_text("ทอเสื่อกก")


@pytest.mark.ignore_template_errors
def test_choosing_and_describing_on_a_phone(new_page, demo):
    factories.make_staff(username="officer", password=PASSWORD)
    page = new_page(PHONE)
    sign_in(page)
    speaker = Speaker.objects.get(source_key="demo:palm")
    for name, address in {
        "staff-choose": "/admin/committee/speaker/add/",
        "staff-speaker": f"/admin/committee/speaker/{speaker.pk}/change/",
        "staff-topic": f"/admin/committee/topic/{speaker.topics.first().pk}/change/",
    }.items():
        page.goto(address)
        assert_axe_clean(page)
        assert_no_sideways_scroll(page)
        keep_picture(page, f"{name}-360")
