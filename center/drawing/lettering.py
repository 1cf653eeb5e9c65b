"""Thai and Latin text drawn with Pillow: fonts, measuring, and line breaking without a dictionary.

Pillow places tone marks correctly only with Raqm layout, which its wheel contains and which needs the system's FriBiDi
(Debian: libfribidi0). Without it pictures are drawn with the marks too low.
"""

import logging
import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont, features

logger = logging.getLogger(__name__)

FONTS = Path(__file__).parent / "fonts"

# In multiples of the font size: Sarabun's ascent is 1.07; a tone mark over a vowel plus a vowel below need 1.45.
LINE_HEIGHT = 1.45
BASELINE = 1.12

# Unbreakable clusters: a letter with its marks, its leading and trailing vowels and a silenced letter (์) after it; or
# a Latin word or number.
_CLUSTER = re.compile(
    r"[(\[“‘]*[\u0e40-\u0e44]*[ก-ฮ][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*[ะาำๅ]*(?:[ก-ฮ][\u0e34\u0e38]?\u0e4c)*[\u0e2f\u0e46)\]”’,.:;!?%]*"
    r"|[๐-๙][๐-๙.,/]*|[^\s\u0e01-\u0e5b]+"
    r"|\S[\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*"
)
# Frequent words of our names, before and after which a line may break. Thai has no spaces between words; the only other
# sign of a word's beginning is a leading vowel (เ แ โ ใ ไ) that doesn't follow a short ะ.
_WORDS = re.compile(
    "วิสาหกิจ|กลุ่ม|ชุมชน|แม่บ้าน|เกษตรกร|สหกรณ์|สตรี|พื้นบ้าน|บ้าน|ผลิตภัณฑ์|สมุนไพร|แปรรูป|มะม่วง|มะพร้าว|มะนาว|กล้วย|ข้าว|ขนม|"
    "น้ำพริก|น้ำตาล|น้ำปลา|น้ำมัน|น้ำผึ้ง|สบู่|แชมพู|กระเป๋า|ตะกร้า|ดอกไม้|ประดิษฐ์|จักสาน|ผ้าทอ|ผ้าขาวม้า|ไข่เค็ม|ทองม้วน|"
    "พวงกุญแจ|สูตร|อบแห้ง|อบกรอบ|โบราณ|ธรรมชาติ|ศูนย์|บริการ|ส่งเสริม|เศรษฐกิจ|ฐานราก|อำเภอ|จังหวัด|ตำบล|ฉะเชิงเทรา|ราคา|โปรด"
)


@dataclass(frozen=True)
class Fitted:
    """Lines of text in the largest font that fits; size in pixels."""

    lines: tuple[str, ...]
    font: ImageFont.FreeTypeFont
    size: int

    @property
    def height(self) -> int:
        return round(len(self.lines) * self.size * LINE_HEIGHT)


def letters(text: str) -> int:
    """The number of characters that take width in a line: all but marks above and below."""
    return sum(unicodedata.category(character) != "Mn" for character in text)


