"""The committee as the public sees it: who sits in it, in which order, and nobody before the order."""

import datetime as dt

import pytest
from django.utils import timezone

from center.people.models import Consent, PersonPhoto
from committee.terms.models import Origin
from tests.factories import (
    make_document,
    make_document_version,
    make_ended_term,
    make_governing_term,
    make_network,
    make_nomination,
    make_person,
    make_seat,
    make_term,
)

pytestmark = pytest.mark.django_db

URL = "/about/committee/"
CHART = "/about/committee/chart/"
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
MOST_QUERIES = 8


@pytest.fixture
def term():
    return make_governing_term(number=3, starts_on=TODAY - 400 * DAY)


def text(client, path: str = URL) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def order_of(page: str, *words: str) -> list[str]:
    """The words as they follow each other on the page; each must be there."""
    assert all(word in page for word in words)
    return sorted(words, key=page.index)


def make_photo(person, **fields) -> PersonPhoto:
    rendition = {"format": "jpg", "width": 240, "height": 320, "name": f"{person.pk:016x}-240.jpg", "bytes": 1000}
    return PersonPhoto.objects.create(
        **{
            "person": person,
            "original": "originals/a.jpg",
            "width": 240,
            "height": 320,
            "renditions": [rendition],
            "alt_th": "รูปของกรรมการ",
            **fields,
        }
    )


def test_proposals_are_seen_by_nobody_before_the_order(client):
    term = make_term(number=3)
    make_nomination(term, person=make_person(first_name="แฉล้ม", surname="ลานใบไม้"))
    page = text(client)
    assert "ยังไม่มีคำสั่งแต่งตั้งคณะกรรมการ" in page and "แฉล้ม" not in page
    for path in (f"{URL}?term=3", CHART, f"{CHART}?term=3"):
        assert client.get(path).status_code == 404
    assert URL not in text(client, "/search/?q=แฉล้ม").partition("<main")[2]


def test_members_stand_by_position_in_the_orders_own_order(client, term):
    make_seat(term, rank=3, person=make_person(first_name="ก"), position="member")
    make_seat(term, rank=1, person=make_person(first_name="ฮสาม"), position="chair")
    make_seat(term, rank=2, person=make_person(first_name="ฮหนึ่ง"), position="member")
    page = text(client)
    names = order_of(page, "ฮสาม", "ฮหนึ่ง", "ก ทดสอบ")
    assert names == ["ฮสาม", "ฮหนึ่ง", "ก ทดสอบ"]
    assert order_of(page, "<h2>ประธานกรรมการ</h2>", "<h2>กรรมการ</h2>") == [
        "<h2>ประธานกรรมการ</h2>",
        "<h2>กรรมการ</h2>",
    ]
    assert "กรรมการ 3 คน" in page and "ตามคำสั่งเลขที่ 12/2569" in page


def test_members_stand_by_origin_with_what_they_stand_for(client, term):
    network = make_network(name_th="เครือข่ายทอผ้า", name_en="Weavers")
    make_seat(term, rank=1, origin=Origin.SAGE, position="chair")
    make_seat(term, rank=2, origin=Origin.CAPITAL, network=network)
    page = text(client, f"{URL}?by=origin")
    assert order_of(page, "<h2>ปราชญ์ชาวบ้าน</h2>", "<h2>ผู้แทนเครือข่ายทุนชุมชน</h2>")[0] == "<h2>ปราชญ์ชาวบ้าน</h2>"
    assert "เครือข่ายทอผ้า" in page
    assert "Weavers" in text(client, f"/en{URL}?by=origin")


def test_who_sits_ex_officio_is_shown_with_the_office(client, term):
    make_seat(term, ex_officio=True, office_th="พัฒนาการอำเภอ", office_en="District officer", origin="officer")
    assert "พัฒนาการอำเภอ" in text(client) and "(โดยตำแหน่ง)" in text(client)
    assert "District officer" in text(client, f"/en{URL}")


def test_a_photo_is_shown_with_consent_and_not_after_it_is_withdrawn(client, term):
    seat = make_seat(term)
    make_photo(seat.person)
    assert "รูปของกรรมการ" not in text(client)
    consent = Consent.objects.create(person=seat.person, purpose="photo", given_on=TODAY - DAY)
    assert "รูปของกรรมการ" in text(client) and "รูปของกรรมการ" in text(client, CHART)
    consent.withdrawn_on = TODAY
    consent.save()
    assert "รูปของกรรมการ" not in text(client) and "รูปของกรรมการ" not in text(client, CHART)


