"""Sources: the list with its filters, a source's page, and the three questions."""

import re

import pytest
from django.contrib.admin.sites import site
from django.urls import reverse
from django.utils import timezone

from center.people.models import Network, Organization
from center.sources.models import Source
from tests.factories import make_lesson, make_source, make_staff
from tests.markup import compact

pytestmark = pytest.mark.django_db

URL = "/sources/"
WHICH = "/sources/which/"
MOST_QUERIES = 8


def names(response) -> list[str]:
    return [source.name_th for source in response.context["page"].object_list]


def facet(response, name: str) -> dict[str, int]:
    found = {facet.name: facet for facet in response.context["facets"]}
    return {choice.value: choice.count for choice in found[name].choices} if name in found else {}


def found(client, **answers) -> tuple[list[str], list[str]]:
    """Names of the sources open now, and of those open later."""
    result = client.get(WHICH, answers).context["found"]
    return [source.name_th for source in result.at_once], [source.name_th for source in result.later]


@pytest.fixture
def one_of_each(db) -> list[Source]:
    """One source of each kind and sector."""
    return [
        make_source(name_th=f"แหล่ง {kind} {sector}", kind=kind, sector=sector)
        for kind in Source.Kind.values
        for sector in Source.Sector.values
    ]


# --- The list ------------------------------------------------------------------------------------------------------


def test_only_published_sources_are_listed_in_dictionary_order(client):
    make_source(name_th="ไก่ไข่บ้านเรา")
    make_source(name_th="กองทุนหมู่บ้าน")
    make_source(name_th="เก่าไปแล้ว", published_at=None)
    make_source(name_th="ยังไม่ถึงวัน", published_at=timezone.now() + timezone.timedelta(days=1))
    assert names(client.get(URL)) == ["กองทุนหมู่บ้าน", "ไก่ไข่บ้านเรา"]


@pytest.mark.parametrize("typed", ["กองทุนหมูบาน", "กองทุน หมู่บ้าน", "กทบ", "village fund", "one year"])
def test_found_by_folded_words_of_source_network_and_organization(client, typed):
    network = Network.objects.get(abbreviation="กทบ.")
    eligible = "Members of one year"
    make_source(name_th="เงินกู้กองทุนหมู่บ้าน", name_en="Village fund loan", eligible_en=eligible, network=network)
    make_source(name_th="ตลาดน้ำ")
    assert names(client.get(URL, {"q": typed})) == ["เงินกู้กองทุนหมู่บ้าน"]


def test_a_renamed_network_is_found_by_its_new_name(client):
    network = Network.objects.create(name_th="ชื่อเดิม")
    source = make_source(network=network)
    client.force_login(make_staff())
    form = {"name_th": "เครือข่ายชื่อใหม่", "name_en": "", "abbreviation": "", "parent": "", "active": "on"}
    client.post(reverse("admin:center_network_change", args=[network.pk]), form)
    assert names(client.get(URL, {"q": "ชื่อใหม่"})) == [source.name_th]


def test_kinds_and_sectors_filter_and_are_counted_each_with_the_other_in_force(client, one_of_each):
    make_source(kind="capital", sector="public", name_th="ทุนรัฐอีกแหล่ง")
    response = client.get(URL, {"kind": "capital", "sector": "public"})
    assert names(response) == ["ทุนรัฐอีกแหล่ง", "แหล่ง capital public"]
    assert facet(response, "kind") == {"capital": 2, "production": 1, "market": 1, "knowledge": 1}
    assert facet(response, "sector") == {"public": 2, "private": 1, "community": 1}


def test_several_values_of_one_filter_mean_either(client, one_of_each):
    response = client.get(URL, {"kind": ["market", "knowledge"]})
    assert {source.kind for source in response.context["page"]} == {"market", "knowledge"}
    assert len(names(response)) == 6


def test_a_chip_takes_its_filter_away_and_keeps_the_rest(client, one_of_each):
    response = client.get(URL, {"q": "แหล่ง", "kind": "market", "sector": "private", "page": "1"})
    chips = {chip.label: chip.remove_url for chip in response.context["chips"]}
    assert set(chips) == {"แหล่งตลาด", "ภาคเอกชน"}
    without = client.get(URL + chips["แหล่งตลาด"])
    assert [chip.label for chip in without.context["chips"]] == ["ภาคเอกชน"]
    assert without.context["search"] == "แหล่ง"


