"""Posts that wait while the password is asked for: kept in the session, sent again by the browser from signed fields.

No view is run for a request that wasn't sent: the page `account_resume` is a form to the original address, so the second
post passes CSRF, permissions and validation like any other. Its signature binds it to user, session, address and time.
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
NEVER_KEPT = "password"  # a field whose name holds this word is neither written into the session nor into a page
MOST_WAITING = 3  # several tabs; the oldest post makes room
# Characters of one post. 200 selected rows take 5,000; a session is read at every request of its user.
MOST_KEPT = 100_000


@dataclass(frozen=True)
class SuspendedPost:
    """What was posted to an address (path and query). at: epoch seconds. passwords, files: whether such were left out."""

    address: str
    posted: str
    at: float
    passwords: bool
    files: bool

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Names and values in the order they came; a name stands once for each of its values."""
        return [(name, value) for name, values in QueryDict(self.posted).lists() for value in values]

    @property
    def expired(self) -> bool:
        return time.time() - self.at > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def suspend(request: HttpRequest) -> str:
    """Keep what was posted in the session; returns the address of the page that sends it again.

    Passwords, files and the form's own tokens are left out. What is too long isn't kept: then the officer is told, and
    the address is that of the request itself.
    """
    posted, passwords = without_secrets(request.POST)
    posted.pop(SIGNATURE, None)
    address, encoded = request.get_full_path(), posted.urlencode()
    if len(encoded) > MOST_KEPT:
        messages.warning(request, _("ข้อมูลที่ส่งมายาวเกินกว่าจะเก็บไว้ระหว่างยืนยันตัว จึงยังไม่ได้ทำ โปรดทำใหม่อีกครั้ง"))
        return address
    post = SuspendedPost(address, encoded, time.time(), passwords, bool(request.FILES))
    key = secrets.token_urlsafe(16)
    newest = list(request.session.get(SESSION_KEY, {}).items())[1 - MOST_WAITING :]
    request.session[SESSION_KEY] = {**dict(newest), key: vars(post)}
    return reverse("account_resume", args=[key])


def without_secrets(posted: QueryDict) -> tuple[QueryDict, bool]:
    """A copy without passwords and the token against foreign forms; and whether there were passwords."""
    kept = posted.copy()
    passwords = [name for name in kept if NEVER_KEPT in name.lower()]
    for name in (*passwords, "csrfmiddlewaretoken"):
        kept.pop(name, None)
    return kept, bool(passwords)


def find(request: HttpRequest, key: str) -> SuspendedPost | None:
    """The post of this session that waits under the key."""
    waiting = request.session.get(SESSION_KEY, {}).get(key)
    return SuspendedPost(**waiting) if waiting else None


def forget(request: HttpRequest, key: str) -> None:
    request.session[SESSION_KEY] = {
        other: post for other, post in request.session.get(SESSION_KEY, {}).items() if other != key
    }


def sign(request: HttpRequest, key: str, post: SuspendedPost) -> str:
    """The value of the hidden field SIGNATURE, good for this user, session, address and these fields."""
    return signing.dumps([key, digest(QueryDict(post.posted))], salt=_salt(request, post.address))


def release(request: HttpRequest) -> bool:
    """Whether a request that carries a signature is the suspended one, unchanged, in time and for the first time.

    It is taken out of the session. As an answer of 5xx saves no session, a post that failed may be sent once more.
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
    forget(request, key)
    request.released = True
    return True


def digest(posted: QueryDict) -> str:
    """A hash of names and values. Browsers may write line ends anew; they count as the same."""
    own = {"csrfmiddlewaretoken", SIGNATURE}
    fields = sorted((name, values) for name, values in posted.lists() if name not in own)
    plain = json.dumps(fields).replace(r"\r\n", r"\n").replace(r"\r", r"\n")
    return hashlib.sha256(plain.encode()).hexdigest()


def _salt(request: HttpRequest, address: str) -> str:
    return f"{__name__}:{request.user.pk}:{request.session.session_key}:{address}"
