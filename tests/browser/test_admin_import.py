"""A real sheet through the staff site in a browser: upload, progress, preview, confirmation, result, undo."""

import openpyxl
import pytest
from django.conf import settings
from playwright.sync_api import Page

from catalog.importing.models import ImportBatch
from catalog.products.models import Category, Product
from center.jobs.running import run_due
from center.places.models import Tambon
from tests import factories
from tests.browser.rig import DESKTOP, PHONE, assert_axe_clean, keep_picture, wait_for_fonts
from tests.browser.test_admin import WIDE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]
SHEET = settings.BASE_DIR / "tests" / "fixtures" / "products.xlsx"


@pytest.fixture
def officer(live_server):
    """A superuser, the categories and the tambons: another test may have emptied the tables."""
    Category.objects.get_or_create(code="food", defaults={"name_th": "อาหาร", "position": 1})
    for number, name in enumerate(["ปากน้ำ", "หัวไทร", "สาวชะโงก", "บางสวน"], start=1):
        if not Tambon.objects.filter(name_th=name).exists():
            Tambon.objects.create(code=f"2402{90 + number}", name_th=name, postcode="24110", villages=9)
    return factories.make_staff(username="officer")


def look(page: Page, name: str, width: int) -> None:
    """The page is accessible, says what it says within its width, and broke no rule of its security policy."""
    wait_for_fonts(page)
    assert page.evaluate(WIDE) == ""
    keep_picture(page, f"import-{name}-{width}")
    assert_axe_clean(page)


def work(page: Page) -> None:
    """The worker works; the result opens by itself, with and without scripts."""
    page.wait_for_url("**/progress/**")
    page.get_by_role("heading", name="รอทำ").wait_for()
    run_due()
    page.wait_for_url("**/importbatch/import/**")


@pytest.mark.parametrize(
    ("device", "javascript"),
    [
        (DESKTOP, True),
        (PHONE, False),
        pytest.param(DESKTOP, False, marks=pytest.mark.long),
        pytest.param(PHONE, True, marks=pytest.mark.long),
    ],
    ids=["wide-with", "phone-without", "wide-without", "phone-with"],
)
def test_a_sheet_goes_in_and_out_again(new_page, live_server, client, officer, device, javascript):
    client.force_login(officer)
    page = new_page(device, javascript=javascript)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
    looks = javascript
    page.goto("/admin/catalog/product/")
    if device is PHONE:
        page.get_by_text("เครื่องมือของรายการ").click()
    page.get_by_role("link", name="นำเข้าจาก Excel").click()
    page.get_by_label("ไฟล์ Excel หรือ CSV").wait_for()
    if looks:
        look(page, "upload", device.width)
    page.get_by_label("ไฟล์ Excel หรือ CSV").set_input_files(SHEET)
    page.get_by_role("button", name="แนบไฟล์และเปรียบเทียบ").click()
    work(page)

    page.get_by_text("ยังไม่ได้บันทึกอะไร").wait_for()
    cell, heading = (page.get_by_role(role, name="ขนมเปี๊ยะไส้ถั่ว") for role in ("cell", "rowheader"))
    cell.or_(heading).first.wait_for()
    assert not Product.objects.exists()
    if looks:
        look(page, "preview", device.width)
    page.get_by_role("link", name="2 ไม่รับ").click()
    page.get_by_text("ชื่อสินค้าไม่ใช่ข้อความ").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="เฉพาะแถวที่ไม่รับ (Excel)").click()
    assert download.value.suggested_filename == "เฉพาะแถวที่ไม่รับ.xlsx"

    page.get_by_role("button", name="ยืนยันบันทึก 2 รายการ").click()
    work(page)
    page.get_by_role("heading", name="บันทึกแล้ว").wait_for()
    assert Product.objects.count() == 2
    if looks:
        look(page, "result", device.width)

    page.get_by_role("link", name="ยกเลิกการนำเข้าทั้งหมด").click()
    page.get_by_role("button", name="ยกเลิกการนำเข้าทั้งหมด").wait_for()
    if looks:
        look(page, "undo", device.width)
    page.get_by_role("button", name="ยกเลิกการนำเข้าทั้งหมด").click()
    work(page)
    page.get_by_role("heading", name="ยกเลิกการนำเข้าแล้ว").wait_for()
    assert not Product.objects.exists()


@pytest.mark.parametrize("device", [DESKTOP, pytest.param(PHONE, marks=pytest.mark.long)], ids=["wide", "phone"])
def test_headings_are_matched_by_hand(new_page, live_server, client, officer, device, tmp_path):
    sheet = tmp_path / "ของดี.csv"
    sheet.write_text("ของดีบ้านเรา,ผู้ทำ,ตำบล\nขนมเปี๊ยะ,ร้านป้า,ปากน้ำ\n")
    client.force_login(officer)
    page = new_page(device)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
    page.goto("/admin/catalog/importbatch/import/")
    page.get_by_label("ไฟล์ Excel หรือ CSV").set_input_files(sheet)
    page.get_by_role("button", name="แนบไฟล์และเปรียบเทียบ").click()
    work(page)
    page.get_by_label("ของดีบ้านเรา").select_option("product")
    page.get_by_label("ผู้ทำ").select_option("producer")
    look(page, "headings", device.width)
    page.get_by_role("button", name="จำไว้และเปรียบเทียบ").click()
    work(page)
    page.get_by_role("button", name="ยืนยันบันทึก 1 รายการ").wait_for()
    assert ImportBatch.objects.get().state == "ready"


