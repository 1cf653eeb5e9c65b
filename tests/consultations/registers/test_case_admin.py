"""Cases on the staff site: taking one on, papers, buttons, the slip, the list; the rounds of a year on one page."""

import datetime as dt

import pytest
from django.urls import reverse

from consultations.bookings.actors import staff
from consultations.registers import cases
from consultations.registers.addresses import case_link
from consultations.registers.models import Case
from tests.consultations.registers.case_rows import bring_papers, fund, make_case, make_round, otop
from tests.factories import make_person, tambon
from tests.markup import compact
from tests.selection import REFUSED_BY_FORM

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors, pytest.mark.usefixtures("clock")]

ADD = "admin:consultations_case_add"
LIST = "admin:consultations_case_changelist"
State = Case.State
TODAY = dt.date(2026, 11, 30)


def url(name: str, case: Case) -> str:
    return reverse(f"admin:consultations_case_{name}", args=[case.pk])


def page_of(client, case: Case) -> str:
    return compact(client.get(url("change", case)).content.decode())


def typed(client, kind, **fields) -> dict:
    token = client.get(f"{reverse(ADD)}?kind={kind.pk}").context["form"]["token"].value()
    given = {"token": token, "kind": kind.pk, "name": "นางแฉล้ม ลานใบไม้", "phone": "081-234-5678", "moo": "๖"}
    return {**given, "subject": "ไข่เค็มใบเตย", "tambon": tambon().pk, **fields}


# --- Taking one on -------------------------------------------------------------------------------------------------


def test_first_the_kind_then_its_checklist(client, officer):
    page = client.get(reverse(ADD))
    assert page.content.decode().count('name="to_kind"') == 3 and "id_name" not in page.content.decode()
    page = client.post(reverse(ADD), {"to_kind": otop().pk, "name": "นางแฉล้ม"})
    text = page.content.decode()
    assert "สำเนาทะเบียนบ้าน" in text and 'value="นางแฉล้ม"' in text and not Case.objects.exists()


def test_a_matter_is_taken_on(client, officer):
    held = make_round()
    data = typed(client, otop(), round=held.pk, received=["0", "1"])
    answer = client.post(reverse(ADD), data)
    client.post(reverse(ADD), data)
    case = Case.objects.get()
    assert answer["Location"] == url("change", case)
    assert (case.name, case.phone, case.moo, case.tambon, case.round) == (
        "นางแฉล้ม ลานใบไม้",
        "0812345678",
        6,
        tambon(),
        held,
    )
    assert (case.officer, case.papers.filter(state="received").count()) == (officer, 2)
    page = page_of(client, case)
    for words in (case.reference, "ยังขาด", "ภายใน 20 ธันวาคม 2569", url("slip", case), url("papers", case)):
        assert words in page, words


def test_the_next_round_to_close_is_chosen(client, officer):
    later, first = make_round(number=2, closes_on=dt.date(2027, 3, 20)), make_round()
    make_round(
        number=3, fiscal_year=2569, closes_on=TODAY - dt.timedelta(days=1), opens_on=TODAY - dt.timedelta(days=9)
    )
    form = client.get(f"{reverse(ADD)}?kind={otop().pk}").context["form"]
    assert [value for value, _label in form.fields["round"].choices] == ["", str(first.pk), str(later.pk)]
    assert form["round"].value() == str(first.pk)


def test_somebody_of_the_registers_is_filled_in(client, officer):
    person = make_person(phone="0899999999", tambon=tambon(), moo=2)
    first = client.get(f"{reverse(ADD)}?person={person.pk}").content.decode()
    assert "0899999999" in first and str(person) in first
    form = client.get(f"{reverse(ADD)}?kind={fund().pk}&person={person.pk}").context["form"]
    assert (form["name"].value(), form["phone"].value(), form["moo"].value()) == (str(person), "0899999999", 2)
    client.post(reverse(ADD), typed(client, fund(), person=person.pk))
    assert Case.objects.get().person == person


def test_the_same_phone_is_asked_about_and_never_taken_for_the_same_person(client, officer):
    person = make_person(phone="0812345678")
    client.post(reverse(ADD), typed(client, fund()))
    case = Case.objects.get()
    assert case.person is None and url("same_person", case) in page_of(client, case)
    assert client.post(url("same_person", case), {"person": make_person(phone="0800000000").pk}).status_code == 404
    client.post(url("same_person", case), {"person": person.pk})
    case.refresh_from_db()
    assert case.person == person and url("same_person", case) not in page_of(client, case)


