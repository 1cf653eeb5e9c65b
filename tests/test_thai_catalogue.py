"""Thai pages show no English, and pages in another language show no Thai.

Django's own Thai has gaps and some of its words are not ours; locale/th fills and replaces them. What is checked here
is the chain a page uses: Django, the installed apps, then the portal's own catalogue on top. A new app or a new release
of Django that brings untranslated messages fails here. No database is needed.
"""

import ast
import importlib.util
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib
import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation.template import templatize
from django.utils.translation.trans_real import DjangoTranslation

ROOT = Path(settings.BASE_DIR)
LOCALE = ROOT / "locale"
DOMAINS = ["django", "djangojs"]
LANGUAGE_FOLDERS = sorted(path.parent.name for path in LOCALE.glob("*/LC_MESSAGES"))
# Where the portal's own texts stand. Tests speak no interface language.
OUTSIDE_THE_SOURCE = {"tests", "data", "docs", "locale", "node_modules", "build", "dist"}

THAI = re.compile("[\u0e01-\u0e5b]")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdr]|\{\w*\}")

# Messages that stay as they are in Thai, each with its reason.
STAYS = {
    ":": "punctuation",
    ":?.!": "punctuation",
    ", ": "Thai lists of names that contain spaces need the comma too",
    "…": "punctuation",
    "%(truncated_text)s…": "punctuation",
    "IPv4": "name of a protocol",
    "IPv6": "name of a protocol",
    "%s KB": "unit of size; the glossary writes PDF 245 KB",
    "%s MB": "unit of size",
    "%s GB": "unit of size",
    "%s TB": "unit of size",
    "%s PB": "unit of size",
    "%(class_name)s %(instance)s": "nothing but placeholders",
    "The %(site_name)s team": "signature of a mail: the site's name alone",
}
# Thai put together with values where no catalogue can find it: each place (file, what it begins with) with its reason.
PUT_TOGETHER = {
    ("catalog/importing/columns.py", "|"): "spellings of headings, compared and never shown",
    ("catalog/importing/producers.py", "หมู่ "): "read as an address would be, never shown",
    ("catalog/importing/undo.py", "ยกเลิกการนำเข้า ครั้งที่ "): "stored in the history, found again by it",
    ("catalog/importing/models.py", "นำเข้าจากไฟล์ ครั้งที่ "): "stored in the history, found again by it",
    ("catalog/products/wording.py", "(?:แก้|ลด)"): "a pattern",
    ("center/sheets/phones.py", " ต่อ "): "a phone as it is stored",
    ("catalog/products/models/producer.py", "อ."): "a place outside our district has no English name",
    ("catalog/products/models/producer.py", "จ."): "a place outside our district has no English name",
    ("catalog/products/models/product.py", " บาท"): "in Thai only; the same function has English",
    ("center/office/models/hours.py", "วัน"): "the name of a row in the staff site's log",
    ("center/office/models/duty.py", "วัน"): "the name of a row in the staff site's log",
    ("center/places/villages.py", "หมู่ที่ "): "in Thai only; the same function has English",
    ("center/places/villages.py", "ต."): "in Thai only; the same function has English",
    ("consultations/outreach/results.py", " คน"): "a report on paper, which is in Thai",
    ("consultations/outreach/results.py", " บาท"): "a report on paper, which is in Thai",
    ("consultations/outreach/sheets.py", "ม."): "a column of a sheet on paper, which is in Thai",
    ("consultations/registers/event_figures.py", " คน"): "a report on paper, which is in Thai",
    ("consultations/registers/event_figures.py", "ม."): "a report on paper, which is in Thai",
}
# What is printed to a terminal, demonstration data, the texts of letters on paper, and the rules of Thai itself.
OUTSIDE_THE_INTERFACE = re.compile(r"management/|portal/backups/|demo|registers/letters\.py|^thai/|^bench/")
# The glossary replaces these: loan words an office does not use, and particles no written Thai of an office has.
UNWANTED = re.compile("ครับ|ค่ะ|นะคะ|ล็อกอิน|ล็อกเอาต์|อัพโหลด|อัปโหลด|อ็อบเจ|ออบเจ|ฟิลด์|คลิก|รีเซ็ต|ซับมิต|เคลียร์|ป๊อปอัป")


