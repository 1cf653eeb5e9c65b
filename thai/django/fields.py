"""Model fields: repaired Thai text, phones, and the columns by which names are searched and sorted.

`FoldedField` and `SortKeyField` compute themselves in `pre_save`: fresh after save, create, bulk_create and upserts,
but not after `update()`, `bulk_update()` of other fields or `save(update_fields=...)` without them; `reindex` is for
those.
"""

from collections.abc import Iterable

from django.core import checks
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from thai.django import forms
from thai.folding import fold, tidy, tidy_lines
from thai.phones import normalize_phone
from thai.sorting import sort_key

SEPARATOR = "|"
"""Between the parts of a folded column. `fold` never yields it, so no query matches across two parts."""


class _ComputedField:
    """A column computed from attributes or methods of its own row when the row is saved. `sources` names them."""

    sources: tuple[str, ...]
    left_out_of_history = True

    def check(self, **kwargs) -> list[checks.CheckMessage]:
        missing = [name for name in self.sources if not hasattr(self.model, name)]
        if not missing or _is_a_copy(self.model):
            return super().check(**kwargs)
        error = checks.Error(f"{self.model.__name__} has no {', '.join(missing)}.", obj=self, id="thai.E001")
        return [*super().check(**kwargs), error]

    def pre_save(self, model_instance: models.Model, add: bool) -> object:
        """Compute, set on the instance and return. Copies of the model without its methods keep the value they have."""
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


class FoldedField(_ComputedField, models.TextField):
    """The folded text of the sources, joined by "|": the column that searches look into with `__contains`.

    A source is an attribute or a method without arguments that gives a string, an iterable of strings or None.
    """

    def __init__(self, *sources: str, **kwargs) -> None:
        self.sources = sources
        super().__init__(**{"default": "", "blank": True} | kwargs | {"editable": False})

    def deconstruct(self) -> tuple:
        name, path, args, kwargs = super().deconstruct()
        for key, fixed in {"editable": False, "default": "", "blank": True}.items():
            if kwargs.get(key) == fixed:
                del kwargs[key]
        return name, path, [*args, *self.sources], kwargs

    def compute(self, instance: models.Model) -> str:
        """The column's text for an instance; parts that fold to nothing or repeat are left out."""
        parts = dict.fromkeys(fold(text) for text in self.texts(instance))
        return SEPARATOR.join(part for part in parts if part)


class SortKeyField(_ComputedField, models.BinaryField):
    """`thai.sort_key` of the sources, for ORDER BY and an index: the same order on SQLite and PostgreSQL.

    Several sources count one after the other: first names, and surnames only among people of one first name.
    """

    def __init__(self, *sources: str, **kwargs) -> None:
        self.sources = sources
        super().__init__(**{"default": b"", "blank": True} | kwargs | {"editable": False})

    def deconstruct(self) -> tuple:
        name, path, args, kwargs = super().deconstruct()
        for key, fixed in {"editable": False, "default": b"", "blank": True}.items():
            if kwargs.get(key) == fixed:
                del kwargs[key]
        return name, path, [*args, *self.sources], kwargs

    def compute(self, instance: models.Model) -> bytes:
        """The keys of the texts, divided so that the first decides; that of the empty text when there is none."""
        return b"\x00".join(sort_key(text) for text in self.texts(instance)) or sort_key("")

    def from_db_value(self, value: object, expression: object, connection: object) -> bytes | None:
        """Bytes on both databases: PostgreSQL gives a memoryview, which doesn't compare by order."""
        return None if value is None else bytes(value)


class PhoneField(models.CharField):
    """One Thai phone number, stored as 0812345678. Any way of writing it is taken, by forms and in lookups."""

    default_error_messages = {"invalid": _("กรุณากรอกเบอร์โทรศัพท์ 9-10 หลัก ขึ้นต้นด้วย 0")}

    def __init__(self, *args, **kwargs) -> None:
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def to_python(self, value: object) -> str | None:
        value = super().to_python(value)
        if value in self.empty_values:
            return value
        try:
            return normalize_phone(value)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def get_prep_value(self, value: object) -> object:
        """The stored form; what is no number (a part of one in a lookup) goes to the database as it is."""
        try:
            return normalize_phone(value)
        except ValueError:
            return models.Field.get_prep_value(self, value)

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": forms.PhoneField} | kwargs)


class ThaiCharField(models.CharField):
    """A line of text, repaired by `tidy` when it is cleaned. Code that doesn't clean calls `tidy` itself."""

    def to_python(self, value: object) -> str | None:
        value = super().to_python(value)
        return tidy(value) if isinstance(value, str) else value

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": forms.ThaiCharField} | kwargs)


class PhonesField(ThaiCharField):
    """Several phone numbers as people wrote them, with names and extensions: text to show, numbers to search by."""


class ThaiTextField(models.TextField):
    """Text of several lines, each repaired by `tidy` when it is cleaned; paragraphs stay."""

    def to_python(self, value: object) -> str | None:
        value = super().to_python(value)
        return tidy_lines(value) if isinstance(value, str) else value

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": forms.ThaiTextField} | kwargs)
