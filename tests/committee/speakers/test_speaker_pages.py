"""The speaker team on the web: who is shown, how they are found, what stays staff's, what it costs."""

import datetime as dt
import json
import re

import pytest
from django.utils import timezone

from center.people.models import Person
from center.records.changes import written
from committee.speakers.models import Speaker, Topic, Training
from tests.factories import (
    make_center,
    make_consent,
    make_governing_term,
    make_network,
    make_person,
    make_photo,
    make_seat,
    make_speaker,
    make_term,
    make_topic,
)
from tests.selection import COUNTED_IN_PYTHON

pytestmark = pytest.mark.django_db

LIST = "/about/speakers/"
MOST_QUERIES = 8


def text(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def main_of(client, path: str) -> str:
    page = text(client, path)
    return page[page.index("<main") :]


def named(first_name: str, *topics: Topic, **fields) -> Speaker:
    return make_speaker(*topics, person=make_person(first_name=first_name, surname="รักดี"), **fields)


# --- Who is shown ----------------------------------------------------------------------------------------------------


def test_the_team_stands_by_name_with_topics_and_where_each_comes_from(client):
    accounts = make_topic(name_th="บัญชีกลุ่ม")
    network = make_network(name_th="เครือข่ายช่างทอ", published_at=timezone.now())
    named("สมใจ", accounts, network=network, expertise_th="จดบัญชีให้อ่านเข้าใจ")
    chair = named("กมล", network=None)
    make_seat(make_governing_term(starts_on=dt.date(2020, 1, 1)), person=chair.person, position="chair")
    page = main_of(client, LIST)
    assert page.index("กมล รักดี") < page.index("สมใจ รักดี")
    for words in ["บัญชีกลุ่ม", "เครือข่ายช่างทอ", "จดบัญชีให้อ่านเข้าใจ", "คณะกรรมการศูนย์: ประธานกรรมการ", "พบ 2 คน"]:
        assert words in page, words


def test_drafts_and_who_left_the_team_are_nowhere(client, settings):
    settings.DEMO = False
    topic = make_topic()
    hidden = [named("ร่าง", topic, published_at=None), named("ลาออก", topic, active=False)]
    coming = named("อนาคต", topic, published_at=timezone.now() + dt.timedelta(days=1))
    everywhere = text(client, LIST) + text(client, "/search/?q=รักดี") + text(client, "/sitemap.xml")
    for speaker in [*hidden, coming]:
        assert client.get(speaker.get_absolute_url()).status_code == 404
        assert speaker.person.first_name not in everywhere
        assert f"{LIST}{speaker.pk}" not in everywhere


def test_a_seat_says_nothing_once_it_has_ended_or_before_the_order(client):
    speaker = named("กมล")
    ended = make_governing_term(starts_on=dt.date(2020, 1, 1))
    make_seat(ended, person=speaker.person, until_on=timezone.localdate() - dt.timedelta(days=1), reason="resigned")
    make_seat(make_term(starts_on=dt.date(2020, 1, 1)), person=speaker.person)
    assert "คณะกรรมการศูนย์:" not in main_of(client, LIST) + main_of(client, speaker.get_absolute_url())


def test_an_unpublished_network_is_not_named(client):
    speaker = named("กมล", network=make_network(name_th="เครือข่ายร่าง"))
    assert "เครือข่ายร่าง" not in text(client, LIST) + text(client, speaker.get_absolute_url())


def test_a_photo_is_shown_from_the_day_of_consent_until_it_is_withdrawn(client):
    speaker = named("กมล")
    name = "0123456789abcdef-240.jpg"
    make_photo(speaker.person, renditions=[{"format": "jpg", "width": 240, "height": 240, "name": name, "bytes": 1}])
    assert name not in text(client, LIST) + text(client, speaker.get_absolute_url())
    consent = make_consent(speaker.person)
    for path in (LIST, speaker.get_absolute_url()):
        assert name in text(client, path), path
    consent.withdrawn_on = consent.given_on
    consent.save()
    assert name not in text(client, LIST) + text(client, speaker.get_absolute_url())


def test_a_speaker_tells_topics_biography_and_training(client):
    topic = make_topic(
        name_th="ทำฉลาก", explains_th="ฉลากขาดอะไร", minutes=90, bring_th="ฉลากที่ใช้อยู่\n\nน้ำหนักสุทธิ", offers_markets=True
    )
    speaker = named("กมล", topic, biography_th="ทำขนมขาย\n\nสอนเพื่อนบ้าน")
    Training.objects.create(speaker=speaker, subject="อ่านฉลาก", given_on=dt.date(2026, 3, 18), place="วัดหัวสวน")
    page = main_of(client, speaker.get_absolute_url())
    for words in [
        "ทำฉลาก",
        "ฉลากขาดอะไร",
        "ใช้เวลาประมาณ 1 ชั่วโมง 30 นาที",
        "<p>สอนเพื่อนบ้าน</p>",
        "อ่านฉลาก",
        "18 มีนาคม 2569",
    ]:
        assert words in page, words
    assert re.findall(r"<li>(ฉลากที่ใช้อยู่|น้ำหนักสุทธิ|)</li>", page) == ["ฉลากที่ใช้อยู่", "น้ำหนักสุทธิ"]
    assert 'href="/sources/?kind=market"' in page and 'href="/contact/"' in page


def test_a_topic_no_longer_in_use_is_on_no_page(client):
    speaker = named("กมล", make_topic(name_th="เรื่องเก่า", active=False))
    assert "เรื่องเก่า" not in text(client, LIST) + text(client, speaker.get_absolute_url())
    assert "กมล" not in main_of(client, f"{LIST}?q=เรื่องเก่า")


def test_phones_and_other_ways_to_reach_a_person_are_on_no_page(client, settings):
    settings.DEMO = False
    make_center(phone="038541025")
    person = make_person(
        first_name="กมล", phone="0891112222", line_id="lap-line", email="lap@example.go.th", nickname="ชื่อเล่นลับ"
    )
    speaker = make_speaker(make_topic(), person=person)
    paths = [LIST, f"{LIST}?q=กมล", speaker.get_absolute_url(), "/search/?q=กมล", "/about/"]
    pages = [text(client, path) for plain in paths for path in (plain, f"/en{plain}")]
    assert [found for page in pages for found in re.findall(r"089-?111-?2222|lap-line|lap@|ชื่อเล่นลับ", page)] == []


# --- Finding ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def three() -> dict[str, Topic]:
    """กมล teaches labels, บุญ accounts, สมใจ both."""
    topics = {"labels": make_topic(name_th="ทำฉลาก"), "accounts": make_topic(name_th="บัญชีกลุ่ม", position=1)}
    named("กมล", topics["labels"], expertise_th="อ่านฉลากอาหาร")
    named("บุญ", topics["accounts"])
    named("สมใจ", *topics.values())
    return topics


def shown(client, query: str) -> set[str]:
    page = main_of(client, f"{LIST}?{query}")
    return {name for name in ("กมล", "บุญ", "สมใจ") if f">{name} รักดี</a>" in page}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=กมล", {"กมล"}),
        ("q=ฉลาก", {"กมล", "สมใจ"}),
        ("q=ฉลากอาหาร", {"กมล"}),
        ("q=สมใจ+บัญชี", {"สมใจ"}),
        ("q=บันชี", set()),
        ("q=zzz", set()),
        ("topic=999999", {"กมล", "บุญ", "สมใจ"}),
        ("topic=x", {"กมล", "บุญ", "สมใจ"}),
    ],
)
def test_speakers_are_found_by_name_words_and_topics(client, three, query, found):
    assert shown(client, query) == found
    assert ('class="empty"' in main_of(client, f"{LIST}?{query}")) is (not found)