class Message(NamedTuple):
    """What a gettext call asks for. context and plural are empty where the call gives none."""

    context: str
    text: str
    plural: str = ""


# --- Where messages come from -----------------------------------------------------------------------------------


def of_catalogue(file: Path) -> set[Message]:
    """The messages of a .po file, without the obsolete ones."""
    return {
        Message(entry.msgctxt or "", entry.msgid, entry.msgid_plural or "")
        for entry in polib.pofile(str(file))
        if not entry.obsolete
    }


def of_call(name: str, arguments: list[str]) -> Message | None:
    """The message of a call such as npgettext("context", "one", "many", n), or None for any other function."""
    kind = re.fullmatch(r"_|(n?)(p?)gettext(_lazy|_noop)?", name)
    if not kind or not arguments:
        return None
    context = arguments.pop(0) if kind[2] else ""
    plural = arguments[1] if kind[1] else ""
    return Message(context, arguments[0], plural)


def of_python(source: str) -> Iterator[Message]:
    """The messages of Python source: calls of gettext and its kin with literal texts.

    Under another name than their own or _ neither makemessages nor this walk would see the calls.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for name in node.names:
                assert "gettext" not in name.name or name.asname in (None, "_"), f"{name.name} as {name.asname}"
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            texts = [part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            if message := of_call(name, texts):
                yield message


def put_together(source: str) -> Iterator[str]:
    """Thai that Python source puts together with values by itself, so that no catalogue finds it: its first Thai part."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.JoinedStr(values=parts):
                pass
            case ast.BinOp(op=ast.Mod(), left=left):
                parts = [left]
            case ast.Call(func=ast.Attribute(attr="format", value=left)):
                parts = [left]
            case _:
                continue
        texts = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        yield from [text for text in texts if THAI.search(text)][:1]


def of_calls_in_text(source: str) -> Iterator[Message]:
    """The messages of JavaScript, or of a template after templatize(), whose output is such calls among noise."""
    literal = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
    for call in re.finditer(rf"(?<!\w)(_|n?p?gettext)\(\s*({literal}(?:\s*,\s*{literal})*)", source):
        texts = [ast.literal_eval(text) for text in re.findall(literal, call[2])]
        if message := of_call(call[1], texts):
            yield message


def files_below(folder: Path) -> Iterator[Path]:
    """The files of a source tree, hidden folders and those that hold no source left out."""
    for inside, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in OUTSIDE_THE_SOURCE and not name.startswith(".")]
        yield from (Path(inside, name) for name in names)


def of_source(folder: Path, domain: str) -> set[Message]:
    """The messages in the Python files and templates (domain django) or scripts (djangojs) below a folder."""
    found: set[Message] = set()
    for file in files_below(folder):
        if domain == "djangojs" and file.suffix == ".js":
            found.update(of_calls_in_text(file.read_text()))
        elif domain == "django" and file.suffix == ".py":
            found.update(of_python(file.read_text()))
        elif domain == "django" and file.suffix in {".html", ".txt"} and "templates" in file.parts:
            found.update(of_calls_in_text(templatize(file.read_text())))
    return found


def of_package(name: str, domain: str) -> set[Message]:
    """The messages of an importable package: its English catalogue, or its source where it brings none.

    The package "django" stands for Django's core catalogue alone.
    """
    folder = Path(importlib.util.find_spec(name).origin).parent
    catalogues = folder / ("conf" if name == "django" else "") / "locale/en/LC_MESSAGES"
    if not catalogues.is_dir():
        return of_source(folder, domain)
    file = catalogues / f"{domain}.po"
    return of_catalogue(file) if file.exists() else set()


def installed_packages() -> list[str]:
    """Django's core and every installed app that is not the portal's own."""
    return ["django", *(app.name for app in apps.get_app_configs() if ROOT not in app_folder_parents(app.path))]


