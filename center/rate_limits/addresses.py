"""Where a request comes from. The one place that reads X-Forwarded-For."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "unknown"
IPV6_SITE = 64  # bits; whoever has one address of such a network has all of them


def client_address(request: HttpRequest) -> str:
    """The address of the client as the nearest machine we trust saw it; "unknown" where there is none.

    TRUST_PROXY 0: the socket's own. TRUST_PROXY n: the n-th from the right of X-Forwarded-For, since each of our n
    proxies appends the address it was asked from; whatever stands further left was written by the client and is never
    read. A header shorter than n didn't come through our proxies: then the socket's address counts.
    """
    trusted = settings.TRUST_PROXY
    header = request.META.get("HTTP_X_FORWARDED_FOR", "")
    forwarded = header.split(",") if header else []
    written = forwarded[-trusted] if trusted and len(forwarded) >= trusted else request.META.get("REMOTE_ADDR", "")
    return _clean(written)


def network_of(address: str) -> str:
    """What failures are counted by: an IPv4 address alone, an IPv6 address by its /64, which one client owns whole."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network((parsed, IPV6_SITE), strict=False))


def _clean(written: str) -> str:
    """A bare address out of "1.2.3.4", "1.2.3.4:80", "[::1]:80" and "::ffff:1.2.3.4"."""
    text = written.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return UNKNOWN
    return str(getattr(address, "ipv4_mapped", None) or address)
