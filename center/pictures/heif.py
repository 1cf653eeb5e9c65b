"""Decodes HEIC in a process of its own: its decoder is a large C library, so it gets limits that ours don't need.

The process has a limit of memory and of seconds, no environment and nothing but the file on its standard input; whatever
happens to it, the picture is refused as damaged.
"""

import logging
import os
import struct
import subprocess
import sys
from pathlib import Path

from PIL import Image

from center.pictures.refusals import PictureRefused

logger = logging.getLogger(__name__)

SECONDS = 20
ROOT = Path(__file__).resolve().parents[2]
# What the process answers: mode, width and height of the image, of the original; then the image's pixels.
ANSWER = struct.Struct(">4sIIII")


def decode(data: bytes, *, widest: int, most_pixels: int) -> tuple[Image.Image, int, int]:
    """As center.pictures.decoding.decode(). Takes the time of starting Python, about a third of a second, besides."""
    command = [sys.executable, "-m", "center.pictures.heif_process", str(widest), str(most_pixels)]
    environment = {"PATH": os.environ.get("PATH", os.defpath)}
    try:
        answer = subprocess.run(  # noqa: S603  # our own module, with two numbers
            command, input=data, capture_output=True, timeout=SECONDS, check=True, cwd=ROOT, env=environment
        ).stdout
        mode, width, height, full_width, full_height = ANSWER.unpack_from(answer)
        image = Image.frombytes(mode.rstrip(b"\0").decode(), (width, height), answer[ANSWER.size :])
    except subprocess.CalledProcessError as error:
        logger.info("A HEIC could not be decoded: %s", error.stderr.decode(errors="replace")[-300:])
        raise PictureRefused("damaged") from error
    except (subprocess.TimeoutExpired, struct.error, ValueError) as error:
        logger.info("A HEIC could not be decoded: %r", error)
        raise PictureRefused("damaged") from error
    return image, full_width, full_height
