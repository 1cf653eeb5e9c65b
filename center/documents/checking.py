"""Validation of uploaded documents: type by content, never by name; refuses what is unsafe to download."""

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

PDF_TIMEOUT = 40  # seconds of wall time for the process that reads a PDF, which limits itself to 20 s of CPU time
# UTF-8 bytes of a file name: most file systems allow 255, and browsers append " (1)" to a name that exists.
MOST_NAME_BYTES = 230

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .doc, .xls, and encrypted .docx or .xlsx
_MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|script|svg|body|iframe|\?php|\?xml-stylesheet)", re.IGNORECASE)
# Bytes that programs and transfers leave around a PDF, and readers skip: white space, NUL, Ctrl-Z, a byte order mark.
PDF_MARGIN = b"\0\t\n\f\r \x1a\xef\xbb\xbf"
# An extension begins with a letter: "แบบคำขอ ลว. 5 ก.พ. 69" has none, nor has "แบบ 1.2".
_EXTENSION = re.compile(r"\.[a-z][a-z0-9]{0,9}", re.ASCII)
_READER = Path(__file__).with_name("reading_pdf.py")


@dataclass(frozen=True)
class CheckedDocument:
    """A document that passed every check, not stored yet. size in bytes; first_page: of a PDF that could be rendered."""

    kind: str
    original_name: str
    content: bytes = field(repr=False)
    sha256: str
    pages: int | None = None
    first_page: PreparedPicture | None = field(default=None, repr=False)

    @property
    def size(self) -> int:
        return len(self.content)


def check(*, file: "File[bytes]") -> CheckedDocument:
    """Validate an uploaded file in memory; stores nothing. Raises DocumentRefused with the reason in Thai.

    A PDF takes about a second (a sandboxed subprocess parses it), Word and Excel a few milliseconds.
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
    pages, jpeg = None, b""
    if content.lstrip(PDF_MARGIN).startswith(b"%PDF-"):
        pages, jpeg = read_pdf(content)
        kind = "pdf"
    elif content.startswith(b"PK\x03\x04"):
        kind = office.check_package(content)
    elif content.startswith(_OLE):
        raise DocumentRefused("encrypted" if extension_of(name) in (".docx", ".xlsx") else "old_office")
    else:
        raise DocumentRefused("unknown")
    if extension_of(name) not in ("", f".{kind}"):
        raise DocumentRefused("macro" if extension_of(name) in (".docm", ".xlsm", ".dotm", ".xltm") else "wrong_name")
    digest = hashlib.sha256(content).hexdigest()
    return CheckedDocument(kind, clean_name(name, kind), content, digest, pages, prepare_first_page(jpeg))


def prepare_first_page(jpeg: bytes) -> PreparedPicture | None:
    """The preview picture of a rendered page; None without a page, or for one whose proportions pictures don't allow."""
    try:
        return prepare(file=ContentFile(jpeg)) if jpeg else None
    except PictureRefused as refusal:
        logger.info("No picture of the first page: %s", refusal.code)
        return None


def read_pdf(content: bytes) -> tuple[int, bytes]:
    """Number of pages, and the first page as JPEG (empty if it can't be rendered).

    Raises DocumentRefused, as "damaged" where the subprocess crashed and as "bomb" where it timed out.
    """
    if not content.rstrip(PDF_MARGIN).endswith(b"%%EOF"):
        raise DocumentRefused("polyglot" if b"%%EOF" in content else "damaged")
    if _MARKUP.search(content[:1024]) or zipfile.is_zipfile(io.BytesIO(content)):
        raise DocumentRefused("polyglot")
    command = [sys.executable, "-I", str(_READER)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=PDF_TIMEOUT, check=False)  # noqa: S603
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


def extension_of(name: str) -> str:
    """The last extension in lower case, with its dot; empty for a name like ".pdf", and for dots of another meaning."""
    suffix = Path(base_name(name)).suffix.lower()
    return suffix if _EXTENSION.fullmatch(suffix) else ""


def clean_name(name: str, kind: str) -> str:
    """The file name offered for download: without folders, control characters and bidirectional overrides.

    Ends in the kind's extension; at most 230 bytes in UTF-8, cut between letters, so that Thai marks stay with theirs.
    """
    stem = base_name(name)
    if stem.lower().endswith(f".{kind}"):
        stem = stem[: -len(kind) - 1]
    stem = stem.strip(". ")
    limit = MOST_NAME_BYTES - len(kind) - 1
    while len(stem.encode()) > limit:
        stem = stem[:-1]
        while stem and unicodedata.category(stem[-1]) == "Mn" and len(stem.encode()) > limit:
            stem = stem[:-1]
    return f"{stem.strip('. ') or 'document'}.{kind}"


def base_name(name: str) -> str:
    """The file name without folders and invisible characters."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    visible = "".join(char for char in name if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    return re.sub(r'[<>:"|?*]', "_", visible).strip()
