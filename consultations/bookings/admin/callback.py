"""Requests to be called back on the staff site: rows to read, with buttons for what became of the call."""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from center.staff.base import StaffAdmin
from center.staff.officer import officer
from center.staff.row_page import go_back, require
from center.staff.states import ShowsStates
from consultations.bookings.admin.callbacks import CHANGE_CALLBACK, called, not_reached, undo
from consultations.bookings.admin.page import ADD
from consultations.bookings.models import CallbackRequest
from thai.phones import format_phone, tel_uri

State = CallbackRequest.State


@admin.register(CallbackRequest)
class CallbackRequestAdmin(ShowsStates, StaffAdmin):
    list_display = ("name", "phone_to_call", "topic_name", "when", "sent_at", "state_tag")
    list_select_related = ("topic", "tambon", "booking")
    list_filter = ("state", "topic")
    search_fields = ("name", "phone")
    actions: Any = None
    log_by_number = True
    save_on_top = False
    change_form_template = "admin/consultations/callbackrequest/change_form.html"
    fields: ClassVar = (
        "name",
        "phone_to_call",
        "topic_name",
        "tambon",
        "when",
        "question",
        "sent_at",
        "got",
        "state_log",
    )
    readonly_fields: ClassVar = fields
    export_columns = ("name", "phone", "topic", "tambon", "when", "question", "sent_at", "state", "booking")

    def get_urls(self) -> list:
        acts: dict[str, tuple[Callable[..., bool], Any]] = {
            "called": (called, _("บันทึกแล้วว่าโทรแล้ว")),
            "not_reached": (not_reached, _("บันทึกแล้วว่าติดต่อไม่ได้")),
            "undo": (undo, _("กลับไปรอโทรกลับแล้ว")),
        }
        own = [
            path(
                f"<int:pk>/{name.replace('_', '-')}/",
                self.admin_site.admin_view(require_POST(partial(self.note_view, act=act, said=said))),
                name=f"consultations_callback_{name}",
            )
            for name, (act, said) in acts.items()
        ]
        return [*own, *super().get_urls()]

    def note_view(self, request: HttpRequest, pk: int, *, act: Callable[..., bool], said: Any) -> HttpResponse:
        """Note what became of the call, and go back to where the button stood."""
        require(request, CHANGE_CALLBACK)
        callback = get_object_or_404(CallbackRequest, pk=pk)
        if act(callback, by=officer(request)):
            self.log_change(request, callback, str(said))
            messages.success(request, said)
        return go_back(request, callback)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: CallbackRequest | None = None) -> bool:
        """Of the list; a row is changed by its buttons."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: CallbackRequest | None = None) -> bool:
        return False

    def render_change_form(self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any) -> HttpResponse:
        callback = kwargs.get("obj")
        context |= {
            "callback": callback,
            "may": request.user.has_perm(CHANGE_CALLBACK),
            "may_book": request.user.has_perm(ADD),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    # --- Columns ---

    @admin.display(description=_("เบอร์โทรศัพท์"), ordering="phone")
    def phone_to_call(self, obj: CallbackRequest) -> str:
        return format_html('<a href="{}">{}</a>', tel_uri(obj.phone), format_phone(obj.phone))

    @admin.display(description=_("เรื่อง"), ordering="topic__position")
    def topic_name(self, obj: CallbackRequest) -> str:
        return obj.topic.name if obj.topic else self.empty_value_display

    @admin.display(description=_("สถานะ"), ordering="state")
    def state_tag(self, obj: CallbackRequest) -> str:
        css = "hidden-row" if obj.state == State.WAITING else "shown-row"
        return format_html('<span class="tag {}">{}</span>', css, obj.get_state_display())

    @admin.display(description=_("นัดที่ได้"))
    def got(self, obj: CallbackRequest) -> str:
        if obj.booking is None:
            return self.empty_value_display
        page = reverse("admin:consultations_booking_change", args=[obj.booking.pk])
        return format_html('<a href="{}">{}</a>', page, obj.booking)
