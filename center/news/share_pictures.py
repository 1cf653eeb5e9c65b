"""The share picture of an announcement for LINE and Facebook: title, kind, deadline and QR code; rendered once, cached."""

import hashlib
import io
import json
import threading
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw

from center.drawing.canvas import INK, MANGO, PAPER, RIVER, RIVER_DEEP, Line, draw_code, write, write_across
from center.drawing.lettering import fit
from center.news.models import Announcement
from thai.dates import long_date_time

# Part of every version hash: increment it when draw() changes.
RECIPE = 1
WIDTH, HEIGHT, BAND, EDGE, CODE = 1200, 630, 72, 56, 210  # pixels
ONE_DAY = 86_400  # seconds

# Drawing takes some tenths of a second and a few megabytes, so each process draws one picture at a time.
_drawing = threading.Lock()


@dataclass(frozen=True)
class NewsTexts:
    """The texts of a picture in one language, each may be empty. address: the URL in the QR code."""

    title: str
    kind: str
    when: str
    center: str
    sample: str
    address: str

    @property
    def version(self) -> str:
        """A hash of everything the picture shows."""
        return hashlib.sha256(json.dumps([RECIPE, asdict(self)], sort_keys=True).encode()).hexdigest()[:16]


def texts_of(announcement: Announcement) -> NewsTexts:
    """The texts of an announcement's picture in the active language. No query."""
    when = ""
    if announcement.deadline:
        when = _("ปิดรับ %s") % long_date_time(announcement.deadline, get_language() or "th")
    return NewsTexts(
        title=announcement.name,
        kind=str(announcement.get_kind_display()),
        when=when,
        center=_("ศูนย์บริการส่งเสริมเศรษฐกิจฐานราก อำเภอบางคล้า"),
        sample=_("ตัวอย่าง") if settings.DEMO else "",
        address=settings.SITE_URL + announcement.get_absolute_url(),
    )


def address_of(announcement: Announcement) -> str:
    """The picture's absolute URL. It holds the version, since LINE caches pictures by URL."""
    query = urlencode({"v": texts_of(announcement).version})
    return f"{settings.SITE_URL}{reverse('pages:news_share', args=[announcement.pk])}?{query}"


def jpeg(texts: NewsTexts) -> bytes:
    """The picture as JPEG, about 60 KB, from the cache or drawn and cached for a day."""
    key = f"news-picture-{texts.version}"
    content: bytes | None = cache.get(key)
    if content is None:
        with _drawing:
            content = cache.get(key)  # another thread may have drawn it meanwhile
            if content is None:
                content = draw(texts)
                cache.set(key, content, ONE_DAY)
    return content


def draw(texts: NewsTexts) -> bytes:
    """Draw the picture, 1200 x 630 pixels: the kind, the title as large as fits, the deadline beside the QR code."""
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
    if texts.when:
        when = fit(texts.when, width=WIDTH - 2 * EDGE - CODE - 40, height=CODE - 40, largest=46, smallest=24, bold=True)
        write(pen, Line(when, EDGE, HEIGHT - BAND - 30 - when.height, RIVER))
    code = draw_code(texts.address, CODE)
    canvas.paste(code, (WIDTH - EDGE - code.width, HEIGHT - BAND - 16 - code.height))
    center = fit(texts.center, width=WIDTH - 2 * EDGE, height=BAND, largest=32, smallest=18, bold=True)
    write(pen, Line(center, EDGE, HEIGHT - BAND + (BAND - center.height) // 2, "#ffffff"))
    output = io.BytesIO()
    canvas.save(output, "JPEG", quality=86, subsampling=0, optimize=True, progressive=True)
    return output.getvalue()
