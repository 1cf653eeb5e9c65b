"""Requests to become a member: staff read them, and accept, decline or undo by buttons that call the rules."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from center.people import join_requests
from center.people.admin.accepting import AcceptForm, DeclineForm
from center.people.models import JoinRequest
from center.people.models.join_request import KEPT
from center.records.states import WrongState
from center.staff.base import StaffAdmin
from center.staff.officer import officer
from center.staff.states import ShowsStates
from thai.phones import format_phone

State = JoinRequest.State


class StateFilter(admin.SimpleListFilter):
    title = _("สถานะ")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return list(State.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(state=self.value()) if self.value() in State.values else queryset


@admin.register(JoinRequest)
class JoinRequestAdmin(ShowsStates, StaffAdmin):
    """What a visitor typed is read-only; each button goes the one way that keeps who, when and why."""

    list_display = ("title", "name", "phone_with_dashes", "place", "group_name", "sent_at", "state")
    list_display_links = ("title",)
    list_select_related = ("tambon",)
    list_filter = (StateFilter, "tambon")
    search_fields = ("number", "name", "group_name", "phone")
    folded_here = True
    log_by_number = True
    save_on_top = False
    change_form_template = "admin/center/joinrequest/change_form.html"
    fieldsets = (
        (_("คำขอ"), {"fields": ("number", "name", "phone_with_dashes", "place", "group_name", "reason", "sent_at")}),
        (_("ผล"), {"fields": ("state", "person", "group", "state_log")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: JoinRequest | None = None) -> tuple:
        return tuple(name for _title, options in self.fieldsets for name in options["fields"])

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("tambon", "person", "group")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def render_change_form(self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any) -> HttpResponse:
        row = kwargs.get("obj")
        context["may_decide"] = row is not None and self.has_change_permission(request, row) and not row.is_forgotten
        return super().render_change_form(request, context, *args, **kwargs)

    # --- Columns ---

    @admin.display(description=_("เลขที่"), ordering="number")
    def title(self, obj: JoinRequest) -> str:
        return obj.number

    @admin.display(description=_("เบอร์โทรศัพท์"), ordering="phone")
    def phone_with_dashes(self, obj: JoinRequest) -> str:
        return format_phone(obj.phone) or str(_("ลบแล้วเมื่อครบ %d วัน") % KEPT.days)

    @admin.display(description=_("ตำบล"), ordering="tambon__sort_key")
    def place(self, obj: JoinRequest) -> str:
        return str(obj.tambon or _("นอกอำเภอบางคล้า"))

    # --- The acts ---

    def get_urls(self) -> list:
        acts: dict[str, tuple[Callable, list[str]]] = {
            "accept": (self.accept_view, ["GET", "HEAD", "POST"]),
            "decline": (self.decline_view, ["GET", "HEAD", "POST"]),
            "undo": (self.undo_view, ["POST"]),
        }
        own = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(require_http_methods(methods)(view)),
                name=f"center_joinrequest_{name}",
            )
            for name, (view, methods) in acts.items()
        ]
        return [*own, *super().get_urls()]

    def accept_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Who becomes a member: a person, or a group with that person in it, from the registers or new."""
        row = self._asked(request, pk)
        form = AcceptForm(request.POST or None, join_request=row, admin_site=self.admin_site)
        if request.method == "POST" and form.is_valid():
            return self._decide(
                request,
                row,
                lambda: join_requests.accept(row, by=officer(request), **form.values),
                _("รับเป็นสมาชิกแล้ว"),
            )
        return self._page(request, row, form, _("รับเป็นสมาชิก"), "accept.html")

    def decline_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self._asked(request, pk)
        form = DeclineForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            return self._decide(
                request,
                row,
                lambda: join_requests.decline(row, reason=form.cleaned_data["reason"], by=officer(request)),
                _("บันทึกว่าไม่รับแล้ว กรุณาโทรแจ้งผู้ขอ"),
            )
        return self._page(request, row, form, _("ไม่รับเป็นสมาชิก"), "decline.html")

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self._asked(request, pk)
        undone = _("คำขอนี้กลับมารอพิจารณาแล้ว")
        return self._decide(request, row, lambda: join_requests.undo(row, by=officer(request)), undone)

    def _asked(self, request: HttpRequest, pk: int) -> JoinRequest:
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        return row

    def _decide(self, request: HttpRequest, row: JoinRequest, act: Callable[[], None], done: Any) -> HttpResponse:
        """Do it; where somebody else was faster, say so. Back to the request."""
        try:
            act()
        except WrongState as wrong:
            state = dict(State.choices).get(wrong.state, wrong.state)
            said = _("ไม่ได้บันทึก เพราะคำขอนี้เป็น “%s” อยู่แล้ว") % state
            self.message_user(request, said, messages.WARNING)
        else:
            self.log_change(request, row, str(done))
            self.message_user(request, done, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:center_joinrequest_change", args=[row.pk]))

    def _page(self, request: HttpRequest, row: JoinRequest, form: Any, title: Any, template: str) -> HttpResponse:
        if row.state != State.WAITING:
            return self._decide(request, row, lambda: _refuse(row), "")
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": title,
            "join_request": row,
            "form": form,
            "media": self.media + form.media,
            "back": reverse("admin:center_joinrequest_change", args=[row.pk]),
        }
        return TemplateResponse(request, f"admin/center/joinrequest/{template}", context)


def _refuse(row: JoinRequest) -> None:
    raise WrongState(row.state)
