"""Taking a matter on, on one page: its kind, whose it is, which papers were brought.

Names and numbers travel in POST bodies only, so another kind is asked for by a button of the same form.
"""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from center.people.models import Person
from center.staff.officer import officer
from center.staff.row_page import address_of, errors_of, number_in, require
from consultations.bookings.actors import staff
from consultations.registers import cases
from consultations.registers.admin.case_acts import ADD
from consultations.registers.admin.case_forms import NewCaseForm
from consultations.registers.models import CaseKind


def new_case_page(model_admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Buttons for the kind, then the form. ?person= fills in somebody of the registers, ?kind= a kind."""
    require(request, ADD)
    kinds = list(CaseKind.objects.filter(active=True))
    kind = _kind_of(request, kinds)
    if request.method != "POST":
        return _page(model_admin, request, NewCaseForm(kind=kind, initial=_of_person(request)), kind, kinds)
    if kind is None or "to_kind" in request.POST:
        typed = {**request.POST.dict(), "round": "", "received": []}
        return _page(model_admin, request, NewCaseForm(kind=kind, initial=typed), kind, kinds)
    form = NewCaseForm(request.POST, kind=kind)
    if not form.is_valid():
        return _page(model_admin, request, form, kind, kinds)
    case = cases.open_case(
        kind=kind, applicant=form.applicant(), form_key=form.form_key, by=staff(officer(request)), **form.matter()
    )
    model_admin.log_addition(request, case, _("รับเรื่อง"))
    messages.success(request, _("รับเรื่องแล้ว เลขที่ %s") % case.reference)
    return HttpResponseRedirect(address_of(case))


def _kind_of(request: HttpRequest, kinds: Sequence[CaseKind]) -> CaseKind | None:
    """The kind of a button, of the form, or of the address."""
    asked = request.POST.get("to_kind") or request.POST.get("kind") or request.GET.get("kind", "")
    return next((kind for kind in kinds if str(kind.pk) == asked), None)


def _of_person(request: HttpRequest) -> dict[str, object]:
    """What the registers know of the person whom the address names, for whoever may see it."""
    number = number_in(request.GET.get("person", ""))
    if not number or not request.user.has_perm("center.view_person"):
        return {}
    person = Person.objects.one_record_each().filter(pk=number).first()
    if person is None:
        return {}
    return {
        "person": person.pk,
        "name": str(person),
        "phone": person.phone,
        "email": person.email,
        "tambon": person.tambon_id or "",
        "moo": person.moo,
    }


def _page(
    model_admin: ModelAdmin, request: HttpRequest, form: NewCaseForm, kind: CaseKind | None, kinds: Sequence[CaseKind]
) -> HttpResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "media": model_admin.media + form.media,
        "title": _("รับเรื่อง"),
        "form": form,
        "kind": kind,
        "kinds": kinds,
        "may_add_kind": request.user.has_perm("consultations.add_casekind"),
        "summary": list(errors_of([form])),
    }
    return TemplateResponse(request, "admin/consultations/case/new.html", context)
