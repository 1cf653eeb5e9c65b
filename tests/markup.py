"""Markup as a browser reads it: white space beside a tag and between words counts once or not at all."""

import re


def compact(html: str) -> str:
    """The page without the white space beside tags, every other run of it as one space."""
    return re.sub(r" ?(<[^>]*>) ?", r"\1", re.sub(r"\s+", " ", html))


def assert_first_picture_is_preloaded(html: str) -> None:
    """In the head, before the stylesheet, which is most of a page; in the widths and for the slot of its <picture>.

    A browser would fetch two files otherwise.
    """
    head, _, body = html.partition("</head>")
    preloaded = re.search(r'<link rel=preload as=image [^>]*imagesrcset="([^"]+)" imagesizes="([^"]+)"', head)
    shown = re.search(r'<source type=image/avif srcset="([^"]+)" sizes="([^"]+)"', body)
    assert preloaded and shown and preloaded.groups() == shown.groups()
    assert preloaded.start() < head.index("<style")
