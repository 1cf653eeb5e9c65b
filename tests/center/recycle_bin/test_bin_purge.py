"""Purging one deletion by hand: permission, reauthentication, and the files and names that are removed."""

import pytest
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from catalog.products.models import ProductPicture
from center.people.models import Person
from center.recycle_bin.deletions import delete_with_return
from center.recycle_bin.models import Deletion
from center.recycle_bin.retention import purge_now
from portal.access import roles
from tests.factories import make_product, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture
def manager():
    return with_role(roles.MANAGER, "chief")


def with_role(role: roles.Role, username: str):
    roles.sync()
    user = make_staff(username=username, is_superuser=False)
    user.groups.set([Group.objects.get(name=role.name)])
    return user


def make_deletion(by, **fields) -> Deletion:
    product = make_product(**fields)
    name = default_storage.save("originals/purged.jpg", ContentFile(b"bytes"))
    ProductPicture.objects.create(product=product, original=name, width=4, height=3, renditions=[], decorative=True)
    (deletion,) = delete_with_return([product], by)
    return deletion


def url(deletion: Deletion) -> str:
    return reverse("admin:center_deletion_purge", args=[deletion.pk])


def test_page_asks_for_confirmation(client, manager):
    client.force_login(manager)
    deletion = make_deletion(manager, name_th="ขนมเปี๊ยะ")
    page = client.get(url(deletion)).content.decode()
    assert "ต้องการลบ “ขนมเปี๊ยะ” ถาวรใช่หรือไม่ ลบแล้วเรียกคืนไม่ได้อีก" in page
    assert Deletion.objects.get() == deletion
    entry = client.get(reverse("admin:center_deletion_change", args=[deletion.pk])).content.decode()
    assert url(deletion) in entry


def test_confirming_purges_the_deletion_with_its_files_and_no_other(client, manager):
    client.force_login(manager)
    deletion, other = make_deletion(manager, name_th="ขนมเปี๊ยะ"), make_deletion(manager, name_th="ไข่เค็ม")
    files = {row["pk"]: row for row in deletion.rows if row["model"] == "catalog.productpicture"}
    (name,) = [row["fields"]["original"] for row in files.values()]
    response = client.post(url(deletion), follow=True)
    assert "ลบ “ขนมเปี๊ยะ” ถาวรแล้ว" in response.content.decode()
    assert Deletion.objects.get() == other
    assert not default_storage.exists(name)
    (kept,) = [row["fields"]["original"] for row in other.rows if row["model"] == "catalog.productpicture"]
    assert default_storage.exists(kept)


def test_admin_log_keeps_no_name_of_a_person(client, manager):
    client.force_login(manager)
    person = Person.objects.create(first_name="สมใจไม่ซ้ำใคร")
    (deletion,) = delete_with_return([person], manager)
    client.post(url(deletion))
    entry = LogEntry.objects.get(action_flag=DELETION)
    assert entry.object_repr == f"บุคคล เลขที่ {person.pk}"
    assert "สมใจไม่ซ้ำใคร" not in str(list(LogEntry.objects.values())) + str(list(Person.history.values()))


def test_purging_requires_recent_authentication(client, manager):
    client.force_login(manager)
    session = client.session
    session.pop("account_authentication_methods")
    session.save()
    deletion = make_deletion(manager)
    response = client.post(url(deletion))
    assert response.status_code == 302 and "/account/confirm/" in response["Location"]
    assert Deletion.objects.get() == deletion


def test_officer_lacks_the_permission(client):
    officer = with_role(roles.OFFICER, "officer")
    client.force_login(officer)
    deletion = make_deletion(officer)
    assert client.get(url(deletion)).status_code == 403
    assert client.post(url(deletion)).status_code == 403
    assert Deletion.objects.get() == deletion
    assert url(deletion) not in client.get(reverse("admin:center_deletion_change", args=[deletion.pk])).content.decode()


def test_deletion_of_a_model_without_view_permission_is_not_found(client, manager):
    deletion = make_deletion(manager)
    manager.groups.clear()
    manager.user_permissions.set(
        roles._find(["center.purge_deletion", "center.view_deletion", "catalog.view_certificate"])
    )
    client.force_login(manager)
    assert client.post(url(deletion)).status_code == 404
    assert Deletion.objects.get() == deletion


def test_file_of_another_deletion_is_kept(manager):
    deletion, other = make_deletion(manager), make_deletion(manager)
    (name,) = [row["fields"]["original"] for row in deletion.rows if row["model"] == "catalog.productpicture"]
    for row in other.rows:
        if row["model"] == "catalog.productpicture":
            row["fields"]["original"] = name
    other.save()
    assert purge_now(deletion) is True
    assert default_storage.exists(name)
    assert purge_now(deletion) is False
