"""Model fields: Thai text, phones, and computed columns for searching and sorting names.

`FoldedField`, `IdentityField` and `SortKeyField` are computed in `pre_save`: up to date after save, create, bulk_create and
upserts, but stale after `update()`, `bulk_update()` of other fields or `save(update_fields=...)` without them; for those
there is `reindex`.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.core import checks
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from thai.django import forms
from thai.folding import fold, identity_of, tidy, tidy_lines
from thai.phones import normalize_phone
from thai.sorting import sort_key

if TYPE_CHECKING:  # Django's fields take type parameters in the stubs only
    _Field = models.Field[Any, Any]
    _BinaryField = models.BinaryField[Combinable | bytes, bytes]
    _CharField = models.CharField[Combinable | str, str]
    _TextField = models.TextField[Combinable | str, str]
else:
    _Field = object
    _BinaryField, _CharField, _TextField = models.BinaryField, models.CharField, models.TextField

SEPARATOR = "|"
"""Between the parts of a folded column. `fold` never returns it, so no query matches across two parts."""


class _ComputedField(_Field):
    """A column computed from attributes or methods of its own row (`sources`) when the row is saved."""

    sources: tuple[str, ...]
    left_out_of_history = True

    def compute(self, instance: Any) -> object:
        """The column's value for a row."""
        raise NotImplementedError

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        missing = [name for name in self.sources if not hasattr(self.model, name)]
        if not missing or _is_a_copy(self.model):
            return super().check(**kwargs)
        error = checks.Error(f"{self.model.__name__} has no {', '.join(missing)}.", obj=self, id="thai.E001")
        return [*super().check(**kwargs), error]

    def pre_save(self, model_instance: models.Model, add: bool) -> object:
        """Compute, set on the instance and return. Models without the sources (`_is_a_copy`) keep the value they have."""
        if not (_is_a_copy(type(model_instance)) and any(not hasattr(model_instance, name) for name in self.sources)):
            setattr(model_instance, self.attname, self.compute(model_instance))
        return super().pre_save(model_instance, add)

    def texts(self, instance: models.Model) -> Iterable[str]:
        """The texts of the sources in order, empty ones left out. May query, where a source follows a relation."""
        for name in self.sources:
            value = getattr(instance, name)
            value = value() if callable(value) else value
            for text in [value] if isinstance(value, str) else value or []:
                if text:
                    yield str(text)


def _is_a_copy(model: type[models.Model]) -> bool:
    """Whether a model has the fields of another without its methods: in migrations, and for simple-history's rows."""
    return model.__module__ == "__fake__" or hasattr(model, "instance_type")


class FoldedField(_ComputedField, _TextField):
    """The folded texts of the sources, joined by "|": the column that searches filter with `__contains`.

    A source is an attribute or a method without arguments that gives a string, an iterable of strings or None.
    """

    def __init__(self, *sources: str, **kwargs: Any) -> None:
        self.sources = sources
        options: dict[str, Any] = {"default": "", "blank": True} | kwargs | {"editable": False}
        super().__init__(**options)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        for key, fixed in {"editable": False, "default": "", "blank": True}.items():
            if kwargs.get(key) == fixed:
                del kwargs[key]
        return name, path, [*args, *self.sources], kwargs

    def compute(self, instance: models.Model) -> str:
        """The column's text for a row; empty and repeated parts are left out."""
        parts = dict.fromkeys(fold(text) for text in self.texts(instance))
        return SEPARATOR.join(part for part in parts if part)


class IdentityField(FoldedField):
    """`thai.folding.identity_of` a name, for unique constraints: typings of one name are equal."""

    def compute(self, instance: models.Model) -> str:
        """The identities of the sources, joined by "|"."""
        return SEPARATOR.join(identity_of(text) for text in self.texts(instance))


class SortKeyField(_ComputedField, _BinaryField):
    """`thai.sort_key` of the sources, for ORDER BY and an index: the same order on SQLite and PostgreSQL.

    Several sources are compared in order: surnames only break ties between equal first names.
    """

    def __init__(self, *sources: str, **kwargs: Any) -> None:
        self.sources = sources
        options: dict[str, Any] = {"default": b"", "blank": True} | kwargs | {"editable": False}
        super().__init__(**options)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        for key, fixed in {"editable": False, "default": b"", "blank": True}.items():
            if kwargs.get(key) == fixed:
                del kwargs[key]
        return name, path, [*args, *self.sources], kwargs

    def compute(self, instance: models.Model) -> bytes:
        """The sort keys of the texts, separated by a zero byte; without any text the key of the empty text."""
        return b"\x00".join(sort_key(text) for text in self.texts(instance)) or sort_key("")

    def from_db_value(self, value: bytes | memoryview | None, expression: object, connection: object) -> bytes | None:
        """Bytes on both databases: PostgreSQL returns a memoryview, which has no order."""
        return None if value is None else bytes(value)


class PhoneField(_CharField):
    """One Thai phone number, stored as 0812345678. Forms and lookups accept any way of writing it."""

    default_error_messages = {"invalid": _("กรุณากรอกเบอร์โทรศัพท์ 9-10 หลัก ขึ้นต้นด้วย 0")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def to_python(self, value: Any) -> str | None:
        text: str | None = super().to_python(value)
        if text is None or text in self.empty_values:
            return text
        try:
            return normalize_phone(text)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def get_prep_value(self, value: Any) -> object:
        """The stored form; anything else (part of a number in a lookup) is passed to the database unchanged."""
        try:
            return normalize_phone(value)
        except ValueError:
            return models.Field.get_prep_value(self, value)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": forms.PhoneField} | kwargs)


class ThaiCharField(_CharField):
    """A line of text. Cleaning applies `tidy`; code that saves without cleaning calls `tidy` itself."""

    def to_python(self, value: Any) -> str | None:
        text: str | None = super().to_python(value)
        return text if text is None else tidy(text)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": forms.ThaiCharField} | kwargs)


class PhonesField(ThaiCharField):
    """Several phone numbers as people wrote them, with names and extensions. Searching finds the numbers in it."""


class ThaiTextField(_TextField):
    """Text of several lines. Cleaning applies `tidy` to each line; paragraphs stay."""

    def to_python(self, value: Any) -> str | None:
        text: str | None = super().to_python(value)
        return text if text is None else tidy_lines(text)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": forms.ThaiTextField} | kwargs)
