"""Renditions, the small files that pages show: their widths, formats, encoding and names."""

import hashlib
import io
import re
import struct
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image

# Widths for the slots of the pages (CSS pixels) at common pixel densities. Browsers take the first rendition that is not
# narrower than slot times density (checked in Chromium):
#   240  a row's 7rem (112) at density 2 needs 224
#   360  the same row at density 3 needs 336; a card's 18rem (288), whose lists ask for no wider one (most=600)
#   720  the product page of a 360 px phone at density 2 (656), and at 640 px on a wide screen; a row of news
#   960  the product page at density 3 (984: browsers round down); the photo in a picture of 1200 px for LINE
# With 320 and 640 only, every phone took the 640 for a row: 263 KB a list instead of 91.
WIDTHS = (240, 360, 720, 960)

# Tall pictures are limited to the area of an upright photo: no more fits a screen, and encoding would need more memory
# than decoding.
MOST_RENDITION_PIXELS = 960 * 1280

# At equal quality (SSIM 0.956 to 0.961 at 360 px, seven photos): AVIF 8.3 KB, WebP 9.8 KB, JPEG 14 KB.
# AVIF at speed 6 saves 5% more and takes 2.5 times as long.
ENCODERS = {
    "avif": {"quality": 55, "speed": 8},
    "webp": {"quality": 70, "method": 4},
    "jpg": {"quality": 72, "optimize": True, "progressive": True},
}
PILLOW_FORMATS = {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG"}
CONTENT_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}

# Part of every name. Increment it when WIDTHS or ENCODERS change, since files are cached by name for a year.
RECIPE = b"1"

SAND = (0xF7, 0xF1, 0xE3)  # background of transparent pictures in JPEG

FOLDER = "renditions/"
NAME = re.compile(r"[0-9a-f]{16}-[1-9][0-9]{0,3}\.(avif|webp|jpg)", re.ASCII)


@dataclass(frozen=True)
class Rendition:
    """One encoded file. width, height: in pixels; name: without its folder."""

    format: str
    width: int
    height: int
    name: str
    content: bytes

    def as_row(self) -> dict[str, str | int]:
        """The entry of a Picture's JSON column."""
        return {
            "format": self.format,
            "width": self.width,
            "height": self.height,
            "name": self.name,
            "bytes": len(self.content),
        }


def widths_for(widest: int) -> list[int]:
    """The widths of the renditions of an image `widest` wide: the WIDTHS below it and its own."""
    # A width within a tenth of the image's own would be nearly the same file.
    return [width for width in WIDTHS if width * 1.1 < widest] + [widest]


def file_stem(content: bytes, salt: str) -> str:
    """What the names of a picture's renditions begin with: a hash of content (the original file) and salt (its stored name).

    Two rows with the same photo therefore never share files, and the files of one can be deleted.
    """
    return hashlib.sha256(b"\0".join((RECIPE, salt.encode(), content))).hexdigest()[:16]


def encode(image: Image.Image, *, content: bytes, salt: str) -> list[Rendition]:
    """All renditions of an upright RGB or RGBA image without metadata, narrow ones first, none wider than the image."""
    stem = file_stem(content, salt)
    renditions = []
    for width in widths_for(image.width):
        height = max(1, round(image.height * width / image.width))
        sized = image if width == image.width else image.resize((width, height), Image.Resampling.LANCZOS)
        for extension, options in ENCODERS.items():
            written = io.BytesIO()
            (on_sand(sized) if extension == "jpg" else sized).save(written, PILLOW_FORMATS[extension], **options)
            renditions.append(Rendition(extension, width, height, f"{stem}-{width}.{extension}", written.getvalue()))
    return renditions


def is_whole(file: BinaryIO, extension: str) -> bool:
    """Whether a stored rendition has its format's signature and its full length. Reads a few bytes and rewinds the file.

    Finds files that a full disk or an interrupted copy left empty or truncated.
    """
    size = file.seek(0, io.SEEK_END)
    if extension == "jpg":
        whole = read_at(file, 0, 3) == b"\xff\xd8\xff" and read_at(file, max(0, size - 2), 2) == b"\xff\xd9"
    elif extension == "webp":
        riff = struct.pack("<4sI4s", b"RIFF", max(0, size - 8) & 0xFFFFFFFF, b"WEBP")
        whole = read_at(file, 0, 12) == riff
    else:
        whole = read_at(file, 4, 4) == b"ftyp" and boxes_end(file, size) == size
    file.seek(0)
    return whole


def boxes_end(file: BinaryIO, size: int) -> int:
    """The end of an AVIF's last box (ISO/IEC 14496-12, 4.2); -1 for an invalid length. Our files have three boxes."""
    end = 0
    while 0 <= end < size:
        length = int.from_bytes(read_at(file, end, 4))
        if length < 8:
            return -1
        end += length
    return end


def read_at(file: BinaryIO, position: int, count: int) -> bytes:
    file.seek(position)
    return file.read(count)


def on_sand(image: Image.Image) -> Image.Image:
    """The image without transparency, on the pages' sand color."""
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, SAND)
    ground.paste(image, mask=image.getchannel("A"))
    return ground
