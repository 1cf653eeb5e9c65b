"""Spam protection without a CAPTCHA for forms that visitors send without an account.

A signed token contains the form's name and the time its page was rendered; it also serves as an idempotency key.
Submissions are rate-limited by phone number and by IP address; docs/adr/0015 has the reasons for the limits.
`center.visitors.forms.GuardedForm` is the form that uses this; its docstring shows a view.
"""

import math
import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from center.rate_limits import counting
from center.rate_limits.addresses import client_address, network_of

TOKEN_SALT = "center.visitors.form"  # noqa: S105
# Seconds. After a day a form has to be submitted again with a new token.
OLDEST = 24 * 60 * 60

# Rate limits, per kind of form and hour: of one phone number, and of one address before a phone number is required.
MOST_OF_A_PHONE = 5
FREE_OF_AN_ADDRESS = 30
WITHIN = timedelta(hours=1)
# Above its limit, an address may send one form of a kind in this time, with a phone number.
PAUSE = timedelta(seconds=10)


class TooFast(Exception):
    """The form was submitted faster than a person could fill it in."""


class TooOld(Exception):
    """The token is more than a day old, or not a valid token of this form."""


def new_token(form_name: str) -> str:
    """A token for a newly rendered form: the form's name, a random key and the time, signed."""
    return signing.TimestampSigner(salt=TOKEN_SALT).sign(f"{form_name}:{secrets.token_hex(16)}")


def read_token(token: str, form_name: str, *, fastest: int = 0) -> str:
    """The key (32 hexadecimal digits) in a token of this form.

    Raises TooOld for an expired or invalid token, TooFast for one made at most `fastest` seconds ago.
    """
    signer = signing.TimestampSigner(salt=TOKEN_SALT)
    try:
        name, _colon, key = signer.unsign(token, max_age=OLDEST).rpartition(":")
    except signing.BadSignature:
        raise TooOld from None
    if name != form_name:
        raise TooOld
    if fastest:
        try:
            signer.unsign(token, max_age=fastest)
        except signing.SignatureExpired:
            return key
        raise TooFast
    return key


def count_attempt(request: HttpRequest, *, kind: str, phone: str | None = None) -> None:
    """Count a submission against the rate limits of phone number and address. Writes; call it outside a transaction.

    phone: as cleaned by PhoneField; empty if the visitor gave none, None if the form has no such field. Raises
    ValidationError with the visitor's message, for `form.add_error(None, error)`: above the phone's limit, or above the
    address's limit without a phone number or within 10 seconds of the last one. Stores only keyed hashes of number and
    address, for an hour.
    """
    now = timezone.now()
    by_phone = f"forms {kind} phone {phone}"
    by_address = f"forms {kind} address {network_of(client_address(request))}"
    if phone and (sent := counting.find(by_phone, now)) and sent.count >= MOST_OF_A_PHONE:
        raise _phone_over_its_limit(sent.expires_at - now)
    if counting.add(by_address, now=now, expires_at=now + WITHIN).count > FREE_OF_AN_ADDRESS:
        if phone == "":
            raise ValidationError({"phone": ValidationError(PHONE_NEEDED, code="phone_needed")})
        latest = counting.add(f"{by_address} pause", now=now, expires_at=now + PAUSE)
        if latest.count > 1:
            seconds = math.ceil((latest.expires_at - now).total_seconds())
            raise ValidationError(BUSY, code="busy", params={"seconds": seconds})
    if phone:
        sent = counting.add(by_phone, now=now, expires_at=now + WITHIN)
        if sent.count > MOST_OF_A_PHONE:  # sent concurrently with the last one allowed
            raise _phone_over_its_limit(sent.expires_at - now)


def from_another_site(request: HttpRequest) -> bool:
    """Whether the Origin header names another site.

    CSRF protection for forms without Django's cookie: anybody can fetch a signed token, but no page can change the Origin
    header that browsers send with every POST. Without the header (very old browsers, programs) only the token protects.
    """
    own_origins = {f"{request.scheme}://{request.get_host()}", settings.SITE_URL}
    return request.headers.get("Origin", settings.SITE_URL) not in own_origins


PHONE_NEEDED = _("ตอนนี้มีคนส่งจากเครือข่ายเดียวกันมาก กรุณากรอกเบอร์โทรศัพท์แล้วกดส่งอีกครั้ง")
BUSY = _("ตอนนี้มีคนส่งจากเครือข่ายเดียวกันมาก กรุณารอ %(seconds)d วินาทีแล้วกดส่งอีกครั้ง หรือโทรหาเจ้าหน้าที่")
PHONE_OVER_ITS_LIMIT = _("เบอร์นี้ส่งหลายครั้งแล้ว กรุณารอ %(minutes)d นาทีแล้วกดส่งอีกครั้ง หรือโทรหาเจ้าหน้าที่")


def _phone_over_its_limit(wait: timedelta) -> ValidationError:
    minutes = math.ceil(wait / timedelta(minutes=1))
    return ValidationError(PHONE_OVER_ITS_LIMIT, code="phone_limit", params={"minutes": minutes})
