"""Whose case it was is forgotten two years after it was closed, what came of it is not: no copy stays."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from center.people.erasing import erase
from center.records.personal import is_personal
from center.records.states import StateChange
from consultations.bookings.actors import staff
from consultations.registers import cases
from consultations.registers.addresses import case_page
from consultations.registers.case_retention import CASES_KEPT, forget_cases
from consultations.registers.models import Case
from tests.consultations.appointments import NOW
from tests.consultations.bookings.test_retention import found
from tests.consultations.registers.case_rows import fund, make_case
from tests.factories import make_person, make_staff, tambon

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SECRETS = {"name": "แฉล้ม ลานใบไม้", "phone": "0812345678", "email": "chalaem@example.com", "details": "บ้านข้างวัด"}
SUBJECT = "ขอทุนให้ร้านป้าแฉล้ม"


@pytest.fixture
def by():
    return staff(make_staff())


@pytest.fixture
def case(by) -> Case:
    return make_case(
        kind=fund(), by=by, all_papers=True, person=make_person(), tambon=tambon(), moo=6, subject=SUBJECT, **SECRETS
    )


def test_a_closed_case_is_anonymous_two_years_later_and_counts_on(case, by, client):
    for state in ("submitted", "review"):
        cases.change_state(case, state, by=by)
    cases.change_state(case, "rejected", answer="คุณแฉล้มยังไม่ครบปี", by=by)
    page = case_page(case)
    assert forget_cases(NOW + CASES_KEPT.kept_for - dt.timedelta(seconds=1)) == 0
    assert forget_cases(NOW + CASES_KEPT.kept_for) == 1
    kept = {name: getattr(case, name) for name in ("kind", "tambon", "moo", "state", "reference", "opened_at")}
    case.refresh_from_db()
    assert {name: getattr(case, name) for name in kept} == kept and case.papers.count() == 5
    personal = [field.name for field in Case._meta.concrete_fields if is_personal(field)]
    assert not any(getattr(case, name) for name in personal), personal
    assert not any(found(secret) for secret in [*SECRETS.values(), SUBJECT, "คุณแฉล้ม"])
    assert not Case.history.exclude(person=None).exists() and client.get(page).status_code == 404
    assert forget_cases(NOW + CASES_KEPT.kept_for) == 0


def test_what_nobody_closed_is_withdrawn_and_forgotten(case, by):
    assert forget_cases(NOW + CASES_KEPT.kept_for) == 1
    case.refresh_from_db()
    assert (case.state, case.name) == ("withdrawn", "")
    assert case.state_changes.first().actor == StateChange.Actor.SYSTEM


def test_a_case_closed_late_is_kept_from_then_on(case, by, monkeypatch):
    late = NOW + CASES_KEPT.kept_for - dt.timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: late)
    cases.withdraw(case, reason="เลิก", by=by)
    assert forget_cases(late + dt.timedelta(days=2)) == 0
    assert forget_cases(late + CASES_KEPT.kept_for) == 1


def test_who_is_erased_on_request_is_named_by_no_case_any_more(case, by):
    with pytest.raises(ValidationError, match="ยังมีเรื่องที่ไม่จบ"):
        erase(case.person, by=by.user)
    cases.withdraw(case, reason="ป้าแฉล้มขอเลิก", by=by)
    erase(case.person, by=by.user)
    case.refresh_from_db()
    assert (case.name, case.phone, case.kind) == ("", "", fund())
    assert not any(found(secret) for secret in [*SECRETS.values(), SUBJECT]) and not case.state_changes.exclude(
        reason=""
    )
