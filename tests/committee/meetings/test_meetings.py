"""Rules of meetings: numbers, the committee of the day, attendance, certification, resolutions, retention."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from center.recycle_bin.deletions import bring_back
from center.recycle_bin.models import Deletion
from committee.meetings.attendance import Presence, seats_of, turnout
from committee.meetings.meetings import (
    cancel_meeting,
    certifiable_at,
    certify_minutes,
    check_days,
    next_number,
    restore_meeting,
    revert_certification,
    revert_record,
    save_meeting,
    save_resolution,
)
from committee.meetings.models import Attendance, CommitteeMeeting, Guest, Resolution
from committee.meetings.names import KEPT, purge_names
from committee.meetings.recording import Record, record_meeting, version_of, why_not_record
from committee.terms.terms import hanging_on
from tests.factories import (
    make_ended_term,
    make_governing_term,
    make_held_meeting,
    make_meeting,
    make_resolution,
    make_seat,
)

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 5)
LATER = dt.date(2026, 11, 20)
ENDS = dt.time(12)
ONE = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def today(monkeypatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda value=None: dt.date(2026, 11, 28))


def refusal(act, **arguments) -> dict[str, list[str]]:
    """What a rule refuses, by field."""
    with pytest.raises(ValidationError) as refused:
        act(**arguments)
    by_field = hasattr(refused.value, "error_dict")
    return refused.value.message_dict if by_field else {"": refused.value.messages}


def everybody(meeting: CommitteeMeeting) -> list[Presence]:
    return [Presence(seat.pk) for seat in seats_of(meeting)]


def recorded(meeting: CommitteeMeeting, **fields) -> CommitteeMeeting:
    record = Record(**{"ends_at": ENDS, "presences": everybody(meeting), **fields})
    return record_meeting(meeting=meeting, record=record, by=None)


# --- Planned ---------------------------------------------------------------------------------------------------------


def test_the_next_number_restarts_each_calendar_year():
    first = make_meeting(number=4)
    assert next_number(DAY) == 5
    assert next_number(dt.date(2027, 1, 7)) == 1
    assert str(first) == "ครั้งที่ 4/2569"


def test_a_meeting_belongs_to_the_committee_of_its_day():
    former = make_ended_term(dt.date(2022, 10, 1), dt.date(2026, 9, 30))
    term = make_governing_term()
    old = save_meeting(meeting=plan(date=dt.date(2026, 9, 17), number=3), by=None)
    new = save_meeting(meeting=plan(number=4), by=None)
    assert (old.term, new.term) == (former, term)
    assert new.state_changes.get().after == "planned"
    assert hanging_on(term) == ["การประชุมคณะกรรมการ"]


def plan(**fields) -> CommitteeMeeting:
    return CommitteeMeeting(**{"number": 4, "date": DAY, "starts_at": dt.time(9, 30), "place": "ห้องประชุม", **fields})


def test_a_day_without_a_committee_and_a_taken_number_are_refused_at_their_fields():
    assert list(refusal(save_meeting, meeting=plan(), by=None)) == ["date"]
    make_meeting(number=4)
    refused = refusal(save_meeting, meeting=plan(), by=None)
    assert refused == {"number": ["ปี 2569 มีครั้งที่ 4 แล้ว ครั้งถัดไปคือครั้งที่ 5"]}


def test_a_plan_changed_while_somebody_recorded_keeps_the_record():
    stale = make_meeting()
    recorded(CommitteeMeeting.objects.get(pk=stale.pk), texts={"for_decision": "มติแล้ว"})
    stale.place, stale.for_decision = "ศาลาวัด", ""
    save_meeting(meeting=stale, by=None)
    stored = CommitteeMeeting.objects.get()
    assert (stored.state, stored.place, stored.for_decision) == ("held", "ศาลาวัด", "มติแล้ว")


def test_a_recorded_meeting_moves_only_to_a_day_that_fits_what_hangs_on_it():
    term = make_governing_term()
    leaving = make_seat(term, until_on=LATER, reason="resigned")
    earlier = make_held_meeting(term, date=dt.date(2026, 10, 8))
    meeting = recorded(make_meeting(term), certifies=[earlier.pk])

    def moved(day: dt.date) -> list[str]:
        meeting.date = day
        return refusal(save_meeting, meeting=meeting, by=None)["date"]

    assert str(leaving.person) in moved(LATER + ONE)[0]
    assert "อนาคต" in moved(dt.date(2026, 11, 29))[0]
    assert "ลำดับสลับกัน" in moved(earlier.date)[0]
    meeting.date = LATER
    assert save_meeting(meeting=meeting, by=None).date == LATER


def test_a_resolution_keeps_its_meeting_from_moving_behind_its_day():
    meeting = recorded(make_meeting(), resolutions=[Resolution(subject="แผน", due_on=LATER)])
    meeting.date = LATER + ONE
    assert "มติ “แผน”" in refusal(save_meeting, meeting=meeting, by=None)["date"][0]


def test_a_start_after_the_end_is_refused_at_its_field():
    meeting = make_held_meeting()
    meeting.starts_at = ENDS
    assert list(refusal(save_meeting, meeting=meeting, by=None)) == ["starts_at"]


def test_a_meeting_is_called_off_and_planned_again():
    meeting = make_meeting()
    cancel_meeting(meeting=meeting, reason="น้ำท่วม", by=None)
    assert CommitteeMeeting.objects.get().state == "cancelled"
    assert "งดประชุม" in refusal(cancel_meeting, meeting=meeting, reason="", by=None)[""][0]
    restore_meeting(meeting=meeting, by=None)
    assert [change.reason for change in meeting.state_changes.all()] == ["", "น้ำท่วม"]


# --- The record ------------------------------------------------------------------------------------------------------


def test_a_record_holds_who_came_what_was_said_and_what_was_resolved():
    term = make_governing_term(quorum=2)
    chair, away, ill = (make_seat(term) for _ in range(3))
    meeting = recorded(
        make_meeting(term),
        presences=[
            Presence(chair.pk),
            Presence(away.pk, present=False, deputy="นายวารี มาแทน"),
            Presence(ill.pk, present=False, reason="ป่วย"),
        ],
        guests=[Guest(name="นางสาวปรียา สวนมะม่วง", comes_from="ธ.ก.ส.")],
        resolutions=[Resolution(subject="แผน", responsible=chair.person, due_on=DAY)],
        texts={"for_decision": "เห็นชอบ"},
    )
    assert (meeting.state, meeting.for_decision, meeting.guests.count()) == ("held", "เห็นชอบ", 1)
    counted = turnout(meeting.attendances.all(), term.quorum)
    assert (len(counted.present), len(counted.represented), len(counted.absent)) == (1, 1, 1)
    assert counted.is_quorate is False and counted.needs_deputies
    assert "เมื่อนับผู้แทนด้วย" in counted.in_words
    assert meeting.resolutions.get().responsible == chair.person


@pytest.mark.parametrize(("quorum", "verdict"), [(None, None), (1, "ครบองค์ประชุม (1 คน)"), (2, "ไม่ครบองค์ประชุม (2 คน)")])
def test_the_quorum_is_what_was_typed_of_the_term(quorum, verdict):
    counted = turnout([Attendance(present=True), Attendance(present=False)], quorum)
    assert counted.is_quorate is (None if quorum is None else quorum == 1)
    assert counted.in_words.partition(" · ")[2] == (verdict or "")


def test_only_who_has_a_seat_on_the_day_attends_as_a_member():
    term = make_governing_term()
    member, gone = make_seat(term), make_seat(term, until_on=DAY - ONE, reason="moved")
    come = make_seat(term, from_on=DAY + ONE)
    meeting = make_meeting(term)
    assert list(seats_of(meeting)) == [member]
    for stranger in (gone, come, make_seat(make_ended_term(dt.date(2020, 1, 1), dt.date(2021, 1, 1)))):
        refused = refusal(recorded, meeting=meeting, presences=[Presence(member.pk), Presence(stranger.pk)])
        assert "ไม่ได้เป็นกรรมการในวันประชุม" in refused["seat"][0]
    assert not Attendance.objects.exists() and CommitteeMeeting.objects.get().state == "planned"


def test_no_member_is_left_out_or_counted_twice():
    term = make_governing_term()
    first, second = make_seat(term), make_seat(term)
    meeting = make_meeting(term)
    for rows in ([Presence(first.pk)], [Presence(first.pk), Presence(first.pk), Presence(second.pk)]):
        assert "เปลี่ยนไป" in refusal(recorded, meeting=meeting, presences=rows)[""][0]


def test_a_meeting_ends_after_it_starts_and_isnt_recorded_before_its_day():
    meeting = make_meeting()
    assert list(refusal(recorded, meeting=meeting, ends_at=dt.time(9, 30))) == ["ends_at"]
    to_come = make_meeting(meeting.term, date=dt.date(2026, 12, 3))
    assert "ยังไม่ถึงวันประชุม" in refusal(recorded, meeting=to_come)[""][0]
    assert not why_not_record(make_meeting(meeting.term, date=dt.date(2026, 11, 28)))


def test_a_resolution_isnt_due_before_its_meeting():
    meeting = make_meeting()
    early = [Resolution(subject="แผน", due_on=DAY - ONE)]
    refused = refusal(recorded, meeting=meeting, resolutions=early)
    assert refused == {"due_on": ["กำหนดเสร็จต้องไม่ก่อนวันประชุม (5 พ.ย. 69)"]}
    assert not Resolution.objects.exists()


def test_of_two_who_record_at_once_the_second_is_told():
    meeting = make_meeting()
    seen = version_of(meeting)
    recorded(meeting)
    record = Record(ends_at=ENDS, presences=[])
    refused = refusal(record_meeting, meeting=meeting, record=record, version=seen, by=None)
    assert "มีผู้อื่นแก้" in refused[""][0]
    record_meeting(meeting=meeting, record=record, version=version_of(meeting), by=None)


def test_recorded_again_rows_are_replaced_and_resolutions_kept_with_their_history():
    term = make_governing_term()
    seat = make_seat(term)
    meeting = recorded(
        make_meeting(term), resolutions=[Resolution(subject="แผน"), Resolution(subject="ลบ")], guests=[Guest(name="ก")]
    )
    plan_, gone = meeting.resolutions.all()
    plan_.subject = "แผนใหม่"
    recorded(meeting, presences=[Presence(seat.pk, present=False)], resolutions=[plan_], removed=[gone.pk])
    assert [row.present for row in meeting.attendances.all()] == [False] and not meeting.guests.exists()
    assert [row.subject for row in meeting.resolutions.all()] == ["แผนใหม่"]
    assert plan_.history.count() == 2
    assert bring_back(Deletion.objects.get(), None).subject == "ลบ"


def test_a_record_is_taken_back_and_keeps_what_was_typed():
    meeting = recorded(make_meeting(), texts={"for_decision": "เห็นชอบ"})
    revert_record(meeting=meeting, by=None)
    stored = CommitteeMeeting.objects.get()
    assert (stored.state, stored.for_decision) == ("planned", "เห็นชอบ")


# --- Certified -------------------------------------------------------------------------------------------------------


def test_minutes_are_certified_in_a_later_recorded_meeting():
    meeting = make_held_meeting()
    planned = make_meeting(meeting.term, date=LATER)
    same_day = make_held_meeting(meeting.term, number=98)
    for other in (planned, same_day, meeting):
        assert list(refusal(certify_minutes, meeting=meeting, at=other, by=None)) == ["at"]
    at = recorded(planned)
    certify_minutes(meeting=meeting, at=at, by=None)
    stored = CommitteeMeeting.objects.get(pk=meeting.pk)
    assert (stored.state, stored.certified_at) == ("certified", at)
    assert "รับรองแล้ว" in refusal(recorded, meeting=meeting)[""][0]
    assert "รับรองแล้ว" in refusal(save_meeting, meeting=stored, by=None)[""][0]
    assert "รับรองรายงาน" in refusal(revert_record, meeting=at, by=None)[""][0]
    revert_certification(meeting=meeting, by=None)
    stored.refresh_from_db()
    assert (stored.state, stored.certified_at) == ("held", None)


def test_the_record_of_the_next_meeting_certifies_and_takes_back():
    meeting = make_held_meeting()
    following = recorded(make_meeting(meeting.term, date=LATER), certifies=[meeting.pk])
    assert CommitteeMeeting.objects.get(pk=meeting.pk).certified_at == following
    assert list(certifiable_at(following)) == [meeting]
    recorded(following)
    assert CommitteeMeeting.objects.get(pk=meeting.pk).state == "held"


# --- Resolutions -----------------------------------------------------------------------------------------------------


def test_late_are_open_resolutions_of_recorded_meetings_whose_day_is_over():
    held = make_held_meeting()
    late = make_resolution(held, due_on=dt.date(2026, 11, 27))
    make_resolution(held, due_on=dt.date(2026, 11, 28))
    make_resolution(held)
    make_resolution(held, due_on=DAY, done_on=LATER)
    make_resolution(make_meeting(held.term), due_on=DAY)
    today = dt.date(2026, 11, 28)
    assert list(Resolution.objects.late(today)) == [late]
    assert late.is_late_on(today) and not late.is_late_on(dt.date(2026, 11, 27))


@pytest.mark.parametrize(
    ("field", "day"), [("due_on", DAY - ONE), ("done_on", DAY - ONE), ("done_on", dt.date(2026, 11, 29))]
)
def test_days_of_a_resolution_that_cannot_be_are_refused_at_their_field(field, day):
    days = {"due_on": None, "done_on": None, field: day}
    assert list(refusal(check_days, met_on=DAY, **days)) == [field]
    resolution = make_resolution(make_held_meeting())
    setattr(resolution, field, day)
    assert list(refusal(save_resolution, resolution=resolution, by=None)) == [field]


# --- Kept and deleted ------------------------------------------------------------------------------------------------


def test_names_of_others_and_reasons_go_after_ten_years():
    term = make_governing_term()
    seat = make_seat(term)
    rows = [Presence(seat.pk, present=False, reason="ป่วย", deputy="นายวารี มาแทน")]
    recorded(make_meeting(term), presences=rows, guests=[Guest(name="นางสาวปรียา")])
    assert purge_names(DAY + KEPT.kept_for - ONE) == {"guests": 0, "attendances": 0}
    assert purge_names(DAY + KEPT.kept_for) == {"guests": 1, "attendances": 1}
    row = Attendance.objects.get()
    assert (row.present, row.reason, row.deputy) == (False, "", "")
    assert purge_names(DAY + KEPT.kept_for) == {"guests": 0, "attendances": 0}


def test_the_database_takes_a_number_once_where_two_ask_at_once(monkeypatch):
    first = make_meeting(number=4)
    monkeypatch.setattr("committee.meetings.meetings.check_meeting", lambda meeting: first.term)
    with pytest.raises(IntegrityError), transaction.atomic():
        save_meeting(meeting=plan(), by=None)
    assert CommitteeMeeting.objects.get() == first
