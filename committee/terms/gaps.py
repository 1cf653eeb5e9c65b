"""Which origins, networks and agencies have nobody in the committee."""

import datetime as dt
from collections.abc import Collection

from center.people.models import Network, Organization
from committee.terms.models import Origin, Term


def gaps(term: Term, on: dt.date) -> list[str]:
    """The names, in the page's language, of whoever has no seat in the term on a day. Three queries.

    Origins; published networks at work; agencies that had a seat in this term and have none any more.
    """
    ever = list(term.seats.values_list("organization", flat=True))
    seats = list(term.seats.on(on).values_list("origin", "network", "organization"))
    origins, networks, agencies = ({seat[column] for seat in seats} for column in range(3))
    missing = [str(label) for origin, label in Origin.choices if origin not in origins]
    missing += [network.name for network in networks_without(networks)]
    if left := {pk for pk in ever if pk} - agencies:
        missing += [agency.name for agency in Organization.objects.filter(pk__in=left)]
    return missing


def networks_without(represented: Collection[int | None]) -> list[Network]:
    """Published networks at work that have nobody of their own. One query.

    A network that holds others is stood for by any of theirs, and they by one of its own.
    """
    networks = {network.pk: network for network in Network.objects.published().filter(active=True)}
    holding = {network.parent_id for network in networks.values()}

    def line(network: Network | None) -> set[int]:
        """A network and those that hold it, as far as they are published."""
        return {network.pk} | line(networks.get(network.parent_id or 0)) if network else set()

    return [
        network for pk, network in networks.items() if pk not in holding and not line(network).intersection(represented)
    ]
