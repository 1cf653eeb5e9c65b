"""HEIC, as phones write it: decoded in a process of its own."""

import io
import os
import subprocess

import pillow_heif
import pytest
from django.core.files.base import ContentFile
from PIL import Image

from center.pictures import heif
from center.pictures.headers import read_header
from center.pictures.refusals import PictureRefused
from center.pictures.taking import prepare, take_in

RED, BLUE = (200, 30, 30), (30, 60, 200)


def heic(size=(64, 48), orientation=1) -> bytes:
    """Red at the left, blue at the right; the orientation as phones write it, in EXIF and as a rotation of the file."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, size[0], size[1]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Secret phone maker"
    written = io.BytesIO()
    pillow_heif.from_pillow(image).save(written, quality=90, exif=exif.tobytes())
    return written.getvalue()


def near(pixel, color) -> bool:
    return all(abs(value - other) < 40 for value, other in zip(pixel, color, strict=True))


@pytest.mark.parametrize(
    ("orientation", "size", "ends"), [(1, (64, 48), (RED, BLUE)), (3, (64, 48), (BLUE, RED)), (6, (48, 64), None)]
)
def test_a_photo_of_a_phone_becomes_upright_renditions_without_metadata(settings, tmp_path, orientation, size, ends):
    settings.MEDIA_ROOT = tmp_path
    taken = take_in(file=ContentFile(heic(orientation=orientation), "IMG_0001.HEIC"))
    assert (taken.width, taken.height) == size
    assert taken.original.endswith(".heic")
    assert {row["format"] for row in taken.renditions} == {"avif", "webp", "jpg"}
    for path in (tmp_path / "renditions").iterdir():
        assert b"Secret phone maker" not in path.read_bytes()
        with Image.open(path) as image:
            assert image.size == size
            if ends:
                left, right = (image.convert("RGB").getpixel((x, 24)) for x in (8, 56))
                assert near(left, ends[0]) and near(right, ends[1])
            else:  # turned a quarter: what was left is above
                above, below = (image.convert("RGB").getpixel((24, y)) for y in (8, 56))
                assert near(above, RED) and near(below, BLUE)


def test_a_large_one_is_reduced_by_the_process():
    data = heic((1200, 900))
    image, width, height = heif.decode(data, widest=300, most_pixels=10**6)
    assert (image.size, width, height) == ((300, 225), 1200, 900)
    assert (read_header(data).width, read_header(data).height) == (1200, 900)


def test_a_decoder_that_takes_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr(heif, "SECONDS", 0.001)
    with pytest.raises(PictureRefused) as refusal:
        prepare(file=ContentFile(heic()))
    assert refusal.value.code == "damaged"


def test_the_process_has_a_limit_of_memory():
    """Run with a limit below what it needs, as it sets it itself."""
    program = (
        "import sys; from center.pictures import heif_process as process; sys.argv = ['', '960', '1000000'];"
        "process.MOST_MEMORY = 30 * process.MEGABYTE; process.main()"
    )
    data = heic((2000, 1500))
    answer = subprocess.run([heif.sys.executable, "-c", program], input=data, capture_output=True, cwd=heif.ROOT)
    assert answer.returncode != 0
    assert not answer.stdout
    assert prepare(file=ContentFile(data)).width == 2000


def test_the_process_sees_no_secret(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "a-secret-of-the-portal")
    given = {}
    run = subprocess.run

    def watched(command, **options):
        given.update(options["env"])
        return run(command, **options)

    monkeypatch.setattr(heif.subprocess, "run", watched)
    prepare(file=ContentFile(heic()))
    assert set(given) == {"PATH"}
    assert given["PATH"] == os.environ["PATH"]
