"""A committee is seated from proposals to its order, a member is replaced, and the chart fits the wall."""

import datetime as dt
import io
import re

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from center.office.models import Center
from committee.terms.models import Seat, Term
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
from tests.factories import make_governing_term, make_network, make_person, make_seat, make_staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]

A4, A3 = (210, 297), (420, 297)  # millimeters
# Names, photos and lines lie on the sheet and not over each other.
OVERFLOW = """() => {
  const sheet = document.querySelector(".chart").getBoundingClientRect(), found = [];
  for (const member of document.querySelectorAll(".line li")) {
    const box = member.getBoundingClientRect();
    let above = box.top;
    for (const part of member.children) {
      const own = part.getBoundingClientRect();
      if (own.top < above - 0.5) found.push(`${part.tagName} of ${member.textContent.trim()} lies over what is above`);
      above = own.bottom;
    }
    if (above > box.bottom + 0.5 || box.right > sheet.right || box.left < sheet.left) found.push(member.textContent.trim());
    if (member.querySelector("img").getBoundingClientRect().width < 40) found.push("a photo of less than a centimeter");
  }
  if (document.querySelector(".foot").getBoundingClientRect().bottom > sheet.bottom) found.push("the foot leaves the sheet");
  return found;
}"""


def choose(page: Page, row: int, typed: str, name: str) -> None:
    """Somebody from the registers, in a row of the proposals."""
    page.locator(f"#id_rows-{row}-person + .select2").click()
    page.locator(".select2-container--open .select2-search__field").fill(typed)
    page.locator(".select2-results__option", has_text=name).click()


def row_of(page: Page, network: str) -> int:
    """The number of the first row that stands for a network and has no name yet."""
    for number in range(page.locator("#id_rows-TOTAL_FORMS").input_value() and 40):
        box = page.locator(f"#id_rows-{number}-stands_for option:checked")
        if box.inner_text().strip() == network:
            return number
    raise AssertionError(f"no row stands for {network}")


def test_staff_seat_a_committee_from_proposals_to_the_order(new_page, demo, live_server, settings):
    """As docs/staff/seat-a-committee.md tells it, without typing an address; takes the pictures of that page."""
    settings.SECOND_FACTOR_REQUIRED = False
    make_staff(username="officer", first_name="สมศรี", password=PASSWORD)
    former = Term.objects.in_force().get()
    page = new_page(DESKTOP)
    sign_in(page)

    # 1 Which committee, since when.
    page.locator("#content-main").get_by_role("link", name="คณะกรรมการ", exact=True).click()
    page.locator(".object-tools").get_by_role("link", name="ตั้งคณะกรรมการชุดใหม่").click()
    expect(page.locator("#id_number")).to_have_value(str(former.number + 1))
    page.locator("#id_starts_on").fill("1/10/2573")
    screenshot(page, "staff-committee-new")
    page.locator("[name=_save]").click()
    expect(page.locator(".messagelist")).to_contain_text("ต่อไปกรอกรายชื่อผู้แทน")

    # 2 Who is proposed: somebody of the registers, and two who are new, of whom one has a name that is there.
    chair = row_of(page, "เครือข่ายผู้ผลิต ผู้ประกอบการ OTOP")
    choose(page, chair, "สำรวย", "นางสำรวย ตลาดบางกระเจ็ด")
    page.locator(f"#id_rows-{chair}-decision").fill("มติเอกฉันท์")
    fund = row_of(page, "กองทุนหมู่บ้านและชุมชนเมือง")
    page.locator(f"#id_rows-{fund}-typed_name").fill("นางสาวชบาทิพย์ ริมคลองใหม่")
    page.locator(f"#id_rows-{fund}-decision").fill("18 คะแนน")
    sage = row_of(page, "เครือข่ายภูมิปัญญาท้องถิ่น")
    page.locator(f"#id_rows-{sage}-typed_name").fill("นางเปลี่ยน เสื่อกกเสม็ดใต้")
    page.locator(f"#id_rows-{chair}-rank").scroll_into_view_if_needed()
    screenshot(page, "staff-committee-proposals")
    assert_axe_clean(page)
    page.locator("[name=_save]").click()
    expect(page.locator(".errornote")).to_contain_text("มีชื่อนี้ในทะเบียนแล้ว")
    expect(page.locator(f"#id_rows-{fund}-typed_name")).to_have_value("นางสาวชบาทิพย์ ริมคลองใหม่")
    page.get_by_label(re.compile("นางเปลี่ยน เสื่อกกเสม็ดใต้ · หมู่ที่ 2")).check()
    page.locator("[name=_draft]").click()

    # 3 The draft, as text to copy and to print.
    draft = page.locator("#draft")
    expect(draft).to_contain_text("นางสาวชบาทิพย์ ริมคลองใหม่ กองทุนหมู่บ้านและชุมชนเมือง เป็นรองประธานกรรมการ")
    screenshot(page, "staff-committee-draft")
    assert_axe_clean(page)
    page.get_by_role("link", name="กลับไปหน้าเดิม").click()

    # 4 The order. The committee in force has to end first: the page offers the day, and says so if it is taken out.
    page.get_by_role("link", name="4 บันทึกคำสั่ง").click()
    page.locator("#id_order_number").fill("61/2573")
    page.locator("#id_ordered_on").fill("25/9/2573")
    file = {"name": "คำสั่ง 61-2573.pdf", "mimeType": "application/pdf", "buffer": make_pdf()}
    page.locator("#id_new_file").set_input_files(file)
    offered = page.locator("#id_end_former_on")
    expect(offered).to_have_value("30/9/2573")
    page.locator("form h2").last.scroll_into_view_if_needed()
    screenshot(page, "staff-committee-order")
    offered.fill("")
    page.get_by_role("button", name="เริ่มวาระชุดนี้").click()
    expect(page.locator(".errornote").first).to_contain_text(f"ชุดที่ {former.number} ยังไม่พ้นวาระ")
    expect(page.locator("#id_order_number")).to_have_value("61/2573")
    offered.fill("30/9/2573")
    page.locator("#id_new_file").set_input_files(file)
    assert_axe_clean(page)
    page.get_by_role("button", name="เริ่มวาระชุดนี้").click()
    expect(page.locator(".messagelist")).to_contain_text("เริ่มวาระ และแสดงบนเว็บแล้ว")
    assert_axe_clean(page)
    screenshot(page, "staff-committee-seated")

    term = Term.objects.get(number=former.number + 1)
    assert (term.state, term.starts_on, term.order_document.is_published) == ("in_force", dt.date(2030, 10, 1), True)
    former.refresh_from_db()
    assert former.ended_on == dt.date(2030, 9, 30)
    page.get_by_role("link", name="ดูบนเว็บไซต์").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"คณะกรรมการ ชุดที่ {term.number}")
    expect(page.get_by_text("นางสาวชบาทิพย์ ริมคลองใหม่")).to_be_visible()