def test_speakers_are_filtered_by_topic_each_once(client, three):
    labels, accounts = three["labels"].pk, three["accounts"].pk
    assert shown(client, f"topic={labels}") == {"กมล", "สมใจ"}
    assert shown(client, f"topic={accounts}&q=สมใจ") == {"สมใจ"}
    assert shown(client, f"topic={labels}&topic={accounts}") == {"กมล", "บุญ", "สมใจ"}
    assert client.get(LIST, {"topic": [accounts, labels]}).context["page"].paginator.count == 3


def test_each_topic_says_how_many_it_shows(client, three):
    make_topic(name_th="ไม่มีใครสอน")
    named("ร่าง", three["labels"], published_at=None)
    choices = client.get(LIST).context["facets"][0].choices
    assert [(choice.label, choice.count) for choice in choices] == [("ทำฉลาก", 2), ("บัญชีกลุ่ม", 2)]
    choices = client.get(LIST, {"q": "กมล"}).context["facets"][0].choices
    assert [(choice.label, choice.count) for choice in choices] == [("ทำฉลาก", 1)]


def test_what_finds_nobody_leads_on(client, three):
    Speaker.objects.filter(topics=three["accounts"]).update(active=False)
    assert "ไม่พบวิทยากรที่ตรงกับคำว่า “zzz”" in main_of(client, f"{LIST}?q=zzz")
    page = main_of(client, f"{LIST}?topic={three['accounts'].pk}")
    assert "ยังไม่มีวิทยากรเรื่องนี้" in page and f'href="{LIST}"' in page and 'href="/contact/"' in page
    Speaker.objects.update(active=False)
    page = main_of(client, LIST)
    assert "เจ้าหน้าที่กำลังเตรียมรายชื่อวิทยากร" in page and 'href="/contact/"' in page


