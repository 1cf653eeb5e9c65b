"""Two transactions that change days of terms at once: the lock lets the second see what the first wrote."""

import datetime as dt
import threading
from contextlib import nullcontext

import pytest
from django.db import connection

from committee.terms import terms
from committee.terms.models import Term
from tests.factories import make_center, make_nomination, make_term
from tests.worker_process import shared_database

pytestmark = pytest.mark.django_db(transaction=True)

# Two old committees recorded from their papers: neither is in force, so no constraint sees that their days overlap.
FIRST_DAYS = {"starts_on": dt.date(2018, 10, 1), "ended_on": dt.date(2022, 9, 30)}
SECOND_DAYS = {"starts_on": dt.date(2020, 10, 1), "ended_on": dt.date(2024, 9, 30)}
# How long one waits for the other after its check, in seconds: without a lock both stand there at once.
MEETING = 2


@pytest.fixture
def shared(transactional_db, tmp_path):
    """A database for several threads, with two committees that wait for their orders."""
    with shared_database(tmp_path):
        make_center()
        rows = [make_term(number=number) for number in (1, 2)]
        for term in rows:
            make_nomination(term)
        yield rows


def record_at_once(rows, monkeypatch) -> list:
    """Record both orders in two threads that meet after their checks; what each returned or raised."""
    check, barrier, results = terms._refuse_overlap, threading.Barrier(2), []

    def check_and_wait(**arguments) -> None:
        check(**arguments)
        try:
            barrier.wait(MEETING)
        except threading.BrokenBarrierError:
            pass  # the other one is kept out by the lock, or was refused

    def record(term: Term, days: dict) -> None:
        order = terms.Order(number=f"{term.number}/2561", on=days["starts_on"])
        try:
            results.append(terms.record_order(term=term, order=order, by=None, **days))
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    monkeypatch.setattr(terms, "_refuse_overlap", check_and_wait)
    threads = [
        threading.Thread(target=record, args=arguments)
        for arguments in zip(rows, (FIRST_DAYS, SECOND_DAYS), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_of_two_terms_that_overlap_one_is_refused(shared, monkeypatch):
    results = record_at_once(shared, monkeypatch)
    assert sorted(type(result).__name__ for result in results) == ["Overlaps", "Term"]
    assert Term.objects.public().count() == 1


def test_without_the_lock_both_are_recorded(shared, monkeypatch):
    """The control. SQLite's immediate transactions keep the second out by themselves, so there they are off too."""
    monkeypatch.setattr(terms, "lock_terms", lambda: None)
    if connection.vendor == "sqlite":
        monkeypatch.setattr(terms.transaction, "atomic", nullcontext)
    results = record_at_once(shared, monkeypatch)
    assert [type(result) for result in results] == [Term, Term], results
    first, second = Term.objects.public().order_by("number")
    assert second.starts_on < first.ended_on
