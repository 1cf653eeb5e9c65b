"""Receiving whoever comes without an appointment, on one page: who, what about, save; then the page is blank again.

Names and numbers travel in POST bodies only, so people are looked for by a button of the same form. A form whose search
text isn't the one the listed people are for is a search, whatever button sent it: Enter in that field searches.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from center.access import log as access_log
from center.people.models import Person
from center.staff.officer import officer
from center.staff.row_page import errors_of, number_in, report, require
from center.visitors.forms import SignedForm
from committee.terms.forms import described, offer
from consultations.bookings.actors import staff
from consultations.registers.admin import forms as fields
from consultations.registers.admin.page import ADD, REFUSALS
from consultations.registers.models import Outcome, Visit
from consultations.registers.outcomes import FOLLOWED_UP_AFTER
from consultations.registers.visits import NOBODY_NAMED, Served
from consultations.registers.walk_ins import Result, namesakes, proposed, receive
from thai.digits import to_arabic
from thai.phones import format_phone, normalize_phone

NEW, NOBODY = "new", "nobody"
LONGEST_SEARCH = 100
MOST_ASKED = 20
DEFAULTS = {"channel": Visit.Channel.WALK_IN.value, "kind": Outcome.Kind.ADVISED.value, "people": "1"}


class WalkInForm(fields.WhoFields, fields.WhenFields, SignedForm):
    """listed: the people whom the page proposes; its hidden fields say for which search text, and who they are."""

    q = forms.CharField(label=gettext_lazy("ใครมา"), required=False, max_length=LONGEST_SEARCH)
    who_came = forms.ChoiceField(
        label=gettext_lazy("เลือกคนที่มา"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("กรุณาเลือกคนที่มา คนใหม่ หรือไม่บอกชื่อ"),
            "invalid_choice": gettext_lazy("ไม่พบคนนี้ในทะเบียน กรุณาค้นหาใหม่"),
        },
    )
    topic = fields.topics()
    people = fields.people()
    channel = forms.ChoiceField(
        label=gettext_lazy("ช่องทาง"), choices=[(channel.value, channel.label) for channel in fields.CHANNELS]
    )
    kind = forms.ChoiceField(label=gettext_lazy("ผล"), choices=Outcome.Kind.choices)
    document = fields.documents()
    follow_up = forms.BooleanField(label=gettext_lazy("ต้องติดตามผล (ภายใน 90 วัน)"), required=False)
    satisfaction = fields.satisfaction()
    reason = fields.reason()

    def __init__(self, data: QueryDict | None = None, *, listed: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(data, form_name="walk-in", **kwargs)
        self.listed = {person.pk: person for person in listed}
        named: list[tuple[Any, Any]] = [(pk, _with_phone(person)) for pk, person in self.listed.items()]
        offer(self, "who_came", [*named, (NEW, _("คนใหม่")), (NOBODY, _("ไม่บอกชื่อ"))])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("who_came") == NEW and "name" not in self.errors and not cleaned.get("name"):
            self.add_error("name", _("กรุณากรอกชื่อ หรือเลือกไม่บอกชื่อ"))
        return cleaned

    @property
    def is_new(self) -> bool:
        return bool(self.cleaned_data["who_came"] == NEW)

    def came(self) -> Served:
        chosen = self.cleaned_data["who_came"]
        if chosen == NEW:
            return self.served()
        return NOBODY_NAMED if chosen == NOBODY else Served.known(self.listed[int(chosen)])

    def result(self, day: dt.date) -> Result:
        kind, document = self.cleaned_data["kind"], self.cleaned_data["document"]
        if document and kind == Outcome.Kind.ADVISED:
            kind = Outcome.Kind.FORM
        return Result(kind, document, day + FOLLOWED_UP_AFTER if self.cleaned_data["follow_up"] else None)


def walk_in_page(model_admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The page. A POST records, or lists people where it holds another search text than the one they are listed for."""
    require(request, ADD)
    may_see = request.user.has_perm("center.view_person")
    if request.method != "POST":
        return _page(model_admin, request, WalkInForm(listed=(), initial=DEFAULTS))
    typed = request.POST.get("q", "").replace("\0", " ").strip()[:LONGEST_SEARCH]
    if "look" in request.POST or typed != request.POST.get("shown", ""):
        listed = proposed(typed) if may_see else []
        first = {**DEFAULTS, **request.POST.dict(), "q": typed, "who_came": "" if listed or not typed else NEW}
        if listed:
            access_log.listed(officer(request), Person)
        else:
            first |= _as_typed(typed)
        return _page(model_admin, request, WalkInForm(listed=listed, initial=first), shown=typed)
    form = WalkInForm(request.POST, listed=_asked(request) if may_see else ())
    if form.is_valid() and not (may_see and _is_known(form)):
        at = form.moment()
        try:
            visit = receive(
                served=form.came(),
                is_new=form.is_new and request.user.has_perm("center.add_person"),
                topic=form.cleaned_data["topic"],
                channel=form.cleaned_data["channel"],
                at=at,
                people=form.cleaned_data["people"],
                satisfaction=form.cleaned_data["satisfaction"],
                result=form.result(at.date() if at else timezone.localdate()),
                form_key=form.form_key,
                by=staff(officer(request), form.cleaned_data["reason"]),
            )
        except REFUSALS.errors as refusal:
            report(form, REFUSALS.at_the_field(refusal, "day"))
        else:
            model_admin.log_addition(request, visit, _("รับผู้มาติดต่อ"))
            messages.success(request, said(visit))
            return HttpResponseRedirect(reverse("admin:consultations_visit_add"))
    return _page(model_admin, request, form, shown=typed)


