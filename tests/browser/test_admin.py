"""The staff site in a browser: nothing inline, accessible in light and dark, wide and narrow, with and without scripts."""

import io
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission
from PIL import Image
from playwright.sync_api import Page, expect

from catalog.products.models import Category, CertificateKind, Product, ProductPicture
from center.people.models import Membership
from center.pictures.taking import take_in
from center.places.models import Tambon
from center.recycle_bin.deletions import delete_with_return
from tests import factories
from tests.browser.rig import DESKTOP, PASSWORD, PHONE, Device, assert_axe_clean, keep_picture, sign_in, wait_for_fonts
from tests.rendition_cache import encoded_once

# The elements that stick out on the right of the screen.
WIDE = """[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth
  && !e.closest('.results, .tabular, .visually-hidden')).map(e => e.outerHTML.slice(0, 90)).slice(0, 5).join(' ')"""
WITH_STAFF_TEMPLATES = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]
pytestmark = WITH_STAFF_TEMPLATES


@pytest.fixture
def officer(live_server):
    """A superuser, and one of the things an officer works with. The tables may have been emptied by another test."""
    food, _made = Category.objects.get_or_create(code="food", defaults={"name_th": "อาหาร", "position": 1})
    Category.objects.get_or_create(code="drink", defaults={"name_th": "เครื่องดื่ม", "position": 2})
    CertificateKind.objects.get_or_create(
        code="tcps", defaults={"name_th": "มาตรฐานผลิตภัณฑ์ชุมชน", "abbreviation": "มผช."}
    )
    tambon, _made = Tambon.objects.get_or_create(
        code="240209", defaults={"name_th": "ปากน้ำ", "postcode": "24110", "villages": 12}
    )
    user = factories.make_staff(username="officer", first_name="สมศรี", password=PASSWORD)
    producer = factories.make_producer(name_th="กลุ่มแม่บ้านปากน้ำโจ้โล้", tambon=tambon, phone="0812345678")
    product = factories.make_product(
        name_th="ขนมเปี๊ยะไส้ถั่ว", producer=producer, category=food, story_th="ขนมเปี๊ยะสูตรดั้งเดิม อบใหม่ทุกวัน", price_low=60
    )
    factories.rate(product, stars=5)
    factories.certify(product, number="1/2567")
    for name, color in (("รูปหน้า", "orange"), ("รูปข้าง", "green")):
        photo = io.BytesIO()
        Image.new("RGB", (640, 480), color).save(photo, "JPEG")
        photo.size = len(photo.getvalue())
        with encoded_once():
            taken = take_in(file=photo)
        ProductPicture.objects.create(
            product=product,
            original=taken.original,
            width=taken.width,
            height=taken.height,
            renditions=taken.renditions,
            alt_th=name,
            position=1 if name == "รูปหน้า" else 2,
        )
    for number in range(12):
        factories.make_product(
            name_th=f"น้ำตาลสด สูตร {number + 1}",
            producer=producer,
            category=food,
            category_confirmed=number % 2 == 0,
            published_at=None,
        )
    product.price_low = 65
    product.months = 0b111
    product._history_user = user
    product.save()
    group = factories.make_group(name_th="กลุ่มออมทรัพย์เพื่อการผลิต", tambon=tambon)
    Membership.objects.create(person=factories.make_person(), group=group)
    delete_with_return([factories.make_product(name_th="ข้าวหลามหนองมน", producer=producer, category=food)], user)
    user.product, user.producer, user.group = product, producer, group
    return user


@pytest.fixture
def open_staff_site(new_page, officer) -> Callable[..., Page]:
    """Opens the staff site's first page on a device, as new_page does, with the officer signed in."""

    def open_it(device: Device, **options) -> Page:
        page = new_page(device, **options)
        sign_in(page)
        return page

    return open_it


def look_at(page: Page, name: str) -> None:
    """Keep a picture of the page and check it for accessibility."""
    keep_picture(page, name)
    assert_axe_clean(page)


def pages(officer) -> dict[str, str]:
    product, user = officer.product, officer
    return {
        "index": "/admin/",
        "products": "/admin/catalog/product/",
        "product": f"/admin/catalog/product/{product.pk}/change/",
        "product-add": "/admin/catalog/product/add/",
        "delete": f"/admin/catalog/product/{product.pk}/delete/",
        "history": f"/admin/catalog/product/{product.pk}/history/",
        "producer": f"/admin/catalog/producer/{officer.producer.pk}/change/",
        "group": f"/admin/center/group/{officer.group.pk}/change/",
        "trash": "/admin/center/deletion/",
        "user": f"/admin/center/user/{user.pk}/change/",
        "role": "/admin/auth/group/add/",
        "password": "/admin/password_change/",
    }


