"""Booking on a phone: topic, time, who comes, check, done; and everything that can go wrong on the way."""

import datetime as dt
import re

import pytest
from django.test import Client, override_settings

from center.people.models import Person
from center.visitors import form_guard
from committee.speakers.models import Speaker
from consultations.bookings import bookings
from consultations.bookings.actors import VISITOR
from consultations.bookings.forms import BookingForm
from consultations.bookings.models import Booking
from consultations.bookings.refusals import MOST_OPEN_OF_A_PHONE
from consultations.calendar.models import Absence, Availability
from tests.consultations.appointments import NOW, at, make_adviser, make_booking, make_office_hours
from tests.consultations.bookings.journeys import TYPED, confirm, hidden_fields, main_of, page_of, token, typed
from tests.factories import make_center, make_closure, make_person, make_place, make_topic, tambon

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

HOME = "/consultations/"


@pytest.fixture
def topic():
    make_office_hours()
    make_center(phone="038541234")
    return make_topic(name_th="ทำฉลาก ขอ อย.", minutes=60)


@pytest.fixture
def adviser(topic):
    return make_adviser(topic)


def times(client, topic, query: str = "") -> str:
    return f"/consultations/book/{topic.pk}/{query}"


# --- Topic and time --------------------------------------------------------------------------------------------------


def test_the_topics_lead_to_their_times(client, topic):
    gone = make_topic(name_th="เลิกแล้ว", active=False)
    page = main_of(client.get(HOME))
    for words in (
        "ไม่นัดก็มาได้ นัดแล้วไม่ต้องรอ",
        "ต้องการปรึกษาเรื่องอะไร",
        "ดูวันว่าง",
        "มีนัดแล้ว ดูหรือเลื่อนนัด",
        "โทรหาเจ้าหน้าที่ 038-541-234",
    ):
        assert words in page
    assert f'href="/consultations/book/{topic.pk}/"' in page and 'href="/my-matters/"' in page
    assert gone.name not in page
    assert client.get(times(client, gone)).status_code == 404


def test_each_time_is_a_link_whose_name_has_its_weekday_and_date(client, topic, adviser):
    page = main_of(client.get(times(client, topic)))
    assert "<b>ทำฉลาก ขอ อย.</b> ประมาณ 1 ชั่วโมง" in page
    headings = dict(re.findall(r'<span id="(d\d+)">([^<]+)</span>', page))
    assert headings["d1"] == "จันทร์ที่ 30 พฤศจิกายน 2569" and len(headings) == 7
    links = re.findall(
        r'<a class="btn btn-outline-primary"\s+id="(t1-\d)"\s+aria-labelledby="(d1) t1-\d"\s+href="([^"]+)">([^<]+)',
        page,
    )
    assert [(link, url, words.strip()) for link, _day, url, words in links] == [
        ("t1-1", page_of(topic, at(9, days=0)), "09.00 น."),
        ("t1-2", page_of(topic, at(10, days=0)), "10.00 น."),
        ("t1-3", page_of(topic, at(11, days=0)), "11.00 น."),
    ]
    assert "ว่าง 3 ช่วง" in page and "ให้เจ้าหน้าที่โทรกลับ" in page


def test_weeks_follow_one_another_from_today_to_the_horizon(client, topic):
    make_adviser(topic, furthest_days=10)
    first = main_of(client.get(times(client, topic)))
    assert "ดูสัปดาห์ก่อนหน้า" not in first and f'href="{times(client, topic)}?from=2026-12-07"' in first
    second = main_of(client.get(times(client, topic, "?from=2026-12-07")))
    assert f'href="{times(client, topic)}?from=2026-11-30"' in second and "ดูสัปดาห์ถัดไป" not in second
    assert "พฤหัสบดีที่ 10 ธันวาคม 2569" in second and "ศุกร์ที่ 11 ธันวาคม 2569" not in second


@pytest.mark.parametrize("first", ["2026-11-01", "nonsense", "0001-01-01", "2569-12-01", "9999-12-31", "\0", "๒๕๖๙"])
def test_any_first_day_gives_a_page(client, topic, adviser, first):
    assert client.get(times(client, topic), {"from": first}).status_code == 200


def test_today_too_late_says_until_when_one_can_come(client, topic, monkeypatch):
    make_adviser(topic)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW.replace(hour=11, minute=30))
    assert "วันนี้นัดไม่ทันแล้ว มาเองหรือโทรได้ถึง 16.30 น." in main_of(client.get(times(client, topic)))


