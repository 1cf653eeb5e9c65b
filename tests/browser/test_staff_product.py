"""An officer puts a product with a photo from her phone on the web, prints its card, and takes a mistake back."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from catalog.products.models import Product
from tests.browser.rig import DESKTOP, PASSWORD, assert_axe_clean, screenshot, sign_in
from tests.factories import make_staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]


def photo() -> bytes:
    """Twelve megapixels as a phone held upright writes them: lying on their side, and saying so."""
    picture = Image.radial_gradient("L").resize((4032, 3024))
    exif = Image.Exif()
    exif[0x0112] = 6
    written = io.BytesIO()
    Image.merge("RGB", [picture, picture.point(lambda value: value // 2), picture.point(lambda value: 60)]).save(
        written, "JPEG", quality=88, exif=exif
    )
    return written.getvalue()


def choose(page: Page, field: str, typed: str, name: str) -> None:
    """From a box of choices that searches."""
    page.locator(f".field-{field} .select2-selection").first.click()
    page.locator(".select2-container--open .select2-search__field").fill(typed)
    page.locator(".select2-results__option", has_text=name).click()


def test_staff_add_a_product_with_a_photo_and_bring_it_back(new_page, demo, live_server, settings):
    """Also takes the pictures of docs/staff/add-a-product.md."""
    settings.SECOND_FACTOR_REQUIRED = False
    make_staff(username="officer", first_name="สมศรี", password=PASSWORD)
    page = new_page(DESKTOP)
    sign_in(page)
    page.locator("#content-main").get_by_role("link", name="สินค้า OTOP", exact=True).click()
    page.locator(".object-tools").get_by_role("link", name="เพิ่มสินค้า OTOP").click()
    page.locator("#id_name_th").fill("ไข่เค็มใบเตย")
    choose(page, "producer", "เปดยิม", "เป็ดยิ้ม")  # tone marks left out
    page.get_by_label("อาหาร", exact=True).check()
    page.locator("#id_price_low").fill("๑๒")
    choose(page, "unit", "ฟอง", "ฟอง")
    screenshot(page, "staff-product-new")
    page.get_by_text("เรื่องราวและวัตถุดิบ", exact=True).click()
    page.locator("#id_story_th").fill("ไข่เค็มหอมใบเตย บรรเทาหิวได้ดี")

    # Without words for those who can't see it, the photo is not taken; what was typed stays.
    page.locator("#pictures-group .add-row a").click()
    file = {"name": "IMG_2569.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    page.locator("#id_pictures-0-upload").set_input_files(file)
    page.locator("[name=_save]").last.click()
    expect(page.locator(".errornote")).to_be_visible()
    expect(page.get_by_text("กรุณาเขียนคำบรรยายรูป")).to_be_visible()
    expect(page.locator("#id_name_th")).to_have_value("ไข่เค็มใบเตย")
    page.locator("#id_pictures-0-upload").set_input_files(file)
    page.locator("#id_pictures-0-alt_th").fill("ไข่เค็มใบเตยในถาด")
    page.locator("#pictures-0").scroll_into_view_if_needed()
    screenshot(page, "staff-product-photo")
    page.locator("[name=_publish]").last.click()
    expect(page.locator(".messagelist")).to_contain_text("บรรเทา")  # a warning, not a refusal
    expect(page.locator(".messagelist")).to_contain_text("เผยแพร่แล้ว 1 รายการ")
    screenshot(page, "staff-product-published")
    product = Product.objects.get(name_th="ไข่เค็มใบเตย")
    assert product.health_claim
    taken = product.first_picture
    assert (taken.width, taken.height) == (3024, 4032)

    page.get_by_role("link", name="ดูบนเว็บไซต์").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("ไข่เค็มใบเตย")
    expect(page.locator(".price-big", has_text="12 บาท/ฟอง")).to_be_visible()
    shown = page.locator(".photo img").first
    assert shown.evaluate("image => image.decode().then(() => image.naturalHeight > image.naturalWidth)")
    assert_axe_clean(page)
    page.get_by_role("link", name="พิมพ์การ์ด").click()
    expect(page).to_have_url(re.compile(r"/card/$"))
    expect(page.locator("h2, h1").filter(has_text="ไข่เค็มใบเตย").first).to_be_visible()

    page.goto(f"/admin/catalog/product/{product.pk}/delete/")
    page.locator("#content input[type=submit]").click()
    page.get_by_role("link", name="เปิดถังขยะ").click()
    page.get_by_role("link", name="ไข่เค็มใบเตย").click()
    page.get_by_role("button", name="เรียกคืน").click()
    expect(page.locator("#id_name_th")).to_have_value("ไข่เค็มใบเตย")
    assert Product.objects.get(name_th="ไข่เค็มใบเตย").first_picture.usable_renditions()
