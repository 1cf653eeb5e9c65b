"""Admin pages of products, producers and certificates."""

import datetime as dt
import io
import re
import tomllib

import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from catalog.products import demo as products_demo
from catalog.products import months
from catalog.products.models import Category, Producer, Product, ProductPicture
from catalog.products.models.certificate import Certificate, CertificateKind, StarRating
from catalog.products.wording import alcohol_words, health_words
from center.recycle_bin.models import Deletion
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
READ_IN_PYTHON = pytest.mark.sqlite_only(reason="words are looked for in Python, before anything is written")
LIST = "admin:catalog_product_changelist"


@pytest.fixture
def officer(client):
    user = factories.make_staff(username="officer")
    client.force_login(user)
    return user


def form(product: Product | None = None, **fields) -> dict:
    """The POST data of the product form."""
    data = {
        "name_th": product.name_th if product else "ขนมเปี๊ยะ",
        "producer": product.producer_id if product else None,
        "category": factories.category().pk,
        "months": ["all"],
    }
    for prefix in ("pictures", "star_ratings", "certificates"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return {name: value for name, value in (data | fields).items() if value is not None}


def save(client, product: Product, **fields):
    answer = client.post(
        reverse("admin:catalog_product_change", args=[product.pk]), form(product, **fields), follow=True
    )
    assert answer.redirect_chain, answer.context["errors"]
    product.refresh_from_db()
    return answer.content.decode()


def act(client, action: str, *products: Product) -> str:
    data = {"action": action, "_selected_action": [product.pk for product in products]}
    return client.post(reverse(LIST), data, follow=True).content.decode()


def test_certificates_are_found_by_what_is_left_of_their_time(client, officer):
    product, today = factories.make_product(), timezone.localdate()
    ends = {"yesterday": -1, "today": 0, "in 90 days": 90, "in 91 days": 91}
    for number, days in ends.items():
        factories.certify(product, number=number, expires_on=today + dt.timedelta(days=days))
    factories.certify(product, number="never")
    factories.certify(product, number="asked", under_way=True, expires_on=today)
    expected = {
        "soon": {"today", "in 90 days"},
        "over": {"yesterday"},
        "valid": {"today", "in 90 days", "in 91 days", "never"},
        "nonsense": {*ends, "never", "asked"},
    }
    for value, numbers in expected.items():
        found = client.get(reverse("admin:catalog_certificate_changelist"), {"expiry": value}).context["cl"].queryset
        assert {row.number for row in found} == numbers, value


def test_products_of_no_known_place_are_found_by_a_word_not_by_a_dash(client, officer):
    factories.make_product(producer=factories.make_producer(tambon=factories.tambon("บางคล้า")))
    lost = factories.make_product(producer=factories.make_producer(tambon=None))
    address = reverse(LIST)
    listed = client.get(address)
    (place,) = [
        spec for spec in listed.context["cl"].filter_specs if getattr(spec, "field_path", "") == "producer__tambon"
    ]
    last = list(place.choices(listed.context["cl"]))[-1]
    assert str(last["display"]) == "ไม่ระบุ"
    assert list(client.get(address + last["query_string"]).context["cl"].queryset) == [lost]


def photo(name: str, size=(64, 48)) -> ContentFile:
    written = io.BytesIO()
    Image.new("RGB", size, "green").save(written, "JPEG")
    return ContentFile(written.getvalue(), name)


def test_several_pictures_are_added_at_once_behind_those_there_are(client, officer, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    product = factories.make_product(name_th="ไข่เค็ม")
    save(client, product, new_pictures=[photo("1.jpg")])
    save(client, product, new_pictures=[photo("2.jpg", (80, 60)), photo("3.jpg", (60, 80))])
    rows = [(picture.width, picture.height, picture.alt_th) for picture in product.pictures.all()]
    assert rows == [(64, 48, "ไข่เค็ม"), (80, 60, "ไข่เค็ม"), (60, 80, "ไข่เค็ม")]
    assert len({picture.position for picture in product.pictures.all()}) == 3


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ([photo("ดี.jpg"), ContentFile(b"not a picture", "เอกสาร.txt")], "เอกสาร.txt: ไฟล์นี้ไม่ใช่รูปที่ใช้ได้"),
        ([photo(f"{number}.jpg") for number in range(11)], "เลือกได้ไม่เกิน 10 รูปต่อครั้ง"),
    ],
    ids=["one is no picture", "too many"],
)
def test_a_refused_one_of_several_pictures_is_named_and_none_is_stored(client, officer, files, sentence):
    product = factories.make_product()
    address = reverse("admin:catalog_product_change", args=[product.pk])
    answer = client.post(address, form(product, new_pictures=files))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not ProductPicture.objects.exists()


