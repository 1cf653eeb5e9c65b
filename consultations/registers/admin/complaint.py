"""Complaints and suggestions on the staff site, for managers only: rows to read, with buttons for the answer."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from center.staff.base import StaffAdmin
from center.staff.officer import officer
from center.staff.row_page import address_of, ask, posted, require, show_new
from center.staff.states import ShowsStates
from center.visitors.forms import SignedForm
from committee.terms.forms import line
from consultations.bookings.actors import staff
from consultations.registers import complaints
from consultations.registers.admin.page import REFUSALS
from consultations.registers.models import Complaint
from consultations.registers.models.complaint import LONGEST_ANSWER, LONGEST_COMPLAINT
from thai.django.fields import ThaiTextField
from thai.django.forms import PhoneField
from thai.phones import format_phone, tel_uri

State = Complaint.State
ADD_COMPLAINT, CHANGE_COMPLAINT = "consultations.add_complaint", "consultations.change_complaint"
# How much of a complaint a row of the list shows.
BEGINNING = 80


class AnswerForm(forms.Form):
    answer = ThaiTextField(max_length=LONGEST_ANSWER).formfield(
        label=_("คำตอบ"),
        help_text=_("ผู้ส่งอ่านได้ที่หน้าร้องเรียนและเสนอแนะด้วยเลขที่ของเรื่อง ไม่ต้องเขียนชื่อใคร"),
        widget=forms.Textarea({"rows": 6, "class": "vLargeTextField"}),
    )


class PaperForm(SignedForm):
    """A complaint that came as a letter, in a box at the center, or by word of mouth."""

    kind = forms.ChoiceField(label=_("ประเภท"), choices=Complaint.Kind.choices)
    text = ThaiTextField(max_length=LONGEST_COMPLAINT).formfield(
        label=_("เรื่องราว"),
        help_text=_("ตามที่เขียนหรือพูดมา"),
        widget=forms.Textarea({"rows": 6, "class": "vLargeTextField"}),
    )
    name = line(_("ชื่อผู้ส่ง (ถ้าให้ไว้)"), required=False)
    phone = PhoneField(label=_("เบอร์โทรศัพท์ (ถ้าให้ไว้)"), required=False)

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, form_name="staff complaint", **kwargs)

    def typed(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("kind", "text", "name", "phone")}


@admin.register(Complaint)
class ComplaintAdmin(ShowsStates, StaffAdmin):
    """No form of Django's writes this table: visitors' form does, and the rules of answering."""

    list_display = ("number", "kind", "beginning", "sent_at", "state_tag")
    list_display_links = ("number", "beginning")
    list_filter = ("state", "kind")
    search_fields = ("reference", "text", "name", "phone")
    change_form_template = "admin/consultations/complaint/change_form.html"
    actions: Any = None
    log_by_number = True
    save_on_top = False
    fields: ClassVar = ("number", "kind", "text", "name", "phone_to_call", "sent_at", "answer", "state_log")
    readonly_fields: ClassVar = fields
    export_columns = ((_("เลขที่"), "reference"), "kind", "text", "name", "phone", "sent_at", "state", "answer")

    def get_urls(self) -> list:
        def page(name: str, view: Any) -> Any:
            handler = self.admin_site.admin_view(never_cache(view))
            return path(f"<int:pk>/{name}/", handler, name=f"consultations_complaint_{name}")

        own = [page("answer", self.answer_view), page("examine", require_POST(self.examine_view))]
        return [*own, *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        """What came on paper or by word of mouth, typed in by managers; the number is for whoever brought it."""
        require(request, ADD_COMPLAINT)
        form = PaperForm(posted(request))
        if request.method == "POST" and form.is_valid():
            row = complaints.send(form_key=form.form_key, by=staff(officer(request)), **form.typed())
            self.log_addition(request, row, gettext("รับเรื่องที่มาเป็นกระดาษ"))
            messages.success(request, gettext("รับเรื่องแล้ว เลขที่ %s ผู้ส่งดูคำตอบได้ด้วยเลขที่นี้") % row.reference)
            return HttpResponseRedirect(address_of(row))
        return show_new(self, request, form, title=_("รับเรื่องที่มาเป็นกระดาษ"), button=_("รับเรื่อง"))

    def answer_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer it, or put the answer right."""
        row = self._find(request, pk)
        return ask(
            self,
            request,
            row=row,
            form=AnswerForm(posted(request), initial={"answer": row.answer}),
            act=REFUSALS.refused_at(
                "answer",
                lambda cleaned: complaints.answer(row, text=cleaned["answer"], by=staff(officer(request))),
            ),
            title=_("ตอบ: %s") % row,
            button=_("บันทึกคำตอบ"),
            said=_("บันทึกคำตอบแล้ว"),
            explained=[row.text],
        )

    def examine_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Somebody looks into it; also where an answer was given too soon."""
        row = self._find(request, pk)
        by = staff(officer(request))
        return REFUSALS.do(self, request, row, lambda: complaints.examine(row, by=by), str(_("บันทึกแล้วว่ากำลังตรวจสอบ")))

    def _find(self, request: HttpRequest, pk: int) -> Complaint:
        require(request, CHANGE_COMPLAINT)
        return get_object_or_404(Complaint, pk=pk)

    def has_change_permission(self, request: HttpRequest, obj: Complaint | None = None) -> bool:
        """Of the list; a row is changed by its buttons."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Complaint | None = None) -> bool:
        return False

    def render_change_form(self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any) -> HttpResponse:
        row = kwargs.get("obj")
        if row is not None:
            context |= {
                "complaint": row,
                "may": request.user.has_perm(CHANGE_COMPLAINT),
                "may_examine": row.state != State.EXAMINED,
                "is_answered": row.state == State.ANSWERED,
            }
        return super().render_change_form(request, context, *args, **kwargs)

    # --- Columns ---

    @admin.display(description=_("เลขที่"), ordering="reference")
    def number(self, obj: Complaint) -> str:
        return obj.reference

    @admin.display(description=_("ข้อความ"))
    def beginning(self, obj: Complaint) -> str:
        text = " ".join(obj.text.split())
        return text if len(text) <= BEGINNING else f"{text[:BEGINNING]}…"

    @admin.display(description=_("เบอร์โทรศัพท์"), ordering="phone")
    def phone_to_call(self, obj: Complaint) -> str:
        if not obj.phone:
            return str(_("ไม่ได้ให้ไว้"))
        return format_html('<a href="{}">{}</a>', tel_uri(obj.phone), format_phone(obj.phone))

    @admin.display(description=_("สถานะ"), ordering="state")
    def state_tag(self, obj: Complaint) -> str:
        css = "shown-row" if obj.state == State.ANSWERED else "hidden-row"
        return format_html('<span class="tag {}">{}</span>', css, obj.get_state_display())
