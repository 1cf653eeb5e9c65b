"""Meetings are planned, recorded, and certified at a later one; what was done by mistake is taken back.

Whatever a rule refuses it raises as Django's ValidationError, by the name of the field that is to be changed. No
constraint sees another table's rows: who has a seat on the day, and when a resolution is due, is checked under the locks
of the term, which changes of its members take too, and of the meeting.
"""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from center.access.models import User
from center.records.changes import written
from center.records.states import log, move
from committee.meetings.attendance import seats_of
from committee.meetings.models import AGENDA, RECORDED, CommitteeMeeting, Resolution
from committee.terms.models import Term
from thai.dates import buddhist_year, clock, short_date

State = CommitteeMeeting.State
PLAN = ("number", "date", "starts_at", "place")


# --- Planned ---------------------------------------------------------------------------------------------------------


def next_number(day: dt.date) -> int:
    """The number that a meeting of this day is proposed; they restart each calendar year. One query."""
    last = CommitteeMeeting.objects.filter(year=day.year).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def save_meeting(*, meeting: CommitteeMeeting, by: User | None) -> CommitteeMeeting:
    """Save the number, day, time, place and agenda of a meeting, new or not; returns the row as it is stored.

    Its committee is the one that governs on the day. What is typed below the agenda's headings belongs to the record once
    there is one, and stays as it is then. Raises ValidationError, or IntegrityError where somebody else took the number
    just now, writing nothing.
    """
    with transaction.atomic():
        # Members change under this lock too, so that the seats of the day stay those that are checked.
        list(Term.objects.on(meeting.date).select_for_update(no_key=True))
        new = meeting._state.adding
        if not new:
            meeting = _as_stored(meeting)
        meeting.term = check_meeting(meeting)
        meeting._history_user = by  # type: ignore[attr-defined]
        if new:
            meeting.by = by
        meeting.save()
        if new:
            log(meeting, by=by)
    written([meeting])
    return meeting


def _as_stored(meeting: CommitteeMeeting) -> CommitteeMeeting:
    """The row as it is now, locked, with the plan taken over: whoever changed its state meanwhile isn't undone."""
    stored = CommitteeMeeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    names = PLAN if stored.state in RECORDED else (*PLAN, *AGENDA)
    for name in names:
        setattr(stored, name, getattr(meeting, name))
    return stored


def check_meeting(meeting: CommitteeMeeting) -> Term:
    """The committee that meets. Raises ValidationError where save_meeting() would: a form asks first, the rule again."""
    if meeting.state == State.CERTIFIED:
        raise ValidationError(_("รายงาน%s รับรองแล้ว แก้ไม่ได้ ถ้ารับรองผิด ให้ยกเลิกการรับรองก่อน") % meeting)
    term = Term.objects.on(meeting.date).first()
    if term is None:
        raise ValidationError({"date": _("วันที่ %s ไม่มีคณะกรรมการที่อยู่ในวาระ") % _short(meeting.date)})
    same = CommitteeMeeting.objects.filter(year=meeting.date.year, number=meeting.number).exclude(pk=meeting.pk)
    if same.exists():
        words = {"year": buddhist_year(meeting.date.year), "number": meeting.number, "next": next_number(meeting.date)}
        raise ValidationError({"number": _("ปี %(year)s มีครั้งที่ %(number)s แล้ว ครั้งถัดไปคือครั้งที่ %(next)s") % words})
    if meeting.pk is not None:
        _check_new_day(meeting, term)
    return term


def _check_new_day(meeting: CommitteeMeeting, term: Term) -> None:
    """Whatever hangs on the meeting must fit its day. Five queries."""
    if meeting.ends_at is not None and meeting.ends_at <= meeting.starts_at:
        raise ValidationError({"starts_at": _("เวลาเริ่มต้องก่อนเวลาเลิก (%s)") % clock(meeting.ends_at)})
    if meeting.state in RECORDED and meeting.date > timezone.localdate():
        raise ValidationError({"date": _("การประชุมที่บันทึกแล้วต้องไม่เป็นวันในอนาคต")})
    rows = meeting.attendances.select_related("seat__person", "seat__term")
    seats = set(seats_of(CommitteeMeeting(term=term, date=meeting.date)).values_list("pk", flat=True))
    strangers = [str(row.seat.person) for row in rows if row.seat_id not in seats]
    if strangers:
        words = {"date": _short(meeting.date), "names": ", ".join(strangers)}
        raise ValidationError({"date": _("วันที่ %(date)s คนเหล่านี้ไม่ได้เป็นกรรมการ: %(names)s") % words})
    early = meeting.resolutions.filter(Q(due_on__lt=meeting.date) | Q(done_on__lt=meeting.date)).first()
    if early is not None:
        raise ValidationError({"date": _("มติ “%s” มีกำหนดหรือเสร็จก่อนวันนี้") % early.subject})
    if meeting.certifies.filter(date__gte=meeting.date).exists():
        raise ValidationError({"date": _("รายงานรับรองในการประชุมครั้งหลังเท่านั้น วันนี้จะทำให้ลำดับสลับกัน")})


def lock(meeting: CommitteeMeeting) -> CommitteeMeeting:
    """The meeting as it is now; it and the members of its committee stay so until the transaction ends."""
    Term.objects.select_for_update(no_key=True).get(pk=meeting.term_id)
    rows = CommitteeMeeting.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("term").get(pk=meeting.pk)


