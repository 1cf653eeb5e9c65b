"""The log of states on the staff site, below each row that has one."""

from django.contrib import admin
from django.contrib.contenttypes.admin import GenericTabularInline
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from center.records.states import StateChange
from center.staff.base import ReadOnlyInline


class StateChangeInline(ReadOnlyInline, GenericTabularInline):
    """The changes of one row's state, the latest first."""

    model = StateChange
    fields = readonly_fields = ("at", "before_state", "after_state", "reason", "by")
    verbose_name_plural = _("ประวัติสถานะ")

    def get_queryset(self, request: HttpRequest) -> QuerySet[StateChange]:
        return super().get_queryset(request).select_related("by", "content_type")

    @admin.display(description=_("จาก"))
    def before_state(self, obj: StateChange) -> str:
        return obj.before_in_words

    @admin.display(description=_("เป็น"))
    def after_state(self, obj: StateChange) -> str:
        return obj.after_in_words
