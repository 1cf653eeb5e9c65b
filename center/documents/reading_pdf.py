"""Looks into one PDF and draws its first page. Run as a program of its own, so that a PDF that breaks a library, eats the
memory or never ends costs this process and nothing else.

The PDF comes on standard input. On standard output: one line of JSON, {"refused": a code or null, "pages": n}, then the
first page as JPEG, if it could be drawn. Uses no more than 1 GB and 20 s of computing. Knows nothing of Django.
"""

import io
import json
import re
import resource
import sys
import zlib

MEMORY = 1024 * 1024 * 1024  # bytes of address space
SECONDS = 20  # of computing

# What flate streams of one file may unpack to, in bytes: one page scanned in color at 300 dpi is 26 MB.
MOST_IN_A_STREAM = 120_000_000
MOST_IN_ALL = 600_000_000
MOST_OBJECTS = 60_000
DEEPEST = 40

# Keys and kinds of action by which a PDF does something, brings something along or fetches it.
ACTIVE_KEYS = {"/JS", "/JavaScript", "/AA", "/XFA", "/RichMedia", "/RichMediaContent"}
EMBEDDING_KEYS = {"/EmbeddedFiles", "/EF", "/AF"}
# Left out, as they only turn pages: /GoTo, /Named, /Thread. A link to a page of the web (/URI) waits to be pressed.
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
    "/GoToR",
    "/GoTo3DView",
    "/RichMediaExecute",
}
ACTIVE_ANNOTATIONS = {"/Screen", "/Movie", "/Sound", "/3D", "/RichMedia"}

WIDEST, HIGHEST = 960, 1280  # pixels of the drawn page


class Refused(Exception):
    """The code says why."""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = sys.stdin.buffer.read()
    try:
        answer = {"refused": None, "pages": look_into(content)}
    except Refused as refusal:
        answer = {"refused": str(refusal), "pages": 0}
    except MemoryError:
        answer = {"refused": "bomb", "pages": 0}
    out = sys.stdout.buffer
    out.write(json.dumps(answer).encode() + b"\n")
    out.flush()
    if answer["refused"] is None:
        out.write(draw_first_page(content))


def look_into(content: bytes) -> int:
    """How many pages the PDF has. Raises Refused for whatever isn't plain paper."""
    unpack_carefully(content)
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise Refused("encrypted")
            if len(pdf.objects) > MOST_OBJECTS:
                raise Refused("bomb")
            for one in [pdf.trailer, *pdf.objects]:
                look_at(one, 0)
            look_at_opening(pdf.Root.get("/OpenAction"))
            pages = len(pdf.pages)
    except pikepdf.PasswordError as error:
        raise Refused("encrypted") from error
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError, RuntimeError) as error:
        raise Refused("damaged") from error
    if not pages:
        raise Refused("damaged")
    return pages


def unpack_carefully(content: bytes) -> None:
    """Unpack every flate stream within bounds before a library does so without any. Raises Refused("bomb")."""
    if re.search(rb"(?:/(?:FlateDecode|Fl|LZWDecode|LZW)\s*){2,}", content):
        raise Refused("bomb")  # packed twice: no program writes that, and it multiplies
    in_all = 0
    for match in re.finditer(rb"stream\r?\n", content):
        if content[max(0, match.start() - 3) : match.start()] == b"end":
            continue
        end = content.find(b"endstream", match.end())
        unpacking, packed, size = zlib.decompressobj(), content[match.end() : end if end > 0 else None], 0
        try:
            while packed and not unpacking.eof:
                size += len(unpacking.decompress(packed, 1 << 20))
                packed = unpacking.unconsumed_tail
                if size > MOST_IN_A_STREAM or in_all + size > MOST_IN_ALL:
                    raise Refused("bomb")
        except zlib.error:
            continue  # not a flate stream
        in_all += size


def look_at(one: object, depth: int) -> None:
    """Look at one object and what stands directly inside it; indirect objects are looked at by themselves."""
    import pikepdf

    if depth > DEEPEST:
        raise Refused("damaged")
    if isinstance(one, pikepdf.Array):
        for inner in one:
            if isinstance(inner, pikepdf.Object) and not inner.is_indirect:
                look_at(inner, depth + 1)
        return
    if not isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        return
    keys = set(one.keys())
    if keys & ACTIVE_KEYS:
        raise Refused("active")
    if keys & EMBEDDING_KEYS or one.get("/Type") == pikepdf.Name("/EmbeddedFile"):
        raise Refused("embedded")
    if name_of(one.get("/S")) in ACTIVE_ACTIONS or name_of(one.get("/Subtype")) in ACTIVE_ANNOTATIONS:
        raise Refused("active")
    if name_of(one.get("/Subtype")) == "/FileAttachment":
        raise Refused("embedded")
    if isinstance(one.get("/F"), pikepdf.Object) and isinstance(one, pikepdf.Stream):
        raise Refused("linked")  # the stream's content lies in another file
    for key in keys:
        inner = one.get(key)
        if isinstance(inner, pikepdf.Object) and not inner.is_indirect:
            look_at(inner, depth + 1)


def name_of(value: object) -> str:
    import pikepdf

    return str(value) if isinstance(value, pikepdf.Name) else ""


def look_at_opening(action: object) -> None:
    """What happens on opening may only choose the page and its size, as LibreOffice writes into every PDF."""
    import pikepdf

    if action is None or isinstance(action, pikepdf.Array):
        return
    if not (isinstance(action, pikepdf.Dictionary) and name_of(action.get("/S")) == "/GoTo"):
        raise Refused("active")


def draw_first_page(content: bytes) -> bytes:
    """The first page as JPEG, empty if it can't be drawn."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
        page = document[0]
        width, height = page.get_size()
        scale = min(WIDEST / max(width, 1), HIGHEST / max(height, 1))
        image = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
        written = io.BytesIO()
        image.save(written, "JPEG", quality=88)
        return written.getvalue()
    except Exception:  # whatever a drawing library says of a stranger's file: then there is no picture
        return b""


if __name__ == "__main__":
    main()
