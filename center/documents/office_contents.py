"""Scans the XML parts of Word and Excel files for fields, formulas and elements that run or fetch something.

Streamed through expat, since a sheet may have 60 MB. Namespace prefixes are ignored, and all parts are scanned alike.
"""

import html
import re
import unicodedata
from dataclasses import dataclass, field
from xml.parsers import expat

from center.documents.refusals import DocumentRefused

# Word fields that run a program or fetch something when they are updated, with the reason for refusing.
REFUSED_FIELDS = {
    "DDE": "active",
    "DDEAUTO": "active",
    "HTMLCONTROL": "active",
    "DATABASE": "linked",
    "IMPORT": "linked",
    "INCLUDE": "linked",
    "INCLUDEPICTURE": "linked",
    "INCLUDETEXT": "linked",
    "LINK": "linked",
    "RD": "linked",
}
# Elements that do so when the file is opened.
REFUSED_ELEMENTS = {
    "altChunk": "unmerged",
    "ddeLink": "active",
    "oleLink": "linked",
    "mailMerge": "linked",
    "DataMashup": "linked",
    "webVideoPr": "active",
}
FORMULA_ELEMENTS = {
    "f",
    "formula",
    "formula1",
    "formula2",
    "definedName",
    "calculatedColumnFormula",
    "totalsRowFormula",
    "oldFormula",
}
# Attributes of VML and SVG elements that refer to a picture by URL, without a relationship.
VML_URLS = {"imagedata": "src", "fill": "src", "stroke": "src"}
SVG_URLS = {"image": "href", "feImage": "href", "use": "href"}
FIELD_TEXT = {"instrText", "delInstrText", "t"}
FIELD_SPACE = {"p", "br", "cr", "tab"}
WATCHED = {*REFUSED_ELEMENTS, *FORMULA_ELEMENTS, *VML_URLS, *FIELD_TEXT, *FIELD_SPACE, "fldChar", "fldSimple"}

NESTED = "\N{OBJECT REPLACEMENT CHARACTER}"  # placeholder for the result of a nested field
_URL = re.compile(r"\s*(?!data:|cid:)(?:[a-z][a-z0-9+.-]+:|//|\\\\)", re.IGNORECASE)
_VML_URL = re.compile(r"""\bsrc\s*=\s*(?:"[^"]*(?://|\\)|'[^']*(?://|\\))""", re.IGNORECASE)
_QUOTED_TEXT = re.compile(r'"(?:[^"]|"")*"')
_QUOTED_NAME = re.compile(r"'(?:[^']|'')*'")
_BRACKETS = re.compile(r"\[[^\[\]]*\]")
_RUNNING = re.compile(r"(?<![\w.])(?:CALL|DDE|EXEC|REGISTER|REGISTER\.ID|RTD)\s*\(", re.IGNORECASE)
_FETCHING = re.compile(r"(?<![\w.])(?:_xlfn\.)?(?:IMAGE|SQL\.REQUEST|WEBSERVICE)\s*\(", re.IGNORECASE)


@dataclass
class ComplexField:
    """A complex field of Word, between its "begin" and "end" marks: the instruction up to "separate", then the result.

    An instruction is checked twice: as it is, and without text that a tracked change deleted.
    """

    instruction: list[str] = field(default_factory=list)
    without_deleted: list[str] = field(default_factory=list)
    separated: bool = False

    def add(self, text: str, *, deleted: bool = False) -> None:
        self.instruction.append(text)
        if not deleted:
            self.without_deleted.append(text)

    def check(self) -> None:
        for parts in (self.instruction, self.without_deleted):
            check_instruction("".join(parts))


