"""The page that takes pictures of products without one, and confirming that data is right."""

import datetime as dt
import io

import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from catalog.products.models import ProductPicture
from tests import factories
from tests.page_forms import posting_forms

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
PHOTOS = "/admin/catalog/product/photos/"
LIST = "/admin/catalog/product/"


@pytest.fixture
def officer(client):
    user = factories.make_staff()
    client.force_login(user)
    return user


def photo(name: str = "1.jpg", size=(64, 48)) -> ContentFile:
    written = io.BytesIO()
    Image.new("RGB", size, "green").save(written, "JPEG")
    return ContentFile(written.getvalue(), name)


def with_picture(**fields):
    product = factories.make_product(**fields)
    ProductPicture.objects.create(product=product, original="a.jpg", width=4, height=3, alt_th="ไข่")
    return product


@pytest.fixture
def eggs():
    """Three products without a picture of two producers, and one with."""
    first, second = factories.make_producer(), factories.make_producer()
    products = [
        factories.make_product(name_th="ไข่เค็ม", producer=first),
        factories.make_product(name_th="ไข่เค็มดิบ", producer=second),
        factories.make_product(name_th="ไข่เค็มต้ม", producer=first),
    ]
    with_picture(name_th="ไข่แดง", producer=first)
    return products


def shown(answer):
    return answer.context["product"]


def test_saving_leads_to_the_next_product_of_the_producer_until_all_have_pictures(client, officer, eggs):
    raw, other, boiled = eggs
    page, seen = client.get(PHOTOS), []
    for left in (3, 2, 1):
        assert page.context["left"] == left
        product = shown(page)
        seen.append(product)
        data = {"product": product.pk, "photo": photo()}
        page = client.post(PHOTOS, data, follow=True)
        assert "บันทึกรูปแล้ว:" in page.content.decode()
        (picture,) = product.pictures.all()
        assert (picture.alt_th, picture.width) == (product.name_th, 64)
    assert seen == [raw, boiled, other]
    assert "สินค้าทุกรายการมีรูปแล้ว" in page.content.decode()


def test_a_skipped_product_is_not_asked_for_again_and_the_end_says_what_is_left(client, officer, eggs):
    raw, other, boiled = eggs
    page = client.get(PHOTOS)
    for product in (raw, boiled, other):
        assert shown(page) == product
        page = client.get(page.context["skip_url"])
    assert shown(page) is None
    assert "ยังมี 3 รายการที่ข้ามไว้" in page.content.decode()
    assert shown(client.get(page.context["first_url"])) == raw


def test_skipping_goes_on_behind_a_product_that_has_got_its_picture_meanwhile(client, officer, eggs):
    raw, _other, boiled = eggs
    address = client.get(PHOTOS).context["skip_url"]
    ProductPicture.objects.create(product=raw, original="a.jpg", width=4, height=3, alt_th="ไข่")
    assert shown(client.get(address)) == boiled


def test_one_producer_is_visited(client, officer, eggs):
    _raw, other, _boiled = eggs
    page = client.get(PHOTOS, {"producer": other.producer_id})
    assert (shown(page), page.context["left"]) == (other, 1)
    page = client.post(
        page.request["PATH_INFO"] + f"?producer={other.producer_id}",
        {"product": other.pk, "photo": photo()},
        follow=True,
    )
    assert page.context["producer"] == other.producer
    assert "สินค้าทุกรายการมีรูปแล้ว" in page.content.decode()


def test_several_from_the_album_come_behind_the_one_from_the_camera(client, officer, eggs):
    raw, *_others = eggs
    album = [photo("2.jpg", (80, 60)), photo("3.jpg", (60, 80))]
    client.post(PHOTOS, {"product": raw.pk, "photo": photo(), "album": album})
    assert [picture.width for picture in raw.pictures.all()] == [64, 80, 60]


@pytest.mark.parametrize(
    ("files", "sentence"),
    [({}, "ยังไม่ได้ถ่ายหรือเลือกรูป"), ({"photo": ContentFile(b"no picture", "1.jpg")}, "ไฟล์นี้ไม่ใช่รูปที่ใช้ได้")],
    ids=["nothing", "no picture"],
)
def test_what_is_no_picture_keeps_the_product_on_the_page(client, officer, eggs, files, sentence):
    answer = client.post(PHOTOS, {"product": eggs[1].pk} | files)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert shown(answer) == eggs[1]
    assert not eggs[1].pictures.exists()