def test_an_empty_week_says_why_and_leads_to_the_first_free_day(client, topic, adviser):
    make_closure(NOW.date(), NOW.date() + dt.timedelta(days=8), reason_th="น้ำท่วม")
    page = main_of(client.get(times(client, topic)))
    assert "ศูนย์ปิดในช่วงนี้ (น้ำท่วม)" in page
    assert "ดูวันว่างวันแรก 9 ธันวาคม 2569" in page and "?from=2026-12-09" in page


def fully_booked(topic, adviser):
    for day in range(7):
        for hour in (9, 10, 11):
            make_booking(topic, at(hour, days=day), speaker=adviser)


def away(topic, adviser):
    Absence.objects.create(person=adviser.person, starts_on=NOW.date(), ends_on=NOW.date() + dt.timedelta(days=6))


def no_hours(topic, adviser):
    Availability.objects.all().delete()


def left_the_team(topic, adviser):
    adviser.active = False
    adviser.save()


@pytest.mark.parametrize(
    ("arrange", "sentence", "leads_on"),
    [
        (fully_booked, "ช่วงนี้มีผู้นัดเต็มแล้ว", True),
        (away, "ผู้ให้คำปรึกษาไม่อยู่ในช่วงนี้", True),
        (no_hours, "ช่วงนี้ไม่มีเวลาที่เปิดให้นัด", False),
        (left_the_team, "ช่วงนี้ไม่มีเวลาที่เปิดให้นัด", False),
    ],
)
def test_each_reason_of_an_empty_week(client, topic, adviser, arrange, sentence, leads_on):
    arrange(topic, adviser)
    page = main_of(client.get(times(client, topic)))
    assert sentence in page and ("ดูวันว่างวันแรก 7 ธันวาคม 2569" in page) == leads_on
    assert "ให้เจ้าหน้าที่โทรกลับ" in page


def test_beyond_the_horizon_leads_back_to_the_first_free_day(client, topic):
    make_adviser(topic, furthest_days=5)
    page = main_of(client.get(times(client, topic, "?from=2027-03-01")))
    assert "ช่วงนี้ยังไม่เปิดให้นัด" in page and "?from=2026-11-30" in page


def test_one_adviser_can_be_asked_for(client, topic, adviser):
    other = make_adviser(topic)
    make_booking(topic, at(9, days=0), speaker=adviser)
    page = main_of(client.get(times(client, topic), {"adviser": adviser.pk}))
    assert adviser.name in page and "2026-11-30-0900" not in page
    assert f"2026-11-30-1000/?adviser={adviser.pk}" in page and f'href="{times(client, topic)}"' in page
    assert confirm(client, topic, at(9), f"?adviser={other.pk}").status_code == 302
    assert Booking.objects.get(starts_at=at(9)).speaker == other
    assert "2026-11-30-0900" in main_of(client.get(times(client, topic), {"adviser": "999"}))


def test_a_speakers_page_leads_to_their_times(client, topic, adviser):
    Speaker.objects.update(published_at=at(9, days=-90))
    page = client.get(adviser.get_absolute_url()).content.decode()
    assert f'href="{times(client, topic)}?adviser={adviser.pk}"' in page and "ดูวันว่าง: ทำฉลาก ขอ อย." in page


def test_a_time_away_from_the_center_names_its_place(client, topic):
    make_adviser(topic, place=make_place(name_th="ศาลาวัดแจ้ง"))
    assert "09.00 น. · ศาลาวัดแจ้ง" in main_of(client.get(times(client, topic)))
    assert "ศาลาวัดแจ้ง" in main_of(client.post(page_of(topic), typed()))


# --- Who comes, check, done ------------------------------------------------------------------------------------------


