"""What the pages of a term have in common: who may open them, how they look, how a form says what is wrong."""

from collections.abc import Iterable, Iterator
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from center.access.models import User
from committee.terms.forms import report
from committee.terms.models import Seat, Term

TERM, NOMINATION, SEAT = "committee.change_term", "committee.change_nomination", "committee.change_seat"


def find_term(request: HttpRequest, pk: int, permission: str) -> Term:
    """The term, for whoever has the permission."""
    if not request.user.has_perm(permission):
        raise PermissionDenied
    return get_object_or_404(Term, pk=pk)


def find_seat(request: HttpRequest, pk: int) -> Seat:
    """The seat, for whoever may change seats."""
    if not request.user.has_perm(SEAT):
        raise PermissionDenied
    return get_object_or_404(Seat.objects.select_related("term", "person", "network", "organization"), pk=pk)


def show(
    model_admin: ModelAdmin, request: HttpRequest, template: str, *, term: Term, title: Any, **context: Any
) -> TemplateResponse:
    """A page of a term, below its own page of the staff site."""
    media = model_admin.media
    for form in context.get("forms", ()):
        media += form.media
    page = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "media": media,
        "title": title,
        "term": term,
        "summary": list(errors_of(context.get("forms", ()))),
        **context,
    }
    return TemplateResponse(request, f"admin/committee/term/{template}", page)


def errors_of(several: Iterable[forms.BaseForm]) -> Iterator[dict[str, Any]]:
    """What is wrong, field by field, each with the id of the field it stands at."""
    for form in several:
        if not form.is_bound:
            continue
        for name, errors in form.errors.items():
            field = form[name] if name in form.fields else None
            for message in errors:
                yield {
                    "id": field.auto_id if field else "",
                    "label": getattr(form, "row_label", ""),
                    "message": message,
                    "field": field.label if field else "",
                }


def staff_of(request: HttpRequest) -> User:
    """Who is signed in: the staff site lets nobody else in."""
    return cast(User, request.user)


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was sent, None where the page is only asked for."""
    return request.POST if request.method == "POST" else None


def to_term(term: Term) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:committee_term_change", args=[term.pk]))


def done(model_admin: ModelAdmin, request: HttpRequest, term: Term, sentence: Any) -> HttpResponseRedirect:
    """Say what was done, keep it in the staff's log, and lead back to the term."""
    model_admin.log_change(request, term, str(sentence))
    messages.success(request, sentence)
    return to_term(term)


def refuse(request: HttpRequest, term: Term, error: ValidationError) -> HttpResponseRedirect:
    """Say why something can't be done at all, and lead back to the term."""
    messages.error(request, " ".join(error.messages))
    return to_term(term)


def ask(
    model_admin: ModelAdmin,
    request: HttpRequest,
    *,
    term: Term,
    form: forms.Form,
    act: Any,
    title: Any,
    button: Any,
    said: Any,
    explained: Iterable[Any] = (),
) -> HttpResponse:
    """A page with one form: act(cleaned_data) is the rule; what it refuses stands at the fields. said: what was done."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except ValidationError as error:
            report(form, error)
        else:
            return done(model_admin, request, term, said)
    return show(
        model_admin,
        request,
        "form.html",
        term=term,
        title=title,
        form=form,
        forms=[form],
        button=button,
        explained=explained,
    )
