"""The rules of appointments: booking, moving, swapping, cancelling and bringing back.

Each is one transaction with its claims, its StateChange and its messages. SQLite's transactions are IMMEDIATE and so
run one after another; on PostgreSQL rows are locked FOR NO KEY UPDATE in ascending order of id. Moments are aware.
"""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from center.rate_limits import counting
from committee.speakers.models import Speaker, Topic
from consultations.bookings import mail
from consultations.bookings.actors import VISITOR, By, Visitor
from consultations.bookings.locking import lock, locked
from consultations.bookings.models import LINK_KEPT_FOR, Booking, Channel
from consultations.bookings.numbers import new_number
from consultations.bookings.offers import Answer, Offer, advisers_of, offers_at
from consultations.bookings.refusals import MOST_OPEN_OF_A_PHONE, NotNow, ReasonNeeded, Refused, TooManyOpen
from consultations.calendar import claims
from consultations.calendar.claims import TimeTaken, Wanted, wanted_for
from consultations.calendar.free_times import Reason

NUMBERS_TRIED = 5


def book(
    *,
    topic: Topic,
    starts_at: dt.datetime,
    visitor: Visitor,
    form_key: str,
    speaker: Speaker | None = None,
    channel: str = Channel.WEB,
    by: By = VISITOR,
) -> Booking:
    """Reserve the topic's usual length with an adviser, and queue the visitor's message in the same transaction.

    speaker None: any adviser of the topic; each free one is tried before the time counts as taken. Sending a form_key
    again gives the first booking, whatever else was sent. Raises Refused with the reason where no adviser offers the
    time, ReasonNeeded where staff book it all the same without saying why, TimeTaken where somebody was faster, and
    TooManyOpen for a fourth open web booking of one phone number.
    """
    with transaction.atomic():
        if first := Booking.objects.filter(form_key=form_key).first():
            return first
        if not by.is_staff:
            _serialize_by_phone(visitor.phone)
        if not by.is_staff and Booking.objects.open().filter(phone=visitor.phone).count() >= MOST_OPEN_OF_A_PHONE:
            raise TooManyOpen
        speakers = _asked(speaker, topic, by)
        offers = _offers(starts_at, speakers, topic.minutes, by)
        booking, is_new = _create(topic, starts_at, offers[0], visitor, form_key, channel, by)
        if is_new:
            _claim_first_free(booking, offers, by)
            by.log(booking, details={"starts_at": starts_at.isoformat()})
            mail.booked(booking)
    return booking


def reschedule(
    booking: Booking, *, starts_at: dt.datetime, speaker: Speaker | None = None, by: By = VISITOR
) -> Booking:
    """Move an open appointment to another time or adviser: one row, one number, one link; its own length stays.

    speaker None: its adviser if free then, else any adviser of its topic. Its own claims don't stand in its way. On any
    failure the old time is kept. Raises as book() does, and NotNow for one that isn't open or has begun.
    """
    with transaction.atomic():
        booking = locked(booking)
        if not (booking.is_open if by.is_staff else booking.is_to_come):
            raise NotNow
        before = {"starts_at": booking.starts_at.isoformat(), "speaker": booking.speaker_id}
        former = mail.Former.of(booking)
        if booking.starts_at == starts_at and speaker in (None, booking.speaker):
            return booking
        minutes = booking.minutes
        others = [other for other in _asked(speaker, booking.topic, by) if other != booking.speaker]
        own = [booking.speaker] if speaker in (None, booking.speaker) and booking.speaker.active else []
        speakers = [*own, *others]
        offers = _offers(starts_at, speakers, minutes, by, without_booking=booking.pk)
        booking.starts_at, booking.ends_at = starts_at, starts_at + dt.timedelta(minutes=minutes)
        booking.link_expires_at = booking.ends_at + LINK_KEPT_FOR
        _claim_first_free(booking, offers, by)
        booking.sequence += 1
        booking.save(update_fields=["starts_at", "ends_at", "link_expires_at", "sequence"])
        by.log(booking, before=booking.state, details=before)
        mail.moved(booking, former=former, by_staff=by.is_staff)
    return booking


