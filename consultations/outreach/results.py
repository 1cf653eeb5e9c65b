"""What came of an event: how many came, in words, and the report on one page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from center.pictures.taking import PreparedPicture, replace_file
from center.records.changes import written
from center.records.registry import Registry
from consultations.bookings.actors import By
from consultations.outreach import texts
from consultations.outreach.event_refusals import NotNow
from consultations.outreach.models import EventPicture, OutreachEvent

# Offices are asked for six on the report.
MOST_PICTURES = 6


@dataclass(frozen=True)
class ResultFacts:
    """Facts of another package for the report. facts(event): heading and text in Thai, an empty text where there is none."""

    key: str
    position: int
    facts: Callable[[OutreachEvent], Iterable[tuple[str, str]]]


FACTS: Registry[ResultFacts] = Registry("facts of an event's report")


def note_result(event: OutreachEvent, *, by: By, **values: Any) -> OutreachEvent:
    """Note `attended`, `result_th`, `result_en`: from the start of the event on. Raises NotNow before."""
    with transaction.atomic():
        stored: OutreachEvent = OutreachEvent.objects.select_for_update(no_key=True, of=("self",)).get(pk=event.pk)
        if not stored.is_planned or stored.starts_at > timezone.now():
            raise NotNow(_("บันทึกได้เมื่อกิจกรรมเริ่มแล้ว"))
        for name, value in values.items():
            setattr(stored, name, value)
        stored._history_user = by.user  # type: ignore[attr-defined]
        stored.save(update_fields=list(values))
        written([stored])
    return stored


def add_picture(event: OutreachEvent, *, picture: PreparedPicture, alt_th: str, **fields: bool) -> EventPicture:
    """Keep a picture of the day behind those that are there. fields: shows_children, guardians_agreed."""
    with transaction.atomic():
        last = event.pictures.aggregate(last=Max("position"))["last"] or 0
        row = EventPicture(event=event, alt_th=alt_th, decorative=not alt_th, position=last + 1, **fields)
        replace_file(picture=row, file=picture)
        row.save()
    return row


def describe_picture(picture: EventPicture, *, alt_th: str, **fields: bool) -> None:
    """Put right what is said of a picture: caption, shows_children, guardians_agreed."""
    picture.alt_th, picture.decorative = alt_th, not alt_th
    for name, value in fields.items():
        setattr(picture, name, value)
    picture.save(update_fields=["alt_th", "decorative", *fields])
    written([picture])


def report_lines(event: OutreachEvent) -> list[tuple[str, str]]:
    """The facts of the report in Thai, as paper is: heading and text, without those nobody filled in.

    Five queries, and those of FACTS.
    """
    sessions = event.sessions.with_speakers()
    programme = [
        " · ".join(
            part
            for part in (
                texts.session_times(session),
                session.title,
                ", ".join(str(speaker) for speaker in session.speakers.all()),
            )
            if part
        )
        for session in sessions
    ]
    registered = sum(row.party_size for row in event.registrations.coming())
    partners = [str(row) for row in (*event.networks.all(), *event.organizations.all())]
    budget = f"{event.budget:,.2f} บาท" if event.budget is not None else ""
    facts = [
        ("กิจกรรม", event.name),
        ("โครงการตามแผน", event.project),
        ("แหล่งงบ", " ".join(part for part in (event.budget_source, budget) if part)),
        ("วัน เวลา", texts.when(event)),
        ("สถานที่", texts.where(event)),
        ("กลุ่มเป้าหมาย", event.for_whom),
        ("ลงทะเบียนล่วงหน้า", f"{registered} คน" if registered else ""),
        ("ผู้เข้าร่วม", f"{event.attended} คน" if event.attended is not None else ""),
        *(fact for kind in FACTS for fact in kind.facts(event)),
        ("กำหนดการ", "\n".join(programme)),
        ("แหล่งที่เชื่อมโยง", ", ".join(label for _kind, label in event.kinds)),
        ("ผู้ร่วมจัด", ", ".join(partners)),
        ("ผลการจัดกิจกรรม", event.result),
    ]
    return [(heading, text) for heading, text in facts if text]


def report_text(event: OutreachEvent) -> str:
    """The same as plain text, to copy."""
    lines = [
        f"{heading}: {text}" if "\n" not in text else f"{heading}:\n{text}" for heading, text in report_lines(event)
    ]
    return "\n".join(["รายงานผลการจัดกิจกรรม", *lines])
