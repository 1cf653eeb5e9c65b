"""What stands inside the XML of Word and Excel: fields and formulas that start or fetch something, and their like.

One pass of expat, without a tree: a sheet may have 60 MB. Prefixes of names are left aside, as is the kind of the part.
"""

import html
import re
import unicodedata
from dataclasses import dataclass, field
from xml.parsers import expat

from center.documents.refusals import DocumentRefused

# Fields of Word that start a program or fetch something when they are updated.
FIELDS = {
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
# Elements that do so by being there.
ELEMENTS = {
    "altChunk": "unmerged",
    "ddeLink": "active",
    "oleLink": "linked",
    "mailMerge": "linked",
    "DataMashup": "linked",
    "webVideoPr": "active",
}
FORMULAS = {
    "f",
    "formula",
    "formula1",
    "formula2",
    "definedName",
    "calculatedColumnFormula",
    "totalsRowFormula",
    "oldFormula",
}
# Drawings (VML) and SVG may name the address of a picture themselves, without a relationship.
VML_ADDRESSES = {"imagedata": "src", "fill": "src", "stroke": "src"}
SVG_ADDRESSES = {"image": "href", "feImage": "href", "use": "href"}
FIELD_TEXT = {"instrText", "delInstrText", "t"}
FIELD_SPACE = {"p", "br", "cr", "tab"}
WATCHED = {*ELEMENTS, *FORMULAS, *VML_ADDRESSES, *FIELD_TEXT, *FIELD_SPACE, "fldChar", "fldSimple"}

NESTED = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands for the result of a field within a field
_ADDRESS = re.compile(r"\s*(?!data:|cid:)(?:[a-z][a-z0-9+.-]+:|//|\\\\)", re.IGNORECASE)
_VML_ADDRESS = re.compile(r"""\bsrc\s*=\s*(?:"[^"]*(?://|\\)|'[^']*(?://|\\))""", re.IGNORECASE)
_QUOTED_TEXT = re.compile(r'"(?:[^"]|"")*"')
_QUOTED_NAME = re.compile(r"'(?:[^']|'')*'")
_BRACKETS = re.compile(r"\[[^\[\]]*\]")
_STARTING = re.compile(r"(?<![\w.])(?:CALL|DDE|EXEC|REGISTER|REGISTER\.ID|RTD)\s*\(", re.IGNORECASE)
_FETCHING = re.compile(r"(?<![\w.])(?:_xlfn\.)?(?:IMAGE|SQL\.REQUEST|WEBSERVICE)\s*\(", re.IGNORECASE)


@dataclass
class Field:
    """A complex field from its beginning to its end: the instruction, then, behind the separator, the result."""

    instruction: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)  # without what a tracked change deleted
    separated: bool = False

    def add(self, text: str, *, deleted: bool = False) -> None:
        self.instruction.append(text)
        if not deleted:
            self.kept.append(text)

    def check(self) -> None:
        for parts in (self.instruction, self.kept):
            check_instruction("".join(parts))


class Contents:
    """A walk through one part, fed in pieces. Raises DocumentRefused."""

    def __init__(self) -> None:
        self.fields: list[Field] = []
        self.outside = Field()  # instructions that stand outside of any field
        self.collecting = ""  # the element whose text is being read
        self.text: list[str] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.begin
        self.parser.StartDoctypeDeclHandler = refuse_doctype

    def feed(self, piece: bytes, *, final: bool = False) -> None:
        try:
            self.parser.Parse(piece, final)
        except expat.ExpatError as error:
            raise DocumentRefused("damaged") from error
        if final:
            for open_field in [self.outside, *self.fields]:
                open_field.check()

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """The root: a picture is looked at in another way than what is text."""
        self.parser.StartElementHandler = self.start_in_svg if name.rpartition(":")[2] == "svg" else self.start
        self.parser.StartElementHandler(name, attributes)

    def start_in_svg(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "script":
            raise DocumentRefused("active")
        if name in SVG_ADDRESSES and _ADDRESS.match(attribute(attributes, SVG_ADDRESSES[name])):
            raise DocumentRefused("linked")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name not in WATCHED:
            return
        if name in ELEMENTS:
            raise DocumentRefused(ELEMENTS[name])
        if name == "fldChar":
            self.field_mark(attribute(attributes, "fldCharType"))
        elif name == "fldSimple":
            check_instruction(attribute(attributes, "instr"))
        elif name in VML_ADDRESSES:
            if _ADDRESS.match(attribute(attributes, VML_ADDRESSES[name])):
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
        if name in FORMULAS:
            check_formula(text)
        else:
            (self.open_instruction() or self.outside).add(text, deleted=name == "delInstrText")

    def field_mark(self, kind: str) -> None:
        """A field begins, comes to its result, or ends."""
        self.outside.check()
        self.outside = Field()
        if kind == "begin":
            if instruction := self.open_instruction():
                instruction.add(NESTED)
            self.fields.append(Field())
        elif self.fields:
            self.fields[-1].check()
            if kind == "separate":
                self.fields[-1].separated = True
            elif kind == "end":
                self.fields.pop()

    def open_instruction(self) -> Field | None:
        """The innermost field whose instruction is being read. The result of a field within belongs to it, too."""
        return next((open_field for open_field in reversed(self.fields) if not open_field.separated), None)


def attribute(attributes: dict[str, str], name: str) -> str:
    """An attribute's value, whatever its prefix; empty where there is none."""
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == name), "")


def refuse_doctype(name: str, _system: str | None, _public: str | None, declares: bool) -> None:
    """Entities multiply and fetch; no office program declares any. A picture may say that it is SVG."""
    if declares or name != "svg":
        raise DocumentRefused("active")


def check_instruction(instruction: str) -> None:
    """A field's instruction begins with its name. One that a field within would have to give is refused as well."""
    plain = unicodedata.normalize("NFKC", instruction)
    plain = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
    match = re.match(rf'[\s"]*([\w{NESTED}]+)', plain)
    if match and NESTED in match[1]:
        raise DocumentRefused("active")
    if match and (reason := FIELDS.get(match[1].upper())):
        raise DocumentRefused(reason)


def check_formula(formula: str) -> None:
    """`program|'topic'!item` is DDE; some functions start or fetch something; a path is another workbook."""
    bare = _QUOTED_TEXT.sub('""', formula)
    nameless = _BRACKETS.sub("", _QUOTED_NAME.sub("''", bare))
    if "|" in nameless or _STARTING.search(nameless):
        raise DocumentRefused("active")
    if _FETCHING.search(nameless) or any(re.search(r"[\\/]", name) for name in _QUOTED_NAME.findall(bare)):
        raise DocumentRefused("linked")


def check_vml(content: bytes) -> None:
    """Drawings of Excel's comments and checkboxes. Excel writes tags it doesn't close, so no parser reads them."""
    text = html.unescape(content.decode("utf-8", "replace").replace("\0", ""))
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        raise DocumentRefused("active")
    if _VML_ADDRESS.search(text):
        raise DocumentRefused("linked")
