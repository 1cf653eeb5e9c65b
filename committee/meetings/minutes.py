"""Texts of a meeting: the invitation, the minutes' draft in the form of ระเบียบงานสารบรรณ, the minutes in the library."""

from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from center.documents.checking import CheckedDocument
from center.documents.models import Document, DocumentCategory
from center.documents.versions import add_version
from center.office.models import Center
from center.records.changes import written
from center.records.states import log
from committee.meetings.attendance import turnout
from committee.meetings.meetings import lock
from committee.meetings.models import AGENDA, CommitteeMeeting

# The shelf for minutes is the first whose name holds the word; where staff keep none, one is made of this name.
WORD = "รายงานการประชุม"
SHELF = {"name_th": "รายงานการประชุมคณะกรรมการ", "name_en": "Minutes of the committee", "position": 51}


def headings(meeting: CommitteeMeeting) -> list[dict[str, Any]]:
    """The five headings of the agenda, each with what is typed below it, in the page's language."""
    return [{"name": name, "heading": heading_of(name), "text": getattr(meeting, name)} for name in AGENDA]


def heading_of(name: str) -> Any:
    """The heading of the agenda above one of its texts."""
    field: Any = CommitteeMeeting._meta.get_field(name)
    return field.verbose_name


def invitation(meeting: CommitteeMeeting) -> str:
    """The invitation in plain Thai text, to be sent to a LINE group or put into a letter. Two queries."""
    with translation.override("th"):
        earlier = CommitteeMeeting.objects.filter(state=CommitteeMeeting.State.HELD, date__lt=meeting.date)
        context = {
            "meeting": meeting,
            "center": Center.objects.first(),
            "headings": headings(meeting),
            "to_certify": list(earlier.order_by("date", "number")),
        }
        return render_to_string("committee/meetings/invitation.txt", context).strip() + "\n"


def minutes_draft(meeting: CommitteeMeeting) -> str:
    """The minutes in plain Thai text, in the form of ระเบียบงานสารบรรณ. Five queries."""
    with translation.override("th"):
        rows = list(meeting.attendances.select_related("seat__person", "seat__network", "seat__organization"))
        context = {
            "meeting": meeting,
            "center": Center.objects.first(),
            "headings": headings(meeting),
            "came": [row for row in rows if row.present or row.deputy],
            "turnout": turnout(rows, meeting.term.quorum),
            "guests": list(meeting.guests.all()),
            "certified": list(meeting.certifies.order_by("date", "number")),
            "resolutions": list(meeting.resolutions.select_related("responsible")),
        }
        return render_to_string("committee/meetings/minutes.txt", context).strip() + "\n"


def minutes_category() -> DocumentCategory | None:
    """The shelf of the library that holds minutes, None while there is none. One query."""
    return DocumentCategory.objects.filter(name_th__contains=WORD).order_by("position", "pk").first()


def add_minutes_document(*, meeting: CommitteeMeeting, file: CheckedDocument, publish: bool) -> Document:
    """Put the file of a meeting's minutes into the library, published or for staff alone. Raises as add_version() does."""
    with transaction.atomic():
        category = minutes_category() or DocumentCategory.objects.create(**SHELF)
        with translation.override("th"):
            name = _("รายงานการประชุมคณะกรรมการศูนย์ %s") % meeting
        document = Document.objects.create(
            name_th=name, purpose_th=name, category=category, published_at=timezone.now() if publish else None
        )
        add_version(document=document, file=file)
    written([document])
    return document


def keep_minutes(*, meeting: CommitteeMeeting, document: Document | None, by: Any) -> None:
    """Note which document of the library holds the minutes, of certified ones too; None: none does."""
    with transaction.atomic():
        meeting = lock(meeting)
        meeting.minutes_document = document
        meeting._history_user = by  # type: ignore[attr-defined]
        meeting.save(update_fields=["minutes_document"])
        log(meeting, before=meeting.state, by=by, reason=_("เก็บรายงานในคลังเอกสาร") if document else "")
    written([meeting])
