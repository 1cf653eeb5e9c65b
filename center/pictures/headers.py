"""What a file says of itself, read before anything is decoded: kind, size and how much memory decoding would take.

Only three kinds come in. Each is walked in its own structure, so that a decoder never meets a flood of chunks, a
hidden animation or a size it would have to allocate first.
"""

import struct
import zlib
from dataclasses import dataclass

from center.pictures.refusals import MOST_PIXELS, PictureRefused

# The longer side over the shorter. Taller ones would fill a phone's screen several times over.
MOST_OBLONG = 3

# What a decoder holds besides the pixels we see, kept so that one picture adds no more to the process than
# tests/center/pictures/test_picture_hostile.py allows; `taking.prepare` decodes one at a time. A PNG is decoded whole, a
# WebP twice over into canvases of its own; a JPEG is scaled while decoding, unless it comes in several passes: then
# libjpeg keeps every coefficient, 2 bytes each.
MOST_PNG_PIXELS = 8_300_000
MOST_WEBP_PIXELS = 3_800_000
MOST_JPEG_COEFFICIENTS = 24_000_000

# Phones and editors write 10 passes and some tens of segments; each further pass costs a walk over all pixels.
MOST_JPEG_PASSES = 32
MOST_JPEG_SEGMENTS = 2_000
MOST_PNG_CHUNKS = 20_000

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Everything else (texts, times, animation) is dropped before the decoder sees it: a kilobyte of compressed text can
# unpack to a gigabyte, and the decoder would read, and complain of, much that the picture doesn't need.
PNG_CHUNKS_KEPT = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"iCCP"}
JPEG_SEGMENTS_DROPPED = {*range(0xE1, 0xF0), 0xFE} - {0xE2, 0xEE}  # but color profile and Adobe's color transform

HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}


@dataclass(frozen=True)
class Header:
    """kind is "jpeg", "png" or "webp"; width and height in pixels as stored, before any turning.

    decodable are the bytes to hand to the decoder: the file without what nobody needs. exif is taken out of it, except
    from a WebP, whose decoder tells it.
    """

    kind: str
    width: int
    height: int
    decodable: bytes
    exif: bytes = b""


def read_header(data: bytes) -> Header:
    """What the file is, by its content alone: names and declared types are never asked.

    Raises PictureRefused for every kind but JPEG, PNG and WebP, for too many pixels, animations and broken structure.
    """
    if not data:
        raise PictureRefused("empty")
    try:
        if data.startswith(b"\xff\xd8\xff"):
            header = read_jpeg(data)
        elif data.startswith(PNG_SIGNATURE):
            header = read_png(data)
        elif data.startswith(b"RIFF") and data[8:12] == b"WEBP":
            header = read_webp(data)
        elif data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS:
            raise PictureRefused("heic")
        else:
            raise PictureRefused("unknown")
    except (struct.error, IndexError) as error:
        raise PictureRefused("damaged") from error
    long, short = max(header.width, header.height), min(header.width, header.height)
    if long > short * MOST_OBLONG:
        raise PictureRefused("too_long")
    return header


def check_size(width: int, height: int, most_pixels: int = MOST_PIXELS) -> None:
    """Raises PictureRefused for an empty size, for more than 50 megapixels, and for more than this kind may have."""
    if not width or not height:
        raise PictureRefused("damaged")
    if width * height > MOST_PIXELS:
        raise PictureRefused("too_many_pixels")
    if width * height > most_pixels:
        raise PictureRefused("too_much_to_decode")


def read_jpeg(data: bytes) -> Header:
    """Walk the segments up to the first pass (ITU T.81, annex B); anything between segments but fill is damage."""
    position, size, coefficients, several_passes, exif = 2, None, 0, False, b""
    kept, stream = [data[:2]], memoryview(data)
    for _segment in range(MOST_JPEG_SEGMENTS):
        if data[position] != 0xFF:
            raise PictureRefused("damaged")
        begin = position
        while data[position] == 0xFF:
            position += 1
        marker = data[position]
        (length,) = struct.unpack_from(">H", data, position + 1)
        body = data[position + 3 : position + 1 + length]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):  # the frame: its size and components
            if size is not None:
                raise PictureRefused("damaged")
            height, width, components = struct.unpack_from(">HHB", body, 1)
            size = (width, height)
            check_size(width, height)
            coefficients = count_coefficients(body[6 : 6 + 3 * components], width * height)
            several_passes = marker not in (0xC0, 0xC1)
        elif marker == 0xDA:
            if size is None:
                raise PictureRefused("damaged")
            if several_passes or body[0] < components:
                if coefficients > MOST_JPEG_COEFFICIENTS:
                    raise PictureRefused("too_much_to_decode")
                # Inside coded data 0xFF is always followed by 0, so these two bytes are passes, or rarely metadata.
                if data.count(b"\xff\xda", position) > MOST_JPEG_PASSES:
                    raise PictureRefused("damaged")
            kept.append(stream[begin:])
            return Header("jpeg", *size, b"".join(kept), exif)
        if marker == 0xE1 and body.startswith(b"Exif\0\0"):
            exif = exif or body
        position += 1 + length
        if marker not in JPEG_SEGMENTS_DROPPED:
            kept.append(stream[begin:position])
    raise PictureRefused("damaged")


def count_coefficients(components: bytes, pixels: int) -> int:
    """How many coefficients the whole picture has, from the sampling factors of its components."""
    sampling = [(factors >> 4) * (factors & 15) for factors in components[1::3]]
    if not sampling or not all(sampling):
        raise PictureRefused("damaged")
    return pixels * sum(sampling) // max(sampling)


def read_png(data: bytes) -> Header:
    """Walk the chunks with their checksums (PNG, third edition, 5.3); what nobody needs is left out of decodable."""
    kept, position, chunks = [PNG_SIGNATURE], len(PNG_SIGNATURE), memoryview(data)
    width, height, exif = 0, 0, b""
    for index in range(MOST_PNG_CHUNKS):
        length, kind = struct.unpack_from(">I4s", data, position)
        end = position + 12 + length
        if end > len(data) or (index == 0) != (kind == b"IHDR"):
            raise PictureRefused("damaged")
        if kind == b"IHDR":
            width, height = struct.unpack_from(">II", data, position + 8)
            check_size(width, height, MOST_PNG_PIXELS)
        if kind == b"acTL" and struct.unpack_from(">I", data, position + 8)[0] > 1:
            raise PictureRefused("animated")
        if kind == b"eXIf":
            exif = data[position + 8 : end - 4]
        if kind in PNG_CHUNKS_KEPT:
            if zlib.crc32(chunks[position + 4 : end - 4]) != struct.unpack_from(">I", data, end - 4)[0]:
                raise PictureRefused("damaged")
            kept.append(chunks[position:end])
        if kind == b"IEND":
            return Header("png", width, height, b"".join(kept), exif)
        position = end
    raise PictureRefused("damaged")


def read_webp(data: bytes) -> Header:
    """The canvas of a WebP from its first chunk (RFC 9649): the decoder would allocate it before anybody could look."""
    kind = data[12:16]
    if kind == b"VP8X":
        if data[20] & 0b10:
            raise PictureRefused("animated")
        width = int.from_bytes(data[24:27], "little") + 1
        height = int.from_bytes(data[27:30], "little") + 1
    elif kind == b"VP8L" and data[20] == 0x2F:
        (bits,) = struct.unpack_from("<I", data, 21)
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", data, 26))
    else:
        raise PictureRefused("damaged")
    check_size(width, height, MOST_WEBP_PIXELS)
    return Header("webp", width, height, data)
