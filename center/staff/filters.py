"""List filters shared by several admin pages."""

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _


class FurtherFilters:
    """Filters of a list, registered by a higher layer."""

    registered: ClassVar[dict[str, list[type[admin.SimpleListFilter]]]] = {}

    @classmethod
    def register(cls, model: type[models.Model], list_filter: type[admin.SimpleListFilter]) -> None:
        """Add a filter to the list of a model."""
        cls.registered.setdefault(model._meta.label_lower, []).append(list_filter)

    @classmethod
    def of(cls, model: type[models.Model]) -> list[type[admin.SimpleListFilter]]:
        """The registered filters of a model's list."""
        return cls.registered.get(model._meta.label_lower, [])


class RelatedFilter(admin.RelatedFieldListFilter):
    """Django's filter for foreign keys, with a word instead of a dash for NULL."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.empty_value_display = format_html("{}", _("ไม่ระบุ"))


admin.FieldListFilter.register(lambda field: field.remote_field, RelatedFilter, take_priority=True)


class HasFilter(admin.EmptyFieldListFilter):
    """Whether a field holds anything: Django's own, which in Thai says ว่าง / ไม่ว่าง, as if somebody were free or busy."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice, title in zip(super().choices(changelist), (_("ทั้งหมด"), _("ไม่มี"), _("มี")), strict=True):
            yield {**choice, "display": title}


class PublishedFilter(admin.SimpleListFilter):
    title = _("การเผยแพร่")
    parameter_name = "published"

    def lookups(self, request: HttpRequest, model_admin) -> list:
        return [("yes", _("เผยแพร่แล้ว")), ("no", _("ไม่แสดงบนเว็บ"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        shown = Q(published_at__lte=timezone.now())
        if self.value() == "yes":
            return queryset.filter(shown)
        return queryset.exclude(shown) if self.value() == "no" else queryset


class KindFilter(admin.SimpleListFilter):
    """Filters by the values of a column; subclasses set the column and the function that gives a value's label."""

    parameter_name = "kind"
    column: str
    get_label: Callable[[str], str]

    def lookups(self, request: HttpRequest, model_admin) -> list:
        kinds = model_admin.get_queryset(request).order_by(self.column).values_list(self.column, flat=True).distinct()
        return [(kind, self.get_label(kind)) for kind in kinds]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(**{self.column: self.value()}) if self.value() else queryset


class MissingFilter(admin.SimpleListFilter):
    """Filters rows with an empty field; subclasses set the fields and their labels."""

    title = _("ยังขาด")
    parameter_name = "missing"
    missing: dict[str, object] = {}

    def lookups(self, request: HttpRequest, model_admin) -> list:
        return list(self.missing.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        name = self.value()
        if name not in self.missing:
            return queryset
        field = queryset.model._meta.get_field(name)
        return queryset.filter(**({f"{name}__isnull": True} if field.null else {name: ""}))
