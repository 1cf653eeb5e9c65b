"""The rules of cases: what is missing, which state follows which, what the applicant hears, when a case is due."""

import datetime as dt

import pytest
from django.core import mail as outbox
from django.urls import reverse

from center.mail.messages import messages_about
from center.mail.models import Message
from center.records.states import WrongState
from consultations.bookings.actors import staff
from consultations.registers import case_home, cases, rounds
from consultations.registers.case_refusals import CaseClosed, NothingMissing, PapersMissing, RoundInUse, WrongRound
from consultations.registers.models import Case, CaseKind, CasePaper, RegistrationRound
from tests.consultations.registers.case_rows import bring_papers, fund, make_case, make_round, otop
from tests.factories import make_center, make_person, make_staff, tambon

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

State = Case.State
# Of the tests' clock.
TODAY = dt.date(2026, 11, 30)


@pytest.fixture
def by():
    return staff(make_staff())


def carried(case: Case, by, *states: str) -> Case:
    for state in states:
        cases.change_state(case, state, by=by)
    return case


def messages(case: Case) -> list[tuple[str, str]]:
    """Kinds and states of what hasn't left or been taken back."""
    return list(messages_about(case).filter(state__in=Message.LEFT).values_list("kind", "state"))


# --- Opening -------------------------------------------------------------------------------------------------------


def test_three_kinds_are_ready():
    kinds = list(CaseKind.objects.values_list("name_en", "has_rounds", "active"))
    assert kinds == [
        ("OTOP registration", True, True),
        ("Community product standard", False, True),
        ("Fund application", False, True),
    ]
    assert all(kind.done and len(kind.papers) >= 4 and kind.papers[0].name_en for kind in CaseKind.objects.all())


def test_a_new_case_has_the_checklist_of_its_kind(by):
    case = make_case(by=by, received=[0, 3])
    states = list(case.papers.values_list("state", flat=True))
    assert states == ["received", "missing", "missing", "received", "missing"] + ["not_needed"] * 3
    assert (case.state, case.officer, case.closed_at) == ("draft", by.user, None)
    assert len(case.reference) == 4 and case.state_changes.get().by == by.user
    assert case.papers.first().history.get().history_user == by.user


def test_a_checklist_that_changes_later_changes_no_case():
    case, kind = make_case(), otop()
    kind.papers_th = "กระดาษใหม่"
    kind.save()
    assert case.papers.count() == 8 and "กระดาษใหม่" not in [paper.name for paper in case.papers.all()]


def test_english_names_are_left_out_where_lines_do_not_match():
    kind = CaseKind(papers_th="ก\n\nข (ถ้ามี)\n", papers_en="a")
    assert [(paper.name_th, paper.name_en, paper.is_optional) for paper in kind.papers] == [
        ("ก", "", False),
        ("ข (ถ้ามี)", "", True),
    ]


def test_the_same_form_sent_again_is_one_case(by):
    first = make_case(by=by, form_key="k" * 32)
    again = make_case(by=by, form_key="k" * 32, name="คนอื่น อีกคน")
    assert first == again and Case.objects.count() == 1 and first.papers.count() == 8


def test_a_number_drawn_twice_is_drawn_again(monkeypatch, by):
    drawn = iter(["1234", "1234", "5678"])
    monkeypatch.setattr(cases, "free_number", lambda rows, field: next(drawn))
    assert [make_case(by=by).reference, make_case(by=by).reference] == ["1234", "5678"]


def test_a_round_of_another_kind_is_refused(by):
    with pytest.raises(WrongRound):
        make_case(kind=fund(), round=make_round(), by=by)
    case = make_case(kind=fund(), by=by)
    with pytest.raises(WrongRound):
        cases.correct(case, round=RegistrationRound.objects.get(), by=by)


# --- Papers --------------------------------------------------------------------------------------------------------


def test_it_is_not_registered_while_papers_are_missing(by):
    case = carried(make_case(by=by), by, State.SUBMITTED, State.REVIEW)
    with pytest.raises(PapersMissing) as refused:
        cases.change_state(case, State.REGISTERED, by=by)
    assert "สำเนาทะเบียนบ้าน" in refused.value.sentence and Case.objects.get().state == State.REVIEW
    bring_papers(case, by)
    assert cases.change_state(case, State.REGISTERED, result_number="240200001", by=by)
    case.refresh_from_db()
    assert (case.state, case.result_number) == ("registered", "240200001") and case.closed_at


def test_a_paper_that_is_not_needed_does_not_count(by):
    case = carried(make_case(by=by, received=[0, 1, 2, 3]), by, State.SUBMITTED, State.REVIEW)
    (missing,) = case.missing()
    assert cases.set_papers(case, {missing.pk: CasePaper.State.NOT_NEEDED}, by=by)
    assert not cases.set_papers(case, {missing.pk: CasePaper.State.NOT_NEEDED}, by=by), "nothing changed"
    assert cases.change_state(case, State.REGISTERED, by=by)


