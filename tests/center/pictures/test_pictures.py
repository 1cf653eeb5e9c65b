"""Processing pictures, their stored files and rows, their HTML and their forms."""

import io
import re
import struct
import time
import zlib
from concurrent.futures import ThreadPoolExecutor

import brotli
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import modelform_factory
from django.template import Context, Template
from django.utils import translation
from PIL import Image, ImageCms

from catalog.products.models import ProductPicture
from center.pictures import decoding, taking
from center.pictures.forms import PictureField, PictureForm, PictureInput
from center.pictures.markup import picture_html
from center.pictures.refusals import PictureRefused
from center.pictures.renditions import FOLDER, NAME, SAND, WIDTHS, widths_for
from center.pictures.taking import file_names, prepare, remove_files, replace_file, take_in

RED, BLUE = (200, 30, 30), (30, 60, 200)
EVERY_FORMAT = {"avif", "webp", "jpg"}


@pytest.fixture(autouse=True)
def empty_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def stored_files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def picture_bytes(size=(400, 300), color=BLUE, file_format="JPEG", mode="RGB", **options):
    written = io.BytesIO()
    Image.new(mode, size, color).save(written, file_format, **options)
    return written.getvalue()


def exif(orientation=1, *, gps=False):
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x010F] = "Secret phone maker"
    if gps:
        data.get_ifd(0x8825)[2] = (13.0, 43.0, 12.0)
        data.get_ifd(0x8825)[1] = "N"
    return data.tobytes()


def rendition(taken, extension, width=None):
    """The decoded rendition of a format, by default the widest."""
    rows = [row for row in taken.renditions if row["format"] == extension and width in (None, row["width"])]
    with default_storage.open(FOLDER + rows[-1]["name"]) as file:
        image = Image.open(io.BytesIO(file.read()))
    image.load()
    return image


def near(pixel, color, tolerance=24):
    return all(abs(a - b) <= tolerance for a, b in zip(pixel, color, strict=False))


def take(content):
    return take_in(file=ContentFile(content))


# Orientation: the same upright picture, red in its upper left corner, stored in each of the eight orientations.
AS_STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_becomes_upright(orientation, file_format):
    upright = Image.new("RGB", (1200, 900), BLUE)
    upright.paste(RED, (0, 0, 400, 300))
    turn = AS_STORED[orientation]
    lying = upright.transpose(turn) if turn is not None else upright
    written = io.BytesIO()
    lying.save(written, file_format, exif=exif(orientation))

    taken = take(written.getvalue())

    assert (taken.width, taken.height) == (1200, 900)
    for extension in EVERY_FORMAT:
        image = rendition(taken, extension).convert("RGB")
        assert image.size == (960, 720)
        assert near(image.getpixel((100, 100)), RED)
        for corner in ((860, 100), (100, 620), (860, 620)):
            assert near(image.getpixel(corner), BLUE)


def test_orientation_after_the_pixels_of_a_png_is_read():
    plain = picture_bytes((400, 200), file_format="PNG")
    body = exif(6).removeprefix(b"Exif\0\0")
    chunk = struct.pack(">I", len(body)) + b"eXIf" + body + struct.pack(">I", zlib.crc32(b"eXIf" + body))
    taken = take(plain[:-12] + chunk + plain[-12:])
    assert (taken.width, taken.height) == (200, 400)


