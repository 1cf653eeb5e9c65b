"""The number of queries of admin lists doesn't grow with their rows."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group as Role
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.importing.models import ImportBatch, ImportRow
from catalog.products.models import Category, ProductPicture, Unit
from catalog.products.models.certificate import CertificateKind, StarRating
from center.people.models import Membership, Network, Organization
from center.records.search import Synonym
from center.records.states import move
from center.recycle_bin.deletions import delete_with_return
from tests import factories
from tests.selection import COUNTED_IN_PYTHON

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

# Session, user, count, page, choices of filters and a prefetch: the measured maximum and some margin.
MOST_QUERIES = 12


def fill(officer, first: int, last: int) -> None:
    """Create one row of every model per number, each with relations of its own."""
    for number in range(first, last):
        person = factories.make_person(phone=f"08{number:08d}", tambon=factories.tambon())
        group = factories.make_group(
            network=factories.make_network(parent=Network.objects.first()), tambon=factories.tambon()
        )
        move(group, "watch", by=officer)
        Membership.objects.create(person=person, group=group)
        product = factories.make_product(
            producer=factories.make_producer(tambon=factories.tambon(), contact=person),
            unit=Unit.objects.create(name_th=f"หน่วย {number}"),
        )
        ProductPicture.objects.create(product=product, original="a.jpg", width=4, height=3, decorative=True)
        StarRating.objects.create(product=product, year=2024, stars=5)
        kind = CertificateKind.objects.create(code=f"k{number}", name_th=f"ชนิด {number}")
        factories.certify(product, kind=kind.code, number=str(number))
        batch = ImportBatch.objects.create(
            file_name=f"{number}.xlsx", sha256="0" * 64, started_by=factories.make_user()
        )
        ImportRow.objects.create(batch=batch, number=1, outcome="new", product=product, producer=product.producer)
        Category.objects.create(code=f"c{number}", name_th=f"ประเภท {number}")
        Organization.objects.create(name_th=f"หน่วยงาน {number}")
        Synonym.objects.create(words=f"ก{number}, ข{number}")
        Role.objects.create(name=f"บทบาท {number}")
        factories.make_place(tambon=factories.tambon())
        factories.make_document_version(factories.make_document())
        factories.make_announcement()
        delete_with_return([factories.make_person()], factories.make_user())
        LogEntry.objects.log_actions(factories.make_user().pk, [person], CHANGE, "", single_object=True)


def queries(client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@COUNTED_IN_PYTHON
def test_lists_cost_the_same_with_ten_times_the_rows(client):
    officer = factories.make_staff()
    client.force_login(officer)
    names = [f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist" for model in admin.site._registry]
    urls = [reverse(name) for name in names] + [reverse("admin:index")]
    urls += [
        reverse("admin:catalog_product_changelist") + "?q=สินค้า",
        reverse("admin:center_person_changelist") + "?q=08",
    ]
    fill(officer, 0, 5)
    for url in urls:
        queries(client, url)  # warms caches, such as of content types
    few = {url: queries(client, url) for url in urls}
    fill(officer, 5, 50)
    many = {url: queries(client, url) for url in urls}
    assert many == few
    expensive = {url: count for url, count in few.items() if count > MOST_QUERIES and url != reverse("admin:index")}
    assert not expensive