def test_one_more_paper_can_be_asked_for(by):
    case = make_case(by=by, all_papers=True)
    with pytest.raises(NothingMissing):
        cases.change_state(case, State.INCOMPLETE, by=by)
    assert cases.set_papers(case, {}, further="แผนที่บ้าน", by=by)
    assert not cases.set_papers(case, {}, further="แผนที่บ้าน", by=by)
    assert [paper.name for paper in case.missing()] == ["แผนที่บ้าน"]
    assert cases.change_state(case, State.INCOMPLETE, by=by)


def test_papers_of_a_closed_case_stay(by):
    case = carried(make_case(by=by, all_papers=True), by, State.SUBMITTED, State.REVIEW, State.REGISTERED)
    with pytest.raises(CaseClosed):
        cases.set_papers(case, {case.papers.first().pk: CasePaper.State.MISSING}, by=by)
    with pytest.raises(CaseClosed):
        cases.correct(case, due_on=TODAY, by=by)
    assert cases.correct(case, name="แฉล้ม ลานใบไม้ใหญ่", by=by), "a name can still be put right"


# --- States --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "to"),
    [
        ((), State.REVIEW),
        ((), State.REGISTERED),
        ((State.SUBMITTED,), State.REGISTERED),
        ((State.SUBMITTED,), State.REJECTED),
        ((State.SUBMITTED, State.REVIEW, State.REJECTED), State.REGISTERED),
        ((State.WITHDRAWN,), State.SUBMITTED),
    ],
)
def test_no_state_is_skipped(by, before, to):
    case = carried(make_case(by=by, all_papers=True), by, *before)
    with pytest.raises(WrongState):
        cases.change_state(case, to, by=by)
    assert Case.objects.get().state == (before[-1] if before else State.DRAFT)


def test_a_case_closed_by_mistake_is_opened_again(by):
    case = carried(make_case(by=by, all_papers=True), by, State.SUBMITTED, State.REVIEW)
    cases.change_state(case, State.REJECTED, answer="อยู่นอกอำเภอ", by=by)
    assert Case.objects.get().closed_at
    cases.change_state(case, State.REVIEW, by=by)
    case.refresh_from_db()
    assert (case.closed_at, case.answer, case.state) == (None, "", "review")


def test_who_withdrew_may_come_again(by):
    case = make_case(by=by)
    assert cases.withdraw(case, reason="เลิกผลิตแล้ว", by=by)
    assert case.state_changes.first().reason == "เลิกผลิตแล้ว" and messages(case) == []
    assert cases.change_state(case, State.DRAFT, by=by) and Case.objects.get().is_open


def test_the_link_lasts_a_year_from_the_last_change(by, monkeypatch):
    case = make_case(by=by)
    later = case.link_expires_at - dt.timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    cases.change_state(case, State.SUBMITTED, by=by)
    assert Case.objects.get().link_expires_at == later + cases.LINK_KEPT_FOR


# --- What the applicant hears --------------------------------------------------------------------------------------


def test_without_an_address_one_is_called_about_what_one_has_to_know(by):
    make_center(phone="038541234")
    case = make_case(by=by, round=make_round())
    assert messages(case) == []
    carried(case, by, State.SUBMITTED)
    assert messages(case) == [], "the page tells it"
    carried(case, by, State.INCOMPLETE)
    assert messages(case) == [("case_incomplete", "to_call")]
    text = messages_about(case).get().line_text
    for words in (case.reference, "ขึ้นทะเบียน OTOP · ไข่เค็มใบเตย", "ยังขาด ใบสมัคร", "ภายใน 20 ธันวาคม 2569", "038-541-234"):
        assert words in text, words
    assert "/cases/" not in text, "forwarded, it would open the case to everybody"
    carried(case, by, State.SUBMITTED)
    assert messages(case) == [], "taken back before the call was made"


def test_a_call_that_was_not_made_says_what_is_true_now(by):
    case = carried(make_case(by=by, received=[0, 1, 2]), by, State.INCOMPLETE)
    photo, letter = case.missing()
    cases.set_papers(case, {photo.pk: CasePaper.State.RECEIVED}, by=by)
    cases.correct(case, phone="0899999999", by=by)
    (call,) = messages_about(case).filter(state__in=Message.CALLS_LEFT)
    assert call.phone == "0899999999" and letter.name in call.line_text and photo.name not in call.line_text
    cases.set_papers(case, {letter.pk: CasePaper.State.RECEIVED}, by=by)
    assert messages(case) == [], "nothing is missing, so nobody has to be told"