def test_nothing_found_leads_on(client):
    page = client.get(URL, {"q": "ไม่มีแน่นอน"}).content.decode()
    assert "ไม่พบแหล่งที่ตรงกับที่ค้นหา" in page
    assert f'href="{WHICH}"' in page and f'href="{URL}"' in page


@pytest.mark.parametrize(
    "query", [{"kind": "x"}, {"sector": "\0"}, {"q": "\0%_"}, {"page": "-1"}, {"kind": ["a"] * 500}, {"q": "ก" * 5000}]
)
def test_no_address_breaks_the_list(client, query):
    make_source()
    for path in (URL, "/en/sources/", WHICH):
        assert client.get(path, query).status_code == 200


@pytest.mark.parametrize("count", [1, 100])
def test_the_cost_does_not_grow_with_the_sources(client, count, django_assert_max_num_queries):
    network = Network.objects.first()
    for _ in range(count):
        make_source(network=network)
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(URL, {"q": "แหล่ง", "kind": "capital", "sector": "community"})
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(WHICH, {"need": "capital", "who": "person", "standing": "member"})


# --- One source ----------------------------------------------------------------------------------------------------


def test_a_source_says_who_what_how_and_where(client):
    source = make_source(
        name_th="เงินยืม กข.คจ.",
        open_to="targets",
        eligible_th="ครัวเรือนเป้าหมายของหมู่บ้าน",
        conditions_th="ใช้ประกอบอาชีพเท่านั้น",
        how_to_apply_th="ถามกรรมการ\n\nยื่นคำขอ",
        papers_th="สำเนาทะเบียนบ้าน\nแผนประกอบอาชีพ",
        contact_th="ที่ทำการผู้ใหญ่บ้าน",
        network=Network.objects.get(abbreviation="กข.คจ."),
        organization=Organization.objects.create(name_th="สำนักงานพัฒนาชุมชนอำเภอ"),
        confirmed_on=timezone.datetime(2026, 11, 1).date(),
    )
    page = compact(client.get(source.get_absolute_url()).content.decode())
    for text in [
        "ครัวเรือนเป้าหมายของหมู่บ้าน",
        "เฉพาะครัวเรือนเป้าหมาย",
        "ใช้ประกอบอาชีพเท่านั้น",
        "<li>ถามกรรมการ</li><li>ยื่นคำขอ</li>",
        "<li>แผนประกอบอาชีพ</li>",
        "ที่ทำการผู้ใหญ่บ้าน",
        "โครงการแก้ไขปัญหาความยากจน",
        "สำนักงานพัฒนาชุมชนอำเภอ",
        "1 พฤศจิกายน 2569",
    ]:
        assert text in page


def test_an_office_is_called_by_a_tap_but_not_on_a_demonstration_site(client, settings):
    source = make_source(phone="038541234")
    assert 'href="tel:+6638541234"' in client.get(source.get_absolute_url()).content.decode()
    settings.DEMO = True
    page = client.get(source.get_absolute_url()).content.decode()
    assert "tel:" not in page and "038-541-234" in page


def test_an_english_page_marks_what_is_thai(client):
    source = make_source(name_th="กองทุน", name_en="A fund", offers_th="เงินกู้", offers_en="")
    page = client.get("/en" + source.get_absolute_url()).content.decode()
    assert "<h1>A fund</h1>" in page
    assert '<div lang="th"><p>เงินกู้</p></div>' in page
    assert '<ol lang="th">' in page


def test_hidden_sources_and_wrong_words_in_the_address(client):
    source, hidden = make_source(name_en="A fund"), make_source(published_at=None)
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert client.get(f"/sources/{source.pk}-wrong/").url == f"/sources/{source.pk}-a-fund/"
    assert client.get("/sources/999999/").status_code == 404


def test_lessons_that_used_a_source_stand_on_its_page(client):
    source = make_source()
    shown, hidden = make_lesson(name_th="เรื่องที่เผยแพร่"), make_lesson(name_th="เรื่องที่ซ่อน", published_at=None)
    for lesson in (shown, hidden):
        lesson.sources.add(source)
    page = client.get(source.get_absolute_url()).content.decode()
    assert "เรื่องที่เผยแพร่" in page and "เรื่องที่ซ่อน" not in page


