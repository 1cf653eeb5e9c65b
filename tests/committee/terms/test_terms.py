"""Terms: opened with rows ready, put in force by an order, ended, taken back; their days never overlap."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from center.people.models import Network, Organization
from center.records.states import StateChange
from committee.terms import nominations, terms
from committee.terms.models import Nomination, Origin, Seat, Term
from tests.factories import (
    make_center,
    make_ended_term,
    make_governing_term,
    make_network,
    make_nomination,
    make_person,
    make_seat,
    make_staff,
    make_term,
)

pytestmark = pytest.mark.django_db

ORDER = terms.Order(number="57/2569", on=dt.date(2026, 9, 25), signer_name="นายธาร", signer_position="นายอำเภอ")
FIRST = dt.date(2026, 10, 1)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def center():
    return make_center()


def refused(field: str, rule, **arguments) -> str:
    """The one sentence with which a rule refuses, at that field."""
    with pytest.raises(ValidationError) as error:
        rule(by=None, **arguments)
    found = getattr(error.value, "error_dict", {"__all__": [error.value]})
    assert list(found) == [field]
    (message,) = error.value.messages
    return message


# --- Opening ---------------------------------------------------------------------------------------------------------


def test_the_first_term_has_a_row_for_each_origin_network_and_agency():
    Organization.objects.create(name_th="ธนาคารทดสอบ", published_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    Organization.objects.create(name_th="ยังไม่เผยแพร่")
    term = terms.open_term(term=Term(number=1, starts_on=FIRST), by=make_staff())
    rows = list(term.nominations.all())
    assert {row.origin for row in rows} == set(Origin.values)
    assert [row.rank for row in rows] == list(range(1, len(rows) + 1))
    assert [row.origin for row in rows] == sorted((row.origin for row in rows), key=Origin.values.index)
    leaves = Network.objects.published().filter(children=None)
    assert {row.network for row in rows} - {None} == set(leaves)
    assert [row.organization.name_th for row in rows if row.organization] == ["ธนาคารทดสอบ"]
    assert [row.office_th for row in rows if row.ex_officio] == ["พัฒนาการอำเภอบางคล้า"]
    assert not any(row.person for row in rows)
    assert [str(change) for change in term.state_changes.all()] == ["กำลังคัดเลือก"]


def test_the_next_term_has_the_rows_of_the_one_before_and_of_what_is_new():
    before = make_governing_term()
    otop = Network.objects.get(abbreviation="เครือข่าย OTOP")
    left = make_seat(before, rank=1, network=otop, position="chair", until_on=FIRST, reason="resigned")
    make_seat(before, rank=1, network=otop, position="chair", replaces=left, from_on=FIRST + DAY)
    office = make_seat(before, rank=2, origin="officer", position="secretary", ex_officio=True, office_th="พัฒนาการ")
    new = make_network(published_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), offers_capital=True)
    term = terms.open_term(term=Term(number=99, starts_on=FIRST), by=None)
    rows = list(term.nominations.all())
    assert [(row.network, row.position, row.person) for row in rows[:2]] == [
        (otop, "chair", None),
        (None, "secretary", office.person),
    ]
    assert [row.network for row in rows].count(otop) == 1
    assert Origin.CAPITAL in {row.origin for row in rows if row.network == new}
    assert {row.origin for row in rows} == set(Origin.values)


def test_the_number_is_the_next():
    assert terms.next_number() == 1
    make_term(number=7)
    assert terms.next_number() == 8


# --- The order -------------------------------------------------------------------------------------------------------


def test_an_order_seats_the_selected_in_its_own_order():
    term, officer = make_term(number=3), make_staff()
    second = make_nomination(term, rank=5, origin="capital", position="vice", decision="12 คะแนน")
    first = make_nomination(term, rank=2, office_th="นายอำเภอ", office_en="District chief", ex_officio=True)
    make_nomination(term, rank=3, selected=False)
    make_nomination(term, rank=4, person=None)

    terms.record_order(
        term=term, order=ORDER, starts_on=FIRST, ends_on=dt.date(2028, 9, 30), end_former_on=None, by=officer
    )

    term.refresh_from_db()
    assert (term.state, term.order_number, term.ordered_on) == ("in_force", "57/2569", ORDER.on)
    assert (term.signer_name, term.signer_position, term.ends_on) == ("นายธาร", "นายอำเภอ", dt.date(2028, 9, 30))
    seats = list(term.seats.order_by("rank"))
    assert [(seat.rank, seat.person, seat.from_on) for seat in seats] == [
        (1, first.person, FIRST),
        (2, second.person, FIRST),
    ]
    assert (seats[0].office_th, seats[0].office_en, seats[0].ex_officio) == ("นายอำเภอ", "District chief", True)
    assert (seats[1].origin, seats[1].position) == ("capital", "vice")
    assert term.nominations.count() == 4
    change = term.state_changes.first()
    assert (change.before, change.after, change.by) == ("preparing", "in_force", officer)
    assert seats[0].history.first().history_user == officer


def test_an_order_needs_somebody_to_seat():
    term = make_term()
    make_nomination(term, person=None)
    make_nomination(term, selected=False)
    assert "ยังไม่มีชื่อผู้ได้รับเลือก" in refused("__all__", terms.record_order, term=term, order=ORDER, starts_on=FIRST)


def test_a_term_begins_once():
    term = make_governing_term()
    assert "เริ่มวาระแล้ว" in refused("__all__", terms.record_order, term=term, order=ORDER, starts_on=FIRST)


@pytest.mark.parametrize("field", ["ends_on", "ended_on"])
def test_a_term_ends_after_it_starts(field):
    term = make_term()
    make_nomination(term)
    wrong = {field: FIRST - DAY}
    sentence = refused(field, terms.record_order, term=term, order=ORDER, starts_on=FIRST, **wrong)
    assert sentence == "วันสิ้นสุดวาระต้องไม่ก่อนวันเริ่มวาระ"


def test_the_term_in_force_has_to_end_before():
    former, term = make_governing_term(number=2, starts_on=dt.date(2022, 10, 1)), make_term(number=3)
    make_nomination(term)
    recording = {"term": term, "order": ORDER, "starts_on": FIRST}
    assert refused("end_former_on", terms.record_order, **recording) == ("ชุดที่ 2 ยังไม่พ้นวาระ กรุณากรอกวันที่ให้ชุดนั้นพ้นวาระ")
    assert "ต้องพ้นวาระก่อนวันที่ชุดใหม่เริ่ม (1 ต.ค. 69)" in refused(
        "end_former_on", terms.record_order, end_former_on=FIRST, **recording
    )
    assert "ต้องไม่ก่อนวันเริ่มวาระ (1 ต.ค. 65)" in refused(
        "end_former_on", terms.record_order, end_former_on=dt.date(2022, 9, 30), **recording
    )
    former.refresh_from_db()
    assert former.state == "in_force" and not Seat.objects.exists()


def test_the_old_committee_acts_until_the_new_is_in_force_and_ends_with_it():
    former = make_governing_term(number=2, starts_on=dt.date(2022, 10, 1), ends_on=dt.date(2026, 9, 30))
    term = make_term(number=3, starts_on=dt.date(2026, 11, 1))
    make_nomination(term)
    acting, last = dt.date(2026, 10, 15), dt.date(2026, 10, 31)
    assert former.is_acting_on(acting) and not former.is_acting_on(dt.date(2026, 9, 30))
    assert Term.objects.on(acting).get() == former

    terms.record_order(term=term, order=ORDER, starts_on=dt.date(2026, 11, 1), end_former_on=last, by=None)

    former.refresh_from_db()
    assert (former.state, former.ended_on) == ("ended", last)
    assert former.is_acting_on(last) and not former.is_acting_on(last + DAY) and former.acted_to_the_end
    assert Term.objects.on(last).get() == former
    assert Term.objects.on(last + DAY).get() == term
    assert former.state_changes.first().reason == "เริ่มวาระชุดที่ 3"


def test_days_of_terms_never_overlap_those_of_one_that_ended():
    make_ended_term(dt.date(2022, 10, 1), dt.date(2026, 10, 15), number=2)
    term = make_term(number=3)
    make_nomination(term)
    sentence = refused("starts_on", terms.record_order, term=term, order=ORDER, starts_on=FIRST)
    assert sentence == "ซ้อนกับวาระของชุดที่ 2 (1 ต.ค. 65 – 15 ต.ค. 69)"
    terms.record_order(term=term, order=ORDER, starts_on=dt.date(2026, 10, 16), by=None)


def test_an_old_committee_is_recorded_from_its_paper_beside_the_one_in_force():
    make_governing_term(number=3)
    term = make_term(number=1, starts_on=dt.date(2018, 10, 1))
    make_nomination(term)
    days = {"starts_on": dt.date(2018, 10, 1), "ended_on": dt.date(2026, 10, 1)}
    assert "ซ้อนกับวาระของชุดที่ 3" in refused("starts_on", terms.record_order, term=term, order=ORDER, **days)
    terms.record_order(term=term, order=ORDER, by=None, **days | {"ended_on": dt.date(2022, 9, 30)})
    term.refresh_from_db()
    assert (term.state, term.seats.count()) == ("ended", 1)


def test_without_a_center_there_is_no_lock_and_no_order(center):
    center.delete()
    term = make_term()
    make_nomination(term)
    assert refused("__all__", terms.record_order, term=term, order=ORDER, starts_on=FIRST) == "กรุณากรอกข้อมูลศูนย์ก่อน"


# --- The end ---------------------------------------------------------------------------------------------------------


def test_a_term_ends_on_a_day():
    term, officer = make_governing_term(), make_staff()
    terms.end_term(term=term, on=dt.date(2027, 3, 31), reason="ยุบศูนย์", by=officer)
    term.refresh_from_db()
    assert (term.state, term.ended_on) == ("ended", dt.date(2027, 3, 31))
    change = term.state_changes.first()
    assert (change.reason, change.by) == ("ยุบศูนย์", officer)
    assert "ไม่ได้อยู่ในวาระ" in refused("__all__", terms.end_term, term=term, on=dt.date(2027, 4, 1))


def test_a_term_ends_neither_before_it_began_nor_before_its_members_changed():
    term = make_governing_term()
    assert "วันเริ่มวาระ (1 ต.ค. 69)" in refused("on", terms.end_term, term=term, on=FIRST - DAY)
    left = make_seat(term, until_on=dt.date(2026, 12, 31), reason="resigned")
    make_seat(term, from_on=dt.date(2027, 1, 15), replaces=left)
    assert "(15 ม.ค. 70)" in refused("on", terms.end_term, term=term, on=dt.date(2027, 1, 14))
    terms.end_term(term=term, on=dt.date(2027, 1, 15), by=None)


def test_a_seat_ends_with_its_term():
    term = make_ended_term(dt.date(2022, 10, 1), dt.date(2026, 9, 30))
    make_seat(term)
    assert Seat.objects.on(dt.date(2026, 9, 30)).exists() and not Seat.objects.on(FIRST).exists()


def test_an_end_recorded_by_mistake_is_taken_back():
    term = make_ended_term(dt.date(2026, 10, 1), dt.date(2026, 12, 1))
    terms.reopen_term(term=term, reason="พิมพ์ผิดชุด", by=None)
    term.refresh_from_db()
    assert (term.state, term.ended_on) == ("in_force", None)
    assert term.state_changes.first().reason == "พิมพ์ผิดชุด"
    assert "ยังไม่พ้นวาระ" in refused("__all__", terms.reopen_term, term=term)


def test_an_end_isnt_taken_back_once_a_later_committee_governs():
    term = make_ended_term(dt.date(2022, 10, 1), dt.date(2026, 9, 30), number=2)
    make_governing_term(number=3)
    assert "ซ้อนกับวาระของชุดที่ 3" in refused("__all__", terms.reopen_term, term=term)


# --- An order recorded by mistake ------------------------------------------------------------------------------------


def recorded(**fields) -> tuple[Term, Term]:
    """A term in force by an order that ended another."""
    former = make_governing_term(number=2, starts_on=dt.date(2022, 10, 1))
    make_seat(former)
    term = make_term(number=3)
    make_nomination(term, **fields)
    term = terms.record_order(term=term, order=ORDER, starts_on=FIRST, end_former_on=FIRST - DAY, by=None)
    former.refresh_from_db()
    return former, term


def test_an_order_is_taken_back_whole():
    former, term = recorded()
    terms.revert_order(term=term, reason="ผิดชุด", by=make_staff())
    for row in (former, term):
        row.refresh_from_db()
    assert (term.state, term.order_number, term.seats.count(), term.nominations.count()) == (
        "preparing",
        "57/2569",
        0,
        1,
    )
    assert (former.state, former.ended_on, former.seats.count()) == ("in_force", None, 1)
    assert term.state_changes.first().reason == "ผิดชุด"
    terms.record_order(term=term, order=ORDER, starts_on=FIRST, end_former_on=FIRST - DAY, by=None)


def test_an_order_isnt_taken_back_once_something_hangs_on_it():
    from committee.meetings.models import CommitteeMeeting

    _former, term = recorded()
    CommitteeMeeting.objects.create(term=term, number=1, date=FIRST, starts_at=dt.time(9), place="ศูนย์")
    assert "การประชุมคณะกรรมการ" in refused("__all__", terms.revert_order, term=term)
    assert term.seats.exists()


def test_an_order_isnt_taken_back_once_its_members_changed():
    _former, term = recorded()
    Seat.objects.filter(term=term).update(until_on=FIRST, reason="died")
    assert "การเปลี่ยนคน" in refused("__all__", terms.revert_order, term=term)


def test_only_the_order_that_happened_last_is_taken_back():
    former, term = recorded()
    assert terms.why_not_revert(former) == "ยกเลิกได้เฉพาะคำสั่งที่เพิ่งบันทึก"
    terms.end_term(term=term, on=FIRST, by=None)
    assert "ยกเลิกได้เฉพาะ" in refused("__all__", terms.revert_order, term=term)
    assert "ยกเลิกได้เฉพาะ" in refused("__all__", terms.revert_order, term=make_term())


# --- Proposals -------------------------------------------------------------------------------------------------------


def test_rows_are_written_anew_in_their_order():
    term = make_term()
    old = make_nomination(term)
    rows = [Nomination(origin="sage", person=make_person()), Nomination(origin="otop", person=old.person)]
    nominations.replace_rows(term=term, rows=rows, version=nominations.version_of(term))
    assert [(row.rank, row.origin) for row in term.nominations.all()] == [(1, "sage"), (2, "otop")]


def test_rows_that_somebody_else_wrote_meanwhile_are_not_overwritten():
    term = make_term()
    seen = nominations.version_of(term)
    make_nomination(term)
    with pytest.raises(ValidationError, match="มีผู้อื่นแก้รายชื่อนี้"):
        nominations.replace_rows(term=term, rows=[], version=seen)
    assert term.nominations.count() == 1


def test_rows_of_a_term_that_began_stay():
    term = make_governing_term()
    make_nomination(term)
    with pytest.raises(ValidationError, match="เริ่มวาระแล้ว"):
        nominations.replace_rows(term=term, rows=[])
    assert term.nominations.count() == 1


def test_nobody_is_selected_twice():
    term, person = make_term(), make_person()
    rows = [Nomination(origin="otop", person=person), Nomination(origin="sage", person=person)]
    with pytest.raises(ValidationError, match="มีชื่อคนเดียวกันสองครั้ง"):
        nominations.replace_rows(term=term, rows=rows)
    rows[0].selected = False
    nominations.replace_rows(term=term, rows=rows)


def test_the_log_of_states_names_nobody():
    _former, _term = recorded(person=make_person(first_name="แฉล้ม", surname="ลานใบไม้"))
    assert not any("แฉล้ม" in f"{change.reason}{change.details}" for change in StateChange.objects.all())