def test_with_an_address_every_change_is_mail_with_the_link(by, rf):
    case = make_case(by=by, email="chalaem@example.com", all_papers=True)
    assert messages(case) == [("case_opened", "queued")]
    carried(case, by, State.SUBMITTED)
    assert messages(case) == [("case_submitted", "queued")]
    carried(case, by, State.REVIEW)
    cases.change_state(case, State.REGISTERED, result_number="2402001", by=by)
    (message,) = messages_about(case).filter(state="queued")
    assert message.kind == "case_registered" and "เลขทะเบียน 2402001" in message.body and "{{link}}" in message.body
    assert not outbox.outbox


def test_a_good_end_is_said_in_the_words_of_its_kind(by):
    case = carried(make_case(kind=fund(), by=by, all_papers=True), by, State.SUBMITTED, State.REVIEW, State.REGISTERED)
    assert case.state_in_words == "อนุมัติแล้ว" and "อนุมัติแล้ว" in messages_about(case).first().line_text


# --- Due -----------------------------------------------------------------------------------------------------------


def test_a_case_is_due_when_its_round_closes(by):
    held = make_round(closes_on=TODAY - dt.timedelta(days=1))
    case = make_case(by=by, round=held)
    own = make_case(kind=fund(), by=by, due_on=TODAY)
    assert (case.due, own.due) == (held.closes_on, TODAY)
    assert list(Case.objects.overdue(TODAY)) == [case], "on its last day nothing is overdue"
    rounds.set_rounds(otop(), 2570, {1: (held.opens_on, TODAY)}, by=by.user)
    assert not Case.objects.overdue(TODAY).exists(), "the round's new date is the case's"
    assert held.history.first().history_user == by.user


def test_closed_cases_are_never_overdue(by):
    case = make_case(by=by, kind=fund(), due_on=TODAY - dt.timedelta(days=5))
    cases.withdraw(case, reason="เลิกแล้ว", by=by)
    assert not Case.objects.overdue(TODAY).exists()


def test_the_first_page_says_what_is_overdue_and_what_closes(by):
    make_case(by=by, round=make_round(closes_on=TODAY + dt.timedelta(days=3)))
    late = make_case(by=by, kind=fund(), due_on=TODAY - dt.timedelta(days=1))
    soon = make_case(by=by, kind=fund(), due_on=TODAY + dt.timedelta(days=7))
    (waiting,) = case_home.overdue_cases()
    assert waiting.count.get() == late and waiting.url.endswith("?due=overdue") and late in Case.objects.overdue(TODAY)
    coming = list(case_home.closing_dates(TODAY + dt.timedelta(days=1), TODAY + dt.timedelta(days=7)).now())
    assert [row.day for row in coming] == [TODAY + dt.timedelta(days=3), TODAY + dt.timedelta(days=7)]
    assert coming[0].label == "ปิดรับ ขึ้นทะเบียน OTOP รอบที่ 1/2570 (ยังไม่ยื่น 1 เรื่อง)"
    assert coming[1].url == reverse("admin:consultations_case_change", args=[soon.pk])


# --- Rounds --------------------------------------------------------------------------------------------------------


def test_rounds_of_a_year_are_set_at_once(by):
    first = (dt.date(2026, 10, 1), dt.date(2026, 12, 20))
    second = (dt.date(2027, 1, 1), dt.date(2027, 3, 20))
    assert rounds.set_rounds(otop(), 2570, {1: first, 2: second, 3: None}, by=by.user)
    assert not rounds.set_rounds(otop(), 2570, {1: first, 2: second, 3: None}, by=by.user)
    assert [row.number for row in rounds.coming_rounds(otop())] == [1, 2]
    make_case(by=by, round=otop().rounds.get(number=1))
    assert rounds.set_rounds(otop(), 2570, {2: None}, by=by.user)
    with pytest.raises(RoundInUse):
        rounds.set_rounds(otop(), 2570, {1: None}, by=by.user)
    assert otop().rounds.get().number == 1


def test_rounds_that_closed_are_not_offered(by):
    make_round(closes_on=TODAY - dt.timedelta(days=1))
    last_day = make_round(number=2, closes_on=TODAY)
    assert rounds.coming_rounds(otop()) == [last_day] and rounds.coming_rounds(fund()) == []


# --- The registers -------------------------------------------------------------------------------------------------


def test_it_points_at_a_person_and_what_was_typed_stays(by):
    person, case = make_person(), make_case(by=by, tambon=tambon())
    assert cases.point_at(case, person=person, producer=None, group=None, by=by)
    case.refresh_from_db()
    assert (case.person, case.name) == (person, "แฉล้ม ลานใบไม้") and case.history.first().history_user == by.user
