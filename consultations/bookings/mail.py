"""Every message that appointments cause: to the visitor, and the calls to make to advisers. Each is a row of center.mail.

A visitor with an e-mail address gets mail. Others are called about what the center did; what they did themselves on the
web, the page has told them. Advisers are called. Each function is called in the transaction of its rule.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from center.mail.kinds import LINK, MessageKind
from center.mail.messages import Content, Recipient, drop, messages_about, queue
from center.mail.models import Message
from committee.speakers.models import Speaker
from consultations.bookings import ical, texts
from consultations.bookings.addresses import own_link
from consultations.bookings.models import Booking
from thai.dates import BANGKOK, local_date

# A staff cancel can be undone so long without anybody having heard of it.
GRACE = dt.timedelta(minutes=3)
# On the day before, in Bangkok.
REMINDED_AT = dt.time(9)
# A call to an adviser stands first on the list so long before the appointment.
TOPS_WITHIN = dt.timedelta(hours=24)


@dataclass(frozen=True)
class Former:
    """What an appointment was before a change, as far as its adviser has to know."""

    starts_at: dt.datetime
    speaker: Speaker
    state: str
    session: int | None = None

    @classmethod
    def of(cls, booking: Booking) -> "Former":
        return cls(booking.starts_at, booking.speaker, booking.state, booking.session_id)


# --- What each rule causes -----------------------------------------------------------------------------------------


def booked(booking: Booking) -> None:
    """Queue what follows a new appointment: who booked was told by the page or on the phone, so the visitor gets mail only."""
    kind = RECEIVED if booking.state == Booking.State.WAITING else BOOKED
    if booking.email:
        _to_visitor(kind, booking)
    _ask_or_tell_adviser(booking)
    _remind(booking)


def moved(booking: Booking, *, former: Former, by_staff: bool) -> None:
    """Queue what follows a change of time or adviser."""
    drop(_calls_to_advisers(booking))
    if booking.email or by_staff:
        _to_visitor(MOVED, booking)
    if former.speaker == booking.speaker and booking.session_id is None:
        _ask_or_tell_adviser(booking, instead_of=former if _knows(booking, former) else None)
    else:
        _release_adviser(booking, former)
        _ask_or_tell_adviser(booking)
    _remind(booking)


def confirmed(booking: Booking) -> None:
    """Queue what follows the adviser's yes."""
    drop(_calls_to_advisers(booking))
    _to_visitor(CONFIRMED, booking)


def cancelled(booking: Booking, *, former: Former, by_staff: bool) -> None:
    """Queue what follows a cancellation; of a staff cancel nobody hears for three minutes."""
    drop(_calls_to_advisers(booking))
    not_before = timezone.now() + GRACE if by_staff else None
    if booking.email or by_staff:
        _to_visitor(CANCELLED, booking, not_before=not_before)
    _release_adviser(booking, former, not_before=not_before)


def brought_back(booking: Booking) -> None:
    """Queue what follows an undone cancellation. Who hasn't heard of the cancellation hears nothing of its end."""
    cancellations = list(messages_about(booking).filter(kind=CANCELLED.key))
    heard = any(_may_have_heard(message) for message in cancellations)
    drop(cancellations)
    drop(_calls_to_advisers(booking))
    if heard:
        _to_visitor(BROUGHT_BACK, booking)
    _ask_or_tell_adviser(booking)
    _remind(booking)


# --- To the visitor ------------------------------------------------------------------------------------------------


def _to_visitor(kind: MessageKind, booking: Booking, *, not_before: dt.datetime | None = None) -> None:
    """Mail, or a call where there is no address; in the visitor's language, useful until the appointment begins."""
    _queue(kind, booking, key=str(booking.sequence), not_before=not_before)


def _remind(booking: Booking) -> None:
    """One reminder for each start, on the day before; none where that moment has passed."""
    day_before = local_date(booking.starts_at) - dt.timedelta(days=1)
    due = dt.datetime.combine(day_before, REMINDED_AT, BANGKOK)
    if due > timezone.now():
        _queue(REMINDER, booking, key=booking.starts_at.astimezone(dt.UTC).isoformat(), not_before=due)


def _queue(kind: MessageKind, booking: Booking, *, key: str, not_before: dt.datetime | None) -> None:
    with override(booking.language):
        content = _content(kind, booking)
    queue(
        kind.key,
        to=Recipient(booking.name, booking.email, booking.phone, booking.language),
        content=content,
        about=booking,
        not_before=not_before,
        useful_until=booking.starts_at,
        unique_key=f"{kind.key}:{booking.pk}:{key}",
        details=_details(booking),
    )


