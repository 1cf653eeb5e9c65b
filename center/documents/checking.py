"""What a sent file is, by its content alone, and whether it may be handed on to visitors."""

import hashlib
import io
import json
import logging
import re
import subprocess
import sys
import unicodedata
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from django.core.files.base import ContentFile, File

from center.documents import office
from center.documents.refusals import MOST_BYTES, REASONS, DocumentRefused
from center.pictures.refusals import PictureRefused
from center.pictures.taking import PreparedPicture, prepare

logger = logging.getLogger(__name__)

LONGEST_WAIT = 40  # seconds for the process that reads a PDF; it computes 20 at most
# Bytes of a name in UTF-8: most file systems take 255, and a browser adds " (1)" to what is there already.
LONGEST_NAME = 230

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # OLE: .doc, .xls, and .docx or .xlsx with a password
_MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|script|svg|body|iframe|\?php|\?xml-stylesheet)", re.IGNORECASE)
_READER = Path(__file__).with_name("reading_pdf.py")


@dataclass(frozen=True)
class CheckedDocument:
    """A document that passed every check, not stored yet. size in bytes; first_page of a PDF that could be drawn."""

    kind: str
    original_name: str
    content: bytes = field(repr=False)
    sha256: str
    pages: int | None = None
    first_page: PreparedPicture | None = field(default=None, repr=False)

    @property
    def size(self) -> int:
        return len(self.content)


def check(*, file: File) -> CheckedDocument:
    """Look through an uploaded file in memory; stores nothing. Raises DocumentRefused with the reason in Thai.

    A PDF takes about a second (a process of its own reads it), Word and Excel some milliseconds.
    """
    if (file.size or 0) > MOST_BYTES:
        raise DocumentRefused("too_many_bytes")
    file.seek(0)
    content = file.read(MOST_BYTES + 1)
    if not content:
        raise DocumentRefused("empty")
    if len(content) > MOST_BYTES:
        raise DocumentRefused("too_many_bytes")
    name = file.name or ""
    pages, drawn = None, b""
    if content.startswith(b"%PDF-"):
        pages, drawn = read_pdf(content)
        kind = "pdf"
    elif content.startswith(b"PK\x03\x04"):
        kind = office.look_into(content)
    elif content.startswith(_OLD_OFFICE):
        raise DocumentRefused("encrypted" if suffix_of(name) in (".docx", ".xlsx") else "old_office")
    else:
        raise DocumentRefused("unknown")
    if suffix_of(name) not in ("", f".{kind}"):
        raise DocumentRefused("macro" if suffix_of(name) in (".docm", ".xlsm", ".dotm", ".xltm") else "wrong_name")
    digest = hashlib.sha256(content).hexdigest()
    return CheckedDocument(kind, clean_name(name, kind), content, digest, pages, prepare_first_page(drawn))


def prepare_first_page(drawn: bytes) -> PreparedPicture | None:
    """The picture of the drawn page; a document is as good without, and a page too oblong for a picture has none."""
    try:
        return prepare(file=ContentFile(drawn)) if drawn else None
    except PictureRefused as refusal:
        logger.info("No picture of the first page: %s", refusal.code)
        return None


def read_pdf(content: bytes) -> tuple[int, bytes]:
    """Pages and first page of a PDF. Raises DocumentRefused; a reader that died in the attempt makes it "damaged"."""
    if not content.rstrip(b"\0\t\n\f\r ").endswith(b"%%EOF"):
        raise DocumentRefused("polyglot" if b"%%EOF" in content else "damaged")
    if _MARKUP.search(content[:1024]) or zipfile.is_zipfile(io.BytesIO(content)):
        raise DocumentRefused("polyglot")
    command = [sys.executable, "-I", str(_READER)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=LONGEST_WAIT, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise DocumentRefused("bomb") from error
    line, _newline, first_page = done.stdout.partition(b"\n")
    try:
        answer = json.loads(line)
    except ValueError as error:
        raise DocumentRefused("damaged") from error
    if answer["refused"] in REASONS:
        raise DocumentRefused(answer["refused"])
    return answer["pages"], first_page if done.returncode == 0 else b""


def suffix_of(name: str) -> str:
    """The name's last extension in small letters; a name that is nothing but one has none."""
    return Path(plain_name(name)).suffix.lower()


def clean_name(name: str, kind: str) -> str:
    """The name visitors get: as it was, without folders, control signs and what turns the direction of writing.

    It ends in the kind's extension and is at most 230 bytes long in UTF-8, cut at a letter, never inside of one.
    """
    stem = plain_name(name)
    if stem.lower().endswith(f".{kind}"):
        stem = stem[: -len(kind) - 1]
    stem = stem.strip(". ")
    room = LONGEST_NAME - len(kind) - 1
    while len(stem.encode()) > room:
        stem = stem[:-1]
        while stem and unicodedata.category(stem[-1]) == "Mn" and len(stem.encode()) > room:
            stem = stem[:-1]
    return f"{stem.strip('. ') or 'document'}.{kind}"


def plain_name(name: str) -> str:
    """A file's name alone, in one line of visible signs."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    visible = "".join(sign for sign in name if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    return re.sub(r'[<>:"|?*]', "_", visible).strip()