def swap(first: Booking, second: Booking, *, by: By) -> None:
    """Let two open appointments exchange time, adviser and place, each keeping its own length.

    One rule of its own: as two moves both would always be refused. Both rows are locked by ascending id, all their
    claims freed, and the new ones taken at once, in order. Raises TimeTaken, changing nothing, where a longer one
    doesn't fit, NotNow where one isn't open, and Refused with the reason where an adviser is away at the other's time or
    has left the team.
    """
    with transaction.atomic():
        a, b = lock([first.pk, second.pk])
        if not (a.is_open and b.is_open):
            raise NotNow
        buffers = {speaker.pk: _buffer_of(speaker) for speaker in (a.speaker, b.speaker)}
        before = [{"starts_at": row.starts_at.isoformat(), "speaker": row.speaker_id} for row in (a, b)]
        formers = [mail.Former.of(row) for row in (a, b)]
        a_takes = (b.starts_at, b.speaker, b.place, b.session_id)
        b_takes = (a.starts_at, a.speaker, a.place, a.session_id)
        for booking, (starts_at, speaker, place, session) in ((a, a_takes), (b, b_takes)):
            booking.ends_at = starts_at + dt.timedelta(minutes=booking.minutes)
            booking.starts_at, booking.speaker, booking.place, booking.session_id = starts_at, speaker, place, session
            booking.link_expires_at = booking.ends_at + LINK_KEPT_FOR
            booking.sequence += 1
            _refuse_absent(booking)
        claims.free(a.pk, b.pk)
        claims.take([*_wanted(a, buffers[a.speaker_id]), *_wanted(b, buffers[b.speaker_id])])
        for booking, details, former in zip((a, b), before, formers, strict=True):
            booking.save()
            by.log(booking, before=booking.state, details=details)
            mail.moved(booking, former=former, by_staff=by.is_staff)


def cancel(booking: Booking, *, by: By = VISITOR) -> bool:
    """Cancel an open appointment: its time is free, its row stays. Returns False where it was cancelled already.

    Raises NotNow for one that was served or missed, and for a visitor's own once it has begun.
    """
    with transaction.atomic():
        booking = locked(booking)
        if booking.state == Booking.State.CANCELLED:
            return False
        if not (booking.is_open if by.is_staff else booking.is_to_come):
            raise NotNow
        former = mail.Former.of(booking)
        claims.free(booking.pk)
        by.move(booking, Booking.State.CANCELLED, sequence=booking.sequence + 1)
        mail.cancelled(booking, former=former, by_staff=by.is_staff)
    return True


def bring_back(booking: Booking, *, by: By) -> Booking:
    """Undo a cancellation while the time is still free.

    Raises TimeTaken with what it clashes with, NotNow once it would have begun, and Refused with the reason where its
    adviser is away at that time or has left the team.
    """
    with transaction.atomic():
        booking = locked(booking)
        if booking.state != Booking.State.CANCELLED or booking.starts_at <= timezone.now():
            raise NotNow
        _refuse_absent(booking)
        claims.take(_wanted(booking, _buffer_of(booking.speaker)))
        number = booking.reference
        if Booking.objects.open().filter(reference=number).exists():
            number = new_number()
        by.move(
            booking,
            _first_state(booking.speaker, booking.session_id),
            sequence=booking.sequence + 1,
            reference=number,
        )
        mail.brought_back(booking)
    return booking


# --- Parts of the rules ---------------------------------------------------------------------------------------------


def _asked(speaker: Speaker | None, topic: Topic, by: By) -> list[Speaker]:
    """The advisers to try: those of the topic, or of them the one that was asked for. Staff may take any of the team."""
    advisers = advisers_of(topic)
    if speaker is None:
        return advisers
    return [speaker] if speaker in advisers or (by.is_staff and speaker.active) else []


def _offers(
    starts_at: dt.datetime, speakers: list[Speaker], minutes: int, by: By, without_booking: int | None = None
) -> list[Offer]:
    """The offers to try. Where nobody offers the time, staff may have it, with a reason outside of what is offered."""
    answer = offers_at(starts_at, speakers, minutes, without_booking=without_booking)
    if by.is_staff and not answer.offers:
        offered = answer.reason
        answer = offers_at(starts_at, speakers, minutes, override=True, without_booking=without_booking)
        if answer.offers and not by.reason:
            answer = Answer([offer for offer in answer.offers if offer.keeps_hours])
            if not answer.offers:
                raise ReasonNeeded(offered)
    if answer.reason is Reason.TAKEN:
        raise TimeTaken
    if not answer.offers:
        raise Refused(answer.reason)
    return sorted(answer.offers, key=lambda offer: not offer.keeps_hours)


