"""Minimal Word and Excel files for tests, with the parts a test adds."""

import io
import zipfile
from collections.abc import Iterable

import openpyxl

OFFICE = "application/vnd.openxmlformats-officedocument."
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
MICROSOFT = "http://schemas.microsoft.com/office/"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOCX = f"{OFFICE}wordprocessingml.document.main+xml"
XLSX = f"{OFFICE}spreadsheetml.sheet.main+xml"
VML = f"{OFFICE}vmlDrawing"
VBA_PROJECT = f"{MICROSOFT}2006/relationships/vbaProject"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'
BODY = f'<w:document xmlns:w="{WORD}"><w:body/></w:document>'

Parts = dict[str, str | bytes]


def content_types(overrides: dict[str, str], defaults: dict[str, str] | None = None) -> str:
    """overrides: part name -> content type; defaults: extension -> content type, in addition to rels and xml."""
    extensions = {
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
        **(defaults or {}),
    }
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        + "".join(f'<Default Extension="{name}" ContentType="{kind}"/>' for name, kind in extensions.items())
        + "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
        + "</Types>"
    )


def relationships(*entries: tuple[str, str] | tuple[str, str, str]) -> str:
    """Entries: (type, target) or (type, target, target mode); a type without a URL is completed to one of Office's."""
    elements = []
    for number, (kind, target, *mode) in enumerate(entries, start=1):
        kind = kind if ":" in kind else RELATIONSHIPS + kind
        target_mode = f' TargetMode="{mode[0]}"' if mode else ""
        elements.append(f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"{target_mode}/>')
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{namespace}">{"".join(elements)}</Relationships>'


def package(parts: Parts) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def make_docx(
    *,
    main: str = "word/document.xml",
    kind: str = DOCX,
    body: str | bytes = BODY,
    types: dict[str, str] | None = None,
    defaults: dict[str, str] | None = None,
    links: Iterable[tuple] = (),
    more: Parts | None = None,
) -> bytes:
    """links: relationships of the document; more: further parts; types, defaults: content types of these."""
    folder, _slash, name = main.rpartition("/")
    parts: Parts = {
        "[Content_Types].xml": content_types({f"/{main}": kind, **(types or {})}, defaults),
        "_rels/.rels": relationships(("officeDocument", main)),
        main: body,
    }
    if links:
        parts[f"{folder}/_rels/{name}.rels"] = relationships(*links)
    return package(parts | (more or {}))


def make_xlsx(
    *, change: Parts | None = None, links: Iterable[tuple] = (), types: dict[str, str] | None = None
) -> bytes:
    """A workbook of openpyxl. change: parts to replace or add; links: more relationships of the workbook."""
    written = io.BytesIO()
    openpyxl.Workbook().save(written)
    with zipfile.ZipFile(written) as archive:
        parts: Parts = {name: archive.read(name) for name in archive.namelist()}
    workbook = "xl/_rels/workbook.xml.rels"
    new = relationships(*links).partition(">")[2].removesuffix("</Relationships>").replace('Id="rId', 'Id="rIdNew')
    parts[workbook] = parts[workbook].decode().replace("</Relationships>", new + "</Relationships>")
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in (types or {}).items())
    declared = parts["[Content_Types].xml"].decode()
    parts["[Content_Types].xml"] = declared.replace("</Types>", overrides + "</Types>")
    return package(parts | (change or {}))


def sheet(*cells: str) -> str:
    """A worksheet's XML with these cells, given as XML."""
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    row = f'<row r="1">{"".join(cells)}</row>'
    return f'<worksheet xmlns="{namespace}"><sheetData>{row}</sheetData></worksheet>'


def formula(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return sheet(f'<c r="A1"><f>{escaped}</f><v>0</v></c>')


# --- Further parts ---------------------------------------------------------------------------------------------------


def part(kind: str, name: str, relationship: str = "", content: str | bytes = "<x/>") -> dict:
    """Arguments of make_docx: a further part, with a relationship to it if one is given."""
    return {
        "types": {f"/{name}": kind},
        "links": [(relationship, f"/{name}")] if relationship else [],
        "more": {name: content},
    }


def sheet_part(kind: str, name: str, relationship: str = "", content: str | bytes = "<x/>") -> dict:
    """The same for make_xlsx, from the workbook."""
    arguments = part(kind, name, relationship, content)
    return {"types": arguments["types"], "links": arguments["links"], "change": arguments["more"]}


def picture(kind: str, content: str | bytes, *, name: str = "word/media/image1.png") -> dict:
    return part(kind, name, "image", content)


# --- Fields of Word ------------------------------------------------------------------------------------------------


def document(*inside: str) -> str:
    """A document with one paragraph."""
    return f'<w:document xmlns:w="{WORD}"><w:body><w:p>{"".join(inside)}</w:p></w:body></w:document>'


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def code(text: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve">{text}</w:instrText></w:r>'


def shown(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def field(*instruction: str, result: str = "") -> str:
    """A complex field: runs of its instruction, then its result."""
    return mark("begin") + "".join(instruction) + mark("separate") + shown(result) + mark("end")
