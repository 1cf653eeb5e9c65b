"""What staff do with a visit: put it right, take it back, say whom it is about, note what came of it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from center.access.models import User
from center.people.models import Person
from center.sources.models import Source
from center.staff.officer import officer
from center.staff.row_page import ask, button, done, number_in, posted, report, show
from committee.terms.forms import line, offer
from consultations.bookings.actors import By, staff
from consultations.bookings.admin.forms import PointForm
from consultations.bookings.forms import ANOTHER_DISTRICT
from consultations.registers import outcomes, visits
from consultations.registers.admin import forms as fields
from consultations.registers.admin.page import CHANGE, REFUSALS, find_visit, refuse_not_counted
from consultations.registers.models import Outcome, Visit
from consultations.registers.outcomes import FOLLOWED_UP_AFTER
from thai.django.fields import ThaiTextField
from thai.django.forms import ThaiDateField


class EditForm(fields.WhoFields, fields.WhenFields):
    """All that a visit says. The time may not be emptied."""

    topic = fields.topics()
    people = fields.people()
    channel = forms.ChoiceField(label=gettext_lazy("ช่องทาง"), choices=Visit.Channel.choices)
    served_by = forms.TypedChoiceField(label=gettext_lazy("ผู้ให้บริการ"), coerce=int, required=False, empty_value=None)
    satisfaction = fields.satisfaction()
    reason = fields.reason()
    field_order = ("day", "time", "topic", "people", "name", "phone", "tambon", "moo", "outside", "gender")

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].required = visit.topic_id is not None
        self.fields["topic"].widget = forms.Select(choices=self.fields["topic"].choices)  # type: ignore[attr-defined]
        self.fields["day"].label, self.fields["day"].required = _("วันที่มา"), True
        self.fields["time"].label, self.fields["time"].required = _("เวลา"), True
        users = User.objects.filter(is_staff=True).order_by("first_name", "username")
        self.users = {user.pk: user for user in users}
        named = [(user.pk, user.get_full_name() or user.get_username()) for user in users]
        offer(self, "served_by", [("", _("ไม่ระบุ")), *named])

    def changes(self) -> dict[str, Any]:
        given = {name: self.cleaned_data[name] for name in ("topic", "people", "channel", "satisfaction")}
        served_by = self.users.get(self.cleaned_data["served_by"])
        return {**self.who(), **given, "served_at": self.moment(), "served_by": served_by}


class ReasonForm(forms.Form):
    reason = line(gettext_lazy("เหตุผล"), most=200, required=False, help_text=gettext_lazy("ต้องกรอกเมื่อเดือนนั้นปิดยอดแล้ว"))


class OutcomeForm(forms.Form):
    """One tap, and folded all the rest."""

    kind = forms.ChoiceField(label=gettext_lazy("ผล"), choices=Outcome.Kind.choices, widget=forms.RadioSelect)
    advice = ThaiTextField(blank=True, max_length=2000).formfield(
        label=gettext_lazy("คำแนะนำที่ให้"), widget=forms.Textarea({"rows": 3, "class": "vLargeTextField"})
    )
    agreed = line(gettext_lazy("สิ่งที่ตกลงกัน"), most=300, required=False)
    agreed_by = line(gettext_lazy("ใครทำ"), required=False)
    agreed_until = ThaiDateField(label=gettext_lazy("ภายในวันที่"), required=False)
    sources = forms.ModelMultipleChoiceField(
        Source.objects.published(),
        label=gettext_lazy("แหล่งสนับสนุนที่แนะนำ"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    document = fields.documents()
    follow_up = forms.BooleanField(label=gettext_lazy("ต้องติดตามผล"), required=False)
    due_on = ThaiDateField(label=gettext_lazy("ติดตามภายในวันที่ (ว่างไว้ = 90 วันหลังวันที่มา)"), required=False)
    satisfaction = fields.satisfaction()
    reason = fields.reason()

    NOTED = ("kind", "advice", "agreed", "agreed_by", "agreed_until", "document")

    def noted(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.NOTED}

    def asked_on(self, visit: Visit) -> dt.date | None:
        """The day to ask again; None for not at all."""
        if not self.cleaned_data["follow_up"]:
            return None
        return self.cleaned_data["due_on"] or visit.day + FOLLOWED_UP_AFTER

    @staticmethod
    def initial_of(visit: Visit) -> dict[str, Any]:
        outcome, follow_up = getattr(visit, "outcome", None), getattr(visit, "follow_up", None)
        first: dict[str, Any] = {"kind": Outcome.Kind.ADVISED, "satisfaction": visit.satisfaction}
        if outcome:
            first |= {name: getattr(outcome, name) for name in OutcomeForm.NOTED}
            first["sources"] = list(outcome.sources.all())
        if follow_up and follow_up.is_waiting:
            first |= {"follow_up": True, "due_on": follow_up.due_on}
        return first


FOLDED = tuple(name for name in OutcomeForm.base_fields if name != "kind")


# --- Pages -----------------------------------------------------------------------------------------------------------


def edit_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    visit = find_visit(request, pk, CHANGE)
    first = {name: getattr(visit, name) for name in ("name", "phone", "moo", "gender", "outside", "people", "channel")}
    first |= {"topic": visit.topic_id, "served_by": visit.served_by_id, "satisfaction": visit.satisfaction}
    first["tambon"] = visit.tambon_id or (ANOTHER_DISTRICT if visit.outside else "")
    form = EditForm(posted(request), visit=visit, initial=first | fields.WhenFields.initial_of(visit.served_at))

    def rule(cleaned: dict[str, Any]) -> None:
        visits.correct(visit, by=staff(officer(request), cleaned["reason"]), **form.changes())

    return ask(
        model_admin,
        request,
        row=visit,
        form=form,
        act=REFUSALS.refused_at("day", rule),
        title=_("แก้ไข: %s") % visit,
        button=_("บันทึก"),
        said=_("แก้ไขแล้ว"),
    )


def void_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back: keyed twice, or by mistake."""
    return _with_reason(
        model_admin, request, pk, visits.void, _("ถอนรายการ: %s"), _("ถอนรายการ"), _("ถอนรายการแล้ว ไม่นับในรายงาน")
    )


