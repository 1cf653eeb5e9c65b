"""The ready-made pictures for LINE and Facebook: what is in them, where they are kept, drawn once per content."""

import hashlib
import io
import json
import logging
import threading
import time
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from catalog.products.models import Producer, Product
from catalog.sharing.cards import Card
from catalog.sharing.drawing import WIDE, Shape, Texts, draw
from center.pictures.renditions import FOLDER, MOST_RENDITION_PIXELS
from center.records.changes import Purged

logger = logging.getLogger(__name__)

# Goes into every hash: raise it when the drawing changes.
RECIPE = 2

# Drawing takes 0.2 to 0.5 s and a few megabytes; one at a time in a process, whoever asks.
_drawing = threading.Lock()
LONGEST_WAIT = 5  # seconds for a picture another process is drawing


@dataclass(frozen=True)
class SharePicture:
    """What decides how a picture looks, and its folder in the storage. photos are names of JPEG renditions, the widest first."""

    folder: str
    language: str
    shape: Shape
    texts: Texts
    photos: tuple[str, ...]

    @property
    def version(self) -> str:
        """A hash of all that is shown: another content, another version."""
        content = json.dumps([RECIPE, asdict(self)], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    @property
    def stem(self) -> str:
        """What the file names of this picture in all its versions begin with."""
        return f"{self.language}-{self.shape.name}-"

    @property
    def file(self) -> str:
        """The picture's name in the storage."""
        return f"{self.folder}/{self.stem}{self.version}.jpg"


def folder_of(model: type[models.Model], pk: object) -> str:
    """The folder of the storage with the pictures drawn of a product or producer."""
    return f"{FOLDER}share/{model._meta.model_name}-{pk}"


def remove_drawn(gone: Purged) -> None:
    """Remove the pictures drawn of products and producers that are gone for good: their names stand in them."""
    for model, pk in gone.rows:
        if model in (Product, Producer):
            folder = folder_of(model, pk)
            try:
                names = default_storage.listdir(folder)[1]
            except FileNotFoundError:  # nothing was ever drawn
                continue
            for name in names:
                default_storage.delete(f"{folder}/{name}")


def share_picture(card: Card, shape: Shape = WIDE) -> SharePicture:
    """What a card's picture shows in the page's language. No query where the card's rows came with their pictures."""
    row, producer = card.row, card.producer
    rating = card.rating
    texts = Texts(
        name=row.name,
        price=row.price_text if card.of_product else "",
        note=_("ราคาอาจเปลี่ยน โปรดสอบถามก่อนซื้อ") if card.of_product and row.price_low else "",
        stars=str(rating) if rating else "",
        goods=" · ".join(product.name for product in card.products),
        maker=producer.name if card.of_product else pgettext("one", "ผู้ผลิต OTOP"),
        place=producer.place_text,
        center=_("ศูนย์บริการส่งเสริมเศรษฐกิจฐานราก อำเภอบางคล้า"),
        sample=_("ตัวอย่าง") if settings.DEMO else "",
        address=card.address,
    )
    return SharePicture(folder_of(type(row), row.pk), get_language() or "th", shape, texts, _photos(card))


def share_picture_address(card: Card, shape: Shape = WIDE) -> str:
    """The absolute address of a card's picture; it changes with what the picture shows, as LINE keeps what it has seen."""
    name = "catalog:product_share" if card.of_product else "catalog:producer_share"
    options = {} if shape is WIDE else {"shape": shape.name}
    query = urlencode(options | {"v": share_picture(card, shape).version})
    return f"{settings.SITE_URL}{reverse(name, args=[card.row.pk])}?{query}"


def jpeg(picture: SharePicture) -> tuple[bytes, SharePicture]:
    """The picture out of the storage, drawn and kept there if it isn't yet, and what was drawn in truth.

    That is another one where no photo can be read: the same without a photo, kept under its own name, so that the
    photo is looked for again the next time. Takes 0.2 to 0.5 s at the first time.
    """
    if (kept := _kept(picture)) is not None:
        return kept, picture
    with _drawing:
        photo = None if (kept := _kept(picture)) else _photo(picture)
        if photo is None and kept is None and picture.photos:
            picture = replace(picture, photos=())
            kept = _kept(picture)
        claim = f"{picture.folder}-{picture.version}"
        if kept is None and not cache.add(claim, 1, timeout=LONGEST_WAIT):
            kept = _wait(picture)
        if kept is not None:
            return kept, picture
        content = draw(picture.texts, shape=picture.shape, photo=photo)
        _keep(picture, content)
        cache.delete(claim)
        return content, picture


def _photos(card: Card) -> tuple[str, ...]:
    """Names of the JPEG renditions of the first picture there is, the widest first."""
    for product in [card.row] if card.of_product else card.products:
        if picture := product.first_picture:
            return tuple(picture.jpegs())
    return ()


def _photo(picture: SharePicture) -> Image.Image | None:
    """The widest rendition that can be read. They are small and our own; still, a broken file must not break a page."""
    for name in picture.photos:
        try:
            with default_storage.open(FOLDER + name) as file:
                image = JpegImageFile(io.BytesIO(file.read()))
            if image.width * image.height > 2 * MOST_RENDITION_PIXELS:
                raise ValueError("larger than any rendition of ours")
            return image.convert("RGB")
        except Exception as error:  # a decoder fed with garbage raises whatever it likes
            logger.warning("A rendition could not be read for a ready-made picture: %s: %r", name, error)
    return None


def _kept(picture: SharePicture) -> bytes | None:
    try:
        with default_storage.open(picture.file) as file:
            return file.read() or None
    except OSError:
        return None


def _keep(picture: SharePicture, content: bytes) -> None:
    """Store a picture and remove its earlier versions. A storage that refuses costs a drawing, never the page."""
    try:
        default_storage.delete(picture.file)  # an empty one, if any
        default_storage.save(picture.file, ContentFile(content))
        kept = picture.file.rpartition("/")[2]
        for name in default_storage.listdir(picture.folder)[1]:
            if name.startswith(picture.stem) and name != kept:
                default_storage.delete(f"{picture.folder}/{name}")
    except OSError as error:
        logger.warning("A ready-made picture could not be stored: %r", error)


def _wait(picture: SharePicture) -> bytes | None:
    """What another process is drawing, or None if it doesn't come."""
    until = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < until:
        time.sleep(0.1)
        if (kept := _kept(picture)) is not None:
            return kept
    return None
