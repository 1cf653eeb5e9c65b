"""The rules of complaints and suggestions: taken from anybody, found by their number alone, answered by managers.

Nothing about one goes into messages or lists that other staff read.
"""

import datetime as dt
import secrets
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from center.records.retention import Period
from center.records.states import forget_reasons
from consultations.bookings.actors import VISITOR, By
from consultations.registers.models import Complaint
from thai.digits import to_arabic

State = Complaint.State
# A year after the last word on it.
COMPLAINTS_KEPT = Period(
    "complaints",
    23,
    dt.timedelta(days=365),
    _("ข้อความ ชื่อ และเบอร์โทรศัพท์ในเรื่องร้องเรียนและเสนอแนะ นับจากวันที่ส่งหรือวันที่เปลี่ยนสถานะล่าสุด"),
    _("ลบ เหลือประเภท วันที่ และสถานะไว้ทำสถิติ"),
)
# So many that nobody finds another's by trying: the page that looks one up is rate-limited too.
DIGITS = 8
TRIES = 3


def send(
    *, kind: str, text: str, form_key: str, name: str = "", phone: str = "", language: str = "th", by: By = VISITOR
) -> Complaint:
    """Keep what somebody wrote, for managers. The same form sent again gives the first."""
    typed: dict[str, Any] = {"kind": kind, "text": text, "name": name, "phone": phone, "language": language}
    for _attempt in range(TRIES):
        try:
            return _create(by, form_key=form_key, **typed)
        except IntegrityError:
            if first := Complaint.objects.filter(form_key=form_key).first():
                return first
    return _create(by, form_key=form_key, **typed)  # whatever refuses now is no number that was drawn twice


def found(number: str) -> Complaint | None:
    """The complaint of a number as typed, while its own page opens. One query; callers limit how often one may try."""
    digits = "".join(character for character in to_arabic(number) if character not in " -")
    if len(digits) != DIGITS or not digits.isdecimal():
        return None
    return Complaint.objects.filter(reference=digits, link_expires_at__gt=timezone.now()).first()


def examine(complaint: Complaint, *, by: By) -> bool:
    """Managers look into it; an answer that was given stays. Returns whether anything changed. Raises WrongState."""
    return by.move(complaint, State.EXAMINED, link_expires_at=_expiry())


def answer(complaint: Complaint, *, text: str, by: By) -> bool:
    """Answer it, or put the answer right: whoever wrote reads it on their own page. Returns whether anything changed."""
    if complaint.state == State.ANSWERED and complaint.answer == text:
        return False
    return by.move(complaint, State.ANSWERED, again=True, answer=text, link_expires_at=_expiry())


def forget_complaints(now: dt.datetime) -> int:
    """Empty what was written where nothing was said for long enough; returns how many."""
    outdated = Complaint.objects.filter(link_expires_at__lte=now).exclude(text="")
    return anonymize_complaints(outdated)


def anonymize_complaints(complaints: models.QuerySet[Complaint]) -> int:
    """Empty text, answer, name, phone and reasons, and end the link; returns how many. Kind, state and moments stay."""
    emptied = dict.fromkeys(("text", "answer", "name", "phone"), "")
    with transaction.atomic():
        pks = list(complaints.values_list("pk", flat=True))
        forget_reasons(Complaint, pks)
        return Complaint.objects.filter(pk__in=pks).update(**emptied, link_expires_at=models.F("sent_at"))


def _expiry() -> dt.datetime:
    return timezone.now() + COMPLAINTS_KEPT.kept_for


@transaction.atomic
def _create(by: By, **fields: Any) -> Complaint:
    number = str(10 ** (DIGITS - 1) + secrets.randbelow(9 * 10 ** (DIGITS - 1)))
    complaint = Complaint.objects.create(reference=number, sent_at=timezone.now(), link_expires_at=_expiry(), **fields)
    by.log(complaint)
    return complaint
