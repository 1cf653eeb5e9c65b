"""Versions of tables: every commit raises them, whoever writes, in whatever order, and nobody waits for anybody."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context

import psycopg
import pytest
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, transaction

from center.office.models import ServicePoint
from center.places.models import Tambon
from center.records import table_versions, version_triggers
from center.records.table_versions import begin, read, reading, tables_in, tracked_tables, versions_of

pytestmark = pytest.mark.django_db
TABLE = "center_servicepoint"


def number(table: str = TABLE) -> int:
    return read().numbers[table]


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


# --- Triggers ---------------------------------------------------------------------------------------------------------


def test_every_tracked_table_has_its_triggers_and_a_version_after_all_migrations():
    assert version_triggers.tables_without_trigger() == set()
    assert read().numbers.keys() >= tracked_tables()


def test_writing_in_any_way_raises_the_version():
    seen = [number()]
    point = ServicePoint.objects.create(name_th="จุดบริการ")
    seen.append(number())
    point.name_th = "อีกจุด"
    point.save()
    seen.append(number())
    ServicePoint.objects.update(name_en="Another")
    seen.append(number())
    ServicePoint.objects.bulk_create([ServicePoint(name_th="หนึ่ง"), ServicePoint(name_th="สอง")])
    seen.append(number())
    run(f"UPDATE {TABLE} SET name_en = 'x'")
    seen.append(number())
    ServicePoint.objects.all().delete()
    seen.append(number())
    assert len(set(seen)) == len(seen)


def test_emptying_a_table_raises_its_version():
    if connection.vendor != "postgresql":
        ServicePoint.objects.create(name_th="จุดบริการ")
    before = number()
    run(f"TRUNCATE {TABLE}" if connection.vendor == "postgresql" else f"DELETE FROM {TABLE}")
    assert number() != before


def test_reading_and_writing_elsewhere_leave_it_alone():
    before = number()
    Tambon.objects.update(postcode="24110")
    list(ServicePoint.objects.all())
    assert number() == before


def test_what_was_rolled_back_is_never_met_again():
    """Else what was computed from it would be taken for what a later transaction wrote."""
    first = number()
    seen = {first}
    for _ in range(20):
        with transaction.atomic():
            ServicePoint.objects.create(name_th="จุดบริการ")
            assert number() not in seen
            seen.add(number())
            transaction.set_rollback(True)
    assert number() == first


def test_the_numbers_are_read_again_only_after_one_has_changed():
    first = read().numbers
    assert read().numbers is first
    ServicePoint.objects.create(name_th="จุดบริการ")
    second = read().numbers
    assert second is not first and second[TABLE] != first[TABLE]
    assert {name for name in second if second[name] != first[name]} == {TABLE}


def drop_a_trigger() -> None:
    name = "table_version_raise" if connection.vendor == "postgresql" else f"table_version_update_{TABLE}"
    run(f"DROP TRIGGER {name}" + (f" ON {TABLE}" if connection.vendor == "postgresql" else ""))


def test_a_lost_trigger_is_installed_again_and_what_was_missed_is_made_up_for():
    before = number()
    drop_a_trigger()
    assert version_triggers.tables_without_trigger() == {TABLE}
    version_triggers.install()
    assert version_triggers.tables_without_trigger() == set()
    assert number() != before


def test_migrating_installs_what_a_rebuilt_table_has_lost():
    """SQLite drops triggers with the table that a migration rebuilds."""
    drop_a_trigger()
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert version_triggers.tables_without_trigger() == set()


def test_a_table_that_is_not_tracked_any_more_loses_its_triggers(monkeypatch):
    monkeypatch.setattr(version_triggers, "tracked_tables", lambda: tracked_tables() - {TABLE})
    version_triggers.install()
    monkeypatch.undo()
    assert version_triggers.tables_without_trigger() == {TABLE}
    before = number()
    ServicePoint.objects.create(name_th="จุดบริการ")
    assert number() == before


def test_installing_where_nothing_is_missing_writes_nothing(django_assert_max_num_queries):
    before = read().numbers
    with django_assert_max_num_queries(2):
        version_triggers.install()
    assert read().numbers == before


# --- Several at once, on PostgreSQL -----------------------------------------------------------------------------------


@contextmanager
def two_connections() -> Iterator[tuple[psycopg.Connection, psycopg.Connection]]:
    """Two others, which give up waiting for a lock after a second."""
    address = "postgres://{USER}@{HOST}:{PORT}/{NAME}".format(**connection.settings_dict)
    with psycopg.connect(address) as first, psycopg.connect(address) as second:
        for opened in (first, second):
            opened.execute("SET lock_timeout = '1s'")
            opened.commit()
        yield first, second
        first.rollback()
        second.rollback()


def touch(opened: psycopg.Connection, table: str) -> None:
    opened.execute(f"UPDATE {table} SET name_en = name_en WHERE id = 0")


def test_an_import_and_an_officer_who_write_the_same_tables_never_wait_for_each_other():
    """With one row a table for all transactions each would hold what the other waits for."""
    if connection.vendor == "sqlite":
        return  # it has one writer at a time
    with two_connections() as (importing, officer):
        touch(importing, "catalog_producer")
        touch(officer, "catalog_product")
        touch(importing, "catalog_product")
        touch(officer, "catalog_producer")
        importing.commit()
        officer.commit()


def test_who_began_earlier_and_commits_later_is_noticed():
    if connection.vendor == "sqlite":
        return
    with two_connections() as (slow, quick):
        touch(slow, "catalog_product")
        touch(quick, "catalog_product")
        quick.commit()
        before = number("catalog_product")
        slow.commit()
        assert number("catalog_product") != before


def test_adding_up_keeps_the_versions_and_waits_for_nobody():
    if connection.vendor == "sqlite":
        return
    with two_connections() as (writing, adding):
        for _ in range(5):
            touch(writing, "catalog_product")
            writing.commit()
        touch(writing, "catalog_product")  # not committed
        before = read().numbers
        table_versions._add_up(adding.cursor())
        adding.commit()
        run("SELECT 1")
        assert read().numbers == before
        count = adding.execute("SELECT count(*) FROM center_tableversion WHERE name = 'catalog_product'").fetchone()
        assert count == (1,)
        writing.commit()
        assert number("catalog_product") != before["catalog_product"]


# --- What a request reads -------------------------------------------------------------------------------------------


def test_a_request_reads_the_versions_once_and_notes_what_it_reads_afterwards(django_assert_num_queries):
    with reading() as request, django_assert_num_queries(3):
        table_versions.begin()
        list(ServicePoint.objects.all())
        list(Tambon.objects.all())
        versions_of(Tambon)
    assert request.tables == {TABLE, "center_tambon"}
    assert not request.wrote and not request.is_late


def test_what_was_read_before_the_versions_is_known_to_be_too_old():
    with reading() as request:
        list(ServicePoint.objects.all())
        table_versions.begin()
    assert request.is_late


def test_a_request_that_asks_for_no_versions_costs_no_query_more(django_assert_num_queries):
    with reading(), django_assert_num_queries(1):
        list(ServicePoint.objects.all())


def test_a_request_that_writes_reads_its_own_changes():
    with reading() as request:
        before = versions_of(ServicePoint)
        ServicePoint.objects.create(name_th="จุดบริการ")
        assert versions_of(ServicePoint) != before
    assert request.wrote


def test_outside_of_a_request_versions_are_read_each_time(django_assert_num_queries):
    with django_assert_num_queries(2):
        assert versions_of(ServicePoint) == versions_of(ServicePoint)


def test_tables_are_found_in_every_kind_of_statement():
    assert tables_in('SELECT "a" FROM "center_tambon" INNER JOIN "center_servicepoint" ON 1') == {
        "center_tambon",
        TABLE,
    }
    assert tables_in("(select 1 from center_tambon) union (select 2 from center_servicepoint)") == {
        "center_tambon",
        TABLE,
    }
    assert tables_in(str(Tambon.objects.filter(pk__in=ServicePoint.objects.values("tambon")).query)) == {
        "center_tambon",
        TABLE,
    }
    assert tables_in("SELECT 1") == frozenset()


def test_where_threads_share_a_connection_each_request_notes_its_own():
    contexts, scopes = (copy_context(), copy_context()), (reading(), reading())
    first, second = (context.run(scope.__enter__) for context, scope in zip(contexts, scopes, strict=True))
    contexts[0].run(scopes[0].__exit__, None, None, None)
    contexts[1].run(begin)
    contexts[1].run(list, Tambon.objects.all())
    contexts[1].run(scopes[1].__exit__, None, None, None)
    assert (first.tables, second.tables) == (set(), {"center_tambon"})
