"""The parts of an xlsx that may be read: looked at before any of them is parsed, and never unpacked beyond a limit.

An xlsx is an archive of XML parts, and everything it says of itself can be a lie: sizes, names, kinds, encodings. What
passes here is packed anew, so that whoever parses it finds nothing else.
"""

import io
import re
import zipfile
from collections.abc import Iterator

from openpyxl.xml.functions import fromstring

MOST_UNPACKED = 50_000_000  # of everything in an xlsx
MOST_STRINGS = 16_000_000  # of its shared strings, which are all held in memory
MOST_ELSEWHERE = 2_000_000  # of any other part but sheets and pictures: styles, themes, workbook
MOST_ABOVE_ROWS = 100_000  # of a worksheet before its rows, which is read once for every sheet that names it
MOST_PARTS = 500
MOST_SHEETS = 256
# Opening brackets in the XML of a part: what parsing it costs in time and memory. A sheet of 6,400 products has 400,000.
MOST_TAGS = 2_000_000
MOST_TAGS_HELD = 600_000  # of shared strings
MOST_TAGS_ELSEWHERE = 200_000
MOST_TAGS_IN_ROW = 20_000
MOST_ROWS = 50_000

_TYPES, _STRINGS = "[Content_Types].xml", "xl/sharedStrings.xml"
_ENCODINGS = {b"utf-8", b"us-ascii", b"ascii", b"iso-8859-1"}  # in which a bracket is the byte of a bracket
_XML = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<")
_ENCODING = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"'>]*)")
_ROW_ENDS = re.compile(rb"<(?:/(?:\w+:)?row\s*>|(?:\w+:)?row\b[^<>]*/>)")
_ROWS_BEGIN = re.compile(rb"<(?:\w+:)?sheetData\b")
_SHEET = re.compile(rb"<(?:[\w.-]+:)?sheet[\s/>]")
_CHARTSHEET = re.compile(rb"\bTarget\s*=\s*[\"'](?:/xl/)?chartsheets/[^\"'/]+[\"']")


class TooCostly(Exception):
    """Reading the archive would cost more than a sheet of the largest size we take."""


class TooManyRows(TooCostly):
    """A worksheet has more than MOST_ROWS rows, empty ones counted."""


def parts_to_read(content: bytes) -> io.BytesIO:
    """An archive of those parts of an xlsx that may be parsed.

    Worksheets are parsed row by row, any other part as a whole; pictures and charts are left out. A part's kind is what
    [Content_Types].xml says, since a name can be chosen to deceive. Raises TooCostly, zipfile.BadZipFile and what a
    broken archive makes zipfile and the parser raise.
    """
    if content.count(b"PK\x01\x02") > MOST_PARTS:  # before zipfile makes an object of each
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
    """A part as far as the archive says it goes; a bare `read()` would unpack all that is there before cutting it."""
    info = archive.getinfo(name)
    _check(info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))  # others can't be unpacked bit by bit
    with archive.open(info) as part:
        return part.read(info.file_size + 1)


def _is_plain(part: bytes, most_tags: int) -> bool:
    """Whether a part has few enough tags, declares nothing and hides nothing: no program writes document types into them."""
    encoding = _ENCODING.match(part)
    return (
        part.count(b"<") <= most_tags
        and b"\0" not in part
        and b"<!DOCTYPE" not in part
        and (encoding is None or encoding[1].lower() in _ENCODINGS)
    )


def _tells_charts_apart(relations: bytes) -> bool:
    """Whether only charts are called charts: openpyxl reads those as a whole, however many tags they have."""
    if b"&#" in relations:
        return False
    charts = (tag for tag in relations.split(b"<") if b"chartsheet" in tag)
    return all(_CHARTSHEET.search(tag) for tag in charts)


def _parses_by_rows(worksheet: bytes) -> bool:
    """Whether a worksheet's XML can be parsed a row at a time within the limits. Raises TooManyRows.

    Comments and the like could hide where rows end, and no program writes them into worksheets.
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
