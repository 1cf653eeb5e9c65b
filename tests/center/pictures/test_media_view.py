"""The view that serves renditions by their exact names, and no other file of the storage."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image

from center.pictures.renditions import ENCODERS, encode, is_whole

NAME = "0123456789abcdef-240.avif"
# Odd width and height, so that lengths inside the files are odd too.
IMAGE = Image.effect_noise((237, 171), 90).convert("RGB")
MADE = {rendition.format: rendition.content for rendition in encode(IMAGE, content=b"", salt="")}
CONTENT = MADE["avif"]


@pytest.fixture
def stored(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    default_storage.save(f"renditions/{NAME}", ContentFile(CONTENT))
    default_storage.save("originals/0123456789abcdef-240.jpg", ContentFile(b"private"))
    return reverse("center:rendition", args=[NAME])


def test_a_rendition_is_served_for_a_year(client, stored):
    response = client.get(stored, headers={"accept-encoding": "gzip, br, zstd"})
    assert stored == f"/media/{NAME}"
    assert response.status_code == 200
    assert response.getvalue() == CONTENT
    assert response["Content-Type"] == "image/avif"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Content-Length"] == str(len(CONTENT))
    assert response["Content-Encoding"] == "identity"
    assert "Set-Cookie" not in response


@pytest.mark.parametrize(("extension", "kind"), [("webp", "image/webp"), ("jpg", "image/jpeg")])
def test_content_type_of_each_format(client, stored, extension, kind):
    default_storage.save(f"renditions/0123456789abcdef-240.{extension}", ContentFile(MADE[extension]))
    response = client.get(stored.replace("avif", extension))
    assert response["Content-Type"] == kind
    assert response.getvalue() == MADE[extension]


@pytest.mark.parametrize("size", [(1, 1), (33, 7), (960, 640)])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_encoded_renditions_are_whole(size, mode):
    image = Image.effect_noise(size, 90).convert(mode)
    if mode == "RGBA":
        image.putalpha(128)
    for rendition in encode(image, content=b"", salt=""):
        file = io.BytesIO(rendition.content)
        assert is_whole(file, rendition.format)
        assert file.tell() == 0


@pytest.mark.parametrize("extension", ENCODERS)
@pytest.mark.parametrize("kept", [0, 1, 7, 8, 11, 12, 40, 0.5, -2, -1])
def test_empty_or_truncated_file_is_not_cacheable(client, stored, extension, kept):
    whole = MADE[extension]
    cut = whole[: int(len(whole) * kept) if isinstance(kept, float) else kept]
    default_storage.save(f"renditions/fedcba9876543210-240.{extension}", ContentFile(cut))
    response = client.get(f"/media/fedcba9876543210-240.{extension}", headers={"if-none-match": "*"})
    assert response.status_code == 404
    assert response["Cache-Control"] == "no-store"
    assert response.content.startswith(b"<svg")


@pytest.mark.parametrize("extension", ENCODERS)
def test_file_of_zeros_is_not_cacheable(client, stored, extension):
    name = f"fedcba9876543210-240.{extension}"
    default_storage.save(f"renditions/{name}", ContentFile(bytes(len(MADE[extension]))))
    assert client.get(f"/media/{name}").status_code == 404


@pytest.mark.django_db
def test_head_and_not_modified(client, stored):
    head = client.head(stored)
    assert head.status_code == 200
    assert head.getvalue() == b""
    head.close()
    for headers in ({"if-none-match": head["ETag"]}, {"if-modified-since": head["Last-Modified"]}):
        response = client.get(stored, headers=headers)
        assert response.status_code == 304
        assert response.content == b""
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get(stored, headers={"if-none-match": '"another"'}).getvalue() == CONTENT


@pytest.mark.django_db
def test_no_query(client, stored, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(stored).close()


def test_read_only(client, stored):
    assert client.post(stored).status_code == 405
    assert client.delete(stored).status_code == 405


@pytest.mark.parametrize(
    "name",
    [
        "fedcba9876543210-240.avif",  # well formed, but missing
        "0123456789abcdef-240.jpg",  # exists among the originals only
        "0123456789ABCDEF-240.avif",
        "0123456789abcdef-240.avif%0A",
        "0123456789abcdef-240.avif%00",
        "0123456789abcdef-024.avif",
        "0123456789abcdef-24000.avif",
        "0123456789abcdef-๒๔๐.avif",
        "0123456789abcdef-240.svg",
        "..%2Foriginals%2F0123456789abcdef-240.jpg",
        "../originals/0123456789abcdef-240.jpg",
        "..%5C..%5Cmanage.py",
        "originals/0123456789abcdef-240.jpg",
        "%2Fetc%2Fpasswd",
        "%FF%FE",
        "%F0%9F%A5%AD",
        "ก" * 90,
        "a" * 260,
        "a" * 5000,
        "%2e%2e",
        "~",
        "con",
    ],
)
@pytest.mark.django_db
@pytest.mark.ignore_template_errors  # the site's 404 page is tested elsewhere
def test_every_other_name_is_missing(client, stored, name):
    response = client.get("/media/" + name)
    assert response.status_code == 404
    assert b"private" not in response.content


def test_missing_rendition_shows_the_placeholder(client, stored):
    response = client.get("/media/fedcba9876543210-240.avif")
    assert response.status_code == 404
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Cache-Control"] == "no-store"
    assert response.content.startswith(b"<svg")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
