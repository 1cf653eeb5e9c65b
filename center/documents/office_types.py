"""Allow-lists of the content types and relationships of Word and Excel files.

From ECMA-376, and what Word, Excel, LibreOffice, WPS and Google write in addition. Everything else is refused, with a
specific reason where the type is known, else as "unusual". Names are compared in lower case.
"""

import re

OFFICE = "application/vnd.openxmlformats-officedocument."
MAIN_TYPES = {
    f"{OFFICE}wordprocessingml.document.main+xml": "docx",
    f"{OFFICE}spreadsheetml.sheet.main+xml": "xlsx",
}
RELATIONSHIPS = "application/vnd.openxmlformats-package.relationships+xml"
VML = f"{OFFICE}vmldrawing"

# --- Content types of parts ----------------------------------------------------------------------------------------

_WORD = """
    document.glossary styles settings webSettings fontTable numbering footnotes endnotes header footer comments
    commentsExtended commentsIds commentsExtensible people
"""
_EXCEL = """
    worksheet chartsheet styles sharedStrings calcChain comments table tableSingleCells pivotTable pivotCacheDefinition
    pivotCacheRecords sheetMetadata revisionHeaders revisionLog userNames
"""
_DRAWING = "chart chartshapes diagramData diagramLayout diagramStyle diagramColors"
_OTHERS = """
    application/xml
    application/vnd.openxmlformats-package.relationships+xml
    application/vnd.openxmlformats-package.core-properties+xml
    application/vnd.openxmlformats-package.digital-signature-origin
    application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml
    application/vnd.openxmlformats-package.digital-signature-certificate
    application/vnd.openxmlformats-officedocument.extended-properties+xml
    application/vnd.openxmlformats-officedocument.custom-properties+xml
    application/vnd.openxmlformats-officedocument.customXmlProperties+xml
    application/vnd.openxmlformats-officedocument.theme+xml
    application/vnd.openxmlformats-officedocument.themeOverride+xml
    application/vnd.openxmlformats-officedocument.drawing+xml
    application/vnd.openxmlformats-officedocument.vmlDrawing
    application/vnd.openxmlformats-officedocument.obfuscatedFont
    application/vnd.openxmlformats-officedocument.wordprocessingml.printerSettings
    application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings
    application/vnd.openxmlformats-officedocument.spreadsheetml.customProperty
    application/vnd.ms-word.stylesWithEffects+xml
    application/vnd.ms-word.keyMapCustomizations+xml
    application/vnd.ms-office.drawingml.diagramDrawing+xml
    application/vnd.ms-office.chartex+xml
    application/vnd.ms-office.chartstyle+xml
    application/vnd.ms-office.chartcolorstyle+xml
    application/vnd.ms-office.documenttasks+xml
    application/vnd.ms-office.classificationlabels+xml
    application/vnd.ms-office.intelligence2+xml
    application/vnd.ms-excel.controlproperties+xml
    application/vnd.ms-excel.slicer+xml
    application/vnd.ms-excel.slicerCache+xml
    application/vnd.ms-excel.timeline+xml
    application/vnd.ms-excel.timelineCache+xml
    application/vnd.ms-excel.threadedcomments+xml
    application/vnd.ms-excel.person+xml
    application/vnd.ms-excel.wsSortMap+xml
    application/vnd.ms-excel.namedsheetviews+xml
    application/vnd.ms-excel.featurepropertybag+xml
    application/vnd.ms-excel.richstyles+xml
    application/vnd.ms-excel.rdarray+xml
    application/vnd.ms-excel.rdrichvalue+xml
    application/vnd.ms-excel.rdrichvaluestructure+xml
    application/vnd.ms-excel.rdrichvaluetypes+xml
    application/vnd.ms-excel.rdsupportingpropertybag+xml
    application/vnd.ms-excel.rdsupportingpropertybagstructure+xml
    application/vnd.ms-excel.richvaluerel+xml
    application/vnd.wps-officedocument.cellimage+xml
    application/binary
    application/inkml+xml
    application/x-font-ttf application/x-fontdata application/vnd.ms-opentype font/ttf font/otf
    image/bmp image/emf image/gif image/jpeg image/jpg image/pict image/pjpeg image/png image/svg+xml image/tiff image/tif
    image/vnd.ms-photo image/webp image/wmf image/x-emf image/x-ms-bmp image/x-png image/x-wmf
"""
PLAIN_TYPES = frozenset(
    name.lower()
    for name in [
        *MAIN_TYPES,
        *(f"{OFFICE}wordprocessingml.{name}+xml" for name in _WORD.split()),
        *(f"{OFFICE}spreadsheetml.{name}+xml" for name in _EXCEL.split()),
        *(f"{OFFICE}drawingml.{name}+xml" for name in _DRAWING.split()),
        *_OTHERS.split(),
    ]
)
_REFUSED_TYPES = (
    ("macro", re.compile(r"macro|vba|activex|attachedtoolbars|dialogsheet|customui")),
    ("template", re.compile(r"template\.main\+xml$")),
    ("linked", re.compile(r"externallink|connections|querytable|volatiledependencies|webimage|model\+data")),
    ("active", re.compile(r"webextension|javascript|ecmascript")),
    ("unmerged", re.compile(r"html|rtf|rfc822|text/plain|mhtml")),
    (
        "embedded",
        re.compile(r"ole|officedocument\.(package|[a-z]+\.(sheet|document|presentation))$|msword|octet-stream"),
    ),
)

