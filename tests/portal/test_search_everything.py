"""One search over everything: what is found, how it is grouped, and what it costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from center.records.changes import written
from center.records.search import Synonym
from center.records.site_search import EACH
from portal import search
from portal.search import most_alike
from tests.factories import make_center, make_lesson, make_producer, make_product, make_source, tambon
from thai.folding import fold

pytestmark = pytest.mark.django_db

URL = "/search/"
# What portal.search states, and five more when products changed since the last search.
MOST_QUERIES = 19
AFTER_A_CHANGE = 5


def groups(response) -> dict[str, list[str]]:
    return {group.name: [str(hit.title) for hit in group.hits] for group in response.context["groups"]}


def test_everything_that_holds_the_word_grouped_by_kind(client):
    orchard = make_producer(name_th="สวนมะม่วงลุงทวน")
    make_product(name_th="มะม่วงกวน", producer=orchard)
    make_source(name_th="ความรู้เรื่องมะม่วง", kind="knowledge")
    make_lesson(name_th="ห่อผลมะม่วงให้ผิวสวย")
    make_product(name_th="ไข่เค็ม")
    make_source(name_th="ตลาดน้ำ")
    assert groups(client.get(URL, {"q": "มะม่วง"})) == {
        "products": ["มะม่วงกวน"],
        "producers": ["สวนมะม่วงลุงทวน"],
        "sources": ["ความรู้เรื่องมะม่วง"],
        "lessons": ["ห่อผลมะม่วงให้ผิวสวย"],
    }


@pytest.mark.parametrize("typed", ["มะมวง", "มะม้วง", "  มะ ม่วง ", "mango"])
def test_the_same_folding_and_synonyms_everywhere(client, typed):
    make_product(name_th="มะม่วงกวน", producer=make_producer(name_th="สวนมะม่วง"))
    make_source(name_th="ตลาดมะม่วง")
    make_lesson(name_th="ห่อมะม่วง")
    assert set(groups(client.get(URL, {"q": typed}))) == {"products", "producers", "sources", "lessons"}


def test_a_synonym_of_staff_holds_at_once(client):
    make_source(name_th="เงินยืม กข.คจ.")
    make_lesson(name_th="ใช้เงินยืมให้คุ้ม")
    assert not groups(client.get(URL, {"q": "กู้ยืมฉุกเฉิน"}))
    Synonym.objects.create(words="กู้ยืมฉุกเฉิน, เงินยืม")
    assert set(groups(client.get(URL, {"q": "กู้ยืมฉุกเฉิน"}))) == {"sources", "lessons"}


def test_what_the_public_may_not_see_is_not_found(client):
    make_product(name_th="มะม่วงซ่อน", published_at=None)
    make_producer(name_th="มะม่วงซ่อน", published_at=None)
    make_source(name_th="มะม่วงซ่อน", published_at=None)
    make_lesson(name_th="มะม่วงซ่อน", published_at=timezone.now() + timezone.timedelta(days=1))
    response = client.get(URL, {"q": "มะม่วงซ่อน"})
    assert groups(response) == {}
    assert "มะม่วงซ่อน" not in response.context["nearest"]


def test_a_few_of_each_kind_and_the_way_to_all(client):
    for number in range(EACH + 3):
        make_product(name_th=f"ขนมปั้น {number}")
        make_source(name_th=f"แหล่งขนม {number}")
    response = client.get(URL, {"q": "ขนม"})
    page = response.content.decode()
    assert {name: len(hits) for name, hits in groups(response).items()} == {"products": EACH, "sources": EACH}
    assert "ดูทั้งหมดในสินค้า OTOP (8)" in page and "ดูทั้งหมดในแหล่งสนับสนุน (8)" in page
    for group in response.context["groups"]:
        assert len(client.get(group.all_url).context["page"].object_list) == group.count == EACH + 3


def test_no_way_to_all_where_all_are_here(client):
    make_source(name_th="ตลาดน้ำ")
    assert "ดูทั้งหมดใน" not in client.get(URL, {"q": "ตลาดน้ำ"}).content.decode()


def test_names_that_begin_so_come_first(client):
    make_source(name_th="ก ที่มีกองทุน")
    make_source(name_th="อะไรสักอย่าง", offers_th="กองทุน")
    make_source(name_th="กองทุนหมู่บ้าน")
    assert groups(client.get(URL, {"q": "กองทุน"}))["sources"][0] == "กองทุนหมู่บ้าน"


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("ประกาศความเป็นส่วนตัว", "ประกาศความเป็นส่วนตัว"),
        ("PDPA ลบข้อมูล", None),
        ("ลบข้อมูล", "ประกาศความเป็นส่วนตัว"),
        ("แผนผัง", "แผนผังเว็บไซต์"),
        ("เงินกู้", "แหล่งสนับสนุน"),
        ("คนพิการ", "การเข้าถึงเว็บไซต์"),
    ],
)
def test_pages_are_found_by_title_and_by_what_people_call_them(client, typed, title):
    found = groups(client.get(URL, {"q": typed})).get("pages", [])
    assert (title in found) if title else found == []


def test_nothing_found_offers_the_nearest_name_and_the_next_step(client):
    make_source(name_th="กองทุนพัฒนาบทบาทสตรี")
    response = client.get(URL, {"q": "กองทุนพัฒนบทบาทสตีร"})
    page = response.content.decode()
    assert response.context["nearest"] == "กองทุนพัฒนาบทบาทสตรี"
    assert "ไม่พบคำว่า “กองทุนพัฒนบทบาทสตีร”" in page
    assert 'href="/site-map/"' in page
    follow = client.get(URL, {"q": response.context["nearest"]})
    assert groups(follow)["sources"] == ["กองทุนพัฒนาบทบาทสตรี"]


def test_alike_needs_enough_letters():
    assert most_alike("ก", ["กก"]) == ""
    assert most_alike("ตลาดนัด", ["ตลาดน้ำ", "ไข่เค็ม"]) == "ตลาดน้ำ"
    assert most_alike("ไม่เหมือนเลย", ["ตลาดน้ำ"]) == ""


def test_nothing_is_alike_to_a_royal_name(client):
    assert most_alike("มูลนิธิสมเด็จพระเทพ", ["มูลนิธิสมเด็จพระเทพฯ บางคล้า"]) == ""
    assert most_alike("มูลนิธิสมดจพระเทป", ["มูลนิธิสมเด็จพระเทพ", "ตลาดน้ำ"]) == ""
    make_source(name_th="กองทุนสมเด็จพระเทพรัตนราชสุดา")
    response = client.get(URL, {"q": "กองทุนสมเด็ดพะเทพรัตนราชสุดา"})
    assert (response.context["groups"], response.context["nearest"]) == ([], "")


def test_each_name_is_folded_once(monkeypatch):
    """For every pair of letters again, 6,000 names took two seconds."""
    folded = []
    monkeypatch.setattr(search, "fold", lambda text: folded.append(text) or fold(text))
    most_alike("ตลาดนัดวันเสาร์", ["ตลาดน้ำ", "ไข่เค็ม"])
    assert [folded.count(name) for name in ("ตลาดน้ำ", "ไข่เค็ม")] == [1, 1]


@pytest.mark.parametrize(
    "query", [{}, {"q": ""}, {"q": "  "}, {"q": "---"}, {"q": "\0"}, {"q": "%"}, {"q": "์"}, {"q": "ก " * 4000}]
)
def test_any_query_gives_a_page(client, query):
    make_source()
    for path in (URL, "/en/search/"):
        assert client.get(path, query).status_code == 200


def cost(client, path: str, **query) -> int:
    """The queries of a page."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path, query).status_code == 200
    return len(captured)


