"""Looks into Word and Excel files (zip archives of XML, ECMA-376) without opening them as such."""

import io
import re
import zipfile
import zlib

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from center.documents.refusals import DocumentRefused

MOST_ENTRIES = 2_000
MOST_UNPACKED = 150_000_000  # bytes of all entries together
MOST_RATIO = 400  # times a single entry may grow; empty table rows pack well
MOST_XML = 60_000_000
CHUNK = 1 << 20

MAIN_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
MACRO_PARTS = ("vbaproject", "vbadata", "macrosheets/", "activex/", "attachedtoolbars")
EMBEDDED_PARTS = ("embeddings/", "oleobject")
# Relations that point outside and only wait for being pressed.
HARMLESS_OUTSIDE = ("/hyperlink",)
# Fields of Word that start a program.
DDE = re.compile(rb"instrText[^>]*>\s*(?:DDE|DDEAUTO)\b|w:instr=\"\s*DDE", re.IGNORECASE)


def look_into(content: bytes) -> str:
    """The kind of the archive, "docx" or "xlsx". Raises DocumentRefused for whatever isn't a plain one."""
    # Nothing before the first entry, nothing after the directory: else another format could hide there.
    if content[-22:-18] != b"PK\x05\x06" or content[-2:] != b"\0\0":
        raise DocumentRefused("polyglot" if b"PK\x05\x06" in content else "damaged")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            check_entries(entries, len(content))
            names = [entry.filename for entry in entries]
            kind = next((kind for kind, part in MAIN_PARTS.items() if part in names), None)
            if kind is None or "[Content_Types].xml" not in names:
                raise DocumentRefused("unknown")
            check_names(names)
            for entry in entries:
                check_part(entry.filename, read(archive, entry))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, EOFError, OSError) as error:
        raise DocumentRefused("damaged") from error
    return kind


def check_entries(entries: list[zipfile.ZipInfo], length: int) -> None:
    """What the directory says of itself: nothing encrypted, nothing that unpacks to far more than it should."""
    if not entries or len(entries) > MOST_ENTRIES or len({entry.filename for entry in entries}) != len(entries):
        raise DocumentRefused("bomb" if len(entries) > MOST_ENTRIES else "damaged")
    if min(entry.header_offset for entry in entries) != 0:
        raise DocumentRefused("polyglot")
    if any(entry.flag_bits & 1 for entry in entries):
        raise DocumentRefused("encrypted")
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise DocumentRefused("damaged")
    # Entries that share their bytes pack more than the file holds.
    if (
        sum(entry.compress_size for entry in entries) > length
        or sum(entry.file_size for entry in entries) > MOST_UNPACKED
    ):
        raise DocumentRefused("bomb")
    if any(entry.file_size > CHUNK and entry.file_size > MOST_RATIO * max(entry.compress_size, 1) for entry in entries):
        raise DocumentRefused("bomb")


def check_names(names: list[str]) -> None:
    lowered = [name.lower() for name in names]
    if any(part in name for name in lowered for part in MACRO_PARTS):
        raise DocumentRefused("macro")
    if any(part in name for name in lowered for part in EMBEDDED_PARTS):
        raise DocumentRefused("embedded")
    if any(name.startswith("/") or ".." in name.split("/") or "\\" in name or ":" in name for name in lowered):
        raise DocumentRefused("polyglot")


def read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """An entry's content; for what is no XML only unpacked and compared with its checksum, piece by piece."""
    if not entry.filename.lower().endswith((".xml", ".rels")):
        with archive.open(entry) as file:
            while file.read(CHUNK):
                pass
        return b""
    if entry.file_size > MOST_XML:
        raise DocumentRefused("bomb")
    return archive.read(entry)


def check_part(name: str, content: bytes) -> None:
    """One XML part: no document types and entities, no macros declared, nothing fetched or started on opening."""
    head = content[:2000].upper()
    if b"<!DOCTYPE" in head or b"<!ENTITY" in content:
        raise DocumentRefused("active")
    if name == "[Content_Types].xml" and re.search(rb"macroEnabled|vbaProject", content, re.IGNORECASE):
        raise DocumentRefused("macro")
    if DDE.search(content) or b"<ddeLink" in content:
        raise DocumentRefused("active")
    if name.lower().endswith(".rels"):
        check_relations(content)


def check_relations(content: bytes) -> None:
    try:
        relations = ElementTree.fromstring(content)
    except (ElementTree.ParseError, DefusedXmlException) as error:
        raise DocumentRefused("damaged") from error
    for relation in relations:
        outside = relation.get("TargetMode", "").lower() == "external"
        if outside and not relation.get("Type", "").endswith(HARMLESS_OUTSIDE):
            raise DocumentRefused("linked")
