"""Tests with a database find the rows of the migrations, whichever tests their worker ran before."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection

from catalog.products.models import Category
from center.places.models import Tambon
from tests import factories
from tests.conftest import bring_back


@pytest.mark.django_db
def test_migrated_rows_come_back_after_a_test_that_emptied_the_tables():
    categories, tambons = list(Category.objects.values()), list(Tambon.objects.values())
    permissions = Permission.objects.count()
    migrated = connection.creation.serialize_db_to_string()
    call_command("flush", verbosity=0, interactive=False)
    connection.check_constraints()  # what was written is looked at now, as at the end of a transaction
    assert not Category.objects.exists()

    bring_back(migrated)

    assert (list(Category.objects.values()), list(Tambon.objects.values())) == (categories, tambons)
    assert Permission.objects.count() == permissions > 0
    assert ContentType.objects.get_for_model(Category).pk == ContentType.objects.get(model="category").pk
    assert factories.make_product().category in Category.objects.all()
