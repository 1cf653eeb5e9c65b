"""sitemap.xml: every public page in both languages.

Written by us: Django's sitemaps make an object of each row and build each address eight times, 3.4 s for 6,360 products;
this takes 0.1 s.
"""

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override

from center.records.sitemaps import SITEMAPS

BEGIN = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)
END = "</urlset>\n"
# Thai is for readers of all other languages too.
ALTERNATES = (
    '<xhtml:link rel="alternate" hreflang="th" href="{th}"/>'
    '<xhtml:link rel="alternate" hreflang="en" href="{en}"/>'
    '<xhtml:link rel="alternate" hreflang="x-default" href="{th}"/>'
)


def sitemap(request: HttpRequest) -> HttpResponse:
    """The registered pages, at SITE_URL whatever host was asked; none on a demonstration site, which isn't indexed."""
    entries = [] if settings.DEMO else _entries()
    response = HttpResponse(BEGIN + "".join(entries) + END, content_type="application/xml")
    response["X-Robots-Tag"] = "noindex"  # about this file itself, not about what it lists
    return response


def _entries() -> Iterator[str]:
    with override("en"):
        english = reverse("home")
    with override("th"):
        thai = reverse("home")
        for part in SITEMAPS:
            for path in part.paths():
                page = escape(path.removeprefix(thai))
                th, en = f"{settings.SITE_URL}{thai}{page}", f"{settings.SITE_URL}{english}{page}"
                alternates = ALTERNATES.format(th=th, en=en)
                yield f"<url><loc>{th}</loc>{alternates}</url>\n<url><loc>{en}</loc>{alternates}</url>\n"