def test_an_empty_search_finds_nothing_and_costs_what_every_page_costs(client):
    make_source()
    assert client.get(URL).context["groups"] == []
    assert cost(client, URL) == cost(client, "/privacy/")


def test_script_in_a_query_is_text(client):
    assert "<script>alert" not in client.get(URL, {"q": "<script>alert(1)</script>"}).content.decode()


@pytest.mark.parametrize("count", [1, 60])
def test_the_cost_is_stated_and_does_not_grow(client, count):
    for number in range(count):
        make_product(name_th=f"ขนม {number}", producer=make_producer(name_th=f"กลุ่มขนม {number}", tambon=tambon()))
        make_source(name_th=f"แหล่งขนม {number}")
        make_lesson(name_th=f"ทำขนม {number}")
    of_every_page = cost(client, "/privacy/")
    assert cost(client, URL, q="ขนม") <= of_every_page + MOST_QUERIES + AFTER_A_CHANGE
    for typed in ("ขนม", "ขนทม", "ไม่มีอะไรเลย"):
        assert cost(client, URL, q=typed) <= of_every_page + MOST_QUERIES


def test_search_pages_stay_out_of_search_engines(client):
    assert '<meta name="robots" content="noindex">' in client.get(URL, {"q": "ก"}).content.decode()


def test_what_staff_call_the_center_is_found_at_once(client):
    center = make_center(name_th="ศูนย์บริการส่งเสริมเศรษฐกิจฐานราก อำเภอบางคล้า", aliases="บ้านช่วยขาย")
    make_lesson(name_th="ไปศูนย์บริการส่งเสริมเศรษฐกิจฐานราก อำเภอบางคล้า แล้วขายดี")
    found = groups(client.get(URL, {"q": "บานชวยขาย"}))
    assert found["pages"] == ["หน้าแรก", "เกี่ยวกับศูนย์", "ติดต่อเรา"]
    assert found["lessons"] == ["ไปศูนย์บริการส่งเสริมเศรษฐกิจฐานราก อำเภอบางคล้า แล้วขายดี"]
    center.aliases = "โรงเรียนค้าขาย"
    center.save()
    written([center])
    assert not groups(client.get(URL, {"q": "บ้านช่วยขาย"}))
    assert "หน้าแรก" in groups(client.get(URL, {"q": "โรงเรียน ค้าขาย"}))["pages"]
