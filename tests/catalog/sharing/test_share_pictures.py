"""Share pictures for LINE and Facebook: layout, readable QR code, drawn once per content, robust against failures."""

import io
import re
import threading
from collections import Counter
from dataclasses import replace

import pytest
import zxingcpp
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import override_settings
from django.utils import translation
from PIL import Image, ImageChops, ImageDraw

from catalog.products.models import Product, ProductPicture
from catalog.sharing import cards, drawing, pictures
from catalog.sharing.drawing import SHAPES, SQUARE, WIDE, Texts, compose, draw, framed
from center.drawing import lettering
from center.drawing.canvas import baseline
from center.pictures.taking import replace_file
from center.recycle_bin.deletions import delete_with_return
from center.recycle_bin.retention import purge_now
from tests.factories import make_producer, make_product, rate, tambon

pytestmark = pytest.mark.sqlite_only(reason="what is drawn depends on the rows and not on where they lie")

LONGEST = Product._meta.get_field("name_th").max_length
# Names of the maximum length without spaces: with marks above and below, of wide letters, in Latin.
LONG_NAME = ("กลุ่มวิสาหกิจชุมชนแม่บ้านผู้ผลิตน้ำพริกปี๊บปั้นสิบที่ปู่ฎุ๊กฐานญู" * LONGEST)[: LONGEST - 1] + "ง"
WIDE_NAME = ("กขคงจฉชซฌญณฒฬฮ" * LONGEST)[:LONGEST]
LONG_LATIN = ("Donaudampfschifffahrtsgesellschaftskapitaenswitwenrente" * LONGEST)[:LONGEST]
ADDRESS = "https://otop.bangkhla.example.go.th/en/products/12345-nam-dok-mai-mango-sweet-roll-in-a-box/"
USUAL = Texts(
    name="ขนมเปี๊ยะไส้ถั่วกวนไข่เค็ม",
    price="60 บาท/กล่อง",
    note="ราคาอาจเปลี่ยน โปรดสอบถามก่อนซื้อ",
    stars="5 ดาว (ปี 2567)",
    goods="",
    maker="กลุ่มแม่บ้านเกษตรกรบ้านปู่ปั้นน้ำตาล",
    place="หมู่ที่ 6 ต.บางกระเจ็ด",
    center="ศูนย์บริการส่งเสริมเศรษฐกิจฐานราก อำเภอบางคล้า",
    sample="",
    address=ADDRESS,
)
FULLEST = replace(
    USUAL,
    name=LONG_NAME,
    maker=LONG_NAME,
    price="1,250.50–2,450.50 บาท/กิโลกรัม",
    sample="ตัวอย่าง",
    place="อบต.ปากน้ำ อ.บางคล้า จ.ฉะเชิงเทรา",
)
PRODUCER = replace(USUAL, price="", note="", stars="", name=LONG_NAME, maker="ผู้ผลิต OTOP", goods=LONG_NAME)
EVERY = [
    USUAL,
    FULLEST,
    replace(FULLEST, name=WIDE_NAME, maker=WIDE_NAME),
    PRODUCER,
    replace(PRODUCER, name=WIDE_NAME, goods=WIDE_NAME),
    replace(FULLEST, name=LONG_LATIN, maker=LONG_LATIN),
]


def read_codes(content: bytes, scale: float = 1) -> list[str]:
    image = Image.open(io.BytesIO(content))
    return [code.text for code in zxingcpp.read_barcodes(image.resize([round(side * scale) for side in image.size]))]


# --- Drawing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("texts", EVERY)
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_nothing_is_cut_off_and_nothing_lies_over_another(texts, shape):
    taken = Image.new("1", (shape.width, shape.height))
    pen = ImageDraw.Draw(taken)
    right, bottom = shape.texts[2:]
    pen.rectangle((right - shape.code, bottom - shape.code, right, bottom), 1)  # the code
    pen.rectangle(shape.photo, 1)
    for line in compose(texts, shape):
        layer = Image.new("1", taken.size)
        for number, text in enumerate(line.fitted.lines):
            box = line.fitted.font.getbbox(text, anchor="ls")
            x, y = baseline(line, number)
            assert x + box[0] >= 0 and x + box[2] <= shape.width - 20, text
            assert y + box[1] >= 0 and y + box[3] <= shape.height, text
            ImageDraw.Draw(layer).text((x, y), text, 1, line.fitted.font, anchor="ls")
        assert ImageChops.logical_and(taken, layer).getbbox() is None, line.fitted.lines
        taken = ImageChops.logical_or(taken, layer)
    # Counters, since product and maker may have the same name.
    shown = Counter("".join("".join(line.fitted.lines).split()) for line in compose(texts, shape))
    expected = [texts.name, texts.price, texts.stars, texts.goods, texts.maker, texts.place, texts.center]
    assert Counter("".join(text.split()) for text in expected if text) - shown == Counter()


