"""Asking for the password or a code again before what can't be taken back: exports, users, roles.

`recently_authenticated` decorates a view, an admin method or an admin action; `RecentlyAuthenticated` stands before
StaffAdmin. Whoever has given a password or code in this session within ten minutes isn't asked; everybody else is, and
comes back to the same address. What was posted waits meanwhile (`center.access.suspended`).
"""

import time
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from center.access import suspended


def is_recent(request: HttpRequest) -> bool:
    """Whether this session's user gave a password or a code within ACCOUNT_REAUTHENTICATION_TIMEOUT seconds."""
    records = get_authentication_records(request, request.user) if request.user.is_authenticated else []
    return any(time.time() - record["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT for record in records)


def recently_authenticated(view: Callable) -> Callable:
    """Decorator: run the view only with a recent password or code, otherwise ask for it and come back.

    The request may be the first argument (a view), the second (a method, an action) or named `request`.
    """

    @wraps(view)
    def guarded(*args, **kwargs):
        request = next((value for value in [*args, *kwargs.values()] if isinstance(value, HttpRequest)), None)
        if request is None:
            raise TypeError("recently_authenticated needs a request")
        return refusal(request) or view(*args, **kwargs)

    return guarded


def refusal(request: HttpRequest) -> HttpResponse | None:
    """None where the view may run; otherwise the answer to give: one that asks for the password or a code, or one that
    says why a suspended post that was sent again isn't run (changed, too late, sent before, another session's)."""
    if not is_recent(request):
        posted = request.method == "POST"
        return lead_to_confirmation(request, suspended.suspend(request) if posted else request.get_full_path())
    if suspended.SIGNATURE in request.POST and not suspended.release(request):
        return render(request, "account/not_resumed.html", {"address": request.get_full_path()}, status=409)
    return None


def lead_to_confirmation(request: HttpRequest, target: str) -> HttpResponseRedirect:
    """Lead to the page that asks for the password or a code, and from there to the target, an address of this site."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    if not methods:
        raise PermissionDenied
    return HttpResponseRedirect(f"{methods[0]['url']}?{urlencode({'next': target})}")


class RecentlyAuthenticated:
    """Before StaffAdmin: adding, changing, deleting and acting on rows ask for the password again; looking doesn't.

    Whoever may not do it anyway is refused without being asked.
    """

    def changeform_view(self, request: HttpRequest, object_id=None, form_url="", extra_context=None):
        obj = self.get_object(request, object_id) if object_id else None
        may = self.has_change_permission(request, obj) if object_id else self.has_add_permission(request)
        if may and (refused := refusal(request)):
            return refused
        return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(self, request: HttpRequest, object_id, extra_context=None):
        may = self.has_delete_permission(request, self.get_object(request, object_id))
        if may and (refused := refusal(request)):
            return refused
        return super().delete_view(request, object_id, extra_context)

    def changelist_view(self, request: HttpRequest, extra_context=None):
        may = self.has_view_permission(request)
        if request.method == "POST" and may and (refused := refusal(request)):
            return refused
        return super().changelist_view(request, extra_context)
