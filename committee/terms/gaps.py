"""Which origins, networks and agencies have nobody in the committee."""

import datetime as dt
from collections.abc import Collection, Iterable

from center.people.models import Network
from center.records.batch import Rows, read
from committee.terms.models import Origin, Seat, Term
from thai.sorting import sort_key

SEAT = ("origin", "network", "from_on", "until_on", "organization__name_th", "organization__name_en")
NETWORK = ("name_th", "name_en", "parent")


def gaps(term: Term, on: dt.date) -> list[str]:
    """The names, in the page's language, of whoever has no seat in the term on a day it governs. One query.

    Origins; published networks at work; agencies that had a seat in this term and have none any more.
    """
    answers = read({"seats": Rows(term.seats.all(), SEAT), "networks": networks_at_work()})
    return gaps_of(answers["seats"], answers["networks"], on)


def gaps_of(seats: Iterable[Seat], networks: Iterable[Network], on: dt.date) -> list[str]:
    """The same of all seats that a term ever had, and all networks at work. No query."""
    seats = list(seats)
    present = [seat for seat in seats if seat.is_taken_on(on)]
    origins = {seat.origin for seat in present}
    missing = [str(label) for origin, label in Origin.choices if origin not in origins]
    missing += [network.name for network in unrepresented(networks, {seat.network_id for seat in present})]
    left = {seat.organization for seat in seats if seat.organization} - {seat.organization for seat in present}
    return missing + [agency.name for agency in sorted(left, key=lambda agency: sort_key(agency.name_th))]


def networks_at_work() -> Rows:
    return Rows(Network.objects.published().filter(active=True), NETWORK)


def networks_without(represented: Collection[int | None]) -> list[Network]:
    """Published networks at work that have nobody of their own. One query."""
    return unrepresented(networks_at_work().rows, represented)


def unrepresented(networks: Iterable[Network], represented: Collection[int | None]) -> list[Network]:
    """Those of the networks that have nobody of their own, in the order of the dictionary. No query.

    A network that holds others is stood for by any of theirs, and they by one of its own.
    """
    by_pk = {network.pk: network for network in networks}
    holding = {network.parent_id for network in by_pk.values()}

    def line(network: Network | None) -> set[int]:
        """A network and those that hold it, as far as they are published."""
        return {network.pk} | line(by_pk.get(network.parent_id or 0)) if network else set()

    missing = [
        network for pk, network in by_pk.items() if pk not in holding and not line(network).intersection(represented)
    ]
    return sorted(missing, key=lambda network: sort_key(network.name_th))