# --- Called off ------------------------------------------------------------------------------------------------------


def cancel_meeting(*, meeting: CommitteeMeeting, reason: str, by: User | None) -> None:
    """Call a planned meeting off; its number stays taken. Raises ValidationError."""
    _move(meeting, State.PLANNED, State.CANCELLED, reason=reason, by=by)


def restore_meeting(*, meeting: CommitteeMeeting, reason: str = "", by: User | None) -> None:
    """Plan a meeting again that was called off. Raises ValidationError."""
    _move(meeting, State.CANCELLED, State.PLANNED, reason=reason, by=by)


def revert_record(*, meeting: CommitteeMeeting, reason: str = "", by: User | None) -> None:
    """Take back that a meeting took place; what was typed stays. Raises ValidationError where it certified minutes."""
    with transaction.atomic():
        meeting = lock(meeting)
        if sentence := why_not_revert_record(meeting):
            raise ValidationError(sentence)
        _move(meeting, State.HELD, State.PLANNED, reason=reason, by=by)


def why_not_revert_record(meeting: CommitteeMeeting) -> str:
    """Why a record can't be taken back, in one sentence; empty where it can. One query."""
    certified = meeting.certifies.first()
    if certified is not None:
        return _("ยกเลิกการบันทึกไม่ได้ เพราะรับรองรายงาน%sในการประชุมนี้แล้ว") % certified
    return ""


def _move(meeting: CommitteeMeeting, before: str, after: str, *, reason: str, by: User | None) -> None:
    with transaction.atomic():
        meeting = lock(meeting)
        if meeting.state != before:
            raise ValidationError(wrong_state(meeting))
        move(meeting, after, by=by, reason=reason)
    written([meeting])


def wrong_state(meeting: CommitteeMeeting) -> str:
    """What to say to somebody whose page shows an older state."""
    return _("การประชุม%(meeting)s: %(state)s") % {"meeting": meeting, "state": meeting.get_state_display()}


# --- Certified -------------------------------------------------------------------------------------------------------


def certify_minutes(*, meeting: CommitteeMeeting, at: CommitteeMeeting, by: User | None) -> None:
    """Note that the minutes were certified in the meeting `at`, a later one that is recorded. Raises ValidationError."""
    with transaction.atomic():
        rows = CommitteeMeeting.objects.select_for_update(no_key=True).order_by("pk").in_bulk([meeting.pk, at.pk])
        meeting, at = rows[meeting.pk], rows[at.pk]
        if meeting.state != State.HELD:
            raise ValidationError(wrong_state(meeting))
        if at.state not in RECORDED or at.date <= meeting.date:
            raise ValidationError({"at": _("รายงานรับรองได้ในการประชุมครั้งหลังที่บันทึกแล้วเท่านั้น")})
        move(meeting, State.CERTIFIED, by=by, reason=_("รับรองในการประชุม%s") % at, certified_at=at)
    written([meeting])


def revert_certification(*, meeting: CommitteeMeeting, reason: str = "", by: User | None) -> None:
    """Take back that minutes were certified; the record can be changed again. Raises ValidationError."""
    with transaction.atomic():
        meeting = CommitteeMeeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
        if meeting.state != State.CERTIFIED:
            raise ValidationError(wrong_state(meeting))
        move(meeting, State.HELD, by=by, reason=reason, certified_at=None)
    written([meeting])


def certifiable_at(meeting: CommitteeMeeting) -> QuerySet[CommitteeMeeting]:
    """Meetings whose minutes may be certified in this one: earlier ones, recorded and not certified elsewhere."""
    earlier = CommitteeMeeting.objects.filter(date__lt=meeting.date)
    return earlier.filter(Q(state=State.HELD) | Q(certified_at=meeting.pk)).order_by("date", "number")


def may_certify(meeting: CommitteeMeeting) -> QuerySet[CommitteeMeeting]:
    """Meetings in which the minutes of this one may have been certified."""
    return CommitteeMeeting.objects.recorded().filter(date__gt=meeting.date).order_by("date", "number")


# --- Resolutions -----------------------------------------------------------------------------------------------------


def check_days(*, met_on: dt.date, due_on: dt.date | None, done_on: dt.date | None = None) -> None:
    """Raise ValidationError for a resolution due or done before its meeting, or done in the future (Bangkok)."""
    errors = {}
    if due_on is not None and due_on < met_on:
        errors["due_on"] = _("กำหนดเสร็จต้องไม่ก่อนวันประชุม (%s)") % _short(met_on)
    if done_on is not None and done_on < met_on:
        errors["done_on"] = _("วันที่เสร็จต้องไม่ก่อนวันประชุม (%s)") % _short(met_on)
    elif done_on is not None and done_on > timezone.localdate():
        errors["done_on"] = _("วันที่เสร็จต้องไม่เป็นวันในอนาคต")
    if errors:
        raise ValidationError(errors)


def save_resolution(*, resolution: Resolution, by: User | None) -> Resolution:
    """Save who does it and by when, or that it is done. Raises ValidationError."""
    with transaction.atomic():
        meeting = CommitteeMeeting.objects.select_for_update(no_key=True).get(pk=resolution.meeting_id)
        check_days(met_on=meeting.date, due_on=resolution.due_on, done_on=resolution.done_on)
        resolution._history_user = by  # type: ignore[attr-defined]
        resolution.save()
    written([resolution])
    return resolution


def _short(day: dt.date) -> str:
    return short_date(day, get_language() or "th")