def _content(kind: MessageKind, booking: Booking) -> Content:
    """Subject, mail and LINE text in the active language."""
    headline = _headline(kind, booking)
    if kind is CANCELLED:
        facts = [texts.when(booking), _("เรื่อง %(topic)s") % {"topic": booking.topic.name}]
        again = _again()
        line_text = texts.SEPARATOR.join([headline, *facts, again])
        closing = [again]
        calendar = ical.cancellation(booking)
    else:
        facts = _facts(booking)
        line_text = texts.SEPARATOR.join([headline, texts.to_forward(booking)])
        closing = [
            _("ดู เลื่อน หรือยกเลิกนัด: %(link)s") % {"link": LINK},
            _("ลิงก์นี้เป็นของคุณคนเดียว กรุณาอย่าส่งต่อ"),
            _by_phone(),
        ]
        calendar = b"" if kind is REMINDER else ical.invitation(booking)
    greeting = _("เรียน คุณ%(name)s") % {"name": " ".join(booking.name.split())}
    paragraphs = [greeting, headline, "\n".join(facts), "\n".join(line for line in closing if line)]
    return Content(headline, "\n\n".join(paragraphs) + "\n", line_text, calendar if booking.email else b"")


def _headline(kind: MessageKind, booking: Booking) -> str:
    number = {"number": booking.reference}
    return {
        BOOKED.key: _("นัดหมายเรียบร้อยแล้ว เลขที่ %(number)s"),
        RECEIVED.key: _("รับนัดไว้แล้ว รอผู้ให้คำปรึกษายืนยัน เลขที่ %(number)s"),
        CONFIRMED.key: _("ผู้ให้คำปรึกษายืนยันนัดแล้ว เลขที่ %(number)s"),
        MOVED.key: _("เลื่อนนัดแล้ว เลขที่ %(number)s"),
        CANCELLED.key: _("ยกเลิกนัดแล้ว เลขที่ %(number)s"),
        BROUGHT_BACK.key: _("นัดยังมีตามเดิม ไม่ได้ยกเลิกแล้ว เลขที่ %(number)s"),
        REMINDER.key: _("เตือนนัดปรึกษา เลขที่ %(number)s"),
    }[kind.key] % number


def _facts(booking: Booking) -> list[str]:
    bring = texts.to_bring(booking.topic)
    waits = booking.state == Booking.State.WAITING
    facts = [
        str(booking.get_state_display()) if waits else "",
        texts.when(booking),
        _("เรื่อง %(topic)s") % {"topic": booking.topic.name},
        _("พบ %(adviser)s") % {"adviser": booking.speaker.name},
        _("ที่ %(place)s") % {"place": texts.where(booking)},
        _("เตรียม %(things)s") % {"things": bring} if bring else "",
    ]
    return [fact for fact in facts if fact]


def _by_phone() -> str:
    phone = texts.office_phone()
    return _("หรือโทรหาเจ้าหน้าที่ %(phone)s") % {"phone": phone} if phone else ""


def _again() -> str:
    phone = texts.office_phone()
    return _("นัดใหม่ โทร %(phone)s") % {"phone": phone} if phone else _("นัดใหม่ได้ที่เว็บไซต์ของศูนย์")


# --- To advisers ---------------------------------------------------------------------------------------------------


def _calls_to_advisers(booking: Booking) -> list[Message]:
    """Calls to advisers about the appointment that haven't been made; a change makes other ones of them."""
    kinds = [ASK_ADVISER.key, TELL_ADVISER.key, RELEASE_ADVISER.key]
    return list(messages_about(booking).filter(kind__in=kinds, state__in=Message.CALLS_LEFT))


def _ask_or_tell_adviser(booking: Booking, instead_of: Former | None = None) -> None:
    """An adviser who confirms by phone is asked; one to whom staff gave a confirmed appointment is told.

    At a desk neither: the adviser is there for whoever comes.
    """
    if booking.speaker.confirms != Speaker.Confirms.BY_PHONE or booking.session_id is not None:
        return
    waits = booking.state == Booking.State.WAITING
    with override(settings.LANGUAGE_CODE):
        line_text = texts.to_adviser(booking) if waits else texts.to_tell_adviser(booking)
        if instead_of:
            line_text += " " + _("(แทนนัดเดิม %(when)s)") % {"when": texts.moment_in_words(instead_of.starts_at)}
    _to_adviser(ASK_ADVISER if waits else TELL_ADVISER, booking, Former.of(booking), line_text)


def _release_adviser(booking: Booking, former: Former, not_before: dt.datetime | None = None) -> None:
    """An adviser who knows of the appointment is told that nobody will come."""
    if _knows(booking, former):
        with override(settings.LANGUAGE_CODE):
            line_text = texts.to_release_adviser(former.speaker, booking, former.starts_at)
        _to_adviser(RELEASE_ADVISER, booking, former, line_text, not_before)


def _knows(booking: Booking, former: Former) -> bool:
    """Whether an adviser who confirms by phone had said yes, or had been asked."""
    if former.speaker.confirms != Speaker.Confirms.BY_PHONE or former.session is not None:
        return False
    asked = messages_about(booking).filter(
        kind__in=[ASK_ADVISER.key, TELL_ADVISER.key], state=Message.State.TOLD, details__speaker=former.speaker.pk
    )
    return former.state == Booking.State.BOOKED or asked.exists()


