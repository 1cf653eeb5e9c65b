"""The small files the pages show: which widths and formats, how they are encoded, what they are called."""

import hashlib
import io
import re
import struct
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image

# Widths by the places pictures stand in (CSS pixels) and the densities of the screens they are seen on. Browsers take
# the first that is not smaller than their product (watched in Chromium):
#   240  a row's 7rem (112) at density 2 needs 224
#   360  the same row at density 3 needs 336; a card's 18rem (288), whose lists ask for no wider one (most=600)
#   720  the product page of a 360 px phone at density 2 (656) and its 640 px on a wide screen; a row of news
#   960  the product page at density 3 (984: browsers round down); the photo in a picture of 1200 px for LINE
# 320 and 640 alone made every phone take the 640 for a row: 263 KB a list instead of 91.
WIDTHS = (240, 360, 720, 960)

# A tall picture stops growing at the area of an upright photo: nobody sees more of it at once, and encoding it would
# take more memory than decoding did.
MOST_RENDITION_PIXELS = 960 * 1280

# Equal likeness (SSIM 0.956 to 0.961 at 360 px over seven photos): AVIF 8.3 KB, WebP 9.8 KB, JPEG 14 KB.
# AVIF at speed 6 saves 5% more and takes 2.5 times as long.
ENCODERS = {
    "avif": {"quality": 55, "speed": 8},
    "webp": {"quality": 70, "method": 4},
    "jpg": {"quality": 72, "optimize": True, "progressive": True},
}
PILLOW_FORMATS = {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG"}
CONTENT_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}

# Goes into every name: raise it when WIDTHS or ENCODERS change, since a name is cached for a year.
RECIPE = b"1"

SAND = (0xF7, 0xF1, 0xE3)  # what shows through a transparent picture where the format knows no transparency

FOLDER = "renditions/"
NAME = re.compile(r"[0-9a-f]{16}-[1-9][0-9]{0,3}\.(avif|webp|jpg)", re.ASCII)


@dataclass(frozen=True)
class Rendition:
    """One encoded file; width and height in pixels, name without its folder."""

    format: str
    width: int
    height: int
    name: str
    content: bytes

    def as_row(self) -> dict[str, str | int]:
        """What a Picture keeps of it in its JSON column."""
        return {
            "format": self.format,
            "width": self.width,
            "height": self.height,
            "name": self.name,
            "bytes": len(self.content),
        }


def widths_for(widest: int) -> list[int]:
    """The widths to make of an image `widest` wide: the steps below it and its own."""
    # A step less than a tenth below the last one would be a second file of the same.
    return [width for width in WIDTHS if width * 1.1 < widest] + [widest]


def file_stem(content: bytes, salt: str) -> str:
    """What the names of a picture's renditions begin with: a hash of content (the original file) and its stored name.

    So two rows that were given the same photo never share files, and one can be removed without the other.
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
    """Whether a stored rendition begins as its format does and ends where it says itself; some bytes are read for it.

    What a full disk or a copy that stopped leaves is empty or cut. Leaves the file at its beginning.
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
    """Where the last box of an AVIF ends (ISO/IEC 14496-12, 4.2); ours have three, whose lengths are plain numbers."""
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
    """The image without transparency, laid on the sand color of the pages."""
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, SAND)
    ground.paste(image, mask=image.getchannel("A"))
    return ground