def test_from_the_form_to_the_number(topic, adviser, monkeypatch):
    """With the real cross-site guard, in a browser without scripts."""
    monkeypatch.setattr(BookingForm, "fastest", 0)
    client = Client(enforce_csrf_checks=True)
    form = client.get(page_of(topic))
    for words in ("ใครจะมา", "ชื่อ-นามสกุลของคนที่จะมา", "เบอร์โทรศัพท์ที่โทรหาได้", "นอกอำเภอบางคล้า", "อยากถามอะไร (ไม่บังคับ)",
                  "รับทางอีเมลด้วย",
                  "ใช้ข้อมูลนี้เพื่อนัดหมายและติดตามผลเท่านั้น", "ตรวจก่อนยืนยัน", "จันทร์ที่ 7 ธันวาคม 2569 "):  # fmt: skip
        assert words in main_of(form), words
    secret = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.content.decode())[1]
    guard = hidden_fields(form) | {"csrfmiddlewaretoken": secret}
    check = client.post(page_of(topic), TYPED | guard)
    words = main_of(check)
    assert "ยังไม่ได้นัด จนกว่าจะกดยืนยันนัด" in words and words.count("แก้ไข") == 6 and not Booking.objects.exists()
    done = client.post(page_of(topic, act="confirm/"), hidden_fields(check) | {"csrfmiddlewaretoken": secret})
    booking = Booking.objects.get()
    assert (booking.name, booking.phone, booking.tambon) == ("นางบุญเรือน เป็ดไล่ทุ่ง", "0812345678", tambon())
    assert (booking.topic, booking.speaker, booking.starts_at, booking.channel) == (topic, adviser, at(9), "web")
    assert f"นัดหมายเรียบร้อยแล้ว เลขที่ {booking.reference}" in main_of(client.get(done.url))
    assert "<script" not in words


def test_nothing_a_visitor_tells_of_themselves_stands_in_an_address_or_a_session(client, topic, adviser):
    check = client.post(page_of(topic), typed(email="boonruan@example.com"))
    done = confirm(client, topic, email="boonruan@example.com")
    addresses = [*re.findall(r'(?:href|action|formaction)="([^"]+)"', check.content.decode()), done.url]
    assert not [url for url in addresses if "บุญเรือน" in url or "5678" in url or "boonruan" in url or "%E0%B8%9A" in url]
    assert "sessionid" not in client.cookies and set(client.cookies) <= {"csrftoken"}


def test_every_answer_can_be_changed_without_typing_the_others_again(client, topic, adviser):
    other = make_topic(name_th="หาเงินทุน")
    make_adviser(other)
    sent = typed(email="boonruan@example.com")
    check = client.post(page_of(topic), sent)
    targets = set(re.findall(r'formaction="([^"]+)"', check.content.decode()))
    assert targets == {HOME, f"{times(client, topic)}?from=2026-12-07", page_of(topic)}
    kept = {name: value for name, value in sent.items() if value}
    form = client.post(page_of(topic), hidden_fields(check) | {"edit": "1"})
    assert "นางบุญเรือน เป็ดไล่ทุ่ง" in main_of(form) and 'value="240208" selected' in main_of(form)
    assert sent["token"] in form.content.decode() and '<details class="mb-3" open>' in main_of(form)
    week = client.post(f"{times(client, topic)}?from=2026-12-07", hidden_fields(check))
    assert hidden_fields(week).items() == kept.items()
    assert f'formaction="{page_of(topic, at(10))}"' in main_of(week)
    topics = client.post(HOME, hidden_fields(week))
    assert hidden_fields(topics).items() == kept.items() and f'formaction="{times(client, other)}"' in main_of(topics)
    assert confirm(client, topic, at(10), **hidden_fields(topics)).status_code == 302


def test_two_people_with_one_phone_keep_their_names_and_no_person_changes(client, topic, adviser):
    person = make_person(first_name="บุญเรือน", surname="เป็ดไล่ทุ่ง", phone="0812345678")
    before = Person.objects.values().get(pk=person.pk)
    confirm(client, topic, at(9))
    confirm(client, topic, at(10), name="นายทวน เป็ดไล่ทุ่ง")
    assert set(Booking.objects.values_list("name", "person")) == {
        ("นางบุญเรือน เป็ดไล่ทุ่ง", None),
        ("นายทวน เป็ดไล่ทุ่ง", None),
    }
    assert Person.objects.values().get(pk=person.pk) == before


def test_the_language_of_the_page_is_that_of_the_messages(client, topic, adviser):
    assert client.post("/en" + page_of(topic, act="confirm/"), typed()).url.startswith("/en/bookings/")
    assert Booking.objects.get().language == "en"


def test_outside_of_the_district_is_a_place_too(client, topic, adviser):
    client.post("/en" + page_of(topic, act="confirm/"), typed(tambon="elsewhere"))
    booking = Booking.objects.get()
    assert (booking.tambon, booking.outside) == (None, "นอกอำเภอบางคล้า")


# --- Once, whatever is pressed ---------------------------------------------------------------------------------------


def test_a_double_click_and_a_replay_give_one_appointment(client, topic, adviser):
    once = token()
    answers = {confirm(client, topic, token=once).url for _ in range(form_guard.MOST_OF_A_PHONE + 2)}
    assert len(answers) == 1 and Booking.objects.count() == 1


