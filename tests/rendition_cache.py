"""Renditions of pictures, encoded once and then read from data/test-renditions by every test process and run.

Encoding those of the demonstration takes half a minute of computing. For tests that need its pictures, not for tests of
how pictures are encoded.
"""

import fcntl
import hashlib
import inspect
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from django.conf import settings
from PIL import Image, features

from center.pictures import renditions, taking
from center.pictures.renditions import Rendition

FOLDER = Path(settings.DATA_DIR) / "test-renditions"


@contextmanager
def encoded_once() -> Iterator[None]:
    """Uploaded pictures get their renditions from the cache meanwhile."""
    with mock.patch.object(taking, "encode", encode):
        yield


def encode(image: Image.Image, *, content: bytes, salt: str, folder: Path | None = None) -> list[Rendition]:
    """As center.pictures.renditions.encode, from the cache if the same image was encoded before in the same way.

    Processes that want the same image wait for the first. What a killed one left unfinished is never read.
    """
    folder = folder or FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / _key(image)
    with open(folder / f"{kept.name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.is_dir():
            _write(renditions.encode(image, content=content, salt=""), kept)
        return _read(kept, stem=renditions.file_stem(content, salt))


def _key(image: Image.Image) -> str:
    """Differs whenever the outcome could: other pixels, other code or settings, other libraries."""
    libraries = [features.version(name) for name in ("pil", "avif", "webp", "jpg", "libjpeg_turbo")]
    recipe = (inspect.getsource(renditions), renditions.WIDTHS, renditions.ENCODERS, libraries, image.mode, image.size)
    return hashlib.sha256(repr(recipe).encode() + image.tobytes()).hexdigest()[:32]


def _write(encoded: list[Rendition], kept: Path) -> None:
    unfinished = Path(tempfile.mkdtemp(dir=kept.parent))
    try:
        for number, rendition in enumerate(encoded):
            name = f"{number:02}-{rendition.width}x{rendition.height}.{rendition.format}"
            (unfinished / name).write_bytes(rendition.content)
        os.rename(unfinished, kept)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _read(kept: Path, *, stem: str) -> list[Rendition]:
    found = []
    for path in sorted(kept.iterdir()):
        width, height = map(int, path.stem.partition("-")[2].split("x"))
        extension = path.suffix.lstrip(".")
        found.append(Rendition(extension, width, height, f"{stem}-{width}.{extension}", path.read_bytes()))
    return found
