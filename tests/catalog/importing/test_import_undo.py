"""A whole import taken back, once; what staff touched since stays."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from catalog.importing.models import ImportBatch
from catalog.importing.undo import undo
from catalog.products.models import Producer, Product, ProductPicture
from center.people.models import Group, Membership, Person
from center.recycle_bin.deletions import delete_with_return
from center.recycle_bin.models import KEPT
from center.recycle_bin.retention import purge
from tests import factories
from tests.catalog.importing.test_admin_import import PEOPLE, XLSX, act, confirm, csv_of, page, permission, upload

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
HEAD = "ชื่อสินค้า,ผู้ผลิต,ตำบล,เบอร์โทร,ประเภท"


@pytest.fixture
def officer(client):
    user = factories.make_staff(username="officer")
    client.force_login(user)
    return user


def imported(client, *lines: str, **options) -> ImportBatch:
    batch = confirm(client, upload(client, csv_of(HEAD, *lines), name="a.csv", **options))
    assert batch.state == "written", batch.trouble
    return batch


def test_what_was_made_is_deleted_and_the_same_file_may_come_again(client, officer):
    batch = confirm(client, upload(client, XLSX))
    assert "ยกเลิกการนำเข้าทั้งหมด" in page(client, batch)
    assert client.get(reverse("admin:catalog_import_undo", args=[batch.pk])).status_code == 200
    assert Product.objects.count() == 2, "asking changes nothing"
    batch = act(client, "undo", batch)
    assert (batch.state, batch.undone_by) == ("undone", officer)
    assert batch.undo_counts == {"deleted": 4, "restored": 0, "left": 0}
    assert not Product.objects.exists() and not Producer.objects.exists()
    last = Product.history.first()
    assert last.history_type == "-" and last.history_user == officer
    assert "ยกเลิกการนำเข้า" in LogEntry.objects.filter(user=officer, object_id=str(batch.pk)).first().change_message
    again = confirm(client, upload(client, XLSX))
    assert again.counts["new"] == 2 and Product.objects.count() == 2


def test_what_was_changed_becomes_what_it_was_and_the_sheet_may_change_it_again(client, officer):
    imported(client, "ขนมเปี๊ยะ,ร้านป้า,ปากน้ำ,0812345678,อาหาร")
    second = imported(client, "ขนม เปี๊ยะ,ร้านป้า,ปากน้ำ,0898765432,เครื่องดื่ม")
    product = Product.objects.get()
    assert (product.name_th, product.category.code) == ("ขนม เปี๊ยะ", "drink")
    second = act(client, "undo", second)
    product = Product.objects.get()
    assert (product.name_th, product.category.code, product.producer.phone) == ("ขนมเปี๊ยะ", "food", "0812345678")
    assert second.undo_counts == {"deleted": 0, "restored": 2, "left": 0}
    assert "ขนม เปี๊ยะ" not in product.history.first().name_th
    again = imported(client, "ขนม เปี๊ยะ,ร้านป้า,ปากน้ำ,0898765432,เครื่องดื่ม")
    assert again.counts["changed"] == 1 and Product.objects.get().category.code == "drink"


def test_a_row_that_staff_typed_and_an_import_recognized_is_staffs_again(client, officer):
    producer = factories.make_producer(name_th="ร้านป้า", tambon=factories.tambon("ปากน้ำ"))
    product = factories.make_product(name_th="ขนมเปี๊ยะ", producer=producer)
    batch = imported(client, "ขนมเปี๊ยะ,ร้านป้า,ปากน้ำ,0812345678,อาหาร")
    product.refresh_from_db()
    assert product.source_key
    act(client, "undo", batch)
    product.refresh_from_db()
    producer.refresh_from_db()
    assert (product.source_key, producer.source_key, producer.phone) == (None, None, "")


def test_what_staff_edited_since_stays_and_is_listed(client, officer):
    batch = imported(client, "ขนมก,ร้านก,ปากน้ำ,,", "ขนมข,ร้านข,ปากน้ำ,,", "ขนมค,ร้านค,ปากน้ำ,,", "ขนมง,ร้านง,ปากน้ำ,,")
    edited = Product.objects.get(name_th="ขนมก")
    edited.price_low = 60
    edited.save()
    pictured = Product.objects.get(name_th="ขนมข")
    ProductPicture.objects.create(product=pictured, original="a.jpg", width=4, height=3, alt_th="รูป")
    producer = Producer.objects.get(name_th="ร้านค")
    factories.make_product(name_th="อีกอย่าง", producer=producer)
    batch = act(client, "undo", batch)
    assert set(Product.objects.values_list("name_th", flat=True)) == {"ขนมก", "ขนมข", "อีกอย่าง"}
    assert set(Producer.objects.values_list("name_th", flat=True)) == {"ร้านก", "ร้านข", "ร้านค"}
    assert batch.undo_counts == {"deleted": 3, "restored": 0, "left": 5}
    notes = dict(batch.rows.values_list("number", "undo_note"))
    assert "แก้ไขหลังนำเข้า" in notes[2] and "มีข้อมูลอื่นใช้อยู่" in notes[3] and notes[5] == ""
    shown = page(client, batch)
    assert "ขนมก" in shown and "แก้ไขหลังนำเข้า" in shown


def test_a_phone_changed_past_the_history_counts_as_edited(client, officer):
    imported(client, "ขนม,ร้านก,ปากน้ำ,0812345678,")
    batch = imported(client, "ขนม,ร้านก,ปากน้ำ,0898765432,")
    Producer.objects.update(phone="0861112222")
    batch = act(client, "undo", batch)
    assert Producer.objects.get().phone == "0861112222"
    assert batch.undo_counts["left"] == 1


def test_undo_works_once(client, officer):
    batch = confirm(client, upload(client, XLSX))
    batch = act(client, "undo", batch)
    with pytest.raises(LookupError):
        undo(batch, officer)
    kept = factories.make_product()
    act(client, "undo", batch)
    assert list(Product.objects.all()) == [kept]
    assert "ยกเลิกการนำเข้าทั้งหมด</a>" not in page(client, batch)


def test_people_and_their_memberships_leave_again(client, officer):
    group = factories.make_group(name_th="กลุ่มออมทรัพย์", tambon=factories.tambon("ปากน้ำ"))
    known = factories.make_person(first_name="สมใจ", surname="ใจดี", phone="0812345678", moo=3)
    batch = confirm(client, upload(client, PEOPLE, kind="people", name="a.csv"))
    assert Membership.objects.count() == 3 and Group.objects.count() == 2
    batch = act(client, "undo", batch)
    assert list(Person.objects.all()) == [known] and list(Group.objects.all()) == [group]
    assert not Membership.objects.exists()
    known.refresh_from_db()
    assert (known.title, known.tambon) == ("", None)


def test_a_person_somebody_edited_stays_with_the_group_that_is_used(client, officer):
    batch = confirm(client, upload(client, PEOPLE, kind="people", name="a.csv"))
    person = Person.objects.get(first_name="สมใจ")
    person.nickname = "ใจ"
    person.save()
    batch = act(client, "undo", batch)
    assert list(Person.objects.all()) == [person]
    assert batch.undo_counts["left"] == 1


def held(batch: ImportBatch) -> str:
    """What the rows of an import hold of producers and products."""
    return str(list(batch.rows.values_list("before", "after")))


def test_no_phone_of_a_producer_stays_with_an_import_taken_back(client, officer):
    batch = imported(client, "ขนม,ร้านก,ปากน้ำ,0812345678,")
    assert "0812345678" in held(batch)
    act(client, "undo", batch)
    assert "0812345678" not in held(batch)


def test_no_phone_of_a_producer_stays_after_thirty_days_in_the_bin(client, officer):
    first = imported(client, "ขนม,ร้านก,ปากน้ำ,0812345678,", "เค้ก,ร้านข,ปากน้ำ,0861112222,")
    second = imported(client, "ขนม,ร้านก,ปากน้ำ,0898765432,", "เค้ก,ร้านข,ปากน้ำ,0861112222,")
    delete_with_return([Product.objects.get(name_th="ขนม")], officer)
    purge(timezone.now() + KEPT.kept_for * 2)
    assert "0812345678" in held(first) and "0898765432" in held(second), "the producer is still there"
    delete_with_return([Producer.objects.get(name_th="ร้านก")], officer)
    assert "0812345678" in held(first), "it may come back"

    purge(timezone.now() + KEPT.kept_for * 2)

    assert "0812345678" not in held(first) + held(second)
    assert "0898765432" not in held(first) + held(second)
    assert "0861112222" in held(first), "the other producer is still there"


def test_of_a_product_that_moved_on_the_sheet_is_still_known(client, officer):
    batch = imported(client, "ขนม,ร้านก,ปากน้ำ,0812345678,อาหาร")
    Product.objects.update(producer=factories.make_producer())
    delete_with_return([Producer.objects.get(name_th="ร้านก")], officer)
    purge(timezone.now() + KEPT.kept_for * 2)
    row = batch.rows.get()
    assert "producer" not in row.after
    assert row.after["product"]["name_th"] == "ขนม"


KINDS = {
    "products": (XLSX, ("product", "producer")),
    "producers": (csv_of("ชื่อผู้ผลิต,ตำบล", "ร้านป้า,ปากน้ำ"), ("producer",)),
    "people": (PEOPLE, ("person", "group", "membership")),
}


@pytest.mark.parametrize("kind", KINDS)
def test_undoing_takes_the_right_to_delete_everything_the_import_writes(client, officer, kind):
    content, names = KINDS[kind]
    batch = confirm(client, upload(client, content, kind=kind, name="a.csv"))
    clerk = factories.make_user(is_staff=True)
    clerk.user_permissions.set(permission(f"{act}_{name}") for act in ("add", "change") for name in names)
    client.force_login(clerk)
    url = reverse("admin:catalog_import_undo", args=[batch.pk])
    for name in names:
        assert url not in page(client, batch)
        assert (client.get(url).status_code, client.post(url).status_code) == (403, 403), name
        clerk.user_permissions.add(permission(f"delete_{name}"))
    assert url in page(client, batch)
    assert act(client, "undo", batch).state == "undone"
