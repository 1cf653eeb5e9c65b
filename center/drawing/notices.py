"""Share pictures of what the center announces (news, events) for LINE and Facebook: rendered once, cached."""

import hashlib
import io
import json
import threading
from dataclasses import asdict, dataclass

from django.core.cache import cache
from PIL import Image, ImageDraw

from center.drawing.canvas import INK, MANGO, PAPER, RIVER, RIVER_DEEP, Line, draw_code, write, write_across
from center.drawing.lettering import fit

# Part of every version hash: increment it when draw() changes.
RECIPE = 2
WIDTH, HEIGHT, BAND, EDGE, CODE = 1200, 630, 72, 56, 210  # pixels
ONE_DAY = 86_400  # seconds

# Drawing takes some tenths of a second and a few megabytes, so each process draws one picture at a time.
_drawing = threading.Lock()


@dataclass(frozen=True)
class NoticeTexts:
    """The texts of a picture in one language, each may be empty. address: the URL in the QR code."""

    title: str
    kind: str
    when: str
    center: str
    sample: str
    address: str
    where: str = ""

    @property
    def version(self) -> str:
        """A hash of everything the picture shows."""
        return hashlib.sha256(json.dumps([RECIPE, asdict(self)], sort_keys=True).encode()).hexdigest()[:16]


def jpeg(texts: NoticeTexts) -> bytes:
    """The picture as JPEG, about 60 KB, from the cache or drawn and cached for a day."""
    key = f"notice-picture-{texts.version}"
    content: bytes | None = cache.get(key)
    if content is None:
        with _drawing:
            content = cache.get(key)  # another thread may have drawn it meanwhile
            if content is None:
                content = draw(texts)
                cache.set(key, content, ONE_DAY)
    return content


def draw(texts: NoticeTexts) -> bytes:
    """Draw the picture, 1200 x 630 pixels: the kind, the title as large as fits, when and where beside the QR code."""
    canvas = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(canvas)
    pen.rectangle((0, 0, WIDTH, 14), MANGO)
    pen.rectangle((0, HEIGHT - BAND, WIDTH, HEIGHT), RIVER_DEEP)
    if texts.sample:
        write_across(canvas, texts.sample, (0, 14, WIDTH, HEIGHT - BAND))
    kind = fit(texts.kind, width=WIDTH - 2 * EDGE, height=60, largest=36, smallest=24, bold=True)
    write(pen, Line(kind, EDGE, 38, RIVER))
    code_top = HEIGHT - BAND - CODE - 16
    title = fit(texts.title, width=WIDTH - 2 * EDGE, height=code_top - 104, largest=76, smallest=30, bold=True)
    write(pen, Line(title, EDGE, 100, INK))
    _write_when_and_where(pen, texts)
    code = draw_code(texts.address, CODE)
    canvas.paste(code, (WIDTH - EDGE - code.width, HEIGHT - BAND - 16 - code.height))
    center = fit(texts.center, width=WIDTH - 2 * EDGE, height=BAND, largest=32, smallest=18, bold=True)
    write(pen, Line(center, EDGE, HEIGHT - BAND + (BAND - center.height) // 2, "#ffffff"))
    output = io.BytesIO()
    canvas.save(output, "JPEG", quality=86, subsampling=0, optimize=True, progressive=True)
    return output.getvalue()


def _write_when_and_where(pen: ImageDraw.ImageDraw, texts: NoticeTexts) -> None:
    """Upwards from the edge: the place, above it the time. Alone, the time has the whole height."""
    width, height, bottom = WIDTH - 2 * EDGE - CODE - 40, CODE - 40, HEIGHT - BAND - 30
    if texts.where:
        where = fit(texts.where, width=width, height=height // 2, largest=34, smallest=18)
        bottom -= where.height
        height -= where.height
        write(pen, Line(where, EDGE, bottom, INK))
    if texts.when:
        when = fit(texts.when, width=width, height=height, largest=46, smallest=22, bold=True)
        write(pen, Line(when, EDGE, bottom - when.height, RIVER))
