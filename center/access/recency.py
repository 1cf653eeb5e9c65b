"""Reauthentication before sensitive actions: exports, users, roles.

`recently_authenticated` decorates a view, an admin method or an admin action; `RecentlyAuthenticated` is a mixin for
StaffAdmin. If the last password or code of this session is older than ten minutes, the user has to give it again and is
sent back to the same URL. POST data is kept meanwhile (`center.access.suspended`).
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from center.access import suspended


def is_recent(request: HttpRequest) -> bool:
    """Whether the user gave a password or a code in this session within ACCOUNT_REAUTHENTICATION_TIMEOUT seconds."""
    records = get_authentication_records(request, request.user) if request.user.is_authenticated else []
    return any(time.time() - record["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT for record in records)


def recently_authenticated(view: Callable[..., Any]) -> Callable[..., Any]:
    """Decorator: run the view only with a recent password or code, otherwise redirect to ask for it.

    The request may be the first argument (a view), the second (a method, an action) or named `request`.
    """

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        request = next((value for value in [*args, *kwargs.values()] if isinstance(value, HttpRequest)), None)
        if request is None:
            raise TypeError("recently_authenticated needs a request")
        return refusal(request) or view(*args, **kwargs)

    return guarded


def refusal(request: HttpRequest) -> HttpResponse | None:
    """None if the view may run, else the response to return: a redirect that asks for the password or a code, or a 409
    for a resumed POST that is not accepted (changed, expired, sent before, or of another session)."""
    if not is_recent(request):
        posted = request.method == "POST"
        return lead_to_confirmation(request, suspended.suspend(request) if posted else request.get_full_path())
    if suspended.SIGNATURE in request.POST and not suspended.release(request):
        return render(request, "account/not_resumed.html", {"address": request.get_full_path()}, status=409)
    return None


def lead_to_confirmation(request: HttpRequest, target: str) -> HttpResponseRedirect:
    """Redirect to the page that asks for the password or a code, and from there to `target`, a URL of this site.

    Raises PermissionDenied for a user without any way to reauthenticate.
    """
    methods = get_adapter().get_reauthentication_methods(request.user)
    if not methods:
        raise PermissionDenied
    return HttpResponseRedirect(f"{methods[0]['url']}?{urlencode({'next': target})}")


if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
else:
    _Admin = object


class RecentlyAuthenticated(_Admin):
    """Mixin for StaffAdmin: adding, changing, deleting and actions require a recent password or code; viewing doesn't.

    Users without the permission get 403 without being asked.
    """

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        obj = self.get_object(request, object_id) if object_id else None
        may = self.has_change_permission(request, obj) if object_id else self.has_add_permission(request)
        if may and (refused := refusal(request)):
            return refused
        return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        may = self.has_delete_permission(request, self.get_object(request, object_id))
        if may and (refused := refusal(request)):
            return refused
        return super().delete_view(request, object_id, extra_context)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        may = self.has_view_permission(request)
        if request.method == "POST" and may and (refused := refusal(request)):
            return refused
        return super().changelist_view(request, extra_context)
