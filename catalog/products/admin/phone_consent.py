"""Pages on which staff record that a producer allows its phone to be shown, and that it doesn't any more."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.sites import AdminSite
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from catalog.products.models import Producer
from catalog.products.phone_consent import Purpose, consent_of, record, stop
from center.people import consent
from center.people.admin.accepting import NEW, OTHER, described
from center.people.models import Consent, Person
from center.staff.officer import officer
from center.staff.row_page import ask, posted, refuse
from thai.dates import long_date
from thai.django.forms import ThaiCharField, ThaiDateField

MOST_PROPOSED = 5

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
else:
    _Admin = object


class DayForm(forms.Form):
    """A day that isn't ahead."""

    on = ThaiDateField(label=_("วันที่"), error_messages={"required": _("กรุณากรอกวันที่")})

    def clean_on(self) -> Any:
        if self.cleaned_data["on"] > timezone.localdate():
            raise ValidationError(_("วันที่ต้องไม่เกินวันนี้"))
        return self.cleaned_data["on"]


class PhoneConsentForm(DayForm):
    """Who allowed it: the contact, somebody of the register whose phone it is, somebody else, or somebody new."""

    who = forms.ChoiceField(
        label=_("ใครเป็นผู้ให้ความยินยอม"),
        widget=forms.RadioSelect,
        error_messages={"required": _("กรุณาเลือกว่าใครเป็นผู้ให้ความยินยอม")},
    )
    other_person = forms.ModelChoiceField(
        Person.objects.one_record_each(),
        label=_("คนอื่นในทะเบียน"),
        required=False,
        help_text=_("ค้นด้วยชื่อ เบอร์ หรือ ม.2 เสม็ดใต้"),
    )
    title = ThaiCharField(label=_("คำนำหน้าชื่อ"), max_length=40, required=False)
    first_name = ThaiCharField(label=_("ชื่อ"), max_length=100, required=False)
    surname = ThaiCharField(label=_("นามสกุล"), max_length=100, required=False)
    channel = forms.ChoiceField(label=_("ยินยอมทาง"), choices=Consent.Channel.choices)

    field_order = ("who", "other_person", "title", "first_name", "surname", "on", "channel")

    def __init__(self, data: Any = None, *, producer: Producer, admin_site: AdminSite, may_add: bool) -> None:
        initial = {"who": producer.contact_id or "", "on": timezone.localdate()}
        super().__init__(data, initial=initial)
        self.producer = producer
        self.people = {str(person.pk): person for person in proposed_people(producer)}
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            *((key, described(person)) for key, person in self.people.items()),
            *([(NEW, _("คนใหม่ ยังไม่มีในทะเบียน"))] if may_add else []),
            (OTHER, _("คนอื่นในทะเบียน")),
        ]
        other = self.fields["other_person"]
        other.widget = AutocompleteSelect(Producer._meta.get_field("contact"), admin_site)
        other.widget.choices = other.choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("who") == OTHER and not cleaned.get("other_person"):
            self.add_error("other_person", _("กรุณาเลือกบุคคล"))
        if cleaned.get("who") == NEW and not cleaned.get("first_name"):
            self.add_error("first_name", _("กรุณากรอกชื่อ"))
        return cleaned


def proposed_people(producer: Producer) -> list[Person]:
    """The contact first, then people of the register who have the producer's phone. Families share phones."""
    of_phone = Q(phone=producer.phone) if producer.phone else Q()
    found = Person.objects.one_record_each().filter(Q(pk=producer.contact_id) | of_phone)
    people = list(found.select_related("tambon").order_by("sort_key", "pk")[:MOST_PROPOSED])
    return sorted(people, key=lambda person: person.pk != producer.contact_id)


def person_of(form: PhoneConsentForm) -> Person:
    """Who was chosen in a valid form; a new person isn't saved yet, and has the producer's phone and village."""
    cleaned, producer = form.cleaned_data, form.producer
    if cleaned["who"] == NEW:
        named = {name: cleaned[name] or "" for name in ("title", "first_name", "surname")}
        return Person(phone=producer.phone, tambon=producer.tambon, moo=producer.moo, **named)
    person: Person = cleaned["other_person"] if cleaned["who"] == OTHER else form.people[cleaned["who"]]
    return person


