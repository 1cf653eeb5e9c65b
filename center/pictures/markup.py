"""The HTML of a picture. Kept short, since a list page contains it 24 times."""

import logging
from typing import TYPE_CHECKING, Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from center.pictures.renditions import CONTENT_TYPES, WIDTHS

if TYPE_CHECKING:
    from center.pictures.models import Picture

logger = logging.getLogger(__name__)


def picture_html(
    picture: "Picture | None",
    *,
    sizes: str = "100vw",
    lazy: bool = True,
    css: str = "",
    most: int = WIDTHS[-1],
    formats: str = "avif webp",
) -> SafeString:
    """<picture> with a source per format and a JPEG; the placeholder if there is no JPEG. No query.

    sizes: the slot's width as in HTML. most: leave out renditions wider than so many pixels (600 for cards, whose widest
    is then 360). formats: the sources before the JPEG. Brotli bytes for 24 cards with most=720: AVIF, WebP and one JPEG
    905, without WebP 694, a JPEG srcset alone 676, everything up to 960 947.
    """
    css = " ".join(name for name in (css, getattr(picture, "css", "")) if name)
    rows = by_format(picture, most)
    if picture is None or not rows.get("jpg"):
        return placeholder_html(lazy=lazy, css=css)
    # One reverse() for all: usable_renditions() has checked the names against the pattern that the view serves.
    base = reverse("center:rendition", args=["0"])[:-1]
    sources = [
        format_html('<source type={} srcset="{}" sizes="{}">', CONTENT_TYPES[name], srcset(rows[name], base), sizes)
        for name in formats.split()
        if rows.get(name)
    ]
    jpegs = rows["jpg"]
    largest = jpegs[-1]
    # src, for browsers without AVIF and WebP: the second largest, if there is one.
    fallback = jpegs[-2] if len(jpegs) > 1 else largest
    image = format_html(
        '<img{} src="{}" width="{}" height="{}" alt="{}"{}{}>',
        # Few browsers need the JPEG if there are sources before it: no srcset then.
        "" if sources else format_html(' srcset="{}" sizes="{}"', srcset(jpegs, base), sizes),
        base + fallback["name"],
        largest["width"],
        largest["height"],
        picture.alt,
        format_html(' lang="{}"', "th") if speaks_thai_on_another_page(picture) else "",
        attributes(lazy=lazy, css=css),
    )
    return format_html("<picture>{}{}</picture>", format_html_join("", "{}", zip(sources, strict=True)), image)


def by_format(picture: "Picture | None", most: int) -> dict[str, list[dict[str, Any]]]:
    """Renditions up to `most` pixels wide (at least the narrowest) by format, narrow ones first."""
    if picture is None:
        return {}
    found: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(picture.usable_renditions(), key=lambda row: int(row["width"])):
        of_format = found.setdefault(row["format"], [])
        if row["width"] <= most or not of_format:
            of_format.append(row)
    return found


def srcset(rows: list[dict[str, Any]], base: str) -> str:
    return ",".join(f"{base}{row['name']} {row['width']}w" for row in rows)


def speaks_thai_on_another_page(picture: "Picture") -> bool:
    """Whether the alt text is Thai on a page in another language, so that it needs lang="th" for screen readers."""
    return get_language() != "th" and picture.alt != "" and picture.alt == picture.alt_th != picture.alt_en


def attributes(*, lazy: bool, css: str) -> SafeString:
    """Attributes of <img>. lazy=False: for the largest picture of the first screen, which is loaded with priority."""
    if lazy:
        loading = format_html(" loading={} decoding={}", "lazy", "async")
    else:
        loading = format_html(" fetchpriority={}", "high")
    return format_html('{} class="{}"', loading, css) if css else loading


def placeholder_html(*, lazy: bool = True, css: str = "") -> SafeString:
    """A drawn basket with the proportions of most photos, and an empty alt text."""
    url = static("img/placeholder.svg")
    return format_html('<img src="{}" width="320" height="240" alt=""{}>', url, attributes(lazy=lazy, css=css))