BAD = {
    "no name": ({"name": ""}, "name"),
    "name of a letter": ({"name": "ก"}, "name"),
    "markup for a name": ({"name": "<script>alert(1)</script>"}, "name"),
    "ID card in the name": ({"name": "แฉล้ม 3-2401-00123-45-0"}, "name"),
    "ID card in the subject": ({"subject": "เลขบัตร 3240100123450"}, "subject"),
    "ID card in the note": ({"details": "เลขบัตร 3240100123450"}, "details"),
    "name too long": ({"name": "ก" * 161}, "name"),
    "no phone": ({"phone": ""}, "phone"),
    "short phone": ({"phone": "0812"}, "phone"),
    "moo of nowhere": ({"moo": "99"}, "moo"),
    "moo of twenty digits": ({"moo": "9" * 20}, "moo"),
    "tambon of nowhere": ({"tambon": "999999"}, "tambon"),
    "round of another kind": ({"round": "other"}, "round"),
    "round of letters": ({"round": "' OR 1=1"}, "round"),
    "a round and a date": ({"round": "own", "due_on": "20/12/2569"}, "due_on"),
    "a date that has passed": ({"due_on": "29/11/2569"}, "due_on"),
    "a date that isn't one": ({"due_on": "31/2/2570"}, "due_on"),
    "a paper of nowhere": ({"received": ["99"]}, "received"),
    "no e-mail": ({"email": "แฉล้ม"}, "email"),
}


@REFUSED_BY_FORM
@pytest.mark.parametrize(("fields", "at"), BAD.values(), ids=BAD)
def test_what_cannot_be_is_said_at_its_field_and_nothing_typed_is_lost(client, officer, fields, at):
    own, other = make_round(), make_round(kind=fund(), number=2)
    fields = {name: {"own": own.pk, "other": other.pk}.get(str(value), value) for name, value in fields.items()}
    answer = client.post(reverse(ADD), typed(client, otop(), **fields))
    assert answer.status_code == 200 and list(answer.context["form"].errors) == [at]
    assert "ไข่เค็มใบเตย" in answer.content.decode() or at == "subject"
    assert not Case.objects.exists()


def test_a_kind_that_nobody_takes_any_more_is_not_taken(client, officer):
    kind = otop()
    data = typed(client, kind)
    kind.active = False
    kind.save()
    assert client.post(reverse(ADD), data).status_code == 200 and not Case.objects.exists()


# --- Papers and states ---------------------------------------------------------------------------------------------


def test_papers_are_noted_and_one_more_is_asked_for(client, officer):
    case = make_case(by=staff(officer))
    data = {f"paper-{paper.pk}": "received" for paper in case.papers.all()}
    answer = client.post(url("papers", case), data | {"further": "สำเนาทะเบียนบ้าน"})
    assert list(answer.context["form"].errors) == ["further"]
    client.post(url("papers", case), data | {"further": "แผนที่บ้าน"})
    assert [paper.name for paper in case.missing()] == ["แผนที่บ้าน"]
    first = case.papers.first()
    assert list(client.post(url("papers", case), data | {f"paper-{first.pk}": "burnt"}).context["form"].errors)


def test_a_case_is_carried_to_its_end(client, officer):
    case = make_case(by=staff(officer))
    for act in ("submit", "incomplete"):
        assert client.get(url(act, case)).status_code == 405
        client.post(url(act, case))
    case.refresh_from_db()
    assert case.state == "incomplete"
    for act in ("submit", "review"):
        client.post(url(act, case))
    refused = client.post(url("register", case), {"result_number": ""})
    assert "ยังปิดเรื่องไม่ได้" in refused.content.decode() and "สำเนาทะเบียนบ้าน" in refused.content.decode()
    bring_papers(case, staff(officer))
    client.post(url("register", case), {"result_number": "240200123", "answer": ""})
    case.refresh_from_db()
    assert (case.state, case.result_number) == ("registered", "240200123")
    page = page_of(client, case)
    assert url("reopen", case) in page and url("papers", case) not in page and "ลงทะเบียนแล้ว" in page
    client.post(url("reopen", case))
    case.refresh_from_db()
    assert (case.state, case.closed_at) == ("review", None)


def test_a_refusal_has_its_reason_and_a_withdrawal_too(client, officer):
    case = make_case(by=staff(officer))
    cases.change_state(case, State.SUBMITTED, by=staff(officer))
    cases.change_state(case, State.REVIEW, by=staff(officer))
    assert list(client.post(url("reject", case), {"answer": " "}).context["form"].errors) == ["answer"]
    client.post(url("reject", case), {"answer": "สถานที่ผลิตอยู่นอกอำเภอ"})
    case.refresh_from_db()
    assert (case.state, case.answer) == ("rejected", "สถานที่ผลิตอยู่นอกอำเภอ")
    other = make_case(by=staff(officer))
    client.post(url("withdraw", other), {"reason": "เลิกผลิตแล้ว"})
    other.refresh_from_db()
    assert other.state == "withdrawn" and "เลิกผลิตแล้ว" in page_of(client, other)


def test_what_does_not_fit_is_said(client, officer):
    case = make_case(by=staff(officer), all_papers=True)
    page = client.post(url("incomplete", case), follow=True).content.decode()
    assert "ยังไม่มีเอกสารที่ทำเครื่องหมายว่าขาด" in page
    page = client.post(url("review", case), follow=True).content.decode()
    assert "ทำไม่ได้ในสถานะนี้" in page
    case.refresh_from_db()
    assert case.state == "draft"


