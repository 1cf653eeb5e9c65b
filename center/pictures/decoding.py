"""From the bytes of a checked picture to one upright image in sRGB, not much larger than the pages need."""

import io
import logging
import math
import struct

from PIL import Image, ImageCms
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from center.pictures.headers import Header
from center.pictures.refusals import PictureRefused

logger = logging.getLogger(__name__)

# The plugins themselves instead of Image.open: no other decoder can be reached, and none of its warnings (which are
# errors in tests and silent elsewhere) decides about a picture. A JPEG with a second picture inside (MPO, as many
# phones write) is read as the JPEG it begins with.
DECODERS = {"jpeg": JpegImageFile, "png": PngImageFile, "webp": WebPImageFile}

# Scaling in two steps, a cheap one down to this many times the target and a good one, looks like one good one.
SPARE = 1.25

MOST_PROFILE_BYTES = 1_000_000

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


def decode(header: Header, *, widest: int, most_pixels: int) -> tuple[Image.Image, int, int]:
    """The picture upright as RGB or RGBA in sRGB without any metadata, and its full upright width and height.

    The image is `widest` pixels wide, less if the original is narrower or the image would have over `most_pixels`.
    Raises PictureRefused("damaged") where the decoder gives up.
    """
    try:
        image, orientation = shrink_while_decoding(header, widest, most_pixels)
        image = to_srgb(image)
    except Exception as error:  # a decoder fed with garbage raises whatever it likes, from OSError to TypeError
        logger.info("A picture could not be decoded: %r", error)
        raise PictureRefused("damaged") from error
    image.info.clear()
    if (turn := ORIENTATIONS.get(orientation)) is not None:
        image = image.transpose(turn)
    turned = orientation in TURNED
    return image, *((header.height, header.width) if turned else (header.width, header.height))


def shrink_while_decoding(header: Header, widest: int, most_pixels: int) -> tuple[Image.Image, int]:
    """The decoded picture at its final size, still lying as stored, and its EXIF orientation.

    Everything after this works on few pixels: memory and time of a picture are those of decoding it.
    """
    source = DECODERS[header.kind](io.BytesIO(header.decodable))
    if source.size != (header.width, header.height) or getattr(source, "n_frames", 1) > 1:
        raise ValueError("the decoder sees another picture than the header")
    orientation = read_orientation(header.exif or source.info.get("exif", b""))
    upright_width = header.height if orientation in TURNED else header.width
    scale = min(1.0, widest / upright_width, math.sqrt(most_pixels / (header.width * header.height)))
    size = max(1, round(header.width * scale)), max(1, round(header.height * scale))
    if header.kind == "jpeg":
        source.draft(None, (round(size[0] * SPARE), round(size[1] * SPARE)))
    source.load()
    info = dict(source.info)
    factor = int(source.width / (size[0] * SPARE))
    image = reduce_in_strips(source, factor) if factor > 1 else plain_mode(source)
    image = image.resize(size, Image.Resampling.LANCZOS)
    image.info = info
    return image, orientation


def reduce_in_strips(source: Image.Image, factor: int) -> Image.Image:
    """The image reduced by a whole factor in a plain mode; converting it whole would hold it two or three times."""
    small = None
    for top in range(0, source.height, 64 * factor):
        strip = source.crop((0, top, source.width, min(top + 64 * factor, source.height)))
        strip = plain_mode(strip).reduce(factor)
        if small is None:
            small = Image.new(strip.mode, (strip.width, -(-source.height // factor)))
        small.paste(strip, (0, top // factor))
    return small


def plain_mode(image: Image.Image) -> Image.Image:
    """The image as RGB, RGBA or CMYK, whatever it was: palette, gray, 16 bits, one bit."""
    if image.mode in ("RGB", "RGBA", "CMYK") and "transparency" not in image.info:
        return image
    if image.mode.startswith("I"):  # 16 bits of gray; a plain conversion would clip at 255
        image = image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def to_srgb(image: Image.Image) -> Image.Image:
    """RGB or RGBA in sRGB. A profile that can't be used is taken for sRGB, as browsers do."""
    profile_bytes = image.info.get("icc_profile")
    if profile_bytes and len(profile_bytes) <= MOST_PROFILE_BYTES:
        try:
            profile = ImageCms.ImageCmsProfile(io.BytesIO(profile_bytes))
            if "srgb" not in ImageCms.getProfileDescription(profile).casefold():
                target = "RGB" if image.mode == "CMYK" else image.mode
                image = ImageCms.profileToProfile(
                    image, profile, ImageCms.createProfile("sRGB"), ImageCms.Intent.RELATIVE_COLORIMETRIC, target
                )
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError) as error:
            logger.info("A color profile was ignored: %r", error)
    if image.mode == "RGBA" and image.getchannel("A").getextrema()[0] == 255:
        return image.convert("RGB")
    return image if image.mode in ("RGB", "RGBA") else image.convert("RGB")


def read_orientation(exif: bytes) -> int:
    """EXIF tag 0x0112 of the first directory, 1 to 8; 1 (upright) for whatever can't be read.

    Read here, as the library's reader warns about every oddity phones write.
    """
    tiff = exif.removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(order + "I", tiff, 4)
        (entries,) = struct.unpack_from(order + "H", tiff, start)
        for entry in range(entries):
            tag, _kind, _count, value = struct.unpack_from(order + "HHIH", tiff, start + 2 + entry * 12)
            if tag == 0x0112:
                return value if value in ORIENTATIONS else 1
    except struct.error:
        pass
    return 1
