"""The ready-made picture of an announcement for LINE and Facebook: title, kind, deadline and a code, drawn once."""

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

# Goes into every version: raise it when the drawing changes.
RECIPE = 1
WIDTH, HEIGHT, BAND, EDGE, CODE = 1200, 630, 72, 56, 210
ONE_DAY = 86_400  # seconds

# Drawing takes some tenths of a second and a few megabytes; one at a time in a process, whoever asks.
_drawing = threading.Lock()


@dataclass(frozen=True)
class NewsTexts:
    """What stands in the picture, in one language; empty where there is nothing to say. address is the code's."""

    title: str
    kind: str
    when: str
    center: str
    sample: str
    address: str

    @property
    def version(self) -> str:
        """A hash of all that is shown: another content, another version."""
        return hashlib.sha256(json.dumps([RECIPE, asdict(self)], sort_keys=True).encode()).hexdigest()[:16]


def texts_of(announcement: Announcement) -> NewsTexts:
    """What the picture of an announcement says in the active language. No query."""
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
    """The picture's absolute address; it changes with what is shown, as LINE keeps what it has seen."""
    query = urlencode({"v": texts_of(announcement).version})
    return f"{settings.SITE_URL}{reverse('pages:news_share', args=[announcement.pk])}?{query}"


def jpeg(texts: NewsTexts) -> bytes:
    """The picture as JPEG, about 60 KB; drawn anew if the cache has forgotten it."""
    key = f"news-picture-{texts.version}"
    if (kept := cache.get(key)) is None:
        with _drawing:
            if (kept := cache.get(key)) is None:
                kept = draw(texts)
                cache.set(key, kept, ONE_DAY)
    return kept


def draw(texts: NewsTexts) -> bytes:
    """1200 x 630 pixels: the kind on a band, the title as large as it fits, the deadline beside the code."""
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
    written = io.BytesIO()
    canvas.save(written, "JPEG", quality=86, subsampling=0, optimize=True, progressive=True)
    return written.getvalue()
