"""The recycle bin: deleting, restoring with the former primary key, purging after 30 days with all copies."""

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from catalog.products.models import Producer, Product, ProductPicture
from catalog.products.models.certificate import Certificate, CertificateKind, StarRating
from center.access.models import User
from center.people.models import Group, Membership, Person
from center.places.models import Tambon
from center.recycle_bin.deletions import CannotBringBack, bring_back, delete_with_return
from center.recycle_bin.models import Deletion
from center.recycle_bin.retention import GONE, purge
from tests.factories import make_producer, make_product

pytestmark = pytest.mark.django_db

# The other inlines of a person's form, empty.
OTHER_INLINES = {f"{prefix}-{name}_FORMS": 0 for prefix in ("consents", "photo") for name in ("TOTAL", "INITIAL")}


@pytest.fixture
def officer():
    return User.objects.create_superuser("officer", password="long-enough-1")


def rich_product(**fields):
    product = make_product(**fields)
    kind, _created = CertificateKind.objects.get_or_create(code="test-kind", defaults={"name_th": "ชนิดทดสอบ"})
    StarRating.objects.create(product=product, year=2024, stars=5)
    Certificate.objects.create(product=product, kind=kind, number="1/2567")
    name = default_storage.save("originals/a-test.jpg", ContentFile(b"bytes"))
    ProductPicture.objects.create(product=product, original=name, width=4, height=3, renditions=[], alt_th="รูป")
    return product


def test_restored_with_its_cascade_and_former_primary_key(officer):
    product = rich_product(name_th="ขนมเปี๊ยะ", published_at=timezone.now())
    Product.objects.filter(pk=product.pk).reindex()
    columns = [field.attname for field in Product._meta.fields]
    before = Product.objects.values_list(*columns).get(pk=product.pk)
    parts = [list(manager.values_list("pk", flat=True)) for manager in (product.star_ratings, product.certificates)]

    (deletion,) = delete_with_return([product], officer)
    assert not Product.objects.filter(pk=product.pk).exists()
    assert not StarRating.objects.exists()
    restored = bring_back(deletion, officer)

    assert restored.pk == product.pk
    assert Product.objects.values_list(*columns).get(pk=product.pk) == before
    again = Product.objects.get(pk=product.pk)
    assert [list(manager.values_list("pk", flat=True)) for manager in (again.star_ratings, again.certificates)] == parts
    assert again.pictures.get().original.name.startswith("originals/a-test")
    assert not Deletion.objects.exists()
    latest = again.history.latest()
    assert latest.history_user == officer
    assert latest.history_change_reason


def test_foreign_keys_set_to_null_are_restored(officer):
    person = Person.objects.create(first_name="สมใจ", phone="0812345678")
    unchanged, reassigned = make_producer(contact=person), make_producer(contact=person)
    producer_keeper = make_producer()
    producer_keeper.keepers.add(officer)

    (deletion,) = delete_with_return([person], officer)
    unchanged.refresh_from_db()
    assert unchanged.contact_id is None
    other = Person.objects.create(first_name="คนใหม่")
    Producer.objects.filter(pk=reassigned.pk).update(contact=other)
    bring_back(deletion, officer)

    unchanged.refresh_from_db()
    reassigned.refresh_from_db()
    assert unchanged.contact_id == person.pk
    assert reassigned.contact_id == other.pk


def test_many_to_many_links_are_restored(officer):
    producer, keeper = make_producer(), User.objects.create_user("keeper", password="long-enough-2")
    producer.keepers.add(keeper)
    (deletion,) = delete_with_return([producer], officer)
    bring_back(deletion, officer)
    assert list(Producer.objects.get(pk=producer.pk).keepers.all()) == [keeper]


def test_restoring_is_refused_if_it_violates_a_constraint(officer):
    product = make_product(name_th="ขนมเปี๊ยะ")
    (deletion,) = delete_with_return([product], officer)
    make_product(name_th="ขนม เปี๊ยะ", producer=product.producer)
    with pytest.raises(CannotBringBack, match="มีสินค้าชื่อนี้อยู่แล้ว: ขนม เปี๊ยะ"):
        bring_back(deletion, officer)
    assert Deletion.objects.count() == 1


def test_refusal_names_the_deletion_to_restore_first(officer):
    product = make_product()
    producer = product.producer
    (deletion,) = delete_with_return([product], officer)
    (first,) = delete_with_return([producer], officer)
    with pytest.raises(CannotBringBack, match=f"ต้องเรียกคืนผู้ผลิต OTOP “{producer.name_th}” ก่อน"):
        bring_back(deletion, officer)
    assert not Product.objects.exists()
    bring_back(first, officer)
    assert bring_back(deletion, officer).pk == product.pk


