"""Registering people by phone or at the counter, and by pasting a headman's list."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from center.places.models import Tambon
from center.places.villages import MOST_MOO
from center.staff.officer import officer
from center.staff.row_page import posted, refuse, show
from center.visitors.forms import SignedForm
from committee.terms.forms import line, offer
from consultations.bookings.actors import staff
from consultations.bookings.forms import ANOTHER_DISTRICT, outside_of
from consultations.bookings.models import Channel
from consultations.outreach import free_seats, texts
from consultations.outreach.admin.acts import possible_with
from consultations.outreach.admin.page import REFUSALS, REGISTER, find_event, sentence_of
from consultations.outreach.free_seats import FreeSeats
from consultations.outreach.models import OutreachEvent, Session
from consultations.outreach.name_lists import BadLine, paste
from consultations.outreach.refusals import AlreadyRegistered, NothingChosen, PartyTooLarge
from consultations.outreach.registrations import Registrant, register
from thai.django.forms import PhoneField, ThaiIntegerField

MOST_LINES = 500
MOST_LETTERS = 40_000


class ChoosesSessions(forms.Form):
    """The sessions with a limit, all chosen at first. Nothing to choose where the event has one session."""

    sessions = forms.TypedMultipleChoiceField(
        label=gettext_lazy("มาช่วงไหน"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, event: OutreachEvent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seats = FreeSeats.of(event.sessions.with_queue())
        self.limited = {session.pk: session for session in seats.limited}
        if seats.to_choose:
            named = [(pk, f"{session.title} · {free_seats.in_words(session)}") for pk, session in self.limited.items()]
            offer(self, "sessions", named)
            self.fields["sessions"].initial = list(self.limited)
        else:
            del self.fields["sessions"]

    @property
    def chosen(self) -> list[Session]:
        if "sessions" not in self.fields:
            return list(self.limited.values())
        return [self.limited[pk] for pk in self.cleaned_data["sessions"]]


class RegisterForm(ChoosesSessions, SignedForm):
    name = line(gettext_lazy("ชื่อ-นามสกุล"))
    phone = PhoneField(label=gettext_lazy("เบอร์โทรศัพท์"), required=False)
    tambon = forms.ChoiceField(label=gettext_lazy("ตำบล"), required=False)
    moo = ThaiIntegerField(label=gettext_lazy("หมู่ที่"), required=False, min_value=1, max_value=MOST_MOO)
    outside = line(gettext_lazy("อำเภอและจังหวัด (ถ้านอกอำเภอ)"), most=120, required=False)
    party_size = ThaiIntegerField(label=gettext_lazy("มากี่คน"), min_value=1, max_value=999, initial=1)
    email = forms.EmailField(label=gettext_lazy("อีเมล (ถ้ามี)"), required=False)
    channel = forms.ChoiceField(
        label=gettext_lazy("ช่องทาง"), choices=[choice for choice in Channel.choices if choice[0] != Channel.WEB]
    )
    field_order = ("name", "phone", "tambon", "moo", "outside", "party_size", "sessions", "email", "channel")

    def __init__(self, data: QueryDict | None = None, *, event: OutreachEvent, **kwargs: Any) -> None:
        super().__init__(data, event=event, form_name=f"staff registration {event.pk}", **kwargs)
        self.tambons = {tambon.pk: tambon for tambon in Tambon.objects.all()}
        named = [(pk, tambon.name) for pk, tambon in self.tambons.items()]
        offer(self, "tambon", [("", _("ไม่ระบุ")), *named, (ANOTHER_DISTRICT, _("นอกอำเภอบางคล้า"))])

    def registrant(self) -> Registrant:
        cleaned = self.cleaned_data
        tambon = self.tambons.get(cleaned["tambon"])
        return Registrant(
            name=cleaned["name"],
            phone=cleaned["phone"],
            email=cleaned["email"],
            tambon=tambon,
            moo=cleaned["moo"],
            outside=outside_of(cleaned["tambon"], cleaned["outside"]),
        )


class ListForm(forms.Form):
    """A list of names, one a line."""

    text = forms.CharField(
        label=gettext_lazy("รายชื่อ คนละบรรทัด"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea({"rows": 12, "class": "vLargeTextField"}),
        help_text=gettext_lazy("เช่น นางแฉล้ม ลานใบไม้ ม.6 บางกระเจ็ด 081-234-5678 เรียงอย่างไรก็ได้ มีแต่ชื่อก็ได้"),
        error_messages={"required": gettext_lazy("กรุณาวางรายชื่อ")},
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if len(text.splitlines()) > MOST_LINES:
            raise forms.ValidationError(_("วางได้ครั้งละไม่เกิน %d บรรทัด กรุณาแบ่งวาง") % MOST_LINES)
        return text


class PasteForm(ListForm, ChoosesSessions):
    field_order = ("text", "sessions")


# Where each refusal stands; the others above the form.
FIELDS: dict[type[Exception], str] = {
    PartyTooLarge: "party_size",
    NothingChosen: "sessions",
    AlreadyRegistered: "name",
}


def register_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """One party; afterwards its page says what to read aloud."""
    event = find_event(request, pk, REGISTER)
    if not possible_with(event)["may_register"]:
        return refuse(request, event, _("ลงทะเบียนได้จนสิ้นวันงาน เฉพาะกิจกรรมที่จัดตามกำหนด"))
    form = RegisterForm(posted(request), event=event, initial={"channel": Channel.PHONE})
    if request.method == "POST" and form.is_valid():
        try:
            registration = register(
                event=event,
                sessions=form.chosen,
                party_size=form.cleaned_data["party_size"],
                registrant=form.registrant(),
                form_key=form.form_key,
                channel=form.cleaned_data["channel"],
                by=staff(officer(request)),
            )
        except REFUSALS.errors as refusal:
            field = FIELDS.get(type(refusal), "")
            form.add_error(field if field in form.fields else None, sentence_of(refusal))
        else:
            model_admin.log_change(request, event, _("ลงทะเบียนให้"))
            messages.success(request, _("ลงทะเบียนแล้ว"))
            page = reverse("admin:consultations_event_registration", args=[event.pk, registration.pk])
            return HttpResponseRedirect(page)
    return show(
        model_admin,
        request,
        "admin/consultations/outreachevent/register.html",
        row=event,
        title=_("ลงทะเบียนทางโทรศัพท์หรือที่เคาน์เตอร์: %s") % event,
        event=event,
        when=texts.when(event),
        form=form,
        forms=[form],
    )


def paste_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """A headman's list: what can be read is saved; the lines that can't stay in the box, each with what is wrong."""
    event = find_event(request, pk, REGISTER)
    if not possible_with(event)["may_register"]:
        return refuse(request, event, _("ลงทะเบียนได้จนสิ้นวันงาน เฉพาะกิจกรรมที่จัดตามกำหนด"))
    form = PasteForm(posted(request), event=event)
    bad: list[BadLine] = []
    if request.method == "POST" and form.is_valid():
        try:
            pasted = paste(
                event=event, text=form.cleaned_data["text"], sessions=form.chosen, by=staff(officer(request))
            )
        except REFUSALS.errors as refusal:
            form.add_error(None, sentence_of(refusal))
        else:
            count = len(pasted.saved)
            if count:
                model_admin.log_change(request, event, _("วางรายชื่อ"))
                said = ngettext("บันทึกแล้ว %d ชื่อ", "บันทึกแล้ว %d ชื่อ", count) % count
                messages.success(request, said)
            if not pasted.bad:
                return HttpResponseRedirect(reverse("admin:consultations_event_registrations", args=[event.pk]))
            bad = pasted.bad
            left = "\n".join(line.text for line in bad)
            form = PasteForm(event=event, initial={"text": left, "sessions": [row.pk for row in form.chosen]})
    return show(
        model_admin,
        request,
        "admin/consultations/outreachevent/paste.html",
        row=event,
        title=_("วางรายชื่อ: %s") % event,
        event=event,
        when=texts.when(event),
        form=form,
        forms=[form],
        bad=bad,
    )
