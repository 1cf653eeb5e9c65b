"""The demonstration comes whole by one command and goes by one, on both databases."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pictures_encoded_once")]

# True of any center: roles, units, kinds of documents, public holidays. And counters, which expire by themselves.
STAYS = {"auth.Group", "catalog.Unit", "center.DocumentCategory", "center.Closure", "center.Tally"}


def counts() -> dict[str, int]:
    """How many rows each of the portal's tables has; histories keep what was, by design."""
    tables = set(connection.introspection.table_names())  # models of other tests have none
    models = [model for model in apps.get_models() if model._meta.db_table in tables]
    models = [model for model in models if not model.__name__.startswith("Historical")]
    return {model._meta.label: model._base_manager.count() for model in models}


def test_it_comes_and_goes_by_one_command(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    before = counts()
    call_command("load_demo", verbosity=0)
    loaded = counts()
    assert sum(count > before[label] for label, count in loaded.items()) > 40
    call_command("load_demo", verbosity=0)
    assert counts() == loaded
    call_command("load_demo", remove=True, verbosity=0)
    assert {label for label, count in counts().items() if count != before[label]} == STAYS
    assert not (tmp_path / "staff-password").exists()
