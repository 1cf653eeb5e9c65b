"""Which fields hold personal data. Each field is marked where it is declared; exports, lists and histories read it."""

from enum import Enum
from typing import Any, TypeVar

from django.db import models

from thai.django.fields import PhoneField, PhonesField

FieldT = TypeVar("FieldT", bound="models.Field[Any, Any]")


class Privacy(Enum):
    """CONTACT is personal too: it is a way to reach a person, so lists show it only to those who work with it."""

    PUBLIC = "public"
    PERSONAL = "personal"
    CONTACT = "contact"


def public(field: FieldT) -> FieldT:
    """Mark a phone or e-mail field as an office's or a venue's: not personal data."""
    return _marked(field, Privacy.PUBLIC)


def personal(field: FieldT) -> FieldT:
    """Mark a field as personal data: exported only with the permission center.export_personal_data."""
    return _marked(field, Privacy.PERSONAL)


def personal_contact(field: FieldT) -> FieldT:
    """Mark a field as a person's contact data (phone, address): personal, and hidden from people who may only view."""
    return _marked(field, Privacy.CONTACT)


def privacy_of(field: "models.Field[Any, Any]") -> Privacy | None:
    """The field's mark; None for an unmarked field."""
    return getattr(field, "privacy", None)


def is_personal(field: "models.Field[Any, Any]") -> bool:
    """Whether a field holds personal data. Unmarked phone and e-mail fields do."""
    return (privacy_of(field) or _by_kind(field)) is not Privacy.PUBLIC


def is_personal_contact(field: "models.Field[Any, Any]") -> bool:
    """Whether a field holds a person's contact data. Unmarked phone and e-mail fields do."""
    return (privacy_of(field) or _by_kind(field)) is Privacy.CONTACT


def _by_kind(field: "models.Field[Any, Any]") -> Privacy:
    return Privacy.CONTACT if isinstance(field, PhoneField | PhonesField | models.EmailField) else Privacy.PUBLIC


def _marked(field: FieldT, privacy: Privacy) -> FieldT:
    field.privacy = privacy  # type: ignore[attr-defined]
    return field
