"""What registers of several kinds are counted by."""

from typing import Any

from django.db.models import F, Model, Q, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from center.access.models import User
from center.people.models import Network, Person
from center.people.models.network import KINDS
from center.places.models import Tambon
from consultations.registers.breakdowns import NONE, UNKNOWN, Breakdown, Line


def choice_words(choices: Any) -> Any:
    """A label function for a field with choices."""
    words = dict(choices)

    def label(_name: str, value: str | None) -> str:
        return str(words.get(value or "", ""))

    return label


def named(model: type[Model]) -> Any:
    """The names of a model's rows for the lines that refer to them."""
    return lambda: model._default_manager.annotate(words=F("name_th"))


def by_row(key: str, title: Any, path: str, model: type[Model], *, overlapping: bool = False) -> Breakdown:
    """By the row that a foreign key or a many-to-many field leads to."""
    return Breakdown(key, title, ((key, path),), named(model), overlapping=overlapping)


def by_tambon(path: str = "tambon") -> Breakdown:
    return by_row("tambon", gettext_lazy("ตำบล"), path, Tambon)


def by_village(path: str = "tambon", moo: str = "moo") -> Breakdown:
    return Breakdown(
        "village",
        gettext_lazy("ตำบลและหมู่"),
        (("tambon", path), ("moo", moo)),
        named(Tambon),
        lambda name, _tambon, number: " ".join(part for part in (name, _("หมู่ที่ %s") % number if number else "") if part),
        order=_by_place,
    )


def by_gender(path: str = "gender") -> Breakdown:
    label = choice_words(Person.Gender.choices)
    return Breakdown("gender", gettext_lazy("เพศ"), (("gender", path),), label=label)


def by_network(path: str, *, overlapping: bool = False) -> Breakdown:
    return by_row("network", gettext_lazy("เครือข่าย"), path, Network, overlapping=overlapping)


def by_officer(path: str, title: Any) -> Breakdown:
    return Breakdown("officer", title, (("officer", path),), _officers)


def _officers() -> Any:
    full_name = Trim(Concat("first_name", Value(" "), "last_name"))
    return User.objects.annotate(words=Coalesce(NullIf(full_name, Value("")), "username"))


def by_kind_of_source(*paths: str) -> Breakdown:
    """By the four kinds of source; paths lead to rows that say which of them they offer, "" for the row itself."""
    fields: dict[str, Any] = {kind: Network._meta.get_field(name) for kind, name in KINDS.items()}
    parts = [(kind, field.verbose_name, _offers(paths, field.name)) for kind, field in fields.items()]
    nothing = Q()
    for _kind, _words, condition in parts:
        nothing &= ~condition
    return Breakdown(
        "source",
        gettext_lazy("ชนิดแหล่งสนับสนุน"),
        parts=(*parts, (NONE, UNKNOWN, nothing)),
        overlapping=True,
    )


def officer_name(user: User | None) -> str:
    return (user.get_full_name() or user.get_username()) if user else ""


def _offers(paths: tuple[str, ...], field: str) -> Q:
    condition = Q()
    for path in paths:
        condition |= Q(**{f"{path}__{field}" if path else field: True})
    return condition


def _by_place(line: Line) -> tuple[bool, str, bool, int]:
    """Villages of a tambon beside each other, in the order of their numbers; without a tambon last."""
    tambon, moo = line.values["tambon"], line.values["moo"]
    return tambon == NONE, tambon, moo == NONE, int(moo) if moo.isdecimal() else 0
