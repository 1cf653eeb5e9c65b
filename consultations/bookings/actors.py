"""Who acts on an appointment or an event, and who comes."""

from dataclasses import dataclass
from typing import Any

from center.access.models import User
from center.places.models import Tambon
from center.records.states import StateChange, Stateful, log, move


@dataclass(frozen=True)
class Visitor:
    """Who comes, as typed. Two people with one phone number each keep their own name."""

    name: str
    phone: str
    email: str = ""
    tambon: Tambon | None = None
    outside: str = ""
    question: str = ""
    language: str = "th"


@dataclass(frozen=True)
class By:
    """Who acts: a visitor by the secret link (the default), staff, or the system. reason: why, in words."""

    user: User | None = None
    actor: str = StateChange.Actor.VISITOR
    reason: str = ""

    @property
    def is_staff(self) -> bool:
        return self.actor == StateChange.Actor.STAFF

    def move(self, row: Stateful, state: str, **values: Any) -> bool:
        """Change a row's state as center.records.states.move() does, logged with who acts and why."""
        return move(row, state, by=self.user, actor=self.actor, reason=self.reason, **values)

    def log(self, row: Stateful, *, before: str = "", details: dict[str, Any] | None = None) -> None:
        """Log what was done to a row whose state stays, or to a new one, with who acts and why."""
        log(row, before=before, by=self.user, actor=self.actor, reason=self.reason, details=details)


VISITOR = By()


def staff(user: User, reason: str = "") -> By:
    """A staff member: obeys claims and absences; with a reason, not notice, horizon or hours."""
    return By(user, StateChange.Actor.STAFF, reason)