# --- Types of relationships ----------------------------------------------------------------------------------------

_BASE = re.compile(
    r"http://(?:schemas\.openxmlformats\.org/(?:officedocument|package)/2006|purl\.oclc\.org/ooxml/(?:officedocument|package)|"
    r"schemas\.microsoft\.com/office/\d{4}(?:/\d\d)?)/relationships/(.+)"
)
_PLAIN_RELATIONSHIPS = frozenset(
    """
    officeDocument extended-properties extendedProperties custom-properties customProperties metadata/core-properties
    metadata/extended-properties metadata/thumbnail customXml customXmlProps digital-signature/origin
    digital-signature/signature digital-signature/certificate classificationlabels
    styles stylesWithEffects settings webSettings fontTable font theme themeOverride numbering footnotes endnotes header
    footer comments commentsExtended commentsIds commentsExtensible people documenttasks glossaryDocument intelligence
    keyMapCustomizations printerSettings hyperlink
    image hdphoto chart chartEx chartStyle chartColorStyle chartUserShapes drawing vmlDrawing diagramData diagramLayout
    diagramQuickStyle diagramColors diagramDrawing
    worksheet chartsheet sharedStrings calcChain sheetMetadata table tableSingleCells pivotTable pivotCacheDefinition
    pivotCacheRecords slicer slicerCache timeline timelineCache threadedComment person revisionHeaders revisionLog
    usernames customProperty xmlMaps ctrlProp wsSortMap namedSheetView FeaturePropertyBag richStyles rdArray rdRichValue
    rdRichValueStructure rdRichValueTypes rdSupportingPropertyBag rdSupportingPropertyBagStructure richValueRel
    """.lower().split()
)
_PLAIN_ELSEWHERE = frozenset(
    {
        "http://www.wps.cn/officedocument/2020/cellimage",
        "http://customschemas.google.com/relationships/workbookmetadata",
        "http://customooxmlschemas.google.com/relationships/workbookmetadata",
    }
)
_REFUSED_RELATIONSHIPS = (
    ("macro", re.compile(r"vba|macrosheet|activex|control$|attachedtoolbars|dialogsheet|ui/|jsaproject")),
    ("unmerged", re.compile(r"afchunk")),
    ("embedded", re.compile(r"oleobject|package$|video|audio|media")),
    ("active", re.compile(r"webextension")),
    (
        "linked",
        re.compile(r"external|connections|querytable|attachedtemplate|mailmerge|frame|subdocument|transform|webimage|volatile|powerpivot"),
    ),
)  # fmt: skip


def refuse_type(content_type: str) -> str | None:
    """Why a part of this content type (lower case) is refused, or None if it is allowed. "unusual" for an empty type."""
    if content_type in PLAIN_TYPES:
        return None
    return next((reason for reason, pattern in _REFUSED_TYPES if pattern.search(content_type)), "unusual")


def refuse_relationship(kind: str, *, external: bool) -> str | None:
    """Why a relationship of this type is refused, or None. Of external ones only hyperlinks are allowed."""
    kind = kind.strip().lower()
    match = _BASE.fullmatch(kind)
    name = match[1] if match else ""
    if external:
        return None if name == "hyperlink" else "linked"
    if name in _PLAIN_RELATIONSHIPS or kind in _PLAIN_ELSEWHERE:
        return None
    return next((reason for reason, pattern in _REFUSED_RELATIONSHIPS if pattern.search(kind)), "unusual")


def is_main(kind: str) -> bool:
    """Whether a relationship type is the package's link to its main document part."""
    match = _BASE.fullmatch(kind.strip().lower())
    return match is not None and match[1] == "officedocument"
