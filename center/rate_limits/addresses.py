"""The client's IP address. The only code that reads X-Forwarded-For."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "unknown"
IPV6_SITE = 64  # prefix length: a client with one address of a /64 usually has all of them


def client_address(request: HttpRequest) -> str:
    """The client's address as the outermost trusted proxy saw it; "unknown" if it is no address.

    TRUST_PROXY 0: the socket's peer. TRUST_PROXY n: the n-th from the right of X-Forwarded-For, since each of our n
    proxies appends the address it was called from; anything further left is written by the client and ignored. A header
    with fewer than n addresses didn't pass our proxies: the socket's peer is used.
    """
    trusted = settings.TRUST_PROXY
    header = request.META.get("HTTP_X_FORWARDED_FOR", "")
    forwarded = header.split(",") if header else []
    written = forwarded[-trusted] if trusted and len(forwarded) >= trusted else request.META.get("REMOTE_ADDR", "")
    return _clean(written)


def network_of(address: str) -> str:
    """The key by which requests are counted: an IPv4 address, or the /64 of an IPv6 address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network((parsed, IPV6_SITE), strict=False))


def _clean(written: str) -> str:
    """The address in "1.2.3.4", "1.2.3.4:80", "[::1]:80" or "::ffff:1.2.3.4", without port and IPv4 mapping."""
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