def test_who_may_not_add_pictures_adds_none(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    user = factories.make_user(username="editor", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_product", "change_product"]))
    client.force_login(user)
    product = factories.make_product()
    save(client, product, new_pictures=[photo("1.jpg")])
    assert not ProductPicture.objects.exists()


def test_a_product_is_added(client, officer):
    producer = factories.make_producer()
    data = form(
        producer=producer.pk, price_low="๖๐", price_high="1,250.50", months=["3", "4"], confirmed_on="1 ต.ค. 69"
    )
    answer = client.post(reverse("admin:catalog_product_add"), data)
    assert answer.status_code == 302, answer.context["errors"]
    product = Product.objects.get()
    assert (product.price_low, float(product.price_high)) == (60, 1250.5)
    assert months.unpack(product.months) == [3, 4]
    assert product.confirmed_on == dt.date(2026, 10, 1)


@pytest.mark.parametrize(
    ("chosen", "kept"),
    [(["all"], months.ALL_YEAR), ([str(n) for n in range(1, 13)], months.ALL_YEAR), (["1", "12"], 0b1000_0000_0001)],
)
def test_months_are_packed_and_shown_again(client, officer, chosen, kept):
    product = factories.make_product(months=0b10)
    save(client, product, months=chosen)
    assert product.months == kept
    page = client.get(reverse("admin:catalog_product_change", args=[product.pk]))
    shown = page.context["adminform"].form["months"].value()
    assert shown == (["all"] if kept == months.ALL_YEAR else ["1", "12"])


@pytest.mark.parametrize("chosen", [[], ["all", "3"], ["13"]])
def test_months_that_say_nothing_are_refused(client, officer, chosen):
    product = factories.make_product()
    answer = client.post(reverse("admin:catalog_product_change", args=[product.pk]), form(product, months=chosen))
    assert "months" in answer.context["adminform"].form.errors


def buttons(client, address: str) -> list[str]:
    """The names of a form's submit buttons in order; Enter presses the first."""
    page = client.get(address).content.decode().rpartition('<div class="submit-row">')[2]
    return re.findall(r'<input type="submit"[^>]*name="(\w+)"', page)


def test_saving_and_publishing_is_one_step_and_hiding_too(client, officer):
    producer = factories.make_producer()
    add = reverse("admin:catalog_product_add")
    assert buttons(client, add) == ["_save", "_addanother", "_continue", "_publish"]
    answer = client.post(add, form(producer=producer.pk, _publish="1"), follow=True)
    product = Product.objects.get()
    assert timezone.now() - product.published_at < dt.timedelta(minutes=1)
    assert f'<a href="{product.get_absolute_url()}">ดูบนเว็บไซต์</a>' in answer.content.decode()
    assert [(row.history_user, bool(row.published_at)) for row in product.history.all()] == [
        (officer, True),
        (officer, False),
    ]

    change = reverse("admin:catalog_product_change", args=[product.pk])
    assert buttons(client, change) == ["_save", "_addanother", "_continue", "_hide"]
    page = save(client, product, _hide="1", published_at_0="1/11/2569", published_at_1="09.00")
    assert product.published_at is None
    assert "ยกเลิกการเผยแพร่แล้ว 1 รายการ" in page
    assert "_publish" in buttons(client, change)


def test_a_day_typed_in_the_form_stays_when_it_has_come_and_gives_way_when_it_has_not(client, officer):
    product = factories.make_product(published_at=None)
    page = save(client, product, _publish="1", published_at_0="1/11/2569", published_at_1="09.00")
    assert timezone.localtime(product.published_at).isoformat() == "2026-11-01T09:00:00+07:00"
    assert "0 รายการ" not in page
    save(client, product, _publish="1", published_at_0="1/11/2669", published_at_1="09.00")
    assert timezone.now() - product.published_at < dt.timedelta(minutes=1)


def test_the_button_publishes_no_alcohol_that_nobody_decided_on(client, officer):
    product = factories.make_product(name_th="น้ำตาลสด", published_at=None)
    page = save(client, product, name_th="ไวน์มะม่วง", _publish="1")
    assert product.published_at is None
    assert "ไม่ได้เผยแพร่: ไวน์มะม่วง (มีแอลกอฮอล์ ต้องได้รับอนุมัติก่อน)" in page


def test_who_may_only_add_publishes_nothing(client):
    clerk = factories.make_user(username="clerk", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["add_product", "view_product"]))
    client.force_login(clerk)
    add = reverse("admin:catalog_product_add")
    assert "_publish" not in buttons(client, add)
    answer = client.post(add, form(producer=factories.make_producer().pk, _publish="1"))
    assert answer.status_code == 302
    assert Product.objects.get().published_at is None


def test_a_category_chosen_by_hand_needs_no_confirming(client, officer):
    page = client.get(reverse("admin:catalog_product_add"))
    assert page.context["adminform"].form["category_confirmed"].value() is True


def test_a_new_product_is_sold_all_year_unless_said_otherwise(client, officer):
    page = client.get(reverse("admin:catalog_product_add")).content.decode()
    (all_year,) = re.findall(r'<input[^>]*name="months"[^>]*checked[^>]*>', page)
    assert 'value="all"' in all_year


def test_stars_are_typed_in_the_buddhist_era_and_reach_the_product(client, officer):
    product = factories.make_product()
    row = {"star_ratings-TOTAL_FORMS": 1, "star_ratings-0-year": "2567", "star_ratings-0-stars": "5"}
    save(client, product, **row)
    assert StarRating.objects.get().year == 2024
    assert (product.latest_stars, product.latest_year) == (5, 2024)
    page = client.get(reverse("admin:catalog_product_change", args=[product.pk])).content.decode()
    assert 'value="2567"' in page

    rating = StarRating.objects.get()
    url = reverse("admin:catalog_starrating_change", args=[rating.pk])
    client.post(url, {"product": product.pk, "year": "2567", "stars": "4"})
    product.refresh_from_db()
    assert product.latest_stars == 4
    other = factories.make_product()
    client.post(url, {"product": other.pk, "year": "2567", "stars": "4"})
    product.refresh_from_db()
    other.refresh_from_db()
    assert (product.latest_stars, other.latest_stars) == (None, 4)


def test_publish_and_hide_undo_each_other(client, officer):
    product = factories.make_product(published_at=None)
    assert "เผยแพร่แล้ว 1 รายการ" in act(client, "publish_selected", product)
    product.refresh_from_db()
    assert product.published_at is not None
    assert product.history.latest().history_user == officer
    assert "ยกเลิกการเผยแพร่แล้ว 1 รายการ" in act(client, "hide_selected", product)
    product.refresh_from_db()
    assert product.published_at is None


def test_alcohol_is_not_published_and_named(client, officer):
    wine = factories.make_product(name_th="ไวน์หม่อน", alcohol=True, published_at=None)
    sweet = factories.make_product(name_th="ข้าวหลาม", published_at=None)
    page = act(client, "publish_selected", wine, sweet)
    assert "ไม่ได้เผยแพร่: ไวน์หม่อน (มีแอลกอฮอล์ ต้องได้รับอนุมัติก่อน)" in page
    wine.refresh_from_db()
    sweet.refresh_from_db()
    assert (wine.published_at, sweet.published_at is None) == (None, False)

    wine.alcohol_approved = True
    wine.save()
    assert "เผยแพร่แล้ว 1 รายการ" in act(client, "publish_selected", wine)


def test_publishing_below_an_unpublished_producer_says_so(client, officer):
    product = factories.make_product(
        producer=factories.make_producer(published_at=None), published_at=None, name_th="ข้าวหลาม"
    )
    assert "ยังไม่แสดงบนเว็บ เพราะผู้ผลิตยังไม่ได้เผยแพร่: ข้าวหลาม" in act(client, "publish_selected", product)


def test_confirming_categories(client, officer):
    product = factories.make_product(category_confirmed=False)
    assert "ยืนยันประเภทแล้ว 1 รายการ" in act(client, "confirm_category", product)
    product.refresh_from_db()
    assert product.category_confirmed


def test_words_of_healing_warn_and_mark(client, officer):
    product = factories.make_product()
    page = save(client, product, story_th="ช่วยบรรเทาอาการปวด", published_at_0="1/10/2569", published_at_1="09.30")
    assert "พบคำเรื่องสุขภาพ: บรรเทา" in page
    assert product.health_claim and product.published_at is not None

    page = save(client, product, story_th="ช่วยบรรเทาอาการปวด")
    assert "พบคำเรื่องสุขภาพ" not in page
    assert not product.health_claim  # cleared by hand; the texts didn't change


def test_words_of_alcohol_mark_and_hide(client, officer):
    product = factories.make_product()
    page = save(client, product, name_th="สาโทข้าวเหนียว", published_at_0="1/10/2569", published_at_1="09.30")
    assert "พบคำเรื่องแอลกอฮอล์: สาโท" in page
    assert "ยังไม่แสดงบนเว็บจนกว่าเจ้าหน้าที่จะอนุมัติ" in page
    assert product.alcohol and product.published_at is None


@pytest.mark.parametrize("field", ["materials_th", "materials_en", "pack_th", "pack_en", "brand"])
def test_words_are_looked_for_wherever_a_product_speaks(client, officer, field):
    product = factories.make_product()
    assert "พบคำเรื่องแอลกอฮอล์: rum" in save(client, product, **{field: "Raisins in rum"})
    assert product.alcohol


@READ_IN_PYTHON
@pytest.mark.parametrize(
    "text",
    [
        "cures eczema, relieves pain",
        "Healing balm",
        "น้ำมันเขียวบรรเทาปวด",
        "แก้ปวดเมื่อย",
        "แก้อาการปวดหัว",
        "แก้ไข้",
        "แก้ไอ",
        "ลดเบาหวาน",
        "ลดคอเลสเตอรอล",
        "ต้านมะเร็ง",
        "นวดคลายเส้น",
        "ลดบวม",
        "แก้ท้องอืด",
    ],
)
def test_words_of_healing(text):
    assert health_words([text])


@READ_IN_PYTHON
@pytest.mark.parametrize(
    "text",
    [
        "เก็บรักษาในตู้เย็น",
        "รักษาความสด",
        "อนุรักษ์",
        "กลุ่มรักษาสิ่งแวดล้อม",
        "แก้ไขสูตร",
        "ขวดแก้วไอศกรีม",
        "ลดหวาน",
        "",
        "salt-cured fish",
        "a sweet treat",
        "secure",
        "carved in relief",
        "wheals",
    ],
)
def test_harmless_words_of_keeping(text):
    assert not health_words([text])


@READ_IN_PYTHON
@pytest.mark.parametrize(
    "text", ["จ.สุราษฎร์ธานี", "เหล่ากอ", "คุณสุรางค์", "สีสุราช", "twine", "winegrower", "ginger", "drum", "ตราดีไวน์", "ดองเกลือ"]
)
def test_harmless_words_like_liquor(text):
    assert not alcohol_words([text])


@READ_IN_PYTHON
@pytest.mark.parametrize(
    "text",
    [
        "สุราชุมชน",
        "ไวน์",
        "เหล้าขาว",
        "Fruit Wine",
        "เเละเหล้า",
        "บรั่นดี",
        "วิสกี้",
        "ยาดอง",
        "สาโท",
        "Gin",
        "brandy, rum",
        "liquors",
    ],
)
def test_words_of_alcohol(text):
    assert alcohol_words([text])


def test_no_demonstration_product_is_marked_for_its_words():
    with (products_demo.FOLDER / "products.toml").open("rb") as file:
        entries = tomllib.load(file)["product"]
    texts = {entry["key"]: [str(value) for value in entry.values()] for entry in entries}
    assert len(texts) > 40
    assert {key for key, values in texts.items() if health_words(values) or alcohol_words(values)} == set()


def test_waiting_lists(client, officer):
    today = timezone.localdate()
    empty = factories.make_product(category_confirmed=False, published_at=None, source_key="a", health_claim=True)
    full = factories.make_product(price_low=60)
    ProductPicture.objects.create(product=full, original="originals/a.jpg", width=4, height=3, decorative=True)
    ending = factories.make_product(price_low=1, alcohol=True, published_at=None)
    factories.certify(ending, kind="tcps", number="1", expires_on=today + dt.timedelta(days=90))
    renewed = factories.make_product(price_low=1)
    factories.certify(renewed, kind="tcps", number="1", expires_on=today - dt.timedelta(days=1))
    factories.certify(renewed, kind="tcps", number="2", expires_on=today + dt.timedelta(days=800))
    later = factories.make_product(price_low=1)
    factories.certify(later, kind="tcps", number="1", expires_on=today + dt.timedelta(days=91))

    def waiting(name):
        return set(client.get(reverse(LIST), {"waiting": name}).context["cl"].result_list)

    assert waiting("picture") == {empty, ending, renewed, later}
    assert waiting("price") == {empty}
    assert waiting("certificate") == {ending}
    assert waiting("category") == waiting("imported") == waiting("health") == {empty}
    assert waiting("alcohol") == {ending}


def test_other_filters(client, officer):
    five, none = factories.make_product(), factories.make_product(published_at=None)
    factories.rate(five, stars=3, year=2020)
    factories.rate(five, stars=5, year=2024)

    def filtered(**parameters):
        return set(client.get(reverse(LIST), parameters).context["cl"].result_list)

    assert filtered(stars="5") == {five}
    assert filtered(stars="3") == set()
    assert filtered(stars="none") == filtered(published="no") == {none}
    assert filtered(published="yes") == {five}
    silent = factories.make_producer(phone="")
    called = factories.make_producer(phone="0812345678", tambon=factories.tambon())

    def producers(**parameters):
        return set(client.get(reverse("admin:catalog_producer_changelist"), parameters).context["cl"].result_list)

    assert silent in producers(missing="phone") and called not in producers(missing="phone")
    assert silent in producers(missing="tambon") and called not in producers(missing="tambon")


@pytest.mark.parametrize(
    "query", ["waiting=x", "published=x", "stars=x", "stars=9", "missing=id", "p=-1", "o=9.9", "e=1"]
)
def test_odd_parameters_are_harmless(client, officer, query):
    for model in ("product", "producer"):
        assert client.get(reverse(f"admin:catalog_{model}_changelist") + f"?{query}").status_code in (200, 302)


def test_view_on_site_only_what_the_public_sees(client, officer):
    shown, hidden = factories.make_product(), factories.make_product(published_at=None)
    below = factories.make_product(producer=factories.make_producer(published_at=None))
    for product, visible in ((shown, True), (hidden, False), (below, False)):
        page = client.get(reverse("admin:catalog_product_change", args=[product.pk])).content.decode()
        assert (f'href="{product.get_absolute_url()}"' in page) is visible


def test_a_producer_lists_its_products(client, officer):
    product = factories.make_product(name_th="ข้าวหลาม")
    page = client.get(reverse("admin:catalog_producer_change", args=[product.producer_id])).content.decode()
    assert f'<a href="{reverse("admin:catalog_product_change", args=[product.pk])}">ข้าวหลาม</a>' in page


def test_a_renamed_producer_is_found_at_its_products(client, officer):
    product = factories.make_product()
    producer = product.producer
    data = {
        "name_th": "บ้านสวนเนรัญ",
        "products-TOTAL_FORMS": 1,
        "products-INITIAL_FORMS": 1,
        "products-0-id": product.pk,
    }
    answer = client.post(reverse("admin:catalog_producer_change", args=[producer.pk]), data)
    assert answer.status_code == 302, answer.context["errors"]
    assert list(Product.objects.containing("เนรัญ")) == [product]


def test_a_producer_with_products_is_not_deleted(client, officer):
    product = factories.make_product(name_th="ข้าวหลาม")
    url = reverse("admin:catalog_producer_delete", args=[product.producer_id])
    page = client.get(url).content.decode()
    assert "ต้องลบหรือย้ายข้อมูลเหล่านี้ก่อน" in page
    assert "ข้าวหลาม" in page
    client.post(url, {"post": "yes"})
    assert Producer.objects.filter(pk=product.producer_id).exists()
    assert not Deletion.objects.exists()


def test_a_picture_goes_in_and_its_number_orders_it(client, officer):
    import io

    from PIL import Image

    product = factories.make_product()
    old = ProductPicture.objects.create(
        product=product, original="originals/a.jpg", width=4, height=3, alt_th="เก่า", position=1
    )
    photo = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(photo, "JPEG")
    rows = {
        "pictures-TOTAL_FORMS": 2,
        "pictures-INITIAL_FORMS": 1,
        "pictures-0-id": old.pk,
        "pictures-0-product": product.pk,
        "pictures-0-alt_th": "เก่า",
        "pictures-0-position": "2",
        "pictures-1-alt_th": "ใหม่",
        "pictures-1-position": "1",
        "pictures-1-upload": ContentFile(photo.getvalue(), "a.jpg"),
    }
    save(client, product, **rows)
    assert [picture.alt_th for picture in product.pictures.all()] == ["ใหม่", "เก่า"]
    page = client.get(reverse("admin:catalog_product_change", args=[product.pk])).content.decode()
    assert 'class="preview"' in page


def test_a_picture_needs_words(client, officer):
    product = factories.make_product()
    rows = {"pictures-TOTAL_FORMS": 1, "pictures-0-upload": ContentFile(b"no picture", "a.jpg")}
    answer = client.post(reverse("admin:catalog_product_change", args=[product.pk]), form(product, **rows))
    page = answer.content.decode()
    assert "กรุณาเขียนคำบรรยายรูป" in page
    assert "ไฟล์นี้ไม่ใช่รูปที่ใช้ได้" in page


def test_a_copy_of_a_certificate_is_for_staff(client, officer):
    certificate = factories.certify(factories.make_product(), kind="tcps", number="1")
    certificate.file.save("copy.pdf", ContentFile(b"%PDF-1.4"))
    url = reverse("admin:catalog_certificate_file", args=[certificate.pk])
    answer = client.get(url)
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == b"%PDF-1.4"
    assert url in client.get(reverse("admin:catalog_certificate_change", args=[certificate.pk])).content.decode()
    client.logout()
    assert client.get(url).status_code == 302
    client.force_login(factories.make_user(is_staff=True))
    assert client.get(url).status_code == 403


@pytest.mark.parametrize(("name", "kept"), [("copy.pdf", True), ("copy.html", False), ("copy.svg", False)])
def test_kinds_of_copies(client, officer, name, kept):
    product = factories.make_product()
    data = {
        "product": product.pk,
        "kind": factories.certify(product).kind_id,
        "number": "9",
        "file": ContentFile(b"x", name),
    }
    client.post(reverse("admin:catalog_certificate_add"), data)
    assert Certificate.objects.filter(number="9").exists() is kept


def test_history_says_months_in_words(client, officer):
    product = factories.make_product()
    product.months = 0b1100
    product.save()
    page = client.get(reverse("admin:catalog_product_history", args=[product.pk])).content.decode()
    assert "<b>เดือนที่มีขาย</b>: ทั้งปี → มี.ค.–เม.ย." in page


@pytest.mark.parametrize("model", [Category, CertificateKind])
def test_a_code_is_given_once(client, officer, model):
    """It is part of URLs that people have shared."""
    row = model.objects.first()
    code = row.code
    name = f"admin:catalog_{model._meta.model_name}"
    sent = {"name_th": "ชื่อใหม่", "name_en": "", "code": "other", "position": 1, "labels": "", "abbreviation": ""}
    assert client.post(reverse(f"{name}_change", args=[row.pk]), sent).status_code == 302
    row.refresh_from_db()
    assert (row.name_th, row.code) == ("ชื่อใหม่", code)
    assert 'name="code"' in client.get(reverse(f"{name}_add")).content.decode()
