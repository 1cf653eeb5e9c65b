"""The calls to make, as a block of the staff site's first page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from center.mail.calls import calls_to_make


def calls_block(request: HttpRequest) -> dict[str, Any] | None:
    """The calls to make now, those first that are soon too late; None without any."""
    calls = calls_to_make()
    may_call = request.user.has_perm("center.change_message")
    return {"calls": calls, "may_call": may_call, "demo": settings.DEMO} if calls else None
