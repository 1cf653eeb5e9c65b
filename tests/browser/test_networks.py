"""Networks, groups, joining the center, consent and the duty roster in a browser: accessible, and the staff's ways."""

import re

import pytest
from playwright.sync_api import expect

from center.people.forms import JoinForm
from center.people.models import Group, JoinRequest, Membership, Network, Person
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
    makers = Group.objects.published().filter(producers__published_at__isnull=False).first()
    return {
        "networks": "/about/networks/",
        "networks-nothing": "/about/networks/?q=zzzz",
        "network": Network.objects.get(name_th="เครือข่ายผู้ผลิต ผู้ประกอบการ OTOP").get_absolute_url(),
        "network-of-networks": Network.objects.get(name_th="เครือข่ายทุนชุมชน").get_absolute_url(),
        "groups": "/about/groups/",
        "groups-filtered": "/about/groups/?tambon=240208&q=กลุ่ม",
        "groups-nothing": "/about/groups/?q=zzzz",
        "group-of-makers": makers.get_absolute_url(),
        "group": Group.objects.get(source_key="demo:khlong-thong-fund").get_absolute_url(),
        "join": "/about/join/",
        "about": "/about/",
        "contact": "/contact/",
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
            """() => [...document.querySelectorAll('main button, main input, main select, main summary, main textarea')]
              .filter((one) => one.type !== 'hidden' && !one.closest('.visually-hidden'))
              .filter((one) => {
                const box = (one.closest('label') || one).getBoundingClientRect();
                return box.height > 0 && box.height < 43.5;
              }).map((one) => one.outerHTML.slice(0, 120))"""
        )
        assert small == [], name


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_a_maker_of_salted_eggs_asks_to_join(new_page, demo, monkeypatch, javascript):
    page = new_page(PHONE, javascript=javascript)
    page.goto("/about/")
    page.get_by_role("link", name="ขอเป็นสมาชิกศูนย์").click()
    page.get_by_label("ชื่อ-นามสกุลของคนที่ขอ").fill("นางบุญเรือน เป็ดไล่ทุ่ง")
    page.get_by_label("เบอร์โทรศัพท์").fill("12")
    page.get_by_label("ตำบล").select_option(label="บางกระเจ็ด")
    page.get_by_label("ชื่อกลุ่มหรือร้าน").fill("กลุ่มไข่เค็มหมู่หก")
    page.get_by_role("button", name="ส่งคำขอ").click()
    expect(page.get_by_role("alert").get_by_role("link")).to_have_text(["กรุณากรอกเบอร์โทรศัพท์ 9-10 หลัก ขึ้นต้นด้วย 0"])
    expect(page.get_by_label("ชื่อกลุ่มหรือร้าน")).to_have_value("กลุ่มไข่เค็มหมู่หก")
    expect(page.get_by_label("ตำบล")).to_have_value("240208")
    assert_axe_clean(page)
    keep_picture(page, f"join-refused-{'js' if javascript else 'no-js'}")
    monkeypatch.setattr(JoinForm, "fastest", -1)
    page.get_by_label("เบอร์โทรศัพท์").fill("๐๘๑-๒๓๔ ๕๖๗๘")
    page.get_by_role("button", name="ส่งคำขอ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"ได้รับคำขอแล้ว เลขที่ \d{4}"))
    request = JoinRequest.objects.get(phone="0812345678")
    assert (request.state, request.group_name) == ("waiting", "กลุ่มไข่เค็มหมู่หก")
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)
    keep_picture(page, f"join-sent-{'js' if javascript else 'no-js'}")


@pytest.mark.long  # takes pictures for the guides, of pages that other tests walk through
@pytest.mark.ignore_template_errors
def test_the_pictures_of_joining(new_page, demo):
    """The staff's way as docs/staff/accept-a-member.md tells it; what `make screenshots` puts into docs/img."""
    factories.make_staff(username="officer", first_name="สมศรี", password=PASSWORD)
    page = new_page(DESKTOP)
    sign_in(page)
    page.get_by_role("link", name="คำขอเป็นสมาชิกที่รอพิจารณา").click()
    waiting = JoinRequest.objects.waiting().exclude(group_name="").first()
    page.get_by_role("link", name=waiting.number).click()
    assert_axe_clean(page)
    page.get_by_role("link", name="รับเป็นสมาชิก").click()
    assert_axe_clean(page)
    page.get_by_label("คนใหม่ ยังไม่มีในทะเบียน").check()
    page.get_by_label("กลุ่มใหม่ ยังไม่มีในทะเบียน").check()
    page.get_by_label("หมู่ที่").fill("6")
    page.locator("#id_network").select_option(label="องค์กรสตรี")
    assert_no_csp_violations(page.record)
    assert screenshot(page, "accept-a-member").stat().st_size > 10_000
    page.get_by_role("button", name="รับเป็นสมาชิก").click()
    expect(page.locator(".messagelist")).to_contain_text("รับเป็นสมาชิกแล้ว")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.group.name_th) == ("accepted", waiting.group_name)
    assert Membership.objects.filter(person=waiting.person, group=waiting.group).exists()


@pytest.mark.long  # takes pictures for the guides, of pages that other tests walk through
@pytest.mark.ignore_template_errors
def test_the_picture_of_the_roster(new_page, demo):
    """The staff's way as docs/staff/keep-the-duty-roster.md tells it."""
    factories.make_staff(username="officer", password=PASSWORD)
    page = new_page(DESKTOP)
    sign_in(page)
    page.get_by_role("link", name="เวรประจำศูนย์").first.click()
    page.get_by_role("link", name="แก้เวรประจำสัปดาห์").click()
    page.get_by_label("หมายเหตุ วันพุธ").fill("ครึ่งวันเช้า")
    assert_axe_clean(page)
    assert_no_csp_violations(page.record)
    assert screenshot(page, "keep-the-duty-roster").stat().st_size > 10_000
    page.get_by_role("button", name="บันทึก").click()
    expect(page.locator(".messagelist")).to_contain_text("บันทึกเวรแล้ว เปลี่ยน 1 วัน")
    expect(page.locator("table.week")).to_contain_text("ครึ่งวันเช้า")
    assert_axe_clean(page)


@pytest.mark.long  # takes pictures for the guides, of pages that other tests walk through
@pytest.mark.ignore_template_errors
def test_the_pictures_of_consent(new_page, demo):
    """The staff's way as docs/staff/record-a-consent.md tells it."""
    factories.make_staff(username="officer", password=PASSWORD)
    person = Person.objects.get(source_key="demo:chalaem")
    page = new_page(DESKTOP)
    sign_in(page)
    page.goto(f"/admin/center/person/{person.pk}/change/")
    consents = page.locator("#consents-group")
    expect(consents).to_contain_text("ยินยอมอยู่")
    assert_axe_clean(page)
    consents.scroll_into_view_if_needed()
    assert screenshot(page, "record-a-consent").stat().st_size > 10_000
    consents.get_by_role("link", name="ถอนความยินยอม").first.click()
    assert_axe_clean(page)
    page.get_by_role("button", name="ถอนความยินยอม").click()
    expect(page.locator(".messagelist")).to_contain_text("บันทึกการถอนความยินยอมแล้ว")
    expect(consents).to_contain_text("ถอนแล้วเมื่อ")
    assert_no_csp_violations(page.record)
