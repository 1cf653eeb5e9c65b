"""On duty was a user and is a person now: no day loses its name, and a network that staff renamed stays as it is."""

import datetime as dt

import pytest
from django.apps import apps as current
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from center.people.models import Network, Person

BEFORE = ("center", "0018_state_changes")


def migrate_back():
    executor = MigrationExecutor(connection)
    executor.migrate([BEFORE])
    return executor.loader.project_state([BEFORE]).apps.get_model


def migrate_forward() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.long  # walks migrations back and forth
@pytest.mark.django_db(transaction=True)
def test_nobody_on_duty_and_nothing_staff_wrote_is_lost_either_way():
    person = Person.objects.create(first_name="อำพร")
    current.get_model("center", "User").objects.create(username="amphon", person=person)
    current.get_model("center", "ServiceDay").objects.create(date=dt.date(2026, 9, 30), on_duty=person)
    try:
        model = migrate_back()
        assert model("center", "ServiceDay").objects.get().on_duty.username == "amphon"
        users, days = model("center", "User").objects, model("center", "ServiceDay").objects
        known = model("center", "Person").objects.create(first_name="บุญมา", sort_key=b"x")
        linked = users.create(username="linked", person=known)
        carded = users.create(username="carded", first_name="อื่น")
        model("center", "OfficerCard").objects.create(user=carded, name_th="นางสาวสมศรี ใจดี", sort_key=b"x")
        named = users.create(username="named", first_name="สมหมาย", last_name="รักงาน")
        bare = users.create(username="bare")
        for number, user in enumerate([linked, carded, named, bare, carded, None], start=1):
            days.create(date=dt.date(2026, 10, number), on_duty=user)
        networks = model("center", "Network").objects
        networks.filter(name_th__contains="วิสาหกิจชุมชน").update(name_th="เครือข่ายวิสาหกิจชุมชนบางคล้า", name_en="Ours")
        model("center", "Network").objects.create(name_th="เครือข่ายเลิกแล้ว", sort_key=b"x", active=False)
    finally:
        migrate_forward()
    days = current.get_model("center", "ServiceDay").objects.order_by("date")
    on_duty = [str(day.on_duty) if day.on_duty else "" for day in days]
    assert on_duty == ["อำพร", "บุญมา", "นางสาวสมศรี ใจดี", "สมหมาย รักงาน", "bare", "นางสาวสมศรี ใจดี", ""]
    assert Person.objects.count() == 5, "one for each user; those who had one keep it"
    made = Person.objects.get(surname="ใจดี")
    assert (made.title, made.first_name, made.user.username) == ("นางสาว", "สมศรี", "carded")
    assert Person.objects.containing("สมศรี").get() == made, "found by the search at once"
    assert made == Person.objects.order_by("sort_key").filter(sort_key=made.sort_key).get()
    renamed = Network.objects.get(name_th="เครือข่ายวิสาหกิจชุมชนบางคล้า")
    assert (renamed.name_en, renamed.is_published) == ("Ours", True)
    assert not Network.objects.filter(name_th="เครือข่ายวิสาหกิจชุมชน").exists()
    assert not Network.objects.get(name_th="เครือข่ายเลิกแล้ว").is_published
