"""Networks, groups and partner agencies on the web: what is shown, found and linked, what is staff's alone, what it costs."""

import json
import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from center.people import demo as people_demo
from center.people.models import Group, Membership, Network, Organization, Person
from center.places.models import Tambon
from center.records.changes import written
from tests.factories import (
    make_center,
    make_group,
    make_network,
    make_organization,
    make_person,
    make_producer,
    make_product,
    make_source,
    tambon,
)
from tests.selection import COUNTED_IN_PYTHON, LOADED_WITH_THE_WHOLE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pictures_encoded_once")]

MOST_QUERIES = 8
NOW = timezone.now
NETWORKS, GROUPS = "/about/networks/", "/about/groups/"


def text(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def main_of(page: str) -> str:
    return page[page.index("<main") :]


# --- The networks that stand -----------------------------------------------------------------------------------------


def test_the_networks_that_stand_are_public_under_their_full_names(client):
    """Seven, with the funds inside the community capital networks, and women's organizations."""
    page = main_of(text(client, NETWORKS))
    for name, abbreviation in [
        ("เครือข่ายผู้ผลิต ผู้ประกอบการ OTOP", "เครือข่าย OTOP"),
        ("กองทุนหมู่บ้านและชุมชนเมือง", "กทบ."),
        ("โครงการแก้ไขปัญหาความยากจน (กข.คจ.)", "กข.คจ."),
        ("กลุ่มออมทรัพย์เพื่อการผลิต", "กลุ่มออมทรัพย์ฯ"),
        ("กองทุนพัฒนาบทบาทสตรี", ""),
        ("เครือข่ายภูมิปัญญาท้องถิ่น", ""),
        ("เครือข่ายวิสาหกิจชุมชน", "วสช."),
        ("ศูนย์เรียนรู้ชุมชน", "ศรช."),
        ("องค์กรสตรี", "กพสม. กพสต. กพสอ. กพสจ."),
    ]:
        assert f">{name}</a>" in page and abbreviation in page, name


def test_womens_organizations_are_not_the_womens_fund(client):
    women = Network.objects.get(name_th="องค์กรสตรี")
    fund = Network.objects.get(name_th="กองทุนพัฒนาบทบาทสตรี")
    assert (fund.parent.name_th, women.parent) == ("เครือข่ายทุนชุมชน", None)
    assert "เป็นคนละหน่วยกับกองทุนพัฒนาบทบาทสตรี" in text(client, women.get_absolute_url())
    assert fund.offers_capital and not women.offers_capital


def test_hidden_and_ended_networks_are_on_no_page(client):
    make_network(name_th="เครือข่ายร่าง", published_at=None)
    make_network(name_th="เครือข่ายเลิกแล้ว", published_at=NOW(), active=False)
    page = text(client, NETWORKS)
    assert "เครือข่ายร่าง" not in page and "เครือข่ายเลิกแล้ว" not in page
    hidden = Network.objects.get(name_th="เครือข่ายร่าง")
    assert client.get(f"{NETWORKS}{hidden.pk}/").status_code == 404


def test_a_network_that_ended_keeps_its_page_for_old_links(client):
    ended = make_network(name_th="เครือข่ายเลิกแล้ว", published_at=NOW(), active=False)
    assert "เครือข่ายเลิกแล้ว" in text(client, ended.get_absolute_url())


def test_networks_and_agencies_are_found_by_words(client):
    make_organization(name_th="ธนาคารออมสิน สาขาบางคล้า", published_at=NOW())
    page = main_of(text(client, f"{NETWORKS}?q=กทบ"))
    assert "กองทุนหมู่บ้านและชุมชนเมือง" in page and "เครือข่ายวิสาหกิจชุมชน" not in page and "ออมสิน" not in page
    page = main_of(text(client, f"{NETWORKS}?q=ออมสิน"))
    assert "ธนาคารออมสิน" in page and "กองทุนหมู่บ้าน" not in page
    page = main_of(text(client, f"{NETWORKS}?q=zzz"))
    assert 'class="empty"' in page and f'href="{GROUPS}?q=zzz"' in page


def test_without_any_network_the_page_says_where_to_go(client):
    Network.objects.update(published_at=None)
    page = main_of(text(client, NETWORKS))
    assert "เจ้าหน้าที่กำลังเตรียมรายชื่อเครือข่าย" in page and 'href="/contact/"' in page


def test_a_wrong_slug_leads_to_the_right_one(client):
    network = Network.objects.get(name_th="องค์กรสตรี")
    group = make_group(name_th="กลุ่มทอผ้า", name_en="Weavers", published_at=NOW())
    for row, address in [(network, NETWORKS), (group, GROUPS)]:
        answer = client.get(f"{address}{row.pk}-old-name/")
        assert (answer.status_code, answer.url) == (301, row.get_absolute_url())


def test_a_network_shows_its_groups_its_inner_networks_and_its_sources(client):
    capital = Network.objects.get(name_th="เครือข่ายทุนชุมชน")
    fund = Network.objects.get(name_th="กองทุนหมู่บ้านและชุมชนเมือง")
    make_source(name_th="เงินกู้กองทุนหมู่บ้าน", network=fund)
    make_group(name_th="กองทุนบ้านคลองทอง", network=fund, published_at=NOW())
    make_group(name_th="กองทุนที่ยังไม่เผยแพร่", network=fund)
    page = main_of(text(client, fund.get_absolute_url()))
    assert "กองทุนบ้านคลองทอง" in page and "เงินกู้กองทุนหมู่บ้าน" in page and "ยังไม่เผยแพร่" not in page
    page = main_of(text(client, capital.get_absolute_url()))
    assert f'href="{fund.get_absolute_url()}"' in page and "เงินกู้กองทุนหมู่บ้าน" in page
    assert "กองทุนบ้านคลองทอง" in page, "groups of the networks inside it are its own"
    branch = next(one for _key, _title, rows in client.get(NETWORKS).context["sections"] for one in rows if one.inside)
    assert (branch.network, branch.group_count) == (capital, 1)


# --- Groups ----------------------------------------------------------------------------------------------------------


def test_a_group_says_who_where_and_what_it_makes(client):
    group = make_group(
        name_th="กลุ่มแม่บ้านไข่เค็ม",
        network=Network.objects.get(name_th="องค์กรสตรี"),
        tambon=tambon(),
        moo=6,
        members_count=14,
        joined_on=date(2025, 1, 5),
        about_th="ทำไข่เค็มขาย",
        published_at=NOW(),
    )
    producer = make_producer(name_th="ไข่เค็มหมู่หก", group=group)
    make_product(name_th="ไข่เค็มดินสอพอง", producer=producer)
    make_product(name_th="ไข่เค็มที่ซ่อน", producer=producer, published_at=None)
    page = main_of(text(client, group.get_absolute_url()))
    for words in ["หมู่ที่ 6 ต.บางกระเจ็ด", "องค์กรสตรี", "14 คน", "5 มกราคม 2568", "ทำไข่เค็มขาย", "ไข่เค็มดินสอพอง"]:
        assert words in page, words
    assert f'href="{producer.get_absolute_url()}"' in page and "ไข่เค็มที่ซ่อน" not in page


def test_a_group_that_makes_nothing_has_no_part_about_products(client):
    group = make_group(published_at=NOW())
    make_producer(group=group, published_at=None)
    assert "สินค้าของกลุ่ม" not in text(client, group.get_absolute_url())


def test_a_group_that_left_is_no_member_any_more(client):
    group = make_group(published_at=NOW(), joined_on=date(2024, 1, 1), left_on=date(2025, 1, 1))
    assert "เป็นสมาชิกศูนย์ตั้งแต่" not in text(client, group.get_absolute_url())


def test_hidden_groups_are_nowhere(client):
    hidden = make_group(name_th="กลุ่มลับ")
    assert "กลุ่มลับ" not in text(client, GROUPS)
    assert client.get(f"{GROUPS}{hidden.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=ทอผ้า", {"กลุ่มทอผ้า"}),
        ("q=ทอผา", {"กลุ่มทอผ้า"}),
        ("q=ม.2+เสม็ดใต้", {"กลุ่มจักสาน"}),
        ("q=หมู่+๒", {"กลุ่มจักสาน"}),
        ("tambon=240213", {"กลุ่มจักสาน", "กลุ่มสมุนไพร"}),
        ("tambon=240213&q=สมุนไพร", {"กลุ่มสมุนไพร"}),
        ("tambon=999999", {"กลุ่มทอผ้า", "กลุ่มจักสาน", "กลุ่มสมุนไพร"}),
        ("q=zzz", set()),
    ],
)
def test_groups_are_found_by_words_village_and_tambon(client, query, found):
    make_group(name_th="กลุ่มทอผ้า", tambon=tambon(), moo=3, published_at=NOW())
    make_group(name_th="กลุ่มจักสาน", tambon=tambon("เสม็ดใต้"), moo=2, published_at=NOW())
    make_group(name_th="กลุ่มสมุนไพร", tambon=tambon("เสม็ดใต้"), moo=4, published_at=NOW())
    page = main_of(text(client, f"{GROUPS}?{query}"))
    assert {group.name_th for group in Group.objects.all() if f">{group.name_th}</a>" in page} == found
    assert ('class="empty"' in page) is (not found)


