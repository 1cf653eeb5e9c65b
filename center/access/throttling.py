"""Failed attempts to sign in, counted in the shared cache.

Three counts, each with pauses of its own:

- account and address: five failures in 15 minutes, then a pause of 15, 30, 60 minutes;
- address, whatever the account: twenty failures in 15 minutes, then the same pauses;
- account, from strangers everywhere: fifty failures in an hour, then 15 minutes in which no stranger may try.

A device that has signed in to the account before (a signed cookie) is counted by itself, and an address the account
has signed in from is no stranger: so whoever attacks from elsewhere never shuts the owner out of the owner's own
device or office.
"""

import hashlib
import math
import time
import unicodedata
from dataclasses import dataclass

from django.core import signing
from django.core.cache import cache
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from center.access.addresses import client_address, network_of
from center.models import User

MINUTE = 60  # seconds
LONGEST_PAUSE = 60 * MINUTE
FORGOTTEN_AFTER = 2 * LONGEST_PAUSE
KNOWN_FOR = 180 * 24 * 60 * MINUTE
KNOWN_DEVICE_COOKIE = "known_device"
KNOWN_DEVICE_SALT = "center.access.known_device"
MOST_ACCOUNTS_OF_A_DEVICE = 10


@dataclass(frozen=True)
class Limit:
    """How many failures within so many seconds are free, and how long the first pause is."""

    name: str
    failures: int
    within: int
    pause: int
    grows: bool = True


OF_ACCOUNT_HERE = Limit("account-here", 5, 15 * MINUTE, 15 * MINUTE)
OF_ADDRESS = Limit("address", 20, 15 * MINUTE, 15 * MINUTE)
OF_STRANGERS = Limit("strangers", 50, 60 * MINUTE, 15 * MINUTE, grows=False)


@dataclass(frozen=True)
class Count:
    """The failures of one account at one address, or of one address, or of one account."""

    limit: Limit
    key: str

    @property
    def _cache_key(self) -> str:
        return f"sign-in:{self.limit.name}:{hashlib.sha256(self.key.encode()).hexdigest()}"

    def wait(self, now: float) -> float:
        """Seconds until the next attempt is looked at; 0 when it is looked at now."""
        _failures, _since, until = cache.get(self._cache_key, (0, now, 0.0))
        return max(0.0, until - now)

    def add(self, now: float) -> float:
        """One more failure. Returns when the pause before it ended, for take_back."""
        failures, since, until = cache.get(self._cache_key, (0, now, 0.0))
        before = until
        over_and_out = failures >= self.limit.failures and not self.limit.grows and now >= until
        if over_and_out or (failures < self.limit.failures and now - since > self.limit.within):
            failures, since = 0, now
        failures += 1
        over = failures - self.limit.failures
        if over >= 0:
            pause = self.limit.pause * 2**over if self.limit.grows else self.limit.pause
            until = now + min(pause, LONGEST_PAUSE)
        cache.set(self._cache_key, (failures, since, until), FORGOTTEN_AFTER)
        return before

    def take_back(self, before: float) -> None:
        """The attempt counted last was no failure, and the pause it would have caused is none."""
        failures, since, _until = cache.get(self._cache_key, (0, 0.0, 0.0))
        if failures:
            cache.set(self._cache_key, (failures - 1, since, before), FORGOTTEN_AFTER)

    def clear(self) -> None:
        cache.delete(self._cache_key)


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
        if not cache.get(_known_address_key(self.account, address)):
            self.others.append(Count(OF_STRANGERS, self.account))

    def wait(self) -> int:
        """Whole minutes to wait; 0 when the attempt may be made."""
        now = time.time()
        return math.ceil(max(count.wait(now) for count in [self.here, *self.others]) / MINUTE)

    def begin(self) -> None:
        now = time.time()
        self.here.add(now)
        self.before = [count.add(now) for count in self.others]

    def succeeded(self) -> None:
        """The password was right. Failures of others at this address stay: one's own account must not wipe them out."""
        self.here.clear()
        for count, before in zip(self.others, self.before, strict=True):
            count.take_back(before)


def remember_success(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """From now on this address and this device are known to the account. Sets a cookie."""
    account = _key_of(user.pk)
    cache.set(_known_address_key(account, network_of(client_address(request))), True, KNOWN_FOR)
    devices = _devices(request)
    nonce = devices.pop(account, None) or get_random_string(16)
    devices = {**dict(list(devices.items())[-MOST_ACCOUNTS_OF_A_DEVICE + 1 :]), account: nonce}
    response.set_cookie(
        KNOWN_DEVICE_COOKIE,
        signing.dumps(devices, salt=KNOWN_DEVICE_SALT),
        max_age=KNOWN_FOR,
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
        found = signing.loads(written, salt=KNOWN_DEVICE_SALT, max_age=KNOWN_FOR)
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


def _known_address_key(account: str, address: str) -> str:
    return f"sign-in:known-address:{hashlib.sha256(f'{account} {address}'.encode()).hexdigest()}"
