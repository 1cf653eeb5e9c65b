"""Thai that was decoded in a wrong encoding before it reached us: ¢¹Á for ขนม, à¸‚ or เธ‚ for ข."""

import re

# The bytes that Python's codecs leave undefined, though programs decode them as the control characters of their numbers.
_UNDEFINED_1252 = {0x81, 0x8D, 0x8F, 0x90, 0x9D}
_UNDEFINED_874 = {*range(0x81, 0x85), *range(0x86, 0x91), *range(0x98, 0xA0), *range(0xDB, 0xDF), *range(0xFC, 0x100)}

_UTF8_AS_1252 = re.compile("à[¸¹](?![\\sA-Za-z])")
# Each Thai letter became three: เธ or เน, and a third that is often no letter at all.
_UTF8_AS_874 = re.compile(
    "เ[ธน][\u0080-\u009f\u2013\u2014\u2018-\u201d\u2022\u2026\u20ac\ufffd]|(?:เ[ธน].){4}", re.DOTALL
)
_TIS620_AS_LATIN = re.compile("[\u00a1-\u00fb]{3}")
_SUSPECT = re.compile("[\u0080-\u00ff\ufffd]|เ[ธน]")
_THAI = re.compile("[ก-๛]")
_MARK_WITHOUT_LETTER = re.compile("(?:^|[\\sA-Za-z0-9])[ะัา-ฺ็-๎]")


class Unreadable(ValueError):
    """Letters were lost when the text was decoded: it can't be turned back."""


def _to_bytes(text: str, encoding: str, undefined: set[int]) -> bytes:
    """The bytes a text was decoded from. Raises Unreadable."""
    content = bytearray()
    for character in text:
        if ord(character) in undefined or (encoding == "cp1252" and 0x80 <= ord(character) < 0xA0):
            content.append(ord(character))
            continue
        try:
            content += character.encode(encoding)
        except UnicodeEncodeError:
            raise Unreadable(text) from None
    return bytes(content)


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable from None


def is_suspect(text: str) -> bool:
    """Whether a text has signs that Thai decoded wrongly always has; a fast check before turn_back."""
    return bool(_SUSPECT.search(text))


def turn_back(text: str) -> str:
    """The text as it was written, for Thai decoded in a wrong encoding; any other text unchanged.

    Recognizes UTF-8 read as Windows-1252 or Windows-874, and TIS-620 read as Latin-1. Raises Unreadable where letters were
    lost on the way (shown as �).
    """
    if _UTF8_AS_1252.search(text):
        return _decoded(_to_bytes(text, "cp1252", _UNDEFINED_1252), "utf-8")
    if _UTF8_AS_874.search(text):
        return _decoded(_to_bytes(text, "cp874", _UNDEFINED_874), "utf-8")
    if _TIS620_AS_LATIN.search(text) and not _THAI.search(text):
        try:
            turned = _decoded(_to_bytes(text, "cp1252", _UNDEFINED_1252), "cp874")
        except Unreadable:
            return text  # no Thai, but a word of another language
        return turned if _THAI.search(turned) and not _MARK_WITHOUT_LETTER.search(turned) else text
    return text