def restore_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    return _with_reason(model_admin, request, pk, visits.restore, _("นับใหม่: %s"), _("นับใหม่"), _("นับรายการนี้แล้ว"))


def _with_reason(
    model_admin: ModelAdmin,
    request: HttpRequest,
    pk: int,
    rule: Callable[..., bool],
    title: str,
    button: str,
    said: str,
) -> HttpResponse:
    visit = find_visit(request, pk, CHANGE)

    def act(cleaned: dict[str, Any]) -> None:
        rule(visit, by=staff(officer(request), cleaned["reason"]))

    return ask(
        model_admin,
        request,
        row=visit,
        form=ReasonForm(posted(request)),
        act=REFUSALS.refused_at("reason", act),
        title=title % visit,
        button=button,
        said=said,
    )


def point_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Say whom of the registers it is about. What was said of the name stays as it is."""
    visit = find_visit(request, pk, CHANGE)
    form = PointForm(
        posted(request), initial={"person": visit.person_id, "producer": visit.producer_id, "group": visit.group_id}
    )

    def rule(cleaned: dict[str, Any]) -> None:
        visits.point_at(visit, by=staff(officer(request)), **cleaned)

    return ask(
        model_admin,
        request,
        row=visit,
        form=form,
        act=rule,
        title=_("ผูกกับทะเบียน: %s") % visit,
        button=_("บันทึก"),
        said=_("ผูกกับทะเบียนแล้ว"),
        explained=[" · ".join(part for part in (str(visit), visit.village) if part)],
    )


def outcome_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """What came of it: one tap, or in words what was agreed, and whether to ask again."""
    visit = find_visit(request, pk, CHANGE)
    if not visit.is_counted:
        return refuse_not_counted(request, visit)
    form = OutcomeForm(posted(request), initial=OutcomeForm.initial_of(visit))
    if request.method == "POST" and form.is_valid():
        try:
            _note(visit, form, staff(officer(request), form.cleaned_data["reason"]))
        except REFUSALS.errors as refusal:
            report(form, REFUSALS.at_the_field(refusal, "kind"))
        else:
            return done(model_admin, request, visit, _("บันทึกผลแล้ว"))
    return show(
        model_admin,
        request,
        "admin/consultations/visit/outcome.html",
        row=visit,
        title=_("บันทึกผล: %s") % visit,
        visit=visit,
        form=form,
        forms=[form],
        folded=[form[name] for name in FOLDED],
        folded_open=any(form.initial.get(name) or form[name].errors for name in FOLDED),
    )


def _note(visit: Visit, form: OutcomeForm, by: By) -> None:
    """All of it or nothing."""
    outcomes.note_all(
        visit,
        by=by,
        sources=form.cleaned_data["sources"],
        follow_up_on=form.asked_on(visit),
        satisfaction=form.cleaned_data["satisfaction"],
        **form.noted(),
    )


# --- Buttons ---------------------------------------------------------------------------------------------------------


@button
def noted_act(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """One tap: the outcome that the button names."""
    visit = find_visit(request, pk, CHANGE)
    named = request.POST.get("kind", "")
    kind = named if named in Outcome.Kind.values else Outcome.Kind.ADVISED
    user = officer(request)
    return REFUSALS.do_or_ask(
        model_admin,
        request,
        visit,
        lambda reason: outcomes.note(visit, kind=kind, by=staff(user, reason)),
        _("บันทึกผลแล้ว"),
    )


@button
def same_person_act(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Point at the person with the same phone number whom the button names."""
    visit = find_visit(request, pk, CHANGE)
    by, number = staff(officer(request)), number_in(request.POST.get("person", ""))

    def rule() -> Visit:
        person = get_object_or_404(Person, pk=number, phone=visit.phone)
        return visits.point_at(visit, person=person, producer=visit.producer, group=visit.group, by=by)

    return REFUSALS.do(model_admin, request, visit, rule, _("ผูกกับทะเบียนแล้ว"))


def possible_with(visit: Visit) -> dict[str, bool]:
    """Which buttons a visit has now."""
    return {
        "may_note": visit.is_counted,
        "has_outcome": getattr(visit, "outcome", None) is not None,
        "may_restore": not visit.is_counted and visit.served_at <= timezone.now(),
    }


PAGES: dict[str, Callable[..., HttpResponse]] = {
    "edit": edit_page,
    "void": void_page,
    "restore": restore_page,
    "point": point_page,
    "outcome": outcome_page,
    "noted": noted_act,
    "same_person": same_person_act,
}