def test_restoring_is_refused_if_a_required_row_no_longer_exists(officer):
    product = make_product()
    (deletion,) = delete_with_return([product], officer)
    product.producer.delete()
    with pytest.raises(CannotBringBack, match="ผู้ผลิต OTOPที่อ้างถึงไม่มีอยู่แล้ว"):
        bring_back(deletion, officer)


def test_restoring_is_refused_after_thirty_days(officer):
    (deletion,) = delete_with_return([make_product()], officer)
    Deletion.objects.update(at=timezone.now() - dt.timedelta(days=30, minutes=1))
    with pytest.raises(CannotBringBack, match="ถูกเรียกคืนหรือลบถาวรไปแล้ว"):
        bring_back(deletion, officer)


def test_nothing_is_deleted_if_one_object_is_protected(officer):
    product = make_product()
    person = Person.objects.create(first_name="สมใจ")
    with pytest.raises(ProtectedError):
        delete_with_return([person, product.producer], officer)
    assert Person.objects.filter(pk=person.pk).exists()
    assert not Deletion.objects.exists()


def test_search_columns_are_updated_when_restoring(officer):
    product = make_product()
    (deletion,) = delete_with_return([product], officer)
    producer = Producer.objects.get(pk=product.producer_id)
    producer.name_th = "บ้านสวนชื่อใหม่"
    producer.save()
    bring_back(deletion, officer)
    assert Product.objects.containing("บ้านสวนชื่อใหม่").filter(pk=product.pk).exists()


def test_deleting_and_restoring_stars_updates_the_product(officer):
    product = rich_product()
    (deletion,) = delete_with_return(product.star_ratings.all(), officer)
    product.refresh_from_db()
    assert product.latest_stars is None
    bring_back(deletion, officer)
    product.refresh_from_db()
    assert (product.latest_stars, product.latest_year) == (5, 2024)


def test_files_are_kept_until_the_purge(officer):
    product = rich_product()
    name = product.pictures.get().original.name
    delete_with_return([product], officer)
    assert purge(timezone.now() + dt.timedelta(days=29)) == 0
    assert default_storage.exists(name)
    assert purge(timezone.now() + dt.timedelta(days=31)) == 1
    assert not default_storage.exists(name)
    assert purge(timezone.now() + dt.timedelta(days=31)) == 0


def test_purge_keeps_files_used_by_other_rows(officer):
    product, other = rich_product(), rich_product()
    picture = product.pictures.get()
    other.pictures.update(original=picture.original.name)
    delete_with_return([product], officer)
    purge(timezone.now() + dt.timedelta(days=31))
    assert default_storage.exists(picture.original.name)


def test_purge_leaves_no_copy_of_a_person(client, officer):
    client.force_login(officer)
    person = Person.objects.create(first_name="สมใจไม่ซ้ำใคร", phone="0899999999")
    group = Group.objects.create(name_th="กลุ่มทดสอบ")
    member = Membership.objects.create(person=person, group=group)
    for url in (f"/admin/center/membership/{member.pk}/delete/", f"/admin/center/person/{person.pk}/delete/"):
        assert client.post(url, {"post": "yes"}).status_code == 302
    assert "สมใจไม่ซ้ำใคร" in str(list(Deletion.objects.values()))

    purge(timezone.now() + dt.timedelta(days=31))

    everything = str(list(Deletion.objects.values())) + str(list(LogEntry.objects.values()))
    everything += str(list(Person.history.values())) + str(list(Membership.history.values()))
    assert "สมใจไม่ซ้ำใคร" not in everything
    assert "0899999999" not in everything
    kind = ContentType.objects.get_for_model(Person)
    assert LogEntry.objects.get(content_type=kind, object_id=str(person.pk)).object_repr == GONE


