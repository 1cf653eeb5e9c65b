"""POST data kept in the session during reauthentication, and sent again by the browser in signed hidden fields.

No request is replayed on the server: the page `account_resume` is a form to the original URL, so the second POST passes
CSRF, permissions and validation like any other. Its signature binds it to user, session, URL and time.
"""

import hashlib
import json
import secrets
import time
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

SESSION_KEY = "suspended_posts"
SIGNATURE = "_resumed"  # name of the hidden field
NOT_STORED = "password"  # fields whose name contains this word are stored neither in the session nor in a page
MOST_POSTS = 3  # for several tabs; the oldest is dropped
# Characters of one post. 200 selected rows take 5,000; a session is read at every request of its user.
LONGEST_POST = 100_000


@dataclass(frozen=True)
class SuspendedPost:
    """POST data sent to an address (path and query). at: epoch seconds. passwords, files: whether any were left out."""

    address: str
    posted: str
    at: float
    passwords: bool
    files: bool

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Names and values in order; a name appears once for each of its values."""
        return [(name, value) for name, values in QueryDict(self.posted).lists() for value in values]

    @property
    def expired(self) -> bool:
        return time.time() - self.at > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def suspend(request: HttpRequest) -> str:
    """Store the POST data in the session; returns the URL of the page that sends it again.

    Passwords, files and the form's own tokens are left out. POST data longer than LONGEST_POST isn't stored: the user
    gets a message, and the URL is that of the request itself.
    """
    posted, passwords = without_secrets(request.POST)
    posted.pop(SIGNATURE, None)
    address, encoded = request.get_full_path(), posted.urlencode()
    if len(encoded) > LONGEST_POST:
        messages.warning(request, _("ข้อมูลที่ส่งมายาวเกินกว่าจะเก็บไว้ระหว่างยืนยันตัว จึงยังไม่ได้ทำ โปรดทำใหม่อีกครั้ง"))
        return address
    post = SuspendedPost(address, encoded, time.time(), passwords, bool(request.FILES))
    key = secrets.token_urlsafe(16)
    newest = list(request.session.get(SESSION_KEY, {}).items())[1 - MOST_POSTS :]
    request.session[SESSION_KEY] = {**dict(newest), key: vars(post)}
    return reverse("account_resume", args=[key])


def without_secrets(posted: QueryDict) -> tuple[QueryDict, bool]:
    """A copy without passwords and the CSRF token; and whether there were passwords."""
    copy = posted.copy()
    passwords = [name for name in copy if NOT_STORED in name.lower()]
    for name in (*passwords, "csrfmiddlewaretoken"):
        copy.pop(name, None)
    return copy, bool(passwords)


def find(request: HttpRequest, key: str) -> SuspendedPost | None:
    """The suspended post with this key in the session, or None."""
    values = request.session.get(SESSION_KEY, {}).get(key)
    return SuspendedPost(**values) if values else None


def discard(request: HttpRequest, key: str) -> None:
    request.session[SESSION_KEY] = {
        other: post for other, post in request.session.get(SESSION_KEY, {}).items() if other != key
    }


def sign(request: HttpRequest, key: str, post: SuspendedPost) -> str:
    """The value of the hidden field SIGNATURE, valid for this user, session, URL and these fields only."""
    return signing.dumps([key, digest(QueryDict(post.posted))], salt=_salt(request, post.address))


def release(request: HttpRequest) -> bool:
    """Whether a request with a signature is the suspended post, unchanged, not expired and sent for the first time.

    Removes it from the session. Since Django doesn't save the session of a 5xx response, a post that failed may be sent
    again.
    """
    if getattr(request, "released", False):
        return True
    lifetime = timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
    salt = _salt(request, request.get_full_path())
    try:
        key, signed = signing.loads(request.POST[SIGNATURE], salt=salt, max_age=lifetime)
    except signing.BadSignature:
        return False
    if signed != digest(request.POST) or request.FILES or find(request, key) is None:
        return False
    discard(request, key)
    request.released = True  # type: ignore[attr-defined]
    return True


def digest(posted: QueryDict) -> str:
    """A hash of names and values. Line endings are normalized, since browsers may change them."""
    own = {"csrfmiddlewaretoken", SIGNATURE}
    fields = sorted((name, values) for name, values in posted.lists() if name not in own)
    plain = json.dumps(fields).replace(r"\r\n", r"\n").replace(r"\r", r"\n")
    return hashlib.sha256(plain.encode()).hexdigest()


def _salt(request: HttpRequest, address: str) -> str:
    return f"{__name__}:{request.user.pk}:{request.session.session_key}:{address}"
