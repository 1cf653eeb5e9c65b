"""What the database refuses of cases, their kinds and rounds, and of complaints."""

import datetime as dt
from uuid import uuid4

import pytest

from consultations.registers.models import Case, CaseKind, CasePaper, Complaint, RegistrationRound
from tests.constraints import Violations, check_refusal, each
from tests.consultations.appointments import at
from tests.consultations.registers.case_rows import make_round, otop

pytestmark = pytest.mark.django_db


def case(**fields) -> Case:
    """A case that isn't stored yet."""
    given = {
        "kind": otop(),
        "name": "แฉล้ม",
        "phone": "0812345678",
        "reference": uuid4().hex[:8],
        "form_key": uuid4().hex,
    }
    return Case(**{**given, "link_expires_at": at(9, days=300), **fields})


def second_case(**same) -> Case:
    case(**same).save()
    return case(**same)


def paper_twice() -> CasePaper:
    stored = case()
    stored.save()
    CasePaper.objects.create(case=stored, name_th="สำเนาทะเบียนบ้าน")
    return CasePaper(case=stored, name_th="สำเนาทะเบียนบ้าน")


def round_of(**fields) -> RegistrationRound:
    given = {"fiscal_year": 2570, "number": 1, "opens_on": dt.date(2026, 10, 1), "closes_on": dt.date(2026, 12, 20)}
    return RegistrationRound(**{"kind": otop(), **given, **fields})


def second_round(**same) -> RegistrationRound:
    make_round(**same)
    return round_of(**({"number": 2} | same))


def complaint(**fields) -> Complaint:
    given = {"text": "รอนาน", "reference": uuid4().hex[:8], "form_key": uuid4().hex, "link_expires_at": at(9, days=300)}
    return Complaint(**{**given, **fields})


def second_complaint(**same) -> Complaint:
    complaint(**same).save()
    return complaint(**same)


VIOLATIONS: Violations = {
    "one_case_kind_of_a_name": [lambda: CaseKind(name_th=otop().name_th)],
    "one_round_of_a_number": [lambda: second_round(number=1)],
    "round_is_one_of_four": [lambda: round_of(number=0), lambda: round_of(number=5)],
    "round_closes_after_it_opens": [lambda: round_of(closes_on=dt.date(2026, 9, 30))],
    "consultations.RegistrationRound.source_key": [lambda: second_round(source_key="demo:one")],
    "case_is_due_once": [lambda: case(round=make_round(), due_on=dt.date(2026, 12, 1))],
    "case_is_closed_in_its_last_states": [lambda: case(closed_at=at(9)), lambda: case(state="registered")],
    "consultations.Case.reference": [lambda: second_case(reference="4821")],
    "consultations.Case.form_key": [lambda: second_case(form_key="one")],
    "consultations.Case.link_key": [lambda: second_case(link_key="one")],
    "consultations.Case.source_key": [lambda: second_case(source_key="demo:one")],
    "one_paper_of_a_name": [paper_twice],
    "consultations.Complaint.reference": [lambda: second_complaint(reference="48210000")],
    "consultations.Complaint.form_key": [lambda: second_complaint(form_key="one")],
    "consultations.Complaint.link_key": [lambda: second_complaint(link_key="one")],
    "consultations.Complaint.source_key": [lambda: second_complaint(source_key="demo:one")],
}


@pytest.mark.parametrize(("constraint", "violation"), each(VIOLATIONS))
def test_the_database_refuses_and_the_form_says_why(constraint, violation):
    check_refusal(constraint, violation)
