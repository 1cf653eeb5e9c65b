"""Markup as a browser reads it: white space beside a tag and between words counts once or not at all."""

import re


def compact(html: str) -> str:
    """The page without the white space beside tags, every other run of it as one space."""
    return re.sub(r" ?(<[^>]*>) ?", r"\1", re.sub(r"\s+", " ", html))
