"""Demonstration committees: one in force over all origins, one before it that had acted for a month. Gone by one call."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import models, transaction
from django.utils import timezone

from center.documents.checking import check
from center.documents.models import Document, DocumentVersion
from center.people.models import Consent, Network, Organization, Person, PersonPhoto
from center.pictures.taking import file_names, remove_files, replace_file
from center.records.changes import written
from committee.terms.demo_portraits import draw_portrait
from committee.terms.models import Nomination, Seat, Term
from committee.terms.orders import add_order_document
from committee.terms.seats import replace_member
from committee.terms.terms import Order, former_of, record_order
from thai.names import split_name

FOLDER = Path(__file__).parent / "demo_data"
# Begins the source_key of every demonstration term and of the documents of their orders.
MARK = "demo:"
# Tells the agencies that were added for it.
NOTE = "เพิ่มพร้อมข้อมูลสาธิตของคณะกรรมการ"
Rows = dict[str, Any]


def load() -> int:
    """Add the demonstration's committees; returns how many. None where there is any committee already.

    The orders' PDFs and the portraits take some seconds the first time.
    """
    if Term.objects.exists():
        return 0
    with open(FOLDER / "committee.toml", "rb") as file:
        data = tomllib.load(file)
    with transaction.atomic():
        people = {key: _person(entry) for key, entry in data["person"].items()}
        for entry in data["agency"]:
            _agency(entry)
        for entry in data["term"]:
            _term(entry, data, people)
    return len(data["term"])


def remove() -> int:
    """Take the demonstration's committees away, with their people, portraits and orders, as far as nothing else needs
    them; returns how many committees went.
    """
    terms = Term.objects.filter(source_key__startswith=MARK)
    count = terms.count()
    if not count:
        return 0
    with transaction.atomic():
        nominations, seats = Nomination.objects.filter(term__in=terms), Seat.objects.filter(term__in=terms)
        people = list(
            Person.objects.filter(models.Q(nominations__in=nominations) | models.Q(seats__in=seats)).distinct()
        )
        orders = Document.objects.filter(pk__in=list(terms.values_list("order_document", flat=True)))
        documents = [*orders.filter(source_key__startswith=MARK)]
        nominations.delete()
        seats.filter(replaces__isnull=False).delete()
        seats.delete()
        terms.delete()
        files = _files_of(documents)
        Document.objects.filter(pk__in=[document.pk for document in documents]).delete()
        Consent.objects.filter(person__in=people).delete()
        for person in people:
            photos = list(PersonPhoto.objects.filter(person=person))
            if _delete_unneeded(person, but=("photo",)):
                files += [name for photo in photos for name in file_names(photo)]
        for agency in Organization.objects.filter(note=NOTE):
            _delete_unneeded(agency)
    remove_files(names=files)
    return count


def _person(entry: Rows) -> Person:
    name = split_name(entry["name"])
    person = Person.objects.create(**name._asdict(), tambon_id=entry.get("tambon"), moo=entry.get("moo"))
    if "photo" in entry:
        Consent.objects.create(person=person, purpose=Consent.Purpose.PHOTO, given_on=dt.date(2026, 10, 15))
        photo = PersonPhoto(person=person, alt_th=f"ภาพวาดตัวอย่างแทน{person}", alt_en="Drawn sample portrait")
        replace_file(picture=photo, file=draw_portrait(*entry["photo"]))
        photo.save()
    return person


def _agency(entry: Rows) -> None:
    """One that is there already stays as it is, and stays when the demonstration goes."""
    made = {**entry, "published_at": timezone.now(), "note": NOTE}
    Organization.objects.get_or_create(name_th=entry["name_th"], defaults=made)


def _term(entry: Rows, data: Rows, people: dict[str, Person]) -> None:
    names = ("number", "starts_on", "ends_on", "quorum")
    term = Term.objects.create(source_key=MARK + entry["key"], **{name: entry[name] for name in names})
    proposals = [proposal for proposal in data["proposal"] if proposal["term"] == entry["key"]]
    rows = [_nomination(proposal, people, rank) for rank, proposal in enumerate(proposals, start=1)]
    for row in rows:
        row.term = term
    Nomination.objects.bulk_create(rows)
    with open(FOLDER / entry["order_file"], "rb") as file:
        checked = check(file=File(file, name=f"คำสั่งที่ {entry['order_number'].replace('/', '-')}.pdf"))
    document = add_order_document(term=term, number=entry["order_number"], file=checked, publish=True)
    Document.objects.filter(pk=document.pk).update(source_key=f"{MARK}order-{entry['key']}")
    order = Order(
        number=entry["order_number"],
        on=entry["ordered_on"],
        document=document,
        signer_name=entry["signer_name"],
        signer_position=entry["signer_position"],
    )
    before = entry["starts_on"] - dt.timedelta(days=1) if former_of(term) else None
    record_order(
        term=term, order=order, starts_on=entry["starts_on"], ends_on=entry["ends_on"], end_former_on=before, by=None
    )
    for change in data["replacement"]:
        if change["term"] == entry["key"]:
            replace_member(
                seat=Seat.objects.get(term=term, person=people[change["person"]]),
                last_day=change["last_day"],
                reason=change["reason"],
                successor=people[change["successor"]],
                from_on=change["from_on"],
                by=None,
            )


def _nomination(entry: Rows, people: dict[str, Person], rank: int) -> Nomination:
    names = ("office_th", "office_en", "decision")
    return Nomination(
        person=people[entry["person"]],
        origin=entry["origin"],
        position=entry["position"],
        network=Network.objects.filter(name_th=entry.get("network", "")).first(),
        organization=Organization.objects.filter(name_th=entry.get("agency", "")).first(),
        ex_officio=entry.get("ex_officio", False),
        selected=entry.get("selected", True),
        rank=rank,
        **{name: entry.get(name, "") for name in names},
    )


def _files_of(documents: list[Document]) -> list[str]:
    versions = DocumentVersion.objects.filter(document__in=documents).select_related("preview")
    files = [version.file.name for version in versions]
    return files + [
        name for version in versions if version.preview_picture for name in file_names(version.preview_picture)
    ]


def _delete_unneeded(row: models.Model, but: tuple[str, ...] = ()) -> bool:
    """Delete a row that nothing points at, relations named in but aside; returns whether it went."""
    for relation in row._meta.related_objects:
        pointing = relation.related_model._base_manager.filter(**{relation.field.name: row.pk})
        if relation.get_accessor_name() not in but and pointing.exists():
            return False
    row.delete()
    written([row])
    return True
