"""A producer's public contact data: only what the producer agreed to have shown."""

from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings

from catalog.products.models import Producer
from thai.phones import format_phone, tel_uri


@dataclass(frozen=True)
class Contact:
    """phone: for display; tel and line_url: link targets, None on a demonstration site."""

    phone: str
    tel: str | None
    line_url: str | None


def contact_of(producer: Producer) -> Contact | None:
    """The producer's phone and LINE, or None without the producer's consent or without either.

    No links on a demonstration site, since its numbers are invented.
    """
    linked = not settings.DEMO
    if not producer.phone_shown or not (producer.phone or (producer.line_id and linked)):
        return None
    return Contact(
        phone=format_phone(producer.phone) if producer.phone else "",
        tel=tel_uri(producer.phone) if producer.phone and linked else None,
        line_url=f"https://line.me/R/ti/p/~{quote(producer.line_id, safe='')}" if producer.line_id and linked else None,
    )