def test_staff_replace_a_member_and_take_it_back(new_page, demo, live_server, settings):
    """As docs/staff/replace-a-member.md tells it, without typing an address; takes the pictures of that page."""
    settings.SECOND_FACTOR_REQUIRED = False
    make_staff(username="officer", first_name="สมศรี", password=PASSWORD)
    leaves = Seat.objects.get(term=Term.objects.in_force().get(), position="treasurer")
    page = new_page(DESKTOP)
    sign_in(page)
    page.locator("#content-main").get_by_role("link", name="คณะกรรมการ", exact=True).click()
    page.locator("#result_list").get_by_role("link", name=str(leaves.term)).click()
    page.get_by_role("link", name=f"เปลี่ยนคน {leaves.person}").scroll_into_view_if_needed()
    screenshot(page, "staff-committee-members")
    page.get_by_role("link", name=f"เปลี่ยนคน {leaves.person}").click()
    page.locator("#id_last_day").fill("31/3/2570")
    page.locator("#id_reason").select_option("resigned")
    page.locator("#id_typed_name").fill("นางสาวชบาทิพย์ ริมคลองใหม่")
    screenshot(page, "staff-committee-replace")
    page.locator("#id_from_on").fill("31/3/2570")
    page.get_by_role("button", name="บันทึกการเปลี่ยนคน").click()
    expect(page.locator(".errornote")).to_contain_text("ผู้แทนใหม่ต้องเริ่มหลังวันสุดท้ายของคนเดิม")
    expect(page.locator("#id_typed_name")).to_have_value("นางสาวชบาทิพย์ ริมคลองใหม่")
    assert_axe_clean(page)
    page.locator("#id_from_on").fill("1/4/2570")
    page.get_by_role("button", name="บันทึกการเปลี่ยนคน").click()
    expect(page.get_by_text(f"แทน{leaves.person}", exact=True)).to_be_visible()
    new = Seat.objects.get(replaces=leaves)
    assert (new.from_on, new.position, str(new.person)) == (dt.date(2027, 4, 1), "treasurer", "นางสาวชบาทิพย์ ริมคลองใหม่")

    page.get_by_role("link", name=f"ยกเลิกการเปลี่ยนคน {leaves.person}").click()
    page.get_by_role("button", name="ยกเลิกการเปลี่ยนคน").click()
    expect(page.get_by_role("link", name=f"เปลี่ยนคน {leaves.person}", exact=True)).to_be_visible()


@each_pair
def test_the_pages_are_accessible_and_fit(new_page, demo, device, language, dark, javascript):
    page = new_page(device, language=language, dark=dark, javascript=javascript)
    prefix = "/en" if language == "en" else ""
    for path in ("", "?by=origin", "?term=2", "chart/", "chart/?paper=a3"):
        page.goto(f"{prefix}/about/committee/{path}")
        assert_axe_clean(page)
        if device == PHONE or "chart" not in path:
            assert_no_sideways_scroll(page)
        keep_picture(page, f"committee-{language}-{device.width}-{path.strip('/?').replace('/', '')}")


def pages_of(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of each page in whole millimeters."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return [tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in document]


@pytest.mark.parametrize(("paper", "size"), [("a4", A4), ("a3", A3)])
@pytest.mark.parametrize("members", [9, 25])
def test_the_chart_is_one_page(new_page, live_server, paper, size, members):
    Center.objects.create(name_th="ศูนย์ทดสอบ", phone="038123456")
    term = make_governing_term(number=3, starts_on=dt.date(2026, 1, 1))
    network = make_network(name_th="เครือข่ายผู้ผลิต ผู้ประกอบการ OTOP และวิสาหกิจชุมชนบ้านริมน้ำ")
    heads = ["adviser", "adviser", "chair", "vice", "vice"]
    for number in range(members):
        position = heads[number] if number < len(heads) else "assistant"
        person = make_person(title="ว่าที่ร้อยตรีหญิง", first_name="จิตรลดาวัลย์", surname="กิจเจริญวัฒนานุกูลชัย")
        make_seat(term, rank=number, person=person, position=position, network=network)
    page = new_page(DESKTOP)
    page.goto(f"/about/committee/chart/?paper={paper}")
    page.emulate_media(media="print")
    wait_for_fonts(page)
    assert page.evaluate(OVERFLOW) == []
    assert pages_of(page.pdf(prefer_css_page_size=True, print_background=True)) == [size]
    assert page.locator(".line li").count() == members