def test_a_renamed_person_or_network_is_found_by_the_new_name(client):
    speaker = named("กมล", network=make_network(name_th="เครือข่ายเก่า", published_at=timezone.now()))
    speaker.person.first_name, speaker.network.name_th = "วิไล", "เครือข่ายช่างทอ"
    speaker.person.save()
    speaker.network.save()
    written([speaker.person, speaker.network], renamed=True)
    for words in ("วิไล", "ช่างทอ"):
        assert "วิไล รักดี" in main_of(client, f"{LIST}?q={words}")


def test_the_search_over_everything_finds_speakers_by_name_and_topic(client, three):
    for words, names in [("กมล", ["กมล รักดี"]), ("บัญชีกลุ่ม", ["บุญ รักดี", "สมใจ รักดี"])]:
        groups = {group.name: group for group in client.get("/search/", {"q": words}).context["groups"]}
        assert [hit.title for hit in groups["speakers"].hits] == names
    assert "หมายถึง" not in main_of(client, "/search/?q=กมลล")


# --- Addresses and languages -----------------------------------------------------------------------------------------


def test_a_wrong_slug_leads_to_the_right_one(client):
    speaker = named("กมล", name_en="Kamon Rakdi")
    answer = client.get(f"{LIST}{speaker.pk}-old-name/")
    assert (answer.status_code, answer.url) == (301, f"{LIST}{speaker.pk}-kamon-rakdi/")
    assert client.get(f"{LIST}999999/").status_code == 404


def test_english_pages_are_english_and_mark_what_is_thai(client):
    topic = make_topic(name_th="ทำฉลาก", name_en="Labels", minutes=75, bring_th="ฉลาก")
    kamon = named("กมล", topic, name_en="Kamon Rakdi", expertise_en="Reads labels", expertise_th="อ่านฉลาก")
    named("บุญ")
    page = main_of(client, f"/en{LIST}")
    assert ">Kamon Rakdi</a>" in page and "Reads labels" in page and "Labels" in page
    assert '<span lang="th">บุญ รักดี</span>' in page
    page = main_of(client, f"/en{LIST}{kamon.pk}-kamon-rakdi/")
    assert "Takes about 1 hour 15 minutes" in page and '<ul lang="th">' in page


def test_the_pages_are_known_to_the_site_map_search_engines_and_the_menu(client, settings):
    settings.DEMO = False
    speaker = named("กมล", make_topic(name_th="ทำฉลาก"), expertise_th="อ่านฉลาก")
    listed = text(client, "/sitemap.xml")
    assert f"{LIST}</loc>" in listed and f"{speaker.get_absolute_url()}</loc>" in listed
    for path in ("/site-map/", "/about/"):
        assert f'href="{LIST}"' in text(client, path)
    page = text(client, speaker.get_absolute_url())
    assert 'href="/about/speakers/" aria-current="true"' in page
    data = json.loads(re.search(r'<script type="application/ld\+json">(.+?)</script>', page, re.DOTALL)[1])
    assert (data["@type"], data["name"], data["knowsAbout"]) == ("Person", "กมล รักดี", ["ทำฉลาก"])
    settings.DEMO = True
    assert "ld+json" not in text(client, speaker.get_absolute_url())


# --- Cost ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def a_large_team() -> list[Speaker]:
    """5,000 people, each a speaker of two of ten topics and a member of the committee."""
    topics = [make_topic(name_th=f"หัวข้อที่ {number}") for number in range(10)]
    network, term = make_network(published_at=timezone.now()), make_governing_term(starts_on=dt.date(2020, 1, 1))
    people = Person.objects.bulk_create([Person(first_name=f"สมใจ{n}", surname="รักดี") for n in range(5_000)])
    term.seats.bulk_create(
        [term.seats.model(term=term, person=person, origin="otop", from_on=term.starts_on) for person in people]
    )
    now = timezone.now()
    speakers = Speaker.objects.bulk_create([Speaker(person=one, network=network, published_at=now) for one in people])
    links = Speaker.topics.through
    links.objects.bulk_create(
        [
            links(speaker=speaker, topic=topics[(number + step) % 10])
            for number, speaker in enumerate(speakers)
            for step in (0, 1)
        ]
    )
    written([make_center()])
    return speakers


@COUNTED_IN_PYTHON
def test_pages_cost_at_most_eight_queries_at_5000_people(client, a_large_team, django_assert_max_num_queries):
    topic = Topic.objects.first()
    paths = [LIST, f"{LIST}?page=9", f"{LIST}?q=สมใจ1&topic={topic.pk}&page=2", f"{LIST}?q=หัวข้อที่", f"{LIST}?q=zzz"]
    for path in [*paths, a_large_team[7].get_absolute_url()]:
        client.get(path)  # what every page says of the center is in the cache then
        with django_assert_max_num_queries(MOST_QUERIES):
            page = text(client, path)
        assert page.count('class="speaker"') <= 24, path
