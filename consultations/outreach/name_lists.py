"""Registering a headman's pasted list: a person a line. Lines that can't be read stay, the rest is saved."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from center.places.models import Tambon
from consultations.bookings.actors import By
from consultations.bookings.models import Channel
from consultations.outreach import seats
from consultations.outreach.models import OutreachEvent, Registration, Session
from consultations.outreach.name_lines import Line, Unreadable, is_blank, read_line
from consultations.outreach.refusals import AlreadyRegistered
from consultations.outreach.registrations import Registrant, add, identity_of
from thai.folding import fold

# Other writers wait for the transaction; a longer list is saved in parts, by the same button.
MOST_LINES = 100


@dataclass(frozen=True)
class BadLine:
    """A line that wasn't saved, and why."""

    text: str
    sentence: str


@dataclass
class Pasted:
    """What became of a list, in its order."""

    saved: list[Registration] = field(default_factory=list)
    bad: list[BadLine] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The lines that stay, for the field they were pasted into."""
        return "\n".join(line.text for line in self.bad)


def paste(*, event: OutreachEvent, text: str, sessions: Iterable[Session], by: By) -> Pasted:
    """Register each line's person, in the list's order; who is registered already isn't registered again.

    sessions: as of register(). One transaction, so that a list sent twice at the same moment is saved once. Raises as
    register() does where nobody could be registered: NotOpen, NothingChosen.
    """
    chosen = list(sessions)
    pasted = Pasted()
    lines = [line.strip() for line in text.splitlines() if not is_blank(line)]
    tambons = {fold(tambon.name_th): tambon for tambon in Tambon.objects.all()}
    codes = {name: tambon.code for name, tambon in tambons.items()}
    by_code = {tambon.code: tambon for tambon in tambons.values()}
    with transaction.atomic():
        locked_event, all_sessions = seats.lock(event.pk)
        known = _Known(locked_event)
        for number, written in enumerate(lines):
            try:
                if number >= MOST_LINES:
                    raise Unreadable(_("ครั้งละไม่เกิน %d คน กดบันทึกอีกครั้งเพื่อบันทึกส่วนที่เหลือ") % MOST_LINES)
                line = read_line(written, codes)
                if line in known:
                    raise Unreadable(_("มีชื่อนี้แล้ว"))
                registration = add(
                    locked_event,
                    all_sessions,
                    chosen=chosen,
                    party_size=1,
                    registrant=_registrant(line, by_code),
                    form_key=uuid4().hex,
                    channel=Channel.PAPER,
                    by=by,
                )
            except Unreadable as unreadable:
                pasted.bad.append(BadLine(written, str(unreadable)))
            except AlreadyRegistered:
                pasted.bad.append(BadLine(written, _("มีชื่อนี้แล้ว")))
            else:
                known.add(line)
                pasted.saved.append(registration)
    return pasted


class _Known:
    """Who is registered for an event. Lists often lack phones, so names count: with another phone or village it is another."""

    def __init__(self, event: OutreachEvent) -> None:
        self.by_name: dict[str, list[tuple[str, int | None]]] = {}
        for name, phone, moo in event.registrations.coming().values_list("name", "phone", "moo"):
            self.add(Line(name, phone, moo))

    def add(self, line: Line) -> None:
        self.by_name.setdefault(identity_of(line.name), []).append((line.phone, line.moo))

    def __contains__(self, line: Line) -> bool:
        return any(
            not (line.phone and phone and line.phone != phone) and not (line.moo and moo and line.moo != moo)
            for phone, moo in self.by_name.get(identity_of(line.name), [])
        )


def _registrant(line: Line, tambons: dict[str, Tambon]) -> Registrant:
    return Registrant(
        name=line.name,
        phone=line.phone,
        tambon=tambons[line.tambon] if line.tambon else None,
        outside=line.outside,
        moo=line.moo,
    )
