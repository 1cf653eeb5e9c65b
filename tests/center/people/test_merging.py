"""Merging two records of one person, and separating them again."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from center.people import merging
from center.people.models import Membership, Person, PersonMerge
from center.people.rows_of_person import ROWS_OF_PERSON
from center.records.history import history_of
from tests.factories import (
    make_consent,
    make_group,
    make_person,
    make_photo,
    make_speaker,
    make_staff,
    tambon,
)
from tests.test_admin_english import one_of_each

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    """The record that stays, which lacks nearly everything, and its duplicate."""
    kept = make_person(first_name="แฉล้ม", surname="ลานใบไม้", phone="", tambon=None)
    duplicate = make_person(
        first_name="แฉล้ม", surname="ลานใบไม้", nickname="แต๋ว", phone="0812345678", tambon=tambon("เสม็ดใต้"), moo=2
    )
    return kept, duplicate


def fields_of(person: Person) -> dict:
    found = Person.objects.filter(pk=person.pk).values().get()
    return {name: value for name, value in found.items() if name not in ("search_text", "sort_key")}


def test_every_row_of_the_duplicate_moves_and_comes_back(officer):
    """With a row of every kind there is: the next package's rows are found through the registry."""
    rows = one_of_each(officer)
    kept, duplicate = make_person(), rows["person"]
    own = (Person, PersonMerge)
    kinds = [kind for kind in ROWS_OF_PERSON if kind.model not in own and kind.model._base_manager.exists()]
    for kind in kinds:
        row = kind.model._base_manager.order_by("pk").first()
        kind.model._base_manager.filter(pk=row.pk).update(**{kind.field: duplicate})
    held = {kind.key: set(kind.of(duplicate).values_list("pk", flat=True)) for kind in kinds}
    assert len(held) > 10 and all(held.values())

    merged = merging.merge(duplicate, into=kept, by=officer)
    assert {kind.key: set(kind.of(kept).values_list("pk", flat=True)) for kind in kinds} == held
    assert not any(kind.of(duplicate).exists() for kind in kinds)
    duplicate.refresh_from_db()
    assert duplicate.merged_into == kept

    merging.undo(merged, by=officer)
    assert {kind.key: set(kind.of(duplicate).values_list("pk", flat=True)) for kind in kinds} == held
    assert not any(kind.of(kept).exists() for kind in kinds)
    duplicate.refresh_from_db()
    assert duplicate.merged_into is None and not PersonMerge.objects.exists()


def test_what_the_record_lacks_is_filled_and_emptied_again(officer, pair):
    kept, duplicate = pair
    before = fields_of(kept), fields_of(duplicate)
    merged = merging.merge(duplicate, into=kept, by=officer)
    kept.refresh_from_db()
    assert (kept.phone, kept.nickname, kept.village) == ("0812345678", "แต๋ว", "หมู่ที่ 2 ต.เสม็ดใต้")
    assert kept in Person.objects.containing("แต๋ว ม.2 เสม็ดใต้")
    assert kept.history.first().history_user == officer
    kept.nickname = "ต๋อย"
    kept.save()
    merging.undo(merged, by=officer)
    assert (fields_of(kept), fields_of(duplicate)) == (before[0] | {"nickname": "ต๋อย"}, before[1])


def test_a_village_is_taken_whole_or_not_at_all(officer, pair):
    kept, duplicate = pair
    Person.objects.filter(pk=kept.pk).update(tambon=tambon())
    merging.merge(duplicate, into=kept, by=officer)
    kept.refresh_from_db()
    assert (kept.tambon, kept.moo) == (tambon(), None)


def test_a_member_of_one_group_twice_is_one_member(officer, pair):
    kept, duplicate = pair
    group = make_group()
    for person, day in ((kept, 2), (duplicate, 1)):
        Membership.objects.create(person=person, group=group, joined_on=dt.date(2026, 1, day), role="เหรัญญิก")
    before = set(Membership.objects.values_list("pk", "person", "joined_on", "role"))
    merged = merging.merge(duplicate, into=kept, by=officer)
    assert [row.person for row in Membership.objects.all()] == [kept]
    merging.undo(merged, by=officer)
    assert set(Membership.objects.values_list("pk", "person", "joined_on", "role")) == before
    assert history_of(Membership).filter(history_user=officer, history_type="-").count() == 1


def test_photos_and_consents_of_which_there_is_one_stay_with_their_record(officer, pair):
    kept, duplicate = pair
    for person in pair:
        make_consent(person)
        make_photo(person)
    merging.merge(duplicate, into=kept, by=officer)
    assert [person.consents.count() for person in pair] == [1, 1]
    assert kept.photo.pk != duplicate.photo.pk


def test_two_advisers_are_not_merged_and_nothing_is_written(officer, pair):
    kept, duplicate = pair
    for person in pair:
        make_speaker(person=person)
        Membership.objects.create(person=person, group=make_group())
    with pytest.raises(ValidationError, match="วิทยากร"):
        merging.merge(duplicate, into=kept, by=officer)
    assert duplicate.memberships.count() == 1 and not PersonMerge.objects.exists()