def app_folder_parents(folder: str) -> list[Path]:
    """The folders above an app, none for a virtual environment inside the project."""
    return [] if "site-packages" in folder else list(Path(folder).resolve().parents)


def catalogue(language: str, domain: str) -> polib.POFile:
    """The portal's own catalogue; an empty one where the language has no texts of that domain."""
    file = LOCALE / language / "LC_MESSAGES" / f"{domain}.po"
    return polib.pofile(str(file)) if file.exists() else polib.POFile()


def thai(message: Message, chain: DjangoTranslation) -> str:
    """What a Thai page shows. Thai has one form for every number, so any count will do."""
    if message.plural and message.context:
        return chain.npgettext(message.context, message.text, message.plural, 5)
    if message.plural:
        return chain.ngettext(message.text, message.plural, 5)
    return chain.pgettext(message.context, message.text) if message.context else chain.gettext(message.text)


def shown_in_thai(domain: str) -> dict[Message, str]:
    """Every message of Django and the installed packages with what a Thai page shows for it."""
    folders = [app.path + "/locale" for app in reversed(list(apps.get_app_configs()))]
    # For djangojs Django is given the folders by the view, here all of them; the portal's own comes on top by itself.
    chain = DjangoTranslation("th", domain=domain, localedirs=folders if domain == "djangojs" else None)
    messages = set().union(*(of_package(name, domain) for name in installed_packages()))
    return {message: thai(message, chain) for message in messages}


def placeholders(text: str) -> set[str]:
    """The places a text leaves open: %(name)s, %s, {name}."""
    return set(PLACEHOLDER.findall(text))


# --- Thai -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("domain", "least"), [("django", 600), ("djangojs", 70)])
def test_every_message_of_the_framework_is_thai(domain: str, least: int):
    shown = shown_in_thai(domain)
    assert len(shown) > least  # the walk found the catalogues
    left_in_english = [
        message for message, text in shown.items() if message.text not in STAYS and not THAI.search(text)
    ]
    assert left_in_english == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_thai_keeps_what_is_filled_in_later(domain: str):
    """A lost %(name)s loses a name on the page; an invented one breaks the page."""
    wrong = {
        message: text
        for message, text in shown_in_thai(domain).items()
        if placeholders(text) != placeholders(message.plural or message.text)
    }
    assert wrong == {}


@pytest.mark.parametrize("domain", DOMAINS)
def test_thai_uses_the_words_of_the_glossary(domain: str):
    shown = shown_in_thai(domain).values()
    assert [text for text in shown if UNWANTED.search(text)] == []
    assert [text for text in shown if text.count("กรุณา") > 1] == []


def test_reasons_to_stay_are_still_needed():
    known = {message.text for message in of_package("django", "django") | of_package("django.contrib.admin", "django")}
    assert STAYS.keys() - known == set()


@pytest.mark.parametrize("domain", DOMAINS)
def test_no_thai_entry_waits_for_a_message_nobody_sends(domain: str):
    """Each entry names its origins in its comment; a message that a release has changed is found here."""
    asked: dict[str, set[Message]] = {}
    for entry in catalogue("th", domain):
        message = Message(entry.msgctxt or "", entry.msgid, entry.msgid_plural or "")
        for origin in entry.comment.split(", "):
            if origin not in asked:
                asked[origin] = of_package(origin, domain)
            assert message in asked[origin], (origin, message)


def test_forms_and_passwords_answer_in_thai():
    with translation.override("th"):
        with pytest.raises(ValidationError, match="กรุณากรอกหรือเลือกข้อมูลในช่องนี้"):
            forms.CharField().clean("")
        with pytest.raises(ValidationError, match="รหัสผ่านสั้นเกินไป ต้องมีอย่างน้อย 10 ตัวอักษร"):
            MinimumLengthValidator(10).validate("short")


