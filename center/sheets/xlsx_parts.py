"""Validates the parts of an xlsx before any of them is parsed, within limits on unpacked sizes.

An xlsx is a zip archive of XML parts whose metadata (sizes, names, types, encodings) can't be trusted. The accepted parts
are written to a new archive, so that the parser sees nothing else.
"""

import io
import re
import zipfile
from collections.abc import Iterator

from openpyxl.xml.functions import fromstring

MOST_UNPACKED = 50_000_000  # of everything in an xlsx
MOST_STRINGS = 16_000_000  # of its shared strings, which are all held in memory
MOST_ELSEWHERE = 2_000_000  # of any other part but sheets and pictures: styles, themes, workbook
MOST_ABOVE_ROWS = 100_000  # of a worksheet before its rows; read again for every sheet that refers to it
MOST_PARTS = 500
MOST_SHEETS = 256
# Opening brackets in a part's XML, a measure of parsing time and memory. A sheet of 6,400 products has 400,000.
MOST_TAGS = 2_000_000
MOST_TAGS_HELD = 600_000  # of shared strings
MOST_TAGS_ELSEWHERE = 200_000
MOST_TAGS_IN_ROW = 20_000
MOST_ROWS = 50_000

_TYPES, _STRINGS = "[Content_Types].xml", "xl/sharedStrings.xml"
_ENCODINGS = {b"utf-8", b"us-ascii", b"ascii", b"iso-8859-1"}  # compatible with ASCII: "<" is always that byte
_XML = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<")
_ENCODING = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"'>]*)")
_ROW_ENDS = re.compile(rb"<(?:/(?:\w+:)?row\s*>|(?:\w+:)?row\b[^<>]*/>)")
_ROWS_BEGIN = re.compile(rb"<(?:\w+:)?sheetData\b")
_SHEET = re.compile(rb"<(?:[\w.-]+:)?sheet[\s/>]")
_CHARTSHEET = re.compile(rb"\bTarget\s*=\s*[\"'](?:/xl/)?chartsheets/[^\"'/]+[\"']")


class TooCostly(Exception):
    """Reading the archive would cost more than the largest sheet that is accepted."""


class TooManyRows(TooCostly):
    """A worksheet has more than MOST_ROWS rows, empty ones counted."""


def parts_to_read(content: bytes) -> io.BytesIO:
    """A new archive of those parts of an xlsx that may be parsed.

    Worksheets are parsed row by row, any other part as a whole; pictures and charts are left out. A part's type is taken
    from [Content_Types].xml, not from its name. Raises TooCostly, zipfile.BadZipFile, and whatever zipfile and the parser
    raise for a broken archive.
    """
    if content.count(b"PK\x01\x02") > MOST_PARTS:  # before zipfile creates an object for each
        raise TooCostly
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(kept, "w") as checked:
        for name, part in _checked(archive):
            checked.writestr(name, part)
    kept.seek(0)
    return kept


def _checked(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    sizes = {part.filename: part.file_size for part in archive.infolist()}
    if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED or sizes.get(_TYPES, 0) > MOST_ELSEWHERE:
        raise TooCostly
    types = _unpacked(archive, _TYPES)
    _check(_is_plain(types, MOST_TAGS_ELSEWHERE))
    kinds = {
        entry.get("PartName")[1:]: entry.get("ContentType", "") for entry in fromstring(types) if entry.get("PartName")
    }
    for name, size in sizes.items():
        kind = kinds.get(name, "")
        if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name) and (not kind or "worksheet+xml" in kind):
            part = _unpacked(archive, name)
            _check(_parses_by_rows(part))
            yield name, part
            continue
        strings = name == _STRINGS or "sharedStrings" in kind
        most, most_tags = (MOST_STRINGS, MOST_TAGS_HELD) if strings else (MOST_ELSEWHERE, MOST_TAGS_ELSEWHERE)
        _check(size <= most or (name.startswith("xl/media/") and not kind))
        part = _unpacked(archive, name)
        if not _XML.match(part):
            continue  # a picture, a printer's settings, a macro
        _check(len(part) <= most and _is_plain(part, most_tags) and len(_SHEET.findall(part)) <= MOST_SHEETS)
        _check(not name.endswith(".rels") or _tells_charts_apart(part))
        if not name.startswith("xl/chartsheets/"):
            yield name, part


def _check(fits: bool) -> None:
    if not fits:
        raise TooCostly


def _unpacked(archive: zipfile.ZipFile, name: str) -> bytes:
    """A part up to its declared size; a plain `read()` would unpack all of it first."""
    info = archive.getinfo(name)
    _check(info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))  # zipfile can't stream others
    with archive.open(info) as part:
        return part.read(info.file_size + 1)


def _is_plain(part: bytes, most_tags: int) -> bool:
    """Whether a part has few enough tags, no document type (no program writes one), no NUL and a known encoding."""
    encoding = _ENCODING.match(part)
    return (
        part.count(b"<") <= most_tags
        and b"\0" not in part
        and b"<!DOCTYPE" not in part
        and (encoding is None or encoding[1].lower() in _ENCODINGS)
    )


def _tells_charts_apart(relations: bytes) -> bool:
    """Whether only chart sheets are declared as such: openpyxl parses those as a whole, without a limit on tags."""
    if b"&#" in relations:
        return False
    charts = (tag for tag in relations.split(b"<") if b"chartsheet" in tag)
    return all(_CHARTSHEET.search(tag) for tag in charts)


def _parses_by_rows(worksheet: bytes) -> bool:
    """Whether a worksheet's XML can be parsed row by row within the limits. Raises TooManyRows.

    Comments, CDATA and declarations could hide row ends; no program writes them into worksheets.
    """
    if b"<!" in worksheet or not _is_plain(worksheet, MOST_TAGS):
        return False
    begin = _ROWS_BEGIN.search(worksheet)
    if (begin.start() if begin else len(worksheet)) > MOST_ABOVE_ROWS:
        return False
    rows, start = 0, 0
    for end in _ROW_ENDS.finditer(worksheet):
        if worksheet.count(b"<", start, end.start()) > MOST_TAGS_IN_ROW:
            return False
        rows, start = rows + 1, end.end()
        if rows > MOST_ROWS:
            raise TooManyRows
    return worksheet.count(b"<", start) <= MOST_TAGS_IN_ROW
