"""Which fields the history of staff's changes has, for every model with a history."""

import pytest
from simple_history.utils import get_history_manager_for_model

from catalog.products.models import Product
from center.people.models import Group
from center.records.history import is_left_out
from tests.constraints import our_models
from thai.django.fields import FoldedField, SortKeyField

KEEPERS = [model for model in our_models() if hasattr(model, "history")]


def test_the_models_are_there():
    assert {Group, Product} <= set(KEEPERS)


@pytest.mark.parametrize("model", KEEPERS, ids=lambda model: model._meta.label)
def test_no_history_holds_a_derived_column(model):
    fields = get_history_manager_for_model(model).model._meta.fields
    left_out = {field.name for field in model._meta.fields if is_left_out(field)}
    assert not {field.name for field in fields} & left_out
    assert not [field for field in fields if isinstance(field, FoldedField | SortKeyField)]


@pytest.mark.parametrize("model", KEEPERS, ids=lambda model: model._meta.label)
def test_every_computed_column_says_that_it_is(model):
    computed = [field for field in model._meta.fields if isinstance(field, FoldedField | SortKeyField)]
    assert all(is_left_out(field) for field in computed)


def test_a_products_latest_stars_say_that_they_are_computed():
    left_out = {field.name for field in Product._meta.fields if is_left_out(field)}
    computed = {"sort_key", "search_text", "search_name", "name_identity"}
    assert {"latest_stars", "latest_year", *computed} == left_out