@pytest.mark.parametrize("permission", ["change_product", "add_productpicture"])
def test_who_may_only_do_half_of_it_sees_no_page(client, eggs, permission):
    user = factories.make_user(is_staff=True)
    user.user_permissions.add(
        Permission.objects.get(codename=permission), Permission.objects.get(codename="view_product")
    )
    client.force_login(user)
    assert client.get(PHOTOS).status_code == 403
    assert client.post(PHOTOS, {"product": eggs[0].pk, "photo": photo()}).status_code == 403
    assert not eggs[0].pictures.exists()
    assert PHOTOS not in client.get(LIST + "?waiting=picture").content.decode()


def test_the_list_of_products_without_a_picture_leads_to_the_page(client, officer, eggs):
    assert (
        client.get(LIST + "?waiting=picture").content.decode().count(f'href="{PHOTOS}"') == 3
    )  # two tools, one button
    assert client.get(LIST).content.decode().count(f'href="{PHOTOS}"') == 2


# --- Confirming ---


def confirm(client, *products):
    data = {"action": "confirm_today", "_selected_action": [product.pk for product in products]}
    return client.post(LIST, data, follow=True)


def days(*products):
    for product in products:
        product.refresh_from_db()
    return [product.confirmed_on for product in products]


def test_many_are_confirmed_at_once_and_that_is_taken_back(client, officer):
    today, before = timezone.localdate(), dt.date(2026, 1, 5)
    products = [factories.make_product(confirmed_on=day) for day in (None, before, today)]
    page = confirm(client, *products)
    assert "ยืนยันข้อมูล ณ วันนี้แล้ว 2 รายการ" in page.content.decode()
    assert days(*products) == [today, today, today]
    assert [product.history.count() for product in products] == [2, 2, 1]
    assert products[0].history.first().history_user == officer

    page = posting_form_of(page, "unconfirm").send(client, follow=True)
    assert "เลิกยืนยันแล้ว 2 รายการ" in page.content.decode()
    assert days(*products) == [None, before, today]
    assert "unconfirm" not in page.content.decode()
    page = client.post(LIST + "unconfirm/", follow=True)
    assert "เลิกยืนยันแล้ว 0 รายการ" in page.content.decode()


def posting_form_of(page, words):
    (form,) = [form for form in posting_forms(page) if words in form.action]
    return form


def test_what_got_another_day_meanwhile_keeps_it(client, officer):
    kept, other = factories.make_product(), factories.make_product()
    confirm(client, kept, other)
    kept.confirmed_on = dt.date(2026, 2, 1)
    kept.save()
    page = client.post(LIST + "unconfirm/", follow=True)
    assert "เลิกยืนยันแล้ว 1 รายการ" in page.content.decode()
    assert days(kept, other) == [dt.date(2026, 2, 1), None]


def test_taking_back_is_offered_for_half_an_hour(client, officer, monkeypatch):
    confirm(client, factories.make_product())
    assert "unconfirm" in client.get(LIST).content.decode()
    monkeypatch.setattr("catalog.products.admin.confirming.OFFERED", dt.timedelta(0))
    assert "unconfirm" not in client.get(LIST).content.decode()


def test_more_than_anybody_looked_at_are_refused_whole(client, officer, monkeypatch):
    monkeypatch.setattr("catalog.products.admin.confirming.MOST_CONFIRMED", 1)
    products = [factories.make_product(), factories.make_product()]
    assert "จึงยังไม่ได้ยืนยันรายการใด" in confirm(client, *products).content.decode()
    assert days(*products) == [None, None]


def test_who_may_only_look_confirms_nothing_and_takes_nothing_back(client):
    product = factories.make_product()
    user = factories.make_user(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_product"))
    client.force_login(user)
    confirm(client, product)
    assert days(product) == [None]
    assert client.post(LIST + "unconfirm/").status_code == 403
    assert reverse("admin:catalog_product_unconfirm") == LIST + "unconfirm/"
