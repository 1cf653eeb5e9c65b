"""Requests of villages on the staff site: rows to read, with buttons for the answer, and the page for one on paper."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from center.places.models import Tambon
from center.places.villages import MOST_MOO
from center.staff.base import StaffAdmin
from center.staff.officer import officer
from center.staff.row_page import address_of, ask, posted, require, show_new
from center.staff.states import ShowsStates
from center.visitors.forms import SignedForm
from committee.terms.forms import line, offer
from consultations.bookings.actors import staff
from consultations.outreach import requests, texts
from consultations.outreach.admin.page import ADD, CHANGE_REQUEST, REFUSALS
from consultations.outreach.models import VillageRequest
from consultations.outreach.models.village_request import MOST_PEOPLE
from thai.django.fields import ThaiTextField
from thai.django.forms import PhoneField, ThaiIntegerField
from thai.phones import format_phone, tel_uri

State = VillageRequest.State
ADD_REQUEST = "consultations.add_villagerequest"


class AnswerForm(forms.Form):
    answer = line(_("คำตอบถึงผู้ขอ"), most=300, help_text=_("ผู้ขอเห็นข้อความนี้ เช่น เดือนนี้คิวเต็ม ขอเป็นเดือนหน้า"))


class LetterForm(forms.Form):
    letter_number = line(_("เลขรับหนังสือ"), most=40, required=False, help_text=_("ว่างไว้ = ไม่มีหนังสือ"))


class PaperForm(SignedForm):
    """A request that came as a letter or by phone."""

    kind = forms.ChoiceField(label=_("ขออะไร"), choices=VillageRequest.Kind.choices)
    subject = line(_("อยากให้จัดเรื่องอะไร"), most=200)
    name = line(_("ชื่อ-นามสกุลผู้ขอ"))
    on_behalf_of = line(_("ในนามของ"), required=False, help_text=_("เช่น ผู้ใหญ่บ้านหมู่ 6 หรือกลุ่มแม่บ้าน"))
    phone = PhoneField(label=_("เบอร์โทรศัพท์"))
    tambon = forms.ChoiceField(label=_("ตำบล"), required=False)
    moo = ThaiIntegerField(label=_("หมู่ที่"), required=False, min_value=1, max_value=MOST_MOO)
    when = line(_("ช่วงเวลาที่สะดวก"), required=False)
    people = ThaiIntegerField(label=_("คาดว่ามากี่คน"), required=False, min_value=1, max_value=MOST_PEOPLE)
    letter_number = line(_("เลขรับหนังสือ"), most=40, required=False, help_text=_("ถ้ามีหนังสือมาด้วย"))
    details = ThaiTextField(blank=True, max_length=1000).formfield(
        label=_("รายละเอียด"), widget=forms.Textarea({"rows": 3, "class": "vLargeTextField"})
    )

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, form_name="staff village request", **kwargs)
        self.tambons = {tambon.pk: tambon for tambon in Tambon.objects.all()}
        offer(self, "tambon", [("", _("ไม่ระบุ")), *((pk, tambon.name) for pk, tambon in self.tambons.items())])

    def clean_tambon(self) -> Tambon | None:
        return self.tambons.get(self.cleaned_data["tambon"])

    def typed(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "token"}


@admin.register(VillageRequest)
class VillageRequestAdmin(ShowsStates, StaffAdmin):
    """No form of Django's writes this table: it is written by the rules of requests."""

    list_display = ("subject", "from_whom", "phone_to_call", "sent_at", "state_tag")
    list_select_related = ("tambon", "event")
    list_filter = ("state", "kind", "tambon")
    search_fields = ("subject", "name", "on_behalf_of", "phone", "reference", "letter_number")
    change_form_template = "admin/consultations/villagerequest/change_form.html"
    actions: Any = None
    log_by_number = True
    save_on_top = False
    fields: ClassVar = (
        "number",
        "kind",
        "subject",
        "when",
        "people",
        "name",
        "on_behalf_of",
        "phone_to_call",
        "village",
        "details",
        "letter_number",
        "answer",
        "planned_event",
        "sent_at",
        "state_log",
    )
    readonly_fields: ClassVar = fields
    export_columns = (
        (_("เลขที่คำขอ"), "reference"),
        "kind",
        "state",
        "subject",
        "when",
        "people",
        "name",
        "on_behalf_of",
        "phone",
        "tambon",
        "moo",
        "details",
        "letter_number",
        "answer",
        "event",
        "sent_at",
    )

    # --- Pages ---

    def get_urls(self) -> list:
        def page(name: str, view: Any) -> Any:
            handler = self.admin_site.admin_view(never_cache(view))
            return path(f"<int:pk>/{name}/", handler, name=f"consultations_request_{name}")

        return [
            page("decline", self.decline_view),
            page("letter", self.letter_view),
            page("reopen", require_POST(self.reopen_view)),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        """A letter or a call, typed in by staff; the number of the letter is theirs to type."""
        require(request, ADD_REQUEST)
        form = PaperForm(posted(request))
        if request.method == "POST" and form.is_valid():
            row = requests.ask(form_key=form.form_key, by=staff(officer(request)), **form.typed())
            self.log_addition(request, row, _("รับคำขอ"))
            messages.success(request, _("รับคำขอแล้ว เลขที่ %s") % row.reference)
            return HttpResponseRedirect(address_of(row))
        return show_new(self, request, form, title=_("รับคำขอจากหนังสือหรือโทรศัพท์"), button=_("รับคำขอ"))

    def decline_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The center can't: who asked reads why."""
        row = self._find(request, pk)
        return ask(
            self,
            request,
            row=row,
            form=AnswerForm(posted(request), initial={"answer": row.answer}),
            act=REFUSALS.refused_at(
                "answer",
                lambda cleaned: requests.decline(row, answer=cleaned["answer"], by=staff(officer(request))),
            ),
            title=_("ตอบว่าจัดให้ไม่ได้: %s") % row,
            button=_("บันทึกคำตอบ"),
            said=_("บันทึกคำตอบแล้ว กรุณาโทรแจ้งผู้ขอด้วย"),
            explained=[f"{row.name} · {format_phone(row.phone)}"],
        )

    def letter_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The number under which the office's register has the letter."""
        row = self._find(request, pk)

        def save(cleaned: dict[str, Any]) -> None:
            row.letter_number = cleaned["letter_number"]
            row._history_user = officer(request)  # type: ignore[attr-defined]
            row.save(update_fields=["letter_number"])

        return ask(
            self,
            request,
            row=row,
            form=LetterForm(posted(request), initial={"letter_number": row.letter_number}),
            act=save,
            title=_("เลขรับหนังสือ: %s") % row,
            button=_("บันทึก"),
            said=_("บันทึกเลขรับหนังสือแล้ว"),
        )

    def reopen_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answered by mistake: it waits again. An event that was planned for it stays."""
        row = self._find(request, pk)
        by = staff(officer(request))
        return REFUSALS.do(self, request, row, lambda: requests.reopen(row, by=by), str(_("กลับไปรอพิจารณาแล้ว")))

    def _find(self, request: HttpRequest, pk: int) -> VillageRequest:
        require(request, CHANGE_REQUEST)
        return get_object_or_404(VillageRequest.objects.select_related("tambon", "event"), pk=pk)

    def has_change_permission(self, request: HttpRequest, obj: VillageRequest | None = None) -> bool:
        """Of the list; a row is changed by its buttons."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: VillageRequest | None = None) -> bool:
        return False

    def render_change_form(self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = kwargs.get("obj")
        if asked is not None:
            may = request.user.has_perm(CHANGE_REQUEST)
            context |= {
                "asked": asked,
                "may": may,
                "may_plan": may and request.user.has_perm(ADD) and asked.state != State.PLANNED,
                "may_decline": may and asked.state == State.RECEIVED,
                "may_reopen": may and asked.state != State.RECEIVED,
            }
        return super().render_change_form(request, context, *args, **kwargs)

    # --- Columns ---

    @admin.display(description=_("เลขที่คำขอ"), ordering="reference")
    def number(self, obj: VillageRequest) -> str:
        return obj.reference

    @admin.display(description=_("เบอร์โทรศัพท์"), ordering="phone")
    def phone_to_call(self, obj: VillageRequest) -> str:
        return format_html('<a href="{}">{}</a>', tel_uri(obj.phone), format_phone(obj.phone))

    @admin.display(description=_("หมู่บ้าน"))
    def village(self, obj: VillageRequest) -> str:
        return texts.of_village(obj) or self.empty_value_display

    @admin.display(description=_("จาก"), ordering="tambon__sort_key")
    def from_whom(self, obj: VillageRequest) -> str:
        parts = [obj.on_behalf_of, texts.of_village(obj)]
        return " · ".join(part for part in parts if part) or self.empty_value_display

    @admin.display(description=_("กิจกรรมที่จัดให้"))
    def planned_event(self, obj: VillageRequest) -> str:
        if obj.event is None:
            return self.empty_value_display
        return format_html('<a href="{}">{}</a>', address_of(obj.event), obj.event)

    @admin.display(description=_("สถานะ"), ordering="state")
    def state_tag(self, obj: VillageRequest) -> str:
        css = "hidden-row" if obj.state == State.RECEIVED else "shown-row"
        return format_html('<span class="tag {}">{}</span>', css, obj.get_state_display())
