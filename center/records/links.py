"""Web and mail addresses in typed texts as links.

Thai is written without spaces, so that words often stand right behind an address (…/form/12ภายในวันที่ 30). Django's urlize takes
them for a part of it.
"""

import html
import re

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_HOST = rf"(?:{_LABEL}\.)+{_LABEL}"
# Endings by which a host without https:// and www. is recognized.
_BARE_HOST = rf"(?:{_LABEL}\.)+(?:(?:go|or|ac|co|in|mi|net)\.th|com|net|org)(?![a-z0-9-])"
# Words that follow an address that ends with a slash. Any other Thai behind a slash is a folder's or file's name.
_NOT_A_NAME = r"(?:ค่ะ|คะ|ครับ|นะ|จ้า|ได้|ภายใน|ก่อน|ตั้งแต่|จนถึง|ถึง|และ|หรือ|ที่|เพื่อ|โดย|วันนี้)"
_PLAIN = r"[a-z0-9\-._~%!$&'()*+,;=:@]"
# A name in a path that begins in Thai (แบบฟอร์ม.pdf), with its extension; Thai behind an extension is text again.
_THAI_NAME = rf"(?!{_NOT_A_NAME})[\u0e01-\u0e5b](?:[\u0e01-\u0e5b0-9_()-]|%[0-9a-f]{{2}})*(?:\.[a-z0-9]+)*"
_PATH = rf"(?::\d{{2,5}})?(?:/(?:{_THAI_NAME}|{_PLAIN}*))*(?:\?(?:{_PLAIN}|[/?])*)?(?:#(?:{_PLAIN}|[/?])*)?"
_ADDRESS = re.compile(
    rf"(?<![a-z0-9@._/-])(?:(?P<mail>[a-z0-9](?:[a-z0-9._%+-]*[a-z0-9])?@{_HOST})"
    rf"|(?P<url>https?://(?:{_HOST}|localhost){_PATH})"
    rf"|(?P<bare>(?:www\.{_HOST}|{_BARE_HOST}){_PATH}))",
    re.IGNORECASE | re.ASCII,
)
_TAG = re.compile(r"(<[^>]*>)")
# Punctuation at the end belongs to the sentence.
_AFTER = ".,;:!?'*_~"


def linked(text: str) -> SafeString:
    """The text as HTML, its web and mail addresses as links. A SafeString is HTML already and must contain no links."""
    if not isinstance(text, SafeString):
        return _link(text)
    parts = _TAG.split(text)
    # split() returns texts at even positions and tags at odd ones.
    return mark_safe(  # noqa: S308  # the tags are those of the given HTML, the texts are escaped
        "".join(part if number % 2 else _link(html.unescape(part)) for number, part in enumerate(parts))
    )


def _link(text: str) -> SafeString:
    parts: list[tuple[str | SafeString]] = []
    end = 0
    for found in _ADDRESS.finditer(text):
        address = _without_punctuation(found[0])
        target = address
        if found["mail"]:
            target = f"mailto:{address}"
        elif found["bare"]:
            target = f"https://{address}"
        parts.append((text[end : found.start()],))
        parts.append((format_html('<a href="{}" rel="nofollow">{}</a>', target, address),))
        end = found.start() + len(address)
    return format_html_join("", "{}", [*parts, (text[end:],)]) if parts else conditional_escape(text)


def _without_punctuation(address: str) -> str:
    while address[-1] in _AFTER or (address[-1] == ")" and address.count(")") > address.count("(")):
        address = address[:-1]
    return address
