"""A person's groups and roles in them as texts, for exported lists. Reads prefetched memberships."""

from center.people.models import Membership, Person

BETWEEN = "; "


def groups_in_words(person: Person) -> str:
    """The names of the groups that a person is a member of now."""
    return BETWEEN.join(membership.group.name_th for membership in _of(person) if membership.group)


def roles_in_words(person: Person) -> str:
    """The roles in those groups, in the same order; empty without any."""
    roles = [membership.role for membership in _of(person) if membership.group]
    return BETWEEN.join(roles) if any(roles) else ""


def _of(person: Person) -> list[Membership]:
    return sorted(
        (row for row in person.memberships.all() if row.left_on is None and row.group_id), key=lambda row: row.pk
    )