@pytest.mark.parametrize("texts", EVERY)
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("scale", [1, 0.6])
def test_the_code_can_be_read_even_when_a_chat_makes_it_smaller(texts, shape, scale):
    content = draw(texts, shape=shape, photo=Image.effect_noise((900, 700), 90).convert("RGB"))
    assert read_codes(content, scale) == [ADDRESS]
    assert Image.open(io.BytesIO(content)).size == (shape.width, shape.height)
    assert len(content) < 900_000


@pytest.mark.parametrize("size", [(300, 900), (900, 300), (600, 600)], ids=["portrait", "panorama", "square"])
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_photo_stands_whole_on_sand(size, shape):
    """Its four corners are seen, and sand where it doesn't reach."""
    photo = Image.new("RGB", size, (10, 10, 200))
    for x in (0, size[0] - 40):
        for y in (0, size[1] - 40):
            photo.paste((200, 10, 10), (x, y, x + 40, y + 40))
    box = (shape.photo[2] - shape.photo[0], shape.photo[3] - shape.photo[1])
    frame = framed(photo, box, None)
    assert frame.size == box
    red = Image.eval(frame.getchannel("R"), lambda value: 255 if value in range(160, 230) else 0)
    blue = Image.eval(frame.getchannel("B"), lambda value: 255 if value in range(60) else 0)
    left, top, right, bottom = ImageChops.logical_and(red.convert("1"), blue.convert("1")).getbbox()
    assert (right - left) / (bottom - top) == pytest.approx(size[0] / size[1], rel=0.03)
    assert left + right == pytest.approx(box[0], abs=4) and top + bottom == pytest.approx(box[1], abs=4)


def test_a_photo_with_a_middle_fills_the_frame_around_it():
    photo = Image.new("RGB", (300, 900), (10, 10, 200))
    photo.paste((200, 10, 10), (0, 0, 300, 100))
    assert framed(photo, (300, 300), (0.5, 0.0)).getpixel((150, 20)) == (200, 10, 10)
    assert framed(photo, (300, 300), (0.5, 1.0)).getpixel((150, 20)) == (10, 10, 200)


def test_a_sample_is_marked_across_the_photo():
    plain, marked = (
        Image.open(io.BytesIO(draw(replace(USUAL, sample=word), shape=WIDE, photo=None))).crop(WIDE.photo)
        for word in ("", "ตัวอย่าง")
    )
    left, top, right, bottom = (
        ImageChops.difference(plain, marked).convert("L").point(lambda value: 255 * (value > 40)).getbbox()
    )
    assert right - left > 250 and bottom - top > 100


# --- From the rows to the file ---------------------------------------------------------------------------------------


