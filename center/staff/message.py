"""Admin pages of messages to people: what was mailed, what is to be told by phone, and the buttons that note a call."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from center.access.models import User
from center.mail.kinds import KINDS, LINK, label_of
from center.mail.messages import not_reached, told, undo_call
from center.mail.models import Message
from center.records.states import WrongState
from center.staff.base import ReadOnly, StaffAdmin
from center.staff.filters import KindFilter
from center.staff.officer import officer
from center.staff.row_page import go_back, require
from center.staff.states import ShowsStates
from thai.phones import format_phone

CHANGE = "center.change_message"


class MessageKindFilter(KindFilter):
    title = _("เรื่องที่แจ้ง")
    column = "kind"
    get_label = staticmethod(label_of)


@admin.register(Message)
class MessageAdmin(ShowsStates, ReadOnly, StaffAdmin):
    """Messages are written by the rules; staff only note calls, here or on the staff site's first page."""

    list_display = ("title", "name", "state_tag", "not_before", "sent_at")
    list_filter = ("state", MessageKindFilter)
    search_fields = ("name", "subject", "phone", "email")
    folded_here = True
    log_by_number = True
    save_on_top = False
    change_form_template = "admin/center/message/change_form.html"
    fieldsets = (
        (_("ข้อความ"), {"fields": ("title", "about_link", "name", "phone_with_dashes", "email", "language")}),
        (_("เนื้อหา"), {"fields": ("subject", "body_text", "line_text")}),
        (_("ผล"), {"fields": ("state_tag", "not_before", "useful_until", "created_at", "sent_at", "state_log")}),
    )

    def get_urls(self) -> list:
        acts: dict[str, Callable[..., HttpResponse]] = {
            "told": self.told_view,
            "not_reached": self.not_reached_view,
            "undo": self.undo_view,
        }
        own = [
            path(
                f"<int:pk>/{name.replace('_', '-')}/",
                self.admin_site.admin_view(require_POST(view)),
                name=f"center_message_{name}",
            )
            for name, view in acts.items()
        ]
        return [*own, *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any) -> HttpResponse:
        message = kwargs.get("obj")
        context["may_call"] = message is not None and request.user.has_perm(CHANGE)
        return super().render_change_form(request, context, *args, **kwargs)

    # --- Noting calls ---

    def told_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._note(request, pk, told, _("บันทึกแล้วว่าโทรแจ้งแล้ว"))

    def not_reached_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._note(request, pk, not_reached, _("บันทึกแล้วว่าโทรไม่ติด รายการยังอยู่ในต้องโทร"))

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._note(request, pk, undo_call, _("กลับไปอยู่ในต้องโทรแล้ว"))

    def _note(self, request: HttpRequest, pk: int, act: Callable[..., bool], done: Any) -> HttpResponse:
        """Note it and go back to where the button stood, with a link to undo; say so where another was faster."""
        require(request, CHANGE)
        message = get_object_or_404(Message, pk=pk)
        user: User = officer(request)
        try:
            changed = act(message, by=user)
        except WrongState as wrong:
            said = _("ไม่ได้บันทึก เพราะข้อความนี้เป็น “%s” อยู่แล้ว") % dict(Message.State.choices)[wrong.state]
            self.message_user(request, said, messages.WARNING)
        else:
            if changed:
                self.log_change(request, message, str(done))
            page = reverse("admin:center_message_change", args=[pk])
            link = format_html('<a href="{}">{}</a>', page, _("ดูหรือแก้ไข"))
            self.message_user(request, format_html("{} {}", done, link), messages.SUCCESS)
        return go_back(request, message)

    # --- Columns ---

    @admin.display(description=_("เรื่องที่แจ้ง"), ordering="kind")
    def title(self, obj: Message) -> str:
        return obj.label

    @admin.display(description=_("สถานะ"), ordering="state")
    def state_tag(self, obj: Message) -> str:
        css = "shown-row" if obj.state in (Message.State.SENT, Message.State.TOLD) else "hidden-row"
        return format_html('<span class="tag {}">{}</span>', css, obj.get_state_display())

    @admin.display(description=_("เบอร์โทรศัพท์"), ordering="phone")
    def phone_with_dashes(self, obj: Message) -> str:
        return format_phone(obj.phone) or self.empty_value_display

    @admin.display(description=_("ข้อความ"))
    def body_text(self, obj: Message) -> str:
        return obj.body.replace(LINK, str(_("(ลิงก์ส่วนตัวของผู้รับ)")))

    @admin.display(description=_("เกี่ยวกับ"))
    def about_link(self, obj: Message) -> str:
        kind = KINDS.get(obj.kind)
        url = kind.url(obj) if kind and kind.url and obj.about else ""
        return format_html('<a href="{}">{}</a>', url, obj.about) if url else str(obj.about or "")
