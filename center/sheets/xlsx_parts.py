"""Validates the parts of an xlsx before any of them is parsed, within limits on unpacked sizes.

An xlsx is a zip archive of XML parts whose metadata (sizes, names, types, encodings) can't be trusted. The accepted parts
are written to a new archive, so that the parser sees nothing else.
"""

import io
import re
import zipfile
from collections.abc import Iterator

from openpyxl.xml.functions import Element, SubElement, fromstring, tostring

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

_TYPES, _STRINGS, _STYLES = "[Content_Types].xml", "xl/sharedStrings.xml", "xl/styles.xml"
# Namespaces of "Strict Open XML Spreadsheet", which Excel offers in its save dialog, and what openpyxl knows instead.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
_DEFINED_NAMES = re.compile(
    rb"<((?:\w+:)?definedNames)\b[^>]*>.*?</\1\s*>", re.DOTALL
)  # not used; openpyxl rejects some
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

    Worksheets are parsed row by row, any other part as a whole; pictures, charts and document properties are left out, and
    of styles and names what openpyxl may stumble over. A part's type is taken
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
            yield name, _transitional(part)
            continue
        strings = name == _STRINGS or "sharedStrings" in kind
        most, most_tags = (MOST_STRINGS, MOST_TAGS_HELD) if strings else (MOST_ELSEWHERE, MOST_TAGS_ELSEWHERE)
        _check(size <= most or (name.startswith("xl/media/") and not kind))
        part = _unpacked(archive, name)
        if not _XML.match(part):
            continue  # a picture, a printer's settings, a macro
        part = _transitional(part)
        _check(len(part) <= most and _is_plain(part, most_tags) and len(_SHEET.findall(part)) <= MOST_SHEETS)
        _check(not name.endswith(".rels") or _tells_charts_apart(part))
        if not name.startswith(("xl/chartsheets/", "docProps/")):
            yield (
                name,
                _plain_styles(part) if "styles+xml" in kind or name == _STYLES else _DEFINED_NAMES.sub(b"", part),
            )


def _transitional(part: bytes) -> bytes:
    """A part of a strict workbook in the namespaces of an ordinary one."""
    for strict, ordinary in _STRICT:
        part = part.replace(strict, ordinary)
    return part


def _tolerable(part: bytes, *, is_styles: bool) -> bytes:
    """A part without what openpyxl may stumble over."""
    if is_styles:
        return _plain_styles(part)
    return _DEFINED_NAMES.sub(b"", part) if b"definedNames" in part else part


def _plain_styles(part: bytes) -> bytes:
    """The number formats of a stylesheet, which tell dates from numbers, and nothing else.

    openpyxl rejects whole workbooks for fonts and fills that Excel takes: <family val="34"/>, <fill/>.
    """
    formats, used = [], []
    for element in fromstring(part).iter():
        name = str(element.tag).rpartition("}")[2]
        if name == "numFmt":
            formats.append((element.get("numFmtId", ""), element.get("formatCode", "")))
        elif name == "cellXfs":
            used = [child.get("numFmtId", "0") for child in element]
    book = Element("styleSheet", xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main")
    if formats:
        listed = SubElement(book, "numFmts")
        for number, code in formats:
            SubElement(listed, "numFmt", numFmtId=number, formatCode=code)
    SubElement(SubElement(book, "fonts"), "font")
    SubElement(SubElement(SubElement(book, "fills"), "fill"), "patternFill")
    SubElement(SubElement(book, "borders"), "border")
    SubElement(SubElement(book, "cellStyleXfs"), "xf", numFmtId="0", fontId="0", fillId="0", borderId="0")
    cells = SubElement(book, "cellXfs")
    for number in used or ["0"]:
        SubElement(cells, "xf", numFmtId=number, fontId="0", fillId="0", borderId="0", xfId="0")
    return bytes(tostring(book, encoding="utf-8"))


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
