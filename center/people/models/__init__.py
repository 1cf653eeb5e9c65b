"""People, and the networks, groups and organizations they belong to."""

from center.people.models.group import Group, Membership
from center.people.models.join_request import JoinRequest
from center.people.models.merge import PersonMerge
from center.people.models.network import Network, Organization
from center.people.models.person import Consent, Person, PersonPhoto

__all__ = [
    "Consent",
    "Group",
    "JoinRequest",
    "Membership",
    "Network",
    "Organization",
    "Person",
    "PersonMerge",
    "PersonPhoto",
]
