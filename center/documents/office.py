"""Looks into Word and Excel files (zip archives of XML, ECMA-376) without opening them as such.

Every part is looked at, whether or not a relationship leads to it: its name, its content type, its first bytes, its XML.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote
from xml.etree.ElementTree import Element  # only its type; defusedxml reads

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from center.documents import office_types
from center.documents.office_contents import Contents, check_vml
from center.documents.refusals import DocumentRefused

MOST_ENTRIES = 2_000
MOST_UNPACKED = 150_000_000  # bytes of all entries together
MOST_RATIO = 400  # times a single entry may grow; empty table rows pack well
MOST_XML = 60_000_000
MOST_DIRECTORY = 20_000_000  # bytes of a list of content types or relationships, of which a tree is made
CHUNK = 1 << 20

TYPES = "[Content_Types].xml"
PACKAGE_RELATIONSHIPS = "_rels/.rels"
TRASH = "[trash]/"  # what Office and SharePoint have thrown away: nothing leads to it
MACRO_PARTS = ("vbaproject", "vbadata", "macrosheets/", "activex/", "attachedtoolbars", "customui")
EMBEDDED_PARTS = ("embeddings/", "oleobject")
# Files of other kinds under the name of a picture or a font: OLE (macros and old Office), zip, programs, PDF.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHER_FILES = (OLE, b"PK\x03\x04", b"MZ", b"\x7fELF", b"%PDF-", b"{\\rtf")
VBA = "_VBA_PROJECT".encode("utf-16-le")


@dataclass(frozen=True)
class Relationship:
    kind: str
    target: str
    outside: bool


class PartTypes:
    """The content type of each part, as the package declares it: by name, else by extension."""

    def __init__(self, content: bytes) -> None:
        self.by_name: dict[str, str] = {}
        self.by_extension: dict[str, str] = {}
        for entry in tree(content):
            content_type = entry.get("ContentType", "").partition(";")[0].strip().lower()
            if name := entry.get("PartName"):
                self.by_name[part_name(name)] = content_type
            elif extension := entry.get("Extension"):
                self.by_extension[extension.lower()] = content_type

    def of(self, name: str) -> str:
        """In small letters, without parameters; empty where none is declared."""
        name = part_name(name)
        return self.by_name.get(name) or self.by_extension.get(name.rpartition("/")[2].rpartition(".")[2], "")


def look_into(content: bytes) -> str:
    """The kind of the archive, "docx" or "xlsx". Raises DocumentRefused for whatever isn't a plain one."""
    # Nothing before the first entry, nothing after the directory: else another format could hide there.
    if content[-22:-18] != b"PK\x05\x06" or content[-2:] != b"\0\0":
        raise DocumentRefused("polyglot" if b"PK\x05\x06" in content else "damaged")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return look_into_package(archive, len(content))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, EOFError, OSError) as error:
        raise DocumentRefused("damaged") from error


def look_into_package(archive: zipfile.ZipFile, length: int) -> str:
    """Parts by parts. length: bytes of the whole file."""
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
        if {part_name(found.target) for found in relationships if office_types.is_main(found.kind)} != {main}:
            raise DocumentRefused("damaged")
    for entry in entries:
        check_part(archive, entry, types.of(entry.filename))
    return office_types.MAIN_TYPES[types.of(main)]


def main_part(names: list[str], types: PartTypes) -> str:
    """The part that is the document, by its content type: its name differs (document2.xml). There is one."""
    mains = [part_name(name) for name in names if types.of(name) in office_types.MAIN_TYPES]
    if len(mains) > 1:
        raise DocumentRefused("embedded")
    if mains:
        return mains[0]
    reasons = {office_types.refuse_type(types.of(name)) for name in names}
    raise DocumentRefused(next((reason for reason in ("macro", "template") if reason in reasons), "unknown"))


def part_name(name: str) -> str:
    """A part's name as two writings of it are compared: from the root, in small letters, nothing escaped."""
    return posixpath.normpath(unquote(name).lstrip("/")).lower()


def check_entries(entries: list[zipfile.ZipInfo], length: int) -> None:
    """What the directory says of itself: nothing encrypted, nothing that unpacks to far more than it should."""
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


def check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, content_type: str) -> None:
    """One part: of a plain type, with nothing inside that is fetched or started on opening."""
    name = entry.filename.lower()
    if name == TYPES.lower():
        return  # a tree was made of it
    known = entry.is_dir() or name.startswith(TRASH) or name.endswith(".rels")
    reason = None if known else office_types.refuse_type(content_type)
    if reason and reason != "unusual":
        raise DocumentRefused(reason)
    if name.endswith(".rels") or content_type == office_types.RELATIONSHIPS:
        check_relationships(read_directory(archive, entry))
    elif content_type == office_types.VML:
        check_vml(b"".join(pieces(archive, entry)))
    elif content_type.endswith(("+xml", "/xml")) or name.endswith(".xml"):
        check_contents(archive, entry)
    else:
        check_bytes(archive, entry)
    if reason:  # last: whatever else is wrong says more
        raise DocumentRefused(reason)


def pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """An entry's content piece by piece; at its end it has been compared with its checksum."""
    with archive.open(entry) as file:
        while piece := file.read(CHUNK):
            yield piece


def check_contents(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    if entry.file_size > MOST_XML:
        raise DocumentRefused("bomb")
    contents = Contents()
    for piece in pieces(archive, entry):
        contents.feed(piece)
    contents.feed(b"", final=True)


def check_bytes(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """What is no XML is no document and no program either."""
    hidden = ""
    for number, piece in enumerate(pieces(archive, entry)):
        if number == 0 and piece.startswith(OTHER_FILES):
            hidden = "embedded"
        if hidden and VBA in piece:
            hidden = "macro"
    if hidden:
        raise DocumentRefused(hidden)


def read_directory(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    if entry.file_size > MOST_DIRECTORY:
        raise DocumentRefused("bomb")
    return archive.read(entry)


def tree(content: bytes) -> Element:
    try:
        return ElementTree.fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise DocumentRefused("active") from error
    except ElementTree.ParseError as error:
        raise DocumentRefused("damaged") from error


def read_relationships(content: bytes) -> list[Relationship]:
    """Every relationship of a part. An address is outside, whatever the relationship says of itself."""
    return [
        Relationship(
            kind=entry.get("Type", ""),
            target=entry.get("Target", ""),
            outside=entry.get("TargetMode", "").lower() == "external" or leads_away(entry.get("Target", "")),
        )
        for entry in tree(content)
    ]


def leads_away(target: str) -> bool:
    return ":" in target.partition("#")[0].partition("/")[0] or target.startswith(("//", "\\"))


def check_relationships(content: bytes) -> None:
    for relationship in read_relationships(content):
        if reason := office_types.refuse_relationship(relationship.kind, outside=relationship.outside):
            raise DocumentRefused(reason)
