"""Who of the staff read or exported personal data is logged: rows and files each time, lists once a day."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from center.access import log
from center.access.models import ACCESS_LOG_KEPT, PersonalDataAccess
from center.people.models import Person
from tests.factories import make_person, make_product, make_staff, make_user

pytestmark = pytest.mark.django_db
LIST = "admin:center_person_changelist"


@pytest.fixture
def officer(client):
    user = make_staff(username="officer", first_name="สมศรี")
    client.force_login(user)
    return user


def logged(**fields) -> list[tuple[str, str, str]]:
    entries = PersonalDataAccess.objects.filter(**fields).order_by("pk")
    return [(entry.act, entry.content_type.model, entry.object_id) for entry in entries]


def test_a_list_is_logged_once_for_each_officer_register_and_day(client, officer, monkeypatch):
    for _time in range(3):
        client.get(reverse(LIST), {"q": "แฉล้ม"})
    assert logged() == [("list", "person", "")]
    client.get(reverse("admin:center_user_changelist"))
    assert logged()[1:] == [("list", "user", "")]
    other = make_staff(username="other")
    client.force_login(other)
    client.get(reverse(LIST))
    tomorrow = timezone.now() + dt.timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: tomorrow)
    client.force_login(other)
    client.get(reverse(LIST))
    assert logged(content_type__model="person") == [("list", "person", "")] * 3


def test_a_cache_that_forgets_logs_nothing_twice(officer):
    from django.core.cache import cache

    for _time in range(2):
        log.listed(officer, Person)
        cache.clear()
    assert logged() == [("list", "person", "")]


def test_a_row_is_logged_each_time_it_is_opened_and_not_when_it_is_saved(client, officer):
    person = make_person(phone="0812345678")
    url = reverse("admin:center_person_change", args=[person.pk])
    client.get(url)
    client.get(url)
    client.post(url, {"first_name": ""})
    assert logged() == [("row", "person", str(person.pk))] * 2
    assert "สมใจ" not in str(list(PersonalDataAccess.objects.values()))


def test_files_are_logged(client, officer):
    person = make_person()
    for url in (
        reverse("admin:center_person_export", args=["csv"]),
        reverse("admin:center_person_own_data", args=[person.pk]),
    ):
        b"".join(client.get(url).streaming_content)
    assert logged() == [("export", "person", ""), ("export", "person", str(person.pk))]


def test_the_search_on_the_first_page_is_logged_as_the_lists_it_shows(client, officer):
    make_person(first_name="แฉล้ม")
    for _time in range(2):
        client.get(reverse("admin:staff_find"), {"q": "แฉล้ม"})
    assert logged() == [("list", "person", "")]


def test_what_holds_no_personal_data_and_what_is_refused_is_not_logged(client, officer):
    product = make_product()
    client.get(reverse("admin:catalog_product_changelist"))
    client.get(reverse("admin:catalog_product_change", args=[product.pk]))
    client.get(reverse("admin:center_person_change", args=[999_999]))
    client.force_login(make_user(is_staff=True))
    client.get(reverse(LIST))
    assert logged() == []


def test_managers_read_the_log_and_find_a_row(client, officer):
    person = make_person()
    client.get(reverse("admin:center_person_change", args=[person.pk]))
    url = reverse("admin:center_personaldataaccess_changelist")
    page = client.get(url, {"register": "center.person", "q": str(person.pk)}).content.decode()
    assert "เปิดดูรายการเดียว" in page and "officer" in page
    assert client.get(url, {"register": "center.user"}).context["cl"].result_count == 0
    assert client.get(url, {"register": "nothing"}).status_code == 200
    entry = PersonalDataAccess.objects.get()
    change = reverse("admin:center_personaldataaccess_change", args=[entry.pk])
    assert client.get(change).status_code == 200 and client.post(change).status_code == 403


def test_entries_leave_after_a_year(officer):
    log.opened(officer, make_person())
    now = PersonalDataAccess.objects.get().at + ACCESS_LOG_KEPT.kept_for
    assert log.forget_outdated(now - dt.timedelta(seconds=1)) == 0
    assert log.forget_outdated(now) == 1 and log.forget_outdated(now) == 0
