"""Terms of the committee: opened with rows ready, put in force by an order, ended. They never overlap.

A committee is public from its order on. Of two terms at most one may be in force, which the database keeps; that their
days don't overlap no constraint can say, so whoever changes days first locks the one row of the center.

Whatever a rule refuses it raises as Django's ValidationError, by the name of the field that is to be changed.
"""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from center.access.models import User
from center.documents.models import Document
from center.office.models import Center
from center.records.changes import written
from center.records.states import log, move
from committee.terms.models import Nomination, Seat, Term
from committee.terms.nominations import ready_rows
from thai.dates import short_date

State = Term.State


@dataclass(frozen=True, kw_only=True)
class Order:
    """The order that appoints a committee, as it stands in the office's register."""

    number: str
    on: dt.date
    document: Document | None = None
    signer_name: str = ""
    signer_position: str = ""


class Overlaps(ValidationError):
    """The term has days in common with `other`."""

    def __init__(self, other: Term, message: dict[str, str]) -> None:
        super().__init__(message, code="overlaps")
        self.other = other


# --- A new term ------------------------------------------------------------------------------------------------------


def open_term(*, term: Term, by: User | None) -> Term:
    """Save a new term with a row for each proposal that is expected; the names come later."""
    with transaction.atomic():
        term.save()
        log(term, by=by)
        Nomination.objects.bulk_create(ready_rows(term))
    written([term])
    return term


def next_number() -> int:
    """The number a new term is proposed. One query."""
    return (Term.objects.aggregate(last=Max("number"))["last"] or 0) + 1


# --- The order -------------------------------------------------------------------------------------------------------


def record_order(
    *,
    term: Term,
    order: Order,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    end_former_on: dt.date | None = None,
    ended_on: dt.date | None = None,
    by: User | None,
) -> Term:
    """Put a term in force: the selected proposals become seats, in the order's own order, and all of it is public.

    end_former_on is the last day of the term in force until now, if there is one. ended_on: of an old committee that is
    recorded from its paper; it is ended at once. Raises ValidationError, Overlaps among them, writing nothing.
    """
    with transaction.atomic():
        lock_terms()
        term = Term.objects.select_for_update(no_key=True).get(pk=term.pk)
        check_order(term=term, starts_on=starts_on, ends_on=ends_on, end_former_on=end_former_on, ended_on=ended_on)
        former = former_of(term) if ended_on is None else None
        if former is not None and end_former_on is not None:
            _end(former, end_former_on, by=by, reason=_("เริ่มวาระชุดที่ %s") % term.number, details={"next": term.pk})
        move(
            term,
            State.ENDED if ended_on else State.IN_FORCE,
            by=by,
            starts_on=starts_on,
            ends_on=ends_on,
            ended_on=ended_on,
            order_number=order.number,
            ordered_on=order.on,
            order_document=order.document,
            signer_name=order.signer_name,
            signer_position=order.signer_position,
        )
        seats = _seat_the_selected(term, by=by)
    written([term, *seats])
    return term


def check_order(
    *,
    term: Term,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    end_former_on: dt.date | None = None,
    ended_on: dt.date | None = None,
) -> None:
    """Raise ValidationError, Overlaps among them, where record_order() would. Without its lock the answer may be out of
    date at once: a form asks first, the rule asks again.
    """
    if term.state != State.PREPARING:
        raise ValidationError(_("%s เริ่มวาระแล้ว") % term)
    for name, day in (("ends_on", ends_on), ("ended_on", ended_on)):
        if day is not None and day < starts_on:
            raise ValidationError({name: _("วันสิ้นสุดวาระต้องไม่ก่อนวันเริ่มวาระ")})
    if not selected_of(term).exists():
        raise ValidationError(_("ยังไม่มีชื่อผู้ได้รับเลือก กรุณากรอกรายชื่อผู้แทนก่อน"))
    former = former_of(term) if ended_on is None else None
    if former is not None:
        _check_end_of_former(former, starts_on, end_former_on)
    _refuse_overlap(term=term, starts_on=starts_on, ended_on=ended_on, but=former)


def former_of(term: Term) -> Term | None:
    """The term in force that has to end before this one begins; None where none is in force. One query."""
    return Term.objects.in_force().exclude(pk=term.pk).first()


