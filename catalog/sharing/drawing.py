"""Drawing of share pictures for LINE and Facebook from texts and a photo. No database and no storage access."""

import io
import math
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageOps

from center.drawing.canvas import (
    INK,
    PAPER,
    QUIET,
    RIVER,
    RIVER_DEEP,
    Box,
    Line,
    basket,
    draw_code,
    write,
    write_across,
)
from center.drawing.lettering import fit
from center.pictures.renditions import SAND


@dataclass(frozen=True)
class Shape:
    """A layout, in pixels: size of the picture, boxes of photo and texts, side of the QR code, largest font sizes."""

    name: str
    width: int
    height: int
    photo: Box
    texts: Box
    code: int
    name_size: int
    maker_size: int


BAND = 56
# Open Graph recommends 1.91:1; a square is shown largest in a chat.
WIDE = Shape("wide", 1200, 630, (0, 0, 540, 630 - BAND), (572, 22, 1168, 630 - BAND - 18), 228, 58, 30)
SQUARE = Shape("square", 1080, 1080, (0, 0, 1080, 500), (40, 518, 1040, 1080 - BAND - 20), 270, 70, 40)
SHAPES = {shape.name: shape for shape in (WIDE, SQUARE)}


@dataclass(frozen=True)
class Texts:
    """The texts of a picture in one language, each may be empty. address: the URL in the QR code."""

    name: str
    price: str
    note: str
    stars: str
    goods: str
    maker: str
    place: str
    center: str
    sample: str
    address: str


def framed(photo: Image.Image, size: tuple[int, int], middle: tuple[float, float] | None) -> Image.Image:
    """The whole photo on sand; with a middle (0 to 1 from left and top) it fills the frame, cut around that point."""
    if middle is None:
        return ImageOps.pad(photo, size, Image.Resampling.LANCZOS, color=SAND)
    return ImageOps.fit(photo, size, Image.Resampling.LANCZOS, centering=middle)


def draw(texts: Texts, *, shape: Shape, photo: Image.Image | None, middle: tuple[float, float] | None = None) -> bytes:
    """The picture as JPEG, about 100 KB. Without a photo it shows the basket placeholder. middle: see framed()."""
    canvas = Image.new("RGB", (shape.width, shape.height), PAPER)
    left, top, right, bottom = shape.photo
    size = right - left, bottom - top
    canvas.paste(framed(photo, size, middle) if photo else basket(size), (left, top))
    if texts.sample:
        write_across(canvas, texts.sample, shape.photo)
    pen = ImageDraw.Draw(canvas)
    pen.rectangle((0, shape.height - BAND, shape.width, shape.height), RIVER_DEEP)
    for line in compose(texts, shape):
        if texts.stars and line.fitted.lines == (texts.stars,):
            _star(pen, line)
        write(pen, line)
    code = draw_code(texts.address, shape.code)
    canvas.paste(code, (shape.texts[2] - code.width, shape.texts[3] - code.height))
    output = io.BytesIO()
    canvas.save(output, "JPEG", quality=86, subsampling=0, optimize=True, progressive=True)
    return output.getvalue()


def compose(texts: Texts, shape: Shape) -> list[Line]:
    """Lay out all texts: name, price and note above the QR code, stars, maker and place beside it, the center below."""
    left, top, right, bottom = shape.texts
    width, code_top = right - left, bottom - shape.code
    below = [
        (fit(text, width=width, height=height, largest=largest, smallest=smallest, bold=bold), color)
        for text, height, largest, smallest, bold, color in (
            (texts.price, 64, 44, 24, True, RIVER),
            (texts.note, 34, 22, 16, False, QUIET),
            (texts.goods, 130, 34, 16, False, INK),
        )
        if text
    ]
    beside_width = width - shape.code - 24
    stars = (
        fit(texts.stars, width=beside_width - 36, height=42, largest=28, smallest=18, bold=True)
        if texts.stars
        else None
    )
    name_height = code_top - top - sum(part.height for part, color in below)
    name = fit(texts.name, width=width, height=name_height, largest=shape.name_size, smallest=20, bold=True)
    lines = []
    for part, color in [(name, INK), *below]:
        lines.append(Line(part, left, top, color))
        top += part.height
    top = max(top, code_top) + (4 if stars else 10)
    if stars:
        lines.append(Line(stars, left + 36, top, INK))
        top += stars.height + 4
    gap = 4  # keeps Thai vowels below a line and tone marks above the next apart
    place_height = (bottom - top) // 3
    place = fit(texts.place, width=beside_width, height=place_height, largest=shape.maker_size - 4, smallest=16)
    maker_height = bottom - top - (place.height + gap if texts.place else 0)
    maker = fit(texts.maker, width=beside_width, height=maker_height, largest=shape.maker_size, smallest=14, bold=True)
    for text, part in ((texts.maker, maker), (texts.place, place)):
        if text:
            lines.append(Line(part, left, top, INK))
            top += part.height + gap
    center = fit(texts.center, width=shape.width - 64, height=BAND, largest=28, smallest=16, bold=True)
    lines.append(Line(center, 32, shape.height - BAND + (BAND - center.height) // 2, "#ffffff"))
    return lines


def _star(pen: ImageDraw.ImageDraw, line: Line) -> None:
    size = line.fitted.size
    x, y = line.left - 20, line.top + size * 0.78
    spokes = [(size * (0.56 if n % 2 == 0 else 0.23), math.radians(36 * n - 90)) for n in range(10)]
    pen.polygon([(x + length * math.cos(angle), y + length * math.sin(angle)) for length, angle in spokes], "#e09a00")
