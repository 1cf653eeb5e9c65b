"""The grid of products: what was changed is saved, what wasn't is left alone, and a second writer is told."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import translation

from catalog.products import months
from catalog.products.models import Unit
from tests import factories
from tests.page_forms import posting_forms

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
GRID = "/admin/catalog/product/grid/"


@pytest.fixture
def officer(client):
    user = factories.make_staff()
    client.force_login(user)
    return user


@pytest.fixture
def bag():
    return Unit.objects.get(name_th="ถุง")


def fields(page) -> dict:
    """What a browser would post of the page; the values of selects too, which posting_form leaves out."""
    values = posting_form_values(page)
    for form in page.context["rows"]:
        values[form.add_prefix("unit")] = str(form.instance.unit_id or "")
    return values


def posting_form_values(page) -> dict:
    [form] = [form for form in posting_forms(page) if "row" in form.values]
    return {name: value if name == "row" else value[0] for name, value in form.values.items()}


def typed(page, product, **changes) -> dict:
    return fields(page) | {f"row-{product.pk}-{name}": value for name, value in changes.items()}


def test_what_was_typed_is_saved_with_its_history_and_other_rows_are_left_alone(client, officer, bag):
    eggs = factories.make_product(name_th="ไข่เค็ม", price_low=60)
    other = factories.make_product(name_th="มะม่วง", pack_th="กล่องละ 5 ผล", months=months.pack([3, 4, 5, 11]))
    data = typed(
        client.get(GRID),
        eggs,
        price_low="๑,๐๖๕.๕๐",
        price_high="1200",
        unit=bag.pk,
        pack_th=" ถุงละ 6 ใบ",
        months="พ.ย.-ก.พ.",
    )
    answer = client.post(GRID, data, follow=True)
    assert "บันทึกแล้ว 1 รายการ" in answer.content.decode()
    eggs.refresh_from_db()
    assert (eggs.price_low, eggs.price_high, eggs.unit) == (Decimal("1065.5"), Decimal(1200), bag)
    assert (eggs.pack_th, months.unpack(eggs.months)) == ("ถุงละ 6 ใบ", [1, 2, 11, 12])
    assert [product.history.count() for product in (eggs, other)] == [2, 1]
    assert eggs.history.first().history_user == officer
    assert eggs.history.first().price_low == Decimal("1065.5")


def test_a_page_sent_as_it_stands_changes_nothing(client, officer, bag):
    rows = [
        factories.make_product(
            price_low=Decimal("60.50"), price_high=90, unit=bag, pack_th="6 ใบ", months=0b1000_0000_0011
        ),
        factories.make_product(),
    ]
    answer = client.post(GRID, fields(client.get(GRID)), follow=True)
    assert "บันทึกแล้ว 0 รายการ" in answer.content.decode()
    assert [product.history.count() for product in rows] == [1, 1]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"price_low": "90", "price_high": "60"}, "ราคาสูงสุดต้องไม่น้อยกว่าราคาต่ำสุด"),
        ({"price_low": "0"}, "ราคาต้องมากกว่า 0 บาท"),
        ({"price_low": "หกสิบ"}, "กรุณากรอกตัวเลข"),
        ({"months": "หน้าร้อน"}, "อ่านเดือนไม่ออก"),
        ({"months": ""}, "กรุณากรอกเดือนที่มีขาย"),
        ({"unit": "999999"}, "ไม่มี 999999 ให้เลือก"),
        ({"pack_th": "ก" * 121}, "120"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_row_that_is_wrong_stays_as_typed_and_the_others_are_saved(client, officer, changes, sentence):
    wrong, right = factories.make_product(price_low=70), factories.make_product(price_low=70)
    page = client.get(GRID)
    data = typed(page, wrong, **changes) | {f"row-{right.pk}-price_low": "80"}
    answer = client.post(GRID, data)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in text
    assert "บันทึกแล้ว 1 รายการ" in text
    assert [error["label"] for error in answer.context["summary"]] == [wrong.name_th]
    for product, price in ((wrong, 70), (right, 80)):
        product.refresh_from_db()
        assert product.price_low == price
    again = client.post(GRID, data)  # what is saved already isn't saved again
    assert "บันทึกแล้ว" not in again.content.decode()
    assert right.history.count() == 2


def test_the_second_of_two_officers_is_told_and_may_overwrite(client, officer):
    product, other = factories.make_product(price_low=60), factories.make_product(price_low=60)
    page = client.get(GRID)
    first = typed(page, product, price_low="65")
    second = typed(page, product, price_low="70") | {f"row-{other.pk}-price_low": "75"}
    client.post(GRID, first)
    answer = client.post(GRID, second)
    assert "มีคนแก้แถวนี้ไปก่อนแล้ว เป็น 65 บาท" in answer.content.decode()
    product.refresh_from_db()
    other.refresh_from_db()
    assert (product.price_low, other.price_low) == (65, 75)
    data = fields(answer)
    assert data[f"row-{product.pk}-price_low"] == "70"
    client.post(GRID, data)
    product.refresh_from_db()
    assert product.price_low == 70


def test_a_row_that_only_the_other_officer_changed_is_left_alone(client, officer):
    product, other = factories.make_product(price_low=60), factories.make_product(price_low=60)
    page = client.get(GRID)
    client.post(GRID, typed(page, product, price_low="65"))
    answer = client.post(GRID, typed(page, other, price_low="70"), follow=True)
    assert "มีคนแก้แถวนี้ไปก่อนแล้ว" not in answer.content.decode()
    product.refresh_from_db()
    assert product.price_low == 65


def test_search_and_filters_of_the_list_hold_and_saved_rows_leave_the_page_to_others(client, officer, monkeypatch):
    monkeypatch.setattr("catalog.products.admin.grid.ROWS_ON_A_PAGE", 2)
    eggs = [factories.make_product(name_th=f"ไข่เค็ม {number}") for number in range(5)]
    factories.make_product(name_th="ไข่เค็มมีราคา", price_low=60)
    factories.make_product(name_th="มะม่วง")
    address = GRID + "?q=ไข่เค็ม&waiting=price"
    page = client.get(address)
    assert shown(page) == eggs[:2]
    assert "สิ่งที่รอ: ไม่มีราคา" in page.content.decode()
    listed = client.get("/admin/catalog/product/?q=ไข่เค็ม&waiting=price&p=1")
    assert any(
        tool["url"].startswith(GRID + "?q=") and "p=" not in tool["url"] for tool in listed.context["list_tools"]
    )

    page = client.post(address, typed(page, eggs[0], price_low="60") | {"_next": ""}, follow=True)
    assert shown(page) == eggs[1:3]  # one left the list, so that the next page begins with the other
    page = client.post(page.wsgi_request.get_full_path(), fields(page) | {"_next": ""}, follow=True)
    assert shown(page) == eggs[3:]
    assert shown(client.get(address + "&p=99")) == eggs[3:]


def shown(page) -> list:
    return [form.instance for form in page.context["rows"]]


def test_words_of_alcohol_in_a_pack_hide_the_product(client, officer):
    product = factories.make_product()
    answer = client.post(GRID, typed(client.get(GRID), product, pack_th="ขวดไวน์ 750 มล."), follow=True)
    assert "พบคำเรื่องแอลกอฮอล์" in answer.content.decode()
    product.refresh_from_db()
    assert product.alcohol
    assert product.published_at is None


def test_english_pages_take_english_months(client, officer):
    product = factories.make_product(months=months.pack([3, 4, 5]))
    with translation.override("en"):
        data = fields(client.get(reverse("admin:catalog_product_grid")))
        assert data[f"row-{product.pk}-months"] == "Mar–May"
        client.post(reverse("admin:catalog_product_grid"), data | {f"row-{product.pk}-months": "all year"})
    product.refresh_from_db()
    assert product.sold_all_year


def test_who_may_only_look_has_no_grid(client):
    product = factories.make_product(price_low=60)
    user = factories.make_user(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_product"))
    client.force_login(user)
    assert client.get(GRID).status_code == 403
    assert client.post(GRID, {"row": product.pk, f"row-{product.pk}-price_low": "70"}).status_code == 403
    assert GRID not in client.get("/admin/catalog/product/").content.decode()


@pytest.mark.parametrize("rows", [1, 15])
def test_the_page_costs_the_same_with_more_rows(client, officer, rows, django_assert_max_num_queries):
    for _ in range(rows):
        factories.make_product()
    client.get(GRID)
    with django_assert_max_num_queries(12):
        client.get(GRID)
