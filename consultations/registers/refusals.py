"""Why something can't be recorded in the registers, each in a sentence that says what to do next."""

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consultations.bookings.refusals import FollowingNeedsReason, FollowingRefused
from thai.dates import buddhist_year, month_name

if TYPE_CHECKING:
    from consultations.registers.models import SheetRow


class Refused(FollowingRefused):
    """The rules don't allow it; nor what it would follow."""


class NotYet(Refused):
    """The visit lies in the future."""

    @property
    def sentence(self) -> str:
        return _("เวลาที่มายังไม่ถึง กรุณาตรวจวันและเวลา")


class MonthClosed(Refused, FollowingNeedsReason):
    """The month was closed; it changes with a reason only. day: of the visit."""

    def __init__(self, day: dt.date) -> None:
        super().__init__()
        self.day = day

    @property
    def sentence(self) -> str:
        month = f"{month_name(self.day.month, get_language() or 'th')} {buddhist_year(self.day.year)}"
        return _("ปิดยอดเดือน %s แล้ว กรุณาบอกเหตุผลที่แก้ไข") % month


class LineTaken(Refused):
    """Somebody else keyed another person into this line meanwhile. stored: what they keyed."""

    def __init__(self, stored: "SheetRow | None") -> None:
        super().__init__()
        self.stored = stored

    @property
    def sentence(self) -> str:
        if self.stored is None:
            return _("มีคนลบแถวนี้ไปแล้ว")
        user = self.stored.keyed_by
        who = (user.get_full_name() or user.get_username()) if user else _("คนอื่น")
        values = {"who": who, "name": self.stored.name, "village": self.stored.village}
        return (_("%(who)s กรอกแถวนี้ไว้แล้วว่า %(name)s %(village)s") % values).strip()


class SameName(Refused):
    """Another line of the sheet has the name. line: which."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line

    @property
    def sentence(self) -> str:
        return _("ชื่อเดียวกับแถวที่ %d") % self.line


class SheetForgotten(Refused):
    """The names of the sheet were deleted when their time was over."""

    @property
    def sentence(self) -> str:
        return _("ชื่อในใบนี้ลบตามกำหนดเวลาเก็บข้อมูลแล้ว จึงแก้ไขไม่ได้")


class BeforeTheVisit(Refused):
    """Something that follows a visit would lie before it. field: the one that says so."""

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field

    @property
    def sentence(self) -> str:
        return _("ต้องไม่ก่อนวันที่มา กรุณาตรวจวันที่")


class NotCounted(Refused):
    """The visit was taken back."""

    @property
    def sentence(self) -> str:
        return _("รายการนี้ถอนไปแล้ว กดนับใหม่ก่อน")


class AfterItsOutcome(Refused):
    """The visit would lie after the day on which it was noted what came of it."""

    @property
    def sentence(self) -> str:
        return _("บันทึกผลไว้ก่อนวันนี้แล้ว กรุณาตรวจวันที่มา")


class MonthNotOver(Refused):
    """A month is closed when its last day has passed."""

    @property
    def sentence(self) -> str:
        return _("ปิดยอดได้เมื่อสิ้นเดือนแล้ว")


class ReasonNeeded(Refused):
    """A closed month is opened with a reason only."""

    @property
    def sentence(self) -> str:
        return _("กรุณาบอกเหตุผล")
