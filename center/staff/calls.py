"""The calls to make, as a block of the staff site's first page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from center.mail.calls import deferred_calls
from center.records.batch import Answers, Deferred


def calls_block(request: HttpRequest) -> Deferred[dict[str, Any] | None]:
    """The calls to make now, those first that are soon too late; None without any."""
    calls = deferred_calls()
    may_call = request.user.has_perm("center.change_message")

    def context(answers: Answers) -> dict[str, Any] | None:
        made = calls.make(answers)
        return {"calls": made, "may_call": may_call, "demo": settings.DEMO} if made else None

    return Deferred(context, calls.reads)