def test_groups_are_filtered_by_network(client):
    network = make_network(name_th="เครือข่ายช่างทอ", published_at=NOW())
    make_group(name_th="กลุ่มทอผ้า", network=network, published_at=NOW())
    make_group(name_th="กลุ่มอื่น", published_at=NOW())
    page = main_of(text(client, f"{GROUPS}?network={network.pk}"))
    assert ">กลุ่มทอผ้า</a>" in page and ">กลุ่มอื่น</a>" not in page


def test_an_unpublished_network_is_not_named_by_its_groups(client):
    hidden = make_network(name_th="เครือข่ายร่าง")
    group = make_group(network=hidden, published_at=NOW())
    assert "เครือข่ายร่าง" not in text(client, group.get_absolute_url()) + text(client, GROUPS)


def test_english_pages_say_villages_in_english_and_mark_what_is_thai(client):
    group = make_group(name_th="กลุ่มทอผ้า", tambon=tambon(), moo=3, published_at=NOW())
    page = main_of(text(client, f"/en{group.get_absolute_url()}"))
    assert "Moo 3, Bang Krachet Sub-district" in page and '<span lang="th">กลุ่มทอผ้า</span>' in page


# --- What staff keep to themselves -----------------------------------------------------------------------------------


def every_public_page(client) -> dict[str, str]:
    """Pages of networks, groups, the center, the search and the site map, in both languages."""
    rows = [*Network.objects.published(), *Group.objects.published()]
    paths = [NETWORKS, GROUPS, "/about/", "/about/join/", "/contact/", "/search/?q=ลับ", "/site-map/", "/sitemap.xml"]
    paths += [row.get_absolute_url() for row in rows]
    return {path: text(client, path) for plain in paths for path in (plain, f"/en{plain}") if "sitemap.xml" not in path}