def _refuse_absent(booking: Booking) -> None:
    """Raise Refused where the appointment's adviser isn't there at its time: for visitors and staff alike."""
    speakers = [booking.speaker] if booking.speaker.active else []
    answer = offers_at(booking.starts_at, speakers, booking.minutes, override=True)
    if not answer.offers:
        raise Refused(answer.reason)


def _serialize_by_phone(phone: str) -> None:
    """Let bookings of one phone number wait for one another: the row's lock is held until the transaction ends."""
    now = timezone.now()
    counting.add(f"bookings of {phone}", now=now, expires_at=now + dt.timedelta(minutes=1))


def _create(
    topic: Topic,
    starts_at: dt.datetime,
    offer: Offer,
    visitor: Visitor,
    form_key: str,
    channel: str,
    by: By,
) -> tuple[Booking, bool]:
    """A row with a number of its own; or the row of a form that was sent at the same moment."""
    ends_at = starts_at + dt.timedelta(minutes=topic.minutes)
    for _attempt in range(NUMBERS_TRIED):
        try:
            with transaction.atomic():
                return (
                    Booking.objects.create(
                        topic=topic,
                        speaker=offer.speaker,
                        place_id=offer.place,
                        session_id=offer.session,
                        starts_at=starts_at,
                        ends_at=ends_at,
                        state=_first_state(offer.speaker, offer.session),
                        channel=channel,
                        name=visitor.name,
                        phone=visitor.phone,
                        email=visitor.email,
                        tambon=visitor.tambon,
                        outside=visitor.outside,
                        question=visitor.question,
                        language=visitor.language,
                        reference=new_number(),
                        form_key=form_key,
                        link_expires_at=ends_at + LINK_KEPT_FOR,
                        booked_by=by.user,
                    ),
                    True,
                )
        except IntegrityError:
            if first := Booking.objects.filter(form_key=form_key).first():
                return first, False
    raise RuntimeError("no free number for an appointment was found")


def _claim_first_free(booking: Booking, offers: list[Offer], by: By) -> None:
    """Give the appointment the first offer whose time nobody has claimed meanwhile. Raises TimeTaken.

    The reason is kept with one outside of what is offered.
    """
    refusal = TimeTaken()
    for offer in offers:
        try:
            claims.replace(
                booking.pk,
                wanted_for(
                    booking.pk,
                    speaker=offer.speaker.pk,
                    starts_at=booking.starts_at,
                    ends_at=booking.ends_at,
                    buffer_minutes=offer.buffer_minutes,
                    session=offer.session,
                ),
            )
        except TimeTaken as taken:
            refusal = taken
            continue
        keeps = booking.speaker_id == offer.speaker.pk and booking.state == Booking.State.BOOKED
        booking.speaker, booking.place_id, booking.session_id = offer.speaker, offer.place, offer.session
        if not keeps or offer.speaker.confirms == Speaker.Confirms.BY_PHONE:
            booking.state = _first_state(offer.speaker, offer.session)
        booking.reason = "" if offer.keeps_hours else by.reason
        booking.save(update_fields=["speaker", "place", "session", "state", "reason"])
        return
    raise refusal


def _wanted(booking: Booking, buffer_minutes: int) -> list[Wanted]:
    """The quarters the appointment takes as it is now."""
    return wanted_for(
        booking.pk,
        speaker=booking.speaker_id,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        buffer_minutes=buffer_minutes,
        session=booking.session_id,
    )


def _first_state(speaker: Speaker, session: int | None) -> str:
    """At a desk nobody is asked: the adviser said yes to the event."""
    at_once = session is not None or speaker.confirms == Speaker.Confirms.AT_ONCE
    return Booking.State.BOOKED if at_once else Booking.State.WAITING


def _buffer_of(speaker: Speaker) -> int:
    settings = getattr(speaker, "calendar_settings", None)
    return settings.buffer_minutes if settings else 0