class PartScanner:
    """Scans one part, fed in chunks. Raises DocumentRefused."""

    def __init__(self) -> None:
        self.fields: list[ComplexField] = []  # open fields, the innermost last
        self.stray = ComplexField()  # instructions outside of any field
        self.collecting = ""  # the element whose text is being collected
        self.text: list[str] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start_root
        self.parser.StartDoctypeDeclHandler = refuse_doctype

    def feed(self, chunk: bytes, *, final: bool = False) -> None:
        try:
            self.parser.Parse(chunk, final)
        except expat.ExpatError as error:
            raise DocumentRefused("damaged") from error
        if final:
            for open_field in [self.stray, *self.fields]:
                open_field.check()

    def start_root(self, name: str, attributes: dict[str, str]) -> None:
        """Choose the handler for the rest of the part by its root element: SVG pictures have rules of their own."""
        handler = self.start_in_svg if name.rpartition(":")[2] == "svg" else self.start
        self.parser.StartElementHandler = handler
        handler(name, attributes)

    def start_in_svg(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "script":
            raise DocumentRefused("active")
        if name in SVG_URLS and _URL.match(attribute(attributes, SVG_URLS[name])):
            raise DocumentRefused("linked")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name not in WATCHED:
            return
        if name in REFUSED_ELEMENTS:
            raise DocumentRefused(REFUSED_ELEMENTS[name])
        if name == "fldChar":
            self.field_mark(attribute(attributes, "fldCharType"))
        elif name == "fldSimple":
            check_instruction(attribute(attributes, "instr"))
        elif name in VML_URLS:
            if _URL.match(attribute(attributes, VML_URLS[name])):
                raise DocumentRefused("linked")
        elif name in FIELD_SPACE:
            if instruction := self.open_instruction():
                instruction.add(" ")
        elif name != "t" or self.open_instruction():
            self.collecting, self.text = name, []
            self.parser.CharacterDataHandler = self.text.append
            self.parser.EndElementHandler = self.end

    def end(self, name: str) -> None:
        name, text = name.rpartition(":")[2], "".join(self.text)
        if name != self.collecting:
            return
        self.parser.CharacterDataHandler = self.parser.EndElementHandler = None
        if name in FORMULA_ELEMENTS:
            check_formula(text)
        else:
            (self.open_instruction() or self.stray).add(text, deleted=name == "delInstrText")

    def field_mark(self, kind: str) -> None:
        """Handle a fldChar of type "begin", "separate" or "end"."""
        self.stray.check()
        self.stray = ComplexField()
        if kind == "begin":
            if instruction := self.open_instruction():
                instruction.add(NESTED)
            self.fields.append(ComplexField())
        elif self.fields:
            self.fields[-1].check()
            if kind == "separate":
                self.fields[-1].separated = True
            elif kind == "end":
                self.fields.pop()

    def open_instruction(self) -> ComplexField | None:
        """The innermost field whose instruction is being read; results of nested fields are part of it."""
        return next((open_field for open_field in reversed(self.fields) if not open_field.separated), None)


def attribute(attributes: dict[str, str], name: str) -> str:
    """An attribute's value, with any namespace prefix; empty if it is missing."""
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == name), "")


def refuse_doctype(name: str, _system: str | None, _public: str | None, declares: bool) -> None:
    """Refuse every DOCTYPE but SVG's without declarations: entities can expand without limit or fetch files."""
    if declares or name != "svg":
        raise DocumentRefused("active")


def check_instruction(instruction: str) -> None:
    """Refuse an instruction by the field name it begins with, and one whose name a nested field would compute."""
    plain = unicodedata.normalize("NFKC", instruction)
    plain = "".join(char for char in plain if unicodedata.category(char) != "Cf")
    match = re.match(rf'[\s"]*([\w{NESTED}]+)', plain)
    if match and NESTED in match[1]:
        raise DocumentRefused("active")
    if match and (reason := REFUSED_FIELDS.get(match[1].upper())):
        raise DocumentRefused(reason)


def check_formula(formula: str) -> None:
    """Refuse DDE (`program|'topic'!item`), functions that run or fetch something, and paths to other workbooks."""
    without_texts = _QUOTED_TEXT.sub('""', formula)
    without_names = _BRACKETS.sub("", _QUOTED_NAME.sub("''", without_texts))
    if "|" in without_names or _RUNNING.search(without_names):
        raise DocumentRefused("active")
    paths = any(re.search(r"[\\/]", name) for name in _QUOTED_NAME.findall(without_texts))
    if paths or _FETCHING.search(without_names):
        raise DocumentRefused("linked")


def check_vml(content: bytes) -> None:
    """VML drawings of Excel's comments and checkboxes; by regular expression, since Excel writes unclosed tags."""
    text = html.unescape(content.decode("utf-8", "replace").replace("\0", ""))
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        raise DocumentRefused("active")
    if _VML_URL.search(text):
        raise DocumentRefused("linked")
