"""Hostile files: each is refused with its reason, or accepted as the harmless picture it contains.

All of them are made here. Each must be done within 2 seconds, and leaves nothing in the storage when refused.
"""

import io
import os
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from functools import cache

import pillow_heif
import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from PIL import Image

from center.pictures.refusals import MOST_BYTES, REASONS, PictureRefused
from center.pictures.taking import take_in

SECONDS = 2  # of CPU time, independent of other load
MEGABYTES = 110


def image_bytes(file_format, size=(400, 300), mode="RGB", color=90, **options):
    written = io.BytesIO()
    Image.new(mode, size, color).save(written, file_format, **options)
    return written.getvalue()


def noise(file_format, size=(400, 300), **options):
    written = io.BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(written, file_format, **options)
    return written.getvalue()


def animation(file_format, frames):
    written = io.BytesIO()
    first, *others = [Image.new("RGB", (64, 64), (number % 256, 0, 0)) for number in range(frames)]
    first.save(written, file_format, save_all=True, append_images=others)
    return written.getvalue()


def chunk(kind, body=b"", crc=None):
    checksum = zlib.crc32(kind + body) if crc is None else crc
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)


def png(width, height, *, between=b"", rows=b"", depth=8, color=2):
    """A PNG whose header may differ from its rows."""
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + between
        + chunk(b"IDAT", zlib.compress(rows, 9))
        + chunk(b"IEND")
    )


ROWS = (b"\0" + bytes(300)) * 100  # of a picture 100 x 100


def good_png(between):
    return png(100, 100, between=between, rows=ROWS)


def jpeg_of_size(width, height):
    """A small JPEG with another size in its frame header."""
    data = bytearray(image_bytes("JPEG"))
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def webp_of_size(width, height, flags=0):
    body = struct.pack("<I", flags)[:4] + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    chunks = b"WEBPVP8X" + struct.pack("<I", len(body)) + body + image_bytes("WEBP")[12:]
    return b"RIFF" + struct.pack("<I", len(chunks)) + chunks


def scan_flood():
    """A progressive JPEG with its first pass repeated a hundred times: each pass takes time for all pixels."""
    data = image_bytes("JPEG", (4000, 3000), progressive=True)
    scan = data.index(b"\xff\xda")
    following = data.index(b"\xff", scan + 2)
    while data[following + 1] == 0:
        following = data.index(b"\xff", following + 2)
    return data[:following] + data[scan:following] * 100 + data[following:]


def several_pictures_in_one():
    """An MPO: two JPEGs in one file, as many phones write."""
    written = io.BytesIO()
    Image.new("RGB", (400, 300)).save(written, "MPO", save_all=True, append_images=[Image.new("RGB", (9000, 9000))])
    return written.getvalue()


def zip_of_zeros():
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("run.html", b"<script>alert(1)</script>" + bytes(1_000_000))
    return written.getvalue()


def box(kind, body):
    return struct.pack(">I4s", 8 + len(body), kind) + body


FTYP_HEIC = box(b"ftyp", b"heic\0\0\0\0mif1heic")


@cache
def heic(size=(64, 48)):
    written = io.BytesIO()
    pillow_heif.from_pillow(Image.effect_noise(size, 90).convert("RGB")).save(written)
    return written.getvalue()


def heic_of_size(width, height):
    """A small HEIC whose header gives another size."""
    data = bytearray(heic())
    at = data.index(b"ispe") + 8
    data[at : at + 8] = struct.pack(">II", width, height)
    return bytes(data)


SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>"
HTML = b"<!doctype html><script>alert(document.cookie)</script>"
BOMB_ROWS = bytes(30_000)
UNPACKS_TO_A_GIGABYTE = zlib.compress(bytes(20_000_000), 9)