@pytest.fixture
def product(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.SITE_URL = "https://bangkhla.example.go.th"
    producer = make_producer(name_th="กลุ่มไข่เค็มบ้านริมคลอง", name_en="Rim Khlong", tambon=tambon("บางกระเจ็ด"))
    product = make_product(name_th="ไข่เค็มดินสอพอง", name_en="Salted eggs", producer=producer, price_low=10)
    rate(product, stars=4, year=2024)
    return product


@pytest.fixture
def photo(product):
    written = io.BytesIO()
    Image.new("RGB", (800, 600), (200, 30, 40)).save(written, "JPEG")
    picture = ProductPicture(product=product, alt_th="สีแดง")
    replace_file(picture=picture, file=SimpleUploadedFile("a.jpg", written.getvalue()))
    picture.save()
    return picture


@pytest.fixture
def drawings(monkeypatch):
    """The names of what was drawn, a list that grows."""
    made = []

    def counting(texts, **options):
        made.append(texts.name)
        return draw(texts, **options)

    monkeypatch.setattr(pictures, "draw", counting)
    return made


def addresses(product) -> list[str]:
    return [f"/products/{product.pk}/share.jpg", f"/producers/{product.producer.pk}/share.jpg"]


def color_of(content: bytes) -> tuple[int, int, int]:
    """Where a photo in landscape stands on both shapes; without one there is the sand."""
    shape = Image.open(io.BytesIO(content))
    return shape.getpixel((shape.width // 3, shape.height // 3))


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("query", ["", "?shape=square", "?shape=nonsense"])
@pytest.mark.parametrize("language", ["", "/en"])
def test_both_shapes_in_both_languages(client, product, photo, number, query, language):
    response = client.get(language + addresses(product)[number] + query)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    shape = SQUARE if "square" in query else WIDE
    assert Image.open(io.BytesIO(response.content)).size == (shape.width, shape.height)
    with translation.override("th"):
        address = [product, product.producer][number].get_absolute_url()
    assert read_codes(response.content) == [f"https://bangkhla.example.go.th{language}{address}"]
    red = color_of(response.content)
    assert red[0] > 180 and red[1] < 60


def test_a_picture_says_what_the_page_says(product):
    card = cards.of_product(product)
    texts = pictures.share_picture(card).texts
    assert (texts.name, texts.price, texts.stars) == ("ไข่เค็มดินสอพอง", "10 บาท", "4 ดาว (ปี 2567)")
    assert (texts.maker, texts.place, texts.sample) == ("กลุ่มไข่เค็มบ้านริมคลอง", "ต.บางกระเจ็ด", "")
    with translation.override("en"):
        texts = pictures.share_picture(card).texts
    assert (texts.name, texts.maker) == ("Salted eggs", "Rim Khlong")
    with override_settings(DEMO=True):
        assert pictures.share_picture(card).texts.sample == "ตัวอย่าง"


def test_a_content_is_drawn_once(client, product, photo, drawings):
    first, second = (client.get(addresses(product)[0]) for _ in range(2))
    assert first.content == second.content
    assert len(drawings) == 1
    client.get(addresses(product)[0] + "?shape=square")
    assert len(drawings) == 2


@pytest.mark.parametrize(
    "change",
    [{"name_th": "ไข่เค็มใบเตย"}, {"price_low": 12}, {"latest_stars": 5}],
)
def test_what_changes_the_picture_changes_its_address_and_replaces_its_file(client, product, photo, change):
    card = cards.of_product(product)
    before, file = pictures.share_picture_address(card), pictures.share_picture(card).file
    client.get(addresses(product)[0])
    client.get(addresses(product)[0] + "?shape=square")
    type(product).objects.filter(pk=product.pk).update(**change)
    product.refresh_from_db()
    assert pictures.share_picture_address(cards.of_product(product)) != before
    client.get(addresses(product)[0])
    assert not default_storage.exists(file)
    assert len(default_storage.listdir(file.rpartition("/")[0])[1]) == 2  # a wide one and a square one


def test_another_photo_is_another_picture(product, photo):
    with_photo = pictures.share_picture(cards.of_product(product)).version
    photo.delete()
    assert pictures.share_picture(cards.of_product(type(product).objects.get())).version != with_photo


def test_at_once_it_is_still_drawn_once(product, drawings):
    picture = pictures.share_picture(cards.of_product(product))
    start = threading.Barrier(4)
    found = []

    def ask():
        start.wait()
        found.append(pictures.jpeg(picture)[0])
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == len(drawings) == 1


def test_a_picture_another_process_draws_is_waited_for(product, drawings, monkeypatch):
    picture = pictures.share_picture(cards.of_product(product))
    pictures.cache.add(f"{picture.folder}-{picture.version}", 1, timeout=5)
    other = threading.Timer(0.3, default_storage.save, [picture.file, ContentFile(b"drawn elsewhere")])
    other.start()
    assert pictures.jpeg(picture)[0] == b"drawn elsewhere"
    assert drawings == []
    other.join()


def test_a_picture_another_process_never_finished_is_drawn(product, drawings, monkeypatch):
    monkeypatch.setattr(pictures, "LOCK_TIMEOUT", 0.2)
    picture = pictures.share_picture(cards.of_product(product))
    pictures.cache.add(f"{picture.folder}-{picture.version}", 1, timeout=5)
    assert read_codes(pictures.jpeg(picture)[0])
    assert len(drawings) == 1


@pytest.mark.parametrize("damage", ["missing", "empty", "garbage", "cut", "nothing", "nonsense"])
def test_a_missing_or_broken_photo_is_the_basket(client, product, photo, damage):
    names = ["renditions/" + row["name"] for row in photo.renditions]
    for name in names:
        with default_storage.open(name) as file:
            content = file.read()
        default_storage.delete(name)
        if damage not in ("missing", "nothing", "nonsense"):
            broken = {"empty": b"", "garbage": b"\xff\xd8 no picture", "cut": content[:300]}[damage]
            default_storage.save(name, ContentFile(broken))
    if damage in ("nothing", "nonsense"):
        ProductPicture.objects.update(
            renditions=[] if damage == "nothing" else [{"format": "jpg", "name": "../../x"}, 3]
        )
    version = pictures.share_picture(cards.of_product(type(product).objects.get())).version
    response = client.get(addresses(product)[0], {"v": version})
    assert response.status_code == 200
    assert min(color_of(response.content)) > 200  # sand
    # Not cached for a year, since the photo may come back.
    assert ("immutable" in response["Cache-Control"]) is (damage in ("nothing", "nonsense"))


def test_a_photo_that_comes_back_is_shown(client, product, photo, drawings):
    saved = {}
    for row in photo.renditions:
        with default_storage.open("renditions/" + row["name"]) as file:
            saved[row["name"]] = file.read()
        default_storage.delete("renditions/" + row["name"])
    for _ in range(2):
        assert min(color_of(client.get(addresses(product)[0]).content)) > 200
    assert len(drawings) == 1
    for name, content in saved.items():
        default_storage.save("renditions/" + name, ContentFile(content))
    assert color_of(client.get(addresses(product)[0]).content)[1] < 60


def test_a_storage_that_refuses_costs_a_drawing_and_no_error(client, product, monkeypatch):
    def refuse(*args, **options):
        raise OSError("disk full")

    monkeypatch.setattr(default_storage, "save", refuse)
    assert client.get(addresses(product)[0]).status_code == 200


def test_the_address_of_the_page_is_kept_for_good_and_others_for_minutes(client, product):
    address = pictures.share_picture_address(cards.of_product(product))
    assert address.startswith(f"https://bangkhla.example.go.th/products/{product.pk}/share.jpg?v=")
    path = address.removeprefix("https://bangkhla.example.go.th")
    response = client.get(path)
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get(path[:-3] + "xyz")["Cache-Control"] == "public, max-age=300"
    again = client.get(path, headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200


def test_what_is_not_published_has_no_picture(client, product):
    hidden = make_product(producer=product.producer, published_at=None)
    assert client.get(f"/products/{hidden.pk}/share.jpg").status_code == 404
    product.producer.published_at = None
    product.producer.save()
    for address in [
        *addresses(product),
        "/products/0/share.jpg",
        "/producers/999999/share.jpg",
        "/products/x/share.jpg",
    ]:
        assert client.get(address).status_code == 404
    assert not default_storage.exists("renditions/share")


def test_only_reading(client, product):
    for address in addresses(product):
        assert client.post(address).status_code == 405
        assert client.head(address).status_code == 200


def test_the_cost_in_queries(client, product, photo, django_assert_max_num_queries):
    for _ in range(10):
        make_product(producer=product.producer)
    for address in addresses(product):
        with django_assert_max_num_queries(3):
            client.get(address)


@pytest.mark.parametrize("language", ["th", "en"])
def test_line_and_facebook_find_the_picture_in_the_head(client, product, photo, language):
    with translation.override(language):
        for row in [product, product.producer]:
            page = client.get(row.get_absolute_url()).content.decode()
            found = dict(re.findall(r'<meta property="(og:[a-z:]+)" content="([^"]*)">', page))
            assert found["og:title"] == row.name
            assert found["og:url"] == "https://bangkhla.example.go.th" + row.get_absolute_url()
            assert found["og:locale"] == {"th": "th_TH", "en": "en_US"}[language]
            assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
            assert row.name in found["og:description"]
            assert found["og:image:alt"]
            image = client.get(found["og:image"].removeprefix("https://bangkhla.example.go.th"))
            assert "immutable" in image["Cache-Control"]
            assert '<meta name="twitter:card" content="summary_large_image">' in page


def test_the_recipe_is_part_of_the_version(product, monkeypatch):
    picture = pictures.share_picture(cards.of_product(product))
    before = picture.version
    monkeypatch.setattr(pictures, "RECIPE", 99)
    assert picture.version != before


def test_without_raqm_a_picture_still_comes_and_the_log_says_why(monkeypatch, caplog):
    monkeypatch.setattr(lettering.features, "check", lambda name: False)
    lettering.font.cache_clear()
    assert drawing.draw(USUAL, shape=WIDE, photo=None)
    assert "libfribidi0" in caplog.text
    lettering.font.cache_clear()


@pytest.mark.parametrize("kind", ["product", "producer"])
def test_what_is_purged_leaves_no_picture_with_its_maker_s_name(client, product, kind):
    other = make_product(producer=product.producer)
    kept, row = other, product
    if kind == "producer":
        kept, row = other.producer, make_producer()
    for shown in (kept, row):
        for shape in SHAPES:
            assert client.get(f"/{kind}s/{shown.pk}/share.jpg", {"shape": shape}).status_code == 200
    (deletion,) = delete_with_return([row], None)
    assert len(default_storage.listdir(f"renditions/share/{kind}-{deletion.key}")[1]) == 2
    purge_now(deletion)
    assert default_storage.listdir(f"renditions/share/{kind}-{deletion.key}") == ([], [])
    assert len(default_storage.listdir(f"renditions/share/{kind}-{kept.pk}")[1]) == 2


def test_what_never_had_a_picture_is_purged_too(product):
    (deletion,) = delete_with_return([make_product()], None)
    assert purge_now(deletion)
