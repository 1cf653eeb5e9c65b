"""The words of the staff site's lists and forms: nothing to show is said so, and English counts right."""

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import translation

from center.office.models import Closure
from tests.factories import make_product, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture(autouse=True)
def officer(client):
    client.force_login(make_staff())


def test_an_empty_list_says_so_and_a_search_without_hits_leads_back(client):
    page = client.get(reverse("admin:center_deletion_changelist")).content.decode()
    assert "ยังไม่มีรายการ" in page and "0 ถังขยะ" not in page
    make_product(name_th="ไข่เค็ม")
    url = reverse("admin:catalog_product_changelist")
    page = client.get(url, {"q": "ปลาวาฬ"}).content.decode()
    assert "ไม่พบรายการที่ตรงกับที่เลือกดู" in page and '<a href="?">ดูทั้งหมด</a>' in page
    assert "ยังไม่มีรายการ" not in client.get(url).content.decode()


def test_a_new_row_has_its_buttons_below_and_an_old_one_above_too(client):
    assert client.get(reverse("admin:catalog_product_add")).content.decode().count('name="_save"') == 1
    url = reverse("admin:catalog_product_change", args=[make_product().pk])
    assert client.get(url).content.decode().count('name="_save"') == 2


def test_english_names_one_thing_in_the_singular_and_thai_needs_no_plural(client):
    page = client.get("/en/admin/catalog/product/").content.decode()
    assert "Add OTOP product<" in page.replace("\n", "").replace("  ", "") and "Add OTOP products" not in page
    with translation.override("en"):
        same = {
            model._meta.label
            for model in admin.site._registry
            if str(model._meta.verbose_name).lower() == str(model._meta.verbose_name_plural).lower()
        }
        assert (str(Closure._meta.verbose_name), str(Closure._meta.verbose_name_plural)) == (
            "closing day",
            "Closing days",
        )
    # One row only, and what is never added by hand.
    assert same == {"center.Center", "center.Job", "catalog.ImportBatch", "catalog.ImportRow"}
