"""Users, people, the place, tambons, networks and groups: what exists once and everything else points at."""

from center.models.deletion import Deletion
from center.models.naming import Bilingual, Publishable, PublishableQuerySet
from center.models.network import Group, GroupStatusChange, Membership, Network, Organization
from center.models.person import Person
from center.models.picture import Picture
from center.models.place import Place, Tambon
from center.models.revision import Revised, RevisedQuerySet
from center.models.search import Searchable, SearchableQuerySet, Synonym
from center.models.user import User

__all__ = [
    "Bilingual",
    "Deletion",
    "Group",
    "GroupStatusChange",
    "Membership",
    "Network",
    "Organization",
    "Person",
    "Picture",
    "Place",
    "Publishable",
    "PublishableQuerySet",
    "Revised",
    "RevisedQuerySet",
    "Searchable",
    "SearchableQuerySet",
    "Synonym",
    "Tambon",
    "User",
]