def selected_of(term: Term) -> QuerySet[Nomination]:
    """The proposals that the order turns into seats: selected, with a name, in their order."""
    rows = term.nominations.filter(selected=True, person__isnull=False)
    return rows.select_related("person").order_by("rank", "pk")


def _check_end_of_former(former: Term, starts_on: dt.date, end_former_on: dt.date | None) -> None:
    if end_former_on is None:
        sentence = _("ชุดที่ %(number)s ยังไม่พ้นวาระ กรุณากรอกวันที่ให้ชุดนั้นพ้นวาระ") % {"number": former.number}
        raise Overlaps(former, {"end_former_on": sentence})
    if end_former_on >= starts_on:
        sentence = _("ชุดที่ %(number)s ต้องพ้นวาระก่อนวันที่ชุดใหม่เริ่ม (%(date)s)")
        raise Overlaps(former, {"end_former_on": sentence % {"number": former.number, "date": _short(starts_on)}})
    check_end(term=former, on=end_former_on, field="end_former_on")


def _seat_the_selected(term: Term, *, by: User | None) -> list[Seat]:
    """A seat for each selected proposal, numbered in the order's own order."""
    seats = []
    for rank, nomination in enumerate(selected_of(term), start=1):
        seat = Seat(term=term, person=nomination.person, from_on=term.starts_on, rank=rank)
        for name in ("origin", "network_id", "organization_id", "position", "ex_officio", "office_th", "office_en"):
            setattr(seat, name, getattr(nomination, name))
        seat._history_user = by  # type: ignore[attr-defined]
        seat.save()
        seats.append(seat)
    return seats


# --- The end ---------------------------------------------------------------------------------------------------------


def end_term(*, term: Term, on: dt.date, reason: str = "", by: User | None) -> Term:
    """End the term in force; `on` is its last day, past or to come. Nobody acts after it. Raises ValidationError."""
    with transaction.atomic():
        lock_terms()
        term = Term.objects.select_for_update(no_key=True).get(pk=term.pk)
        if term.state != State.IN_FORCE:
            raise ValidationError(_("%s ไม่ได้อยู่ในวาระ") % term)
        check_end(term=term, on=on)
        _refuse_overlap(term=term, starts_on=term.starts_on, ended_on=on)
        _end(term, on, by=by, reason=reason)
    written([term])
    return term


def check_end(*, term: Term, on: dt.date, field: str = "on") -> None:
    """Raise ValidationError for a last day before the term began, or before its members last changed. One query."""
    if on < term.starts_on:
        raise ValidationError({field: _("วันพ้นวาระต้องไม่ก่อนวันเริ่มวาระ (%s)") % _short(term.starts_on)})
    days = term.seats.aggregate(came=Max("from_on"), left=Max("until_on"))
    changed = max(filter(None, days.values()), default=None)
    if changed is not None and on < changed:
        raise ValidationError({field: _("วันพ้นวาระต้องไม่ก่อนวันที่เปลี่ยนกรรมการครั้งล่าสุด (%s)") % _short(changed)})


def reopen_term(*, term: Term, reason: str = "", by: User | None) -> Term:
    """Take back the end of a term that was ended by mistake. Raises ValidationError, Overlaps where a later one governs."""
    with transaction.atomic():
        lock_terms()
        term = Term.objects.select_for_update(no_key=True).get(pk=term.pk)
        if term.state != State.ENDED:
            raise ValidationError(_("%s ยังไม่พ้นวาระ") % term)
        _refuse_overlap(term=term, starts_on=term.starts_on, ended_on=None)
        move(term, State.IN_FORCE, by=by, reason=reason, ended_on=None)
    written([term])
    return term


def _end(term: Term, on: dt.date, *, by: User | None, reason: str, details: dict[str, int] | None = None) -> None:
    move(term, State.ENDED, by=by, reason=reason, details=details, ended_on=on)


# --- An order recorded by mistake ------------------------------------------------------------------------------------


