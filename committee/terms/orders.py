"""The order that appoints a committee: its draft as plain text, and its file in the library."""

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from center.documents.checking import CheckedDocument
from center.documents.models import Document, DocumentCategory
from center.documents.versions import add_version
from center.office.models import Center
from center.records.changes import written
from committee.terms.models import Term
from committee.terms.terms import selected_of

# The shelf for orders is the first whose name holds the word; where staff keep none, one is made of this name.
WORD = "คำสั่ง"
SHELF = {"name_th": "คำสั่งและระเบียบของศูนย์", "name_en": "Orders and rules of the center", "position": 50}


def order_draft(term: Term) -> str:
    """The order in plain Thai text, in the form of ระเบียบงานสารบรรณ: offices print it on their own Garuda paper.

    Of a term in force it names those whom the order named. Two queries.
    """
    if term.state == Term.State.PREPARING:
        rows = list(selected_of(term).select_related("person", "network", "organization"))
    else:
        rows = list(term.seats.filter(replaces=None).select_related("person", "network", "organization"))
    with translation.override("th"):
        context = {"term": term, "rows": rows, "center": Center.objects.first()}
        return render_to_string("committee/terms/order_draft.txt", context).strip() + "\n"


def orders_category() -> DocumentCategory | None:
    """The shelf of the library that holds orders, None while there is none. One query."""
    return DocumentCategory.objects.filter(name_th__contains=WORD).order_by("position", "pk").first()


def add_order_document(*, term: Term, number: str, file: CheckedDocument, publish: bool) -> Document:
    """Put the file of an order into the library, published or for staff alone. Raises as add_version() does."""
    with transaction.atomic():
        category = orders_category() or DocumentCategory.objects.create(**SHELF)
        with translation.override("th"):
            words = {"number": term.number, "order": number}
            name = _("คำสั่งแต่งตั้งคณะกรรมการศูนย์ ชุดที่ %(number)s เลขที่ %(order)s") % words
            purpose = _("แต่งตั้งคณะกรรมการศูนย์ ชุดที่ %(number)s") % words
        document = Document.objects.create(
            name_th=name,
            purpose_th=purpose,
            category=category,
            published_at=timezone.now() if publish else None,
        )
        add_version(document=document, file=file)
    written([document])
    return document
