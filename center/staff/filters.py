"""Filters that several lists share."""

from collections.abc import Callable

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RelatedFilter(admin.RelatedFieldListFilter):
    """Django's own for foreign keys, with words instead of a dash for the rows that point nowhere."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.empty_value_display = _("ไม่ระบุ")


admin.FieldListFilter.register(lambda field: field.remote_field, RelatedFilter, take_priority=True)


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
    """By the kinds the rows of a list have: subclasses name the column that holds them and what a kind is called."""

    parameter_name = "kind"
    column: str
    in_words: Callable[[str], str]

    def lookups(self, request: HttpRequest, model_admin) -> list:
        kinds = model_admin.get_queryset(request).order_by(self.column).values_list(self.column, flat=True).distinct()
        return [(kind, self.in_words(kind)) for kind in kinds]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(**{self.column: self.value()}) if self.value() else queryset


class MissingFilter(admin.SimpleListFilter):
    """Rows that lack something: subclasses name the fields and what to call their lack."""

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