def revert_order(*, term: Term, reason: str = "", by: User | None) -> Term:
    """Take back an order recorded by mistake: the term is prepared again, its seats are gone, its proposals are there.

    The term that ended for it is in force again. What was typed of the order stays, to be put right. Raises
    ValidationError where something hangs on the term or it isn't the order that happened last.
    """
    with transaction.atomic():
        lock_terms()
        term = Term.objects.select_for_update(no_key=True).get(pk=term.pk)
        if why_not_revert(term):
            raise ValidationError(why_not_revert(term))
        seats = list(term.seats.all())
        for seat in seats:
            seat._history_user = by
            seat.delete()
        move(term, State.PREPARING, by=by, reason=reason, ended_on=None)
        former = _ended_for(term)
        if former is not None:
            move(former, State.IN_FORCE, by=by, reason=_("ยกเลิกคำสั่งของชุดที่ %s") % term.number, ended_on=None)
    written([term, *seats])
    return term


def why_not_revert(term: Term) -> str:
    """Why the order of a term can't be taken back, in one sentence; empty where it can."""
    last = term.state_changes.first()
    if term.state == State.PREPARING or last is None or last.before != State.PREPARING:
        return _("ยกเลิกได้เฉพาะคำสั่งที่เพิ่งบันทึก")
    if kinds := hanging_on(term):
        return _("ยกเลิกคำสั่งไม่ได้ เพราะมีข้อมูลที่อ้างถึงคณะกรรมการชุดนี้แล้ว: %s") % ", ".join(kinds)
    return ""


def hanging_on(term: Term) -> list[str]:
    """Kinds of rows that point at a term or its seats, its own seats and proposals aside; a change of members too.

    Asks whatever points at them, so packages above need to register nothing. A query for each relation.
    """
    seats = Seat.objects.filter(term=term)
    found = [_("การเปลี่ยนคน")] if seats.filter(Q(until_on__isnull=False) | Q(replaces__isnull=False)).exists() else []
    for model, rows in ((Term, Term.objects.filter(pk=term.pk)), (Seat, seats)):
        for relation in model._meta.related_objects:
            kind = relation.related_model
            if kind in (Seat, Nomination):
                continue
            if kind._base_manager.filter(**{f"{relation.field.name}__in": rows}).exists():
                found.append(str(kind._meta.verbose_name_plural))
    return list(dict.fromkeys(found))


def _ended_for(term: Term) -> Term | None:
    """The term whose end was recorded with the order of this one, unless something happened to it since."""
    for former in Term.objects.filter(state=State.ENDED).select_for_update(no_key=True):
        last = former.state_changes.first()
        if last is not None and last.details.get("next") == term.pk:
            return former
    return None


# --- Days that don't overlap -----------------------------------------------------------------------------------------


def lock_terms() -> None:
    """Let nobody else change days of terms until the transaction ends. To be called first in it.

    The lock is that of the center's one row. Raises ValidationError where there is none: it would guard nothing.
    """
    if Center.objects.select_for_update(no_key=True).first() is None:
        raise ValidationError(_("กรุณากรอกข้อมูลศูนย์ก่อน"))


def overlapping(*, starts_on: dt.date, ended_on: dt.date | None) -> QuerySet[Term]:
    """Terms in force or ended that have a day in common with these days. Without an end a term lasts for good."""
    rows = Term.objects.public().filter(Q(ended_on=None) | Q(ended_on__gte=starts_on))
    return rows.filter(starts_on__lte=ended_on) if ended_on else rows


def _refuse_overlap(*, term: Term, starts_on: dt.date, ended_on: dt.date | None, but: Term | None = None) -> None:
    """Raise Overlaps where another term, `but` aside, has a day in common with these."""
    own = [row.pk for row in (term, but) if row is not None]
    other = overlapping(starts_on=starts_on, ended_on=ended_on).exclude(pk__in=own).first()
    if other is None:
        return
    sentence = _("ซ้อนกับวาระของชุดที่ %(number)s (%(days)s)") % {"number": other.number, "days": days_in_words(other)}
    raise Overlaps(other, {"__all__" if term.state != State.PREPARING else "starts_on": sentence})


def days_in_words(term: Term) -> str:
    """1 ต.ค. 65 – 30 ก.ย. 69; without an end that is known the dash stands last."""
    return f"{_short(term.starts_on)} – {_short(term.ended_on) if term.ended_on else ''}".rstrip()


def _short(day: dt.date) -> str:
    return short_date(day, get_language() or "th")
