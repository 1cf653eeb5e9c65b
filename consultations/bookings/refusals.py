"""Why an appointment can't be had: the errors of its rules, and each in a sentence that says what to do next."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consultations.calendar.claims import TimeTaken
from consultations.calendar.free_times import Reason

MOST_OPEN_OF_A_PHONE = 3


class Refused(Exception):
    """The rules don't allow it. reason: why the time can't be booked, where that is the matter."""

    def __init__(self, reason: Reason | None = None) -> None:
        super().__init__(reason)
        self.reason = reason


class TooManyOpen(Refused):
    """The phone number has as many open appointments as it may book on the web."""


class ReasonNeeded(Refused):
    """Staff may book outside what is offered, but note why."""


class NotNow(Refused):
    """The act doesn't fit the appointment's state or time: who hasn't started can't have stayed away."""


OF_A_TIME = {
    Reason.PAST: gettext_lazy("เวลานี้ผ่านไปแล้ว กรุณาเลือกเวลาอื่น"),
    Reason.NOTICE: gettext_lazy("เวลานี้ใกล้เกินไป นัดทางเว็บไม่ทันแล้ว กรุณาเลือกเวลาอื่น มาเอง หรือโทรหาเจ้าหน้าที่"),
    Reason.TOO_FAR: gettext_lazy("วันนี้ไกลเกินไป ยังไม่เปิดให้นัด กรุณาเลือกวันที่ใกล้กว่านี้"),
    Reason.CLOSED: gettext_lazy("ศูนย์ปิดในเวลานี้ กรุณาเลือกเวลาอื่น"),
    Reason.AWAY: gettext_lazy("ผู้ให้คำปรึกษาไม่อยู่ในเวลานี้ กรุณาเลือกเวลาอื่น"),
    Reason.NOT_OFFERED: gettext_lazy("เวลานี้ไม่เปิดให้นัด กรุณาเลือกเวลาอื่น"),
    Reason.TAKEN: gettext_lazy("เวลานี้มีผู้นัดไปแล้ว กรุณาเลือกเวลาอื่น"),
}
OF_A_WEEK = {
    Reason.PAST: gettext_lazy("ช่วงนี้นัดทางเว็บไม่ทันแล้ว มาเองหรือโทรหาเจ้าหน้าที่ได้"),
    Reason.NOTICE: gettext_lazy("ช่วงนี้นัดทางเว็บไม่ทันแล้ว มาเองหรือโทรหาเจ้าหน้าที่ได้"),
    Reason.TOO_FAR: gettext_lazy("ช่วงนี้ยังไม่เปิดให้นัด"),
    Reason.CLOSED: gettext_lazy("ศูนย์ปิดในช่วงนี้"),
    Reason.AWAY: gettext_lazy("ผู้ให้คำปรึกษาไม่อยู่ในช่วงนี้"),
    Reason.NOT_OFFERED: gettext_lazy("ช่วงนี้ไม่มีเวลาที่เปิดให้นัด"),
    Reason.TAKEN: gettext_lazy("ช่วงนี้มีผู้นัดเต็มแล้ว"),
}


def sentence_of(refusal: Refused | TimeTaken) -> str:
    """What a visitor reads, in the active language."""
    if isinstance(refusal, TimeTaken):
        return str(OF_A_TIME[Reason.TAKEN])
    if isinstance(refusal, TooManyOpen):
        most = MOST_OPEN_OF_A_PHONE
        sentence = ngettext(
            "เบอร์นี้มีนัดที่ยังไม่ถึงวันอยู่ %d นัดแล้ว เลื่อนหรือยกเลิกนัดเดิมก่อน หรือโทรหาเจ้าหน้าที่",
            "เบอร์นี้มีนัดที่ยังไม่ถึงวันอยู่ %d นัดแล้ว เลื่อนหรือยกเลิกนัดเดิมก่อน หรือโทรหาเจ้าหน้าที่",
            most,
        )
        return sentence % most
    if isinstance(refusal, NotNow):
        return _("นัดนี้เลื่อนหรือยกเลิกทางเว็บไม่ได้แล้ว กรุณาโทรหาเจ้าหน้าที่")
    return str(OF_A_TIME[refusal.reason or Reason.NOT_OFFERED])


class FollowingRefused(Refused):
    """What follows marking an appointment isn't allowed (outcomes.AFTER_MARKING). details: what its class is about."""

    def __init__(self, *details: object) -> None:
        super().__init__()
        self.details = details

    @property
    def sentence(self) -> str:
        """Why, in the active language."""
        raise NotImplementedError


class FollowingNeedsReason(FollowingRefused):
    """What follows marking an appointment is allowed with a reason only."""
