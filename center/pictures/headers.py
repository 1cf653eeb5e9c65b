"""Parses image headers before anything is decoded: kind, size, and how much memory decoding would take.

Allow-list of four kinds. The structure of each is checked here, so that no decoder gets a flood of chunks, a hidden
animation or a size that it would have to allocate first.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from center.pictures.refusals import MOST_PIXELS, PictureRefused

# Limit of the longer side divided by the shorter. Longer pictures would fill a phone's screen several times.
MOST_OBLONG = 3

# Memory limits, so that decoding a picture needs no more than tests/center/pictures/test_picture_hostile.py allows;
# `taking.prepare` decodes one at a time. A PNG is decoded at full size, a WebP into two canvases; a JPEG is scaled while
# decoding, unless it has several passes: then libjpeg keeps all coefficients, 2 bytes each.
MOST_PNG_PIXELS = 9_200_000  # A4 at 300 dpi has 8.7 million, with its bleed 9.13
MOST_WEBP_PIXELS = 3_800_000
MOST_JPEG_COEFFICIENTS = 24_000_000
# Decoded in a process of its own (center.pictures.heif), which needs some 9 bytes a pixel. Phones take 12 or 24 million.
MOST_HEIF_PIXELS = 25_000_000

# Phones and editors write at most 10 passes and some tens of segments; each pass takes time for all pixels.
MOST_JPEG_PASSES = 32
MOST_JPEG_SEGMENTS = 2_000
MOST_PNG_CHUNKS = 20_000

# The next marker as libjpeg finds it: stray bytes and 0xFF 0x00 before it are skipped, any number of 0xFF belongs to it.
# Possessive, so that floods of either are read once.
JPEG_MARKER = re.compile(rb"(?:[^\xff]++|\xff++\x00)*+(\xff++)([^\x00])")

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Allow-list; all other chunks (texts, times, animation) are dropped before decoding: a kilobyte of compressed text can
# expand to a gigabyte, and the decoder would warn about chunks that the picture doesn't need.
PNG_CHUNKS_KEPT = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"iCCP"}
JPEG_SEGMENTS_DROPPED = {*range(0xE1, 0xF0), 0xFE} - {0xE2, 0xEE}  # kept: color profile, Adobe's color transform

# Of HEIF: still pictures that HEVC codes, as phones write them, and the others, which are refused.
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1"}
HEIF_SEQUENCES = {b"hevc", b"hevx", b"msf1", b"avis"}
MOST_HEIF_BOXES = 2_000


@dataclass(frozen=True)
class Header:
    """kind is "jpeg", "png", "webp" or "heif"; width and height in pixels as stored, before rotation.

    decodable: the bytes for the decoder, without unneeded segments. exif: removed from them, except for a WebP, whose
    decoder returns it.
    """

    kind: str
    width: int
    height: int
    decodable: bytes
    exif: bytes = b""


def read_header(data: bytes) -> Header:
    """The header by the file's content; its name and declared type are ignored.

    Raises PictureRefused for kinds other than JPEG, PNG, WebP and HEIC, for too many pixels, animations and broken structure.
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
        elif data[4:8] == b"ftyp":
            header = read_heif(data)
        else:
            raise PictureRefused("unknown")
    except (struct.error, IndexError) as error:
        raise PictureRefused("damaged") from error
    long, short = max(header.width, header.height), min(header.width, header.height)
    if long > short * MOST_OBLONG:
        raise PictureRefused("too_long")
    return header


def check_size(width: int, height: int, most_pixels: int = MOST_PIXELS) -> None:
    """Raises PictureRefused for a zero size, for more than 50 megapixels, and for more than `most_pixels`."""
    if not width or not height:
        raise PictureRefused("damaged")
    if width * height > MOST_PIXELS:
        raise PictureRefused("too_many_pixels")
    if width * height > most_pixels:
        raise PictureRefused("too_much_to_decode")


def read_jpeg(data: bytes) -> Header:
    """Parse the segments up to the first pass (ITU T.81, annex B). Bytes between segments are left out, as in browsers."""
    position, size, coefficients, several_passes, exif = 2, None, 0, False, b""
    stream = memoryview(data)
    kept = [stream[:2]]
    for _segment in range(MOST_JPEG_SEGMENTS):
        found = JPEG_MARKER.match(data, position)
        if found is None:
            raise PictureRefused("damaged")
        begin, position, marker = found.start(1), found.start(2), data[found.start(2)]
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
                # Coded data has 0 after each 0xFF, so these two bytes begin a pass, or rarely are metadata.
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
    """The number of coefficients of the whole picture, from the sampling factors of its components."""
    sampling = [(factors >> 4) * (factors & 15) for factors in components[1::3]]
    if not sampling or not all(sampling):
        raise PictureRefused("damaged")
    return pixels * sum(sampling) // max(sampling)


def read_png(data: bytes) -> Header:
    """Parse the chunks and their checksums (PNG, third edition, 5.3); decodable gets only PNG_CHUNKS_KEPT."""
    position, chunks = len(PNG_SIGNATURE), memoryview(data)
    kept = [chunks[:position]]
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
    """The canvas size of a WebP from its first chunk (RFC 9649), since the decoder would allocate it at once."""
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


def read_heif(data: bytes) -> Header:
    """The largest size that the properties of a HEIC's images give (ISO/IEC 23008-12, 6.5.3), before rotation.

    Its tiles and thumbnail have sizes too. What is coded may still be larger: the decoder's process has limits.
    """
    (length,) = struct.unpack_from(">I", data)
    brand, brands = data[8:12], {data[at : at + 4] for at in range(8, min(length, 400), 4)}
    if brand in HEIF_SEQUENCES:
        raise PictureRefused("animated")
    if b"avif" in brands:
        raise PictureRefused("avif")
    if brand not in HEIC_BRANDS:
        raise PictureRefused("unknown")
    begin, end = 0, len(data)
    for kind in (b"meta", b"iprp", b"ipco"):
        begin, end = next(boxes(data, begin, end, kind), (0, 0))
        begin += 4 if kind == b"meta" else 0  # its version and flags
    sizes = [struct.unpack_from(">II", data, at + 4) for at, _end in boxes(data, begin, end, b"ispe")]
    width, height = max(sizes, key=lambda size: size[0] * size[1], default=(0, 0))
    check_size(width, height, MOST_HEIF_PIXELS)
    return Header("heif", width, height, data)


def boxes(data: bytes, begin: int, end: int, kind: bytes) -> Iterator[tuple[int, int]]:
    """Where the contents of the boxes of a kind begin and end, between two positions."""
    for _box in range(MOST_HEIF_BOXES):
        if begin + 8 > end:
            return
        length, found = struct.unpack_from(">I4s", data, begin)
        head = 8
        if length == 1:
            (length,), head = struct.unpack_from(">Q", data, begin + 8), 16
        stop = end if length == 0 else begin + length
        if (length != 0 and length < head) or stop > end:
            raise PictureRefused("damaged")
        if found == kind:
            yield begin + head, stop
        begin = stop
    raise PictureRefused("damaged")
