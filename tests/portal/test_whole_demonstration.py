"""The demonstration comes whole by one command and goes by one, on both databases."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from center.access.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pictures_encoded_once")]

# True of any center: roles, units, kinds of documents, public holidays. And counters, which expire by themselves.
STAYS = {"auth.Group", "catalog.Unit", "center.DocumentCategory", "center.Closure", "center.Tally"}


def counts() -> dict[str, int]:
    """How many rows each of the portal's tables has; histories keep what was, by design."""
    tables = set(connection.introspection.table_names())  # models of other tests have none
    models = [model for model in apps.get_models() if model._meta.db_table in tables]
    models = [model for model in models if not model.__name__.startswith("Historical")]
    return {model._meta.label: model._base_manager.count() for model in models}


def test_it_comes_with_an_officer_and_goes_by_one_command(client, tmp_path, settings, django_assert_max_num_queries):
    settings.DATA_DIR = tmp_path
    before, said = counts(), StringIO()
    call_command("load_demo", stdout=said)
    loaded = counts()
    assert sum(count > before[label] for label, count in loaded.items()) > 40
    call_command("load_demo", verbosity=0)
    assert counts() == loaded

    officer, password = User.objects.get(username="officer"), (tmp_path / "staff-password").read_text()
    assert officer.is_staff and not officer.is_superuser
    assert {role.name for role in officer.groups.all()} == {"เจ้าหน้าที่พัฒนาชุมชน", "พัฒนาการอำเภอ"}
    assert officer.check_password(password)
    assert f"ชื่อผู้ใช้ officer รหัสผ่าน {password}" in said.getvalue()
    client.force_login(officer)
    client.get("/admin/")  # records the day in the center's book
    with django_assert_max_num_queries(12):
        assert client.get("/admin/").status_code == 200
    client.logout()

    call_command("load_demo", remove=True, verbosity=0)
    assert {label for label, count in counts().items() if count != before[label]} == STAYS
    assert not (tmp_path / "staff-password").exists()