def test_phones_and_reasons_stay_with_staff(client, term):
    person = make_person(phone="0812345678", line_id="chalaem")
    make_seat(term, person=person, until_on=TODAY - DAY, reason="died", reason_note="ป่วยด้วยโรค")
    page = text(client)
    assert str(person) in page
    assert not any(secret in page for secret in ("0812345678", "081-234-5678", "chalaem", "ถึงแก่กรรม", "ป่วยด้วยโรค"))


def test_who_left_and_who_comes_stand_apart(client, term):
    left = make_seat(term, rank=1, person=make_person(first_name="ผู้ลาออก"), until_on=TODAY - DAY, reason="resigned")
    make_seat(term, rank=1, person=make_person(first_name="ผู้มาแทน"), replaces=left, from_on=TODAY)
    make_seat(term, rank=2, person=make_person(first_name="ผู้จะมา"), from_on=TODAY + DAY)
    page = text(client)
    assert "กรรมการ 1 คน" in page and "ผู้ที่พ้นจากตำแหน่งก่อนครบวาระ (1)" in page
    assert order_of(page, "ผู้มาแทน", "ผู้จะมา", "ผู้ลาออก") == ["ผู้มาแทน", "ผู้จะมา", "ผู้ลาออก"]
    chart = text(client, CHART)
    assert "ผู้มาแทน" in chart and "ผู้ลาออก" not in chart and "ผู้จะมา" not in chart


def test_a_committee_past_its_planned_end_acts(client, term):
    make_seat(term)
    assert "รักษาการ" not in text(client)
    term.ends_on = TODAY - DAY
    term.save()
    assert "รักษาการ" in text(client) and "ทำหน้าที่ต่อจนกว่าจะมีคณะกรรมการชุดใหม่" in text(client)
    assert "รักษาการ" in text(client, CHART)


def test_earlier_terms_stay_readable_behind_a_link(client, term):
    first = TODAY - 2000 * DAY
    old = make_ended_term(first, term.starts_on - DAY, number=2, ends_on=term.starts_on - 31 * DAY)
    seat = make_seat(old)
    make_seat(term)
    assert str(seat.person) not in text(client)
    assert f'href="{URL}?term=2"' in text(client)
    page = text(client, f"{URL}?term=2")
    assert str(seat.person) in page and "พ้นวาระ" in page and "แล้วรักษาการต่อ" in page


def test_without_a_committee_today_earlier_ones_are_offered(client):
    make_ended_term(TODAY - 2000 * DAY, TODAY - DAY, number=2)
    page = text(client)
    assert "ยังไม่มีคำสั่งแต่งตั้งคณะกรรมการ" in page and f"{URL}?term=2" in page


@pytest.mark.parametrize("number", ["99", "0", "x", "๒", "-1", "2" * 400])
def test_a_number_that_no_committee_has_is_not_found(client, term, number):
    assert client.get(URL, {"term": number}).status_code == 404
    assert client.get(CHART, {"term": number}).status_code == 404


def test_only_a_published_order_is_linked(client, term):
    make_seat(term)
    document = make_document_version(make_document(name_th="คำสั่งแต่งตั้ง")).document
    term.order_document = document
    term.save()
    assert document.get_absolute_url() in text(client)
    document.published_at = None
    document.save()
    assert document.get_absolute_url() not in text(client)


def test_members_are_found_by_the_search_over_everything(client, term):
    network = make_network(name_th="เครือข่ายทอผ้า")
    make_seat(term, person=make_person(first_name="แฉล้ม", surname="ลานใบไม้", phone="0812345678"), network=network)
    for typed in ("แฉล้ม", "ทอผ้า กรรมการ", "ผู้แทนเครือข่าย OTOP"):
        found = text(client, f"/search/?q={typed}").partition("<main")[2]
        assert "แฉล้ม ลานใบไม้" in found and f"{URL}?term=3" in found, typed
    assert f"{URL}?term=3" not in text(client, "/search/?q=0812345678").partition("<main")[2]


def test_seats_of_a_term_that_is_prepared_are_found_by_nobody(client):
    make_seat(make_term(number=3), person=make_person(first_name="แฉล้ม"))
    assert URL not in text(client, "/search/?q=แฉล้ม").partition("<main")[2]


def test_the_page_is_told_to_search_engines_and_stands_in_the_site_map(client):
    assert f"{URL}</loc>" in text(client, "/sitemap.xml").replace("\n", "") or URL in text(client, "/sitemap-pages.xml")
    assert URL in text(client, "/site-map/")


@pytest.mark.parametrize("members", [1, 25])
def test_the_cost_does_not_grow_with_members(client, term, members, django_assert_max_num_queries):
    for number in range(members):
        make_photo(make_seat(term, network=make_network(), rank=number).person)
    for path in (URL, f"{URL}?by=origin", CHART):
        client.get(path)
        with django_assert_max_num_queries(MOST_QUERIES):
            client.get(path)
