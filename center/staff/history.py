"""A row's history in readable Thai: who changed which field, when, from which value to which."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import DeletedObject, ModelChange
from simple_history.template_utils import HistoricalRecordContextHelper

from thai import dates
from thai.django.fields import PhoneField
from thai.phones import format_phone

EMPTY = _("ว่าง")

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
else:
    _Admin = object


class ReadableChange(HistoricalRecordContextHelper):  # type: ignore[misc]  # simple_history has no types
    """Formats values for people: labels of choices, Buddhist dates, phone numbers with dashes."""

    DEFAULT_MAX_DISPLAYED_DELTA_CHANGE_CHARS = 160

    def __init__(self, model: type[models.Model], record: models.Model, *, wordings: dict[str, Any]) -> None:
        super().__init__(model, record, max_displayed_delta_change_chars=self.DEFAULT_MAX_DISPLAYED_DELTA_CHANGE_CHARS)
        self.wordings = wordings

    def prepare_delta_change_value(self, change: ModelChange, value: Any) -> Any:
        field = self.model._meta.get_field(change.field)
        if isinstance(field, models.ManyToManyField):
            rows = super().prepare_delta_change_value(change, value)
            return ", ".join(str(row) for row in rows) or str(EMPTY)
        return format_value(field, value, self.wordings.get(field.name))


def format_value(field: models.Field, value: Any, wording: Any = None) -> str:
    """A field's value as text in the active language. wording: a function that formats it instead."""
    if isinstance(value, DeletedObject):
        return str(_("รายการที่ถูกลบแล้ว"))
    if value is None or value == "":
        return str(EMPTY)
    if wording is not None:
        return str(wording(value))
    if isinstance(value, bool):
        return str(_("ใช่") if value else _("ไม่ใช่"))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, PhoneField):
        return format_phone(value)
    if isinstance(value, dt.datetime):
        return dates.long_date_time(value, get_language())
    if isinstance(value, dt.date):
        return dates.long_date(value, get_language())
    return str(value)


class ReadableHistory(_Admin):
    """Mixin for SimpleHistoryAdmin: readable values; models without a history show the admin log instead."""

    # Functions that format the values of a field, if the field's type isn't enough: {"months": in_words}.
    history_wordings: dict[str, Any] = {}
    history_list_per_page = 50

    @property
    def keeps_history(self) -> bool:
        return hasattr(self.model._meta, "simple_history_manager_attribute")

    def get_urls(self) -> list:
        urls = super().get_urls()
        if self.keeps_history:
            return urls
        return [url for url in urls if not (url.name or "").endswith("_simple_history")]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None):
        if self.keeps_history:
            return super().history_view(request, object_id, extra_context)
        return admin.ModelAdmin.history_view(self, request, object_id, extra_context)

    def history_view_title(self, request: HttpRequest, obj: models.Model) -> str:
        return str(_("ประวัติการแก้ไข: %s") % obj)

    def history_form_view_title(self, request: HttpRequest, obj: models.Model) -> str:
        return str(_("ข้อมูลเดิมของ %s") % obj)

    def get_historical_record_context_helper(self, request: HttpRequest, historical_record):
        return ReadableChange(self.model, historical_record, wordings=self.history_wordings)
