"""Safety checks for Word and Excel files (ZIP packages of XML parts, ECMA-376), without an office library.

Every part is checked, whether or not a relationship refers to it: name, content type, first bytes, XML.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote
from xml.etree.ElementTree import Element  # the type only; defusedxml parses

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from center.documents import office_types
from center.documents.office_contents import PartScanner, check_vml
from center.documents.refusals import DocumentRefused

MOST_ENTRIES = 2_000
MOST_UNPACKED = 150_000_000  # bytes of all entries together
MOST_RATIO = 400  # compression ratio of a single entry; empty table rows compress well
MOST_XML = 60_000_000  # bytes of an XML part, which is streamed
MOST_DIRECTORY = 20_000_000  # bytes of content types or relationships, which are parsed into a tree
CHUNK = 1 << 20

TYPES = "[Content_Types].xml"
PACKAGE_RELATIONSHIPS = "_rels/.rels"
TRASH = "[trash]/"  # parts that Office and SharePoint discarded; no relationship refers to them
MACRO_PARTS = ("vbaproject", "vbadata", "macrosheets/", "activex/", "attachedtoolbars", "customui")
EMBEDDED_PARTS = ("embeddings/", "oleobject")
# Magic bytes of files that may hide under the name of a picture or font: OLE (macros, old Office), ZIP, programs, PDF.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAGIC_BYTES = (OLE, b"PK\x03\x04", b"MZ", b"\x7fELF", b"%PDF-", b"{\\rtf")
VBA = "_VBA_PROJECT".encode("utf-16-le")


@dataclass(frozen=True)
class Relationship:
    kind: str
    target: str
    external: bool


class PartTypes:
    """The content types that the package declares for its parts: by part name, else by extension."""

    def __init__(self, content: bytes) -> None:
        self.by_name: dict[str, str] = {}
        self.by_extension: dict[str, str] = {}
        for entry in parse(content):
            content_type = entry.get("ContentType", "").partition(";")[0].strip().lower()
            if name := entry.get("PartName"):
                self.by_name[part_name(name)] = content_type
            elif extension := entry.get("Extension"):
                self.by_extension[extension.lower()] = content_type

    def of(self, name: str) -> str:
        """The content type in lower case, without parameters; empty if none is declared."""
        name = part_name(name)
        return self.by_name.get(name) or self.by_extension.get(name.rpartition("/")[2].rpartition(".")[2], "")


def check_package(content: bytes) -> str:
    """Check a whole file and return its kind, "docx" or "xlsx". Raises DocumentRefused."""
    # Against polyglots: nothing before the first entry (check_entries) and nothing after the central directory.
    if content[-22:-18] != b"PK\x05\x06" or content[-2:] != b"\0\0":
        raise DocumentRefused("polyglot" if b"PK\x05\x06" in content else "damaged")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return check_archive(archive, len(content))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, EOFError, OSError) as error:
        raise DocumentRefused("damaged") from error


def check_archive(archive: zipfile.ZipFile, length: int) -> str:
    """Check the directory, then every part. length: bytes of the whole file."""
    entries = archive.infolist()
    check_entries(entries, length)
    by_name = {entry.filename: entry for entry in entries}
    if TYPES not in by_name:
        raise DocumentRefused("unknown")
    check_names(list(by_name))
    types = PartTypes(read_directory(archive, by_name[TYPES]))
    main = main_part(list(by_name), types)
    if PACKAGE_RELATIONSHIPS in by_name:
        relationships = read_relationships(read_directory(archive, by_name[PACKAGE_RELATIONSHIPS]))
        targets = {part_name(found.target) for found in relationships if office_types.is_main(found.kind)}
        if targets != {main}:
            raise DocumentRefused("damaged")
    for entry in entries:
        check_part(archive, entry, types.of(entry.filename))
    return office_types.MAIN_TYPES[types.of(main)]


def main_part(names: list[str], types: PartTypes) -> str:
    """The name of the one main document part, found by content type, since names vary (Word Online: document2.xml)."""
    mains = [part_name(name) for name in names if types.of(name) in office_types.MAIN_TYPES]
    if len(mains) > 1:
        raise DocumentRefused("embedded")
    if mains:
        return mains[0]
    reasons = {office_types.refuse_type(types.of(name)) for name in names}
    raise DocumentRefused(next((reason for reason in ("macro", "template") if reason in reasons), "unknown"))


def part_name(name: str) -> str:
    """The normalized name of a part, for comparing: relative to the root, lower case, percent-decoded."""
    return posixpath.normpath(unquote(name).lstrip("/")).lower()


def check_entries(entries: list[zipfile.ZipInfo], length: int) -> None:
    """Check the ZIP directory: no duplicate, encrypted or unusually compressed entries, no ZIP bomb."""
    if (
        not entries
        or len(entries) > MOST_ENTRIES
        or len({part_name(entry.filename) for entry in entries}) != len(entries)
    ):
        raise DocumentRefused("bomb" if len(entries) > MOST_ENTRIES else "damaged")
    if min(entry.header_offset for entry in entries) != 0:
        raise DocumentRefused("polyglot")
    if any(entry.flag_bits & 1 for entry in entries):
        raise DocumentRefused("encrypted")
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise DocumentRefused("damaged")
    # A sum of compressed sizes above the file's length means overlapping entries.
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


def check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, content_type: str) -> None:
    """Refuse a part of a content type that isn't allowed, or with content that opening would fetch or run."""
    name = entry.filename.lower()
    if name == TYPES.lower():
        return  # parsed already
    known = entry.is_dir() or name.startswith(TRASH) or name.endswith(".rels")
    reason = None if known else office_types.refuse_type(content_type)
    if reason and reason != "unusual":
        raise DocumentRefused(reason)
    if name.endswith(".rels") or content_type == office_types.RELATIONSHIPS:
        check_relationships(read_directory(archive, entry))
    elif content_type == office_types.VML:
        check_vml(b"".join(chunks(archive, entry)))
    elif content_type.endswith(("+xml", "/xml")) or name.endswith(".xml"):
        check_xml(archive, entry)
    else:
        check_binary(archive, entry)
    if reason:  # "unusual" last, since any other reason is more helpful
        raise DocumentRefused(reason)


def chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """An entry's content in chunks. Reading to the end also verifies the CRC."""
    with archive.open(entry) as file:
        while chunk := file.read(CHUNK):
            yield chunk


def check_xml(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    if entry.file_size > MOST_XML:
        raise DocumentRefused("bomb")
    scanner = PartScanner()
    for chunk in chunks(archive, entry):
        scanner.feed(chunk)
    scanner.feed(b"", final=True)


def check_binary(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Refuse documents and programs under the name of a picture or font."""
    reason = ""
    for number, chunk in enumerate(chunks(archive, entry)):
        if number == 0 and chunk.startswith(MAGIC_BYTES):
            reason = "embedded"
        if reason and VBA in chunk:
            reason = "macro"
    if reason:
        raise DocumentRefused(reason)


def read_directory(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    if entry.file_size > MOST_DIRECTORY:
        raise DocumentRefused("bomb")
    return archive.read(entry)


def parse(content: bytes) -> Element:
    try:
        root: Element = ElementTree.fromstring(content, forbid_dtd=True)
        return root
    except DefusedXmlException as error:
        raise DocumentRefused("active") from error
    except ElementTree.ParseError as error:
        raise DocumentRefused("damaged") from error


def read_relationships(content: bytes) -> list[Relationship]:
    """Every relationship of a part. One whose target is a URL is external even if it isn't marked so."""
    return [
        Relationship(
            kind=entry.get("Type", ""),
            target=entry.get("Target", ""),
            external=entry.get("TargetMode", "").lower() == "external" or is_url(entry.get("Target", "")),
        )
        for entry in parse(content)
    ]


def is_url(target: str) -> bool:
    """Whether a target has a scheme or names a host, as in "https:...", "//host/..." or "\\\\host"."""
    return ":" in target.partition("#")[0].partition("/")[0] or target.startswith(("//", "\\"))


def check_relationships(content: bytes) -> None:
    for relationship in read_relationships(content):
        if reason := office_types.refuse_relationship(relationship.kind, external=relationship.external):
            raise DocumentRefused(reason)