def _to_adviser(
    kind: MessageKind, booking: Booking, asked: Former, line_text: str, not_before: dt.datetime | None = None
) -> None:
    """A call, in Thai; the phone number is that of the registers, if they have one."""
    queue(
        kind.key,
        to=Recipient(asked.speaker.name, phone=asked.speaker.person.phone),
        content=Content(str(kind.label), line_text, line_text),
        about=booking,
        not_before=not_before,
        useful_until=asked.starts_at,
        unique_key=f"{kind.key}:{booking.pk}:{booking.sequence}",
        details=_details(booking) | {"speaker": asked.speaker.pk, "starts_at": _moment(asked.starts_at)},
    )


# --- Is it still true? ---------------------------------------------------------------------------------------------


def _details(booking: Booking) -> dict[str, object]:
    return {"sequence": booking.sequence, "starts_at": _moment(booking.starts_at), "speaker": booking.speaker_id}


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat()


def _unchanged(message: Message, *states: str) -> bool:
    """Whether the appointment is in one of the states, and nothing a calendar must follow has changed since."""
    booking = message.about
    return (
        isinstance(booking, Booking) and booking.state in states and booking.sequence == message.details.get("sequence")
    )


def _is_open(message: Message) -> bool:
    return _unchanged(message, *Booking.OPEN)


def _is_cancelled(message: Message) -> bool:
    return _unchanged(message, Booking.State.CANCELLED)


def _waits(message: Message) -> bool:
    return _unchanged(message, Booking.State.WAITING)


def _comes_then(message: Message) -> bool:
    """Whether the appointment stands at the start the reminder is about."""
    booking = message.about
    return (
        isinstance(booking, Booking)
        and booking.state == Booking.State.BOOKED
        and _moment(booking.starts_at) == message.details.get("starts_at")
    )


def _is_released(message: Message) -> bool:
    """Whether the adviser has no appointment with the visitor at that time."""
    booking = message.about
    if not isinstance(booking, Booking):
        return False
    there = booking.speaker_id == message.details.get("speaker")
    then = _moment(booking.starts_at) == message.details.get("starts_at")
    return not (booking.is_open and there and then)


def _may_have_heard(message: Message) -> bool:
    """Whether the visitor may have been told: mail whose time has come can be on its way already."""
    if message.state == Message.State.QUEUED:
        return message.not_before <= timezone.now()
    return message.state in (Message.State.SENT, Message.State.TOLD)


def _link(message: Message) -> str:
    """The visitor's secret link, in the message's language."""
    booking = message.about
    if not isinstance(booking, Booking):
        return ""
    with override(message.language):
        return own_link(booking)


def _page(message: Message) -> str:
    """The appointment's page on the staff site."""
    return reverse("admin:consultations_booking_change", args=[message.object_id])


BOOKED = MessageKind("booking_booked", 10, gettext_lazy("แจ้งว่านัดแล้ว"), _is_open, link=_link, url=_page)
RECEIVED = MessageKind("booking_received", 11, gettext_lazy("แจ้งว่ารับนัดไว้แล้ว"), _waits, link=_link, url=_page)
CONFIRMED = MessageKind(
    "booking_confirmed", 12, gettext_lazy("แจ้งว่าผู้ให้คำปรึกษายืนยันแล้ว"), _is_open, link=_link, url=_page
)
MOVED = MessageKind("booking_moved", 13, gettext_lazy("แจ้งเลื่อนนัด"), _is_open, link=_link, url=_page)
CANCELLED = MessageKind("booking_cancelled", 14, gettext_lazy("แจ้งยกเลิกนัด"), _is_cancelled, url=_page)
BROUGHT_BACK = MessageKind(
    "booking_brought_back", 15, gettext_lazy("แจ้งว่าไม่ยกเลิกนัดแล้ว"), _is_open, link=_link, url=_page
)
REMINDER = MessageKind("booking_reminder", 16, gettext_lazy("เตือนนัด"), _comes_then, link=_link, url=_page)
ASK_ADVISER = MessageKind(
    "booking_ask_adviser",
    20,
    gettext_lazy("ถามผู้ให้คำปรึกษาว่าสะดวกหรือไม่"),
    _waits,
    url=_page,
    lasting=True,
    tops_within=TOPS_WITHIN,
)
TELL_ADVISER = MessageKind("booking_tell_adviser", 21, gettext_lazy("แจ้งนัดให้ผู้ให้คำปรึกษา"), _is_open, url=_page)
RELEASE_ADVISER = MessageKind(
    "booking_release_adviser", 22, gettext_lazy("แจ้งผู้ให้คำปรึกษาว่าไม่มีนัดแล้ว"), _is_released, url=_page
)
MESSAGES = (
    BOOKED,
    RECEIVED,
    CONFIRMED,
    MOVED,
    CANCELLED,
    BROUGHT_BACK,
    REMINDER,
    ASK_ADVISER,
    TELL_ADVISER,
    RELEASE_ADVISER,
)
