"""A case in words, in the active language. None of the texts to forward has the secret link."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consultations.bookings.texts import SEPARATOR, office_phone
from consultations.registers.models import Case
from thai.dates import long_date

State = Case.State


def to_forward(case: Case) -> str:
    """One line for LINE or to read aloud: number, matter, state, what is missing, until when, whom to call."""
    phone = office_phone()
    parts = [
        str(case),
        case.title,
        case.state_in_words,
        *facts(case),
        _("สอบถาม โทร %(phone)s") % {"phone": phone} if phone else "",
    ]
    return SEPARATOR.join(part for part in parts if part)


def facts(case: Case) -> list[str]:
    """What the applicant has to know beside the state: answer, number, missing papers, last day. Two queries at most."""
    number = case.result_number if case.state == State.REGISTERED else ""
    missing = ", ".join(paper.name for paper in case.missing()) if case.is_open else ""
    return [
        fact
        for fact in (
            case.answer,
            _("เลขทะเบียน %(number)s") % {"number": number} if number else "",
            _("ยังขาด %(papers)s") % {"papers": missing} if missing else "",
            due_in_words(case),
        )
        if fact
    ]


def due_in_words(case: Case) -> str:
    """ภายใน 20 ธันวาคม 2569; empty where the case is closed, or due on no day."""
    if not case.is_open or case.due is None:
        return ""
    return _("ภายใน %(date)s") % {"date": long_date(case.due, get_language() or "th")}


def explained(case: Case) -> str:
    """What the state means for the applicant, in a sentence."""
    if case.state == State.DRAFT and case.missing():
        return _("รับเรื่องแล้ว นำเอกสารที่ยังขาดมาให้เจ้าหน้าที่ แล้วเจ้าหน้าที่จะยื่นให้")
    return {
        State.DRAFT: _("รับเรื่องแล้ว เจ้าหน้าที่กำลังเตรียมยื่น"),
        State.SUBMITTED: _("ยื่นแล้ว เจ้าหน้าที่กำลังตรวจเอกสาร"),
        State.INCOMPLETE: _("นำเอกสารที่ยังขาดมาให้เจ้าหน้าที่"),
        State.REVIEW: _("เอกสารส่งให้คณะกรรมการแล้ว รอผลพิจารณา"),
        State.REGISTERED: _("เรื่องเสร็จแล้ว"),
        State.REJECTED: _("สอบถามหรือยื่นใหม่ได้ที่ศูนย์"),
        State.WITHDRAWN: _("ถอนเรื่องแล้ว จะยื่นใหม่เมื่อใดก็ได้"),
    }[State(case.state)]
