"""The members of a term as pages show them: with photos that may be shown, in the order's own order, in groups."""

import datetime as dt
from dataclasses import dataclass, field

from django.conf import settings

from center.people.models import PersonPhoto
from committee.terms.models import Seat, Term

POSITION, ORIGIN = "position", "origin"


@dataclass(frozen=True)
class Member:
    """A seat and, if its holder allowed it, their photo."""

    seat: Seat
    photo: PersonPhoto | None = None

    @property
    def name_parts(self) -> list[str]:
        """First name with its title, surname: where a name may break into lines, since Thai breaks anywhere."""
        return str(self.seat.person).split()


@dataclass(frozen=True)
class MemberGroup:
    """Members of one position or one origin."""

    label: str
    members: list[Member] = field(default_factory=list)


@dataclass(frozen=True)
class Members:
    """Who sits in a term on a day, who left before, and who comes later, each in the order's own order."""

    present: list[Member]
    left: list[Member]
    coming: list[Member]


def members_of(term: Term, on: dt.date) -> Members:
    """The members of a term as of a day. Two queries."""
    seats = list(term.seats.for_rows().order_by("rank", "from_on", "pk"))
    present = [seat for seat in seats if seat.from_on <= on and (seat.until_on is None or seat.until_on >= on)]
    photos = PersonPhoto.objects.shown().filter(person__in=[seat.person_id for seat in present])
    of_person = {photo.person_id: photo for photo in photos}
    return Members(
        present=[Member(seat, of_person.get(seat.person_id)) for seat in present],
        left=[Member(seat) for seat in seats if seat.until_on is not None and seat.until_on < on],
        coming=[Member(seat) for seat in seats if seat.from_on > on],
    )


def in_groups(members: list[Member], by: str) -> list[MemberGroup]:
    """Members by position or by origin; groups stand as their first members do."""
    groups: dict[str, MemberGroup] = {}
    for member in members:
        seat = member.seat
        key = seat.origin if by == ORIGIN else seat.position
        label = seat.get_origin_display() if by == ORIGIN else seat.get_position_display()
        groups.setdefault(key, MemberGroup(str(label))).members.append(member)
    return list(groups.values())


def linked_data(term: Term, members: list[Member], name: str) -> dict[str, object]:
    """schema.org's Organization with its members; nothing that isn't on the page."""
    return {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": f"{name} · {term}",
        "url": settings.SITE_URL + term.get_absolute_url(),
        "member": [
            {
                "@type": "OrganizationRole",
                "roleName": str(member.seat.get_position_display()),
                "startDate": member.seat.from_on.isoformat(),
                "member": {"@type": "Person", "name": str(member.seat.person)},
            }
            for member in members
        ],
    }
