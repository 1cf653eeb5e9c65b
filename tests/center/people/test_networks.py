"""Networks and groups: the tree of networks, and the statuses of groups with their history."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from center.people.models import Group, Membership, Network
from center.records.states import StateChange, move
from tests.factories import make_group, make_network, make_person, make_user

pytestmark = pytest.mark.django_db


def test_a_network_is_not_in_itself_even_by_a_long_way():
    top = make_network()
    middle = make_network(parent=top)
    bottom = make_network(parent=middle)
    for network in (top, middle, bottom):
        network.full_clean()

    for parent in (top, middle, bottom):
        top.parent = parent
        with pytest.raises(ValidationError, match="เครือข่ายอยู่ในตัวเองไม่ได้") as refused:
            top.clean()
        assert list(refused.value.error_dict) == ["parent"]


def test_a_new_network_stands_under_any_other():
    Network(name_th="เครือข่ายใหม่", parent=make_network(parent=make_network())).full_clean()


def test_a_circle_that_came_past_the_form_ends_the_walk():
    one, two = make_network(), make_network()
    Network.objects.filter(pk=one.pk).update(parent=two)
    Network.objects.filter(pk=two.pk).update(parent=one)
    with pytest.raises(ValidationError):
        Network(name_th="เครือข่ายใหม่", parent=Network.objects.get(pk=one.pk)).clean()


def test_a_change_of_status_keeps_who_when_and_why():
    group, officer, before = make_group(), make_user(), timezone.now()

    move(group, Group.Status.WATCH, by=officer, reason="ขาดส่งเงินสัจจะ")

    group.refresh_from_db()
    assert group.status == "watch"
    change = group.state_changes.get()
    assert (change.before, change.after, change.by, change.reason) == ("normal", "watch", officer, "ขาดส่งเงินสัจจะ")
    assert abs(StateChange.objects.get().at - before) < timedelta(minutes=1)
    assert str(change) == "ปกติ → ติดตาม"


def test_the_same_status_again_writes_nothing():
    group, officer = make_group(status="watch"), make_user()
    written = group.history.count()

    move(group, Group.Status.WATCH, by=officer)

    assert not group.state_changes.exists()
    assert group.history.count() == written


def test_the_status_before_is_the_stored_one():
    group, officer = make_group(), make_user()
    Group.objects.filter(pk=group.pk).update(status="mend")

    move(group, Group.Status.WATCH, by=officer)

    assert group.state_changes.get().before == "mend"


def test_changes_are_listed_newest_first_and_outlive_who_made_them():
    group, officer = make_group(), make_user()
    move(group, "watch", by=officer)
    move(group, "mend", by=officer)
    officer.delete()

    assert [change.after for change in group.state_changes.all()] == ["mend", "watch"]
    assert {change.by for change in group.state_changes.all()} == {None}


def test_a_status_change_that_cannot_be_recorded_changes_nothing(monkeypatch):
    group, officer = make_group(), make_user()

    def fail(*args, **kwargs):
        raise RuntimeError("disk full")

    monkeypatch.setattr(StateChange, "save", fail)
    with pytest.raises(RuntimeError):
        move(group, "watch", by=officer)
    assert Group.objects.get(pk=group.pk).status == "normal"


def test_a_membership_without_a_group_is_one_of_the_center():
    person = make_person(first_name="สมใจ", surname="รักดี")
    assert str(Membership(person=person)) == "สมใจ รักดี – สมาชิกศูนย์"
    assert str(Membership(person=person, group=Group(name_th="กลุ่มทอผ้า"))) == "สมใจ รักดี – กลุ่มทอผ้า"
