"""Pages of long lists find the keys of their rows first."""

import pytest
from django.contrib import admin
from django.db.models import Count
from django.urls import reverse

from center.people.models import Person
from center.staff.pagination import KeysFirst
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    for number in range(7):
        factories.make_person(first_name=f"คน {number}", phone="0812345678" if number % 2 else "")
    return Person.objects.select_related("tambon").order_by("-first_name", "pk")


def test_each_page_has_the_rows_of_its_place_in_order(people, django_assert_num_queries):
    pages = KeysFirst(people, 3)
    for number, first in ((1, 0), (2, 3), (3, 6)):
        assert list(pages.page(number)) == list(people[first : first + 3])
    with django_assert_num_queries(1):
        assert len(list(pages.page(3))) == 1


def test_rows_are_sorted_and_skipped_by_their_keys_alone(people):
    sql = str(KeysFirst(people, 3).page(2).object_list.query)
    skipped = sql.partition(" IN (")[2]
    assert "OFFSET 3" in skipped and "surname" not in skipped and "OFFSET" not in sql.partition(" IN (")[0]


def test_an_empty_list_has_one_empty_page(people):
    page = KeysFirst(people.filter(pk=0), 3).page(1)
    assert list(page) == []


def test_counted_filtered_and_distinct_rows_and_plain_lists(people):
    counted = people.annotate(seats_held=Count("seats")).filter(phone="0812345678")
    assert [(person.first_name, person.seats_held) for person in KeysFirst(counted, 2).page(2)] == [("คน 1", 0)]
    assert len(KeysFirst(people.distinct(), 5).page(2)) == 2
    assert list(KeysFirst([1, 2, 3], 2).page(2)) == [3]


def test_staff_lists_and_registers_use_it(client, people, monkeypatch):
    client.force_login(factories.make_staff())
    monkeypatch.setattr(admin.site._registry[Person], "list_per_page", 3)
    shown = client.get(reverse("admin:center_person_changelist") + "?p=2").context["cl"].result_list
    assert " IN (SELECT " in str(shown.query)
    members = client.get(reverse("admin:consultations_register", args=["members"])).context["page"]
    assert isinstance(members.paginator, KeysFirst)
