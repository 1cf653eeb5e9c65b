"""Parts of the pictures drawn for sharing: colors, lines of text, QR codes, the placeholder basket."""

from dataclasses import dataclass

from PIL import Image, ImageDraw

from center.drawing import qr
from center.drawing.lettering import BASELINE, LINE_HEIGHT, Fitted, font

# The pages' colors (assets/css/_tokens.scss) in the light color scheme.
INK, QUIET, PAPER, RIVER, RIVER_DEEP = "#1d2b26", "#53635c", "#fffdf8", "#0b5d50", "#073f37"
SAND, MANGO, MANGO_SOFT, BASKET = "#f7f1e3", "#ffb81c", "#fff1cf", "#a88d5f"

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Line:
    """Fitted lines of text and their position: left edge and top in pixels."""

    fitted: Fitted
    left: int
    top: int
    color: str


def write(pen: ImageDraw.ImageDraw, line: Line) -> None:
    """Draw the lines of a text, one below the other."""
    for number, text in enumerate(line.fitted.lines):
        pen.text(baseline(line, number), text, line.color, line.fitted.font, anchor="ls")


def baseline(line: Line, number: int) -> tuple[int, int]:
    """The left end of a line's baseline, in pixels."""
    return line.left, line.top + round(line.fitted.size * (number * LINE_HEIGHT + BASELINE))


def draw_code(address: str, side: int) -> Image.Image:
    """The QR code with whole pixels per module, at most `side` pixels wide, quiet zone included."""
    rows = qr.modules(address)
    image = Image.new("1", (len(rows), len(rows)), 1)
    image.putdata([0 if dark else 1 for row in rows for dark in row])
    # At least two pixels a module: the code of a very long address gets wider than `side` to stay readable.
    scale = max(2, side // len(rows))
    return image.resize((len(rows) * scale,) * 2, Image.Resampling.NEAREST)


def write_across(canvas: Image.Image, text: str, box: Box) -> None:
    """Draw a rotated, translucent word over the photo, readable on light and dark areas."""
    left, top, right, bottom = box
    face = font(round((right - left) / 6), bold=True)
    width, height = round(face.getlength(text)) + 40, round(face.size * LINE_HEIGHT) + 20
    layer = Image.new("RGBA", (width, height), (255, 255, 255, 0))
    ImageDraw.Draw(layer).text(
        (20, round(face.size * BASELINE)),
        text,
        (255, 255, 255, 200),
        face,
        anchor="ls",
        stroke_width=3,
        stroke_fill=(29, 43, 38, 150),
    )
    layer = layer.rotate(18, Image.Resampling.BICUBIC, expand=True)
    canvas.paste(layer, ((left + right - layer.width) // 2, (top + bottom - layer.height) // 2), layer)


def basket(size: tuple[int, int]) -> Image.Image:
    """static/img/placeholder.svg as an image. Drawn three times as large and scaled down: Pillow has no antialiasing."""
    image = Image.new("RGB", (size[0] * 3, size[1] * 3), SAND)
    pen = ImageDraw.Draw(image)
    scale = min(image.width / 320, image.height / 240)
    shift = (image.width - 320 * scale) / 2, (image.height - 240 * scale) / 2

    def at(*points: tuple[float, float]) -> list[tuple[float, float]]:
        return [(x * scale + shift[0], y * scale + shift[1]) for x, y in points]

    width = round(5 * scale)
    pen.arc(at((104, 69), (216, 167)), 180, 360, BASKET, width)
    pen.polygon(at((88, 118), (232, 118), (216, 184), (206, 192), (114, 192), (104, 184)), "#ebe1cf", BASKET, width)
    for start, end in (
        ((97, 144), (223, 144)),
        ((102, 168), (218, 168)),
        ((126, 120), (133, 190)),
        ((160, 120), (160, 190)),
        ((194, 120), (187, 190)),
    ):
        pen.line(at(start, end), "#cfbf9d", width)
    return image.resize(size, Image.Resampling.LANCZOS)
