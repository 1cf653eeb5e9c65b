"""Many visitors press the button at the same moment, on a real server: each quarter is won once, losers read why and see
other times. Without the constraint the same test finds double bookings.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone

from center.visitors.secret_links import token_of
from committee.speakers.models import Speaker, Topic
from consultations.bookings.models import Booking
from tests.consultations.appointments import make_adviser, make_office_hours
from tests.consultations.racing import (
    Answer,
    Visitors,
    assert_claims_agree,
    at_once,
    double_bookings,
    environment_of,
    serving,
    without_the_guard,
)
from tests.factories import make_center
from tests.worker_process import shared_database
from thai.dates import BANGKOK

pytestmark = pytest.mark.django_db(transaction=True)

TAKEN = "เวลานี้มีผู้นัดไปแล้ว"
NEAREST = "เวลาว่างที่ใกล้ที่สุด"


class Race:
    """An adviser with two topics of other lengths, and a topic that two advisers take."""

    def __init__(self) -> None:
        make_center()
        make_office_hours()
        self.long = Topic.objects.create(name_th="ขึ้นทะเบียน OTOP", minutes=45)
        self.short = Topic.objects.create(name_th="ไม่แน่ใจ", minutes=30)
        self.anybody = Topic.objects.create(name_th="หาเงินทุน", minutes=45)
        self.alone = make_adviser(self.long)
        self.alone.topics.add(self.short)
        self.pair = [make_adviser(self.anybody), make_adviser(self.anybody)]
        self.today = timezone.localdate()

    def path(self, topic: Topic, day: int, hour: int, minute: int = 0, view: str = "confirm_booking") -> str:
        start = dt.datetime.combine(self.today + dt.timedelta(days=day), dt.time(hour, minute), BANGKOK)
        return reverse(f"consultations:{view}", args=[topic.pk, start])

    def visitors(self, server) -> Visitors:
        return Visitors(server, self.path(self.long, 59, 9, view="who_comes"))


def run(race: Race, visitors: Visitors, day: int, *, each: int) -> list[Answer]:
    """A round on one day, `each` times four POSTs: for one time, for times that overlap, and for any of two advisers."""
    one_time = [race.path(race.long, day, 9)] * each
    starts = [(race.long, 9, 45), (race.long, 10, 30), (race.short, 10, 0), (race.short, 10, 30)]
    overlapping = [race.path(topic, day, hour, minute) for topic, hour, minute in starts for _ in range(each // 2)]
    of_two = [race.path(race.anybody, day, 11, 15)] * each
    return at_once([visitors.confirm(path) for path in [*one_time, *overlapping, *of_two]])


def winners(day: dt.date, speakers: list[Speaker]) -> list[Booking]:
    return [booking for booking in Booking.objects.on(day) if booking.speaker in speakers]


def check(race: Race, answers: list[Answer], day: int) -> None:
    date = race.today + dt.timedelta(days=day)
    assert Counter(answer.status for answer in answers).keys() <= {302, 422}, Counter(a.status for a in answers)
    won = [answer for answer in answers if answer.status == 302]
    lost = [answer for answer in answers if answer.status == 422]
    assert len(won) == Booking.objects.on(date).count()
    assert not double_bookings()
    assert_claims_agree()
    at_nine = [booking for booking in winners(date, [race.alone]) if booking.starts_at.astimezone(BANGKOK).hour == 9]
    assert sum(booking.starts_at.astimezone(BANGKOK).minute == 0 for booking in at_nine) == 1
    assert {booking.speaker_id for booking in winners(date, race.pair)} == {speaker.pk for speaker in race.pair}
    assert len(winners(date, race.pair)) == 2
    for answer in lost:
        assert TAKEN in answer.page or "เวลานี้ไม่เปิดให้นัด" in answer.page
        assert NEAREST in answer.page
    assert any(TAKEN in answer.page for answer in lost)


def move_in_a_ring(race: Race, visitors: Visitors, day: int) -> None:
    """Each appointment of an adviser's day wants the time of the next: all are refused and keep theirs."""
    bookings = winners(race.today + dt.timedelta(days=day), [race.alone])
    others = [*bookings[1:], bookings[0]]
    before = {booking.pk: booking.starts_at for booking in bookings}
    answers = at_once(
        [move(visitors, booking, other.starts_at) for booking, other in zip(bookings, others, strict=True)]
    )
    assert len(answers) > 1 and {answer.status for answer in answers} == {422}
    assert dict(Booking.objects.filter(pk__in=before).values_list("pk", "starts_at")) == before
    assert_claims_agree()


def move_to_one_time(race: Race, visitors: Visitors, day: int) -> None:
    """All appointments of an adviser's day want one time of the next day: one gets it, the others keep theirs."""
    bookings = winners(race.today + dt.timedelta(days=day), [race.alone])
    wanted = dt.datetime.combine(race.today + dt.timedelta(days=day + 1), dt.time(9), BANGKOK)
    answers = at_once([move(visitors, booking, wanted) for booking in bookings])
    assert Counter(answer.status for answer in answers) == {302: 1, 422: len(bookings) - 1}
    assert Booking.objects.filter(starts_at=wanted).count() == 1
    assert all(TAKEN in answer.page and NEAREST in answer.page for answer in answers if answer.status == 422)
    assert_claims_agree()


def move(visitors: Visitors, booking: Booking, to: dt.datetime) -> Callable[[], Answer]:
    path = reverse("consultations:reschedule_booking", args=[token_of(booking.link_key)])
    return visitors.press(path, to=f"{to.astimezone(BANGKOK):%Y-%m-%d-%H%M}")


def race_on_a_server(tmp_path, *, rounds: int, each: int) -> None:
    with shared_database(tmp_path) as shared:
        race = Race()
        with serving(environment_of(shared)) as server:
            visitors = race.visitors(server)
            for day in range(2, 2 + 2 * rounds, 2):
                check(race, run(race, visitors, day, each=each), day)
                move_in_a_ring(race, visitors, day)
                move_to_one_time(race, visitors, day)


def test_each_quarter_is_won_once(tmp_path):
    race_on_a_server(tmp_path, rounds=1, each=50)


@pytest.mark.long
def test_each_quarter_is_won_once_in_twenty_rounds(tmp_path):
    race_on_a_server(tmp_path, rounds=20, each=50)


@pytest.mark.long
def test_without_the_constraint_times_are_booked_twice(tmp_path):
    """The control: at the latest in the third round."""
    with shared_database(tmp_path) as shared, without_the_guard():
        race = Race()
        with serving(environment_of(shared), application="tests.consultations.unguarded:application") as server:
            visitors = race.visitors(server)
            for day in range(2, 5):
                run(race, visitors, day, each=20)
                if double_bookings():
                    break
        assert double_bookings()