@pytest.mark.parametrize(
    ("device", "dark"),
    [pytest.param(DESKTOP, False, marks=pytest.mark.long), (PHONE, True)],
    ids=["desktop-light", "phone-dark"],
)
def test_main_pages_are_accessible(open_staff_site, officer, device, dark):
    page = open_staff_site(device, dark=dark)
    broken = []
    for name, url in pages(officer).items():
        page.goto(url)
        wait_for_fonts(page)
        width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if width > 0:
            broken.append(f"{name}: {width} px wider than the screen, {page.evaluate(WIDE)}")
        try:
            look_at(page, f"admin-{name}-{'phone' if device is PHONE else 'desktop'}{'-dark' if dark else ''}")
        except AssertionError as error:
            broken.append(f"{name}: {error}")
    assert not broken, "\n\n".join(broken)


def test_login_is_accessible_and_spoken_in_thai(new_page, officer):
    page = new_page(PHONE)
    page.goto("/admin/login/")
    look_at(page, "admin-login-phone")
    assert page.locator("html").get_attribute("lang") == "th"


def test_targets_are_large_enough(open_staff_site, officer):
    """Links and controls standing alone are 24 px at least (WCAG 2.2, 2.5.8); those inside a sentence are exempt."""
    page = open_staff_site(PHONE)
    small = []
    for name in ("index", "products", "product", "trash"):
        page.goto(pages(officer)[name])
        wait_for_fonts(page)
        small += page.evaluate(
            """name => [...document.querySelectorAll(
                'button, input:not([type=hidden]), select, summary, .button, .object-tools a')]
                .filter(e => e.checkVisibility() && !e.closest('.visually-hidden, .empty-form, .select2-hidden-accessible'))
                .filter(e => !e.matches('.select2-hidden-accessible, .select2-search__field'))
                .filter(e => { const r = e.getBoundingClientRect(); return r.width > 1 && (r.width < 22 || r.height < 22) })
                .map(e => name + ': ' + e.outerHTML.slice(0, 120))""",
            name,
        )
    assert not small, "\n".join(small)


def test_pictures_change_places_by_buttons(open_staff_site, officer):
    page = open_staff_site(DESKTOP)
    page.goto(pages(officer)["product"])
    page.get_by_role("button", name="เลื่อนลง").first.click()
    assert page.locator("#id_pictures-0-position").input_value() == "2"
    page.locator("input[name=_save]").first.click()
    page.wait_for_url("**/admin/catalog/product/")
    product = Product.objects.get(pk=officer.product.pk)
    assert [picture.alt_th for picture in product.pictures.all()] == ["รูปข้าง", "รูปหน้า"]


def test_a_month_takes_away_all_year(open_staff_site, officer):
    page = open_staff_site(DESKTOP)
    page.goto(pages(officer)["product-add"])
    page.locator("summary", has_text="ช่วงที่มีขาย").click()
    page.get_by_label("มีนาคม").check()
    assert not page.get_by_label("ทั้งปี").is_checked()
    page.get_by_label("ทั้งปี").check()
    assert not page.get_by_label("มีนาคม").is_checked()


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_deleted_and_brought_back(open_staff_site, officer, javascript):
    page = open_staff_site(PHONE, javascript=javascript)
    page.goto(pages(officer)["delete"])
    page.locator("#content input[type=submit]").click()
    page.get_by_role("link", name="เปิดถังขยะ").click()
    page.get_by_role("button", name="เรียกคืน “ขนมเปี๊ยะไส้ถั่ว”").click()
    page.wait_for_url(f"**/admin/catalog/product/{officer.product.pk}/change/")
    expect(page.locator(".messagelist")).to_contain_text("เรียกคืน “ขนมเปี๊ยะไส้ถั่ว” แล้ว")


def test_order_and_months_without_scripts(open_staff_site, officer):
    page = open_staff_site(PHONE, javascript=False)
    page.goto(pages(officer)["product"])
    page.fill("#id_pictures-0-position", "๓")
    page.locator("input[name=_save]").first.click()
    page.wait_for_url("**/admin/catalog/product/")
    assert [picture.alt_th for picture in officer.product.pictures.all()] == ["รูปข้าง", "รูปหน้า"]


def test_the_keyboard_reaches_search_and_shows_where_it_is(open_staff_site, officer):
    page = open_staff_site(DESKTOP)
    page.goto(pages(officer)["products"])
    for _step in range(200):
        page.keyboard.press("Tab")
        style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert style != "none", page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if page.evaluate("document.activeElement.id") == "searchbar":
            break
    else:
        pytest.fail("the search box was not reached")
    page.keyboard.type("ขนมเปียะ")
    page.keyboard.press("Enter")
    page.wait_for_url("**?q=*")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)


def test_an_officer_without_rights_meets_no_dead_end(new_page, officer):
    clerk = factories.make_user(username="clerk", is_staff=True, password=PASSWORD)
    clerk.user_permissions.add(*Permission.objects.filter(codename="view_product"))
    page = new_page(PHONE)
    sign_in(page, "clerk")
    page.goto(pages(officer)["product"])
    look_at(page, "admin-product-clerk")
    assert page.locator("input[name=_save]").count() == 0
