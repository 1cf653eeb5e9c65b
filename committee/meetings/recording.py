"""The record of a meeting, saved as a whole: who came, what was said, what was resolved, which minutes were certified."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from center.access.models import User
from center.records.changes import written
from center.records.states import move
from center.recycle_bin.deletions import delete_with_return
from committee.meetings.attendance import Presence, seats_of
from committee.meetings.meetings import (
    certifiable_at,
    certify_minutes,
    check_days,
    lock,
    revert_certification,
    wrong_state,
)
from committee.meetings.models import AGENDA, Attendance, CommitteeMeeting, Guest, Resolution
from committee.terms.models import Seat

State = CommitteeMeeting.State


@dataclass(frozen=True, kw_only=True)
class Record:
    """What is typed of a meeting. resolutions: unsaved rows, and saved ones to be changed; removed: keys of rows to go;
    certifies: keys of the earlier meetings whose minutes were certified in it.
    """

    ends_at: dt.time
    chaired_by: str = ""
    minuted_by: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    presences: Sequence[Presence] = ()
    guests: Sequence[Guest] = ()
    resolutions: Sequence[Resolution] = ()
    removed: Sequence[int] = ()
    certifies: Sequence[int] = ()


def version_of(meeting: CommitteeMeeting) -> int:
    """What tells whether a meeting was written since somebody read it: the number of its newest history row. One query."""
    return meeting.history.order_by("-history_id").values_list("history_id", flat=True).first() or 0


def why_not_record(meeting: CommitteeMeeting) -> str:
    """Why a meeting can't be recorded now, in one sentence; empty where it can."""
    if meeting.state == State.CERTIFIED:
        return _("รายงาน%s รับรองแล้ว แก้ไม่ได้ ถ้ารับรองผิด ให้ยกเลิกการรับรองก่อน") % meeting
    if meeting.state == State.CANCELLED:
        return wrong_state(meeting)
    if meeting.date > timezone.localdate():
        return _("ยังไม่ถึงวันประชุม บันทึกการประชุมได้ตั้งแต่วันประชุม")
    return ""


def record_meeting(
    *, meeting: CommitteeMeeting, record: Record, version: int | None = None, by: User | None
) -> CommitteeMeeting:
    """Write the whole record of a meeting; from now on it counts as held.

    version is what version_of() said when it was read, None to overwrite whatever is there. Resolutions that go wait in
    the recycle bin. Raises ValidationError, writing nothing.
    """
    with transaction.atomic():
        meeting = lock(meeting)
        if sentence := why_not_record(meeting):
            raise ValidationError(sentence)
        if version is not None and version != version_of(meeting):
            raise ValidationError(_("มีผู้อื่นแก้การประชุมนี้ระหว่างที่ท่านกรอก กรุณาตรวจแล้วกดบันทึกอีกครั้ง สิ่งที่ท่านกรอกจะแทนที่ของเดิม"))
        check_presences(meeting, record.presences)
        if record.ends_at <= meeting.starts_at:
            raise ValidationError({"ends_at": _("เวลาเลิกต้องหลังเวลาเริ่ม")})
        _save_meeting(meeting, record, by)
        meeting.attendances.all().delete()
        Attendance.objects.bulk_create(
            Attendance(meeting=meeting, seat_id=row.seat, present=row.present, reason=row.reason, deputy=row.deputy)
            for row in record.presences
        )
        meeting.guests.all().delete()
        for guest in record.guests:
            guest.pk, guest.meeting = None, meeting
        Guest.objects.bulk_create(record.guests)
        _save_resolutions(meeting, record, by)
        _certify(meeting, record.certifies, by)
    written([meeting, *record.resolutions])
    return meeting


def check_presences(meeting: CommitteeMeeting, presences: Sequence[Presence]) -> None:
    """Raise ValidationError where somebody without a seat on the day attends as a member, or a member is left out."""
    seats = set(seats_of(meeting).values_list("pk", flat=True))
    named = [row.seat for row in presences]
    for seat in Seat.objects.filter(pk__in=set(named) - seats).select_related("person"):
        raise ValidationError({"seat": not_a_member(seat)})
    if set(named) != seats or len(named) != len(seats):
        raise ValidationError(_("รายชื่อกรรมการในวันประชุมเปลี่ยนไประหว่างที่ท่านกรอก กรุณาตรวจการมาประชุมแล้วกดบันทึกอีกครั้ง"))


def not_a_member(seat: Seat) -> str:
    """The sentence for somebody who attends as a member and has no seat on the day."""
    return str(_("%s ไม่ได้เป็นกรรมการในวันประชุม ให้กรอกชื่อเป็นผู้แทนหรือผู้เข้าร่วมประชุม") % seat.person)


def _save_meeting(meeting: CommitteeMeeting, record: Record, by: User | None) -> None:
    values: dict[str, Any] = {
        "ends_at": record.ends_at,
        "chaired_by": record.chaired_by,
        "minuted_by": record.minuted_by,
        **{name: record.texts.get(name, "") for name in AGENDA},
    }
    if meeting.state == State.PLANNED:
        move(meeting, State.HELD, by=by, **values)
        return
    for name, value in values.items():
        setattr(meeting, name, value)
    meeting._history_user = by  # type: ignore[attr-defined]
    meeting.save()


def _save_resolutions(meeting: CommitteeMeeting, record: Record, by: User | None) -> None:
    delete_with_return(meeting.resolutions.filter(pk__in=record.removed), by)
    for resolution in record.resolutions:
        resolution.meeting = meeting
        check_days(met_on=meeting.date, due_on=resolution.due_on, done_on=resolution.done_on)
        resolution._history_user = by  # type: ignore[attr-defined]
        resolution.save()


def _certify(meeting: CommitteeMeeting, chosen: Sequence[int], by: User | None) -> None:
    """Certify the minutes that were ticked, and take back those that were and aren't any more."""
    for earlier in certifiable_at(meeting):
        if earlier.pk in chosen and earlier.state == State.HELD:
            certify_minutes(meeting=earlier, at=meeting, by=by)
        elif earlier.pk not in chosen and earlier.state == State.CERTIFIED:
            revert_certification(meeting=earlier, by=by)
