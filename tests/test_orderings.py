"""The two databases sort empty values to different ends; wherever we sort by a column that may be empty, we say where."""

import pytest
from django.db import models
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.constraints import our_models


def may_be_empty(model: type[models.Model], path: str) -> bool:
    """Whether a column that a path such as kind__sort_key ends at may be NULL, or a relation on the way."""
    empty = False
    for step in path.lstrip("-").split("__"):
        field = model._meta.pk if step == "pk" else model._meta.get_field(step)
        empty = empty or field.null
        model = field.related_model
    return empty


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_models_say_where_empty_values_stand(model):
    assert [name for name in model._meta.ordering if isinstance(name, str) and may_be_empty(model, name)] == []


@pytest.mark.django_db
@pytest.mark.ignore_template_errors
@pytest.mark.parametrize("kind", ["announcement", "lesson"])
def test_drafts_stand_first_in_staff_lists(client, kind):
    client.force_login(factories.make_staff())
    make = {"announcement": factories.make_announcement, "lesson": factories.make_lesson}[kind]
    old = make(published_at=timezone.now() - timezone.timedelta(days=9))
    draft, new = make(published_at=None), make()
    listed = client.get(reverse(f"admin:center_{kind}_changelist")).context["cl"].result_list
    assert list(listed) == [draft, new, old]


@pytest.mark.django_db
def test_a_certificate_without_an_end_stands_first():
    product = factories.make_product()
    for number, end in (("1", "2026-01-01"), ("2", None), ("3", "2027-01-01")):
        factories.certify(product, number=number, expires_on=end)
    assert [certificate.number for certificate in product.certificates.all()] == ["2", "3", "1"]
