"""The meeting of a page, for whoever may open it, and a form that is asked again where another officer was faster."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from center.staff.row_page import require
from committee.meetings.models import CommitteeMeeting

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
    require(request, permission)
    return get_object_or_404(CommitteeMeeting.objects.select_related("term", "certified_at", "minutes_document"), pk=pk)