def said(visit: Visit) -> str:
    """Recorded, the how manieth person of today it is, and the way to put it right. One query."""
    edit = reverse("admin:consultations_visit_edit", args=[visit.pk])
    today = timezone.localdate()
    words = _("บันทึกแล้ว")
    if visit.day == today:
        count = Visit.objects.counted().filter(day=today).people()
        words = ngettext("บันทึกแล้ว คนที่ %d วันนี้", "บันทึกแล้ว คนที่ %d วันนี้", count) % count
    return format_html('{} · <a href="{}">{}</a>', words, edit, _("แก้ไข"))


def _as_typed(typed: str) -> dict[str, str]:
    """What was looked for, as the phone number or the name of somebody new."""
    try:
        return {"phone": normalize_phone(typed)}
    except ValueError:
        return {} if any(character.isdigit() for character in to_arabic(typed)) else {"name": typed}


def _with_phone(person: Person) -> str:
    """Which one of the name it is: by village and phone number."""
    return " · ".join(part for part in (described(person), format_phone(person.phone)) if part)


def _asked(request: HttpRequest) -> list[Person]:
    """The people whom the form listed. One query, none without any."""
    numbers = [number_in(text) for text in request.POST.get("asked", "").split(",")[:MOST_ASKED]]
    wanted = [number for number in numbers if number]
    rows = Person.objects.one_record_each().filter(pk__in=wanted).select_related("tambon") if wanted else ()
    return sorted(rows, key=lambda person: wanted.index(person.pk))


def _is_known(form: WalkInForm) -> bool:
    """Whether somebody new has the name of people whom the form hasn't listed; they are listed then, and it is said."""
    if not form.is_new:
        return False
    found = [person for person in namesakes(form.cleaned_data["name"]) if person.pk not in form.listed]
    if found:
        form.listed |= {person.pk: person for person in found}
        named = [(pk, _with_phone(person)) for pk, person in form.listed.items()]
        offer(form, "who_came", [*named, (NEW, _("คนใหม่ ชื่อซ้ำกัน")), (NOBODY, _("ไม่บอกชื่อ"))])
        form.add_error("who_came", _("มีชื่อนี้ในทะเบียนแล้ว คนเดิมหรือไม่"))
    return bool(found)


def _page(model_admin: ModelAdmin, request: HttpRequest, form: WalkInForm, *, shown: str = "") -> HttpResponse:
    today = timezone.localdate()
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "media": model_admin.media + form.media,
        "title": _("รับผู้มาติดต่อ"),
        "form": form,
        "shown": shown,
        "asked": ",".join(str(pk) for pk in form.listed),
        "is_first": not shown and not form.is_bound,
        "more_open": any(form[name].errors for name in MORE),
        "more": [form[name] for name in MORE],
        "summary": list(errors_of([form])),
        "served_today": Visit.objects.counted().filter(day=today).people(),
    }
    return TemplateResponse(request, "admin/consultations/visit/walk_in.html", context)


MORE = ("people", "kind", "document", "follow_up", "channel", "day", "time", "satisfaction", "reason")
