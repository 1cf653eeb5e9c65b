"""Certificates: which may be published, their copies; star ratings."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from catalog.products.models import Product
from catalog.products.models.certificate import Certificate, CertificateKind, StarRating
from tests.factories import certify, make_product, rate

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "fields", "shown"),
    [
        ("gi", {}, False),
        ("gi", {"number": "สช 1234"}, True),
        ("gi", {"under_way": True}, True),
        ("tcps", {}, True),
        ("tcps", {"number": "999/2567"}, True),
    ],
)
def test_a_geographical_indication_needs_its_number(kind, fields, shown):
    certificate = certify(make_product(), kind=kind, **fields)

    assert certificate.may_be_shown is shown
    if shown:
        certificate.full_clean()
    else:
        with pytest.raises(ValidationError, match="ต้องกรอกเลขที่ของ GI") as refused:
            certificate.full_clean()
        assert list(refused.value.error_dict) == ["number"]


def test_a_certificate_names_itself():
    kind = CertificateKind.objects.get(code="tcps")
    assert str(Certificate(kind=kind, number="999/2567")) == "มผช. 999/2567"
    assert str(Certificate(kind=CertificateKind.objects.get(code="organic"))) == "เกษตรอินทรีย์"


# --- Stars ---


def test_the_latest_year_counts_not_the_most_stars():
    product = make_product()
    assert product.latest_rating is None

    rate(product, stars=5, year=2019)
    rate(product, stars=3, year=2024)
    rate(product, stars=4, year=2022)

    assert product.latest_rating == (3, 2024)
    assert (product.latest_rating.stars, product.latest_rating.year) == (3, 2024)


def test_stars_that_are_gone_leave_the_product():
    product = make_product()
    rate(product, stars=5, year=2019)
    StarRating.objects.all().delete()

    Product.objects.reindex()

    product.refresh_from_db()
    assert product.latest_rating is None


def test_reindex_gives_each_product_its_own_stars():
    rated, not_reindexed, unrated = make_product(), make_product(), make_product()
    StarRating.objects.create(product=rated, stars=4, year=2019)
    StarRating.objects.create(product=not_reindexed, stars=5, year=2022)

    Product.objects.filter(pk__in=[rated.pk, unrated.pk]).reindex()

    products = (rated, not_reindexed, unrated)
    for product in products:
        product.refresh_from_db()
    assert [product.latest_rating for product in products] == [(4, 2019), None, None]


def test_a_rating_is_written_in_the_buddhist_era():
    assert str(StarRating(stars=5, year=2024)) == "5 ดาว (ปี 2567)"


@pytest.mark.parametrize("new", ["", "other.pdf"])
def test_a_copy_that_is_replaced_or_cleared_leaves_the_storage(new, django_capture_on_commit_callbacks):
    certificate = certify(make_product(), file=ContentFile(b"%PDF", name="copy.pdf"))
    before = certificate.file.name
    with django_capture_on_commit_callbacks(execute=True):
        certificate.file = ContentFile(b"%PDF", name=new) if new else ""
        certificate.save()
        assert default_storage.exists(before), "the transaction may still be rolled back"
    assert not default_storage.exists(before)
    assert not new or default_storage.exists(certificate.file.name)


def test_a_copy_that_stays_is_kept(django_capture_on_commit_callbacks):
    certificate = certify(make_product(), file=ContentFile(b"%PDF", name="copy.pdf"))
    with django_capture_on_commit_callbacks(execute=True):
        certificate.number = "1/2567"
        certificate.save()
        certificate.file = ""
        certificate.save(update_fields=["number"])
    assert default_storage.exists(Certificate.objects.get().file.name)
