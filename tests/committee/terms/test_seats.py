"""Members who leave early and those who come: one after the other, the office stays."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from center.people.models import Network, Person
from committee.terms import seats
from committee.terms.models import Seat
from tests.committee.terms.test_terms import DAY, FIRST, refused
from tests.factories import (
    make_ended_term,
    make_governing_term,
    make_network,
    make_person,
    make_seat,
    make_staff,
    make_term,
)

pytestmark = pytest.mark.django_db

LAST = dt.date(2027, 3, 31)
LEAVES = {"last_day": LAST, "reason": "resigned"}


def test_a_successor_takes_the_place_in_the_order():
    term, officer, successor = make_governing_term(), make_staff(), make_person()
    network = make_network()
    seat = make_seat(term, rank=4, origin="capital", network=network, position="treasurer")
    new = seats.replace_member(seat=seat, successor=successor, reason_note="ย้ายบ้าน", by=officer, **LEAVES)
    seat.refresh_from_db()
    assert (seat.until_on, seat.reason, seat.reason_note) == (LAST, "resigned", "ย้ายบ้าน")
    assert (new.person, new.from_on, new.until_on, new.replaces) == (successor, LAST + DAY, None, seat)
    assert (new.rank, new.origin, new.network, new.position) == (4, "capital", network, "treasurer")
    assert seat.history.first().history_user == officer
    log = term.state_changes.first()
    assert (log.reason, log.before, log.after, log.by) == ("เปลี่ยนกรรมการลำดับที่ 4", "in_force", "in_force", officer)
    assert list(Seat.objects.on(LAST)) == [seat] and list(Seat.objects.on(LAST + DAY)) == [new]


def test_the_office_stays_and_the_person_changes():
    seat = make_seat(make_governing_term(), origin="officer", ex_officio=True, office_th="พัฒนาการ", office_en="Officer")
    new = seats.replace_member(seat=seat, successor=make_person(), by=None, **LEAVES)
    assert (new.ex_officio, new.office_th, new.office_en) == (True, "พัฒนาการ", "Officer")


def test_a_successor_may_be_new_to_the_registers_and_sit_otherwise():
    seat = make_seat(make_governing_term(), position="chair")
    new = seats.replace_member(
        seat=seat, successor=Person(first_name="แฉล้ม"), from_on=LAST + 9 * DAY, position="member", by=None, **LEAVES
    )
    assert (new.person.first_name, new.from_on, new.position) == ("แฉล้ม", LAST + 9 * DAY, "member")


def test_a_member_may_leave_without_a_successor():
    seat = make_seat(make_governing_term())
    assert seats.replace_member(seat=seat, by=None, **LEAVES) is None
    assert not Seat.objects.on(LAST + DAY).exists()


@pytest.mark.parametrize(
    ("field", "sentence", "changed"),
    [
        ("last_day", "วันสุดท้ายต้องไม่ก่อนวันที่เริ่มเป็นกรรมการ (1 ต.ค. 69)", {"last_day": FIRST - DAY}),
        ("from_on", "ผู้แทนใหม่ต้องเริ่มหลังวันสุดท้ายของคนเดิม (31 มี.ค. 70)", {"from_on": LAST}),
        ("from_on", "ผู้แทนใหม่ต้องเริ่มหลังวันสุดท้ายของคนเดิม (31 มี.ค. 70)", {"from_on": LAST - 30 * DAY}),
    ],
)
def test_a_successor_comes_after_the_predecessor_left(field, sentence, changed):
    seat = make_seat(make_governing_term())
    arguments = {"successor": make_person(), **LEAVES, **changed}
    assert refused(field, seats.replace_member, seat=seat, **arguments) == sentence
    assert Seat.objects.get().until_on is None


def test_nobody_sits_twice_in_a_term():
    term = make_governing_term()
    seat, other = make_seat(term), make_seat(term)
    sentence = refused("person", seats.replace_member, seat=seat, successor=other.person, **LEAVES)
    assert sentence == f"{other.person} เป็นกรรมการชุดนี้อยู่แล้ว"


def test_who_has_left_isnt_replaced_again():
    seat = make_seat(make_governing_term())
    seats.replace_member(seat=seat, successor=make_person(), by=None, **LEAVES)
    assert "พ้นจากตำแหน่งไปแล้ว" in refused("__all__", seats.replace_member, seat=seat, **LEAVES)


def test_members_change_within_the_days_of_their_term():
    seat = make_seat(make_ended_term(FIRST, LAST))
    assert "(31 มี.ค. 70)" in refused("last_day", seats.replace_member, seat=seat, last_day=LAST + DAY, reason="died")
    arguments = {"successor": make_person(), **LEAVES}
    assert "ก่อนวันที่ชุดนี้พ้นวาระ" in refused("from_on", seats.replace_member, seat=seat, **arguments)
    seats.replace_member(seat=seat, last_day=LAST - DAY, reason="died", successor=make_person(), by=None)


def test_a_replacement_is_undone():
    seat = make_seat(make_governing_term(), rank=4)
    seats.replace_member(seat=seat, successor=make_person(), by=None, **LEAVES)
    seats.undo_replacement(seat=seat, by=None)
    seat = Seat.objects.get()
    assert (seat.until_on, seat.reason) == (None, "")
    assert seat.term.state_changes.first().reason == "ยกเลิกการเปลี่ยนกรรมการลำดับที่ 4"
    assert "ยังเป็นกรรมการอยู่" in refused("__all__", seats.undo_replacement, seat=seat)


def test_a_replacement_isnt_undone_once_the_successor_left_too():
    seat = make_seat(make_governing_term())
    new = seats.replace_member(seat=seat, successor=make_person(), by=None, **LEAVES)
    seats.replace_member(seat=new, last_day=LAST + 30 * DAY, reason="died", by=None)
    assert "พ้นจากตำแหน่งไปแล้วเช่นกัน" in refused("__all__", seats.undo_replacement, seat=seat)


def test_a_replacement_isnt_undone_once_the_successor_is_a_speaker():
    from committee.speakers.models import Speaker

    seat = make_seat(make_governing_term())
    new = seats.replace_member(seat=seat, successor=make_person(), by=None, **LEAVES)
    Speaker.objects.create(person=new.person, seat=new)
    assert "วิทยากร" in refused("__all__", seats.undo_replacement, seat=seat)


def test_what_a_seat_says_is_put_right_with_a_history():
    seat, officer = make_seat(make_governing_term(), position="member"), make_staff()
    network = Network.objects.first()
    seats.correct_seat(seat=seat, position="chair", network_id=network.pk, by=officer)
    seat.refresh_from_db()
    assert (seat.position, seat.network) == ("chair", network)
    assert seat.history.first().history_user == officer
    assert network.name_th and Seat.objects.containing(network.name_th).get() == seat
    with pytest.raises(TypeError, match="person"):
        seats.correct_seat(seat=seat, person=make_person(), by=None)


def test_members_of_a_term_that_hasnt_begun_are_proposals():
    seat = make_seat(make_term())
    with pytest.raises(ValidationError, match="ยังไม่เริ่มวาระ"):
        seats.replace_member(seat=seat, by=None, **LEAVES)
