"""Tests with a database find the rows of the migrations, whichever tests their worker ran before."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command

from catalog.products.models import Category, Product
from center.places.models import Tambon
from tests import all_rows, factories


@pytest.mark.django_db(transaction=True)
def test_migrated_rows_come_back_and_others_go():
    categories, tambons = list(Category.objects.values()), list(Tambon.objects.values())
    permissions = Permission.objects.count()
    put_back = all_rows.copied()

    factories.make_product()
    put_back()
    assert not Product.objects.exists()

    call_command("flush", verbosity=0, interactive=False, reset_sequences=False)
    assert not Category.objects.exists()
    put_back()

    assert (list(Category.objects.values()), list(Tambon.objects.values())) == (categories, tambons)
    assert Permission.objects.count() == permissions > 0
    assert ContentType.objects.get_for_model(Category).pk == ContentType.objects.get(model="category").pk
    assert factories.make_product().category in Category.objects.all()