def test_an_exported_list_edited_in_excel_comes_back_whole(new_page, live_server, client, officer, tmp_path):
    """Five kinds of edits: a price, months and a story as texts, a phone of the producer, stars; and one that isn't read back."""
    product = factories.make_product(name_th="ปลาส้ม", price_low=60)
    client.force_login(officer)
    page = new_page(DESKTOP)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
    page.goto("/admin/catalog/product/")
    with page.expect_download() as download:
        page.get_by_role("link", name="ส่งออก Excel").click()
    download.value.save_as(tmp_path / "exported.xlsx")
    book = openpyxl.load_workbook(tmp_path / "exported.xlsx")
    columns = {cell.value: cell.column for cell in book.active[1]}
    edits = {
        "ราคา (บาท)": "75 บาท",
        "เดือนที่มีขาย": "มี.ค. - พ.ค.",
        "เรื่องราวของสินค้า": "ทำจากปลาตะเพียน",
        "เบอร์โทรศัพท์": "089-876-5432",
        "ระดับดาวล่าสุด": 5,
        "ปีคัดสรรล่าสุด": 2567,
        "มีแอลกอฮอล์": "ใช่",
    }
    for heading, value in edits.items():
        book.active.cell(2, columns[heading]).value = value
    edited = tmp_path / "list.xlsx"
    book.save(edited)

    page.get_by_role("link", name="นำเข้าจาก Excel").click()
    page.get_by_label("ไฟล์ Excel หรือ CSV").set_input_files(edited)
    page.get_by_role("button", name="แนบไฟล์และเปรียบเทียบ").click()
    work(page)
    page.get_by_text("มีแอลกอฮอล์: ในระบบ “ไม่ใช่” ในไฟล์ “ใช่”").first.wait_for()
    look(page, "edited", DESKTOP.width)
    page.get_by_role("button", name="ยืนยันบันทึก 1 รายการ").click()
    work(page)
    page.get_by_role("heading", name="บันทึกแล้ว").wait_for()
    product.refresh_from_db()
    assert (product.price_low, product.months, product.story_th) == (75, 0b11100, "ทำจากปลาตะเพียน")
    assert product.latest_rating == (5, 2024) and not product.alcohol
    product.producer.refresh_from_db()
    assert product.producer.phone == "0898765432"

    page.get_by_role("link", name="ดูรายการที่นำเข้า").click()
    page.get_by_role("link", name="ปลาส้ม").wait_for()


@pytest.mark.parametrize("device", [DESKTOP, pytest.param(PHONE, marks=pytest.mark.long)], ids=["wide", "phone"])
def test_a_sheet_is_chosen_and_what_was_imported_is_printed_and_published(
    new_page, live_server, client, officer, device, tmp_path
):
    book = openpyxl.Workbook()
    book.active.title = "หัวไทร"
    for sheet in (book.active, book.create_sheet("บางสวน")):
        for row in (
            ["ชื่อสินค้า", "ผู้ผลิต", "ตำบล"],
            ["ปลาส้ม", "กลุ่มปลาส้ม", sheet.title],
            ["ปลาสม", None],
            ["รวมทั้งสิ้น 2 รายการ"],
        ):
            sheet.append(row)
    file = tmp_path / "สองชีต.xlsx"
    book.save(file)
    client.force_login(officer)
    page = new_page(device)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
    page.goto("/admin/catalog/importbatch/import/")
    page.get_by_label("ไฟล์ Excel หรือ CSV").set_input_files(file)
    page.get_by_role("button", name="แนบไฟล์และเปรียบเทียบ").click()
    work(page)
    page.get_by_label("บางสวน (4 แถว)").check()
    look(page, "sheets", device.width)
    page.get_by_role("button", name="ใช้ชีตนี้").click()
    work(page)
    page.get_by_role("link", name="1 ไม่ใช่ข้อมูล").wait_for()
    page.get_by_role("button", name="ยืนยันบันทึก 2 รายการ").click()
    work(page)
    page.get_by_role("heading", name="บันทึกแล้ว").wait_for()
    look(page, "written", device.width)
    page.get_by_role("link", name="รายงานสำหรับพิมพ์").click()
    page.get_by_role("button", name="พิมพ์").wait_for()
    look(page, "report", device.width)
    page.go_back()
    page.get_by_role("button", name="เผยแพร่ทั้งหมดที่นำเข้า").click()
    page.get_by_text("เผยแพร่แล้ว: สินค้า 2 รายการ ผู้ผลิต 1 ราย").wait_for()
    assert Product.objects.published().count() == 2
