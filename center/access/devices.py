"""Trusted devices: for 30 days a remembered browser needs no second factor."""

import hashlib
import secrets
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from center.access.models import REMEMBERED, RememberedDevice, User

COOKIE = "remembered_device"

# Searched in this order: Edge's User-Agent contains Chrome too, and Chrome's contains Safari.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Line/": "LINE",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS": "Mac",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def remember(request: HttpRequest, response: HttpResponse, user: User) -> RememberedDevice:
    """Trust this browser for the user for 30 days. Sets the cookie with a new token.

    Other users remembered in the same browser stay remembered: their rows get the new token.
    """
    token = secrets.token_urlsafe(32)
    hashed = _hash(token)
    RememberedDevice.objects.filter(user=user).exclude(pk__in=RememberedDevice.objects.valid(timezone.now())).delete()
    if old := request.COOKIES.get(COOKIE):
        RememberedDevice.objects.filter(user=user, token_hash=_hash(old)).delete()
        RememberedDevice.objects.filter(token_hash=_hash(old)).update(token_hash=hashed)
    device = RememberedDevice.objects.create(
        user=user, token_hash=hashed, fingerprint=fingerprint(user), label=describe(request)
    )
    response.set_cookie(
        COOKIE, token, max_age=REMEMBERED.kept_for, secure=request.is_secure(), httponly=True, samesite="Lax"
    )
    return device


def forget_outdated(now: datetime) -> int:
    """Delete devices that are remembered no longer; returns how many."""
    deleted, _by_model = RememberedDevice.objects.exclude(pk__in=RememberedDevice.objects.valid(now)).delete()
    return deleted


def find(request: HttpRequest, user: User) -> RememberedDevice | None:
    """This browser's row for the user, if valid: at most 30 days old, password and second factor unchanged."""
    token = request.COOKIES.get(COOKIE)
    if not token:
        return None
    now = timezone.now()
    return (
        RememberedDevice.objects.valid(now)
        .filter(user=user, token_hash=_hash(token), fingerprint=fingerprint(user))
        .first()
    )


def fingerprint(user: User) -> str:
    """A keyed hash (HMAC) of the user's password hash and second factor, different when either changes."""
    factors = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).values_list("pk", flat=True)
    return salted_hmac(
        "center.access.devices", f"{user.pk} {user.password} {list(factors)}", algorithm="sha256"
    ).hexdigest()


def describe(request: HttpRequest) -> str:
    """ "Chrome บน Windows", by which a user tells devices in the list apart."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    browser = next((name for token, name in BROWSERS.items() if token in agent), "")
    system = next((name for token, name in SYSTEMS.items() if token in agent), "")
    if browser and system:
        return _("%(browser)s บน %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("เบราว์เซอร์ที่ไม่รู้จัก")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
