"""Registers on the screen, on paper and as files: one mechanism for all of them."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from center.access.models import PersonalDataAccess
from center.people.models import Membership
from consultations.bookings.actors import staff
from consultations.outreach.models import OutreachEvent
from consultations.registers import visits
from consultations.registers.admin.registers import MOST_PRINTED
from consultations.registers.models import Visit
from consultations.registers.register import REGISTERS
from tests import factories
from tests.consultations.registers.rows import make_visit
from tests.portal.access.test_roles import role_user
from thai.dates import BANGKOK

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

KEYS = [register.key for register in REGISTERS]
OCTOBER = "?period=2569-10"


def on(day: int, *, month: int = 10, hour: int = 10) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=BANGKOK)


def url(key: str, page: str = "") -> str:
    return reverse(f"admin:consultations_register{page}", args=[key])


def sheet_of(answer) -> list[tuple]:
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return list(book.active.iter_rows(values_only=True))


@pytest.fixture
def october(officer):
    """Five visits that count in October 2569, of nine people; one was taken back, one is of September."""
    topic = factories.make_topic(name_th="ทำฉลาก")
    village = {"tambon": factories.tambon(), "moo": 6}
    by = staff(officer)
    make_visit(at=on(1), topic=topic, people=3, gender="female", by=by, **village)
    make_visit(at=on(1, hour=0), topic=topic, gender="male", by=by, **village)
    make_visit(at=on(2), channel="phone", by=by)
    make_visit(at=on(31, hour=23), channel="line", people=2, outside="อ.เมือง", by=by, satisfaction=4)
    make_visit(at=on(15), topic=topic, people=2, by=by, tambon=factories.tambon(), moo=2)
    visits.void(make_visit(at=on(3), people=7, by=by), by=by)
    make_visit(at=on(30, month=9), people=5, by=by)
    return topic


@pytest.mark.parametrize("key", KEYS)
def test_every_register_opens_prints_and_leaves_as_a_file(client, october, key, django_assert_max_num_queries):
    factories.make_product()
    Membership.objects.create(person=factories.make_person(), joined_on=dt.date(2026, 10, 1))
    client.get(url(key))
    with django_assert_max_num_queries(8):
        page = client.get(url(key) + OCTOBER)
    assert page.status_code == 200
    with django_assert_max_num_queries(10):  # who signs, and that it was printed
        paper = client.get(url(key, "_print") + OCTOBER)
    assert "พัฒนาการอำเภอ" in paper.content.decode() and "ผู้ตรวจสอบ" in paper.content.decode()
    rows = sheet_of(client.get(url(key, "_excel") + OCTOBER))
    assert len(rows) - 1 == page.context["total"].number == len(page.context["table"])
    assert sheet_of(client.get(url(key, "_excel") + f"{OCTOBER}&what=figures"))[1][2] == page.context["total"].number


def test_a_month_counts_its_own_days_in_bangkok_and_nothing_taken_back(client, october):
    page = client.get(url("visits") + OCTOBER)
    assert (page.context["total"].number, page.context["total"].people) == (5, 9)
    by = {shown["breakdown"].key: shown["lines"] for shown in page.context["breakdowns"]}
    assert [(line.label, line.people) for line, _address in by["topic"]] == [("ทำฉลาก", 6), ("ไม่ระบุ", 3)]
    assert [(line.label, line.people) for line, _address in by["village"]] == [
        (f"{factories.tambon().name_th} หมู่ที่ 2", 2),
        (f"{factories.tambon().name_th} หมู่ที่ 6", 4),
        ("ไม่ระบุ", 3),
    ]
    assert [line.label for line, _address in by["officer"]] == ["สมศรี"]
    assert [line.label for line, _address in by["month"]] == ["ต.ค. 2569"]
    year = client.get(url("visits") + "?period=2570").context["total"]
    round_1 = client.get(url("visits") + "?period=2570-r1").context["total"]
    quarter = client.get(url("visits") + "?period=2570-q1").context["total"]
    assert year.people == round_1.people == quarter.people == 9
    assert client.get(url("visits") + "?from=30/9/2569&to=1/10/2569").context["total"].people == 5 + 4


def test_each_line_leads_to_its_rows_and_back(client, october):
    page = client.get(url("visits") + OCTOBER)
    for shown in page.context["breakdowns"]:
        for line, address in shown["lines"]:
            narrowed = client.get(f"{url('visits')}?{address}")
            total = narrowed.context["total"]
            assert (total.number, total.people) == (line.number, line.people), (shown["breakdown"].key, line.label)
            assert len(narrowed.context["table"]) == line.number
            (chip,) = narrowed.context["chips"]
            assert chip["label"] == line.label
            assert client.get(f"{url('visits')}?{chip['without']}").context["total"].number == 5


def test_satisfaction_has_its_average(client, october):
    make_visit(at=on(4), satisfaction=5)
    assert client.get(url("satisfaction") + OCTOBER).context["remark"] == "เฉลี่ย 4.50 จาก 5 (ร้อยละ 90)"


BAD = (
    "period=2570-q9",
    "period=9999",
    "period=%00",
    "from=31/2/2569",
    "from=x&to=y",
    "to=1/1/0",
    "topic=x",
    "topic=999999999999",
    "moo=-1",
    "topic=%00",
    "gender=" + "x" * 500,
    "source=x",
    "page=0",
    "page=x",
    "page=99999999999999999999",
)


@pytest.mark.parametrize("query", BAD)
def test_an_address_that_makes_no_sense_still_shows_the_register(client, october, query):
    assert client.get(f"{url('visits')}?{query}").status_code == 200
    assert client.get(f"{url('visits', '_print')}?{query}").status_code == 200


def test_the_page_asks_for_a_period_and_shows_people(client, october):
    """Functions of a register that a template reads would be called, and nothing shown."""
    page = client.get(url("visits") + OCTOBER).content.decode()
    assert 'name="period"' in page and '<option value="2569-10" selected>' in page
    assert "5 ครั้ง · 9 คน" in page
    assert 'name="period"' not in client.get(url("products")).content.decode()


def test_a_day_that_is_none_is_said_and_stays_typed(client, october):
    page = client.get(url("visits") + "?from=31/2/2569").content.decode()
    assert "กรุณากรอกวันที่ เช่น 1/10/2569" in page and 'value="31/2/2569"' in page


def test_a_register_that_is_none(client, officer):
    assert client.get(url("invoices")).status_code == 404


def test_who_may_not_see_names_sees_the_figures_alone(client, october):
    client.force_login(role_user("reader"))
    page = client.get(url("visits") + OCTOBER)
    assert page.context["total"].people == 9 and not page.context["table"]
    assert "แฉล้ม" not in page.content.decode() and "081-234-5678" not in page.content.decode()
    assert "แฉล้ม" not in client.get(url("visits", "_print") + OCTOBER).content.decode()
    assert client.get(url("visits", "_excel") + OCTOBER).status_code == 403
    assert sheet_of(client.get(url("visits", "_excel") + f"{OCTOBER}&what=figures"))[1][3] == 9


def test_names_leave_as_a_file_only_with_the_permission(client, october):
    client.force_login(role_user("officer"))
    page = client.get(url("visits") + OCTOBER).content.decode()
    assert "แฉล้ม ลานใบไม้" in page and "081-234-5678" in page
    headings = sheet_of(client.get(url("visits", "_excel") + OCTOBER))[0]
    assert "ชื่อ-นามสกุล" not in headings and "เบอร์โทรศัพท์" not in headings
    client.force_login(role_user("manager"))
    assert "ชื่อ-นามสกุล" in sheet_of(client.get(url("visits", "_excel") + OCTOBER))[0]


def test_who_read_or_took_names_along_is_logged(client, october):
    client.force_login(role_user("manager"))
    client.get(url("visits") + OCTOBER)
    client.get(url("visits", "_print") + OCTOBER)
    sheet_of(client.get(url("visits", "_excel") + OCTOBER))
    kinds = sorted(entry.act for entry in PersonalDataAccess.objects.filter(content_type__model="visit"))
    assert kinds == ["export", "export", "list"]
    client.get(url("visits", "_print") + f"{OCTOBER}&rows=0")
    sheet_of(client.get(url("visits", "_excel") + f"{OCTOBER}&what=figures"))
    assert PersonalDataAccess.objects.filter(content_type__model="visit").count() == 3


def test_without_the_right_to_reports_nothing(client, october):
    client.force_login(factories.make_user(is_staff=True))
    for page in ("", "_print", "_excel"):
        assert client.get(url("visits", page)).status_code == 403


def test_a_list_too_long_for_paper_prints_its_figures_and_says_why(client, officer, monkeypatch):
    monkeypatch.setattr("consultations.registers.admin.registers.MOST_PRINTED", 1)
    assert MOST_PRINTED == 1000
    make_visit(at=on(1))
    make_visit(at=on(2))
    paper = client.get(url("visits", "_print") + OCTOBER)
    assert not paper.context["table"] and "พิมพ์ได้ครั้งละไม่เกิน 1 รายการ" in paper.content.decode()
    assert "รวม 2 ครั้ง 2 คน" in paper.content.decode()


def test_people_of_an_event_are_counted_once_however_many_networks_take_part(client, officer):
    event = OutreachEvent.objects.create(
        name_th="สาธิตทำไข่เค็ม", starts_at=on(5), ends_at=on(5, hour=12), offers_capital=True, offers_markets=True
    )
    first, second = factories.make_network(name_th="ออมทรัพย์ทดสอบ"), factories.make_network(name_th="โอทอปทดสอบ")
    event.networks.add(first, second)
    make_visit(at=on(5), channel="event", event=event, people=4)
    make_visit(at=on(5), channel="event", event=event, people=3)
    page = client.get(url("events") + OCTOBER)
    assert (page.context["total"].number, page.context["total"].people) == (1, 7)
    by = {shown["breakdown"].key: shown["lines"] for shown in page.context["breakdowns"]}
    assert [(line.number, line.people) for line, _address in by["network"]] == [(1, 7), (1, 7)]
    assert [line.label for line, _address in by["source"]] == ["แหล่งตลาด", "แหล่งทุน"]
    narrowed = client.get(f"{url('events')}?{by['network'][0][1]}&source=capital").context
    assert (narrowed["total"].people, narrowed["table"][0][1][5]) == (7, "7")


def test_the_counting_needs_its_condition(october):
    """Visits that were taken back are in the table, and would be counted without it."""
    assert Visit.objects.filter(year=2026, month=10).count() == 6
