"""Word and Excel files as office programs write them, unusual ones too, are accepted."""

import pytest
from django.core.files.base import ContentFile

from center.documents.checking import check
from tests.center.documents.office_making import (
    MICROSOFT,
    OFFICE,
    SVG,
    VML,
    code,
    document,
    field,
    make_docx,
    make_xlsx,
    mark,
    part,
    picture,
    relationships,
    sheet,
    shown,
)

FROM_WORD = {
    "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "/docProps/app.xml": f"{OFFICE}extended-properties+xml",
    "/docProps/custom.xml": f"{OFFICE}custom-properties+xml",
    "/word/styles.xml": f"{OFFICE}wordprocessingml.styles+xml",
    "/word/settings.xml": f"{OFFICE}wordprocessingml.settings+xml",
    "/word/webSettings.xml": f"{OFFICE}wordprocessingml.webSettings+xml",
    "/word/fontTable.xml": f"{OFFICE}wordprocessingml.fontTable+xml",
    "/word/numbering.xml": f"{OFFICE}wordprocessingml.numbering+xml",
    "/word/footnotes.xml": f"{OFFICE}wordprocessingml.footnotes+xml",
    "/word/endnotes.xml": f"{OFFICE}wordprocessingml.endnotes+xml",
    "/word/header1.xml": f"{OFFICE}wordprocessingml.header+xml",
    "/word/footer1.xml": f"{OFFICE}wordprocessingml.footer+xml",
    "/word/comments.xml": f"{OFFICE}wordprocessingml.comments+xml",
    "/word/commentsExtended.xml": f"{OFFICE}wordprocessingml.commentsExtended+xml",
    "/word/commentsIds.xml": f"{OFFICE}wordprocessingml.commentsIds+xml",
    "/word/commentsExtensible.xml": f"{OFFICE}wordprocessingml.commentsExtensible+xml",
    "/word/people.xml": f"{OFFICE}wordprocessingml.people+xml",
    "/word/glossary/document.xml": f"{OFFICE}wordprocessingml.document.glossary+xml",
    "/word/theme/theme1.xml": f"{OFFICE}theme+xml",
    "/word/charts/chart1.xml": f"{OFFICE}drawingml.chart+xml",
    "/word/charts/style1.xml": "application/vnd.ms-office.chartstyle+xml",
    "/word/diagrams/data1.xml": f"{OFFICE}drawingml.diagramData+xml",
    "/word/intelligence2.xml": "application/vnd.ms-office.intelligence2+xml",
    "/docMetadata/LabelInfo.xml": "application/vnd.ms-office.classificationlabels+xml",
    "/customXml/itemProps1.xml": f"{OFFICE}customXmlProperties+xml",
}
LINKS_FROM_WORD = [
    *(
        (name, f"{name}.xml")
        for name in ("styles", "settings", "webSettings", "fontTable", "numbering", "footnotes", "endnotes", "comments")
    ),
    ("header", "header1.xml"),
    ("footer", "footer1.xml"),
    ("theme", "theme/theme1.xml"),
    ("glossaryDocument", "glossary/document.xml"),
    ("customXml", "../customXml/item1.xml"),
    ("image", "media/image1.emf"),
    ("chart", "charts/chart1.xml"),
    ("diagramData", "diagrams/data1.xml"),
    (f"{MICROSOFT}2007/relationships/stylesWithEffects", "styles.xml"),
    (f"{MICROSOFT}2011/relationships/commentsExtended", "commentsExtended.xml"),
    (f"{MICROSOFT}2016/09/relationships/commentsIds", "commentsIds.xml"),
    (f"{MICROSOFT}2018/08/relationships/commentsExtensible", "commentsExtensible.xml"),
    (f"{MICROSOFT}2011/relationships/people", "people.xml"),
    (f"{MICROSOFT}2020/10/relationships/intelligence", "intelligence2.xml"),
    ("hyperlink", "https://example.go.th/แบบฟอร์ม?a=1&amp;b=2#c", "External"),
    ("hyperlink", "mailto:officer@example.go.th", "External"),
    ("hyperlink", "#หัวข้อ"),
]
TABLE_OF_CONTENTS = field(code(' TOC \\o "1-3" \\h \\z \\u '), result="สารบัญ")
EDITABLE = mark("begin") + code(" FORMTEXT ") + mark("separate") + shown("     ") + mark("end")