def test_admin_log_has_no_names_of_people(client, officer):
    client.force_login(officer)
    data = {"first_name": "สมใจไม่ซ้ำใคร", **OTHER_INLINES, "memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    assert client.post("/admin/center/person/add/", data).status_code == 302
    entry = LogEntry.objects.get()
    assert "สมใจ" not in entry.object_repr + entry.change_message
    assert entry.object_repr == f"บุคคล เลขที่ {entry.object_id}"


def test_restoring_with_the_button_of_the_list(client, officer):
    client.force_login(officer)
    product = make_product(name_th="ข้าวหลาม")
    answer = client.post(f"/admin/catalog/product/{product.pk}/delete/", {"post": "yes"}, follow=True)
    assert "เรียกคืนได้ภายใน 30 วัน" in answer.content.decode()
    deletion = Deletion.objects.get()
    page = client.get("/admin/center/deletion/").content.decode()
    url = reverse("admin:center_deletion_bring_back", args=[deletion.pk])
    assert "ข้าวหลาม" in page
    assert f'formaction="{url}"' in page

    assert client.get(url).status_code == 405
    answer = client.post(url, follow=True)

    assert Product.objects.filter(pk=product.pk).exists()
    assert "เรียกคืน “ข้าวหลาม” แล้ว" in answer.content.decode()


def test_deletions_of_models_without_view_permission_are_hidden(client, officer):
    clerk = User.objects.create_user("clerk", password="long-enough-3", is_staff=True)
    clerk.user_permissions.add(*Permission.objects.filter(codename__in=["view_deletion", "view_product"]))
    delete_with_return([Person.objects.create(first_name="สมใจ")], officer)
    delete_with_return([make_product(name_th="ข้าวหลาม")], officer)
    client.force_login(clerk)
    page = client.get("/admin/center/deletion/").content.decode()
    assert "สมใจ" not in page
    assert "ข้าวหลาม" in page
    for deletion in Deletion.objects.all():
        url = reverse("admin:center_deletion_bring_back", args=[deletion.pk])
        assert client.post(url).status_code in (403, 404)
    assert Deletion.objects.count() == 2


def test_rows_deleted_in_an_inline_go_into_the_bin(client, officer):
    client.force_login(officer)
    person = Person.objects.create(first_name="สมใจ")
    member = Membership.objects.create(person=person, group=Group.objects.create(name_th="กลุ่ม"))
    data = {
        "first_name": "สมใจ",
        **OTHER_INLINES,
        "memberships-TOTAL_FORMS": 1,
        "memberships-INITIAL_FORMS": 1,
        "memberships-0-id": member.pk,
        "memberships-0-person": person.pk,
        "memberships-0-group": member.group_id,
        "memberships-0-DELETE": "on",
    }
    answer = client.post(f"/admin/center/person/{person.pk}/change/", data)
    assert answer.status_code == 302, answer.context["errors"]
    assert Deletion.objects.get().model == "center.membership"


def test_delete_page_says_that_restoring_is_possible(client, officer):
    client.force_login(officer)
    page = client.get(f"/admin/catalog/product/{make_product().pk}/delete/").content.decode()
    assert "ต้องการลบรายการนี้ใช่หรือไม่ เรียกคืนได้ภายใน 30 วัน" in page
    assert 'value="ลบ"' in page
    assert ">ไม่ลบ<" in page


def new_tambon(**fields) -> Tambon:
    fields = {"code": "240299", "name_th": "บางใหม่", "postcode": "24110", "villages": 4, **fields}
    return Tambon.objects.create(**fields)


def test_two_deletions_with_the_same_primary_key(client, officer):
    client.force_login(officer)
    for name in ("บางใหม่", "บางใหม่กว่า"):
        new_tambon(name_th=name)
        answer = client.post("/admin/center/tambon/240299/delete/", {"post": "yes"})
        assert answer.status_code == 302
    first, second = Deletion.objects.order_by("at", "pk")
    bring_back(second, officer)
    assert Tambon.objects.get(code="240299").name_th == "บางใหม่กว่า"
    with pytest.raises(CannotBringBack, match="อยู่แล้ว"):
        bring_back(first, officer)


def test_purge_keeps_the_history_of_a_new_row_with_the_same_key(officer):
    delete_with_return([new_tambon()], officer)
    new_tambon()
    purge(timezone.now() + dt.timedelta(days=31))
    assert Tambon.history.filter(code="240299", history_type="+").exists()


@pytest.mark.parametrize("everywhere", ["0", "1"])
def test_deleting_more_rows_than_the_limit_deletes_none(client, officer, monkeypatch, everywhere):
    monkeypatch.setattr("center.staff.base.MOST_DELETED_AT_ONCE", 2)
    client.force_login(officer)
    groups = [Group.objects.create(name_th=f"กลุ่ม {number}") for number in range(3)]
    data = {"action": "delete_selected", "_selected_action": [group.pk for group in groups], "post": "yes"}
    answer = client.post("/admin/center/group/", data | {"select_across": everywhere}, follow=True)
    assert "ลบได้ครั้งละไม่เกิน 2 รายการ จึงยังไม่ได้ลบรายการใดเลย" in answer.content.decode()
    assert Group.objects.count() == 3
    assert not LogEntry.objects.exists()

    data["_selected_action"] = data["_selected_action"][:2]
    answer = client.post("/admin/center/group/", data, follow=True)
    assert Group.objects.count() == 1
    assert LogEntry.objects.count() == Deletion.objects.count() == 2
