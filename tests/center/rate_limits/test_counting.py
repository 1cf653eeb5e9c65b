"""Counters: expiry, upserts, concurrent increments."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from center.rate_limits import counting
from center.rate_limits.models import Tally
from tests.worker_process import shared_database

HOUR = timedelta(hours=1)


def add(name: str, now=None) -> int:
    now = now or timezone.now()
    return counting.add(name, now=now, expires_at=now + HOUR).count


@pytest.mark.django_db
def test_each_name_is_counted_by_itself():
    assert [add("one"), add("one"), add("other"), add("one")] == [1, 2, 1, 3]
    assert counting.find("one", timezone.now()).count == 3
    assert counting.find("nobody", timezone.now()) is None


@pytest.mark.django_db
def test_a_tally_ends_when_it_was_begun_to_end():
    begun = timezone.now()
    add("one", begun)
    add("one", begun + HOUR / 2)
    assert counting.find("one", begun + HOUR - timedelta(seconds=1)).count == 2
    assert counting.find("one", begun + HOUR) is None
    assert add("one", begun + HOUR) == 1


@pytest.mark.django_db
def test_what_is_kept_anew_is_kept_longer():
    now = timezone.now()
    counting.ensure("one", expires_at=now + HOUR)
    counting.ensure("one", expires_at=now + 3 * HOUR)
    assert counting.find("one", now + 2 * HOUR).count == 1
    counting.reset("one")
    assert counting.find("one", now) is None


@pytest.mark.django_db
def test_a_thousand_others_make_none_forgotten():
    add("first")
    for number in range(1000):
        counting.ensure(f"other {number}", expires_at=timezone.now() + HOUR)
    assert add("first") == 2


@pytest.mark.django_db
def test_only_what_expired_is_purged():
    now = timezone.now()
    add("over", now - HOUR), add("running", now)
    assert counting.purge(now) == 1
    assert [row.key for row in Tally.objects.all()] == [counting.key_of("running")]
    assert counting.purge(now) == 0


@pytest.mark.django_db
def test_cost(django_assert_num_queries):
    add("one")
    with django_assert_num_queries(5):  # savepoint, remove if expired, count, read, release
        add("one")
    with django_assert_num_queries(1):
        counting.find("one", timezone.now())


@pytest.fixture
def shared(transactional_db, tmp_path):
    """A database for several threads: on SQLite's in-memory one, concurrent writers fail instead of waiting."""
    with shared_database(tmp_path):
        yield


def at_once(number: int, work) -> list:
    """Call work() in so many threads at the same moment; returns their results, exceptions included."""
    barrier, results = threading.Barrier(number), []

    def run() -> None:
        barrier.wait(10)
        try:
            results.append(work())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_of_many_at_once_each_is_counted(shared):
    """With a new counter, and with an expired one."""
    assert sorted(at_once(8, lambda: add("one"))) == list(range(1, 9))
    later = timezone.now() + 2 * HOUR
    assert sorted(at_once(8, lambda: add("one", later))) == list(range(1, 9))


def test_counting_and_forgetting_at_once_is_no_error(shared):
    turns = iter(range(16))

    def work() -> object:
        return counting.reset("one") if next(turns) % 2 else add("one")

    assert all(count is None or 1 <= count <= 8 for count in at_once(16, work))


def test_what_follows_in_the_same_transaction_is_not_lost(shared):
    def work() -> None:
        with transaction.atomic():
            tally = counting.add("one", now=timezone.now(), expires_at=timezone.now() + HOUR)
            tally.paused_until = (tally.paused_until or tally.expires_at) + HOUR
            tally.save(update_fields=["paused_until"])

    add("one")
    assert at_once(6, work) == [None] * 6
    tally = counting.find("one", timezone.now())
    assert tally.count == 7
    assert tally.paused_until - tally.expires_at == 6 * HOUR
