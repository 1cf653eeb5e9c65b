"""States of rows: only move() changes them, and every change is logged."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext

from center.people.models import Group
from center.records.states import StateChange, WrongState, log, move
from center.recycle_bin.deletions import bring_back, delete_with_return
from tests.factories import make_group, make_staff

pytestmark = pytest.mark.django_db


def test_a_change_is_written_and_logged_with_who_why_and_what_else():
    group, officer = make_group(), make_staff()
    assert move(group, "watch", by=officer, reason="ส่งงบช้า", details={"round": 2}, members_count=12)
    group.refresh_from_db()
    assert (group.status, group.members_count) == ("watch", 12)
    change = group.state_changes.get()
    assert (change.before, change.after, change.by, change.reason) == ("normal", "watch", officer, "ส่งงบช้า")
    assert (change.actor, change.details) == ("staff", {"round": 2})
    assert str(change) == "ปกติ → ติดตาม"
    assert group.history.first().history_user == officer


def test_the_same_state_again_writes_nothing_unless_asked():
    group = make_group()
    assert not move(group, "normal")
    assert not group.state_changes.exists()
    assert move(group, "normal", again=True, reason="ตรวจแล้ว")
    assert group.state_changes.get().reason == "ตรวจแล้ว"


def test_a_state_that_does_not_follow_is_refused_and_nothing_written(monkeypatch):
    monkeypatch.setattr(Group, "transitions", {"normal": ("watch",), "watch": ("normal", "mend")})
    group = make_group()
    with pytest.raises(WrongState) as refused:
        move(group, "mend", members_count=5)
    assert refused.value.state == "normal"
    group.refresh_from_db()
    assert (group.status, group.members_count, group.state_changes.count()) == ("normal", None, 0)
    assert move(group, "watch") and move(group, "mend")


def test_a_row_of_old_is_judged_by_what_the_database_holds():
    """Two officers have the same page open: the second change sees the first."""
    first, second = make_group(), None
    second = Group.objects.get(pk=first.pk)
    move(first, "watch")
    move(second, "mend")
    assert [str(change) for change in first.state_changes.all()] == ["ติดตาม → แก้ไข", "ปกติ → ติดตาม"]


def test_the_log_is_only_added_to():
    change = log(make_group(), reason="รับเข้าเป็นสมาชิก")
    change.reason = "อย่างอื่น"
    with pytest.raises(TypeError):
        change.save()
    with pytest.raises(TypeError):
        StateChange.objects.update(reason="อย่างอื่น")
    with pytest.raises(IntegrityError), transaction.atomic():
        StateChange.objects.create(row=make_group(), after="")


def test_the_log_goes_with_its_row_and_comes_back_with_it():
    group = make_group()
    move(group, "watch", reason="ส่งงบช้า")
    (deletion,) = delete_with_return([group], None)
    assert not StateChange.objects.exists()
    bring_back(deletion, None)
    assert Group.objects.get(pk=group.pk).state_changes.get().reason == "ส่งงบช้า"


def test_the_row_is_locked_before_its_state_is_read():
    """On SQLite the transaction holds the only write lock from its beginning (BEGIN IMMEDIATE)."""
    group = make_group()
    with CaptureQueriesContext(connection) as asked:
        move(group, "watch")
    (read,) = [query["sql"] for query in asked if 'FROM "center_group"' in query["sql"]]
    assert ("FOR NO KEY UPDATE" in read) == (connection.vendor == "postgresql")


@pytest.mark.long  # walks migrations back and forth
@pytest.mark.django_db(transaction=True)
def test_no_change_of_a_groups_status_is_lost_on_the_way_here():
    executor = MigrationExecutor(connection)
    try:
        executor.migrate([("center", "0017_shelves_in_english")])
        apps = executor.loader.project_state([("center", "0017_shelves_in_english")]).apps
        group = apps.get_model("center", "Group").objects.create(name_th="กลุ่มเก่า", sort_key=b"x")
        by = apps.get_model("center", "User").objects.create(username="old")
        changes = apps.get_model("center", "GroupStatusChange").objects
        kept = [
            (change.before, change.after, change.reason, change.at, change.by_id)
            for change in (
                changes.create(group=group, before="normal", after="watch", reason="ส่งงบช้า", by=by),
                changes.create(group=group, before="watch", after="mend", reason="", by=None),
            )
            if change.refresh_from_db() is None
        ]
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    moved = Group.objects.get(name_th="กลุ่มเก่า").state_changes.order_by("pk")
    assert [(change.before, change.after, change.reason, change.at, change.by_id) for change in moved] == kept
