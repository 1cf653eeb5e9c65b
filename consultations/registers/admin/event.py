"""Who of those that registered for an event came: ticked on one page, with how many they were."""

from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from center.access import log as access_log
from center.staff.officer import officer
from center.staff.row_page import done, posted, refuse, report, require, show
from consultations.bookings.actors import staff
from consultations.outreach import texts
from consultations.outreach.admin.page import VIEW_REGISTRATION, find_event
from consultations.outreach.models import OutreachEvent, Registration
from consultations.registers import visits
from consultations.registers.admin import forms as fields
from consultations.registers.admin.page import CHANGE, REFUSALS
from consultations.registers.models import Visit
from consultations.registers.models.visit import MOST_PEOPLE


class CameForm(forms.Form):
    """One party."""

    came = forms.BooleanField(label=gettext_lazy("มาแล้ว"), required=False)
    people = fields.people()

    def __init__(self, data: Any, *, registration: Registration, visit: Visit | None) -> None:
        counted = visit is not None and visit.is_counted
        people = visit.people if visit and counted else min(registration.party_size, MOST_PEOPLE)
        super().__init__(data, prefix=str(registration.pk), initial={"came": counted, "people": people})
        self.registration = registration
        self.row_label = registration.name
        for name, label in (("came", _("มาแล้ว: %s")), ("people", _("มากี่คน: %s"))):
            self.fields[name].widget.attrs["aria-label"] = label % registration.name


class ReasonForm(forms.Form):
    reason = fields.reason()


def came_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """All parties that still come, in the order of their names. Ticked: a visit; unticked again: it is taken back."""
    require(request, CHANGE)
    event = find_event(request, pk, VIEW_REGISTRATION)
    access_log.listed(officer(request), Registration)
    if not event.has_begun or not event.is_planned:
        return refuse(request, event, _("บันทึกได้เมื่อกิจกรรมเริ่มแล้ว"))
    rows = [CameForm(posted(request), registration=row, visit=visit) for row, visit in _registered(event)]
    reason = ReasonForm(posted(request))
    if request.method == "POST" and not [form for form in (*rows, reason) if not form.is_valid()]:
        came = {form.registration: form.cleaned_data["people"] if form.cleaned_data["came"] else 0 for form in rows}
        try:
            visits.of_event(came, by=staff(officer(request), reason.cleaned_data["reason"]))
        except REFUSALS.errors as refusal:
            report(reason, REFUSALS.at_the_field(refusal, "reason"))
        else:
            return done(model_admin, request, event, _("บันทึกแล้ว มา %d คน") % sum(came.values()))
    return show(
        model_admin,
        request,
        "admin/consultations/visit/event.html",
        row=event,
        title=_("ใครมาบ้าง: %s") % event,
        event=event,
        when=texts.when(event),
        rows=rows,
        reason=reason,
        forms=[*rows, reason],
    )


def _registered(event: OutreachEvent) -> list[tuple[Registration, Visit | None]]:
    """Three queries at most."""
    rows = Registration.objects.filter(event=event).coming().select_related("event", "tambon", "person")
    rows = rows.prefetch_related(Prefetch("visit", Visit.objects.all())).order_by("name", "pk")
    return [(row, getattr(row, "visit", None)) for row in rows]