def test_fund_sizes_states_notes_and_phones_of_people_are_on_no_public_page(client, settings):
    settings.DEMO = False
    make_center(phone="038541025")
    person = make_person(first_name="ลับชื่อ", surname="ลับสกุล", phone="0891112222", line_id="lap-line", nickname="ลับเล่น")
    group = make_group(
        name_th="กลุ่มลับ", tambon=tambon(), published_at=NOW(), fund_size=Decimal("1234567.89"), status="mend"
    )
    Membership.objects.create(person=person, group=group, role="เหรัญญิกลับ")
    make_organization(name_th="หน่วยงานลับ", note="หมายเหตุลับ", phone="020009999", published_at=NOW())
    group.state_changes.create(before="normal", after="mend", reason="เหตุลับ", at=NOW())
    pages = every_public_page(client)
    assert f"{GROUPS}{group.pk}/" in pages
    assert any("02-000-9999" in page for page in pages.values()), "an office's number may be read"
    secrets = r"1,?234,?567|089-?111-?2222|891112222|lap-line|ลับชื่อ|ลับสกุล|ลับเล่น|เหรัญญิกลับ|หมายเหตุลับ|เหตุลับ"
    assert {path: found for path, page in pages.items() if (found := re.findall(secrets, page))} == {}
    assert "แก้ไข" not in pages[f"{GROUPS}{group.pk}/"] + pages[GROUPS], "the status of a group"


def test_the_demonstration_shows_no_persons_phone(client):
    people_demo.load()
    phones = set(Person.objects.exclude(phone="").values_list("phone", flat=True))
    assert len(phones) >= 8
    for path, page in every_public_page(client).items():
        digits = re.sub(r"\D", "", re.sub(r"<[^>]+>", " ", page))
        assert not [phone for phone in phones if phone in digits], path


# --- Lists of the whole website --------------------------------------------------------------------------------------


def test_the_search_over_everything_finds_networks_agencies_and_groups(client):
    make_group(name_th="กลุ่มทอผ้าบ้านเรา", tambon=tambon(), published_at=NOW())
    agency = make_organization(name_th="ศูนย์หม่อนไหมและทอผ้า", published_at=NOW())
    make_network(name_th="เครือข่ายทอผ้า", published_at=NOW())
    found = {group.name: group for group in client.get("/search/", {"q": "ทอผ้า"}).context["groups"]}
    assert {"networks", "organizations", "groups"} <= set(found)
    assert found["organizations"].hits[0].url == f"{NETWORKS}#agency-{agency.pk}"
    assert f'id="agency-{agency.pk}"' in text(client, NETWORKS)


def test_the_site_map_and_search_engines_know_the_pages(client, settings):
    settings.DEMO = False
    group = make_group(published_at=NOW())
    hidden = make_group()
    listed = client.get("/sitemap.xml").content.decode()
    for path in [NETWORKS, GROUPS, "/about/join/", group.get_absolute_url()]:
        assert f"{path}</loc>" in listed, path
    assert hidden.get_absolute_url() not in listed
    assert f'href="{NETWORKS}"' in text(client, "/site-map/")
    assert 'href="/news/"' not in text(client, "/about/").partition("คนและเครือข่ายของศูนย์")[2].partition("</section>")[0]
    assert f'href="{NETWORKS}"' in text(client, "/about/") and f'href="{GROUPS}"' in text(client, "/about/")


