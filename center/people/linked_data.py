"""What search engines read of networks and groups (schema.org as JSON-LD): nothing that isn't on the page."""

from typing import Any

from django.conf import settings

from center.people.models import Group, Network

CONTEXT = "https://schema.org"


def network(row: Network) -> dict[str, Any] | None:
    """Organization; None on a demonstration site."""
    return _organization(row)


def group(row: Group) -> dict[str, Any] | None:
    """Organization with its tambon and its network; None on a demonstration site."""
    data = _organization(row)
    if data is None:
        return None
    if row.tambon:
        data["address"] = {
            "@type": "PostalAddress",
            "addressLocality": row.village,
            "postalCode": row.tambon.postcode,
            "addressCountry": "TH",
        }
    if row.network and row.network.is_published:
        data["memberOf"] = {"@type": "Organization", "name": row.network.name, "url": _address(row.network)}
    return data


def _organization(row: Network | Group) -> dict[str, Any] | None:
    if settings.DEMO:
        return None
    data = {"@context": CONTEXT, "@type": "Organization", "name": row.name, "url": _address(row)}
    if row.about:
        data["description"] = row.about
    return data


def _address(row: Network | Group) -> str:
    return settings.SITE_URL + row.get_absolute_url()
