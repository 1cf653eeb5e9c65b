"""Texts of the admin: messages of empty lists, positions of buttons, English singular and plural."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse
from django.utils import translation
from django.utils.text import capfirst

from center.office.models import Closure
from tests.factories import make_product, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture(autouse=True)
def officer(client):
    client.force_login(make_staff())


def test_empty_list_and_search_without_results_have_different_messages(client):
    page = client.get(reverse("admin:center_deletion_changelist")).content.decode()
    assert "ยังไม่มีรายการ" in page and "0 ถังขยะ" not in page
    make_product(name_th="ไข่เค็ม")
    url = reverse("admin:catalog_product_changelist")
    page = client.get(url, {"q": "ปลาวาฬ"}).content.decode()
    assert "ไม่พบรายการที่ตรงกับที่เลือกดู" in page and '<a href="?">ดูทั้งหมด</a>' in page
    assert "ยังไม่มีรายการ" not in client.get(url).content.decode()


def test_save_buttons_are_below_add_forms_and_also_above_change_forms(client):
    assert client.get(reverse("admin:catalog_product_add")).content.decode().count('name="_save"') == 1
    url = reverse("admin:catalog_product_change", args=[make_product().pk])
    assert client.get(url).content.decode().count('name="_save"') == 2


def test_english_model_names_have_singular_and_plural(client):
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
    # Singletons, and models without an add page.
    log = "center.PersonalDataAccess"
    assert same == {"center.Center", "center.Job", "catalog.ImportBatch", "catalog.ImportRow", log}


@pytest.mark.parametrize("label", ["catalog.product", "consultations.callbackrequest", "center.user"])
def test_a_lists_title_is_its_name(client, label):
    model = apps.get_model(label)
    page = client.get(reverse(f"admin:{label.replace('.', '_')}_changelist")).content.decode()
    assert f"<h1>{capfirst(model._meta.verbose_name_plural)}</h1>" in page
