"""Who came to a meeting, and whether they were enough. Pure but for seats_of()."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from committee.meetings.models import Attendance, CommitteeMeeting
from committee.terms.models import Seat


@dataclass(frozen=True)
class Presence:
    """One member's row: present, or away with a reason or a deputy. Raises nothing; check() does."""

    seat: int
    present: bool = True
    reason: str = ""
    deputy: str = ""


@dataclass(frozen=True)
class Turnout:
    """Members by how they attended, each in the order's own order."""

    quorum: int | None = None
    present: list[Attendance] = field(default_factory=list)
    represented: list[Attendance] = field(default_factory=list)
    absent: list[Attendance] = field(default_factory=list)

    @property
    def members(self) -> int:
        return len(self.present) + len(self.represented) + len(self.absent)

    @property
    def attended(self) -> int:
        """Members who came, and those somebody came for."""
        return len(self.present) + len(self.represented)

    @property
    def is_quorate(self) -> bool | None:
        """Whether the members who came are enough; None where the term's quorum was never typed."""
        return None if self.quorum is None else len(self.present) >= self.quorum

    @property
    def needs_deputies(self) -> bool:
        """Whether there is a quorum only if deputies count, which the center's own rules decide."""
        return self.quorum is not None and len(self.present) < self.quorum <= self.attended

    @property
    def in_words(self) -> str:
        """One sentence: how many came, and whether that makes a quorum."""
        words = {"present": len(self.present), "deputies": len(self.represented), "members": self.members}
        came = _("มาประชุมเอง %(present)s คน ผู้แทน %(deputies)s คน จากกรรมการ %(members)s คน") % words
        if self.quorum is None:
            return came
        if self.is_quorate:
            verdict = _("ครบองค์ประชุม (%s คน)")
        elif self.needs_deputies:
            verdict = _("ครบองค์ประชุม (%s คน) เมื่อนับผู้แทนด้วย โปรดตรวจกับระเบียบศูนย์")
        else:
            verdict = _("ไม่ครบองค์ประชุม (%s คน)")
        return f"{came} · {verdict % self.quorum}"


def turnout(attendances: Iterable[Attendance], quorum: int | None) -> Turnout:
    """The rows of a meeting in three groups."""
    counted = Turnout(quorum)
    for attendance in attendances:
        if attendance.present:
            counted.present.append(attendance)
        elif attendance.deputy:
            counted.represented.append(attendance)
        else:
            counted.absent.append(attendance)
    return counted


def seats_of(meeting: CommitteeMeeting) -> QuerySet[Seat]:
    """The seats that are taken on the meeting's day, in the order's own order."""
    seats = Seat.objects.filter(term=meeting.term_id).on(meeting.date)
    return seats.select_related("person", "network", "organization").order_by("rank", "from_on", "pk")
