"""Complaints and suggestions: the form, the page that follows one, and the way back to it by its number."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from center.visitors import secret_links
from center.visitors.form_guard import count_attempt
from consultations.registers import complaints
from consultations.registers.addresses import complaint_page
from consultations.registers.forms import ComplaintForm, NumberForm
from consultations.registers.models import Complaint


def send_complaint(request: HttpRequest) -> HttpResponseBase:
    """The form, and beside it one that leads from a number to the answer. What was sent leads to its own page.

    The same form sent again leads to the same page.
    """
    if request.method != "POST":
        kind = request.GET.get("kind", "")
        initial = {"kind": kind} if kind in Complaint.Kind.values else {}
        return _page(request, ComplaintForm(initial=initial), NumberForm())
    if "number" in request.POST:
        return _find(request)
    form = ComplaintForm(request.POST)
    if form.is_valid() and form.may_be_sent(request, kind="complaint", rows=Complaint.objects):
        sent = complaints.send(form_key=form.form_key, language=get_language() or "th", **form.values)
        return redirect(complaint_page(sent))
    return _page(request, form, NumberForm())


def _find(request: HttpRequest) -> HttpResponseBase:
    """From a number to its page. Every try counts against the rate limits; a wrong number says no more than that."""
    form = NumberForm(request.POST)
    if form.is_valid():
        try:
            count_attempt(request, kind="complaint number")
        except ValidationError as refusal:
            form.add_error("number", refusal)
        else:
            if found := complaints.found(form.cleaned_data["number"]):
                return redirect(complaint_page(found))
            form.add_error("number", _("ไม่พบเรื่องของเลขที่นี้ กรุณาตรวจอีกครั้ง"))
    return _page(request, ComplaintForm(), form)


@secret_links.secret_page
def own_complaint(request: HttpRequest, token: str) -> HttpResponse:
    """How far it is, and the answer. What was written isn't shown: whoever finds the link may be somebody else."""
    complaint = secret_links.find(Complaint.objects.all(), token)
    return render(request, "consultations/registers/own_complaint.html", {"complaint": complaint})


def _page(request: HttpRequest, form: ComplaintForm, number_form: NumberForm) -> HttpResponse:
    context = {"form": form, "number_form": number_form}
    status = 422 if form.errors or number_form.errors else 200
    return render(request, "consultations/registers/complaint.html", context, status=status)
