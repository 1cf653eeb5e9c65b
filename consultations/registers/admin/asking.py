"""Asking again what came of a visit: the page for the call, and the buttons of a follow-up."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from center.staff.officer import officer
from center.staff.row_page import button, done, posted, report, show
from consultations.bookings.actors import staff
from consultations.registers import outcomes
from consultations.registers.admin.page import REFUSALS, find_follow_up
from consultations.registers.models import FollowUp
from consultations.registers.models.outcome import LONGEST_TEXT, MOST_JOBS
from thai.django.fields import ThaiTextField
from thai.django.forms import ThaiDateField, ThaiIntegerField

State = FollowUp.State
NOT_ASKED = ("", gettext_lazy("ไม่ตอบ"))


class AnswersForm(forms.Form):
    """What was answered. Only the first question must be."""

    means = forms.ChoiceField(label=gettext_lazy("ติดตามโดย"), choices=FollowUp.Means.choices, widget=forms.RadioSelect)
    changed = ThaiTextField(blank=True, max_length=LONGEST_TEXT).formfield(
        label=gettext_lazy("อะไรเปลี่ยนไป"), widget=forms.Textarea({"rows": 3, "class": "vLargeTextField"})
    )
    income_before = forms.ChoiceField(
        label=gettext_lazy("รายได้ต่อเดือนก่อนมา"), required=False, choices=[NOT_ASKED, *FollowUp.Income.choices]
    )
    income_after = forms.ChoiceField(
        label=gettext_lazy("รายได้ต่อเดือนขณะนี้"), required=False, choices=[NOT_ASKED, *FollowUp.Income.choices]
    )
    jobs = ThaiIntegerField(label=gettext_lazy("มีงานเพิ่มกี่คน"), required=False, min_value=0, max_value=MOST_JOBS)
    done_on = ThaiDateField(label=gettext_lazy("ติดตามเมื่อวันที่"))


ANSWERS = tuple(AnswersForm.base_fields)


def answers_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The number to call, the questions, the answers."""
    row = find_follow_up(request, pk)
    first = {name: getattr(row, name) for name in ANSWERS}
    first |= {"means": row.means or FollowUp.Means.CALLED, "done_on": row.done_on or timezone.localdate()}
    form = AnswersForm(posted(request), initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            outcomes.note_follow_up(row, state=State.DONE, by=staff(officer(request)), **form.cleaned_data)
        except REFUSALS.errors as refusal:
            report(form, REFUSALS.at_the_field(refusal, "done_on"))
        else:
            return done(model_admin, request, row, _("บันทึกการติดตามแล้ว"))
    return show(
        model_admin,
        request,
        "admin/consultations/followup/answers.html",
        row=row,
        title=_("ติดตามผล: %s") % row.visit,
        visit=row.visit,
        outcome=getattr(row.visit, "outcome", None),
        form=form,
        forms=[form],
    )


@button
def _button(
    model_admin: ModelAdmin, request: HttpRequest, pk: int, rule: Callable[[FollowUp], object], said: str
) -> HttpResponse:
    row = find_follow_up(request, pk)
    return REFUSALS.do(model_admin, request, row, lambda: rule(row), said)


def not_reached_act(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    by = staff(officer(request))

    def rule(row: FollowUp) -> Any:
        return outcomes.note_follow_up(row, state=State.NOT_REACHED, by=by)

    return _button(model_admin, request, pk, rule, _("บันทึกแล้วว่าติดต่อไม่ได้"))


def drop_act(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    by = staff(officer(request))
    return _button(model_admin, request, pk, lambda row: outcomes.drop_follow_up(row, by=by), _("ไม่ต้องติดตามแล้ว"))


def reopen_act(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    by = staff(officer(request))
    return _button(model_admin, request, pk, lambda row: outcomes.reopen_follow_up(row, by=by), _("กลับไปรอติดตามแล้ว"))


PAGES: dict[str, Callable[..., HttpResponse]] = {
    "answers": answers_page,
    "not_reached": not_reached_act,
    "drop": drop_act,
    "reopen": reopen_act,
}
