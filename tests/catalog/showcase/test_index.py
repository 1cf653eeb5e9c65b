"""The index in memory: it notices every change and the passing of time, and is built once for all threads."""

import threading
from datetime import datetime, timedelta
from itertools import accumulate

import pytest
from django.db.models import DateTimeField, Value
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from catalog.products.models import Producer, Product
from catalog.products.models import product as product_module
from catalog.products.models.certificate import Certificate, StarRating
from catalog.showcase import indexing
from catalog.showcase.criteria import Criteria
from catalog.showcase.index import FACETS, IndexedProduct, ShowcaseIndex
from catalog.showcase.indexing import current, positions_by_value, price_band
from catalog.showcase.search import FilteredProducts, search
from center.places.models import Tambon
from center.records import naming
from center.records.search import reindex_followers
from tests.factories import category, certify, make_producer, make_product, rate, tambon

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=timezone.get_default_timezone())


def make_old_producer() -> Producer:
    """A producer whom the public sees on the days of these tests, whatever today is."""
    return make_producer(published_at=NOON - timedelta(days=9))


def shown() -> list[str]:
    """The names in the index as the database is now."""
    return [product.name_th for product in current().products]


def labels(facet: str) -> dict[str, int]:
    """What the page offers in a facet: label and count."""
    found = {facet.name: facet for facet in search(Criteria()).facets}
    return {choice.label: choice.count for choice in found[facet].choices} if facet in found else {}


@pytest.fixture
def clock(monkeypatch):
    """Sets the time: clock(moment), or clock(moment, database=another) for a database whose clock goes wrong."""

    def set_to(moment: datetime, *, database: datetime | None = None) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)
        for module in (naming, product_module, indexing):
            monkeypatch.setattr(module, "Now", lambda: Value(database or moment, output_field=DateTimeField()))

    return set_to


@pytest.fixture
def builds(monkeypatch) -> list[ShowcaseIndex]:
    """Every index built during the test."""
    made, build = [], indexing.build

    def counted(*arguments) -> ShowcaseIndex:
        made.append(build(*arguments))
        return made[-1]

    monkeypatch.setattr(indexing, "build", counted)
    return made


# --- Nothing changed, nothing is there --------------------------------------------------------------------------------


def test_an_unchanged_shop_costs_one_query(builds, django_assert_num_queries):
    make_product()
    first = current()
    with django_assert_num_queries(1):
        assert current() is first
    assert len(builds) == 1


def test_an_empty_shop_is_found_empty(client):
    found = search(Criteria(search="มะม่วง", categories=("food",), min_price=1))
    assert (current().products, found.ids, found.hits, found.nearest) == ([], [], 0, "")
    assert {facet.name for facet in found.facets} == {"category"}  # the chosen one stays removable
    assert search(Criteria(sort="newest")).ids == []
    assert client.get("/products/?page=9&sort=newest").status_code == 200


def test_the_first_and_the_last_product_are_noticed():
    assert shown() == []
    product = make_product(name_th="ไข่เค็ม")
    assert shown() == ["ไข่เค็ม"]
    product.delete()
    assert shown() == []


# --- Every way of writing ---------------------------------------------------------------------------------------------


def rename_by_save(product: Product) -> None:
    product.name_th = "ใหม่"
    product.save()


def rename_by_save_of_fields(product: Product) -> None:
    product.name_th = "ใหม่"
    product.save(update_fields=["name_th"])


def rename_by_bulk_update(product: Product) -> None:
    product.name_th = "ใหม่"
    Product.objects.bulk_update([product], ["name_th"])


