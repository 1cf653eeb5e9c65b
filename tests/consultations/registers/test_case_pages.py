"""What an applicant reads of a case: the page behind the link, and the way to it by number and phone."""

import datetime as dt

import pytest

from consultations.bookings.actors import staff
from consultations.registers import cases
from consultations.registers.addresses import case_page
from consultations.registers.models import Case
from tests.consultations.bookings.journeys import main_of
from tests.consultations.outreach.visits import read
from tests.consultations.registers.case_rows import make_case, make_round
from tests.factories import make_center, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

State = Case.State


@pytest.fixture
def by():
    return staff(make_staff())


def test_the_page_says_how_far_it_is_what_is_missing_and_until_when(client, by):
    make_center(phone="038541234")
    case = make_case(by=by, round=make_round(), received=[0, 1])
    page = read(client.get(case_page(case)))
    for words in (f"เรื่องเลขที่ {case.reference} ร่าง", "ยังขาด", "สำเนาทะเบียนบ้าน", "นำมาภายใน 20 ธันวาคม 2569", "ไข่เค็มใบเตย",
                  "สำเนาบัตรประจำตัวประชาชน", "โทรหาเจ้าหน้าที่ 038-541-234"):  # fmt: skip
        assert words in page, words
    assert "หนังสือมอบอำนาจ" not in page, "it isn't needed"


def test_the_page_names_nobody(client, by):
    case = make_case(by=by, details="โทรก่อนเที่ยง")
    answer = client.get(case_page(case))
    text = answer.content.decode()
    assert case.name not in text and case.phone not in text and "โทรก่อนเที่ยง" not in text and "og:" not in text
    assert "no-store" in answer["Cache-Control"] and "noindex" in answer["X-Robots-Tag"]


@pytest.mark.parametrize(
    ("path", "answer", "words"),
    [
        (["submitted"], "", "ยื่นแล้ว เจ้าหน้าที่กำลังตรวจเอกสาร"),
        (["submitted", "review"], "", "รอผลพิจารณา"),
        (["submitted", "review", "registered"], "", "ลงทะเบียนแล้ว"),
        (["submitted", "review", "rejected"], "อยู่นอกอำเภอ", "อยู่นอกอำเภอ"),
        (["withdrawn"], "", "ถอนเรื่องแล้ว"),
    ],
)
def test_each_state_says_what_it_means(client, by, path, answer, words):
    case = make_case(by=by, all_papers=True)
    for state in path:
        cases.change_state(case, state, by=by, answer=answer if state == path[-1] else "")
    assert words in read(client.get(case_page(case)))


def test_in_english(client, by):
    case = make_case(by=by)
    page = main_of(client.get("/en" + case_page(case)))
    assert "OTOP registration" in page and "Copy of the house registration" in page


def test_it_is_found_by_number_and_phone_together(client, by):
    case = make_case(by=by)
    page = main_of(client.post("/my-matters/", {"number": case.reference, "phone": "081-234-5678"}))
    assert case_page(case) in page and "ร่าง" in page
    other = main_of(client.post("/my-matters/", {"number": case.reference, "phone": "0899999999"}))
    assert case_page(case) not in other and "ไม่พบเรื่อง" in other


@pytest.mark.parametrize("token", ["x", "a.b", "find"])
def test_a_made_up_link_leads_nowhere(client, by, token):
    make_case(by=by)
    assert client.get(f"/cases/{token}/").status_code == 404


def test_the_link_ends(client, by, monkeypatch):
    case = make_case(by=by)
    later = case.link_expires_at + dt.timedelta(seconds=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert client.get(case_page(case)).status_code == 404


def test_the_page_costs_the_same_with_many_papers(client, by, django_assert_max_num_queries):
    case = make_case(by=by)
    client.get(case_page(case))
    with django_assert_max_num_queries(3):
        client.get(case_page(case))