# --- Three questions -----------------------------------------------------------------------------------------------


@pytest.fixture
def sources_of_all_conditions(db) -> None:
    make_source(name_th="เปิดทุกคน")
    make_source(name_th="ของสมาชิก", open_to="members")
    make_source(name_th="ครัวเรือนเป้าหมาย", open_to="targets", for_group=False)
    make_source(name_th="ธนาคารเพื่อธุรกิจ", for_person=False, for_group=False, for_business=True)
    make_source(name_th="ซ่อน", published_at=None)


@pytest.mark.parametrize(
    ("answers", "at_once", "later"),
    [
        ({"who": "person", "standing": "neither"}, ["เปิดทุกคน"], ["ของสมาชิก", "ครัวเรือนเป้าหมาย"]),
        ({"who": "person", "standing": "member"}, ["ของสมาชิก", "เปิดทุกคน"], ["ครัวเรือนเป้าหมาย"]),
        ({"who": "person", "standing": "target"}, ["ครัวเรือนเป้าหมาย", "เปิดทุกคน"], ["ของสมาชิก"]),
        ({"who": "group", "standing": "target"}, ["เปิดทุกคน"], ["ของสมาชิก"]),
        ({"who": "business"}, ["ธนาคารเพื่อธุรกิจ"], []),
        ({"need": "capital", "who": "person"}, ["ของสมาชิก", "ครัวเรือนเป้าหมาย", "เปิดทุกคน"], []),
        ({"need": "market"}, [], []),
        (
            {"need": "x", "standing": "member", "who": "\0"},
            ["ของสมาชิก", "ธนาคารเพื่อธุรกิจ", "เปิดทุกคน"],
            ["ครัวเรือนเป้าหมาย"],
        ),
    ],
)
def test_the_answers_find_what_fits(client, sources_of_all_conditions, answers, at_once, later):
    assert found(client, **answers) == (at_once, later)


def test_unasked_the_page_shows_three_questions_and_no_result(client, sources_of_all_conditions):
    response = client.get(WHICH)
    assert [question.name for question in response.context["questions"]] == ["need", "who", "standing"]
    assert response.context["found"] is None
    assert "เปิดทุกคน" not in response.content.decode()


def test_answers_stay_chosen_and_nothing_is_kept(client, sources_of_all_conditions):
    response = client.get(WHICH, {"need": "capital", "who": "person", "standing": "member"})
    page = response.content.decode()
    assert len(re.findall(r"\schecked\b", page)) == 3
    assert not response.cookies and not client.session.keys()


def test_nothing_fitting_is_said_kindly(client):
    assert "ยังไม่มีแหล่งที่ตรงทุกข้อ" in client.get(WHICH, {"need": "market"}).content.decode()


# --- Staff ---------------------------------------------------------------------------------------------------------


def test_staff_add_a_source_and_publish_it(client):
    client.force_login(make_staff())
    form = {
        "name_th": "โรงเรือนอบแห้ง",
        "name_en": "",
        "kind": "production",
        "sector": "community",
        "open_to": "members",
        "for_group": "on",
        "offers_th": "ยืมเครื่องอบ",
        "eligible_th": "สมาชิกกลุ่ม",
        "how_to_apply_th": "โทรจองคิว",
        "phone": "๐๓๘ ๕๔๑ ๒๓๔",
        "published_at_0": "1/10/2569",
        "published_at_1": "08.30",
    }
    assert client.post(reverse("admin:center_source_add"), form).status_code == 302
    source = Source.objects.published().get()
    assert (source.phone, source.for_person, source.for_group) == ("038541234", False, True)
    assert names(client.get(URL, {"q": "เครื่องอบ"})) == ["โรงเรือนอบแห้ง"]


def test_staff_pages_of_sources_cost_no_query_per_row(client, django_assert_max_num_queries):
    client.force_login(make_staff())
    network, organization = Network.objects.first(), Organization.objects.create(name_th="ธนาคาร")
    for _ in range(30):
        make_source(network=network, organization=organization)
    with django_assert_max_num_queries(12):
        client.get(reverse("admin:center_source_changelist"))
    assert site.is_registered(Source)
