"""The district as a tile map: a tile for each tambon, placed as they lie to each other, not to scale.

Places follow the positions of the tambons (Tambon.latitude, longitude). That of Bang Krachet is not known for certain;
it stands in the north beside Hua Sai, where the published position points.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language

from center.drawing import lettering
from center.places.models import Tambon

WIDTH, HEIGHT = 94, 74
STEP_X, STEP_Y = 102, 90
LINE = 20
# Font size by language: an English word is longer than a Thai name, and fits in the widest of fonts.
FONT_SIZES = {"th": 17, "en": 14}
MARGIN = 4  # between a name and the edge of its tile, at least
# Column and row of each tambon, from the west and from the north.
PLACES = {
    "240208": (1, 0),  # บางกระเจ็ด
    "240214": (2, 0),  # หัวไทร
    "240209": (2, 1),  # ปากน้ำ
    "240201": (2, 2),  # บางคล้า
    "240211": (0, 3),  # สาวชะโงก
    "240204": (1, 3),  # บางสวน
    "240210": (3, 3),  # ท่าทองหลาง
    "240213": (1, 4),  # เสม็ดใต้
    "240212": (2, 4),  # เสม็ดเหนือ
}


@dataclass(frozen=True)
class Line:
    """A line of a tambon's name; baseline and width in the drawing's own units."""

    text: str
    baseline: int
    width: int | None  # None: as wide as the font makes it


@dataclass(frozen=True)
class Tile:
    """A tambon and the corner of its tile in the drawing's own units."""

    tambon: Tambon
    x: int
    y: int

    @property
    def middle(self) -> int:
        """The line its name is centered on, from the west."""
        return self.x + WIDTH // 2

    @property
    def font_size(self) -> int:
        return FONT_SIZES[get_language() or "th"]

    @property
    def lines(self) -> list[Line]:
        """Its name in lines short enough for the tile: English names break between words."""
        words = self.tambon.name.split()
        first = self.y + HEIGHT // 2 + 5 - (len(words) - 1) * LINE // 2
        return [Line(word, first + place * LINE, width(word, self.font_size)) for place, word in enumerate(words)]


@lru_cache(maxsize=64)
def width(word: str, font_size: int) -> int | None:
    """The width to draw a Thai word in: that of Sarabun Bold, or the room in a tile where that is less.

    The page states it as textLength, so a fallback font, which may be half as wide again, is squeezed into the same
    room. None for Latin letters: the web font has none, so they always come in the device's own font.
    """
    if word.isascii():
        return None
    natural = lettering.font(font_size * 10, bold=True).getlength(word) / 10
    return round(min(natural, WIDTH - 2 * MARGIN))


def tiles(tambons: list[Tambon]) -> list[Tile]:
    """The tiles from north to south and west to east, as one reads; a tambon without a place is left out."""
    placed = [tambon for tambon in tambons if tambon.code in PLACES]
    placed.sort(key=lambda tambon: (PLACES[tambon.code][1], PLACES[tambon.code][0]))
    return [Tile(tambon, PLACES[tambon.code][0] * STEP_X + 2, PLACES[tambon.code][1] * STEP_Y + 2) for tambon in placed]
