"""What applicants hear of their cases: mail where there is an address, else a call where they have to know.

Each function is called in the transaction of its rule. A newer message takes back those that haven't left.
"""

from collections.abc import Callable
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from center.mail.kinds import LINK, About, MessageKind
from center.mail.messages import Content, Recipient, drop, messages_about, queue
from center.mail.models import Message
from consultations.bookings.texts import SEPARATOR, office_phone
from consultations.registers import case_texts
from consultations.registers.addresses import case_link
from consultations.registers.models import Case

State = Case.State
# Those without an e-mail address are called about these; the rest is read on the case's own page.
CALLED_ABOUT = (State.INCOMPLETE, State.REGISTERED, State.REJECTED)


def opened(case: Case) -> None:
    """Queue the mail with the link; without an address the slip has it."""
    if case.email:
        _queue(KINDS_BY_STATE[State.DRAFT], case)


def state_changed(case: Case) -> None:
    """Queue what the state means for the applicant. Who withdrew, or whose case is a draft again, hears nothing."""
    drop(messages_about(case).filter(state__in=Message.LEFT))
    kind = KINDS_BY_STATE.get(State(case.state))
    if kind and case.state != State.DRAFT and (case.email or case.state in CALLED_ABOUT):
        _queue(kind, case)


def corrected(case: Case) -> None:
    """Let what hasn't left say what is true now, and to whom; nothing where no paper is missing any more."""
    left = list(messages_about(case).filter(state__in=Message.LEFT))
    drop(left)
    kind = KINDS_BY_STATE.get(State(case.state))
    if left and kind and (case.state != State.INCOMPLETE or case.missing()):
        _queue(kind, case)


def _queue(kind: MessageKind, case: Case) -> None:
    with override(case.language):
        content = _content(case)
    queue(
        kind.key,
        to=Recipient(case.name, case.email, case.phone, case.language),
        content=content,
        about=case,
    )


def _content(case: Case) -> Content:
    headline = SEPARATOR.join([str(case), case.state_in_words])
    phone = office_phone()
    closing = [
        _("ดูเรื่องนี้ได้ที่: %(link)s") % {"link": LINK},
        _("ลิงก์นี้เป็นของคุณคนเดียว กรุณาอย่าส่งต่อ"),
        _("โทรหาเจ้าหน้าที่ %(phone)s") % {"phone": phone} if phone else "",
    ]
    facts = [case.title, case_texts.explained(case), *case_texts.facts(case)]
    greeting = _("เรียน คุณ%(name)s") % {"name": " ".join(case.name.split())}
    paragraphs = [greeting, headline, "\n".join(facts), "\n".join(line for line in closing if line)]
    return Content(headline, "\n\n".join(paragraphs) + "\n", case_texts.to_forward(case))


def _is_in(state: str) -> Callable[[Message], bool]:
    def still_true(message: Message) -> bool:
        case = message.about
        return isinstance(case, Case) and case.state == state

    return still_true


def _link(message: Message) -> str:
    """The applicant's secret link, in the message's language."""
    case = message.about
    if not isinstance(case, Case):
        return ""
    with override(message.language):
        return case_link(case)


def _page(message: Message) -> str:
    """The case's page on the staff site."""
    return reverse("admin:consultations_case_change", args=[message.object_id])


_kind = partial(MessageKind, url=_page, link=_link, about=About(Case, ("state",)))
KINDS_BY_STATE = {
    state: _kind(key, position, label, _is_in(state))
    for state, key, position, label in (
        (State.DRAFT, "case_opened", 50, gettext_lazy("แจ้งว่ารับเรื่องแล้ว")),
        (State.SUBMITTED, "case_submitted", 51, gettext_lazy("แจ้งว่ายื่นเรื่องแล้ว")),
        (State.INCOMPLETE, "case_incomplete", 52, gettext_lazy("แจ้งเอกสารที่ยังขาด")),
        (State.REVIEW, "case_review", 53, gettext_lazy("แจ้งว่าเรื่องรอพิจารณา")),
        (State.REGISTERED, "case_registered", 54, gettext_lazy("แจ้งว่าเรื่องสำเร็จ")),
        (State.REJECTED, "case_rejected", 55, gettext_lazy("แจ้งว่าเรื่องไม่ผ่าน")),
    )
}
MESSAGES = tuple(KINDS_BY_STATE.values())
