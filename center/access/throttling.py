"""Rate limits for failed sign-ins, counted in the database (center.rate_limits.counting).

Three limits:

- account and address: five failures in 15 minutes, then a pause of 15, 30, 60 minutes;
- address, for all accounts: twenty failures in 15 minutes, then the same pauses;
- account, for all unknown addresses: fifty failures in an hour, then a pause of 15 minutes for unknown addresses.

A device that has signed in to the account before (a signed cookie) has a counter of its own, and addresses from which
the account has signed in are known. So an attacker elsewhere can't lock the owner out of the owner's device or office.
"""

import math
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from center.access.models import User
from center.rate_limits import counting
from center.rate_limits.addresses import client_address, network_of
from center.rate_limits.models import Tally
from center.records.retention import Period

MINUTE = timedelta(minutes=1)
LONGEST_PAUSE = 60 * MINUTE
COUNTED_FOR = 2 * LONGEST_PAUSE  # how long failures count towards a longer pause
KNOWN = Period("sign-ins", 40, timedelta(days=180), _("ที่ซึ่งเจ้าหน้าที่เคยเข้าสู่ระบบ ในรูปที่อ่านกลับไม่ได้"), _("ลบ"))
KNOWN_DEVICE_COOKIE = "known_device"
KNOWN_DEVICE_SALT = "center.access.known_device"
MOST_ACCOUNTS_OF_A_DEVICE = 10


@dataclass(frozen=True)
class Limit:
    """A rate limit: so many failures within a time without a pause, then `pause`, doubled with each further failure.

    grows=False: the pause stays the same, and the counter expires with it.
    """

    name: str
    failures: int
    within: timedelta
    pause: timedelta
    grows: bool = True

    def pause_after(self, count: int) -> timedelta:
        """The pause after this number of failures; zero below the limit."""
        over = count - self.failures
        if over < 0:
            return timedelta(0)
        return self.pause * min(2**over, LONGEST_PAUSE // self.pause) if self.grows else self.pause


OF_ACCOUNT_HERE = Limit("account-here", 5, 15 * MINUTE, 15 * MINUTE)
OF_ADDRESS = Limit("address", 20, 15 * MINUTE, 15 * MINUTE)
OF_STRANGERS = Limit("strangers", 50, 60 * MINUTE, 15 * MINUTE, grows=False)


@dataclass(frozen=True)
class Count:
    """The counter of one limit: of an account at an address, of an address, or of an account."""

    limit: Limit
    key: str

    @property
    def name(self) -> str:
        return f"sign-in {self.limit.name} {self.key}"

    def wait(self, now: datetime) -> timedelta:
        """The remaining pause; zero if an attempt is allowed now."""
        tally = counting.find(self.name, now)
        return max(tally.paused_until - now, timedelta(0)) if tally and tally.paused_until else timedelta(0)

    def add(self, now: datetime) -> "Failure":
        """Count a failure; begins or prolongs the pause if it exceeds the limit."""
        with transaction.atomic():
            tally = counting.add(self.name, now=now, expires_at=now + self.limit.within)
            before = Tally(paused_until=tally.paused_until, expires_at=tally.expires_at)
            if pause := self.limit.pause_after(tally.count):
                tally.paused_until = now + pause
                tally.expires_at = now + (COUNTED_FOR if self.limit.grows else pause)
                tally.save(update_fields=["paused_until", "expires_at"])
        return Failure(before=before, after=tally)

    def clear(self) -> None:
        counting.reset(self.name)


@dataclass(frozen=True)
class Failure:
    """A counted failure: its counter before and after."""

    before: Tally
    after: Tally

    def undo(self) -> None:
        """Uncount it and undo the pause it began; a pause begun by a later failure stays."""
        row = Tally.objects.filter(key=self.after.key, count__gt=0)
        with transaction.atomic():
            row.filter(paused_until=self.after.paused_until).update(
                paused_until=self.before.paused_until, expires_at=self.before.expires_at
            )
            row.update(count=F("count") - 1)


class Attempt:
    """One sign-in attempt. Counted as failed before the password is checked, so concurrent attempts don't evade a limit."""

    def __init__(self, request: HttpRequest, login: str) -> None:
        self.account = _account(login)
        address = network_of(client_address(request))
        device = known_device(request, self.account)
        if device:
            self.here = Count(OF_ACCOUNT_HERE, f"{self.account} device {device}")
            self.others: list[Count] = []
            return
        self.here = Count(OF_ACCOUNT_HERE, f"{self.account} address {address}")
        self.others = [Count(OF_ADDRESS, address)]
        if not counting.find(_known_address(self.account, address), timezone.now()):
            self.others.append(Count(OF_STRANGERS, self.account))

    def wait(self) -> int:
        """Whole minutes to wait, rounded up; 0 if the attempt is allowed."""
        now = timezone.now()
        return math.ceil(max(count.wait(now) for count in [self.here, *self.others]) / MINUTE)

    def begin(self) -> None:
        """Count the attempt as failed."""
        now = timezone.now()
        self.here.add(now)
        self.failures = [count.add(now) for count in self.others]

    def succeeded(self) -> None:
        """The password was right: reset the account's own counter, and uncount only this attempt in the others.

        Earlier failures at this address stay, or an attacker could reset them by signing in to an own account.
        """
        self.here.clear()
        for failure in self.failures:
            failure.undo()


def remember_success(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Store this address and this device as known for the account. Sets a cookie."""
    account = _key_of(user.pk)
    known = _known_address(account, network_of(client_address(request)))
    counting.ensure(known, expires_at=timezone.now() + KNOWN.kept_for)
    devices = _devices(request)
    nonce = devices.pop(account, None) or get_random_string(16)
    devices = {**dict(list(devices.items())[-MOST_ACCOUNTS_OF_A_DEVICE + 1 :]), account: nonce}
    response.set_cookie(
        KNOWN_DEVICE_COOKIE,
        signing.dumps(devices, salt=KNOWN_DEVICE_SALT),
        max_age=KNOWN.kept_for,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def known_device(request: HttpRequest, account: str) -> str:
    """The device's identifier for this account if it has signed in to it before, else empty."""
    return _devices(request).get(account, "")


def _devices(request: HttpRequest) -> dict[str, str]:
    written = request.COOKIES.get(KNOWN_DEVICE_COOKIE, "")
    try:
        found = signing.loads(written, salt=KNOWN_DEVICE_SALT, max_age=KNOWN.kept_for)
    except signing.BadSignature:
        return {}
    return found if isinstance(found, dict) else {}


def _account(login: str) -> str:
    """The account's key, the same for user name and e-mail; unknown names get a key too and are counted alike."""
    typed = unicodedata.normalize("NFKC", login).strip()
    found = User.objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed)).values_list("pk", flat=True)[:2]
    return _key_of(found[0]) if len(found) == 1 else f"nobody {typed.casefold()}"


def _key_of(pk: int) -> str:
    return f"user {pk}"


def _known_address(account: str, address: str) -> str:
    return f"sign-in known-address {account} {address}"
