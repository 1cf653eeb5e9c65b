"""Share pictures for LINE and Facebook: their content, their files in the storage. Each content is drawn once."""

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

from catalog.products.models import Producer, Product, ProductPicture
from catalog.sharing.cards import Card
from catalog.sharing.drawing import WIDE, Shape, Texts, draw
from center.pictures.renditions import FOLDER, MOST_RENDITION_PIXELS
from center.records.changes import Purged

logger = logging.getLogger(__name__)

# Part of every version hash: increment it when the drawing changes.
RECIPE = 3

# Drawing takes 0.2 to 0.5 s and a few megabytes, so each process draws one picture at a time.
_drawing = threading.Lock()
LOCK_TIMEOUT = 5  # seconds to wait for another process that is drawing the same picture


@dataclass(frozen=True)
class SharePicture:
    """Everything a picture shows, and its folder in the storage. photos: names of JPEG renditions, widest first. middle:
    where the photo is cut around; None: it stays whole.
    """

    folder: str
    language: str
    shape: Shape
    texts: Texts
    photos: tuple[str, ...]
    middle: tuple[float, float] | None = None

    @property
    def version(self) -> str:
        """A hash of everything the picture shows."""
        content = json.dumps([RECIPE, asdict(self)], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    @property
    def stem(self) -> str:
        """The prefix of the file names of all versions of this picture."""
        return f"{self.language}-{self.shape.name}-"

    @property
    def file(self) -> str:
        """The picture's name in the storage."""
        return f"{self.folder}/{self.stem}{self.version}.jpg"


def folder_of(model: type[models.Model], pk: object) -> str:
    """The storage folder with the share pictures of a product or producer."""
    return f"{FOLDER}share/{model._meta.model_name}-{pk}"


def remove_drawn(gone: Purged) -> None:
    """Delete the share pictures of purged products and producers, since they show names."""
    for model, pk in gone.rows:
        if model in (Product, Producer):
            folder = folder_of(model, pk)
            try:
                names = default_storage.listdir(folder)[1]
            except FileNotFoundError:  # no picture was ever requested
                continue
            for name in names:
                default_storage.delete(f"{folder}/{name}")


def share_picture(card: Card, shape: Shape = WIDE) -> SharePicture:
    """A card's picture in the active language. No query if the card's rows have their pictures prefetched."""
    row = card.row
    product = row if isinstance(row, Product) else None
    rating = card.rating
    texts = Texts(
        name=row.name,
        price=product.price_text if product else "",
        note=_("ราคาอาจเปลี่ยน โปรดสอบถามก่อนซื้อ") if product and product.price_low else "",
        stars=str(rating) if rating else "",
        goods=" · ".join(product.name for product in card.products),
        maker=card.producer.name if product else pgettext("one", "ผู้ผลิต OTOP"),
        place=card.producer.place_text,
        center=_("ศูนย์บริการส่งเสริมเศรษฐกิจฐานราก อำเภอบางคล้า"),
        sample=_("ตัวอย่าง") if settings.DEMO else "",
        address=card.address,
    )
    photo = _first_picture(card)
    photos = tuple(photo.jpegs()) if photo else ()
    # A square is shown largest in a chat: there the photo always stays whole.
    middle = photo.center_of_crop if photo and shape is WIDE else None
    return SharePicture(folder_of(type(row), row.pk), get_language() or "th", shape, texts, photos, middle)


def share_picture_address(card: Card, shape: Shape = WIDE) -> str:
    """The absolute URL of a card's picture. It holds the version, since LINE caches pictures by URL."""
    name = "catalog:product_share" if card.of_product else "catalog:producer_share"
    options = {} if shape is WIDE else {"shape": shape.name}
    query = urlencode(options | {"v": share_picture(card, shape).version})
    return f"{settings.SITE_URL}{reverse(name, args=[card.row.pk])}?{query}"


def jpeg(picture: SharePicture) -> tuple[bytes, SharePicture]:
    """The picture from the storage, drawn and stored there the first time (0.2 to 0.5 s), and which picture it is.

    Where no photo can be read, it is the same picture without one, stored under another name, so that the next request
    tries the photo again. A lock in the process and one in the cache keep others from drawing the same picture meanwhile.
    """
    if (stored := _stored(picture)) is not None:
        return stored, picture
    with _drawing:
        photo = None if (stored := _stored(picture)) else _photo(picture)
        if photo is None and stored is None and picture.photos:
            picture = replace(picture, photos=())
            stored = _stored(picture)
        lock = f"{picture.folder}-{picture.version}"
        if stored is None and not cache.add(lock, 1, timeout=LOCK_TIMEOUT):
            stored = _wait_for(picture)
        if stored is not None:
            return stored, picture
        content = draw(picture.texts, shape=picture.shape, photo=photo, middle=picture.middle)
        _store(picture, content)
        cache.delete(lock)
        return content, picture


def _first_picture(card: Card) -> ProductPicture | None:
    """The first picture of the card's products."""
    products = [card.row] if isinstance(card.row, Product) else card.products
    return next((picture for product in products if (picture := product.first_picture)), None)


def _photo(picture: SharePicture) -> Image.Image | None:
    """The widest readable rendition, or None: a damaged file must not break the page."""
    for name in picture.photos:
        try:
            with default_storage.open(FOLDER + name) as file:
                image = JpegImageFile(io.BytesIO(file.read()))
            if image.width * image.height > 2 * MOST_RENDITION_PIXELS:
                raise ValueError("larger than any rendition")
            return image.convert("RGB")
        except Exception as error:  # a decoder may raise anything for a damaged file
            logger.warning("A rendition could not be read for a share picture: %s: %r", name, error)
    return None


def _stored(picture: SharePicture) -> bytes | None:
    try:
        with default_storage.open(picture.file) as file:
            return file.read() or None
    except OSError:
        return None


def _store(picture: SharePicture, content: bytes) -> None:
    """Store a picture and delete its earlier versions. An OSError is logged; the picture is drawn again next time."""
    try:
        default_storage.delete(picture.file)  # an empty file, if any
        default_storage.save(picture.file, ContentFile(content))
        current = picture.file.rpartition("/")[2]
        for name in default_storage.listdir(picture.folder)[1]:
            if name.startswith(picture.stem) and name != current:
                default_storage.delete(f"{picture.folder}/{name}")
    except OSError as error:
        logger.warning("A share picture could not be stored: %r", error)


def _wait_for(picture: SharePicture) -> bytes | None:
    """The picture that another process is drawing, or None after LOCK_TIMEOUT."""
    until = time.monotonic() + LOCK_TIMEOUT
    while time.monotonic() < until:
        time.sleep(0.1)
        if (stored := _stored(picture)) is not None:
            return stored
    return None
