"""Why an event can't be saved, moved or called off, in sentences for staff."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from committee.speakers.models import Speaker
from consultations.bookings.models import Booking
from consultations.bookings.texts import day_in_words, moment_in_words
from consultations.calendar.models import Absence, Claim
from consultations.calendar.quarters import moment_of
from consultations.outreach.models import OutreachEvent
from thai.dates import local_date


class EventRefused(Exception):
    """The rules don't allow it. sentence: why, in the active language; session: the position of the plan it is about."""

    def __init__(self, sentence: str, *, session: int | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.session = session


class NotNow(EventRefused):
    """The act doesn't fit the event's state or time."""


class HasPeople(EventRefused):
    """Registrations or appointments stand in the way: these are moved or cancelled first."""


@dataclass(frozen=True)
class Clash:
    """One adviser who can't come then, at `at` (aware), and why: an appointment, an event (perhaps this one) or an absence.

    traveling: it is the time kept for travel that clashes.
    """

    adviser: Speaker
    at: dt.datetime
    booking: Booking | None = None
    event: OutreachEvent | None = None
    absence: Absence | None = None
    traveling: bool = False

    @property
    def sentence(self) -> str:
        """What staff read, in the active language."""
        values = {"adviser": self.adviser.name, "when": moment_in_words(self.at)}
        if self.booking:
            values |= {"booking": str(self.booking), "when": moment_in_words(self.booking.starts_at)}
            said = _("%(adviser)s มี%(booking)s %(when)s") % values
        elif self.event:
            said = _("%(adviser)s มีกิจกรรม “%(event)s” %(when)s") % (values | {"event": self.event.name})
        else:
            said = _("%(adviser)s ไม่อยู่ วัน%(day)s") % (values | {"day": day_in_words(local_date(self.at))})
        return _("%(clash)s (ตรงกับเวลาเดินทาง)") % {"clash": said} if self.traveling else said


class AdvisersTaken(EventRefused):
    """Advisers have something else then. clashes: what, the earliest first; empty if somebody was faster just now."""

    def __init__(self, clashes: Iterable[Clash] = ()) -> None:
        self.clashes = sorted(clashes, key=lambda clash: (clash.at, clash.adviser.pk))
        said = " · ".join(clash.sentence for clash in self.clashes)
        super().__init__(said or _("มีผู้จองเวลาของวิทยากรเข้ามาพร้อมกัน กรุณากดบันทึกอีกครั้ง"))


def clashes_of(claims: Iterable[Claim], *, travel: set[tuple[int, int]]) -> list[Clash]:
    """One clash for each adviser and appointment or event among claims. travel: (adviser, quarter) wanted for travel.

    The earliest quarter in the way tells the time.
    """
    found: dict[tuple[int, str, int | None], Clash] = {}
    for claim in sorted(claims, key=lambda claim: claim.quarter):
        booking, session = claim.booking, claim.session
        event = None if booking else session.event if session else None
        what = ("booking", booking.pk) if booking else ("event", event.pk if event else None)
        key = (claim.speaker_id, *what)
        if key not in found:
            traveling = (claim.speaker_id, claim.quarter) in travel
            found[key] = Clash(claim.speaker, moment_of(claim.quarter), booking, event, traveling=traveling)
    return list(found.values())
