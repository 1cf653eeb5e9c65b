"""Admin pages of the log of access to personal data, for managers."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from center.access.log import holds_personal_data
from center.access.models import PersonalDataAccess
from center.staff.base import ReadOnly, StaffAdmin


class RegisterFilter(admin.SimpleListFilter):
    title = PersonalDataAccess._meta.get_field("content_type").verbose_name
    parameter_name = "register"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        models = [model for model in model_admin.admin_site._registry if holds_personal_data(model)]
        named = [(model._meta.label_lower, model._meta.verbose_name_plural) for model in models]
        return sorted(named, key=lambda pair: str(pair[1]))

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        app, _dot, model = (self.value() or "").partition(".")
        return queryset.filter(content_type__app_label=app, content_type__model=model) if model else queryset


@admin.register(PersonalDataAccess)
class PersonalDataAccessAdmin(ReadOnly, StaffAdmin):
    list_display = ("at", "user", "act", "register", "object_id")
    list_select_related = ("user", "content_type")
    list_filter = ("act", RegisterFilter, "user")
    search_fields = ("object_id", "user__username", "user__first_name")
    fields = readonly_fields = ("at", "user", "act", "register", "object_id")

    @admin.display(description=PersonalDataAccess._meta.get_field("content_type").verbose_name)
    def register(self, obj: PersonalDataAccess) -> str:
        model = obj.content_type.model_class()
        return str(model._meta.verbose_name_plural if model else obj.content_type)
