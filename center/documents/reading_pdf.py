"""Checks one PDF and renders its first page. Run as a subprocess with limits of 1 GB of memory and 20 s of CPU time, so
that a PDF that crashes a library, exhausts memory or never finishes ends this process only. Imports nothing of Django.

Reads the PDF from standard input. Writes one line of JSON, {"refused": a code or null, "pages": n}, then the first page
as JPEG, if it could be rendered.
"""

import io
import json
import re
import resource
import sys
import zlib

MEMORY = 1024 * 1024 * 1024  # bytes of address space
SECONDS = 20  # of CPU time

# Decompressed bytes of flate streams: a page scanned in color at 300 dpi has 26 MB.
MOST_IN_A_STREAM = 120_000_000
MOST_IN_ALL = 600_000_000
MOST_OBJECTS = 60_000
MOST_NESTING = 40

# Dictionary keys and action types by which a PDF runs, embeds or fetches something.
ACTIVE_KEYS = {"/JS", "/JavaScript", "/AA", "/XFA", "/RichMedia", "/RichMediaContent"}
EMBEDDING_KEYS = {"/EmbeddedFiles", "/EF", "/AF"}
# Allowed: /GoTo, /Named and /Thread, which only change the page, and links that the reader has to click: /URI, and /GoToR
# to another PDF beside this one.
ACTIVE_ACTIONS = {
    "/JavaScript",
    "/Launch",
    "/ImportData",
    "/SubmitForm",
    "/ResetForm",
    "/Hide",
    "/SetOCGState",
    "/Rendition",
    "/Movie",
    "/Sound",
    "/Trans",
    "/GoToE",
    "/GoTo3DView",
    "/RichMediaExecute",
}
# Named actions that only change the page. Others open dialogs, as /Print does.
PAGE_CHANGES = {"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"}
ACTIVE_ANNOTATIONS = {"/Screen", "/Movie", "/Sound", "/3D", "/RichMedia"}

MOST_WIDTH, MOST_HEIGHT = 960, 1280  # pixels of the rendered page


class Refused(Exception):
    """Its text is the code of the reason: a key of center.documents.refusals.REASONS."""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = sys.stdin.buffer.read()
    refused: str | None = None
    pages = 0
    try:
        pages = check(content)
    except Refused as refusal:
        refused = str(refusal)
    except MemoryError:
        refused = "bomb"
    out = sys.stdout.buffer
    out.write(json.dumps({"refused": refused, "pages": pages}).encode() + b"\n")
    out.flush()
    if refused is None:
        out.write(render_first_page(content))


def check(content: bytes) -> int:
    """Check the whole PDF and return its number of pages. Raises Refused."""
    check_decompressed_size(content)
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise Refused("encrypted")
            if len(pdf.objects) > MOST_OBJECTS:
                raise Refused("bomb")
            for pdf_object in [pdf.trailer, *pdf.objects]:
                check_object(pdf_object, 0)
            check_open_action(pdf.Root.get("/OpenAction"))
            pages = len(pdf.pages)
    except pikepdf.PasswordError as error:
        raise Refused("encrypted") from error
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError, RuntimeError) as error:
        raise Refused("damaged") from error
    if not pages:
        raise Refused("damaged")
    return pages


def check_decompressed_size(content: bytes) -> None:
    """Decompress every flate stream up to a limit, before pikepdf does so without one. Raises Refused("bomb")."""
    if re.search(rb"(?:/(?:FlateDecode|Fl|LZWDecode|LZW)\s*){2,}", content):
        raise Refused("bomb")  # compressed twice: no program writes that, and the compression ratios multiply
    total = 0
    for match in re.finditer(rb"stream\r?\n", content):
        if content[max(0, match.start() - 3) : match.start()] == b"end":
            continue
        end = content.find(b"endstream", match.end())
        decompressor, compressed, size = zlib.decompressobj(), content[match.end() : end if end > 0 else None], 0
        try:
            while compressed and not decompressor.eof:
                size += len(decompressor.decompress(compressed, 1 << 20))
                compressed = decompressor.unconsumed_tail
                if size > MOST_IN_A_STREAM or total + size > MOST_IN_ALL:
                    raise Refused("bomb")
        except zlib.error:
            continue  # not a flate stream
        total += size


def check_object(pdf_object: object, depth: int) -> None:
    """Check an object and the direct objects inside it. Indirect objects are checked on their own, by check()."""
    import pikepdf

    if depth > MOST_NESTING:
        raise Refused("damaged")
    if isinstance(pdf_object, pikepdf.Array):
        for item in pdf_object:
            if isinstance(item, pikepdf.Object) and not item.is_indirect:
                check_object(item, depth + 1)
        return
    if not isinstance(pdf_object, pikepdf.Dictionary | pikepdf.Stream):
        return
    keys = set(pdf_object.keys())
    if keys & ACTIVE_KEYS:
        raise Refused("active")
    if keys & EMBEDDING_KEYS or pdf_object.get("/Type") == pikepdf.Name("/EmbeddedFile"):
        raise Refused("embedded")
    subtype = name_of(pdf_object.get("/Subtype"))
    if name_of(pdf_object.get("/S")) == "/GoToR":
        check_linked_file(pdf_object.get("/F"))
    if name_of(pdf_object.get("/S")) in ACTIVE_ACTIONS or subtype in ACTIVE_ANNOTATIONS:
        raise Refused("active")
    if subtype == "/FileAttachment":
        raise Refused("embedded")
    if isinstance(pdf_object.get("/F"), pikepdf.Object) and isinstance(pdf_object, pikepdf.Stream):
        raise Refused("linked")  # /F of a stream: its content is in another file
    for key in keys:
        value = pdf_object.get(key)
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            check_object(value, depth + 1)


def check_linked_file(target: object) -> None:
    """Refuse a link to another PDF that isn't a plain file name: opening a server's would send it the reader's sign-in."""
    import pikepdf

    texts = [target]
    if isinstance(target, pikepdf.Dictionary):
        if "/FS" in target:
            raise Refused("linked")
        texts = [target.get(key) for key in ("/F", "/UF", "/Unix", "/DOS", "/Mac") if key in target]
    for text in texts:
        if not isinstance(text, pikepdf.String) or re.search(r"[:\\]|^/|//", str(text)):
            raise Refused("linked")


def name_of(value: object) -> str:
    import pikepdf

    return str(value) if isinstance(value, pikepdf.Name) else ""


def check_open_action(action: object) -> None:
    """Refuse an /OpenAction that does more than choose a page and zoom, which LibreOffice writes into every PDF."""
    import pikepdf

    if action is None or isinstance(action, pikepdf.Array):
        return
    if not isinstance(action, pikepdf.Dictionary) or "/Next" in action:
        raise Refused("active")
    kind, name = name_of(action.get("/S")), name_of(action.get("/N"))
    if kind != "/GoTo" and not (kind == "/Named" and name in PAGE_CHANGES):
        raise Refused("active")


def render_first_page(content: bytes) -> bytes:
    """The first page as JPEG, empty if it can't be rendered."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
        page = document[0]
        width, height = page.get_size()
        scale = min(MOST_WIDTH / max(width, 1), MOST_HEIGHT / max(height, 1))
        image = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
        output = io.BytesIO()
        image.save(output, "JPEG", quality=88)
        return output.getvalue()
    except Exception:  # pdfium may raise anything for a malformed file; a document needs no preview
        return b""


if __name__ == "__main__":
    main()
