"""Whose a field's data is. Each field says so where it is declared; files, lists and histories go by it."""

from enum import Enum
from typing import TypeVar

from django.db import models

from thai.django.fields import PhoneField, PhonesField

FieldT = TypeVar("FieldT", bound=models.Field)


class Privacy(Enum):
    """CONTACT is personal too: by it somebody can be reached, so lists show it only to those who work with it."""

    PUBLIC = "public"
    PERSONAL = "personal"
    CONTACT = "contact"


def public(field: FieldT) -> FieldT:
    """Mark a field that looks like somebody's as an office's or a venue's, which anybody may know."""
    return _marked(field, Privacy.PUBLIC)


def personal(field: FieldT) -> FieldT:
    """Mark a field as personal data: it leaves in files only with the permission center.export_personal_data."""
    return _marked(field, Privacy.PERSONAL)


def personal_contact(field: FieldT) -> FieldT:
    """Mark a field as a person's phone, address and the like: personal, and not for lists that are only looked at."""
    return _marked(field, Privacy.CONTACT)


def privacy_of(field: models.Field) -> Privacy | None:
    """What a field says of itself; None where it says nothing."""
    return getattr(field, "privacy", None)


def is_personal(field: models.Field) -> bool:
    """Whether a field holds personal data. A phone or an e-mail address of which nobody said anything counts as such."""
    return (privacy_of(field) or _by_kind(field)) is not Privacy.PUBLIC


def is_personal_contact(field: models.Field) -> bool:
    """Whether somebody can be reached by what a field holds, an office aside."""
    return (privacy_of(field) or _by_kind(field)) is Privacy.CONTACT


def _by_kind(field: models.Field) -> Privacy:
    return Privacy.CONTACT if isinstance(field, PhoneField | PhonesField | models.EmailField) else Privacy.PUBLIC


def _marked(field: FieldT, privacy: Privacy) -> FieldT:
    field.privacy = privacy
    return field
