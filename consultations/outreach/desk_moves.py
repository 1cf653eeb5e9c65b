"""Where the appointments of a desk go when the desk is moved, or another adviser sits there."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from committee.speakers.models import Speaker
from consultations.bookings.desks import Seat
from consultations.bookings.models import Booking
from consultations.outreach.event_refusals import HasPeople
from consultations.outreach.models import OutreachEvent
from consultations.outreach.plans import SessionPlan


def seats_after(
    event: OutreachEvent,
    before: Mapping[int, SessionPlan],
    plans: Sequence[SessionPlan],
    appointments: Sequence[Booking],
) -> list[tuple[Booking, Seat]]:
    """Each open appointment, with where it is to be. No query.

    A desk that keeps its length takes its appointments along; of one that is made longer or shorter they keep their time.
    Those of an adviser who leaves go to the one who comes. Raises HasPeople where they can't: a time outside of the desk,
    several advisers at once, an appointment that took place already, or a desk that is none any more.
    """
    after = {plan.pk: (position, plan) for position, plan in enumerate(plans) if plan.pk is not None}
    moves = []
    for booking in appointments:
        if booking.state == Booking.State.CANCELLED or booking.session_id not in after:
            continue
        position, plan = after[booking.session_id]
        former = before[booking.session_id]
        seat = Seat(
            booking.starts_at + _shift(former, plan),
            _adviser(booking, former, plan, position),
            event.place,
        )
        _refuse_unfit(booking, seat, plan, position)
        if booking.is_open:
            moves.append((booking, seat))
    return moves


def _shift(former: SessionPlan, plan: SessionPlan) -> dt.timedelta:
    shift = plan.starts_at - former.starts_at
    return shift if plan.ends_at - former.ends_at == shift else dt.timedelta(0)


def _adviser(booking: Booking, former: SessionPlan, plan: SessionPlan, position: int) -> Speaker:
    if booking.speaker in plan.speakers:
        return booking.speaker
    leaving = [speaker for speaker in former.speakers if speaker not in plan.speakers]
    coming = [speaker for speaker in plan.speakers if speaker not in former.speakers]
    if leaving == [booking.speaker] and len(coming) == 1:
        return coming[0]
    values = {"adviser": booking.speaker.name, "booking": str(booking)}
    sentence = _("%(adviser)s มี%(booking)s ที่โต๊ะนี้ เปลี่ยนผู้ให้คำปรึกษาทีละคน หรือย้ายนัดก่อน") % values
    raise HasPeople(sentence, session=position)


def _refuse_unfit(booking: Booking, seat: Seat, plan: SessionPlan, position: int) -> None:
    values = {"booking": str(booking)}
    if not plan.takes_appointments:
        raise HasPeople(_("โต๊ะนี้มี%(booking)s เปลี่ยนรูปแบบไม่ได้ ย้ายหรือยกเลิกนัดก่อน") % values, session=position)
    ends_at = seat.starts_at + dt.timedelta(minutes=booking.minutes)
    if not (plan.starts_at <= seat.starts_at and ends_at <= plan.ends_at):
        raise HasPeople(_("%(booking)s ไม่อยู่ในเวลาใหม่ของโต๊ะนี้ ย้ายหรือยกเลิกนัดก่อน") % values, session=position)
    moved = (seat.starts_at, seat.speaker) != (booking.starts_at, booking.speaker)
    if moved and not booking.is_open:
        raise HasPeople(_("%(booking)s เสร็จแล้ว เปลี่ยนเวลาหรือผู้ให้คำปรึกษาของโต๊ะนี้ไม่ได้") % values, session=position)
