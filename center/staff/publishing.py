"""Publishing and hiding: form buttons, list actions, and a list column with the state."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from simple_history.utils import bulk_update_with_history

from center.access.models import User
from center.records.changes import written
from center.records.naming import Publishable
from center.staff.officer import officer

MOST_NAMED = 10

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
else:
    _Admin = object


class Publishing(_Admin):
    """Mixin for ModelAdmin: publishing and hiding Publishable models. Other models get no actions and no buttons."""

    actions: Any = ("publish_selected", "hide_selected")

    def get_actions(self, request: HttpRequest) -> dict:
        actions = super().get_actions(request)
        if not issubclass(self.model, Publishable):
            actions.pop("publish_selected", None)
            actions.pop("hide_selected", None)
        return actions

    def why_not_publish(self, obj: models.Model) -> str:
        """The reason why this row may not be published, in a few words; empty if it may."""
        return ""

    @admin.action(description=_("เผยแพร่รายการที่เลือก"), permissions=["change"])
    def publish_selected(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        refused, ready = [], []
        for obj in queryset:
            if reason := self.why_not_publish(obj):
                refused.append(f"{obj} ({reason})")
            elif not obj.is_published:
                ready.append(obj)
        self._set_published(request, ready, timezone.now())
        count = len(ready)
        self.message_user(
            request,
            ngettext("เผยแพร่แล้ว %d รายการ", "เผยแพร่แล้ว %d รายการ", count) % count,
            messages.SUCCESS if count else messages.INFO,
        )
        if refused:
            self.message_user(request, _("ไม่ได้เผยแพร่: %s") % named(refused), messages.WARNING)

    @admin.action(description=_("ยกเลิกการเผยแพร่รายการที่เลือก"), permissions=["change"])
    def hide_selected(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        shown = list(queryset.filter(published_at__isnull=False))
        self._set_published(request, shown, None)
        count = len(shown)
        self.message_user(
            request,
            ngettext("ยกเลิกการเผยแพร่แล้ว %d รายการ", "ยกเลิกการเผยแพร่แล้ว %d รายการ", count) % count,
            messages.SUCCESS if count else messages.INFO,
        )

    def _set_published(self, request: HttpRequest, rows: list, at) -> None:
        self._change_all(request, rows, "published_at", at)

    def _change_all(self, request: HttpRequest, rows: list, field: str, value: Any) -> None:
        """Set a field of many rows, with their histories and the admin log."""
        if not rows:
            return
        for row in rows:
            setattr(row, field, value)
        user = officer(request)
        bulk_update_with_history(rows, self.model, [field], batch_size=500, default_user=user)
        label = [{"changed": {"fields": [str(self.model._meta.get_field(field).verbose_name)]}}]
        self._log_changes(user, rows, label)
        written(rows)

    def _log_changes(self, user: User, rows: list, label: list) -> Any:
        return LogEntry.objects.log_actions(user.pk, rows, CHANGE, label)

    # --- Form buttons ---

    def render_change_form(self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any) -> HttpResponse:
        obj = kwargs.get("obj")
        publishable = issubclass(self.model, Publishable) and "published_at" in context["adminform"].form.fields
        may = publishable and not context["is_popup"] and self.has_change_permission(request, obj)
        context["may_publish"] = may and not (obj and obj.is_published)
        context["may_hide"] = may and obj is not None and obj.published_at is not None
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(self, request: HttpRequest, obj: models.Model, post_url_continue: Any = None) -> HttpResponse:
        self._publish_or_hide(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: models.Model) -> HttpResponse:
        self._publish_or_hide(request, obj)
        return super().response_change(request, obj)

    def _publish_or_hide(self, request: HttpRequest, obj: models.Model) -> None:
        """As the list action, after the inlines are saved: why_not_publish() may depend on them."""
        if not isinstance(obj, Publishable) or not self.has_change_permission(request, obj):
            return
        queryset = self.model._default_manager.filter(pk=obj.pk)
        if "_publish" in request.POST:
            if not obj.is_published:  # else a date in the past was typed in the form
                self.publish_selected(request, queryset)
            if url := self.get_view_on_site_url(obj):
                link = format_html('<a href="{}">{}</a>', url, _("ดูบนเว็บไซต์"))
                self.message_user(request, link, messages.INFO)
        elif "_hide" in request.POST:
            self.hide_selected(request, queryset)


def named(names: Iterable[str]) -> str:
    """The first ten names, comma-separated, and the number of the others."""
    names = list(names)
    text = ", ".join(names[:MOST_NAMED])
    if len(names) > MOST_NAMED:
        text += " " + str(_("และอีก %d รายการ") % (len(names) - MOST_NAMED))
    return text


@admin.display(description=_("บนเว็บ"), ordering="published_at")
def shown_on_web(obj: Publishable) -> str:
    """The publication state as text: hidden, scheduled or published."""
    if obj.published_at is None:
        return format_html('<span class="tag hidden-row">{}</span>', _("ไม่แสดง"))
    if not obj.is_published:
        return format_html('<span class="tag hidden-row">{}</span>', _("รอถึงวันเผยแพร่"))
    return format_html('<span class="tag shown-row">{}</span>', _("เผยแพร่แล้ว"))
