"""The kinds of imported sheets: their columns, the models they write, and who may import them."""

from dataclasses import dataclass

from django.db import models
from django.http import HttpRequest

from catalog.importing.columns import PRODUCERS, PRODUCTS
from catalog.importing.models import ImportBatch
from catalog.products.models import Producer, Product
from center.people import sheet_rows
from center.people.models import Group, Membership, Person
from center.sheets.columns import Columns

Kind = ImportBatch.Kind


@dataclass(frozen=True)
class SheetKind:
    """models: all models that an import of this kind writes, the main one first."""

    columns: Columns
    models: tuple[type[models.Model], ...]


KINDS: dict[str, SheetKind] = {
    Kind.PRODUCTS: SheetKind(PRODUCTS, (Product, Producer)),
    Kind.PRODUCERS: SheetKind(PRODUCERS, (Producer,)),
    Kind.PEOPLE: SheetKind(sheet_rows.COLUMNS, (Person, Group, Membership)),
}


def may_import(request: HttpRequest, kind: str) -> bool:
    """Whether the user may add and change all models that such an import writes."""
    return _may(request, kind, "add", "change")


def may_undo(request: HttpRequest, kind: str) -> bool:
    """Whether the user may undo such an import, which deletes what it created for good."""
    return _may(request, kind, "add", "change", "delete")


def _may(request: HttpRequest, kind: str, *acts: str) -> bool:
    return all(
        request.user.has_perm(f"{model._meta.app_label}.{act}_{model._meta.model_name}")
        for model in KINDS[kind].models
        for act in acts
    )
