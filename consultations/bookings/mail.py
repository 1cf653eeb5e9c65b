"""Every message that appointments cause: to the visitor, and the calls to make to advisers. Each is a row of center.mail.

A visitor with an e-mail address gets mail. Others are called about what the center did; what they did themselves on the
web, the page has told them. Advisers are called. Each function is called in the transaction of its rule.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from center.mail.kinds import MessageKind
from center.mail.messages import Content, Recipient, drop, messages_about, moment_in_details, queue, take_back
from center.mail.models import Message
from committee.speakers.models import Speaker
from consultations.bookings import texts
from consultations.bookings.message_kinds import (
    ASK_ADVISER,
    BOOKED,
    BROUGHT_BACK,
    CANCELLED,
    CONFIRMED,
    MOVED,
    RECEIVED,
    RELEASE_ADVISER,
    REMINDER,
    TELL_ADVISER,
)
from consultations.bookings.message_texts import content_of
from consultations.bookings.models import Booking
from thai.dates import BANGKOK, local_date

# A staff cancel can be undone so long without anybody having heard of it.
GRACE = dt.timedelta(minutes=3)
# On the day before, in Bangkok.
REMINDED_AT = dt.time(9)


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
    heard = take_back(booking, CANCELLED)
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
        content = content_of(kind, booking)
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
        details=_details(booking) | {"speaker": asked.speaker.pk, "starts_at": moment_in_details(asked.starts_at)},
    )


def _details(booking: Booking) -> dict[str, object]:
    return {
        "sequence": booking.sequence,
        "starts_at": moment_in_details(booking.starts_at),
        "speaker": booking.speaker_id,
    }