# --- Every language ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", LANGUAGE_FOLDERS)
def test_compiled_catalogue_is_the_written_one(language: str, domain: str):
    written = catalogue(language, domain)
    folder = LOCALE / language / "LC_MESSAGES"
    assert (folder / f"{domain}.po").exists() == (folder / f"{domain}.mo").exists()
    if (folder / f"{domain}.mo").exists():
        compiled = polib.mofile(str(folder / f"{domain}.mo"))
        assert compiled.metadata == written.metadata
        assert content(compiled) == content(written)


def content(entries: polib.POFile | polib.MOFile) -> dict[Message, tuple]:
    """Each message with its translations, the order of the file left out."""
    return {
        Message(entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""): (entry.msgstr, entry.msgstr_plural)
        for entry in entries
        if not entry.obsolete
    }


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", LANGUAGE_FOLDERS)
def test_every_entry_is_finished(language: str, domain: str):
    for entry in catalogue(language, domain):
        assert not entry.obsolete and not entry.fuzzy, entry.msgid
        for text in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            assert text, entry.msgid
            assert language == "th" or not THAI.search(text), entry.msgid
            open_places = placeholders(entry.msgid) | placeholders(entry.msgid_plural)
            assert placeholders(text) <= open_places, entry.msgid
            # Only a plural entry may leave a place out: "one hour" needs no number.
            assert entry.msgid_plural or placeholders(text) == open_places, entry.msgid


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", LANGUAGE_FOLDERS)
def test_every_text_of_the_portal_is_translated(language: str, domain: str):
    """The source is Thai: every other language needs an entry for each text, and Thai must not rewrite any."""
    texts = {message for message in of_source(ROOT, domain) if THAI.search(message.text)}
    entries = {message[:2] for message in content(catalogue(language, domain))}
    if language == "th":
        assert [message for message in texts if message[:2] in entries] == []
    else:
        assert [message for message in texts if message[:2] not in entries] == []


def test_no_text_is_put_together_where_no_catalogue_finds_it():
    """f"ซ้ำกับแถวที่ {row}" stays Thai on an English page: the pattern and its values have to be kept apart."""
    places = set()
    for file in files_below(ROOT):
        name = file.relative_to(ROOT).as_posix()
        if file.suffix != ".py" or OUTSIDE_THE_INTERFACE.search(name):
            continue
        for text in put_together(file.read_text()):
            begins = next((begins for of, begins in PUT_TOGETHER if of == name and text.startswith(begins)), text)
            places.add((name, begins))
    assert places == PUT_TOGETHER.keys()


def test_what_is_put_together_is_found():
    assert list(put_together('f"แถวที่ {row}"')) == ["แถวที่ "]
    assert list(put_together('"แถวที่ %s" % row')) == ["แถวที่ %s"]
    assert list(put_together('"แถวที่ {}".format(row)')) == ["แถวที่ {}"]
    assert list(put_together('_("แถวที่ %s") % row; f"{row} rows"; Sentence(gettext_noop("แถวที่ %(row)s"), row=1)')) == []


def test_texts_are_found_in_source_of_every_kind():
    """The walks above prove nothing if they find nothing."""
    assert set(of_python('a = _("ราคา")\nb = translation.npgettext_lazy("สินค้า", "ชิ้น", "หลายชิ้น", 2)')) == {
        Message("", "ราคา"),
        Message("สินค้า", "ชิ้น", "หลายชิ้น"),
    }
    with pytest.raises(AssertionError, match="gettext as _now"):
        set(of_python('from django.utils.translation import gettext as _now\na = _now("ราคา")'))
    template = (
        '{% load i18n %}{% translate "ราคา" %}<p title="{% translate \'เรียงตาม\' context "ปุ่ม" %}">{{ _("หน่วย")|upper }}'
        "{% blocktranslate count n=rows|length %}{{ n }} แถว{% plural %}{{ n }} หลายแถว{% endblocktranslate %}"
    )
    assert set(of_calls_in_text(templatize(template))) == {
        Message("", "ราคา"),
        Message("ปุ่ม", "เรียงตาม"),
        Message("", "หน่วย"),
        Message("", "%(n)s แถว", "%(n)s หลายแถว"),
    }
    assert set(of_calls_in_text("show(gettext('ปิด'), 3)")) == {Message("", "ปิด")}
