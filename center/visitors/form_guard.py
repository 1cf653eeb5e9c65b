"""What keeps machines out of the forms that visitors send without an account, and asks nothing of people.

A signed token says which form it is and when its page was made; it also makes sending one form twice harmless. What
is sent is counted by phone number and by address; docs/adr/0015 has the reasons for the limits.
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
# Seconds. A page left open longer than a day is asked to be sent once more.
OLDEST = 24 * 60 * 60

# Forms of one kind within an hour: of one phone number, and of one address before more is asked of it.
MOST_OF_A_PHONE = 5
FREE_OF_AN_ADDRESS = 30
WITHIN = timedelta(hours=1)
# An address over its free ones sends one form of a kind in this time, with a phone number.
PAUSE = timedelta(seconds=10)


class TooFast(Exception):
    """The form came back before anybody could have filled it in."""


class TooOld(Exception):
    """The page of the form was made more than a day ago, or the token isn't one of this form's."""


def new_token(form_name: str) -> str:
    """A token for a new page of a form: the form's name, a random key of its own and the time, signed."""
    return signing.TimestampSigner(salt=TOKEN_SALT).sign(f"{form_name}:{secrets.token_hex(16)}")


def read_token(token: str, form_name: str, *, fastest: int = 0) -> str:
    """The key (32 hexadecimal digits) in a token of this form. Raises TooOld, also for what is no such token.

    Raises TooFast where the page was made no more than `fastest` seconds ago.
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
    """Count one more form of a kind, by phone number and by address. Writes; call it outside a transaction.

    phone: as PhoneField cleans it; empty where the visitor gave none, None where the form doesn't ask for one.
    Raises ValidationError with the sentence for the visitor, for `form.add_error(None, error)`: over the phone's
    limit, or over the address's free ones without a phone number or within 10 seconds of the one before. Only keyed
    hashes of number and address are stored, for an hour.
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
        if sent.count > MOST_OF_A_PHONE:  # sent at the same time as the last one allowed
            raise _phone_over_its_limit(sent.expires_at - now)


def from_another_site(request: HttpRequest) -> bool:
    """Whether the browser says that a page of another site has sent this form.

    For forms without Django's CSRF cookie: anybody can fetch a signed token, but no page can change the Origin header
    that browsers send with every POST. Where there is none (very old browsers, programs) the token has to do.
    """
    ours = {f"{request.scheme}://{request.get_host()}", settings.SITE_URL}
    return request.headers.get("Origin", settings.SITE_URL) not in ours


PHONE_NEEDED = _("ตอนนี้มีคนส่งจากเครือข่ายเดียวกันมาก กรุณากรอกเบอร์โทรศัพท์แล้วกดส่งอีกครั้ง")
BUSY = _("ตอนนี้มีคนส่งจากเครือข่ายเดียวกันมาก กรุณารอ %(seconds)d วินาทีแล้วกดส่งอีกครั้ง หรือโทรหาเจ้าหน้าที่")
PHONE_OVER_ITS_LIMIT = _("เบอร์นี้ส่งหลายครั้งแล้ว กรุณารอ %(minutes)d นาทีแล้วกดส่งอีกครั้ง หรือโทรหาเจ้าหน้าที่")


def _phone_over_its_limit(wait: timedelta) -> ValidationError:
    minutes = math.ceil(wait / timedelta(minutes=1))
    return ValidationError(PHONE_OVER_ITS_LIMIT, code="phone_limit", params={"minutes": minutes})
