"""The HTML of a picture. Kept short, since a list page contains it 24 times."""

import logging
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
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
    rows = by_format(picture, most, (*formats.split(), "jpg"))
    if picture is None or not rows.get("jpg"):
        return placeholder_html(lazy=lazy, css=css)
    *first, jpegs = [rows[name] for name in (*formats.split(), "jpg") if rows.get(name)]
    sources = "".join(
        f'<source type={CONTENT_TYPES[of_format[0]["format"]]} srcset="{srcset(of_format)}" sizes="{escape(sizes)}">'
        for of_format in first
    )
    largest = jpegs[-1]
    # src, for browsers without AVIF and WebP: the second largest, if there is one.
    fallback = jpegs[-2] if len(jpegs) > 1 else largest
    # Few browsers need the JPEG if there are sources before it: no srcset then.
    choice = "" if sources else f' srcset="{srcset(jpegs)}" sizes="{escape(sizes)}"'
    lang = ' lang="th"' if speaks_thai_on_another_page(picture) else ""
    return mark_safe(  # noqa: S308  usable_renditions() has checked names and numbers; all other texts are escaped
        f'<picture>{sources}<img{choice} src="{_folder_url()}{fallback["name"]}" width="{largest["width"]}" '
        f'height="{largest["height"]}" alt="{escape(picture.alt)}"{lang}{attributes(lazy=lazy, css=css)}></picture>'
    )


def preload_html(picture: "Picture | None", *, sizes: str, most: int = WIDTHS[-1]) -> SafeString:
    """<link> in the head for the largest picture of the first screen: asked for before its <picture> has been parsed.

    sizes, most: those given to picture_html, or the browser fetches two widths. Empty if that would not begin with AVIF.
    """
    rows = by_format(picture, most, ("avif", "jpg"))
    if not (rows.get("avif") and rows.get("jpg")):
        return SafeString("")
    return format_html(
        '<link rel=preload as=image type=image/avif fetchpriority=high imagesrcset="{}" imagesizes="{}">',
        srcset(rows["avif"]),
        sizes,
    )


@cache
def _folder_url() -> str:
    """Where all renditions lie: one reverse() for all, since their names match the pattern that the view serves."""
    return reverse("center:rendition", args=["0"])[:-1]


def by_format(picture: "Picture | None", most: int, formats: tuple[str, ...]) -> dict[str, list[dict[str, Any]]]:
    """Renditions up to `most` pixels wide (at least the narrowest) in some formats, by format, narrow ones first."""
    if picture is None:
        return {}
    found: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(picture.usable_renditions(formats), key=itemgetter("width")):
        of_format = found.setdefault(row["format"], [])
        if row["width"] <= most or not of_format:
            of_format.append(row)
    return found


def srcset(rows: list[dict[str, Any]]) -> str:
    folder = _folder_url()
    return ",".join(f"{folder}{row['name']} {row['width']}w" for row in rows)


def speaks_thai_on_another_page(picture: "Picture") -> bool:
    """Whether the alt text is Thai on a page in another language, so that it needs lang="th" for screen readers."""
    return get_language() != "th" and picture.alt != "" and picture.alt == picture.alt_th != picture.alt_en


def attributes(*, lazy: bool, css: str) -> SafeString:
    """Attributes of <img>. lazy=False: for the largest picture of the first screen, which is loaded with priority."""
    loading = SafeString(" loading=lazy decoding=async" if lazy else " fetchpriority=high")
    return format_html('{} class="{}"', loading, css) if css else loading


def placeholder_html(*, lazy: bool = True, css: str = "") -> SafeString:
    """A drawn basket with the proportions of most photos, and an empty alt text."""
    url = static("img/placeholder.svg")
    return format_html('<img src="{}" width="320" height="240" alt=""{}>', url, attributes(lazy=lazy, css=css))
