"""What the center tells a village that asked: calls to make, for requests have no e-mail address.

Each function is called in the transaction of its rule.
"""

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from center.mail.kinds import About, MessageKind
from center.mail.messages import Content, Recipient, drop, messages_about, queue
from center.mail.models import Message
from consultations.bookings.texts import SEPARATOR, office_phone
from consultations.outreach import texts
from consultations.outreach.models import VillageRequest

State = VillageRequest.State


def planned(request: VillageRequest) -> None:
    """Queue the call that an event was planned."""
    _call(PLANNED, request)


def declined(request: VillageRequest) -> None:
    """Queue the call that the center can't, with its answer."""
    _call(DECLINED, request)


def reopened(request: VillageRequest) -> None:
    """Nobody has to be told of an answer that was taken back before the call was made."""
    drop(messages_about(request).filter(state__in=Message.CALLS_LEFT))


def _call(kind: MessageKind, request: VillageRequest) -> None:
    reopened(request)
    with override(request.language):
        headline = _headline(kind, request)
        line_text = SEPARATOR.join([headline, *_facts(request)])
    queue(
        kind.key,
        to=Recipient(request.name, phone=request.phone, language=request.language),
        content=Content(headline, line_text, line_text),
        about=request,
        useful_until=request.event.starts_at if request.event else None,
    )


def _headline(kind: MessageKind, request: VillageRequest) -> str:
    number = {"number": request.reference}
    if kind is PLANNED:
        return _("ศูนย์ฯ จัดกิจกรรมตามคำขอเลขที่ %(number)s แล้ว") % number
    return _("ศูนย์ฯ จัดกิจกรรมตามคำขอเลขที่ %(number)s ให้ไม่ได้") % number


def _facts(request: VillageRequest) -> list[str]:
    event, phone = request.event, office_phone()
    facts = [
        request.answer,
        event.name if event else request.subject,
        texts.when(event) if event else "",
        _("ที่ %(place)s") % {"place": texts.where(event)} if event else "",
        _("สอบถาม โทร %(phone)s") % {"phone": phone} if phone else "",
    ]
    return [fact for fact in facts if fact]


def _is_planned(message: Message) -> bool:
    request = message.about
    return isinstance(request, VillageRequest) and request.state == State.PLANNED


def _is_declined(message: Message) -> bool:
    request = message.about
    return isinstance(request, VillageRequest) and request.state == State.DECLINED


def _page(message: Message) -> str:
    """The request's page on the staff site."""
    return reverse("admin:consultations_villagerequest_change", args=[message.object_id])


_kind = partial(MessageKind, url=_page, about=About(VillageRequest, ("state",)))
PLANNED = _kind("request_planned", 40, gettext_lazy("แจ้งหมู่บ้านว่าจัดกิจกรรมให้แล้ว"), _is_planned)
DECLINED = _kind("request_declined", 41, gettext_lazy("แจ้งหมู่บ้านว่าจัดให้ไม่ได้"), _is_declined)
MESSAGES = (PLANNED, DECLINED)
