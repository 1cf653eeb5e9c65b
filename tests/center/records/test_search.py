"""The folded search columns: what they find, how they are updated, and synonyms."""

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import connection
from django.test.utils import CaptureQueriesContext

from center.people.models import Group, Person
from center.places.models import Place
from center.records.search import LONGEST_QUERY, MOST_WORDS, Searchable, Synonym, reindex_followers, take_apart
from tests.constraints import our_models
from tests.factories import make_group, make_network, make_person, make_place, make_user, tambon

pytestmark = pytest.mark.django_db


def found(query: str) -> list[str]:
    return [group.name_th for group in Group.objects.containing(query)]


@pytest.fixture
def groups() -> list[Group]:
    return [
        make_group(name_th="กลุ่มขนมเปี๊ยะบ้านริมคลอง", name_en="Khanom pia group", tambon=tambon()),
        make_group(name_th="กลุ่มเรือแจว"),
    ]


@pytest.mark.parametrize(
    "query",
    [
        "ขนมเปี๊ยะ",
        "ขนมเปียะ",
        "ขนมเปี้ยะ",
        "เปี๊ยะ ขนม",
        "KHANOM ริมคลอง",
        "  ริมคลอง , ขนม ",
        "บางกระเจ็ด",
        "บางกระเจด",
        "pia-group",
    ],
)
def test_words_are_found_in_any_order_and_spelling(query, groups):
    assert found(query) == ["กลุ่มขนมเปี๊ยะบ้านริมคลอง"]


@pytest.mark.parametrize("query", ["ขนม เรือแจว", "ริมคลองกลุ่ม", "คลองคลอง", "100%_", "หัวไทร"])
def test_every_word_must_be_in_the_row(query, groups):
    assert found(query) == []


@pytest.mark.parametrize("query", ["", "   ", "-", "... , !"])
def test_a_query_of_nothing_finds_everything(query, groups):
    assert len(found(query)) == 2


def test_wildcards_of_the_database_mean_nothing(groups):
    assert found("ข%คลอง") == []
    assert found("khanom_pia") == ["กลุ่มขนมเปี๊ยะบ้านริมคลอง"]


def test_two_fields_are_never_read_as_one(groups):
    """บ้านริมคลอง ends the Thai name, khanom begins the English one."""
    assert found("ริมคลองkhanom") == []
    assert len(found("ริมคลอง khanom")) == 1


def test_long_queries_are_cut(groups):
    words = ["ขนม"] * MOST_WORDS
    assert len(found(" ".join(words))) == 1
    assert len(found(" ".join([*words, "ไม่มีคำนี้"]))) == 1
    assert found(" ".join([*words[1:], "ไม่มีคำนี้"])) == []
    assert len(found("ขนม".ljust(LONGEST_QUERY) + "ไม่มีคำนี้")) == 1


def test_a_search_costs_two_queries(groups, django_assert_num_queries):
    with django_assert_num_queries(2):  # the synonyms, the rows
        found("ขนม เปี๊ยะ กลุ่ม")
    with django_assert_num_queries(1):
        found("")


# --- Synonyms ---


def test_a_word_stands_for_its_group():
    Synonym.objects.create(words="ศูนย์ครบวงจร, ศูนย์บริการ, one stop")
    Synonym.objects.create(words="ศูนย์บริการ, ที่ทำการ")

    assert Synonym.objects.expand("ศูนยบริการ ใหม่") == [["สูนยบริการ", "สูนยครบวงจร", "onestop", "ทีทำการ"], ["ไหม"]]
    assert Synonym.objects.expand("ที่ทำการ") == [["ทีทำการ", "สูนยบริการ"]]
    assert Synonym.objects.expand("คลอง") == [["คลอง"]]
    assert Synonym.objects.expand(" - ") == []


def test_a_phrase_counts_as_one_word():
    Synonym.objects.create(words="ศูนย์บริการ, one stop")

    assert Synonym.objects.expand("One  Stop") == [["onestop", "สูนยบริการ"]]
    assert Synonym.objects.expand("one way") == [["one"], ["way"]]