def test_back_with_another_time_shows_the_first_and_offers_a_move_or_a_new_one(client, topic, adviser):
    once = token()
    first = confirm(client, topic, token=once)
    answer = confirm(client, topic, at(10), token=once)
    booking = Booking.objects.get()
    page = main_of(answer)
    assert answer.status_code == 200 and f"นัดไว้แล้ว เลขที่ {booking.reference}" in page and f'href="{first.url}"' in page
    moved = client.post(f"{first.url}reschedule/", {"to": hidden_fields(answer)["to"]})
    booking.refresh_from_db()
    assert moved.url == first.url and booking.starts_at == at(10) and Booking.objects.count() == 1
    another = hidden_fields(answer)
    assert another["token"] != once and another["name"] == TYPED["name"]
    assert confirm(client, topic, at(9), **(another | {"token": token()})).status_code == 302
    assert Booking.objects.count() == 2


def test_sent_again_for_somebody_else_is_not_taken_for_the_first(client, topic, adviser):
    once = token()
    confirm(client, topic, token=once)
    page = main_of(confirm(client, topic, token=once, name="นายทวน เป็ดไล่ทุ่ง"))
    assert "จึงยังไม่ได้นัดเพิ่ม" in page and "เลื่อนนัดเดิมมาเวลานี้" not in page and "นัดเพิ่มอีกหนึ่งนัด" in page


def test_sent_again_after_cancelling_says_so_and_offers_a_new_one(client, topic, adviser):
    once = token()
    confirm(client, topic, token=once)
    booking = Booking.objects.get()
    bookings.cancel(booking, by=VISITOR)
    page = main_of(confirm(client, topic, token=once))
    assert f"นัดเลขที่ {booking.reference} ยกเลิกแล้ว" in page and "นัดเพิ่มอีกหนึ่งนัด" in page
    assert "เลื่อนนัดเดิมมาเวลานี้" not in page and Booking.objects.count() == 1


# --- Refusals --------------------------------------------------------------------------------------------------------


def test_a_time_just_gone_keeps_what_was_typed_and_offers_the_three_nearest(client, topic, adviser):
    sent = typed()
    check = client.post(page_of(topic), sent)
    make_booking(topic, at(9))
    answer = client.post(page_of(topic, act="confirm/"), hidden_fields(check))
    page = main_of(answer)
    assert answer.status_code == 422 and "เวลานี้มีผู้นัดไปแล้ว" in page and "สิ่งที่กรอกไว้ยังอยู่" in page
    nearest = re.findall(
        r'<button type="submit" class="btn btn-outline-primary" formaction="([^"]+2026-12-0[67][^"]+)"', page
    )
    assert nearest == [page_of(topic, at(11, days=6)), page_of(topic, at(10)), page_of(topic, at(11))]
    assert hidden_fields(answer).items() == {name: value for name, value in sent.items() if value}.items()
    assert "ยังไม่ได้นัด" in main_of(client.post(nearest[1], hidden_fields(answer)))
    assert confirm(client, topic, at(10), **hidden_fields(answer)).status_code == 302


def test_any_adviser_is_tried_before_a_time_counts_as_taken(client, topic, adviser):
    make_adviser(topic)
    statuses = [confirm(client, topic, phone=f"081234567{number}").status_code for number in range(3)]
    assert statuses == [302, 302, 422]


def test_an_old_link_to_a_time_says_why_and_leads_on(client, topic, adviser):
    make_booking(topic, at(9))
    answer = client.get(page_of(topic))
    page = main_of(answer)
    assert answer.status_code == 422 and "เวลานี้มีผู้นัดไปแล้ว" in page and "สิ่งที่กรอกไว้" not in page
    assert f'<a class="tile" href="{page_of(topic, at(10))}">' in page


def test_a_topic_put_away_meanwhile_keeps_what_was_typed(client, topic, adviser):
    topic.active = False
    topic.save()
    answer = confirm(client, topic)
    assert answer.status_code == 422 and "เวลานี้ไม่เปิดให้นัด" in main_of(answer)
    assert hidden_fields(answer)["name"] == TYPED["name"] and not Booking.objects.exists()


def test_a_fourth_open_appointment_of_a_phone_is_refused(client, topic, adviser):
    for hour in range(MOST_OPEN_OF_A_PHONE):
        make_booking(topic, at(9 + hour, days=5), visitor=bookings.Visitor("ก ข", "0812345678"))
    answer = confirm(client, topic)
    page = main_of(answer)
    assert answer.status_code == 422 and "เบอร์นี้มีนัดที่ยังไม่ถึงวันอยู่ 3 นัดแล้ว" in page
    assert 'href="/my-matters/"' in page and hidden_fields(answer)["name"] == TYPED["name"]
    assert Booking.objects.count() == MOST_OPEN_OF_A_PHONE


