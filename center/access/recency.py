"""Asking for the password or a code again before what can't be taken back: exports, users, roles.

`recently_authenticated` decorates a view, an admin method or an admin action; `RecentlyAuthenticated` stands before
StaffAdmin. Whoever has given a password or code in this session within ten minutes isn't asked; everybody else is, and
comes back to the same address, with what was posted.
"""

import secrets
import time
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import resolve, reverse

SESSION_KEY = "suspended_request"
NEVER_KEPT = "password"  # a field whose name holds this word isn't written into the session


def is_recent(request: HttpRequest) -> bool:
    """Whether this session's user gave a password or a code within ACCOUNT_REAUTHENTICATION_TIMEOUT seconds."""
    records = get_authentication_records(request, request.user) if request.user.is_authenticated else []
    return any(time.time() - record["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT for record in records)


def recently_authenticated(view: Callable) -> Callable:
    """Decorator: run the view only with a recent password or code, otherwise ask for it and come back.

    The request may be the first argument (a view), the second (a method, an action) or named `request`. Uploaded files
    and passwords among what was posted are not kept.
    """

    @wraps(view)
    def guarded(*args, **kwargs):
        request = next((one for one in [*args, *kwargs.values()] if isinstance(one, HttpRequest)), None)
        if request is None:
            raise TypeError("recently_authenticated needs a request")
        return view(*args, **kwargs) if is_recent(request) else ask_again(request)

    return guarded


def ask_again(request: HttpRequest) -> HttpResponseRedirect:
    """Lead to the page that asks for the password or a code, and from there back to what was asked for.

    What was posted waits in the session under a key that only that page's way back holds: an abandoned request is never
    run by a later confirmation of something else.
    """
    target = request.get_full_path()
    if request.method == "POST":
        posted = request.POST.copy()
        for name in [name for name in posted if NEVER_KEPT in name]:
            del posted[name]
        key = secrets.token_urlsafe(16)
        request.session[SESSION_KEY] = {
            "key": key,
            "path": request.path_info,
            "query": request.META.get("QUERY_STRING", ""),
            "posted": posted.urlencode(),
            "at": time.time(),
        }
        target = reverse("account_resume", args=[key])
    methods = get_adapter().get_reauthentication_methods(request.user)
    if not methods:
        raise PermissionDenied
    return HttpResponseRedirect(f"{methods[0]['url']}?{urlencode({'next': target})}")


def resume(request: HttpRequest, key: str) -> HttpResponseBase:
    """Run the posted request that waited, once, as the one it was. Its CSRF token was checked when it came."""
    waiting = request.session.pop(SESSION_KEY, None)
    if not waiting or not secrets.compare_digest(waiting["key"].encode(), key.encode()):
        return HttpResponseRedirect(reverse("admin:index"))
    address = waiting["path"] + (f"?{waiting['query']}" if waiting["query"] else "")
    if not is_recent(request) or time.time() - waiting["at"] > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
        return HttpResponseRedirect(address)
    # Reading the files first keeps Django from parsing this request's own, empty body over what is put in below.
    assert not request.FILES  # noqa: S101
    request.method = request.META["REQUEST_METHOD"] = "POST"
    request.META["QUERY_STRING"] = waiting["query"]
    request.path = request.path_info = waiting["path"]
    request.GET = QueryDict(waiting["query"])
    request.POST = QueryDict(waiting["posted"])
    request.resolver_match = match = resolve(waiting["path"])
    return match.func(request, *match.args, **match.kwargs)


class RecentlyAuthenticated:
    """Before StaffAdmin: adding, changing, deleting and acting on rows ask for the password again; looking doesn't.

    Whoever may not do it anyway is refused without being asked.
    """

    def changeform_view(self, request: HttpRequest, object_id=None, form_url="", extra_context=None):
        obj = self.get_object(request, object_id) if object_id else None
        may = self.has_change_permission(request, obj) if object_id else self.has_add_permission(request)
        if may and not is_recent(request):
            return ask_again(request)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(self, request: HttpRequest, object_id, extra_context=None):
        if self.has_delete_permission(request, self.get_object(request, object_id)) and not is_recent(request):
            return ask_again(request)
        return super().delete_view(request, object_id, extra_context)

    def changelist_view(self, request: HttpRequest, extra_context=None):
        if request.method == "POST" and self.has_view_permission(request) and not is_recent(request):
            return ask_again(request)
        return super().changelist_view(request, extra_context)