class PhoneConsent(_Admin):
    """Mixin for the admin of producers."""

    def get_urls(self) -> list:
        def page(address: str, view: Any, name: str) -> Any:
            wrapped = self.admin_site.admin_view(never_cache(require_http_methods(["GET", "HEAD", "POST"])(view)))
            return path(f"<int:pk>/phone-consent/{address}", wrapped, name=f"catalog_producer_{name}")

        pages = [page("", self.consent_view, "phone_consent"), page("stop/", self.stop_view, "phone_stop")]
        return [*pages, *super().get_urls()]

    @admin.display(description=_("แสดงเบอร์และไลน์บนเว็บ"))
    def phone_consent(self, obj: Producer) -> str:
        """What is shown and who allowed it, with the pages that change it."""
        if obj._state.adding:
            return str(_("บันทึกผู้ผลิตก่อน แล้วจึงบันทึกความยินยอม"))
        given = consent_of(obj)
        allow = _link("phone_consent", obj, _("ผู้ผลิตยินยอมให้แสดงเบอร์"))
        hide = _link("phone_stop", obj, _("หยุดแสดงเบอร์"))
        if obj.phone_shown and given:
            day = long_date(given.given_on, get_language())
            words = _("แสดงอยู่ %(person)s ยินยอมเมื่อ %(day)s (%(channel)s)")
            said = words % {"person": given.person, "day": day, "channel": given.get_channel_display()}
            return format_html("{} {}", said, hide)
        if obj.phone_shown:
            return format_html("{} {} {}", _("แสดงอยู่ แต่ยังไม่ได้บันทึกว่าใครยินยอม"), allow, hide)
        if not (obj.phone or obj.line_id):
            return str(_("ยังไม่มีเบอร์หรือไอดีไลน์ให้แสดง"))
        return format_html("{} {}", _("ไม่แสดง"), allow)

    def consent_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask who allowed the phone to be shown, when and how; the phone is shown from then on."""
        producer = self._producer(request, pk, "center.add_consent")
        if not (producer.phone or producer.line_id):
            return refuse(request, producer, str(_("ยังไม่มีเบอร์หรือไอดีไลน์ให้แสดง")))
        may_add = request.user.has_perm("center.add_person")
        form = PhoneConsentForm(posted(request), producer=producer, admin_site=self.admin_site, may_add=may_add)

        def act(cleaned: dict[str, Any]) -> None:
            person = person_of(form)
            record(producer=producer, person=person, on=cleaned["on"], channel=cleaned["channel"], by=officer(request))

        read = consent.wording(Purpose.PHONE, consent.newest_wording(Purpose.PHONE))
        return ask(
            self,
            request,
            row=producer,
            form=form,
            act=act,
            title=_("ผู้ผลิตยินยอมให้แสดงเบอร์"),
            button=_("บันทึกความยินยอม"),
            said=_("บันทึกความยินยอมแล้ว เบอร์แสดงบนเว็บแล้ว"),
            explained=[_("ให้ผู้ผลิตอ่านข้อความนี้ก่อน:"), f"“{read}”"],
        )

    def stop_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the day on which the consent was withdrawn; the phone is hidden at once."""
        producer = self._producer(request, pk, "center.change_consent")
        form = DayForm(posted(request), initial={"on": timezone.localdate()})
        return ask(
            self,
            request,
            row=producer,
            form=form,
            act=lambda cleaned: stop(producer=producer, on=cleaned["on"], by=officer(request)),
            title=_("หยุดแสดงเบอร์"),
            button=_("หยุดแสดงเบอร์"),
            said=_("เบอร์ไม่แสดงบนเว็บแล้ว"),
            explained=[_("ถ้ามีบันทึกความยินยอม ระบบบันทึกว่าถอนในวันที่นี้ ผู้ผลิตอื่นที่มีผู้ติดต่อคนเดียวกันหยุดแสดงด้วย")],
        )

    def _producer(self, request: HttpRequest, pk: int, permission: str) -> Producer:
        producer = get_object_or_404(Producer.objects.select_related("tambon", "contact"), pk=pk)
        if not (self.has_change_permission(request, producer) and request.user.has_perm(permission)):
            raise PermissionDenied
        return producer


def _link(name: str, producer: Producer, label: Any) -> str:
    return format_html('<a href="{}">{}</a>', reverse(f"admin:catalog_producer_{name}", args=[producer.pk]), label)
