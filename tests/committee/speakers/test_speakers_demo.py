"""The demonstration's speaker team."""

import re

import pytest

from center.people import demo as people_demo
from center.people.consent import shown_photos
from center.people.models import Person
from committee.speakers import demo
from committee.speakers.models import Speaker, Topic
from tests.factories import make_governing_term, make_person, make_seat, make_speaker
from tests.markup import assert_first_picture_is_preloaded
from tests.selection import LOADED_WITH_THE_WHOLE

pytestmark = [
    pytest.mark.django_db,
    LOADED_WITH_THE_WHOLE,
]


@pytest.fixture
def people(pictures_encoded_once) -> None:
    people_demo.load()


def test_eight_speakers_have_topics_texts_in_both_languages_and_photos_that_may_be_shown(client, people):
    assert demo.load() == 16
    speakers = list(Speaker.objects.published().select_related("person", "network"))
    assert len(speakers) == 8 and Topic.objects.count() == 8
    for speaker in speakers:
        assert speaker.topics.exists() and (speaker.network or speaker.seat), speaker
        texts = [
            speaker.name_en,
            speaker.expertise_th,
            speaker.expertise_en,
            speaker.biography_th,
            speaker.biography_en,
        ]
        assert all(texts), speaker
        assert_first_picture_is_preloaded(client.get(speaker.get_absolute_url()).content.decode())
    assert len(shown_photos(speaker.person for speaker in speakers)) == 8
    assert {speaker.confirms for speaker in speakers} == {"at_once", "by_phone"}
    assert all(topic.speakers.exists() for topic in Topic.objects.all())


def test_no_page_of_the_team_holds_a_phone(client, people):
    demo.load()
    phones = set(Person.objects.exclude(phone="").values_list("phone", flat=True))
    for path in ["/about/speakers/", *(speaker.get_absolute_url() for speaker in Speaker.objects.all())]:
        digits = re.sub(r"\D", "", re.sub(r"<[^>]+>", " ", client.get(path).content.decode()))
        assert not [phone for phone in phones if phone in digits], path


def test_loading_twice_adds_nothing_and_removing_leaves_the_people(people):
    demo.load()
    assert demo.load() == 0
    count = Person.objects.count()
    assert demo.remove() == 16
    assert not Speaker.objects.exists() and not Topic.objects.exists() and Person.objects.count() == count


def test_members_of_the_committee_come_first(people):
    chair = make_person(title="นาง", first_name="สำรวย", surname="ตลาดบางกระเจ็ด")
    seat = make_seat(make_governing_term(), person=chair)
    demo.load()
    speaker = Speaker.objects.get(person=chair)
    assert (speaker.seat, speaker.name_en, Speaker.objects.count()) == (seat, "Samruai Talatbangkrachet", 8)


def test_of_two_of_one_name_the_one_with_a_portrait_is_taken():
    make_person(first_name="อำพร", surname="ดอกจอก")
    described = make_person(first_name="อำพร", surname="ดอกจอก", source_key="demo:amphon")
    demo.load()
    assert Speaker.objects.get().person == described


def test_topics_that_real_speakers_took_up_stay(people):
    demo.load()
    topic = Topic.objects.get(source_key="demo:money")
    real = make_speaker(topic)
    demo.remove()
    assert list(Topic.objects.all()) == [topic] and list(Speaker.objects.all()) == [real]


def test_without_people_there_are_topics_alone():
    assert demo.load() == 8
    assert not Speaker.objects.exists()
