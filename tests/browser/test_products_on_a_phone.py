"""What staff do with products on a phone, without JavaScript: the missing pictures, the grid, a producer's consent."""

import io

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from catalog.products.models import Producer, Product, ProductPicture
from tests.browser.rig import PASSWORD, PHONE, assert_axe_clean, assert_no_sideways_scroll, sign_in
from tests.factories import make_staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]


def photo() -> dict:
    written = io.BytesIO()
    Image.linear_gradient("L").resize((800, 600)).save(written, "JPEG")
    return {"name": "IMG_2569.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()}


def test_pictures_prices_and_a_consent_on_a_phone(new_page, demo, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    make_staff(username="officer", password=PASSWORD)
    first, second = Product.objects.order_by("producer_id", "pk")[:2]
    ProductPicture.objects.filter(product__in=[first, second]).delete()
    page = new_page(PHONE, javascript=False)
    sign_in(page)

    page.goto("/admin/catalog/product/?waiting=picture")
    page.get_by_role("link", name="ถ่ายรูปทีละรายการ").click()
    expect(page.get_by_text("เหลือ 2 รายการที่ไม่มีรูป")).to_be_visible()
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)
    page.get_by_label("ถ่ายรูป", exact=True).set_input_files(photo())
    page.get_by_role("button", name="บันทึก แล้วไปรายการถัดไป").click()
    expect(page.get_by_role("heading", name=second.name_th)).to_be_visible()
    page.get_by_role("link", name="ข้ามรายการนี้").click()
    expect(page.get_by_text("ยังมี 1 รายการที่ข้ามไว้")).to_be_visible()
    assert first.pictures.count() == 1

    page.goto("/admin/catalog/product/grid/?q=" + first.name_th)
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)
    page.get_by_label(f"ราคา (บาท) {first.name_th}", exact=True).fill("๙๙")
    page.get_by_label(f"ถึงราคา (บาท) {first.name_th}", exact=True).fill("")
    page.get_by_role("button", name="บันทึก", exact=True).click()
    expect(page.get_by_text("บันทึกแล้ว 1 รายการ")).to_be_visible()
    expect(page.get_by_label(f"ราคา (บาท) {first.name_th}", exact=True)).to_have_value("99")

    producer = Producer.objects.exclude(phone="").first()
    Producer.objects.filter(pk=producer.pk).update(phone_shown=False)
    page.goto(reverse("admin:catalog_producer_change", args=[producer.pk]))
    page.get_by_role("link", name="ผู้ผลิตยินยอมให้แสดงเบอร์").click()
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)
    page.get_by_label("คนใหม่ ยังไม่มีในทะเบียน").check()
    page.get_by_label("ชื่อ", exact=True).fill("แฉล้ม")
    page.get_by_role("button", name="บันทึกความยินยอม").click()
    expect(page.get_by_text("แสดงอยู่ แฉล้ม ยินยอมเมื่อ")).to_be_visible()
