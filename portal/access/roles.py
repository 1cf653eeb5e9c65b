"""The ready-made roles. `manage.py sync_roles` writes them into the database.

A role is one of Django's groups, known by its Thai name. Groups made by hand are left alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from center.access.rights import RIGHTS
from center.access.role_texts import BY_CODE


@dataclass(frozen=True)
class Role:
    """A role. Packages register its permissions on their models (center.access.rights); further: all other permissions."""

    code: str
    further: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return BY_CODE[self.code].name

    def permissions(self) -> set[str]:
        """All its permissions as "app.codename"."""
        named = set(self.further)
        for rights in RIGHTS:
            app, _dot, model = rights.key.partition(".")
            named |= {f"{app}.{act}_{model}" for act in rights.of(self.code)}
        return named


OFFICER = Role("officer")
MANAGER = Role(
    "manager",
    (
        "center.assign_roles",
        "center.view_access",
        "center.export_personal_data",
        "center.purge_deletion",
        "center.erase_person",
    ),
)
SECRETARY = Role("secretary")
READER = Role("reader")

ROLES = (OFFICER, MANAGER, SECRETARY, READER)


class UnknownPermission(LookupError):
    """A role has a permission that the database lacks: a misspelt model, or migrations that weren't applied."""


def sync() -> int:
    """Create the ready-made roles and set their permissions. Returns how many were created or changed. Idempotent."""
    changed = 0
    with transaction.atomic():
        for role in ROLES:
            group, made = Group.objects.get_or_create(name=role.name)
            wanted = set(_find(role.permissions()))
            if made or set(group.permissions.values_list("pk", flat=True)) != wanted:
                group.permissions.set(wanted)
                changed += 1
    return changed


def _find(names: Iterable[str]) -> list[int]:
    known = {
        f"{app}.{codename}": pk
        for pk, app, codename in Permission.objects.values_list("pk", "content_type__app_label", "codename")
    }
    if missing := sorted(set(names) - known.keys()):
        raise UnknownPermission(", ".join(missing))
    return [known[name] for name in names]
