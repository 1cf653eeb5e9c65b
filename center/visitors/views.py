from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from center.visitors import matters
from center.visitors.form_guard import count_attempt
from center.visitors.forms import MattersForm


@never_cache
def my_matters(request: HttpRequest) -> HttpResponse:
    """A visitor's bookings and requests, found by number and phone.

    Every look-up counts against the rate limits. A wrong number, a wrong phone and an unknown matter get one answer.
    """
    form, found = MattersForm(request.POST if request.method == "POST" else None), None
    if form.is_bound and form.is_valid():
        number, phone = form.cleaned_data["number"], form.cleaned_data["phone"]
        try:
            count_attempt(request, kind="my matters", phone=phone)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            found = matters.find(number=number, phone=phone)
    context = {"form": form, "found": found}
    return render(request, "center/visitors/my_matters.html", context, status=422 if form.errors else 200)
