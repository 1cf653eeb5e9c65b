"""Every message that registrations and changes of events cause. Each function is called in the transaction of its rule."""

import datetime as dt
from collections.abc import Sequence

from consultations.outreach.models import Registration, Session


def registered(registration: Registration) -> None:
    """Queue what follows a new registration: the page or the officer has told, so there is mail only; and the reminder."""


def seated(registration: Registration, sessions: Sequence[Session]) -> None:
    """Queue that a party of the queue has its seats in these sessions, and how to give them back."""


def changed(registration: Registration) -> None:
    """Queue what follows a smaller party or a session given back."""


def cancelled(registration: Registration, *, by_staff: bool) -> None:
    """Queue what follows a cancelled registration; of a staff cancel nobody hears for three minutes."""


def brought_back(registration: Registration) -> None:
    """Queue what follows an undone cancellation. Who hasn't heard of the cancellation hears nothing of its end."""


def event_cancelled(registration: Registration) -> None:
    """Queue that the center cancelled the event. To be called for those who are still coming."""


def event_moved(registration: Registration, former_start: dt.datetime) -> None:
    """Queue that the event has another day or time; former_start: when it was to begin."""


def event_postponed(registration: Registration) -> None:
    """Queue that the event doesn't take place on its day and has no new one yet."""


def event_brought_back(registration: Registration) -> None:
    """Queue that the event takes place after all. Who hasn't heard of the cancellation hears nothing of its end."""