def test_synonyms_hold_both_ways():
    thai, english = make_group(name_th="เครื่องปั้นดินเผา"), make_group(name_th="กลุ่มใหม่", name_en="Potters")
    Synonym.objects.create(words="เครื่องปั้น, potters")

    assert set(Group.objects.containing("เครื่องปั้น")) == {thai, english}
    assert set(Group.objects.containing("potters")) == {thai, english}
    assert set(Group.objects.containing("potters กลุ่มใหม่")) == {english}


def test_a_group_that_staff_left_half_empty_does_no_harm(groups):
    Synonym.objects.create(words="เรือแจว,, - ,")

    assert Synonym.objects.expand("เรือแจว") == [["เรือแจว"]]
    assert found("เรือแจว") == ["กลุ่มเรือแจว"]


# --- Updating the columns ---


def test_update_and_bulk_update_are_found_at_once(groups):
    Group.objects.filter(pk=groups[0].pk).update(name_th="กลุ่มทอผ้า")
    groups[1].name_th = "กลุ่มตะกร้า"
    Group.objects.bulk_update([groups[1]], ["name_th"])
    untouched = make_group(name_th="กลุ่มหมู่บ้าน")

    assert found("ทอผ้า") == ["กลุ่มทอผ้า"]
    assert found("ตะกร้า") == ["กลุ่มตะกร้า"]
    assert found("ขนมเปี๊ยะ") == found("จักสาน") == []
    assert list(Group.objects.all()) == [groups[1], groups[0], untouched]  # ต ท ห: the sort key is computed too
    assert Group.objects.reindex() == 0


def test_a_phone_emptied_by_update_is_not_found_any_more():
    person = make_person(phone="0812345678", line_id="somjai99")
    assert Person.objects.containing("0812345678").get() == person
    Person.objects.filter(pk=person.pk).update(phone="", line_id="")
    assert not Person.objects.containing("0812345678").exists()
    assert not Person.objects.containing("somjai99").exists()


def test_an_update_of_other_columns_costs_one_query(groups, django_assert_num_queries):
    with django_assert_num_queries(1):
        Group.objects.update(members_count=3, status="watch")


def test_reindex_sees_what_no_update_saw(groups):
    Group.objects.update(search_text="", sort_key=b"")
    assert found("เรือแจว") == []

    assert Group.objects.reindex() == 2
    assert found("เรือแจว") == ["กลุ่มเรือแจว"]
    assert Group.objects.reindex() == 0


def test_reindex_touches_its_own_rows_only(groups):
    Group.objects.update(name_th="ชื่อใหม่", search_text="")

    assert Group.objects.filter(pk=groups[0].pk).reindex() == 1
    assert found("ชื่อใหม่") == ["ชื่อใหม่"]
    assert Group.objects.none().reindex() == 0


def test_reindex_keeps_other_columns_as_they_are(groups):
    Group.objects.filter(pk=groups[0].pk).update(name_th="กลุ่มทอผ้า", moo=7)
    Group.objects.reindex()
    groups[0].refresh_from_db()
    assert (groups[0].name_th, groups[0].moo, groups[0].tambon) == ("กลุ่มทอผ้า", 7, tambon())


def reindex_queries(rows: int) -> int:
    Group.objects.all().delete()
    network = make_network()
    for _ in range(rows):
        make_group(network=network, tambon=tambon())
    Group.objects.update(search_text="")
    with CaptureQueriesContext(connection) as queries:
        assert Group.objects.reindex() == rows
    return len(queries)


def test_reindex_costs_the_same_for_few_and_many():
    assert reindex_queries(20) == reindex_queries(1)


def test_reindex_goes_on_after_the_first_batch():
    Place.objects.bulk_create(Place(name_th=f"ศาลาที่ {number}") for number in range(1001))
    Place.objects.update(search_text="", sort_key=b"")

    assert Place.objects.reindex() == 1001
    assert not Place.objects.filter(search_text="").exists()
    assert [place.name_th for place in Place.objects.all()] == [f"ศาลาที่ {number}" for number in range(1001)]
    assert Place.objects.reindex() == 0