REFUSED = {
    # No pictures, or pictures of unsupported kinds, whatever their name
    "zero bytes": ("empty", lambda: b""),
    "one byte": ("unknown", lambda: b"\xff"),
    "svg": ("unknown", lambda: SVG),
    "svg after xml": ("unknown", lambda: b"<?xml version='1.0'?>" + SVG),
    "svg packed": ("unknown", lambda: b"\x1f\x8b" + zlib.compress(SVG)),
    "html": ("unknown", lambda: HTML),
    "pdf": ("unknown", lambda: b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript>>>>endobj"),
    "zip": ("unknown", zip_of_zeros),
    "program": ("unknown", lambda: b"\x7fELF" + bytes(1000)),
    "postscript": ("unknown", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) (r) file"),
    "gif": ("unknown", lambda: image_bytes("GIF")),
    "gif flood": ("unknown", lambda: animation("GIF", 200)),
    "gif polyglot with script": ("unknown", lambda: b"GIF89a/*" + HTML),
    "bmp": ("unknown", lambda: image_bytes("BMP")),
    "ico": ("unknown", lambda: image_bytes("ICO", (64, 64))),
    "tiff": ("unknown", lambda: image_bytes("TIFF")),
    "psd": ("unknown", lambda: b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 100, 100, 8, 3)),
    "jpeg 2000": ("unknown", lambda: image_bytes("JPEG2000")),
    "ppm": ("unknown", lambda: b"P6 100000 100000 255\n"),
    "xbm": ("unknown", lambda: b"#define x_width 99999\n#define x_height 99999\n"),
    "sound in riff": ("unknown", lambda: b"RIFF\x24\0\0\0WAVEfmt "),
    "avif": ("avif", lambda: image_bytes("AVIF")),
    "mp4": ("unknown", lambda: box(b"ftyp", b"isom\0\0\0\0isommp42") + bytes(100)),
    # Too large
    "over 15 MB": ("too_many_bytes", lambda: b"\xff\xd8\xff" + bytes(MOST_BYTES)),
    "png 100000 x 100000": ("too_many_pixels", lambda: png(100_000, 100_000)),
    "png of 4 billion": ("too_many_pixels", lambda: png(2**31 - 1, 2**31 - 1)),
    "png bomb 10000 x 10000": ("too_many_pixels", lambda: png(10_000, 10_000, rows=BOMB_ROWS * 10_000)),
    "png bomb 7000 x 7000": ("too_much_to_decode", lambda: png(7_000, 7_000, rows=BOMB_ROWS * 1_000)),
    "jpeg 65500 x 65500": ("too_many_pixels", lambda: jpeg_of_size(65_500, 65_500)),
    "progressive jpeg of 48 megapixels": (
        "too_much_to_decode",
        lambda: image_bytes("JPEG", (8000, 6000), progressive=True),
    ),
    "webp 16384 x 16384": ("too_many_pixels", lambda: webp_of_size(16_384, 16_384)),
    "webp 3000 x 3000": ("too_much_to_decode", lambda: webp_of_size(3000, 3000)),
    "heic 100000 x 100000": ("too_many_pixels", lambda: heic_of_size(100_000, 100_000)),
    "heic 6000 x 5000": ("too_much_to_decode", lambda: heic_of_size(6000, 5000)),
    "a line": ("too_long", lambda: image_bytes("PNG", (4000, 2))),
    # Animated
    "animated png flood": ("animated", lambda: animation("PNG", 200)),
    "animated webp flood": ("animated", lambda: animation("WEBP", 200)),
    "heic sequence": ("animated", lambda: box(b"ftyp", b"hevc\0\0\0\0msf1hevc") + heic()[28:]),
    "animated webp of one header": ("animated", lambda: webp_of_size(100, 100, flags=2)),
    # Damaged, by accident or on purpose
    "jpeg cut in half": ("damaged", lambda: noise("JPEG")[: len(noise("JPEG")) // 2]),
    "jpeg cut in its header": ("damaged", lambda: image_bytes("JPEG")[:100]),
    "jpeg of three bytes": ("damaged", lambda: b"\xff\xd8\xff"),
    "jpeg of nothing but markers": ("damaged", lambda: b"\xff\xd8" + b"\xff\xe1\0\2" * 1_000_000),
    "jpeg of nothing but fill": ("damaged", lambda: b"\xff\xd8" + b"\xff" * 10_000_000),
    "jpeg with junk between markers": ("damaged", lambda: b"\xff\xd8\xff\xe1\0\2" + bytes(10_000_000)),
    "jpeg without its last rows": ("damaged", lambda: noise("JPEG")[:-200]),
    "jpeg in several passes without its last rows": ("damaged", lambda: noise("JPEG", progressive=True)[:-200]),
    "jpeg without size": ("damaged", lambda: jpeg_of_size(0, 0)),
    "jpeg of 100 passes": ("damaged", scan_flood),
    "png cut in half": ("damaged", lambda: noise("PNG")[: len(noise("PNG")) // 2]),
    "png without end": ("damaged", lambda: image_bytes("PNG")[:-12]),
    "png without rows": ("damaged", lambda: png(100, 100)),
    "png of size 0": ("damaged", lambda: png(0, 100)),
    "png with a wrong checksum": ("damaged", lambda: image_bytes("PNG")[:-20] + b"\0\0\0\0" + image_bytes("PNG")[-16:]),
    "png with two headers": ("damaged", lambda: good_png(chunk(b"IHDR", struct.pack(">IIBBBBB", 9, 9, 8, 2, 0, 0, 0)))),
    "png with a chunk of 4 GB": ("damaged", lambda: good_png(b"\xff\xff\xff\xfftEXt")),
    "png of 300000 chunks": ("damaged", lambda: good_png(chunk(b"teXt") * 300_000)),
    "png with an impossible depth": ("damaged", lambda: png(100, 100, rows=ROWS, depth=7)),
    "heic of a name alone": ("damaged", lambda: FTYP_HEIC + bytes(100)),
    "heic cut in half": ("damaged", lambda: heic()[: len(heic()) // 2]),
    "heic cut in its header": ("damaged", lambda: heic()[:100]),
    "heic without its last bytes": ("damaged", lambda: heic()[:-40]),
    "heic of a size that isn't coded": ("damaged", lambda: heic_of_size(128, 96)),
    "heic of size 0": ("damaged", lambda: heic_of_size(0, 48)),
    "heic of boxes without end": ("damaged", lambda: FTYP_HEIC + box(b"free", b"") * 1_000_000),
    "heic with a box longer than the file": ("damaged", lambda: FTYP_HEIC + b"\xff\xff\xff\xffmeta"),
    "heic with a box of length 1": ("damaged", lambda: FTYP_HEIC + b"\0\0\0\1meta" + bytes(16)),
    "webp cut in half": ("damaged", lambda: noise("WEBP")[: len(noise("WEBP")) // 2]),
    "webp cut in its header": ("damaged", lambda: image_bytes("WEBP")[:18]),
    "webp of another size inside": ("damaged", lambda: webp_of_size(100, 100)),
}

HARMLESS = {
    "jpeg with a zip behind it": lambda: image_bytes("JPEG") + zip_of_zeros(),
    "jpeg with a script behind it": lambda: image_bytes("JPEG") + HTML,
    "jpeg with a script in its comment": lambda: image_bytes("JPEG", comment=HTML),
    "png with a pdf behind it": lambda: image_bytes("PNG") + b"%PDF-1.7",
    "png with script as text": lambda: good_png(chunk(b"tEXt", b"Comment\0" + HTML)),
    "png with a giant iTXt": lambda: good_png(chunk(b"iTXt", b"X\0\1\0\0\0" + UNPACKS_TO_A_GIGABYTE) * 50),
    "png with a giant zTXt": lambda: good_png(chunk(b"zTXt", b"X\0\0" + UNPACKS_TO_A_GIGABYTE) * 50),
    "png with a broken profile": lambda: good_png(chunk(b"iCCP", b"x\0\0" + zlib.compress(bytes(500)))),
    "png with a broken EXIF": lambda: good_png(chunk(b"eXIf", b"II*\0\xff\xff\xff\xff")),
    "webp with a script behind it": lambda: image_bytes("WEBP") + HTML,
    "mpo with a huge second picture": several_pictures_in_one,
    "heic with a script behind it": lambda: heic() + HTML,
    "cmyk": lambda: image_bytes("JPEG", mode="CMYK", color=(9, 99, 9, 9)),
    "one pixel": lambda: image_bytes("PNG", (1, 1)),
    "jpeg that promises more rows than it has": lambda: jpeg_of_size(7000, 7000),
    "jpeg of 50 megapixels": lambda: image_bytes("JPEG", (8160, 6120)),
}


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_its_reason_and_nothing_stored(name, storage):
    code, make = REFUSED[name]
    content = make()
    began = time.process_time()
    with pytest.raises(PictureRefused) as refusal:
        take_in(file=ContentFile(content, name="มะม่วง.jpg"))
    assert time.process_time() - began < SECONDS
    assert refusal.value.code == code
    assert refusal.value.messages == [str(REASONS[code])]
    assert not [path for path in storage.rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", HARMLESS)
def test_harmless_after_encoding(name, storage):
    content = HARMLESS[name]()
    began = time.process_time()
    taken = take_in(file=ContentFile(content, name="../../x.php"))
    assert time.process_time() - began < SECONDS
    for path in (storage / "renditions").iterdir():
        served = path.read_bytes()
        assert b"<script" not in served
        assert b"PK\x03\x04" not in served
        with Image.open(path) as image:
            image.load()
            assert image.format in {"AVIF", "WEBP", "JPEG"}
    assert taken.original.startswith("originals/")
    assert not list(storage.rglob("*php*"))


def test_every_reason_is_in_thai():
    for reason in REASONS.values():
        assert any("ก" <= letter <= "๛" for letter in str(reason))
    assert {code for code, _make in REFUSED.values()} == set(REASONS)
    assert len(REFUSED) + len(HARMLESS) >= 30


# One process for all files, since one for each would take a minute; the good files that need most memory come last.
# (The peak is read from /proc: getrusage would return that of the test run that started the process.)
MEASURED = """
import re, sys, pathlib
import django
django.setup()
from django.core.files import File
from center.pictures.refusals import PictureRefused
from center.pictures.taking import prepare
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]) / 1024

before = peak()
worst = ("", 0)
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    with path.open("rb") as file:
        try:
            prepare(file=File(file))
        except PictureRefused:
            pass
    if peak() > worst[1]:
        worst = (path.name, peak())
print(worst[0], round(worst[1] - before))
"""


def test_memory_stays_below_the_limit(tmp_path):
    """How much memory pictures add to a process of the portal: all files of this module and the largest good ones."""
    folder = tmp_path / "files"
    folder.mkdir()
    for number, (_code, make) in enumerate(REFUSED.values()):
        (folder / f"refused-{number:02}").write_bytes(make())
    for number, make in enumerate(HARMLESS.values()):
        (folder / f"harmless-{number:02}").write_bytes(make())
    gradient = Image.linear_gradient("L").resize((1751, 5253))
    Image.merge("RGBA", [gradient] * 4).save(folder / "tall-transparent.png", compress_level=1)
    gradient.resize((1125, 3370)).convert("RGB").save(folder / "tall.webp", quality=90)
    gradient.resize((4000, 3000)).convert("RGB").save(
        folder / "photo.jpg", quality=90, exif=b"Exif\0\0MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0\6\0\0"
    )
    gradient.resize((2820, 2820)).convert("RGB").save(folder / "passes.jpg", progressive=True, subsampling=0)

    result = subprocess.run(
        [sys.executable, "-c", MEASURED, str(folder)],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "portal.testing"},
        cwd=django_settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )

    name, peak = result.stdout.split()
    assert 20 < int(peak) < MEGABYTES, f"{name} added {peak} MB"
