"""Processing an uploaded picture: check and encode in memory, then store; a refused one leaves no files."""

import threading
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction

from center.pictures.decoding import decode
from center.pictures.headers import read_header
from center.pictures.refusals import MOST_BYTES, PictureRefused
from center.pictures.renditions import FOLDER, MOST_RENDITION_PIXELS, WIDTHS, Rendition, encode

if TYPE_CHECKING:
    from center.pictures.models import Picture

# One picture at a time in a process, since each may need as much memory as `headers` allows.
_decoding = threading.Lock()

EXTENSIONS = {"jpeg": "jpg", "png": "png", "webp": "webp", "heif": "heic"}


@dataclass(frozen=True)
class PreparedPicture:
    """A checked and encoded picture, not stored yet. original: its name in the storage once stored."""

    original: str
    width: int
    height: int
    content: bytes = field(repr=False)
    renditions: list[Rendition] = field(repr=False)


@dataclass(frozen=True)
class TakenPicture:
    """A stored picture: the values of a Picture's columns. original: name in the storage; size: upright, in pixels."""

    original: str
    width: int
    height: int
    renditions: list[dict[str, Any]]


def prepare(*, file: "File[Any]") -> PreparedPicture:
    """Check and encode an uploaded file in memory; stores nothing. Its name and declared type are ignored.

    Raises PictureRefused. A 12-megapixel photo takes about a second; other threads of the process wait.
    """
    if (file.size or 0) > MOST_BYTES:
        raise PictureRefused("too_many_bytes")
    file.seek(0)
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise PictureRefused("too_many_bytes")
    header = read_header(content)
    original = f"originals/{uuid.uuid4()}.{EXTENSIONS[header.kind]}"
    with _decoding:
        image, width, height = decode(header, widest=WIDTHS[-1], most_pixels=MOST_RENDITION_PIXELS)
        renditions = encode(image, content=content, salt=original)
    return PreparedPicture(original, width, height, content, renditions)


def store(*, prepared: PreparedPicture) -> TakenPicture:
    """Write the original and its renditions to the storage. If writing one fails, those before it are deleted.

    The files stay if the surrounding transaction is rolled back: call it right before the row is saved.
    """
    stored = []
    try:
        stored.append(default_storage.save(prepared.original, ContentFile(prepared.content)))
        for rendition in prepared.renditions:
            stored.append(default_storage.save(FOLDER + rendition.name, ContentFile(rendition.content)))
    except BaseException:
        for name in stored:
            default_storage.delete(name)
        raise
    rows = [rendition.as_row() for rendition in prepared.renditions]
    return TakenPicture(stored[0], prepared.width, prepared.height, rows)


def take_in(*, file: "File[Any]") -> TakenPicture:
    """Check, encode and store an uploaded picture. Raises PictureRefused with nothing stored."""
    return store(prepared=prepare(file=file))


def replace_file(*, picture: "Picture", file: "File[Any] | PreparedPicture") -> None:
    """Give a Picture a (new) file: store it and set the row's fields, without saving the row.

    Its former files are deleted when the surrounding transaction commits (at once outside of one). Raises
    PictureRefused, leaving the picture unchanged.
    """
    prepared = file if isinstance(file, PreparedPicture) else prepare(file=file)
    before = file_names(picture)
    taken = store(prepared=prepared)
    picture.original = taken.original
    picture.width, picture.height = taken.width, taken.height
    picture.renditions = taken.renditions
    transaction.on_commit(lambda: remove_files(names=before))


def file_names(picture: "Picture") -> list[str]:
    """Names in the storage of all files of a picture; invalid JSON is ignored."""
    names = [picture.original.name] if picture.original.name else []
    return names + [FOLDER + rendition["name"] for rendition in picture.usable_renditions()]


def remove_files(*, names: list[str]) -> None:
    """Delete files from the storage; a missing file is no error."""
    for name in names:
        default_storage.delete(name)