def from_word() -> bytes:
    """A document with the parts that Word writes for a form with fields, comments, charts and pictures."""
    inside = (
        TABLE_OF_CONTENTS,
        EDITABLE,
        field(code(" HYPERLINK "), code('"https://example.go.th/" \\l "b"'), result="เว็บ"),
        field(code(' MERGEFIELD  "ชื่อ" \\* MERGEFORMAT '), result="«ชื่อ»"),
        field(code(" MACROBUTTON NoMacro "), shown("[พิมพ์ชื่อที่นี่]")),
        field(code(" IF "), field(code(" MERGEFIELD x "), result="1"), code(' = "1" "ใช่" "ไม่ใช่" '), result="ใช่"),
        field(code(" =SUM(ABOVE) "), result="3"),
        field(code(" Link1 "), result="ข้อความของบุ๊กมาร์ก"),
        field(code(" REF include_1 \\h ")),
        '<w:fldSimple w:instr=" PAGE \\* MERGEFORMAT "><w:r><w:t>1</w:t></w:r></w:fldSimple>',
        shown("DDEAUTO และ INCLUDEPICTURE เป็นเพียงข้อความ"),
    )
    parts = {name[1:]: "<x/>" for name in FROM_WORD} | {
        "customXml/item1.xml": "<b:Sources xmlns:b='x'/>",
        "word/media/image1.emf": b"\x01\0\0\0emf",
        "word/header1.xml": document(field(code(" PAGE "), result="1")),
        "docProps/thumbnail.jpeg": b"\xff\xd8\xff",
        "[trash]/0000.dat": b"\0" * 30,
    }
    parts["_rels/.rels"] = relationships(
        ("officeDocument", "word/document.xml"),
        ("http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "docProps/core.xml"),
        ("http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail", "docProps/thumbnail.jpeg"),
        ("extended-properties", "docProps/app.xml"),
        ("custom-properties", "docProps/custom.xml"),
        (f"{MICROSOFT}2020/02/relationships/classificationlabels", "docMetadata/LabelInfo.xml"),
    )
    pictures = {"emf": "image/x-emf", "jpeg": "image/jpeg"}
    return make_docx(body=document(*inside), types=FROM_WORD, defaults=pictures, links=LINKS_FROM_WORD, more=parts)


TAKEN = {
    "Word": from_word,
    "Word Online": lambda: make_docx(main="word/document2.xml"),
    "Word, strict": lambda: make_docx(
        links=[
            ("http://purl.oclc.org/ooxml/officeDocument/relationships/hyperlink", "https://example.go.th", "External")
        ],
        more={
            "_rels/.rels": relationships(
                ("http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument", "word/document.xml"),
                ("http://purl.oclc.org/ooxml/officeDocument/relationships/extendedProperties", "docProps/app.xml"),
            ),
            "docProps/app.xml": "<x/>",
        },
    ),
    "Google Docs": lambda: make_docx(
        **part("application/x-font-ttf", "word/fonts/Sarabun-regular.ttf", "font", b"\0\1\0\0font")
    ),
    "LibreOffice": lambda: make_docx(
        types={"/_rels/.rels": "application/vnd.openxmlformats-package.relationships+xml"}
    ),
    "absolute names in relationships": lambda: make_docx(
        more={"_rels/.rels": relationships(("officeDocument", "/word/document.xml"))}
    ),
    "Thai names of parts": lambda: make_docx(**picture("image/png", b"\x89PNG", name="word/media/รูป 1.png")),
    "a picture that is SVG": lambda: make_docx(
        **picture(
            "image/svg+xml",
            '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
            + SVG.format(
                '<use xlink:href="#a"/><image xlink:href="data:image/png;base64,AA"/><a xlink:href="https://example.go.th"/>'
            ),
        )
    ),
    "custom XML in UTF-16": lambda: make_docx(
        **part(
            "application/xml",
            "customXml/item1.xml",
            "customXml",
            '<?xml version="1.0" encoding="utf-16"?><x/>'.encode("utf-16"),
        )
    ),
    "folders as entries": lambda: make_docx(more={"word/media/": b""}),
    "openpyxl": make_xlsx,
    "Excel with formulas": lambda: make_xlsx(
        change={
            "xl/worksheets/sheet1.xml": sheet(
                *(
                    f"<c><f>{text}</f></c>"
                    for text in (
                        "SUM(A1:B2)",
                        'HYPERLINK("https://example.go.th/?a|b","เว็บ")',
                        "'แผ่น ก|ข'!A1",
                        "Table1[[#All],[ก|ข]]",
                        '"ชาย|หญิง"&amp;A1',
                        "IF(A1/2&gt;1,1,0)",
                        "MYIMAGE(1)",
                        "recall(2)",
                        "'it''s'!A1",
                    )
                )
            )
        }
    ),
    "Excel with comments, checkboxes, tables": lambda: make_xlsx(
        links=[
            ("vmlDrawing", "drawings/vmlDrawing1.vml"),
            ("ctrlProp", "ctrlProps/ctrlProp1.xml"),
            ("pivotCacheDefinition", "pivotCache/p.xml"),
            (f"{MICROSOFT}2017/10/relationships/person", "persons/person.xml"),
            (f"{MICROSOFT}2017/06/relationships/rdRichValue", "richData/rdrichvalue.xml"),
            ("http://customschemas.google.com/relationships/workbookmetadata", "metadata"),
            ("http://www.wps.cn/officeDocument/2020/cellImage", "cellimages.xml"),
        ],
        types={
            "/xl/drawings/vmlDrawing1.vml": VML,
            "/xl/ctrlProps/ctrlProp1.xml": "application/vnd.ms-excel.controlproperties+xml",
            "/xl/pivotCache/p.xml": f"{OFFICE}spreadsheetml.pivotCacheDefinition+xml",
            "/xl/persons/person.xml": "application/vnd.ms-excel.person+xml",
            "/xl/richData/rdrichvalue.xml": "application/vnd.ms-excel.rdrichvalue+xml",
            "/xl/metadata": "application/binary",
            "/xl/cellimages.xml": "application/vnd.wps-officedocument.cellimage+xml",
            "/xl/printerSettings/printerSettings1.bin": f"{OFFICE}spreadsheetml.printerSettings",
        },
        change={
            "xl/drawings/vmlDrawing1.vml": "<xml><v:shape><font>ก<br>ข</font></v:shape></xml>",
            "xl/ctrlProps/ctrlProp1.xml": '<formControlPr objectType="CheckBox"/>',
            "xl/pivotCache/p.xml": "<x/>",
            "xl/persons/person.xml": "<x/>",
            "xl/richData/rdrichvalue.xml": "<x/>",
            "xl/metadata": b"\0\1",
            "xl/cellimages.xml": "<x/>",
            "xl/printerSettings/printerSettings1.bin": b"P\0D\0F\0",
        },
    ),
}


@pytest.mark.parametrize("case", TAKEN)
def test_what_office_programs_write_is_taken(case):
    assert check(file=ContentFile(TAKEN[case](), name="แบบคำขอ")).kind in ("docx", "xlsx")