def test_a_phone_number_sends_its_share_an_hour(client, topic, adviser):
    for number in range(form_guard.MOST_OF_A_PHONE):
        confirm(client, topic, at(9, days=number + 1))
        bookings.cancel(Booking.objects.latest("pk"), by=VISITOR)
    answer = confirm(client, topic, at(9, days=6))
    assert answer.status_code == 422 and "เบอร์นี้ส่งหลายครั้งแล้ว" in main_of(answer)
    assert "ยืนยันนัด</button>" in main_of(answer) and Booking.objects.open().count() == 0


def test_a_village_behind_one_address_is_not_shut_out(client, topic, adviser, monkeypatch):
    monkeypatch.setattr(form_guard, "FREE_OF_AN_ADDRESS", 0)
    assert confirm(client, topic, at(9)).status_code == 302
    answer = confirm(client, topic, at(10), phone="0812345679")
    assert answer.status_code == 422 and "วินาทีแล้วกดส่งอีกครั้ง" in main_of(answer)


def test_machines_are_kept_out_and_people_send_again(client, topic, adviser):
    assert client.post(page_of(topic), typed(website="http://spam.example")).status_code == 422
    assert "ส่งเร็วเกินไป" in main_of(client.post(page_of(topic), typed(token=token(seconds_ago=0))))
    old = confirm(client, topic, token=token(seconds_ago=100_000))
    assert old.status_code == 422 and "หน้านี้เปิดไว้นานเกินไป" in main_of(old) and TYPED["name"] in main_of(old)
    assert not Booking.objects.exists()
    assert confirm(client, topic, token=hidden_fields(old)["token"]).status_code == 422, "sent in the same second"


def test_a_token_of_another_form_books_nothing(client, topic, adviser):
    assert confirm(client, topic, token=token(form_name="callback")).status_code == 422
    assert not Booking.objects.exists()


def test_a_look_at_the_last_step_changes_nothing(client, topic, adviser):
    assert client.get(page_of(topic, act="confirm/")).url == page_of(topic)
    assert client.head(page_of(topic)).status_code == 200 and not Booking.objects.exists()


# --- What pages weigh and cost ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("bookings_before", [0, 12])
def test_the_cost_of_the_pages_is_stated_and_does_not_grow(
    client, topic, bookings_before, django_assert_max_num_queries
):
    for _ in range(5):
        make_adviser(topic)
    for number in range(bookings_before):
        make_booking(topic, at(9 + number % 3, days=1 + number // 3))
    client.get("/privacy/")  # what every page says of the center is read
    # Of them the versions of the tables.
    for url, most in ((HOME, 2), (times(client, topic), 7), (page_of(topic), 8)):
        with django_assert_max_num_queries(most):
            client.get(url)
    with django_assert_max_num_queries(10):
        client.post(page_of(topic), typed())


def test_pages_are_small_even_with_224_times(client, topic, adviser):
    from portal.responses.compression import compress

    short = make_topic(name_th="เรื่องสั้น", minutes=15)
    for _ in range(3):
        adviser = make_adviser(short)
        Availability.objects.filter(speaker=adviser).update(starts=dt.time(8, 30), ends=dt.time(16, 30))
    sent = typed(question="ก" * 1000)
    answers = [
        client.get(HOME),
        client.get(times(client, short)),
        client.post(times(client, short), sent),
        client.get(page_of(topic)),
        client.post(page_of(topic), sent),
        client.get(confirm(client, topic).url),
        client.get("/my-matters/"),
    ]
    for answer in answers:
        assert "<script" not in main_of(answer)
        assert len(compress(answer.content)) <= 13_000, answer.request["PATH_INFO"]


def test_no_page_but_the_first_is_for_search_engines(client, topic, adviser):
    assert "noindex" not in client.get(HOME).content.decode()
    for answer in (client.get(times(client, topic)), client.get(page_of(topic)), client.post(page_of(topic), typed())):
        assert '<meta name="robots" content="noindex">' in answer.content.decode()


@override_settings(DEMO=True)
def test_a_demonstration_calls_nobody(client, topic, adviser):
    for url in (HOME, times(client, topic), page_of(topic)):
        page = main_of(client.get(url))
        assert "โทรหาเจ้าหน้าที่ 038-541-234" in page and "tel:" not in page
