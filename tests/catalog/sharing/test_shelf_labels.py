"""Labels for the shelf: several products on A4."""

import pytest
from django.utils import timezone

from catalog.products.models import Unit
from tests import factories
from tests.markup import compact

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite_only(reason="labels are laid out in Python, from the same rows"),
]
LABELS = "/products/labels/"


@pytest.fixture
def eggs():
    producer = factories.make_producer(name_th="ไข่เค็มป้าแฉล้ม")
    unit = Unit.objects.get(name_th="ฟอง")
    return [
        factories.make_product(name_th=f"ไข่เค็ม {number}", producer=producer, price_low=10 + number, unit=unit)
        for number in range(11)
    ]


def faces(answer) -> list:
    return [card.row for sheet in answer.context["sheets"] for card in sheet]


def test_a_label_says_name_price_and_maker_and_ten_stand_on_a_sheet(client, eggs, settings):
    answer = client.get(LABELS, {"product": [product.pk for product in eggs]})
    assert [len(sheet) for sheet in answer.context["sheets"]] == [10, 1]
    text = compact(answer.content.decode())
    assert text.count('class="shelf-label"') == 11
    for words in ("ไข่เค็ม 3", "13 บาท/ฟอง", "ไข่เค็มป้าแฉล้ม"):
        assert words in text
    card = answer.context["sheets"][0][0]
    assert card.address == settings.SITE_URL + eggs[0].get_absolute_url()


def test_all_of_a_producer(client, eggs):
    factories.make_product()
    assert len(faces(client.get(LABELS, {"producer": eggs[0].producer_id}))) == 11
    assert (
        f"{LABELS}?producer={eggs[0].producer_id}"
        in client.get(eggs[0].producer.get_absolute_url(), follow=True).content.decode()
    )


def test_what_the_public_may_not_see_has_no_label_and_that_is_said(client, eggs):
    hidden = factories.make_product(published_at=None)
    of_hidden = factories.make_product(producer=factories.make_producer(published_at=None))
    answer = client.get(LABELS, {"product": [eggs[0].pk, hidden.pk, of_hidden.pk]})
    assert faces(answer) == [eggs[0]]
    assert "ไม่มีป้ายของสินค้าที่ยังไม่แสดงบนเว็บ 2 รายการ" in answer.content.decode()


@pytest.mark.parametrize("query", ["", "?product=", "?product=x&product=²&product=" + "9" * 30, "?producer=x"])
def test_odd_addresses_have_no_labels(client, eggs, query):
    answer = client.get(LABELS + query)
    assert answer.status_code == 200
    assert faces(answer) == []


def test_only_reading(client):
    assert client.post(LABELS).status_code == 405


@pytest.mark.ignore_template_errors
def test_staff_choose_in_the_list(client, eggs, monkeypatch):
    client.force_login(factories.make_staff())
    chosen = {"action": "print_labels", "_selected_action": [eggs[2].pk, eggs[4].pk]}
    answer = client.post("/admin/catalog/product/", chosen, follow=True)
    assert faces(answer) == [eggs[2], eggs[4]]
    monkeypatch.setattr("catalog.products.admin.product.MOST_LABELS", 1)
    answer = client.post("/admin/catalog/product/", chosen, follow=True)
    assert "พิมพ์ป้ายได้ครั้งละไม่เกิน 1 รายการ" in answer.content.decode()


def test_cost(client, eggs, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        assert client.get(LABELS, {"product": [product.pk for product in eggs]}).status_code == 200
    assert eggs[0].published_at <= timezone.now()
