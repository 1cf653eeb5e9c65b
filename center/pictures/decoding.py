"""Decodes a checked picture to one upright image in sRGB, not much larger than the pages need."""

import io
import logging
import math
import struct
from dataclasses import replace

from PIL import Image, ImageCms
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from center.pictures import heif
from center.pictures.headers import Header
from center.pictures.refusals import PictureRefused

logger = logging.getLogger(__name__)

# Pillow's plugins directly instead of Image.open: an allow-list of decoders, and no warnings of Image.open (errors in
# tests, silent elsewhere). A JPEG with a second picture inside (MPO, which many phones write) is read as its first one.
DECODERS: dict[str, type[ImageFile]] = {"jpeg": JpegImageFile, "png": PngImageFile, "webp": WebPImageFile}

# A fast reduction to this multiple of the target size, then a good one, looks like one good reduction.
SPARE = 1.25

MOST_PROFILE_BYTES = 1_000_000

JPEG_END = b"\xff\xd9"
# Coded data that would change the picture, if any of it were missing.
JPEG_SURPLUS = b"\xa5\x3c\x96\x5a\x69\xc3\x1e\x78" * 32

ORIENTATIONS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
TURNED = (5, 6, 7, 8)
EXIF_LONG = 4  # a type of 4 bytes; the orientation has 2 by the standard (SHORT), but some cameras write this one


def decode(header: Header, *, widest: int, most_pixels: int) -> tuple[Image.Image, int, int]:
    """The picture upright as RGB or RGBA in sRGB without metadata, and the original's upright width and height.

    A HEIC is decoded in another process (center.pictures.heif).

    The image is `widest` pixels wide, less if the original is narrower or the image would exceed `most_pixels`. Raises
    PictureRefused("damaged") if decoding fails.
    """
    if header.kind == "heif":
        return heif.decode(header.decodable, widest=widest, most_pixels=most_pixels)
    try:
        try:
            image, orientation = shrink_while_decoding(header, widest, most_pixels)
        except OSError:
            image, orientation = decode_without_end_marker(header, widest, most_pixels)
        image = to_srgb(image)
    except Exception as error:  # decoders raise any exception for invalid data, from OSError to TypeError
        logger.info("A picture could not be decoded: %r", error)
        raise PictureRefused("damaged") from error
    image.info.clear()
    if (turn := ORIENTATIONS.get(orientation)) is not None:
        image = image.transpose(turn)
    turned = orientation in TURNED
    return image, *((header.height, header.width) if turned else (header.width, header.height))


def shrink_while_decoding(header: Header, widest: int, most_pixels: int) -> tuple[Image.Image, int]:
    """The decoded picture at its final size, not rotated yet, and its EXIF orientation.

    All later steps work on few pixels, so decoding determines the memory and time a picture takes.
    """
    source = DECODERS[header.kind](io.BytesIO(header.decodable))
    if source.size != (header.width, header.height) or getattr(source, "n_frames", 1) > 1:
        raise ValueError("the decoder's size differs from the header's")
    orientation = read_orientation(header.exif or source.info.get("exif", b""))
    upright_width = header.height if orientation in TURNED else header.width
    size = target_size(header.width, header.height, upright_width, widest, most_pixels)
    if header.kind == "jpeg":
        source.draft(None, (round(size[0] * SPARE), round(size[1] * SPARE)))
    source.load()
    return shrink(source, size), orientation


def target_size(width: int, height: int, upright_width: int, widest: int, most_pixels: int) -> tuple[int, int]:
    """The size to which a picture is reduced: neither wider than `widest` once upright nor of more pixels."""
    scale = min(1.0, widest / upright_width, math.sqrt(most_pixels / (width * height)))
    return max(1, round(width * scale)), max(1, round(height * scale))


def shrink(source: Image.Image, size: tuple[int, int]) -> Image.Image:
    """A loaded image at another size, as RGB, RGBA or CMYK, with its info."""
    factor = int(source.width / (size[0] * SPARE))
    image = reduce_in_strips(source, factor) if factor > 1 else plain_mode(source)
    image = image.resize(size, Image.Resampling.LANCZOS)
    image.info = dict(source.info)
    return image


def decode_without_end_marker(header: Header, widest: int, most_pixels: int) -> tuple[Image.Image, int]:
    """As shrink_while_decoding(), for a JPEG that only lacks its end marker. Raises ValueError if data is missing too.

    Decoded twice, with different bytes before the marker: a decoder that has all its data ignores them.
    """
    if header.kind != "jpeg":
        raise ValueError("only a JPEG can lack its end marker")
    (image, orientation), (other, _orientation) = (
        shrink_while_decoding(replace(header, decodable=header.decodable + end), widest, most_pixels)
        for end in (JPEG_END, JPEG_SURPLUS + JPEG_END)
    )
    if image.tobytes() != other.tobytes():
        raise ValueError("the picture's data ends before the picture")
    return image, orientation


def reduce_in_strips(source: Image.Image, factor: int) -> Image.Image:
    """The image reduced by an integer factor, as RGB, RGBA or CMYK.

    In strips, since converting the whole image would need two or three times its memory.
    """
    mode = plain_mode(source.crop((0, 0, 1, 1))).mode
    small = Image.new(mode, (math.ceil(source.width / factor), math.ceil(source.height / factor)))
    for top in range(0, source.height, 64 * factor):
        strip = source.crop((0, top, source.width, min(top + 64 * factor, source.height)))
        small.paste(plain_mode(strip).reduce(factor), (0, top // factor))
    return small


def plain_mode(image: Image.Image) -> Image.Image:
    """The image as RGB, RGBA or CMYK, from any mode: palette, gray, 16 bits, one bit."""
    if image.mode in ("RGB", "RGBA", "CMYK") and "transparency" not in image.info:
        return image
    if image.mode.startswith("I"):  # 16-bit gray; convert("L") alone would clip at 255
        image = image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def to_srgb(image: Image.Image) -> Image.Image:
    """The image as RGB or RGBA in sRGB. Unusable color profiles are ignored, as in browsers."""
    profile_bytes = image.info.get("icc_profile")
    if profile_bytes and len(profile_bytes) <= MOST_PROFILE_BYTES:
        try:
            profile = ImageCms.ImageCmsProfile(io.BytesIO(profile_bytes))
            if "srgb" not in ImageCms.getProfileDescription(profile).casefold():
                target = "RGB" if image.mode == "CMYK" else image.mode
                converted = ImageCms.profileToProfile(
                    image, profile, ImageCms.createProfile("sRGB"), ImageCms.Intent.RELATIVE_COLORIMETRIC, target
                )
                image = converted or image
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError) as error:
            logger.info("A color profile was ignored: %r", error)
    if image.mode == "RGBA" and image.getchannel("A").getextrema()[0] == 255:
        return image.convert("RGB")
    return image if image.mode in ("RGB", "RGBA") else image.convert("RGB")


def read_orientation(exif: bytes) -> int:
    """EXIF tag 0x0112 of the first directory, 1 to 8; 1 (upright) if it can't be read.

    Our own reader, since Pillow's warns about every irregularity that phones write.
    """
    tiff = exif.removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(order + "I", tiff, 4)
        (entries,) = struct.unpack_from(order + "H", tiff, start)
        for entry in range(entries):
            tag, kind, _count, value = struct.unpack_from(order + "HHIH", tiff, start + 2 + entry * 12)
            if tag == 0x0112:
                if kind == EXIF_LONG:
                    (value,) = struct.unpack_from(order + "I", tiff, start + 2 + entry * 12 + 8)
                return value if value in ORIENTATIONS else 1
    except struct.error:
        pass
    return 1