def test_reindex_repairs_people_too():
    person = make_person(first_name="สมชาย", surname="")
    Person.objects.filter(pk=person.pk).update(first_name="กมล", search_text="")
    assert Person.objects.reindex() == 1
    assert Person.objects.containing("กมล").get() == person


# --- Followers ---


def rename(row, name: str):
    row.name_th = name
    row.save()
    return row


def test_renaming_a_tambon_refreshes_all_that_hold_its_name():
    person, place, group = make_person(tambon=tambon()), make_place(tambon=tambon()), make_group(tambon=tambon())
    elsewhere = make_group(tambon=tambon("หัวไทร"))

    assert reindex_followers([rename(tambon(), "บางเกาะแก้ว")]) == 3
    assert Person.objects.containing("เกาะแก้ว").get() == person
    assert Place.objects.containing("เกาะแก้ว").get() == place
    assert Group.objects.containing("เกาะแก้ว").get() == group
    assert not Group.objects.containing("บางกระเจ็ด").exists()
    assert Group.objects.containing("หัวไทร").get() == elsewhere


def test_renaming_a_network_refreshes_its_groups():
    network = make_network(name_th="เครือข่ายเก่า")
    group = make_group(network=network)

    assert reindex_followers([rename(network, "เครือข่ายใหม่")]) == 1
    assert Group.objects.containing("เครือข่ายใหม่").get() == group
    assert reindex_followers([network]) == 0


def test_what_nobody_follows_refreshes_nothing(django_assert_num_queries):
    user = make_user()
    make_group()
    Group.objects.update(search_text="")
    with django_assert_num_queries(0):
        assert reindex_followers([user]) == 0


def test_a_path_that_leads_nowhere_is_named(monkeypatch):
    monkeypatch.setattr(Place, "search_follows", ("tambon__amphoe",))
    with pytest.raises(FieldDoesNotExist, match="Place names tambon__amphoe"):
        reindex_followers([tambon()])


@pytest.mark.parametrize(
    ("model", "path"),
    [(model, path) for model in our_models() if issubclass(model, Searchable) for path in model.search_follows],
    ids=str,
)
def test_every_followed_relation_has_a_name_in_the_text(model, path):
    """Each path in search_follows is a relation whose name search_parts uses."""
    row = model()
    for field in model._meta.concrete_fields:
        if field.is_relation and field.name in {followed.split("__")[0] for followed in model.search_follows}:
            setattr(row, field.name, named(field.related_model, f"ชื่อของ{field.name}"))
    step, *rest = path.split("__")
    related, name = getattr(row, step), f"ชื่อของ{step}"
    for step in rest:
        name = f"ชื่อของ{path}"
        setattr(related, step, named(related._meta.get_field(step).related_model, name))
        related = getattr(related, step)
    assert any(name in part.split() for part in row.search_parts())


def named(model, name: str):
    """A row of that name, not stored. People have a first name, all others one name."""
    return model(first_name=name) if model is Person else model(name_th=name)


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("ไขเคมบางคลา", ["ไขเคม", "บางคลา"]),
        ("บางคลา", ["บางคลา"]),  # a known word
        ("บางคลาไขเคมบางคลา", ["บางคลา", "ไขเคม", "บางคลา"]),
        ("กบางคลา", ["กบางคลา"]),  # the rest would be too short
        ("สบูผา", ["สบูผา"]),  # the known word is too short
        ("ขนมไทยโบราณ", ["ขนมไทย", "โบราณ"]),  # the longest first
        ("รถไถนา", ["รถไถนา"]),
    ],
)
def test_known_words_are_taken_off_the_ends(word, pieces):
    known = ["ขนมไทย", "บางคลา", "ขนม", "ผา"]
    assert take_apart(word, known) == pieces
    assert "".join(take_apart(word, known)) == word
