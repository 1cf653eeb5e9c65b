"""The second factor: which users must have one, and when it is asked for."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from center.access import devices
from center.access.models import RememberedDevice, User

# Admin URLs that don't require it: signing in and out, and the translations of the pages' scripts.
ALWAYS_OPEN = {"login", "logout", "jsi18n"}


def is_required(user: User) -> bool:
    """Whether the user must have a second factor: users who can grant permissions, except on demonstration sites."""
    return bool(settings.SECOND_FACTOR_REQUIRED and user.is_active and user.has_perm("center.change_user"))


def has_one(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def clear(user: User) -> None:
    """Remove the second factor of a user who lost the phone and the recovery codes. Deletes remembered devices too."""
    Authenticator.objects.filter(user=user).delete()
    RememberedDevice.objects.filter(user=user).delete()


class CodeStage(AuthenticateStage):
    """Login stage after the password that asks for the code, unless this device is remembered."""

    def _should_handle(self, request: HttpRequest) -> bool:
        if not super()._should_handle(request):
            return False
        device = devices.find(request, self.login.user)
        if device:
            device.last_used_at = timezone.now()
            device.save(update_fields=["last_used_at"])
        return device is None


class SecondFactorFirst:
    """Middleware: redirects users who must have a second factor and have none from the staff site to its setup."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        staff_page = request.path.startswith(reverse("admin:index"))
        if not staff_page or (match and match.url_name in ALWAYS_OPEN) or not isinstance(request.user, User):
            return None
        if not is_required(request.user) or has_one(request.user):
            return None
        messages.info(request, _("บัญชีที่จัดการผู้ใช้ได้ต้องตั้งการยืนยันตัวสองขั้นก่อน จึงจะเปิดหน้าจัดการข้อมูลได้"))
        return HttpResponseRedirect(reverse("mfa_activate_totp"))
