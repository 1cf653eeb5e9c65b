"""Queueing messages, noting calls, expiring and forgetting."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from center.jobs.models import Job
from center.mail.calls import calls_to_make
from center.mail.kinds import KINDS, MessageKind
from center.mail.messages import Content, Recipient, drop, forget_outdated, not_reached, settle, told, undo_call
from center.mail.models import KEPT, Message
from center.records.states import WrongState
from tests.center.mail.message_kinds import KEY, make_message
from tests.factories import make_place, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return make_place()


@pytest.fixture
def officer():
    return make_user(is_staff=True)


def later(**parts) -> dt.datetime:
    return timezone.now() + dt.timedelta(**parts)


def test_with_an_address_it_is_mail_with_a_job_for_its_first_useful_moment(place):
    message = make_message(place, not_before=later(minutes=3))
    job = Job.objects.get()

    assert message.state == "queued" and message.about == place
    assert (job.kind, job.arguments, job.due_at) == ("send_message", {"message": message.pk}, message.not_before)
    assert [change.after for change in message.state_changes.all()] == ["queued"]


def test_without_one_it_is_a_call_to_make_and_no_job(place):
    message = make_message(place, email="")

    assert message.state == "to_call" and not Job.objects.exists()
    assert [call.message for call in calls_to_make()] == [message]


@pytest.mark.parametrize(
    "bad",
    [
        {"to": Recipient("ก", "a@example.com\r\nBcc: all@example.com")},
        {"to": Recipient("ก", "a@example.com\nBcc: all@example.com")},
        {"to": Recipient("ก", "a@example.com\x00")},
        {"to": Recipient("ก", "no address")},
        {"to": Recipient("ก", "a@example.com, all@example.com")},
        {"content": Content("ด่วน\r\nBcc: all@example.com", "", "")},
        {"content": Content("ด่วน\rBcc: all@example.com", "", "")},
        {"content": Content("ด่วน\u2028Bcc: all@example.com", "", "")},
    ],
)
def test_line_breaks_and_false_addresses_are_refused_and_nothing_is_stored(place, bad):
    with pytest.raises((ValueError, ValidationError)):
        make_message(place, **bad)

    assert not Message.objects.exists() and not Job.objects.exists()


def test_an_unregistered_kind_is_refused(place):
    with pytest.raises(LookupError):
        make_message(place, kind="nobody's")


def test_of_one_key_there_is_one_message_which_says_what_is_true_now(place):
    first = make_message(place, unique_key="k")
    again = make_message(place, unique_key="k", content=Content("ใหม่", "เนื้อหาใหม่", "ใหม่"))
    assert again == first and again.subject == "ใหม่"

    Message.objects.update(state="sent")
    assert make_message(place, unique_key="k").subject == "ใหม่", "what has left stays as it left"
    assert Job.objects.count() == 1


def test_a_call_is_noted_undone_and_noted_as_not_reached(place, officer):
    message = make_message(place, email="")

    assert told(message, by=officer) and not told(message, by=officer)
    assert message.state == "told" and calls_to_make() == []
    assert undo_call(message, by=officer) and message.state == "to_call"
    assert not_reached(message, by=officer)
    assert [call.message.state for call in calls_to_make()] == ["not_reached"], "it is to be tried again"
    assert [change.by for change in message.state_changes.all()] == [officer, officer, officer, None]


@pytest.mark.parametrize("act", [told, not_reached, undo_call])
def test_mail_is_not_noted_as_a_call(place, officer, act):
    message = make_message(place)
    with pytest.raises(WrongState):
        act(message, by=officer)

    assert Message.objects.get().state == "queued"


def test_a_kind_may_follow_a_noted_call(place, officer, monkeypatch):
    heard = []
    make_message(place)
    kind = MessageKind(KEY, 900, "แจ้ง", lambda message: True, called=lambda message, by: heard.append(message.state))
    monkeypatch.setitem(KINDS._entries, KEY, kind)
    told(make_message(place, email=""), by=officer)

    assert heard == ["told"]


def test_calls_that_end_soonest_stand_first_and_later_ones_are_not_shown_yet(place):
    last = make_message(place, email="")
    second = make_message(place, email="", useful_until=later(hours=3))
    first = make_message(place, email="", useful_until=later(hours=2))
    make_message(place, email="", not_before=later(hours=1))

    assert [call.message for call in calls_to_make()] == [first, second, last]


def test_the_list_of_calls_costs_the_same_with_many(place, django_assert_num_queries):
    for _number in range(5):
        make_message(place, email="")
    calls_to_make()  # content types are in the cache then, whichever test came before
    with django_assert_num_queries(2):  # the messages, the places they are about
        assert len(calls_to_make()) == 5


def test_what_is_no_longer_true_is_neither_shown_nor_kept_open(place):
    make_message(place, email="")
    place.name_th = "ปิดแล้ว"
    place.save()

    assert calls_to_make() == []
    assert settle(timezone.now()) == {"expired": 0, "dropped": 1, "queued": 0}
    assert Message.objects.get().state == "dropped"


def test_a_call_that_comes_too_late_expires_unless_its_kind_lasts(place):
    make_message(place, email="", useful_until=later(seconds=-1))
    make_message(place, kind=f"{KEY}_lasting", email="", useful_until=later(seconds=-1))

    assert [call.message.kind for call in calls_to_make()] == [f"{KEY}_lasting"]
    assert settle(timezone.now())["expired"] == 1
    assert dict(Message.objects.values_list("kind", "state")) == {KEY: "expired", f"{KEY}_lasting": "to_call"}


def test_mail_whose_job_is_gone_is_queued_again(place):
    message = make_message(place)
    Job.objects.update(state="cancelled", due_at=None)
    settle(timezone.now())
    assert Job.objects.filter(state="waiting", arguments={"message": message.pk}).count() == 1

    settle(timezone.now())
    assert Job.objects.filter(state="waiting").count() == 1


def test_only_what_has_not_left_is_taken_back(place, officer):
    left = make_message(place)
    Message.objects.update(state="sent")
    left.refresh_from_db()
    call = make_message(place, email="")
    drop([left, call], reason="เลื่อนนัด")

    assert list(Message.objects.order_by("pk").values_list("state", flat=True)) == ["sent", "dropped"]
    assert call.state_changes.first().reason == "เลื่อนนัด"


def test_personal_data_leaves_after_thirty_days(place, officer):
    made = make_message(place, useful_until=later(days=2), details={"x": 1})
    Message.objects.update(state="sent")
    open_call = make_message(place, email="", useful_until=later(days=2))
    last_moment = made.useful_until

    assert forget_outdated(last_moment + KEPT.kept_for - dt.timedelta(seconds=1)) == 0
    assert forget_outdated(last_moment + KEPT.kept_for) == 1
    assert forget_outdated(last_moment + KEPT.kept_for) == 0
    made.refresh_from_db()
    texts = (made.name, made.email, made.phone, made.subject, made.body, made.line_text, made.calendar)
    assert set(texts) == {""} and made.details == {} and made.state == "sent"
    forget_outdated(last_moment + 2 * KEPT.kept_for)
    open_call.refresh_from_db()
    assert open_call.phone, "a call that is still to be made keeps its number"