@pytest.mark.parametrize(
    "junk", [b"", b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff"]
)
def test_broken_exif_means_upright(junk):
    taken = take(picture_bytes(exif=junk))
    assert (taken.width, taken.height) == (400, 300)


@pytest.mark.parametrize("order", [">", "<"])
def test_an_orientation_written_as_a_long_is_read(order):
    """Its value takes four bytes, so that a big-endian one has it in the last two."""
    mark = b"MM" if order == ">" else b"II"
    entry = struct.pack(order + "HHII", 0x0112, 4, 1, 6)
    body = mark + struct.pack(order + "HIH", 42, 8, 1) + entry + bytes(4)
    taken = take(picture_bytes((400, 300), exif=b"Exif\0\0" + body))
    assert (taken.width, taken.height) == (300, 400)


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("stray", [b"\0\0\0", b"\xff\0stray", b"\xff\xff\0"])
def test_stray_bytes_between_the_segments_of_a_jpeg_are_skipped(stray, progressive):
    content = picture_bytes((400, 300), progressive=progressive)
    (length,) = struct.unpack_from(">H", content, 4)
    first_end = 4 + length
    taken = take(content[:first_end] + stray + content[first_end:])
    assert (taken.width, taken.height) == (400, 300)
    assert near(rendition(taken, "jpg").getpixel((200, 150)), BLUE)


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_without_its_end_marker_is_taken(progressive):
    written = io.BytesIO()
    Image.effect_noise((640, 480), 90).convert("RGB").save(written, "JPEG", progressive=progressive)
    whole = written.getvalue()
    assert whole.endswith(b"\xff\xd9")
    assert rendition(take(whole[:-2]), "jpg").tobytes() == rendition(take(whole), "jpg").tobytes()


def test_a_poster_of_a4_at_300_dpi_is_taken_as_png():
    assert take(picture_bytes((2480, 3508), file_format="PNG", compress_level=1)).height == 3508


def test_renditions_have_no_metadata():
    photo = picture_bytes(
        exif=exif(gps=True),
        comment=b"my house",
        icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    )
    assert b"Secret phone maker" in photo
    taken = take(photo)
    for row in taken.renditions:
        with default_storage.open(FOLDER + row["name"]) as file:
            content = file.read()
        for private in (b"Secret", b"Exif", b"my house", b"ICC_PROFILE", b"ICCP"):
            assert private not in content
        assert dict(Image.open(io.BytesIO(content)).getexif()) == {}


def test_stored_values():
    photo = picture_bytes((1000, 500))
    taken = take(photo)

    assert re.fullmatch(r"originals/[0-9a-f-]{36}\.jpg", taken.original)
    with default_storage.open(taken.original) as file:
        assert file.read() == photo
    assert len({row["name"].partition("-")[0] for row in taken.renditions}) == 1
    for row in taken.renditions:
        assert NAME.fullmatch(row["name"])
        assert default_storage.size(FOLDER + row["name"]) == row["bytes"]
        assert rendition(taken, row["format"], row["width"]).size == (row["width"], row["height"])
    assert {row["format"] for row in taken.renditions} == EVERY_FORMAT


def test_same_photo_twice_shares_no_file(empty_storage):
    photo = picture_bytes((240, 180))
    first, second = take(photo), take(photo)
    assert not {row["name"] for row in first.renditions} & {row["name"] for row in second.renditions}
    assert len(stored_files(empty_storage)) == 2 * (1 + 3)


@pytest.mark.parametrize(
    ("widest", "widths"),
    [
        (1, [1]),
        (120, [120]),
        (240, [240]),
        (250, [250]),
        (300, [240, 300]),
        (500, [240, 360, 500]),
        (960, list(WIDTHS)),
    ],
)
def test_no_rendition_is_wider_than_its_original(widest, widths):
    assert widths_for(widest) == widths
    taken = take(picture_bytes((widest, max(1, widest // 2))))
    assert [row["width"] for row in taken.renditions if row["format"] == "avif"] == widths


def test_tall_picture_is_limited_to_the_area_of_a_photo():
    taken = take(picture_bytes((1500, 4000)))
    widest = max(taken.renditions, key=lambda row: row["width"])
    assert widest["width"] * widest["height"] <= 960 * 1280 * 1.01
    assert (taken.width, taken.height) == (1500, 4000)


def test_widths_suit_rows_cards_and_the_product_page():
    """CSS pixels x density -> the rendition a browser takes: the first with at least as many pixels."""

    def taken_for(slot, density):
        return next(width for width in WIDTHS if width >= slot * density * 0.9)

    assert [taken_for(112, density) for density in (1, 2, 3)] == [240, 240, 360]
    assert [taken_for(288, density) for density in (1, 2)] == [360, 720]
    assert [taken_for(328, 2), taken_for(328, 3), taken_for(640, 1)] == [720, 960, 720]


# Inputs in every mode


@pytest.mark.parametrize(
    ("mode", "color", "file_format", "expected"),
    [
        ("1", 1, "PNG", (255, 255, 255)),
        ("L", 120, "PNG", (120, 120, 120)),
        ("L", 120, "JPEG", (120, 120, 120)),
        ("I;16", 120 * 257, "PNG", (120, 120, 120)),
        ("P", 0, "PNG", (0, 0, 0)),
        ("LA", (120, 255), "PNG", (120, 120, 120)),
        ("RGBA", (*RED, 255), "PNG", RED),
        ("CMYK", (0, 255, 255, 0), "JPEG", (254, 0, 0)),
    ],
)
def test_every_color_mode_is_converted(mode, color, file_format, expected):
    for size in ((400, 300), (2600, 1900)):  # unreduced, and reduced in strips
        taken = take(picture_bytes(size, color, file_format, mode))
        assert near(rendition(taken, "jpg").getpixel((50, 50)), expected)
        assert rendition(taken, "avif").mode == "RGB"


@pytest.mark.parametrize("size", [(400, 300), (2600, 1900)])
def test_transparency_is_kept_or_replaced_by_sand_in_jpeg(size):
    taken = take(picture_bytes(size, (0, 0, 0, 0), "PNG", "RGBA"))
    assert near(rendition(taken, "jpg").getpixel((50, 50)), SAND, 4)
    assert rendition(taken, "webp").getpixel((50, 50))[3] == 0
    assert rendition(taken, "avif").getpixel((50, 50))[3] == 0


def test_palette_with_transparency():
    image = Image.new("P", (300, 200), 1)
    image.putpalette([0, 0, 0, *RED])
    written = io.BytesIO()
    image.save(written, "PNG", transparency=1)
    assert near(rendition(take(written.getvalue()), "jpg").getpixel((50, 50)), SAND, 4)


def profile_with_red_for_blue():
    """A color profile like sRGB with red and blue exchanged, under another name."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for old, new in ((b"rXYZ", b"????"), (b"bXYZ", b"rXYZ"), (b"????", b"bXYZ"), (b"\0s\0R\0G\0B", b"\0x\0X\0X\0X")):
        assert old in profile
        profile = profile.replace(old, new)
    return profile


def test_other_color_spaces_become_srgb_and_broken_profiles_are_ignored():
    assert near(rendition(take(picture_bytes(icc_profile=b"no profile")), "jpg").getpixel((50, 50)), BLUE)
    red, _green, blue = rendition(take(picture_bytes(icc_profile=profile_with_red_for_blue())), "jpg").getpixel(
        (50, 50)
    )
    assert red > blue + 50


# Storing


def test_failing_storage_leaves_no_files(empty_storage, monkeypatch):
    saved, save = [], default_storage.save

    def full_disk(name, content, **options):
        if len(saved) == 4:
            raise OSError("No space left on device")
        saved.append(name)
        return save(name, content, **options)

    monkeypatch.setattr(default_storage, "save", full_disk)
    with pytest.raises(OSError, match="No space"):
        take(picture_bytes())
    assert len(saved) == 4
    assert stored_files(empty_storage) == []


@pytest.mark.django_db(transaction=True)
def test_replaced_file_is_removed_and_refused_one_changes_nothing(empty_storage):
    picture = ProductPicture(alt_th="ขนม")
    replace_file(picture=picture, file=ContentFile(picture_bytes()))
    before = file_names(picture)
    assert len(before) == len(stored_files(empty_storage)) == 1 + 3 * 3

    with pytest.raises(PictureRefused):
        replace_file(picture=picture, file=ContentFile(b"no picture"))
    assert file_names(picture) == before

    replace_file(picture=picture, file=ContentFile(picture_bytes(color=RED)))
    assert not set(file_names(picture)) & set(before)
    assert len(stored_files(empty_storage)) == 1 + 3 * 3

    remove_files(names=file_names(picture))
    remove_files(names=file_names(picture))
    assert stored_files(empty_storage) == []


# The model


def made_picture(**fields):
    rows = [
        {
            "format": extension,
            "width": width,
            "height": width // 2,
            "name": f"{'ab' * 8}-{width}.{extension}",
            "bytes": 9,
        }
        for width in WIDTHS
        for extension in ("avif", "webp", "jpg")
    ]
    return ProductPicture(**({"alt_th": "ขนมเปี๊ยะ", "width": 2000, "height": 1000, "renditions": rows} | fields))


def test_alt_follows_the_language():
    picture = made_picture(alt_en="Flaky pastry")
    assert picture.alt == str(picture) == "ขนมเปี๊ยะ"
    with translation.override("en"):
        assert picture.alt == "Flaky pastry"
        assert made_picture().alt == "ขนมเปี๊ยะ"
    assert made_picture(decorative=True).alt == ""


@pytest.mark.django_db
def test_constraint_requires_alt_text_or_decorative():
    (constraint,) = [
        constraint for constraint in ProductPicture._meta.constraints if constraint.name.endswith("alt_or_decorative")
    ]
    assert constraint.name == "catalog_productpicture_alt_or_decorative"
    silent = made_picture(alt_th="")
    with pytest.raises(ValidationError):
        silent.validate_constraints(exclude={"product"})
    made_picture(alt_th="", decorative=True).validate_constraints(exclude={"product"})


# The HTML


def render(source, **context):
    return Template("{% load pictures %}" + source).render(Context(context))


def test_markup_of_a_card():
    html = render('{% picture pic sizes="(min-width: 620px) 18rem, 7rem" most=720 css="thumb" %}', pic=made_picture())
    sources = re.findall(r'<source type=(\S+) srcset="([^"]+)" sizes="\(min-width: 620px\) 18rem, 7rem">', html)
    assert [kind for kind, _srcset in sources] == ["image/avif", "image/webp"]
    assert sources[0][1] == ",".join(f"/media/abababababababab-{width}.avif {width}w" for width in (240, 360, 720))
    assert 'src="/media/abababababababab-360.jpg" width="720" height="360" alt="ขนมเปี๊ยะ"' in html
    assert " loading=lazy decoding=async" in html
    assert 'class="thumb"' in html
    assert "style=" not in html


def test_markup_of_the_first_picture_and_of_a_jpeg_alone():
    html = picture_html(made_picture(), lazy=False, formats="")
    assert "fetchpriority=high" in html
    assert "lazy" not in html
    assert "<source" not in html
    assert "-960.jpg 960w" in html


def test_a_preloaded_picture_is_the_one_that_the_page_shows():
    picture, sizes = made_picture(), "(min-width: 820px) 34rem, 100vw"
    link = render("{% preload_picture pic sizes=sizes %}", pic=picture, sizes=sizes)
    of_link = re.search(r'imagesrcset="([^"]+)" imagesizes="([^"]+)"', link).groups()
    shown = picture_html(picture, sizes=sizes, lazy=False)
    assert re.search(r'<source type=image/avif srcset="([^"]+)" sizes="([^"]+)"', shown).groups() == of_link
    assert "type=image/avif" in link


@pytest.mark.parametrize("missing", ["avif", "jpg"])
def test_what_the_page_does_not_show_is_not_preloaded(missing):
    picture = made_picture()
    picture.renditions = [row for row in picture.renditions if row["format"] != missing]
    assert render("{% preload_picture pic sizes='100vw' %}", pic=picture) == ""
    assert render("{% preload_picture pic sizes='100vw' %}", pic=None) == ""


def test_alt_is_escaped_and_empty_for_decoration():
    assert 'alt="&quot;&gt;&lt;script&gt;"' in picture_html(made_picture(alt_th='"><script>'))
    assert 'alt=""' in picture_html(made_picture(decorative=True))


def test_thai_alt_text_on_an_english_page_has_lang():
    with translation.override("en"):
        assert 'lang="th"' in picture_html(made_picture())
        assert "lang=" not in picture_html(made_picture(alt_en="Pastry"))
        assert "lang=" not in picture_html(made_picture(decorative=True))
    assert "lang=" not in picture_html(made_picture())


@pytest.mark.parametrize(
    "renditions",
    [
        None, [], {}, "text", 7, [None], [[]], [{}], [{"name": 5}],
        [{"name": "../../originals/x.jpg", "format": "jpg", "width": 9, "height": 9}],
        [{"name": f"{'ab' * 8}-240.jpg", "format": "jpg", "width": "9", "height": 9}],
        [{"name": f"{'ab' * 8}-240.jpg", "format": "jpg", "width": True, "height": 9}],
        [{"name": f"{'ab' * 8}-240.jpg", "format": "webp", "width": 9, "height": 9}],
        [{"name": f"{'ab' * 8}-240.avif", "format": "avif", "width": 9, "height": 9}],
    ],
)  # fmt: skip
def test_broken_rows_show_the_placeholder(renditions):
    html = render("{% picture pic %}", pic=made_picture(renditions=renditions))
    assert html.startswith('<img src="/static/img/placeholder.svg" width="320" height="240" alt=""')


def test_no_picture_shows_the_placeholder():
    assert "placeholder.svg" in render("{% picture pic lazy=False %}", pic=None)


@pytest.mark.django_db
def test_a_picture_costs_no_query(django_assert_num_queries):
    picture = made_picture()
    with django_assert_num_queries(0):
        assert "<picture>" in render("{% picture pic %}", pic=picture)


def test_24_cards_stay_small():
    cards = ""
    for number in range(24):
        picture = made_picture(alt_th=f"สินค้า {number}")
        for row in picture.renditions:
            row["name"] = f"{zlib.crc32(bytes([number])):08x}" * 2 + "-" + row["name"].partition("-")[2]
        cards += picture_html(picture, sizes="(min-width: 620px) 18rem, 7rem", most=720)
    assert len(brotli.compress(cards.encode(), quality=5)) < 1000


# The forms

Form = modelform_factory(ProductPicture, PictureForm, fields=["alt_th", "alt_en", "decorative"])


def upload(content=None, name="DCIM ภาพของฉัน.jpg"):
    return {"upload": SimpleUploadedFile(name, picture_bytes() if content is None else content, "text/html")}


@pytest.mark.django_db
def test_form_stores_a_picture_without_its_name(empty_storage):
    form = Form({"alt_th": "ขนม"}, upload())
    assert form.is_valid(), form.errors
    assert stored_files(empty_storage) == []
    picture = form.save(commit=False)
    assert (picture.width, picture.height) == (400, 300)
    assert not [path for path in stored_files(empty_storage) if "DCIM" in path.name]
    assert len(stored_files(empty_storage)) == 1 + 3 * 3


@pytest.mark.django_db
def test_form_shows_the_refusal_at_its_field_in_thai(empty_storage):
    form = Form({"alt_th": "ขนม"}, upload(b"<svg xmlns='http://www.w3.org/2000/svg'/>"))
    assert not form.is_valid()
    assert form.errors == {"upload": ["ไฟล์นี้ไม่ใช่รูปที่ใช้ได้ กรุณาส่งรูปชนิด JPEG, HEIC, PNG หรือ WebP"]}
    assert stored_files(empty_storage) == []


def test_empty_upload_is_refused_with_its_reason():
    with pytest.raises(PictureRefused) as refusal:
        PictureField().clean(SimpleUploadedFile("x.jpg", b""))
    assert refusal.value.code == "empty"


@pytest.mark.django_db
def test_form_requires_a_file_once_and_alt_text_always():
    assert set(Form({"alt_th": "ขนม"}).errors) == {"upload"}
    assert set(Form({}, upload()).errors) == {"alt_th"}
    assert Form({"decorative": "on"}, upload()).is_valid()
    assert Form({"alt_th": "ขนม"}, instance=made_picture(original="originals/x.jpg")).is_valid()


def test_file_input_offers_the_kinds_that_are_taken():
    assert 'accept="image/jpeg,image/png,image/webp,image/heic,image/heif"' in PictureInput().render("upload", None)


def test_prepare_stores_nothing(empty_storage):
    assert prepare(file=ContentFile(picture_bytes())).width == 400
    assert stored_files(empty_storage) == []


def test_two_uploads_are_decoded_one_after_the_other(monkeypatch):
    at_once, most = [], []

    def decode(*args, **kwargs):
        at_once.append(1)
        most.append(len(at_once))
        time.sleep(0.1)
        at_once.pop()
        return decoding.decode(*args, **kwargs)

    monkeypatch.setattr(taking, "decode", decode)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: prepare(file=ContentFile(picture_bytes())), range(4)))
    assert most == [1] * 4
