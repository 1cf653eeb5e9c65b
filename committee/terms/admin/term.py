"""Terms on the staff site. What is a rule is done on pages of its own (admin.nominations, .orders, .seats)."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from center.staff.base import StaffAdmin
from center.staff.officer import officer
from center.staff.states import ShowsStates
from committee.terms.admin import members_file, nominations, orders, seats
from committee.terms.admin.page import NOMINATION, SEAT, TERM
from committee.terms.gaps import gaps
from committee.terms.models import Seat, Term
from committee.terms.terms import days_in_words, next_number, open_term, selected_of, why_not_revert


class TermForm(forms.ModelForm):
    """What is wrong with the days stands at the field, which a constraint's sentence wouldn't."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts_on = cleaned.get("starts_on") or self.instance.starts_on
        if starts_on and cleaned.get("ends_on") and cleaned["ends_on"] < starts_on:
            self.add_error("ends_on", _("วันสิ้นสุดวาระต้องไม่ก่อนวันเริ่มวาระ"))
        if self.instance.state != Term.State.PREPARING:
            for name in ("order_number", "ordered_on"):
                if name in self.fields and not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("กรุณากรอกเลขที่และวันที่ของคำสั่ง"))
        return cleaned


@admin.register(Term)
class TermAdmin(ShowsStates, StaffAdmin):
    form = TermForm
    list_display = ("name", "state_in_words", "days", "order", "members")
    list_filter = ("state",)
    search_fields = ("number", "order_number", "seats__search_text")
    autocomplete_fields = ("order_document",)
    change_form_template = "admin/committee/term/change_form.html"
    save_on_top = False

    # --- Pages ---

    def get_urls(self) -> list:
        def page(address: str, view: Any, name: str) -> Any:
            return path(address, self.admin_site.admin_view(never_cache(partial(view, self))), name=f"committee_{name}")

        return [
            page("<int:pk>/nominations/", nominations.nominations_page, "term_nominations"),
            page("<int:pk>/draft/", orders.draft_page, "term_draft"),
            page("<int:pk>/members/", members_file.members_file, "term_members"),
            page("<int:pk>/order/", orders.order_page, "term_order"),
            page("<int:pk>/end/", orders.end_page, "term_end"),
            page("<int:pk>/reopen/", orders.reopen_page, "term_reopen"),
            page("<int:pk>/revert/", orders.revert_page, "term_revert"),
            page("seats/<int:pk>/replace/", seats.replace_page, "seat_replace"),
            page("seats/<int:pk>/edit/", seats.edit_page, "seat_edit"),
            page("seats/<int:pk>/undo/", seats.undo_page, "seat_undo"),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        return super().add_view(request, form_url, {"title": _("ตั้งคณะกรรมการชุดใหม่")} | (extra_context or {}))

    def render_change_form(self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any) -> HttpResponse:
        term = kwargs.get("obj")
        context["may"] = {
            name: request.user.has_perm(permission)
            for name, permission in (("term", TERM), ("nomination", NOMINATION), ("seat", SEAT))
        }
        if term is not None:
            context |= _of_term(term)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_view_on_site_url(self, obj: models.Model | None = None) -> str | None:
        if not isinstance(obj, Term) or obj.state == Term.State.PREPARING:
            return None
        return obj.get_absolute_url()

    # --- The form ---

    def get_fieldsets(self, request: HttpRequest, obj: Term | None = None) -> list:
        first = (None, {"fields": ("number", ("starts_on", "ends_on"))})
        more = (_("องค์ประชุมและหมายเหตุ"), {"fields": ("quorum", "note")})
        if obj is None:
            return [first, more]
        log = (_("ประวัติสถานะ"), {"fields": ("state_log",)})
        if obj.state == Term.State.PREPARING:
            return [first, more, log]
        order = (
            _("คำสั่ง"),
            {"fields": (("order_number", "ordered_on"), "order_document", ("signer_name", "signer_position"))},
        )
        return [(None, {"fields": ("number", ("starts_on", "ends_on"), "ended_on")}), order, more, log]

    def get_readonly_fields(self, request: HttpRequest, obj: Term | None = None) -> tuple:
        """Days on which it depends who governs are changed by the rules alone."""
        begun = obj is not None and obj.state != Term.State.PREPARING
        return ("state_log", *(("starts_on", "ended_on") if begun else ()))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict:
        return {"number": next_number()} | super().get_changeform_initial_data(request)

    def save_model(self, request: HttpRequest, obj: Term, form: forms.ModelForm, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        obj._history_user = request.user  # type: ignore[attr-defined]
        open_term(term=obj, by=officer(request))

    def response_add(self, request: HttpRequest, obj: models.Model, post_url_continue: Any = None) -> HttpResponse:
        """On to the next step."""
        if "_save" not in request.POST or not request.user.has_perm(NOMINATION):
            return super().response_add(request, obj, post_url_continue)
        messages.success(request, _("เปิด%s แล้ว ต่อไปกรอกรายชื่อผู้แทน") % obj)
        return HttpResponseRedirect(reverse("admin:committee_term_nominations", args=[obj.pk]))

    def has_delete_permission(self, request: HttpRequest, obj: Term | None = None) -> bool:
        """A committee that governed stays readable for good."""
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or obj.state == Term.State.PREPARING)

    # --- The list ---

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        # A subquery, since a plain Count would group the rows and lose their order.
        counted = Seat.objects.filter(term=OuterRef("pk"), until_on=None).order_by().values("term")
        counted = counted.annotate(n=Count("pk")).values("n")
        return super().get_queryset(request).annotate(members_counted=Coalesce(Subquery(counted), 0))

    @admin.display(description=_("ชุดที่"), ordering="number")
    def name(self, obj: Term) -> str:
        return str(obj)

    @admin.display(description=_("สถานะ"), ordering="state")
    def state_in_words(self, obj: Term) -> str:
        css = "shown-row" if obj.governs_on(timezone.localdate()) and not obj.is_acting else "hidden-row"
        return format_html('<span class="tag {}">{}</span>', css, state_of(obj))

    @admin.display(description=_("วาระ"), ordering="starts_on")
    def days(self, obj: Term) -> str:
        return days_in_words(obj)

    @admin.display(description=_("คำสั่ง"), ordering="ordered_on")
    def order(self, obj: Term) -> str:
        return obj.order_in_words

    @admin.display(description=_("กรรมการ (คน)"), ordering="members_counted")
    def members(self, obj: Term) -> int:
        return getattr(obj, "members_counted", 0)


def state_of(term: Term) -> str:
    """The state today: acting told apart, and days that lie ahead taken into account."""
    if term.is_acting:
        return str(_("รักษาการ"))
    today = timezone.localdate()
    if term.governs_on(today):
        return str(Term.State.IN_FORCE.label)
    if term.state == Term.State.IN_FORCE:
        return str(_("ยังไม่ถึงวันเริ่มวาระ"))
    return term.get_state_display()


def _of_term(term: Term) -> dict[str, Any]:
    """What the page of a term shows beside its form: the steps to take, or its members and what can be done."""
    context: dict[str, Any] = {
        "term": term,
        "state_in_words": state_of(term),
        "nominations": list(term.nominations.select_related("person", "network", "organization")),
    }
    if term.state == Term.State.PREPARING:
        return context | {"selected_count": selected_of(term).count()}
    rows = term.seats.for_rows().select_related("replaces__person")
    return context | {
        "seats": rows.order_by("rank", "from_on", "pk"),
        "gaps": gaps(term, term.shown_on) if term.governs_on(timezone.localdate()) else [],
        "may_revert": not why_not_revert(term),
    }
