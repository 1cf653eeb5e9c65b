"""Failed attempts to sign in, counted in the database (center.rate_limits.counting).

Three counts, each with pauses of its own:

- account and address: five failures in 15 minutes, then a pause of 15, 30, 60 minutes;
- address, whatever the account: twenty failures in 15 minutes, then the same pauses;
- account, from strangers everywhere: fifty failures in an hour, then 15 minutes in which no stranger may try.

A device that has signed in to the account before (a signed cookie) is counted by itself, and an address the account
has signed in from is no stranger: so whoever attacks from elsewhere never shuts the owner out of the owner's own
device or office.
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
FORGOTTEN_AFTER = 2 * LONGEST_PAUSE
KNOWN = Period("sign-ins", 40, timedelta(days=180), _("ที่ซึ่งเจ้าหน้าที่เคยเข้าสู่ระบบ ในรูปที่อ่านกลับไม่ได้"), _("ลบ"))
KNOWN_DEVICE_COOKIE = "known_device"
KNOWN_DEVICE_SALT = "center.access.known_device"
MOST_ACCOUNTS_OF_A_DEVICE = 10


@dataclass(frozen=True)
class Limit:
    """How many failures within what time are free, and how long the first pause is.

    A pause that doesn't grow ends the count too.
    """

    name: str
    failures: int
    within: timedelta
    pause: timedelta
    grows: bool = True

    def pause_after(self, count: int) -> timedelta:
        """How long the pause is that failure number count begins; the free ones begin none."""
        over = count - self.failures
        if over < 0:
            return timedelta(0)
        return self.pause * min(2**over, LONGEST_PAUSE // self.pause) if self.grows else self.pause


OF_ACCOUNT_HERE = Limit("account-here", 5, 15 * MINUTE, 15 * MINUTE)
OF_ADDRESS = Limit("address", 20, 15 * MINUTE, 15 * MINUTE)
OF_STRANGERS = Limit("strangers", 50, 60 * MINUTE, 15 * MINUTE, grows=False)


@dataclass(frozen=True)
class Count:
    """The failures of one account at one address, or of one address, or of one account."""

    limit: Limit
    key: str

    @property
    def name(self) -> str:
        return f"sign-in {self.limit.name} {self.key}"

    def wait(self, now: datetime) -> timedelta:
        """How long until the next attempt is looked at; nothing when it is looked at now."""
        tally = counting.find(self.name, now)
        return max(tally.paused_until - now, timedelta(0)) if tally and tally.paused_until else timedelta(0)

    def add(self, now: datetime) -> "Failure":
        """One more failure."""
        with transaction.atomic():
            tally = counting.add(self.name, now=now, expires_at=now + self.limit.within)
            before = Tally(paused_until=tally.paused_until, expires_at=tally.expires_at)
            if pause := self.limit.pause_after(tally.count):
                tally.paused_until = now + pause
                tally.expires_at = now + (FORGOTTEN_AFTER if self.limit.grows else pause)
                tally.save(update_fields=["paused_until", "expires_at"])
        return Failure(before=before, after=tally)

    def clear(self) -> None:
        counting.reset(self.name)


@dataclass(frozen=True)
class Failure:
    """A failure that was counted: its tally as it stood before and stands after, both with the same key."""

    before: Tally
    after: Tally

    def take_back(self) -> None:
        """It was none, and the pause it would have caused is none; one that another failure has caused since stays."""
        row = Tally.objects.filter(key=self.after.key, count__gt=0)
        with transaction.atomic():
            row.filter(paused_until=self.after.paused_until).update(
                paused_until=self.before.paused_until, expires_at=self.before.expires_at
            )
            row.update(count=F("count") - 1)


class Attempt:
    """One attempt to sign in: counted as failed before the password is looked at, so that many at once gain nothing."""

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
        """Whole minutes to wait; 0 when the attempt may be made."""
        now = timezone.now()
        return math.ceil(max(count.wait(now) for count in [self.here, *self.others]) / MINUTE)

    def begin(self) -> None:
        now = timezone.now()
        self.here.add(now)
        self.failures = [count.add(now) for count in self.others]

    def succeeded(self) -> None:
        """The password was right. Failures of others at this address stay: one's own account must not wipe them out."""
        self.here.clear()
        for failure in self.failures:
            failure.take_back()


def remember_success(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """From now on this address and this device are known to the account. Sets a cookie."""
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
    """What names this device among those that have signed in to the account; empty for any other device."""
    return _devices(request).get(account, "")


def _devices(request: HttpRequest) -> dict[str, str]:
    written = request.COOKIES.get(KNOWN_DEVICE_COOKIE, "")
    try:
        found = signing.loads(written, salt=KNOWN_DEVICE_SALT, max_age=KNOWN.kept_for)
    except signing.BadSignature:
        return {}
    return found if isinstance(found, dict) else {}


def _account(login: str) -> str:
    """One key for an account by whichever name it is called; names nobody has are counted in the same way."""
    typed = unicodedata.normalize("NFKC", login).strip()
    found = User.objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed)).values_list("pk", flat=True)[:2]
    return _key_of(found[0]) if len(found) == 1 else f"nobody {typed.casefold()}"


def _key_of(pk: int) -> str:
    return f"user {pk}"


def _known_address(account: str, address: str) -> str:
    return f"sign-in known-address {account} {address}"
