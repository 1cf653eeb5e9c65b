"""Members who leave before the end of their term, and who comes in their place.

What is refused is raised as Django's ValidationError, by the name of the field that is to be changed.
"""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from center.access.models import User
from center.people.models import Person
from center.records.changes import written
from center.records.states import log
from committee.terms.models import Seat, Term
from thai.dates import short_date

# A successor stands where the one before stood, in the order's own order; the office too stays.
INHERITED = ("term", "origin", "network", "organization", "ex_officio", "office_th", "office_en", "rank")
CORRECTED = ("origin", "network_id", "organization_id", "position", "ex_officio", "office_th", "office_en", "rank")


def replace_member(
    *,
    seat: Seat,
    last_day: dt.date,
    reason: str,
    reason_note: str = "",
    successor: Person | None = None,
    from_on: dt.date | None = None,
    position: str = "",
    by: User | None,
) -> Seat | None:
    """Let a member leave on last_day and, if there is one, a successor sit from from_on; returns the successor's seat.

    The successor may be unsaved: somebody new to the registers. Without from_on it is the day after; position, if it
    isn't the one before. Raises ValidationError, writing nothing.
    """
    with transaction.atomic():
        term = _locked_term(seat)
        seat = Seat.objects.select_for_update(of=("self",), no_key=True).select_related("term").get(pk=seat.pk)
        from_on = from_on or last_day + dt.timedelta(days=1)
        check_replacement(seat=seat, last_day=last_day, successor=successor, from_on=from_on)
        seat.until_on, seat.reason, seat.reason_note = last_day, reason, reason_note
        _save(seat, by)
        rows: list[Any] = [seat]
        new = None
        if successor is not None:
            if successor._state.adding:
                successor.save()
                rows.append(successor)
            new = Seat(person=successor, from_on=from_on, replaces=seat, position=position or seat.position)
            for name in INHERITED:
                setattr(new, name, getattr(seat, name))
            _save(new, by)
            rows.append(new)
        _log(term, _("เปลี่ยนกรรมการลำดับที่ %s") if new else _("กรรมการลำดับที่ %s พ้นจากตำแหน่ง"), seat, by)
    written(rows)
    return new


def check_replacement(*, seat: Seat, last_day: dt.date, successor: Person | None, from_on: dt.date | None) -> None:
    """Raise ValidationError where replace_member() would: a form asks first, the rule asks again under its lock."""
    if seat.until_on is not None:
        raise ValidationError(_("%s พ้นจากตำแหน่งไปแล้ว") % seat.person)
    if seat.term.state == Term.State.PREPARING:
        raise ValidationError(_("คณะกรรมการชุดนี้ยังไม่เริ่มวาระ"))
    if last_day < seat.from_on:
        sentence = _("วันสุดท้ายต้องไม่ก่อนวันที่เริ่มเป็นกรรมการ (%s)")
        raise ValidationError({"last_day": sentence % _short(seat.from_on)})
    end = seat.term.ended_on
    if end is not None and last_day > end:
        raise ValidationError({"last_day": _("วันสุดท้ายต้องไม่หลังวันที่ชุดนี้พ้นวาระ (%s)") % _short(end)})
    if successor is None:
        return
    if from_on is not None and from_on <= last_day:
        sentence = _("ผู้แทนใหม่ต้องเริ่มหลังวันสุดท้ายของคนเดิม (%s)")
        raise ValidationError({"from_on": sentence % _short(last_day)})
    if from_on is not None and end is not None and from_on > end:
        raise ValidationError({"from_on": _("ผู้แทนใหม่ต้องเริ่มก่อนวันที่ชุดนี้พ้นวาระ (%s)") % _short(end)})
    if successor.pk and Seat.objects.filter(term=seat.term, person=successor).exists():
        raise ValidationError({"person": _("%s เป็นกรรมการชุดนี้อยู่แล้ว") % successor})


def undo_replacement(*, seat: Seat, by: User | None) -> Seat:
    """Let somebody who was recorded as having left sit again; the successor's seat is gone. Raises ValidationError."""
    with transaction.atomic():
        term = _locked_term(seat)
        seat = Seat.objects.select_for_update(of=("self",), no_key=True).select_related("person").get(pk=seat.pk)
        if sentence := why_not_undo(seat):
            raise ValidationError(sentence)
        rows = [seat]
        if (successor := Seat.objects.filter(replaces=seat).first()) is not None:
            successor._history_user = by
            successor.delete()
            rows.append(successor)
        seat.until_on, seat.reason, seat.reason_note = None, "", ""
        _save(seat, by)
        _log(term, _("ยกเลิกการเปลี่ยนกรรมการลำดับที่ %s"), seat, by)
    written(rows)
    return seat


def why_not_undo(seat: Seat) -> str:
    """Why a member's leaving can't be taken back, in one sentence; empty where it can."""
    if seat.until_on is None:
        return str(_("%s ยังเป็นกรรมการอยู่") % seat.person)
    successor = Seat.objects.filter(replaces=seat).first()
    if successor is None:
        return ""
    if successor.until_on is not None:
        return str(_("ยกเลิกไม่ได้ เพราะ%sที่มาแทนพ้นจากตำแหน่งไปแล้วเช่นกัน") % successor.person)
    for relation in Seat._meta.related_objects:
        if relation.related_model._base_manager.filter(**{relation.field.name: successor}).exists():
            kind = relation.related_model._meta.verbose_name_plural
            return str(_("ยกเลิกไม่ได้ เพราะมีข้อมูลที่อ้างถึงผู้มาแทนแล้ว: %s") % kind)
    return ""


def correct_seat(*, seat: Seat, by: User | None, **values: Any) -> Seat:
    """Put right what a seat says (CORRECTED): a position, an office's name, whom somebody stands for.

    Who sits, and since when, is not among it: that takes replace_member(). Raises TypeError for any other field.
    """
    if unknown := values.keys() - set(CORRECTED):
        raise TypeError(f"correct_seat() doesn't change {', '.join(sorted(unknown))}")
    with transaction.atomic():
        _locked_term(seat)
        seat = Seat.objects.select_for_update(of=("self",), no_key=True).get(pk=seat.pk)
        for name, value in values.items():
            setattr(seat, name, value)
        _save(seat, by)
    written([seat])
    return seat


def _locked_term(seat: Seat) -> Term:
    """The seat's term, locked: its days and its members change one after the other."""
    return Term.objects.select_for_update(no_key=True).get(pk=seat.term_id)


def _save(seat: Seat, by: User | None) -> None:
    seat._history_user = by  # type: ignore[attr-defined]
    seat.save()


def _log(term: Term, sentence: str, seat: Seat, by: User | None) -> None:
    """A line in the log of the term, without names: the rows of seats have them."""
    log(term, before=term.state, by=by, reason=sentence % seat.rank, details={"seat": seat.pk})


def _short(day: dt.date) -> str:
    return short_date(day, get_language() or "th")
