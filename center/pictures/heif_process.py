"""The process that decodes one HEIC: from standard input to standard output (center.pictures.heif)."""

import io
import resource
import sys

import pillow_heif
from PIL.ImageFile import ImageFile

from center.pictures.decoding import shrink, target_size, to_srgb
from center.pictures.headers import MOST_HEIF_PIXELS
from center.pictures.heif import ANSWER, SECONDS

MEGABYTE = 1024 * 1024
# 25 megapixels need about 230 MB.
MOST_MEMORY = 420 * MEGABYTE


def main() -> None:
    """Write the image as center.pictures.heif reads it. Fails with a traceback for whatever can't be decoded."""
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pillow_heif.options.DECODE_THREADS = 1
    pillow_heif.options.THUMBNAILS = pillow_heif.options.DEPTH_IMAGES = pillow_heif.options.AUX_IMAGES = False
    widest, most_pixels = int(sys.argv[1]), int(sys.argv[2])
    # It is turned upright by the file's own rotation, which replaces that of EXIF.
    source: ImageFile = pillow_heif.HeifImageFile(io.BytesIO(sys.stdin.buffer.read()))  # type: ignore[no-untyped-call]
    full_width, full_height = source.size
    if full_width * full_height > MOST_HEIF_PIXELS:
        raise ValueError("larger than its header says")
    source.load()
    size = target_size(full_width, full_height, full_width, widest, most_pixels)
    image = to_srgb(shrink(source, size))
    sys.stdout.buffer.write(ANSWER.pack(image.mode.encode(), *image.size, full_width, full_height))
    sys.stdout.buffer.write(image.tobytes())


if __name__ == "__main__":
    main()
