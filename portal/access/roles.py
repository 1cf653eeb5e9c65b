"""The ready-made roles: one table. `manage.py sync_roles` writes them into the database.

A role is one of Django's groups, known by its Thai name. Groups made by hand are left alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext_noop

ALL = ("view", "add", "change", "delete")
EDIT = ("view", "add", "change")

# What the center works with, by model.
PEOPLE = ("center.person", "center.group", "center.membership")
CONTENT = (
    *PEOPLE,
    # Networks and places
    "center.groupstatuschange",
    "center.network",
    "center.organization",
    "center.tambon",
    "center.place",
    # The center itself
    "center.center",
    "center.servicepoint",
    "center.openinghours",
    "center.closure",
    "center.serviceday",
    "center.officercard",
    "center.officerphoto",
    # Its pages
    "center.source",
    "center.lesson",
    "center.lessonpicture",
    "center.document",
    "center.documentcategory",
    "center.documentversion",
    "center.announcement",
    "center.announcementpicture",
    # The showcase
    "catalog.product",
    "catalog.productpicture",
    "catalog.producer",
    "catalog.starrating",
    "catalog.category",
    "catalog.unit",
    "catalog.certificate",
    "catalog.certificatekind",
)
# How content comes in and goes out, and what the search knows: the officers' tools.
TOOLS = ("catalog.importbatch", "catalog.importrow", "center.synonym")
BIN = "center.deletion"
# Visitors ask; staff answer, hide or delete. A phone may stand there, so nobody else reads them.
QUESTIONS = {"center.question": ("view", "change", "delete")}


@dataclass(frozen=True)
class Role:
    """A name, and which acts it may do on which models; `further` names permissions that are no act on a model."""

    code: str
    name: str
    rights: dict[str, tuple[str, ...]]
    further: tuple[str, ...] = field(default=())

    def permissions(self) -> set[str]:
        """All of it as "app.codename"."""
        named = {
            f"{model.partition('.')[0]}.{act}_{model.partition('.')[2]}"
            for model, acts in self.rights.items()
            for act in acts
        }
        return named | set(self.further)


OFFICER_RIGHTS = dict.fromkeys([*CONTENT, *TOOLS], ALL) | {BIN: ("view",), "center.job": ("view", "change")} | QUESTIONS

OFFICER = Role("officer", gettext_noop("เจ้าหน้าที่พัฒนาชุมชน"), OFFICER_RIGHTS)
MANAGER = Role(
    "manager",
    gettext_noop("พัฒนาการอำเภอ"),
    # Users are made inactive, never deleted: what they did stays under their name.
    OFFICER_RIGHTS | {"center.user": EDIT, "auth.group": ("view",)},
    ("center.assign_roles", "center.view_access", "center.export_personal_data", "center.purge_deletion"),
)
SECRETARY = Role(
    "secretary",
    gettext_noop("เลขานุการคณะกรรมการ"),
    dict.fromkeys(CONTENT, ("view",))
    | dict.fromkeys(PEOPLE, EDIT)
    | {"center.membership": ALL, "center.groupstatuschange": ("view", "add"), BIN: ("view",)},
)
READER = Role("reader", gettext_noop("ดูอย่างเดียว"), dict.fromkeys(CONTENT, ("view",)))

ROLES = (OFFICER, MANAGER, SECRETARY, READER)


class UnknownPermission(LookupError):
    """The table names a permission the database doesn't have: a misspelt model, or migrations that haven't run."""


def sync() -> int:
    """Make each ready-made role what the table says. Returns how many were made or changed; a second run changes none."""
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
