"""Rows that tests of cases and complaints begin with."""

import datetime as dt
from uuid import uuid4

from consultations.bookings.actors import By, staff
from consultations.registers import cases, complaints
from consultations.registers.models import Case, CaseKind, CasePaper, Complaint, RegistrationRound
from tests.factories import make_staff


def otop() -> CaseKind:
    """The first kind that the migration makes: it has rounds, five papers that everybody needs and three that few do."""
    return CaseKind.objects.get(name_en="OTOP registration")


def fund() -> CaseKind:
    """A kind without rounds."""
    return CaseKind.objects.get(name_en="Fund application")


def make_round(kind: CaseKind | None = None, **fields) -> RegistrationRound:
    given = {"fiscal_year": 2570, "number": 1, "opens_on": dt.date(2026, 10, 1), "closes_on": dt.date(2026, 12, 20)}
    return RegistrationRound.objects.create(kind=kind or otop(), **{**given, **fields})


def make_case(*, kind: CaseKind | None = None, by: By | None = None, all_papers: bool = False, **fields) -> Case:
    """A draft, opened by the rules."""
    who = {"name": "แฉล้ม ลานใบไม้", "phone": "0812345678"}
    who |= {name: fields.pop(name) for name in cases.Applicant.__dataclass_fields__ if name in fields}
    kind = kind or otop()
    given = {
        "form_key": uuid4().hex,
        "subject": "ไข่เค็มใบเตย",
        "received": range(len(kind.papers)) if all_papers else (),
    }
    return cases.open_case(
        kind=kind,
        applicant=cases.Applicant(**who),
        by=by or staff(make_staff(username=f"u{uuid4().hex[:8]}")),
        **{**given, **fields},
    )


def bring_papers(case: Case, by: By) -> None:
    """All that was missing is there."""
    cases.set_papers(case, {paper.pk: CasePaper.State.RECEIVED for paper in case.papers.all()}, by=by)


def make_complaint(**fields) -> Complaint:
    given = {"kind": "complaint", "text": "รอนานมาก ไม่มีใครบอก", "form_key": uuid4().hex}
    return complaints.send(**{**given, **fields})


def one_of_the_cases(officer) -> dict:
    """One row of each kind for the sweeps over the staff site: a case that is submitted, and what it is made of."""
    case = make_case(by=staff(officer), round=make_round(source_key="sweep"))
    cases.change_state(case, Case.State.SUBMITTED, by=staff(officer))
    return {"case": case, "casekind": case.kind, "complaint": make_complaint()}
