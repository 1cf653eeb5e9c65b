"""Remembering a device for 30 days, so that the office's own computer isn't asked for the second factor every morning."""

import hashlib
import secrets

from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from center.access.models import REMEMBERED, RememberedDevice, User

COOKIE = "remembered_device"

# The first that is found in the User-Agent names the browser or the system: Edge says Chrome too, Chrome says Safari.
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
    """Ask this user for no second factor in this browser for 30 days. Sets the cookie with a new token.

    Others who are remembered in the same browser stay so: their rows move to the new token.
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


def find(request: HttpRequest, user: User) -> RememberedDevice | None:
    """This browser's row for the user, if it still holds: not older than 30 days, password and factor unchanged."""
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
    """Changes with the user's password and with the user's second factor."""
    factors = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).values_list("pk", flat=True)
    return salted_hmac(
        "center.access.devices", f"{user.pk} {user.password} {list(factors)}", algorithm="sha256"
    ).hexdigest()


def describe(request: HttpRequest) -> str:
    """ "Chrome บน Windows": enough to tell the office's computer from one's own phone."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    browser = next((name for sign, name in BROWSERS.items() if sign in agent), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in agent), "")
    if browser and system:
        return _("%(browser)s บน %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("เบราว์เซอร์ที่ไม่รู้จัก")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
