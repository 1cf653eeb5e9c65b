"""Why a registration isn't possible: the errors of its rules, and each in a sentence that says what to do next."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.outreach.models import OutreachEvent, Registration


class Refused(Exception):
    """The rules don't allow it."""


class NotOpen(Refused):
    """The event takes no registrations now, from visitors or from anybody. event: as it was when it refused."""

    def __init__(self, event: OutreachEvent) -> None:
        super().__init__(event.pk)
        self.event = event


class NothingChosen(Refused):
    """The event has sessions to choose from, and none was chosen."""


class PartyTooLarge(Refused):
    """The party could never be seated. capacity: of the smallest session it wants."""

    def __init__(self, capacity: int) -> None:
        super().__init__(capacity)
        self.capacity = capacity


class AlreadyRegistered(Refused):
    """Somebody of this name and phone number is registered. registration: not to be shown to who asks, who may be anybody."""

    def __init__(self, registration: Registration) -> None:
        super().__init__(registration.pk)
        self.registration = registration


class CapacityTooLow(Refused):
    """Below the seats that are taken, or below a party that waits. figure: the lowest capacity that is possible."""

    def __init__(self, figure: int) -> None:
        super().__init__(figure)
        self.figure = figure


class ReasonNeeded(Refused):
    """Staff may pass the order of the queue, but note why."""


class NoFreeSeats(Refused):
    """There are fewer free seats than the party needs. left: how many there are."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


class NotNow(Refused):
    """The act doesn't fit the registration's state or time."""


def sentence_of(refusal: Refused) -> str:
    """What the reader is told, in the active language."""
    match refusal:
        case NotOpen():
            return _of_event(refusal.event)
        case NothingChosen():
            return _("กรุณาเลือกช่วงที่จะมาอย่างน้อย 1 ช่วง")
        case PartyTooLarge():
            sentence = ngettext(
                "ช่วงที่เลือกรับได้ทั้งหมด %d คน กรุณาลดจำนวนคนที่มาด้วยกัน หรือโทรหาเจ้าหน้าที่",
                "ช่วงที่เลือกรับได้ทั้งหมด %d คน กรุณาลดจำนวนคนที่มาด้วยกัน หรือโทรหาเจ้าหน้าที่",
                refusal.capacity,
            )
            return sentence % refusal.capacity
        case AlreadyRegistered():
            return _("ชื่อและเบอร์นี้ลงทะเบียนกิจกรรมนี้ไว้แล้ว ดูได้ที่ “ติดตามเรื่องของฉัน” หรือโทรหาเจ้าหน้าที่")
        case CapacityTooLow():
            sentence = ngettext(
                "ต้องรับอย่างน้อย %d คน เพราะมีผู้ลงทะเบียนหรือรออยู่แล้ว",
                "ต้องรับอย่างน้อย %d คน เพราะมีผู้ลงทะเบียนหรือรออยู่แล้ว",
                refusal.figure,
            )
            return sentence % refusal.figure
        case ReasonNeeded():
            return _("กรุณาเขียนเหตุผลที่ให้ที่นั่งก่อนลำดับ")
        case NoFreeSeats():
            sentence = ngettext("ที่ว่างไม่พอ เหลือ %d ที่นั่ง", "ที่ว่างไม่พอ เหลือ %d ที่นั่ง", refusal.left)
            return sentence % refusal.left
        case _:
            return _("การลงทะเบียนนี้แก้ไขทางเว็บไม่ได้แล้ว กรุณาโทรหาเจ้าหน้าที่")


def _of_event(event: OutreachEvent) -> str:
    if event.state == OutreachEvent.State.CANCELLED:
        return _("ศูนย์ฯ ยกเลิกกิจกรรมนี้แล้ว")
    if event.state == OutreachEvent.State.POSTPONED:
        return _("ศูนย์ฯ เลื่อนกิจกรรมนี้ไปก่อน ยังไม่มีวันใหม่")
    if event.has_ended:
        return _("กิจกรรมนี้จบแล้ว")
    if event.has_begun:
        return _("กิจกรรมนี้เริ่มแล้ว ลงทะเบียนทางเว็บไม่ได้ กรุณาโทรหาเจ้าหน้าที่")
    return _("กิจกรรมนี้ปิดรับลงทะเบียนทางเว็บแล้ว กรุณาโทรหาเจ้าหน้าที่")