WRITES = {
    "save": rename_by_save,
    "save(update_fields)": rename_by_save_of_fields,
    "update": lambda product: Product.objects.filter(pk=product.pk).update(name_th="ใหม่"),
    "bulk_update": rename_by_bulk_update,
    "update through the producer": lambda product: product.producer.products.update(name_th="ใหม่"),
    "update_or_create": lambda product: Product.objects.update_or_create(pk=product.pk, defaults={"name_th": "ใหม่"}),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_renamed_product_is_noticed(write):
    product = make_product(name_th="เก่า")
    make_product(name_th="อีกชิ้น")
    assert sorted(shown()) == ["อีกชิ้น", "เก่า"]
    write(product)
    assert sorted(shown()) == ["อีกชิ้น", "ใหม่"]


def test_products_made_and_deleted_in_bulk_are_noticed():
    producer, kind = make_producer(), category()
    shown()
    Product.objects.bulk_create(
        Product(name_th=f"สบู่ {number}", producer=producer, category=kind, published_at=timezone.now())
        for number in range(3)
    )
    assert shown() == ["สบู่ 0", "สบู่ 1", "สบู่ 2"]
    Product.objects.filter(name_th="สบู่ 1").delete()
    assert shown() == ["สบู่ 0", "สบู่ 2"]


def test_one_product_for_another_is_noticed():
    """As many rows as before, and no row newer than the newest: a count would not tell."""
    product = make_product(name_th="เก่า")
    shown()
    fields = {"producer": product.producer, "category": product.category, "published_at": product.published_at}
    product.delete()
    Product.objects.bulk_create([Product(pk=product.pk, name_th="ใหม่", **fields)])
    assert shown() == ["ใหม่"]


HIDINGS = {
    "save": lambda producer: producer.save(),
    "save(update_fields)": lambda producer: producer.save(update_fields=["published_at"]),
    "update": lambda producer: Producer.objects.filter(pk=producer.pk).update(published_at=producer.published_at),
    "bulk_update": lambda producer: Producer.objects.bulk_update([producer], ["published_at"]),
}


@pytest.mark.parametrize("write", HIDINGS.values(), ids=HIDINGS)
def test_a_hidden_producer_takes_the_products_along_and_brings_them_back(write):
    product = make_product(name_th="ไข่เค็ม")
    producer = product.producer
    assert shown() == ["ไข่เค็ม"]
    producer.published_at = None
    write(producer)
    assert shown() == []
    producer.published_at = product.published_at
    write(producer)
    assert shown() == ["ไข่เค็ม"]


def test_a_producer_who_moves_is_counted_elsewhere():
    producer = make_producer(tambon=tambon("ปากน้ำ"))
    make_product(producer=producer)
    assert labels("tambon") == {"ปากน้ำ": 1}
    Producer.objects.filter(pk=producer.pk).update(tambon=tambon("หัวไทร"))
    assert labels("tambon") == {"หัวไทร": 1}


def test_stars_are_noticed_when_given_changed_and_taken_away():
    product = make_product()
    assert labels("stars") == {}
    rating = rate(product, stars=3)
    assert labels("stars") == {"3 ดาว": 1}
    StarRating.objects.filter(pk=rating.pk).update(stars=5)
    Product.objects.filter(pk=product.pk).reindex()
    assert labels("stars") == {"5 ดาว": 1}
    rating.delete()
    Product.objects.filter(pk=product.pk).reindex()
    assert labels("stars") == {}


def test_certificates_are_noticed_however_they_are_written():
    product = make_product()
    assert labels("certificate") == {}
    certificate = certify(product, kind="tcps")
    assert list(labels("certificate").values()) == [1]
    yesterday = timezone.localdate() - timedelta(days=1)

    Certificate.objects.filter(pk=certificate.pk).update(expires_on=yesterday)
    assert labels("certificate") == {}
    certificate.expires_on = None
    certificate.save(update_fields=["expires_on"])
    assert list(labels("certificate").values()) == [1]
    certificate.expires_on = yesterday
    Certificate.objects.bulk_update([certificate], ["expires_on"])
    assert labels("certificate") == {}
    Certificate.objects.bulk_create([Certificate(product=product, kind=certificate.kind, number="ใหม่")])
    assert list(labels("certificate").values()) == [1]
    Certificate.objects.all().delete()
    assert labels("certificate") == {}


# --- Labels and words of other rows -----------------------------------------------------------------------------------


def test_a_renamed_category_has_its_new_label_at_once():
    make_product(category=category("food"))
    assert labels("category") == {"อาหาร": 1}
    kind = category("food")
    kind.name_th, kind.name_en = "ของกิน", "Eatables"
    kind.save()
    assert labels("category") == {"ของกิน": 1}
    with translation.override("en"):
        assert labels("category") == {"Eatables": 1}


def test_a_renamed_tambon_has_its_new_label_and_is_found_by_it():
    make_product(name_th="ไข่เค็ม", producer=make_producer(tambon=tambon("ปากน้ำ")))
    assert search(Criteria(search="เมืองใหม่")).ids == []
    place = Tambon.objects.get(name_th="ปากน้ำ")
    place.name_th = "เมืองใหม่"
    place.save()
    reindex_followers([place])
    assert labels("tambon") == {"เมืองใหม่": 1}
    assert len(search(Criteria(search="เมืองใหม่")).ids) == 1


# --- The passing of time ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("later", ["product", "producer"])
def test_a_product_appears_when_its_time_comes(clock, builds, later):
    moment = NOON + timedelta(hours=2)
    producer = make_producer(published_at=moment if later == "producer" else NOON)
    make_product(name_th="ไข่เค็ม", producer=producer, published_at=moment if later == "product" else NOON)
    clock(NOON)
    assert shown() == []
    clock(moment - timedelta(seconds=1))
    assert shown() == []
    assert len(builds) == 1

    clock(moment)
    assert shown() == ["ไข่เค็ม"]
    assert len(builds) == 2


def test_the_first_of_several_comes_first(clock):
    for hours in (5, 1, 3):
        make_product(name_th=f"{hours}", producer=make_old_producer(), published_at=NOON + timedelta(hours=hours))
    found = []
    for hours in range(6):
        clock(NOON + timedelta(hours=hours))
        found.append(shown())
    assert found == [[], ["1"], ["1"], ["1", "3"], ["1", "3"], ["1", "3", "5"]]


def test_a_product_appears_although_the_database_clock_is_behind(clock):
    make_product(name_th="ไข่เค็ม", producer=make_old_producer(), published_at=NOON)
    clock(NOON + timedelta(seconds=2), database=NOON - timedelta(seconds=1))
    assert shown() == []
    clock(NOON + timedelta(seconds=4), database=NOON + timedelta(seconds=1))
    assert shown() == ["ไข่เค็ม"]


@pytest.mark.parametrize(
    ("at", "offered"),
    [
        (NOON, 1),
        (NOON.replace(hour=23, minute=59, second=59), 1),
        (NOON + timedelta(hours=12), 0),  # midnight in Bangkok, 17:00 in UTC
    ],
)
def test_a_certificate_is_offered_to_the_end_of_its_last_day_in_bangkok(clock, at, offered):
    certify(make_product(producer=make_old_producer(), published_at=NOON - timedelta(days=9)), expires_on=NOON.date())
    clock(NOON - timedelta(hours=6))
    assert sum(labels("certificate").values()) == 1
    clock(at)
    assert sum(labels("certificate").values()) == offered


# --- Threads ----------------------------------------------------------------------------------------------------------


def test_threads_that_find_it_old_at_once_build_it_once(monkeypatch):
    """Both have seen that it is old before either begins; the second takes what the first built."""
    made, together = [], threading.Barrier(2)
    monkeypatch.setattr(indexing, "_index", None)

    def versions_of(*models) -> tuple:
        together.wait(timeout=10)
        return ("new",)

    def build(version, now) -> ShowcaseIndex:
        made.append(version)
        threading.Event().wait(0.2)
        return ShowcaseIndex(version, timezone.now() + timedelta(hours=1), [], [], [], "", [], {}, {}, set())

    monkeypatch.setattr(indexing, "versions_of", versions_of)
    monkeypatch.setattr(indexing, "build", build)
    got: list[ShowcaseIndex] = []
    threads = [threading.Thread(target=lambda: got.append(current())) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    assert made == [("new",)]
    assert len(got) == 2 and got[0] is got[1]


# --- Words, filters and their counts ----------------------------------------------------------------------------------


VALUES = {
    "category": ["food", "drink", "craft"],
    "tambon": ["240201", "240202"],
    "stars": [3, 4, 5],
    "price": ["0-50", "50-100", "ask"],
    "certificate": ["tcps", "fda"],
    "season": [1, 2, 3],
}
SEVERAL = {"certificate", "season"}
PRICES = [None, 20, 80]
SHORT_TEXTS = st.text("กข|", max_size=6)


@st.composite
def indexed(draw) -> IndexedProduct:
    """A product with any values: one category and price band, at most one tambon and star rating."""
    low = draw(st.sampled_from(PRICES))
    values = {
        facet: draw(st.frozensets(st.sampled_from(values), max_size=3 if facet in SEVERAL else 1))
        for facet, values in VALUES.items()
    }
    values |= {
        "category": frozenset([draw(st.sampled_from(VALUES["category"]))]),
        "price": frozenset([price_band(low)]),
    }
    return IndexedProduct(0, "", "", "", "", draw(SHORT_TEXTS), NOON, low, None, 0, **values)


@st.composite
def criteria(draw) -> Criteria:
    """Any choice in every facet, and perhaps wanted prices."""
    chosen = {
        field: tuple(draw(st.sets(st.sampled_from(VALUES[facet]), max_size=2)))
        for field, facet in {
            "categories": "category", "tambons": "tambon", "stars": "stars", "prices": "price",
            "certificates": "certificate", "months": "season",
        }.items()
    }  # fmt: skip
    return Criteria(**chosen, min_price=draw(st.sampled_from([None, 50])), max_price=draw(st.sampled_from([None, 60])))


def passes(product: IndexedProduct, wanted: Criteria, *, except_for: str = "") -> bool:
    """Whether a product has one of the values chosen in each facet, `except_for` left out, and costs what is wanted."""
    low, high = wanted.min_price, wanted.max_price
    priced = (low, high) == (None, None) or (
        product.price_low is not None and (low or 0) <= product.price_low <= (high or 1_000)
    )
    return priced and all(
        facet == except_for or not values or any(value in getattr(product, facet) for value in values)
        for facet, values in wanted.chosen.items()
    )


def index_of(products: list[IndexedProduct]) -> ShowcaseIndex:
    """An index of products in dictionary order, for searches by text, facets and prices."""
    texts = [product.text for product in products]
    for position, product in enumerate(products):
        product.pk = position
    return ShowcaseIndex(
        version=(),
        expires_at=NOON,
        products=products,
        newest_first=[],
        by_english_name=[],
        joined_texts="\n".join(texts),
        text_ends=list(accumulate(len(text) + 1 for text in texts)),
        having={facet: positions_by_value(products, facet) for facet in FACETS},
        positions={product.pk: position for position, product in enumerate(products)},
        with_pair={},
        known_words=set(),
    )


SPELLINGS = st.lists(st.text("กข", min_size=1, max_size=3), min_size=1, max_size=2)


@given(st.lists(indexed(), max_size=12), st.lists(SPELLINGS, max_size=3))
def test_words_are_found_as_in_each_text_on_its_own_in_dictionary_order(products, words):
    assert index_of(products).containing(words) == [
        product
        for product in products
        if all(any(spelling in product.text for spelling in spellings) for spellings in words)
    ]


@given(st.lists(indexed(), max_size=12), criteria(), st.integers(min_value=1, max_value=3))
def test_filters_show_and_count_the_same_as_a_count_product_by_product(products, wanted, every):
    index = index_of(products)
    found = products[::every] if every > 1 else index.products
    filtered = FilteredProducts(index, found, wanted)
    assert index.products_at(filtered.shown) == [product for product in found if passes(product, wanted)]
    counts = filtered.counts()
    for facet, values in VALUES.items():
        others = [product for product in found if passes(product, wanted, except_for=facet)]
        for value in values:
            assert counts[facet].get(value, 0) == sum(value in getattr(product, facet) for product in others)
