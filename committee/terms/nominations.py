"""Proposals for a term: which rows stand ready, and how all of them are written anew."""

from collections.abc import Iterator, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from center.people.models import Network, Organization
from center.records.changes import written
from committee.terms.gaps import networks_without
from committee.terms.models import Nomination, Origin, Seat, Term

# The office that sits by itself in nearly every committee of this kind; staff change the row where it doesn't.
USUAL_OFFICE = {"office_th": "พัฒนาการอำเภอบางคล้า", "office_en": "Bang Khla District Community Development Officer"}
COPIED = ("origin", "network_id", "organization_id", "position", "ex_officio", "office_th", "office_en")


def ready_rows(term: Term) -> list[Nomination]:
    """Unsaved rows, mostly without names, for the proposals a new term expects.

    One for each seat of the term before, and for each network, agency and origin that has none there. Who sits ex
    officio is named: the office stays, and mostly its holder. Five queries.
    """
    before = Term.objects.public().exclude(pk=term.pk).order_by("-starts_on").first()
    rows = [_as_before(seat) for seat in before.seats.filter(successor=None)] if before else []
    rows += _of_networks({row.network_id for row in rows})
    rows += _of_agencies({row.organization_id for row in rows})
    rows += _of_origins({row.origin for row in rows})
    if before is None:
        rows.sort(key=lambda row: Origin.values.index(row.origin))
    for rank, row in enumerate(rows, start=1):
        row.term, row.rank = term, rank
    return rows


def _as_before(seat: Seat) -> Nomination:
    """A row like a seat; nobody is proposed again unless ex officio."""
    holder = seat.person_id if seat.ex_officio and seat.until_on is None else None
    return Nomination(person_id=holder, **{name: getattr(seat, name) for name in COPIED})


def _of_networks(there: set[int | None]) -> list[Nomination]:
    return [Nomination(origin=origin_of(network), network=network) for network in networks_without(there)]


def origin_of(network: Network) -> str:
    """The origin that a network's members come from most likely."""
    if network.offers_capital:
        return Origin.CAPITAL
    return Origin.OTOP if network.offers_production or network.offers_markets else Origin.SAGE


def _of_agencies(there: set[int | None]) -> list[Nomination]:
    agencies = Organization.objects.published().exclude(pk__in=there - {None})
    return [Nomination(origin=Origin.AGENCY, organization=agency) for agency in agencies]


def _of_origins(there: set[str]) -> Iterator[Nomination]:
    for origin in Origin.values:
        if origin not in there:
            office = {"ex_officio": True, **USUAL_OFFICE} if origin == Origin.OFFICER else {}
            yield Nomination(origin=origin, **office)


def version_of(term: Term) -> int:
    """What tells whether the rows were written since somebody read them: the number of the newest. One query."""
    return term.nominations.aggregate(newest=Max("pk"))["newest"] or 0


def replace_rows(*, term: Term, rows: Sequence[Nomination], version: int | None = None) -> None:
    """Write all rows of a term anew, numbered as they stand; people who are new are saved with them.

    version is what version_of() said when the rows were read, None to overwrite whatever is there. Raises
    ValidationError, writing nothing, for a term that has begun, rows written by somebody else since, or somebody
    selected twice.
    """
    with transaction.atomic():
        term = Term.objects.select_for_update(no_key=True).get(pk=term.pk)
        if term.state != Term.State.PREPARING:
            raise ValidationError(_("%s เริ่มวาระแล้ว แก้รายชื่อผู้แทนไม่ได้") % term)
        if version is not None and version != version_of(term):
            raise ValidationError(_("มีผู้อื่นแก้รายชื่อนี้ระหว่างที่ท่านกรอก กรุณาตรวจแล้วกดบันทึกอีกครั้ง รายชื่อของท่านจะแทนที่ของเดิม"))
        new = []
        for rank, row in enumerate(rows, start=1):
            row.pk, row.term, row.rank = None, term, rank
            if row.person is not None and row.person._state.adding:
                row.person.save()
                new.append(row.person)
                row.person = row.person  # the row takes over the key that the person has now
        selected = [row.person_id for row in rows if row.selected and row.person_id]
        if len(selected) != len(set(selected)):
            raise ValidationError(_("มีชื่อคนเดียวกันสองครั้งในรายชื่อ"))
        term.nominations.all().delete()
        Nomination.objects.bulk_create(rows)
    written(new)
