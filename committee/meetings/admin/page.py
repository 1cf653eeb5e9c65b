"""What the pages of a meeting have in common: who may open them, how they look, how a form says what is wrong."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from committee.meetings.models import CommitteeMeeting
from committee.terms.admin.page import errors_of
from committee.terms.forms import report

CHANGE, VIEW = "committee.change_committeemeeting", "committee.view_committeemeeting"


class AsksAgain:
    """Before StaffAdmin, where a rule checks under its locks what the form checked before: of two at once the second
    sees what the first did at the field, and nothing typed is lost.
    """

    def changeform_view(self, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(*args, **kwargs)  # type: ignore[misc]
        except (ValidationError, IntegrityError):
            return super().changeform_view(*args, **kwargs)  # type: ignore[misc]


def find_meeting(request: HttpRequest, pk: int, permission: str) -> CommitteeMeeting:
    """The meeting with its committee, for whoever has the permission."""
    if not request.user.has_perm(permission):
        raise PermissionDenied
    return get_object_or_404(CommitteeMeeting.objects.select_related("term", "certified_at", "minutes_document"), pk=pk)


def show(
    model_admin: ModelAdmin,
    request: HttpRequest,
    template: str,
    *,
    meeting: CommitteeMeeting,
    title: Any,
    **context: Any,
) -> TemplateResponse:
    """A page of a meeting, below its own page of the staff site."""
    media = model_admin.media
    for form in context.get("forms", ()):
        media += form.media
    page = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "media": media,
        "title": title,
        "meeting": meeting,
        "summary": list(errors_of(context.get("forms", ()))),
        **context,
    }
    return TemplateResponse(request, f"admin/committee/committeemeeting/{template}", page)


def to_meeting(meeting: CommitteeMeeting) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:committee_committeemeeting_change", args=[meeting.pk]))


def done(
    model_admin: ModelAdmin, request: HttpRequest, meeting: CommitteeMeeting, sentence: Any
) -> HttpResponseRedirect:
    """Say what was done, keep it in the staff's log, and lead back to the meeting."""
    model_admin.log_change(request, meeting, str(sentence))
    messages.success(request, sentence)
    return to_meeting(meeting)


def refuse(request: HttpRequest, meeting: CommitteeMeeting, sentence: str) -> HttpResponseRedirect:
    """Say why something can't be done at all, and lead back to the meeting."""
    messages.error(request, sentence)
    return to_meeting(meeting)


def ask(
    model_admin: ModelAdmin,
    request: HttpRequest,
    *,
    meeting: CommitteeMeeting,
    form: forms.Form,
    act: Callable[[dict[str, Any]], object],
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
            return done(model_admin, request, meeting, said)
    return show(
        model_admin,
        request,
        "form.html",
        meeting=meeting,
        title=title,
        form=form,
        forms=[form],
        button=button,
        explained=explained,
    )
