"""How a visitor reaches a producer: only what the producer allowed to be shown."""

from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings

from catalog.products.models import Producer
from thai.phones import format_phone, tel_uri


@dataclass(frozen=True)
class Contact:
    """phone as one reads it; tel and line_url as one taps them, absent on a demonstration site."""

    phone: str
    tel: str | None
    line_url: str | None


def contact_of(producer: Producer) -> Contact | None:
    """The producer's phone and LINE, or None where they may not be shown or don't exist.

    On a demonstration site nothing can be tapped: the numbers are invented.
    """
    real = not settings.DEMO
    if not producer.phone_shown or not (producer.phone or (producer.line_id and real)):
        return None
    return Contact(
        phone=format_phone(producer.phone) if producer.phone else "",
        tel=tel_uri(producer.phone) if producer.phone and real else None,
        line_url=f"https://line.me/R/ti/p/~{quote(producer.line_id, safe='')}" if producer.line_id and real else None,
    )
