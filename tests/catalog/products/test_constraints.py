"""Database constraints of the catalog, checked without forms."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.importing.models import HeadingChoice, ImportBatch, ImportRow
from catalog.products.models import Category, Producer, Product, ProductPicture, Unit
from catalog.products.models.certificate import Certificate, CertificateKind, StarRating
from catalog.products.months import ALL_YEAR
from tests.constraints import Violations, altered, check_refusal, each
from tests.factories import category, certify, make_producer, make_product

pytestmark = pytest.mark.django_db


def new_product(**fields) -> Product:
    producer = fields.pop("producer", None) or make_producer()
    return Product(**{"name_th": "ขนมเปี๊ยะ", "producer": producer, "category": category(), **fields})


def second_product_of_a_producer(name: str) -> Product:
    """The first is ขนมเปี๊ยะ."""
    first = new_product()
    first.save()
    return new_product(producer=first.producer, name_th=name)


def picture(**fields) -> ProductPicture:
    return ProductPicture(**{"product": make_product(), "original": "a.jpg", "width": 800, "height": 600, **fields})


def rating(**fields) -> StarRating:
    return StarRating(**{"product": make_product(), "year": 2024, "stars": 4, **fields})


def second_rating(**fields) -> StarRating:
    first = rating()
    first.save()
    return rating(product=first.product, stars=5, **fields)


def certificate(**fields) -> Certificate:
    return Certificate(**{"product": make_product(), "kind": CertificateKind.objects.get(code="tcps"), **fields})


def second_certificate(number: str, **fields) -> Certificate:
    first = certify(make_product(), number=number)
    return certificate(**{"product": first.product, "number": number, **fields})


def second_meaning() -> HeadingChoice:
    HeadingChoice.objects.create(kind="products", folded="ของด", heading="ของดี", field="product")
    return HeadingChoice(kind="products", folded="ของด", heading="ของดี")


def import_row(**fields) -> ImportRow:
    batch = ImportBatch.objects.create(file_name="otop.xlsx", sha256="0" * 64)
    return ImportRow(batch=batch, number=2, **fields)


VIOLATIONS: Violations = {
    "producer_lies_in_thailand": [
        lambda latitude=latitude, longitude=longitude: Producer(
            name_th="กลุ่มลอยน้ำ", latitude=latitude, longitude=longitude
        )
        for latitude, longitude in [(4.9, 101), (21.1, 101), (13, 96.9), (13, 106.1), (13, None), (None, 101)]
    ],
    "producer_shows_a_phone_it_has": [lambda: Producer(name_th="กลุ่มไม่มีโทรศัพท์", phone_shown=True)],
    "catalog.Producer.source_key": [
        lambda: Producer(name_th="กลุ่มซ้ำ", source_key=make_producer(source_key="a1").source_key)
    ],
    "catalog.Category.code": [lambda: Category(code="food", name_th="อาหารอีกครั้ง")],
    "one_unit_of_a_name": [lambda: Unit(name_th="ถุง")],
    "producer_has_a_product_once": [
        lambda: second_product_of_a_producer("ขนมเปี๊ยะ"),
        lambda: second_product_of_a_producer("ขนม เปี๊ยะ"),
    ],
    "product_price_range_ascends": [
        lambda: new_product(price_low=Decimal("60.01"), price_high=60),
        lambda: new_product(price_high=60),
    ],
    "product_price_above_zero": [lambda: new_product(price_low=0), lambda: new_product(price_low=Decimal("-0.01"))],
    "product_has_a_month_of_sale": [lambda: new_product(months=0), lambda: new_product(months=ALL_YEAR + 1)],
    "alcohol_waits_for_a_decision": [lambda: new_product(alcohol=True, published_at=timezone.now())],
    "catalog.Product.source_key": [lambda: new_product(source_key=make_product(source_key="a1").source_key)],
    "catalog_productpicture_alt_or_decorative": [picture],
    "star_rating_1_to_5": [lambda: rating(stars=0), lambda: rating(stars=6)],
    "star_score_0_to_100": [lambda: rating(score=Decimal("-0.01")), lambda: rating(score=Decimal("100.01"))],
    "star_rating_year_is_christian": [lambda: rating(year=2002), lambda: rating(year=2567)],
    "one_star_rating_a_year": [second_rating],
    "catalog.CertificateKind.code": [lambda: CertificateKind(code="gi", name_th="อีกครั้ง")],
    "certificate_expires_after_issue": [lambda: certificate(issued_on=date(2024, 10, 2), expires_on=date(2024, 10, 1))],
    "one_certificate_of_a_number": [lambda: second_certificate("123/2567"), lambda: second_certificate("")],
    "one_meaning_of_a_heading": [second_meaning],
    "refused_row_has_a_reason": [lambda: import_row(outcome="refused")],
}


@pytest.mark.parametrize(("constraint", "violation"), each(VIOLATIONS))
def test_the_database_refuses_and_the_form_says_why(constraint, violation):
    check_refusal(constraint, violation)


# Rows at the limits of what is allowed.
ALLOWED = {
    "line instead of a phone": lambda: Producer(name_th="กลุ่มไลน์", kind="group", line_id="@otop", phone_shown=True),
    "phone shown": lambda: Producer(name_th="กลุ่มโทร", kind="group", phone="0812345678", phone_shown=True),
    "phone kept back": lambda: Producer(name_th="กลุ่มเงียบ", kind="group", phone="0812345678"),
    "two without a source": lambda: Producer(name_th=make_producer().name_th, kind="group"),
    "other product of the producer": lambda: second_product_of_a_producer("ขนมเปี๊ยะไส้ถั่ว"),
    "same product of another": lambda: altered(second_product_of_a_producer("ขนมเปี๊ยะ"), producer=make_producer()),
    "range of one price": lambda: new_product(price_low=60, price_high=60),
    "one satang": lambda: new_product(price_low=Decimal("0.01")),
    "one month": lambda: new_product(months=1),
    "alcohol unpublished": lambda: new_product(alcohol=True),
    "alcohol approved": lambda: new_product(alcohol=True, alcohol_approved=True, published_at=timezone.now()),
    "one star": lambda: rating(stars=1, score=0, year=2003),
    "five stars": lambda: rating(stars=5, score=100, year=2200),
    "another year": lambda: second_rating(year=2019),
    "valid for a day": lambda: certificate(issued_on=date(2024, 10, 1), expires_on=date(2024, 10, 1)),
    "expiry without issue": lambda: certificate(expires_on=date(2024, 10, 1)),
    "another certificate number": lambda: altered(second_certificate("1"), number="2"),
    "same number of another product": lambda: second_certificate("1", product=make_product()),
    "refused with a reason": lambda: import_row(outcome="refused", reason="ไม่มีชื่อสินค้า"),
    "new without a reason": lambda: import_row(outcome="new"),
}


@pytest.mark.parametrize("row", ALLOWED.values(), ids=ALLOWED)
def test_the_edge_is_allowed(row):
    row = row()
    row.full_clean()
    row.save()
    assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("fields", [{"alt_th": "ขนม 6 ชิ้นในกล่อง"}, {"decorative": True}])
def test_a_picture_is_described_or_decorative(fields):
    row = picture(**fields)
    row.validate_constraints()
    row.save()


def test_what_stands_already_is_guarded_too():
    """update() and bulk_update() are checked by the same constraints."""
    product = make_product(price_low=60, price_high=80)
    with pytest.raises(IntegrityError, match="product_price_range_ascends"), transaction.atomic():
        Product.objects.filter(pk=product.pk).update(price_low=None)
    with pytest.raises(IntegrityError, match="product_price_range_ascends"), transaction.atomic():
        Product.objects.bulk_update([altered(product, price_low=90)], ["price_low"])
