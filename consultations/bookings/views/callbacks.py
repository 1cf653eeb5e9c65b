"""Asking to be called back, where no time suits."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from consultations.bookings import callbacks
from consultations.bookings.forms import CallbackForm, carried
from consultations.bookings.models import CallbackRequest


def ask_callback(request: HttpRequest) -> HttpResponseBase:
    """The form, with the topic of the address chosen; sent from a page of the journey, with what was typed there."""
    topic = request.GET.get("topic", "")
    if request.method != "POST":
        return _page(request, CallbackForm(initial={"topic": topic}))
    if "edit" in request.POST:
        typed = {name: value for name, value in carried(request.POST) if name != "token"}
        return _page(request, CallbackForm(initial={"topic": topic, **typed}))
    form = CallbackForm(request.POST)
    if form.is_valid() and form.may_be_sent(request, kind="callback", rows=CallbackRequest.objects):
        callbacks.ask(form_key=form.form_key, **form.values)
        return redirect("consultations:callback_sent")
    return _page(request, form)


def callback_sent(request: HttpRequest) -> HttpResponse:
    """What happens next."""
    return render(request, "consultations/bookings/callback_sent.html")


def _page(request: HttpRequest, form: CallbackForm) -> HttpResponse:
    return render(request, "consultations/bookings/callback.html", {"form": form}, status=422 if form.errors else 200)
