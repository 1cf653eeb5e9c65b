"""Admin pages of the recycle bin: deletions of the last 30 days, which can be restored or purged."""

from collections import Counter
from typing import Any, cast

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.models import DELETION, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from center.access.recency import recently_authenticated
from center.recycle_bin.deletions import CannotBringBack, bring_back
from center.recycle_bin.models import Deletion, DeletionQuerySet, verbose_name_of
from center.recycle_bin.retention import purge_now
from center.staff.base import ReadOnly, StaffAdmin
from center.staff.filters import KindFilter
from center.staff.officer import officer


class ModelFilter(KindFilter):
    title = _("ชนิดข้อมูล")
    column = "model"
    get_label = staticmethod(verbose_name_of)


@admin.register(Deletion)
class DeletionAdmin(ReadOnly, StaffAdmin):
    list_display = ("label", "button", "kind", "at", "by", "kept_until")
    list_select_related = ("by",)
    list_filter = (ModelFilter,)
    search_fields = ("label",)
    folded_here = True
    fields = readonly_fields = ("label", "kind", "contents", "at", "by", "kept_until")
    change_form_template = "admin/center/deletion/change_form.html"
    actions = ("bring_back_selected",)

    def get_queryset(self, request: HttpRequest):
        """The restorable deletions of models that this officer may view."""
        kinds = [
            model._meta.label_lower
            for model in apps.get_models()
            if request.user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")
        ]
        deletions = cast(DeletionQuerySet, super().get_queryset(request))
        return deletions.restorable(timezone.now()).filter(model__in=kinds).defer("links")

    def get_urls(self) -> list:
        own = [
            path(
                "<int:pk>/bring-back/",
                self.admin_site.admin_view(require_POST(self.bring_back_view)),
                name="center_deletion_bring_back",
            ),
            path(
                "<int:pk>/purge/",
                self.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(self.purge_view)),
                name="center_deletion_purge",
            ),
        ]
        return [*own, *super().get_urls()]

    def bring_back_view(self, request: HttpRequest, pk: int) -> HttpResponseRedirect:
        deletion = get_object_or_404(self.get_queryset(request), pk=pk)
        if not may_bring_back(request, deletion):
            raise PermissionDenied
        restored = self._bring_back(request, deletion)
        if restored is not None and type(restored) in self.admin_site._registry:
            opts = restored._meta
            return HttpResponseRedirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[restored.pk]))
        return HttpResponseRedirect(reverse("admin:center_deletion_changelist"))

    def purge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for confirmation; a POST with recent authentication purges the deletion."""
        deletion = get_object_or_404(self.get_queryset(request), pk=pk)
        if not may_purge(request):
            raise PermissionDenied
        if request.method == "POST":
            return self._purge(request, deletion)
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": _("ลบถาวร"),
            "subtitle": deletion.label,
            "deletion": deletion,
            "contents": self.contents(deletion),
        }
        return TemplateResponse(request, "admin/center/deletion/purge.html", context)

    @recently_authenticated
    def _purge(self, request: HttpRequest, deletion: Deletion) -> HttpResponseRedirect:
        label = deletion.label
        # The admin log must not keep the name.
        name = _("%(kind)s เลขที่ %(number)s") % {"kind": deletion.model_name, "number": deletion.key}
        deletion.label = str(name)
        LogEntry.objects.log_actions(
            officer(request).pk, [deletion], DELETION, change_message=str(_("ลบถาวร")), single_object=True
        )
        if purge_now(deletion):
            self.message_user(request, _("ลบ “%s” ถาวรแล้ว") % label, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:center_deletion_changelist"))

    @admin.action(description=_("เรียกคืนรายการที่เลือก"))
    def bring_back_selected(self, request: HttpRequest, queryset) -> None:
        # Newest first: an older deletion may refer to rows of a newer one, never the other way round.
        for deletion in queryset.order_by("-at", "-pk"):
            if may_bring_back(request, deletion):
                self._bring_back(request, deletion)
            else:
                self.message_user(request, _("ท่านไม่มีสิทธิ์เรียกคืน “%s”") % deletion, messages.ERROR)

    def _bring_back(self, request: HttpRequest, deletion: Deletion):
        try:
            restored = bring_back(deletion, officer(request))
        except CannotBringBack as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return None
        self.message_user(request, _("เรียกคืน “%s” แล้ว") % restored, messages.SUCCESS)
        return restored

    def render_change_form(self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any):
        deletion = kwargs.get("obj")
        context["may_bring_back"] = deletion is not None and may_bring_back(request, deletion)
        context["may_purge"] = may_purge(request)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("ชนิดข้อมูล"), ordering="model")
    def kind(self, obj: Deletion) -> str:
        return obj.model_name

    @admin.display(description=_("เรียกคืนได้ถึง"), ordering="at")
    def kept_until(self, obj: Deletion):
        return date_format(timezone.localtime(obj.kept_until), "DATETIME_FORMAT")

    @admin.display(description=_("ข้อมูลที่จะกลับมา"))
    def contents(self, obj: Deletion) -> str:
        counted = Counter(row["model"] for row in obj.rows)
        return ", ".join(f"{verbose_name_of(model)} {count}" for model, count in counted.items())

    @admin.display(description=_("เรียกคืน"))
    def button(self, obj: Deletion) -> str:
        """A submit button of the list's form with its own formaction, which works without JavaScript."""
        return format_html(
            '<button type="submit" class="button small" formaction="{}" aria-label="{}">{}</button>',
            reverse("admin:center_deletion_bring_back", args=[obj.pk]),
            _("เรียกคืน “%s”") % obj,
            _("เรียกคืน"),
        )


def may_bring_back(request: HttpRequest, deletion: Deletion) -> bool:
    """Whether this officer may restore the deletion, which requires the permission to add such objects."""
    app_label, _dot, model = deletion.model.partition(".")
    return request.user.has_perm(f"{app_label}.add_{model}")


def may_purge(request: HttpRequest) -> bool:
    """Whether this officer may purge, a permission of its own since it is irreversible."""
    return request.user.has_perm("center.purge_deletion")