def test_search_engines_read_who_a_group_is(client, settings):
    network = make_network(name_th="เครือข่ายช่างทอ", published_at=NOW())
    group = make_group(name_th="กลุ่มทอผ้า", tambon=tambon(), moo=3, network=network, published_at=NOW())
    page = text(client, group.get_absolute_url())
    data = json.loads(re.search(r'<script type="application/ld\+json">(.+?)</script>', page, re.DOTALL)[1])
    assert (data["@type"], data["name"], data["memberOf"]["name"]) == ("Organization", "กลุ่มทอผ้า", "เครือข่ายช่างทอ")
    assert data["address"]["addressLocality"] == "หมู่ที่ 3 ต.บางกระเจ็ด"
    settings.DEMO = True
    assert "ld+json" not in text(client, group.get_absolute_url())


# --- Costs -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def a_full_district() -> Network:
    """5,000 people, each a member of the one group or of one of 5,000 groups of one network, and 60 agencies."""
    network = make_network(name_th="เครือข่ายใหญ่", published_at=NOW())
    tambons = list(Tambon.objects.all())
    groups = Group.objects.bulk_create(
        [
            Group(
                name_th=f"กลุ่มที่ {number}",
                network=network,
                tambon=tambons[number % len(tambons)],
                moo=number % 9 + 1,
                published_at=NOW(),
            )
            for number in range(5_000)
        ]
    )
    people = Person.objects.bulk_create(
        [Person(first_name=f"สมใจ{number}", surname="รักดี", tambon=tambons[0]) for number in range(5_000)]
    )
    Membership.objects.bulk_create(
        [Membership(person=person, group=group) for person, group in zip(people, groups, strict=True)]
    )
    Organization.objects.bulk_create([Organization(name_th=f"หน่วยงาน {n}", published_at=NOW()) for n in range(60)])
    center = make_center()
    written([center])
    return network


@COUNTED_IN_PYTHON
def test_public_lists_cost_at_most_eight_queries_at_5000_people(client, a_full_district, django_assert_max_num_queries):
    group = Group.objects.get(name_th="กลุ่มที่ 1")
    paths = [
        NETWORKS,
        f"{NETWORKS}?q=หน่วยงาน",
        a_full_district.get_absolute_url(),
        f"{a_full_district.get_absolute_url()}?q=กลุ่มที่+4&page=3",
        GROUPS,
        f"{GROUPS}?page=7",
        f"{GROUPS}?q=ม.2+กลุ่ม&tambon=240201&network={a_full_district.pk}",
        group.get_absolute_url(),
        "/about/join/",
    ]
    for path in paths:
        client.get(path)  # what every page says of the center is in the cache then
        with django_assert_max_num_queries(MOST_QUERIES):
            page = text(client, path)
        assert page.count('class="card plain"') <= 30, path


@COUNTED_IN_PYTHON
def test_staff_lists_cost_the_same_at_5000_people(admin_client, a_full_district, django_assert_max_num_queries):
    for model in ("person", "group", "membership", "network", "organization", "joinrequest"):
        path = reverse(f"admin:center_{model}_changelist")
        admin_client.get(path)  # what every page says of the center is in the cache then
        for query in ("", "?q=กลุ่ม", "?p=2" if model in ("person", "group", "membership") else ""):
            with django_assert_max_num_queries(8):
                assert admin_client.get(path + query).status_code == 200


# --- The demonstration -----------------------------------------------------------------------------------------------


@LOADED_WITH_THE_WHOLE
def test_the_demonstration_has_groups_in_eight_networks_agencies_consents_and_requests(client):
    people_demo.load()
    networks = {group.network_id for group in Group.objects.published().exclude(network=None)}
    assert len(networks) >= 8
    assert Group.objects.exclude(status="normal").count() >= 2
    assert all(group.state_changes.exists() for group in Group.objects.exclude(status="normal"))
    assert Organization.objects.published().count() >= 5
    people = Person.objects.filter(source_key__startswith="demo:")
    assert people.filter(consents__withdrawn_on=None, consents__isnull=False).distinct().count() >= 8
    assert people.filter(consents__withdrawn_on__isnull=False).exists()
    assert people.filter(join_requests__isnull=False).exists()


@LOADED_WITH_THE_WHOLE
def test_loading_the_demonstration_twice_adds_nothing_and_removing_it_leaves_nothing(client):
    before = {model: model.objects.count() for model in (Person, Group, Organization, Membership)}
    assert people_demo.load() > 20
    assert people_demo.load() == 0
    assert people_demo.remove() > 20
    assert {model: model.objects.count() for model in before} == before
