"""What is still free of an event, as a newcomer finds it: nothing while anybody waits, whatever seats were given back."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.outreach.models import OutreachEvent, Session


@dataclass(frozen=True)
class FreeSeats:
    """The sessions of an event that can be registered for: those with a limit, and whether there are others without.

    Sessions need with_queue().
    """

    limited: tuple[Session, ...]
    has_unlimited: bool

    @classmethod
    def of(cls, sessions: Iterable[Session]) -> "FreeSeats":
        open_to_all = [session for session in sessions if not session.is_desk]
        limited = tuple(session for session in open_to_all if session.capacity is not None)
        return cls(limited, len(limited) < len(open_to_all))

    @property
    def any_to_register_for(self) -> bool:
        """Whether there is anything but desks."""
        return bool(self.limited) or self.has_unlimited

    @property
    def is_full(self) -> bool:
        """Whether a newcomer gets nothing but a place in a queue."""
        return bool(self.limited) and not self.has_unlimited and not any(map(seats_of, self.limited))

    @property
    def to_choose(self) -> tuple[Session, ...]:
        """The sessions that visitors choose from; none where there is no choice."""
        return self.limited if len(self.limited) + self.has_unlimited > 1 else ()


def seats_of(session: Session) -> int:
    """The seats a newcomer can have of a session with a limit."""
    return session.seats_for_newcomers or 0


def in_words(session: Session) -> str:
    """เหลือ 8 ที่ จาก 30, or that it is full; empty without a limit."""
    if session.capacity is None:
        return ""
    left = seats_of(session)
    if not left:
        return _("เต็มแล้ว")
    values = {"left": left, "capacity": session.capacity}
    return ngettext("เหลือ %(left)d ที่ จาก %(capacity)d", "เหลือ %(left)d ที่ จาก %(capacity)d", left) % values


def of_event_in_words(event: OutreachEvent, seats: FreeSeats) -> str:
    """The same of an event that takes newcomers, for a row; empty where nothing is limited or one has to look closer."""
    if not event.takes_newcomers or not seats.limited:
        return ""
    if seats.is_full:
        return _("เต็มแล้ว ลงชื่อสำรองได้")
    one = len(seats.limited) == 1 and seats_of(seats.limited[0]) > 0
    return in_words(seats.limited[0]) if one else ""
