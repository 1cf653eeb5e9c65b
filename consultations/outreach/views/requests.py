"""A village asks for an event, or to meet at the center; and the page that says how far that is."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from center.visitors import secret_links
from consultations.outreach import requests, texts
from consultations.outreach.addresses import request_page
from consultations.outreach.forms import VillageRequestForm
from consultations.outreach.models import VillageRequest


def village_request(request: HttpRequest) -> HttpResponseBase:
    """The form; what was sent leads to its own page. The same form sent again leads to the same request."""
    if request.method != "POST":
        kind = request.GET.get("kind", "")
        initial = {"kind": kind} if kind in VillageRequest.Kind.values else {}
        return _form_page(request, VillageRequestForm(initial=initial))
    form = VillageRequestForm(request.POST)
    if form.is_valid() and form.may_be_sent(request, kind="village request", rows=VillageRequest.objects):
        asked = requests.ask(form_key=form.form_key, language=get_language() or "th", **form.values)
        return redirect(request_page(asked))
    return _form_page(request, form)


@secret_links.secret_page
def own_village_request(request: HttpRequest, token: str) -> HttpResponse:
    """How far a request is: its number, what was asked, the answer and the event. One query."""
    rows = VillageRequest.objects.select_related("tambon", "event__place__tambon")
    asked = secret_links.find(rows, token)
    event = asked.event if asked.event and asked.event.is_published else None
    context = {
        "asked": asked,
        "village": texts.of_village(asked),
        "event": event,
        "when": texts.when(event) if event else "",
        "where": texts.where(event) if event else "",
    }
    return render(request, "consultations/outreach/own_request.html", context)


def _form_page(request: HttpRequest, form: VillageRequestForm) -> HttpResponse:
    return render(
        request, "consultations/outreach/village_request.html", {"form": form}, status=422 if form.errors else 200
    )