def test_a_chain_of_merges_is_undone_in_any_order(officer):
    first, second, third = (make_person() for _ in range(3))
    membership = Membership.objects.create(person=first, group=make_group())
    earlier = merging.merge(first, into=second, by=officer)
    later = merging.merge(second, into=third, by=officer)
    membership.refresh_from_db(), first.refresh_from_db(), earlier.refresh_from_db()
    assert membership.person == first.merged_into == earlier.kept == third
    merging.undo(earlier, by=officer)
    membership.refresh_from_db(), first.refresh_from_db()
    assert membership.person == first and first.merged_into is None
    merging.undo(later, by=officer)
    assert not PersonMerge.objects.exists() and not Person.objects.exclude(merged_into=None).exists()


@pytest.mark.parametrize("wrong", ["itself", "merged", "merged into", "erased", "gone"])
def test_what_can_not_be_merged_is_refused(officer, pair, wrong):
    kept, duplicate = pair
    if wrong == "itself":
        duplicate = kept
    elif wrong == "merged":
        Person.objects.filter(pk=duplicate.pk).update(merged_into=make_person())
    elif wrong == "merged into":
        Person.objects.filter(pk=kept.pk).update(merged_into=make_person())
    elif wrong == "erased":
        Person.objects.filter(pk=kept.pk).update(erased_at=timezone.now())
    else:
        Person.objects.filter(pk=duplicate.pk).delete()
    with pytest.raises(ValidationError):
        merging.merge(duplicate, into=kept, by=officer)
    assert not PersonMerge.objects.exists()


def test_a_merge_is_undone_once(officer, pair):
    kept, duplicate = pair
    merged = merging.merge(duplicate, into=kept, by=officer)
    merging.undo(PersonMerge.objects.get(), by=officer)
    with pytest.raises(ValidationError):
        merging.undo(merged, by=officer)


def test_what_does_not_fit_any_more_is_said_and_stays_merged(officer, pair):
    kept, duplicate = pair
    membership = Membership.objects.create(person=duplicate, group=make_group())
    merged = merging.merge(duplicate, into=kept, by=officer)
    Membership.objects.create(person=duplicate, group=membership.group)
    with pytest.raises(ValidationError, match="แยกกลับไม่ได้"):
        merging.undo(merged, by=officer)
    membership.refresh_from_db()
    assert membership.person == kept and PersonMerge.objects.exists()


# --- Pages -----------------------------------------------------------------------------------------------------------


def test_staff_merge_a_proposed_record_and_separate_it_again(client, officer, pair):
    kept, duplicate = pair
    url = reverse("admin:center_person_merge", args=[kept.pk])
    assert url in client.get(reverse("admin:center_person_change", args=[kept.pk])).content.decode()
    page = client.get(url).content.decode()
    assert "หมู่ที่ 2 ต.เสม็ดใต้ · 081-234-5678" in page and "สอบถามเจ้าตัวก่อนเสมอ" in page
    answer = client.post(url, {"duplicate": duplicate.pk}, follow=True)
    assert "รวมข้อมูลแล้ว" in answer.content.decode()
    separate = reverse("admin:center_person_separate", args=[duplicate.pk])
    assert separate in answer.content.decode()
    assert "แฉล้ม" not in str(list(officer.logentry_set.values())), "the log keeps numbers, no names"

    assert client.get(separate).status_code == 200
    assert "แยกข้อมูลกลับแล้ว" in client.post(separate, follow=True).content.decode()
    duplicate.refresh_from_db()
    assert duplicate.merged_into is None
    assert client.post(separate).status_code == 404


def test_a_record_that_looks_different_is_merged_by_its_number(client, officer, pair):
    kept, _duplicate = pair
    other = make_person(first_name="ชื่อเดิม", phone="")
    url = reverse("admin:center_person_merge", args=[kept.pk])
    thai = str(other.pk).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert client.post(url, {"duplicate": "another", "number": thai}).status_code == 302
    other.refresh_from_db()
    assert other.merged_into == kept


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "กรุณาเลือกรายการที่ซ้ำ"),
        ({"duplicate": "another", "number": ""}, "ไม่พบบุคคลเลขที่นี้"),
        ({"duplicate": "another", "number": "9" * 40}, "เลขที่บุคคลของรายการอื่น"),
        ({"duplicate": "another", "number": "ไม่รู้"}, "ไม่พบบุคคลเลขที่นี้"),
        ({"duplicate": "999999"}, "duplicate"),
    ],
)
def test_bad_input_is_said_at_the_field(client, officer, pair, sent, sentence):
    answer = client.post(reverse("admin:center_person_merge", args=[pair[0].pk]), sent)
    assert answer.status_code == 200 and sentence in answer.content.decode() and not PersonMerge.objects.exists()


def test_merging_takes_the_right_to_change_people(client, pair):
    client.force_login(make_staff(username="reader", is_superuser=False))
    for page in ("merge", "separate"):
        url = reverse(f"admin:center_person_{page}", args=[pair[1].pk])
        assert client.get(url).status_code == client.post(url).status_code == 403
