"""People, what they allow, their photo."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from center.people import consent
from center.people.admin.merging import Merging
from center.people.admin.own_data import OwnData
from center.people.admin.searching import InAVillage
from center.people.membership_texts import groups_in_words, roles_in_words
from center.people.models import Consent, Membership, Person, PersonPhoto
from center.pictures.forms import PictureForm
from center.pictures.markup import picture_html
from center.staff.base import NamedFormSet, StaffAdmin, StaffInline
from center.staff.exporting import may_export_personal_data
from center.staff.filters import HasFilter
from center.staff.officer import officer
from center.staff.row_page import require
from thai.dates import long_date
from thai.django.forms import ThaiDateField
from thai.phones import format_phone


class PersonMembershipInline(StaffInline, admin.TabularInline):
    model = Membership
    fk_name = "person"
    fields = ("group", "role", "joined_on", "left_on")
    autocomplete_fields = ("group",)
    verbose_name_plural = _("เป็นสมาชิกของ")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("person", "group")


class ConsentForm(forms.ModelForm):
    """A consent that was given: the sentence read is the newest. It is withdrawn by an act of its own."""

    class Meta:
        model = Consent
        fields = ("purpose", "given_on", "channel")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "given_on" in self.fields:
            self.fields["given_on"].initial = timezone.localdate

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        given_on, purpose = cleaned.get("given_on"), cleaned.get("purpose")
        if given_on and given_on > timezone.localdate():
            self.add_error("given_on", _("วันที่ยินยอมต้องไม่เกินวันนี้"))
        # The constraint names a column that the form lacks, so that Django doesn't ask it.
        if purpose and self.instance.person_id and consent.may_show(self.instance.person, purpose):
            self.add_error("purpose", _("บันทึกความยินยอมเรื่องนี้ไว้แล้ว"))
        if purpose:
            self.instance.wording = consent.newest_wording(purpose)
        return cleaned


class ConsentFormSet(NamedFormSet):
    def clean(self) -> None:
        """Of two new rows for one purpose the second is refused."""
        super().clean()
        seen = set()
        for form in self.extra_forms:
            purpose = form.cleaned_data.get("purpose") if form.is_valid() else None
            if purpose and purpose in seen:
                form.add_error("purpose", _("บันทึกความยินยอมเรื่องนี้ไว้แล้ว"))
            seen.add(purpose)


class ConsentInline(StaffInline, admin.TabularInline):
    """Consents stand as they were given, and are never deleted: withdrawing one keeps the day."""

    model = Consent
    form = ConsentForm
    fields = ("purpose", "given_on", "channel", "sentence", "state")
    readonly_fields = ("sentence", "state")
    can_delete = False

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, formset=ConsentFormSet, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("ข้อความที่อ่าน"))
    def sentence(self, obj: Consent) -> str:
        if not obj.pk:
            return str(_("ข้อความฉบับล่าสุด"))
        text = str(consent.wording(obj.purpose, obj.wording))
        title = _("ฉบับที่ %d") % obj.wording
        return format_html("<details><summary>{}</summary>{}</details>", title, text)

    @admin.display(description=_("ผล"))
    def state(self, obj: Consent) -> str:
        if not obj.pk:
            return ""
        if obj.withdrawn_on:
            return str(_("ถอนแล้วเมื่อ %s") % long_date(obj.withdrawn_on, get_language()))
        url = reverse("admin:center_consent_withdraw", args=[obj.pk])
        return format_html('{} <a href="{}">{}</a>', _("ยินยอมอยู่"), url, _("ถอนความยินยอม"))


class PersonPhotoForm(PictureForm):
    """Only the file: the name that always stands beside the photo says who it is."""

    class Meta:
        model = PersonPhoto
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.decorative = True


class PersonPhotoInline(StaffInline, admin.StackedInline):
    model = PersonPhoto
    form = PersonPhotoForm
    fields = ("preview", "upload", "shown")
    readonly_fields = ("preview", "shown")
    extra = 1
    max_num = 1

    @admin.display(description=_("รูป"))
    def preview(self, obj: PersonPhoto) -> str:
        return picture_html(obj, sizes="10rem", css="preview") if obj.pk else str(_("ยังไม่มีรูป"))

    @admin.display(description=_("แสดงบนเว็บ"))
    def shown(self, obj: PersonPhoto) -> str:
        if obj.pk and consent.may_show(obj.person, Consent.Purpose.PHOTO):
            return str(_("แสดงได้ เพราะเจ้าตัวยินยอมอยู่"))
        return str(_("ไม่แสดง จนกว่าจะบันทึกความยินยอมให้เผยแพร่ภาพ"))


@admin.register(Person)
class PersonAdmin(InAVillage, Merging, OwnData, StaffAdmin):
    list_display = ("name", "nickname", "phone_with_dashes", "tambon", "moo", "merged")
    list_select_related = ("tambon", "merged_into")
    list_filter = ("tambon", "gender", ("merged_into", HasFilter))
    search_fields = ("search_text", "phone")
    autocomplete_fields = ("tambon",)
    readonly_fields = ("merged_records",)
    change_form_template = "admin/center/person/change_form.html"
    inlines = (PersonMembershipInline, ConsentInline, PersonPhotoInline)
    log_by_number = True
    export_columns = (
        (_("เลขที่บุคคล"), "id"),
        "title",
        "first_name",
        "surname",
        "nickname",
        "phone",
        "line_id",
        "email",
        "moo",
        "tambon",
        "gender",
        "merged_into",
    )
    export_computed = ((_("กลุ่ม"), groups_in_words), (_("หน้าที่"), roles_in_words))
    export_prefetch = ("memberships__group",)
    fieldsets = (
        (
            None,
            {
                "fields": (("title", "first_name", "surname"), ("nickname", "gender")),
                "description": _("เก็บเท่าที่จำเป็นต่อการนัดหมายและติดตามผลเท่านั้น ไม่เก็บเลขหรือสำเนาบัตรประชาชน"),
            },
        ),
        (_("ติดต่อ"), {"fields": ("phone", "line_id", "email")}),
        (_("ที่อยู่"), {"fields": (("moo", "tambon"),)}),
        (
            _("รวมข้อมูลซ้ำ"),
            {
                "fields": ("merged_records",),
                "classes": ("collapse",),
            },
        ),
    )

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """A field that asks for a person is offered each once: no record that was merged into another or erased."""
        if request.path.endswith("/autocomplete/"):
            queryset = queryset.filter(merged_into=None, erased_at=None).select_related("tambon")
        return super().get_search_results(request, queryset, search_term)

    def render_change_form(self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any) -> HttpResponse:
        person = kwargs.get("obj")
        standing = person is not None and person.merged_into_id is None and person.erased_at is None
        context["may_merge"] = standing and self.has_change_permission(request, person)
        context["may_erase"] = standing and request.user.has_perm("center.erase_person")
        context["may_send_own_data"] = person is not None and may_export_personal_data(request)
        return super().render_change_form(request, context, *args, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is added to a record that was erased."""
        return super().has_change_permission(request, obj) and (obj is None or obj.erased_at is None)

    # --- Withdrawing a consent ---

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(self.withdraw_view))
        return [path("consents/<int:pk>/withdraw/", view, name="center_consent_withdraw"), *super().get_urls()]

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the day on which a consent was withdrawn; a POST records it, and a photo is on no page any more."""
        require(request, "center.change_consent")
        row = get_object_or_404(Consent.objects.select_related("person"), pk=pk)
        form = WithdrawForm(request.POST or None, initial={"on": timezone.localdate()})
        back = reverse("admin:center_person_change", args=[row.person_id])
        if request.method == "POST" and form.is_valid():
            try:
                withdrawn = consent.withdraw(row, on=form.cleaned_data["on"], by=officer(request))
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                said = _("บันทึกการถอนความยินยอมแล้ว") if withdrawn else _("ความยินยอมนี้ถอนไปก่อนแล้ว")
                self.message_user(request, said, messages.SUCCESS if withdrawn else messages.INFO)
                return HttpResponseRedirect(back)
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": _("ถอนความยินยอม"),
            "consent": row,
            "person": row.person,
            "form": form,
            "back": back,
        }
        return TemplateResponse(request, "admin/center/person/withdraw.html", context)

    @admin.display(description=_("ชื่อ-นามสกุล"), ordering="sort_key")
    def name(self, obj: Person) -> str:
        return str(obj)

    @admin.display(description=_("เบอร์โทรศัพท์"), ordering="phone")
    def phone_with_dashes(self, obj: Person) -> str:
        return format_phone(obj.phone)

    @admin.display(description=_("รวมเข้ากับ"))
    def merged(self, obj: Person) -> str:
        return str(obj.merged_into or "")


class WithdrawForm(forms.Form):
    on = ThaiDateField(label=_("วันที่ถอนความยินยอม"), error_messages={"required": _("กรุณากรอกวันที่")})

    def clean_on(self) -> Any:
        if self.cleaned_data["on"] > timezone.localdate():
            raise ValidationError(_("วันที่ถอนความยินยอมต้องไม่เกินวันนี้"))
        return self.cleaned_data["on"]