def test_what_was_typed_is_put_right(client, officer):
    held = make_round(closes_on=TODAY - dt.timedelta(days=1))
    case = make_case(by=staff(officer), round=held)
    form = client.get(url("edit", case)).context["form"]
    assert form["round"].value() == str(held.pk), "a round that closed stays the case's"
    data = {"name": "แฉล้ม ใหม่", "phone": "0899999999", "subject": "ไข่เค็ม", "round": held.pk, "moo": "", "tambon": ""}
    client.post(url("edit", case), data)
    case.refresh_from_db()
    assert (case.name, case.phone, case.round) == ("แฉล้ม ใหม่", "0899999999", held)


def test_the_slip_says_what_is_missing_until_when_and_has_the_link(client, officer):
    case = make_case(by=staff(officer), round=make_round(), received=[0])
    page = client.get(url("slip", case)).content.decode()
    for words in (f"ใบรับเรื่อง เลขที่ {case.reference}", case.name, "20 ธันวาคม 2569", "สำเนาทะเบียนบ้าน", "<svg"):
        assert words in page, words
    assert case_link(case).startswith("http") and "หนังสือมอบอำนาจ" not in page


# --- The list ------------------------------------------------------------------------------------------------------


def listed(client, **query) -> list[Case]:
    return list(client.get(reverse(LIST), query).context["cl"].result_list)


def test_open_cases_stand_by_what_is_due_first(client, officer):
    by = staff(officer)
    late = make_case(kind=fund(), by=by, due_on=TODAY - dt.timedelta(days=2))
    soon = make_case(
        by=by, round=make_round(closes_on=TODAY + dt.timedelta(days=3)), name="สมชาย ทดสอบ", phone="0899999999"
    )
    closed = make_case(by=by)
    cases.withdraw(closed, reason="เลิก", by=by)
    assert listed(client) == [late, soon]
    assert listed(client, due="overdue") == [late] and listed(client, due="soon") == [soon]
    assert listed(client, due="closed") == [closed] and len(listed(client, due="all")) == 3
    assert listed(client, q=closed.reference) == [closed], "a number is found, open or not"
    assert listed(client, q="089-999-9999") == [soon] and listed(client, round__id__exact=soon.round_id) == [soon]
    assert "เลยกำหนด" in client.get(reverse(LIST)).content.decode()


def test_the_list_costs_the_same_for_many(client, officer, django_assert_max_num_queries):
    for _number in range(3):
        make_case(by=staff(officer))
    client.get(reverse(LIST))
    with django_assert_max_num_queries(14) as few:
        client.get(reverse(LIST))
    for _number in range(3):
        make_case(by=staff(officer))
    with django_assert_max_num_queries(len(few)):
        client.get(reverse(LIST))


# --- Rounds --------------------------------------------------------------------------------------------------------


def test_the_rounds_of_a_year_on_one_page(client, officer):
    address = reverse("admin:consultations_casekind_rounds", args=[otop().pk])
    page = client.get(address)
    assert page.context["year"] == 2570 and "1/1/2570" in page.content.decode()
    data = {"opens-1": "1/10/2569", "closes-1": "20/12/2569", "opens-2": "1/1/2570", "closes-2": "๒๐/๓/๒๕๗๐"}
    client.post(address, data | {"opens-3": "1/4/2570"})
    closing = list(otop().rounds.order_by("number").values_list("number", "closes_on"))
    assert closing == [(1, dt.date(2026, 12, 20)), (2, dt.date(2027, 3, 20))], "the third has no closing date"
    make_case(by=staff(officer), round=otop().rounds.get(number=1))
    answer = client.post(address, {"opens-1": "", "closes-1": ""})
    assert list(answer.context["form"].errors) == ["closes-1"] and otop().rounds.count() == 2


@pytest.mark.parametrize(
    ("data", "at"),
    [
        ({"opens-1": "1/10/2569", "closes-1": "30/9/2569"}, "closes-1"),
        ({"opens-2": "", "closes-2": "20/3/2570"}, "opens-2"),
        ({"opens-1": "ตุลา", "closes-1": "20/12/2569"}, "opens-1"),
        ({"opens-1": "1/10/2569", "closes-1": "31/11/2569"}, "closes-1"),
    ],
)
def test_rounds_that_cannot_be_are_refused_at_the_field(client, officer, data, at):
    answer = client.post(reverse("admin:consultations_casekind_rounds", args=[otop().pk]), data)
    assert at in answer.context["form"].errors and not otop().rounds.exists()


@pytest.mark.parametrize("year", ["9999", "0", "x", "9" * 30])
def test_a_year_far_away_is_the_present_one(client, officer, year):
    address = reverse("admin:consultations_casekind_rounds", args=[otop().pk])
    assert client.get(address, {"year": year}).context["year"] == 2570