@lru_cache(maxsize=64)
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Sarabun at a size in pixels."""
    if not features.check("raqm"):
        logger.warning("Thai tone marks are misplaced in pictures: install FriBiDi (libfribidi0)")
    return ImageFont.truetype(FONTS / f"Sarabun-{'Bold' if bold else 'Regular'}.ttf", size)


class Break(IntEnum):
    """Where a line may end: only at spaces, also between words, between any two clusters."""

    SPACES = 0
    WORDS = 1
    CLUSTERS = 2


# Weights of the font size by kind of line break: breaking inside words must gain two thirds of size to be chosen.
WORTH = {Break.SPACES: 1, Break.WORDS: 0.9, Break.CLUSTERS: 0.6}


def fit(text: str, *, width: int, height: int, largest: int, smallest: int, bold: bool = False) -> Fitted:
    """The text in lines at the largest size that fits; width, height and sizes in pixels.

    Better line breaks are preferred to larger letters (see WORTH). A text that doesn't fit at the smallest size is
    truncated with "…", never inside a cluster.
    """
    found: dict[Break, Fitted] = {}
    for size in range(largest, smallest - 1, -2):
        face = font(size, bold=bold)
        most = max(1, int(height / (size * LINE_HEIGHT)))
        for breaks in Break:
            lines = wrap(text, face, width, breaks=breaks) if breaks not in found else []
            if lines and len(lines) <= most:
                found[breaks] = Fitted(tuple(lines), face, size)
        if found and size <= max(fitted.size * WORTH[breaks] for breaks, fitted in found.items()):
            break
    if found:
        return found[max(found, key=lambda breaks: found[breaks].size * WORTH[breaks])]
    lines = wrap(text, face, width, breaks=Break.CLUSTERS)
    return Fitted((*lines[: most - 1], _shortened("".join(lines[most - 1 :]), face, width)), face, size)


def wrap(text: str, face: ImageFont.FreeTypeFont, width: int, *, breaks: Break) -> list[str]:
    """The text in lines of at most `width` pixels; empty if an unbreakable part is wider.

    With Break.CLUSTERS, only parts wider than a line are broken between clusters, preferably before a cluster with a
    vowel or tone mark, which begins a syllable more often.
    """
    lines: list[str] = []
    for part in _parts(text, words=breaks > Break.SPACES):
        if lines and face.getlength(lines[-1] + part) <= width:
            lines[-1] += part
        elif face.getlength(part.strip()) <= width:
            lines.append(part.lstrip())
        elif breaks is Break.CLUSTERS:
            rest = (lines.pop() if lines else "") + part
            lines += _split(rest, face, width)
        else:
            return []
    return [line.strip() for line in lines]


def clusters(text: str) -> list[str]:
    """The unbreakable clusters of a text without spaces."""
    return _CLUSTER.findall(text)


def _parts(text: str, *, words: bool) -> list[str]:
    """The text split at spaces and, if words is set, between words; a space is at the beginning of its part."""
    parts: list[str] = []
    for space, chunk in re.findall(r"(\s*)(\S+)", text):
        parts.append(" " if space else "")
        if not words:
            parts[-1] += chunk
            continue
        edges = {edge for match in _WORDS.finditer(chunk) for edge in match.span()}
        at, before = 0, ""
        for cluster in clusters(chunk):
            begins = cluster[0] in "เแโใไ" and not before.endswith("ะ") and not _inside_a_word(chunk, at)
            if before and (at in edges or begins or _is_thai(before[-1]) != _is_thai(cluster[0])):
                parts.append("")
            parts[-1] += cluster
            at, before = at + len(cluster), cluster
    return parts


def _inside_a_word(chunk: str, at: int) -> bool:
    return any(match.start() < at < match.end() for match in _WORDS.finditer(chunk))


def _is_thai(character: str) -> bool:
    return "\u0e01" <= character <= "\u0e5b"


def _split(text: str, face: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Lines filled cluster by cluster. A cluster wider than a line (a long Latin word) is split into letters."""
    pieces = _pieces(text)
    lines: list[str] = []
    line: list[str] = []
    while pieces:
        if face.getlength("".join([*line, pieces[0]])) <= width:
            line.append(pieces.pop(0))
        elif line:
            back = _steps_back(line, pieces[0])
            line, pieces = line[: len(line) - back], line[len(line) - back :] + pieces
            lines.append("".join(line))
            line = []
        elif len(pieces[0]) > 1 and not _is_thai(pieces[0][-1]):
            pieces[:1] = pieces[0]
        else:
            lines.append(pieces.pop(0))
    return [*lines, "".join(line)] if line else lines


def _steps_back(line: list[str], following: str) -> int:
    """How many clusters (0 to 2, never all) to move to the next line so that it begins with a marked cluster."""
    for back in range(min(3, len(line))):
        first = line[-back] if back else following
        if letters(first) < len(first) or first[0] in "เแโใไ":
            return back
    return 0


def _pieces(text: str) -> list[str]:
    """Clusters, and a single space for each run of spaces."""
    return [piece for part in re.findall(r"\s+|\S+", text) for piece in (clusters(part) or [" "])]


def _shortened(text: str, face: ImageFont.FreeTypeFont, width: int) -> str:
    pieces = _pieces(text)
    while pieces and face.getlength("".join(pieces) + "…") > width:
        pieces.pop()
    return "".join(pieces) + "…"
