"""The rules of cases: opening, papers, states, corrections, whom of the registers a case is about."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.products.models import Producer
from center.access.models import User
from center.people.models import Group, Person
from center.places.models import Tambon
from center.visitors.numbers import free_number
from consultations.bookings.actors import By
from consultations.registers import case_messages
from consultations.registers.case_refusals import CaseClosed, NothingMissing, PapersMissing, WrongRound
from consultations.registers.models import Case, CaseKind, CasePaper, RegistrationRound

State = Case.State
PaperState = CasePaper.State
# The secret link of a case works this long after its last change.
LINK_KEPT_FOR = dt.timedelta(days=365)
# Two cases may draw one number at the same time, hardly three.
TRIES = 3


@dataclass(frozen=True)
class Applicant:
    """Whose matter it is, as typed. person: whom of the registers that is, once staff know."""

    name: str
    phone: str
    email: str = ""
    tambon: Tambon | None = None
    moo: int | None = None
    person: Person | None = None
    language: str = "th"


def open_case(
    *,
    kind: CaseKind,
    applicant: Applicant,
    form_key: str,
    by: By,
    subject: str = "",
    details: str = "",
    round: RegistrationRound | None = None,
    due_on: dt.date | None = None,
    received: Collection[int] = (),
) -> Case:
    """Take a matter on: a draft with its kind's checklist. The same form_key sent again gives the first case.

    received: which lines of the checklist were brought, counted from 0; those of the others that aren't optional are
    missing. Raises WrongRound for a round of another kind.
    """
    if round is not None and round.kind_id != kind.pk:
        raise WrongRound
    typed: dict[str, Any] = {
        "kind": kind,
        "subject": subject,
        "details": details,
        "round": round,
        "due_on": due_on,
        **vars(applicant),
    }
    for _attempt in range(TRIES):
        try:
            return _create(by, received, form_key=form_key, **typed)
        except IntegrityError:
            if first := Case.objects.filter(form_key=form_key).first():
                return first
    return _create(by, received, form_key=form_key, **typed)  # whatever refuses now is no number that was drawn twice


def set_papers(case: Case, states: Mapping[int, str], *, further: str = "", by: By) -> bool:
    """Note which papers are there. states: of papers by their keys; further: the name of one more that is missing.

    Returns whether anything changed. Raises CaseClosed: what a closed case had stays as it was.
    """
    with transaction.atomic():
        locked = _locked(case)
        if not locked.is_open:
            raise CaseClosed
        papers = list(locked.papers.all())
        changed = [paper for paper in papers if states.get(paper.pk, paper.state) != paper.state]
        for paper in changed:
            paper.state = states[paper.pk]
            _write(paper, by)
        is_new = bool(further) and further not in {paper.name_th for paper in papers}
        if is_new:
            position = max((paper.position for paper in papers), default=0) + 1
            _write(CasePaper(case=locked, name_th=further, position=position), by)
        if is_new or changed:
            case_messages.corrected(locked)
        return is_new or bool(changed)


def change_state(case: Case, to: str, *, by: By, answer: str = "", result_number: str = "") -> bool:
    """Move a case to another state and queue what its applicant hears of it; returns whether anything changed.

    answer: what the applicant reads; result_number: under which it was registered. Raises PapersMissing where it would be
    registered without all its papers, NothingMissing where none is missing that could be waited for, WrongState.
    """
    now = timezone.now()
    values: dict[str, Any] = {
        "answer": answer,
        "closed_at": None if to in Case.OPEN else now,
        "link_expires_at": now + LINK_KEPT_FOR,
    }
    if to == State.REGISTERED:
        values["result_number"] = result_number
    with transaction.atomic():
        missing = _locked(case).papers.filter(state=PaperState.MISSING)
        if to == State.REGISTERED and missing.exists():
            raise PapersMissing(list(missing))
        if to == State.INCOMPLETE and not missing.exists():
            raise NothingMissing
        changed = by.move(case, to, **values)
        if changed:
            case_messages.state_changed(case)
    return changed


def withdraw(case: Case, *, reason: str, by: By) -> bool:
    """The applicant gives up; reason: for staff. Returns whether anything changed. Raises WrongState."""
    return change_state(case, State.WITHDRAWN, by=replace(by, reason=reason))


def correct(case: Case, *, by: By, **changes: Any) -> bool:
    """Correct what was typed: names of columns and their values. Raises WrongRound, and CaseClosed for round and due date.

    Returns whether anything changed. The state isn't among what can be corrected.
    """
    with transaction.atomic():
        locked = _locked(case)
        changed = {name: value for name, value in changes.items() if getattr(locked, name) != value}
        new_round = changed.get("round")
        if new_round is not None and new_round.kind_id != locked.kind_id:
            raise WrongRound
        if not locked.is_open and not changed.keys().isdisjoint({"round", "due_on"}):
            raise CaseClosed
        for name, value in changed.items():
            setattr(locked, name, value)
            setattr(case, name, value)
        if changed:
            locked._history_user = by.user  # type: ignore[attr-defined]
            locked.save(update_fields=list(changed))
            case_messages.corrected(locked)
    return bool(changed)


def point_at(case: Case, *, person: Person | None, producer: Producer | None, group: Group | None, by: By) -> bool:
    """Say whom of the registers the case is about. What was typed stays. Returns whether anything changed."""
    return correct(case, person=person, producer=producer, group=group, by=by)


def hand_over(case: Case, *, officer: User | None, by: By) -> bool:
    """Another officer sees to the case from now on. Returns whether anything changed."""
    return correct(case, officer=officer, by=by)


def _locked(case: Case) -> Case:
    """The row, locked until the transaction ends: whoever changes papers or the state waits for each other."""
    return Case.objects.select_for_update(no_key=True).get(pk=case.pk)


def _write(paper: CasePaper, by: By) -> None:
    paper._history_user = by.user  # type: ignore[attr-defined]
    paper.save()


@transaction.atomic
def _create(by: By, received: Collection[int], **fields: Any) -> Case:
    now = timezone.now()
    case = Case.objects.create(
        reference=free_number(Case.objects.all(), "reference"),
        officer=by.user,
        opened_at=now,
        link_expires_at=now + LINK_KEPT_FOR,
        **fields,
    )
    for position, paper in enumerate(case.kind.papers):
        absent = PaperState.NOT_NEEDED if paper.is_optional else PaperState.MISSING
        state = PaperState.RECEIVED if position in received else absent
        row = CasePaper(case=case, name_th=paper.name_th, name_en=paper.name_en, position=position + 1, state=state)
        _write(row, by)
    by.log(case)
    case_messages.opened(case)
    return case
