"""Publishing and hiding: the buttons of a form, the actions of a list, the column that says what the public sees."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from center.records.naming import Publishable

MOST_NAMED = 10


class Publishing:
    """Before ModelAdmin, for Publishable models; of others it takes the actions away and shows no button."""

    def get_actions(self, request: HttpRequest) -> dict:
        actions = super().get_actions(request)
        if not issubclass(self.model, Publishable):
            actions.pop("publish_selected", None)
            actions.pop("hide_selected", None)
        return actions

    actions: ClassVar[Any] = ["publish_selected", "hide_selected"]

    def why_not_publish(self, obj: models.Model) -> str:
        """Why this row may not be published, in a few words; empty when it may."""
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

    # --- The buttons of a form ---

    def render_change_form(self, request: HttpRequest, context: dict, **kwargs: Any) -> HttpResponse:
        obj = kwargs.get("obj")
        asked = issubclass(self.model, Publishable) and "published_at" in context["adminform"].form.fields
        may = asked and not context["is_popup"] and self.has_change_permission(request, obj)
        context["may_publish"] = may and not (obj and obj.is_published)
        context["may_hide"] = may and obj is not None and obj.published_at is not None
        return super().render_change_form(request, context, **kwargs)

    def response_add(self, request: HttpRequest, obj: models.Model, post_url_continue: Any = None) -> HttpResponse:
        self._publish_or_hide(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: models.Model) -> HttpResponse:
        self._publish_or_hide(request, obj)
        return super().response_change(request, obj)

    def _publish_or_hide(self, request: HttpRequest, obj: models.Model) -> None:
        """As the action of the list does, after all of the form is saved: a rule may ask for what came with it."""
        if not isinstance(obj, Publishable) or not self.has_change_permission(request, obj):
            return
        one = self.model._default_manager.filter(pk=obj.pk)
        if "_publish" in request.POST:
            if not obj.is_published:  # else a day that has come was typed in the form
                self.publish_selected(request, one)
            if address := self.get_view_on_site_url(obj):
                link = format_html('<a href="{}">{}</a>', address, _("ดูบนเว็บไซต์"))
                self.message_user(request, link, messages.INFO)
        elif "_hide" in request.POST:
            self.hide_selected(request, one)


def named(names: Iterable[str]) -> str:
    """The first ten names of a list in a sentence, and how many more there are."""
    names = list(names)
    text = ", ".join(names[:MOST_NAMED])
    if len(names) > MOST_NAMED:
        text += " " + str(_("และอีก %d รายการ") % (len(names) - MOST_NAMED))
    return text


@admin.display(description=_("บนเว็บ"), ordering="published_at")
def shown_on_web(obj: Publishable) -> str:
    """Whether the public may see the row, in words; a day to come says so."""
    if obj.published_at is None:
        return format_html('<span class="tag hidden-row">{}</span>', _("ไม่แสดง"))
    if not obj.is_published:
        return format_html('<span class="tag hidden-row">{}</span>', _("รอถึงวันเผยแพร่"))
    return format_html('<span class="tag shown-row">{}</span>', _("เผยแพร่แล้ว"))
