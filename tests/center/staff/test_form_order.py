"""Forms in the order in which people work: English fields folded, products with what is needed first."""

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.urls import reverse

from center.staff.english import fold_english
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
ADD_PRODUCT = reverse("admin:catalog_product_add")
ENGLISH = "ภาษาอังกฤษ (ไม่บังคับ)"


@pytest.fixture
def officer(client):
    user = factories.make_staff(username="officer")
    client.force_login(user)
    return user


def folded(options: dict) -> bool:
    return "collapse" in options.get("classes", ())


def in_english(name: str) -> bool:
    return name.endswith("_en")


def fieldsets_of_all_forms(request) -> list[tuple[str, list]]:
    """The fieldsets of each form and of the rows in it that aren't a table."""
    found = []
    for model, model_admin in admin.site._registry.items():
        found.append((str(model._meta), model_admin.get_fieldsets(request)))
        found += [
            (f"{model._meta} {inline.model._meta}", inline.get_fieldsets(request))
            for inline in model_admin.get_inline_instances(request)
            if isinstance(inline, admin.StackedInline)
        ]
    return found


def test_english_fields_are_folded_in_every_form(rf, officer):
    request = rf.get("/admin/")
    request.user = officer
    with_english = set()
    for name, fieldsets in fieldsets_of_all_forms(request):
        for title, options in fieldsets:
            english = [field for field in flatten_fieldsets([(title, options)]) if in_english(field)]
            if english:
                with_english.add(name)
                assert folded(options) and title == ENGLISH, f"{name}: {english}"
    assert {
        "catalog.product",
        "committee.speaker",
        "center.center",
        "center.closure",
        "center.announcement",
    } <= with_english


def test_folded_groups_open_at_any_of_their_errors(rf, officer):
    """Django looks for the fields with errors among the lines of a group, so that a line must be one field."""
    request = rf.get("/admin/")
    request.user = officer
    for name, fieldsets in fieldsets_of_all_forms(request):
        for title, options in fieldsets:
            if folded(options):
                assert all(isinstance(line, str) for line in options["fields"]), f"{name}: {title}"


def test_lines_of_several_fields_keep_the_thai_ones():
    fieldsets = [
        (None, {"fields": ("name_th", "name_en", ("low", "high", "unit"))}),
        ("by", {"fields": (("by_th", "by_en"),), "classes": ("wide",)}),
        ("only", {"fields": ("about_en",)}),
    ]
    assert fold_english(fieldsets) == [
        (None, {"fields": ["name_th", ("low", "high", "unit")]}),
        ("by", {"fields": ["by_th"], "classes": ("wide",)}),
        (ENGLISH, {"fields": ["name_en", "by_en", "about_en"], "classes": ("collapse",)}),
    ]


def test_a_product_begins_with_name_price_category_and_pictures(client, officer):
    page = client.get(ADD_PRODUCT).content.decode()
    places = [
        page.index(f'id="{field}"')
        for field in (
            "id_name_th",
            "id_producer",
            "id_price_low",
            "id_category",
            "id_new_pictures",
            "pictures-group",
            "id_months",
            "id_published_at_0",
            "id_name_en",
            "certificates-group",
        )
    ]
    assert places == sorted(places)
    first, *others = client.get(ADD_PRODUCT).context["adminform"].fieldsets
    assert not folded(first[1])
    assert all(folded(options) for _title, options in others)


def test_flagged_texts_of_a_product_are_not_folded(client, officer):
    for flags, expected in (
        ({}, True),
        ({"health_claim": True}, False),
        ({"alcohol": True, "published_at": None}, False),
    ):
        product = factories.make_product(**flags)
        answer = client.get(reverse("admin:catalog_product_change", args=[product.pk]))
        caution = {str(title): options for title, options in answer.context["adminform"].fieldsets}["ข้อความที่ต้องระวัง"]
        assert folded(caution) is expected


def test_an_error_in_english_opens_its_group(client, officer):
    answer = client.post(reverse("admin:center_closure_add"), {"reason_en": "x" * 301})
    english = list(answer.context["adminform"])[-1]
    assert "reason_en" in answer.context["adminform"].form.errors
    assert not english.is_collapsible
    assert list(client.get(reverse("admin:center_closure_add")).context["adminform"])[-1].is_collapsible
