"""Staff's pages of the speaker team: choosing, describing, publishing, leaving; what is refused, at its field."""

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group as Role
from django.urls import reverse
from django.utils import timezone

from center.people.models import Membership, Person
from center.people.rows_of_person import rows_of
from center.recycle_bin.deletions import bring_back
from center.recycle_bin.models import Deletion
from committee.speakers.models import Speaker, Topic
from portal.access import roles
from tests.factories import (
    make_consent,
    make_governing_term,
    make_group,
    make_network,
    make_person,
    make_photo,
    make_seat,
    make_speaker,
    make_staff,
    make_term,
    make_topic,
    make_user,
    tambon,
)
from tests.selection import COUNTED_IN_PYTHON

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

CHOOSE = "/admin/committee/speaker/add/"
TEAM = "/admin/committee/speaker/"


@pytest.fixture
def officer(client):
    user = make_staff(username="officer")
    client.force_login(user)
    return user


def in_role(role) -> object:
    roles.sync()
    user = make_user(is_staff=True)
    user.groups.add(Role.objects.get(name=role.name))
    return user


def page_of(row) -> str:
    return reverse(f"admin:committee_{row._meta.model_name}_change", args=[row.pk])


def speaker_form(speaker: Speaker, **changes) -> dict:
    return {
        "network": speaker.network_id or "",
        "seat": speaker.seat_id or "",
        "active": "on",
        "confirms": speaker.confirms,
        "topics": [topic.pk for topic in speaker.topics.all()],
        "trainings-TOTAL_FORMS": 1,
        "trainings-INITIAL_FORMS": 0,
    } | changes


def topic_form(**changes) -> dict:
    return {"name_th": "ทำฉลาก", "minutes": "45", "position": "0", "active": "on"} | changes


def errors_of(answer) -> dict[str, list[str]]:
    assert answer.status_code == 200
    return answer.context["adminform"].form.errors


# --- Choosing --------------------------------------------------------------------------------------------------------


def test_somebody_of_the_committee_is_chosen_in_one_press(client, officer):
    seat = make_seat(make_governing_term(number=3, starts_on=dt.date(2020, 1, 1)), position="chair")
    page = client.get(CHOOSE).content.decode()
    assert str(seat.person) in page and "ประธานกรรมการ · คณะกรรมการ ชุดที่ 3" in page
    answer = client.post(CHOOSE, {"person": seat.person_id}, follow=True)
    speaker = Speaker.objects.get()
    assert answer.redirect_chain == [(page_of(speaker), 302)]
    assert (speaker.person, speaker.seat, speaker.published_at) == (seat.person, seat, None)
    assert "อยู่ในทีมวิทยากรแล้ว" in answer.content.decode()
    assert seat.person.first_name not in LogEntry.objects.get().object_repr, "a name outlives nobody in the log"


def test_people_of_networks_are_listed_with_where_they_come_from(client, officer):
    person = make_person(first_name="กมล", moo=2, tambon=tambon("เสม็ดใต้"))
    Membership.objects.create(person=person, group=make_group(network=make_network(name_th="เครือข่ายช่างทอ")))
    other = make_person(first_name="บุญ")
    page = client.get(CHOOSE).content.decode()
    assert "กมล" in page and "หมู่ที่ 2 ต.เสม็ดใต้" in page and "เครือข่ายช่างทอ" in page and str(other) not in page
    page = client.get(CHOOSE, {"q": "บุญ"}).content.decode()
    assert str(other) in page and "ในทะเบียน" in page and str(person) not in page
    assert "ไม่พบคนที่ตรงกับคำนี้ในทะเบียน" in client.get(CHOOSE, {"q": "zzz"}).content.decode()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "กรุณาเลือกคนที่จะเป็นวิทยากร"),
        ({"person": "999999"}, "ไม่มีคนนี้ในทะเบียนแล้ว กรุณาเลือกใหม่"),
        ({"person": "x"}, "ไม่มีคนนี้ในทะเบียนแล้ว กรุณาเลือกใหม่"),
    ],
)
def test_choosing_nobody_is_refused_in_one_sentence(client, officer, sent, sentence):
    answer = client.post(CHOOSE, sent)
    assert answer.status_code == 200 and answer.content.decode().count(sentence) == 1
    assert not Speaker.objects.exists()


def test_a_record_that_was_merged_is_refused(client, officer):
    merged = make_person(merged_into=make_person())
    client.post(CHOOSE, {"person": merged.pk})
    assert not Speaker.objects.exists()


def test_who_is_in_the_team_already_is_led_to_the_form(client, officer):
    speaker = make_speaker()
    answer = client.post(CHOOSE, {"person": speaker.person_id}, follow=True)
    assert answer.redirect_chain == [(page_of(speaker), 302)] and "อยู่ก่อนแล้ว" in answer.content.decode()
    assert Speaker.objects.count() == 1


@pytest.mark.parametrize(("role", "status"), [(roles.SECRETARY, 302), (roles.OFFICER, 302), (roles.READER, 403)])
def test_who_may_choose(client, role, status):
    client.force_login(in_role(role))
    assert client.get(CHOOSE).status_code == (403 if status == 403 else 200)
    assert client.post(CHOOSE, {"person": make_person().pk}).status_code == status


# --- The form --------------------------------------------------------------------------------------------------------


def test_topics_texts_and_training_are_saved_and_published_in_one_press(client, officer):
    topics = [make_topic(), make_topic()]
    speaker = make_speaker(published_at=None)
    training = {"trainings-0-subject": "อ่านฉลาก", "trainings-0-given_on": "18/3/2569", "trainings-0-place": "วัดหัวสวน"}
    sent = speaker_form(speaker, topics=[topic.pk for topic in topics], biography_th="ทำขนม", confirms="at_once")
    assert client.post(page_of(speaker), sent | training | {"_publish": "1"}).status_code == 302
    speaker.refresh_from_db()
    assert speaker.is_published and set(speaker.topics.all()) == set(topics)
    assert (speaker.biography_th, speaker.confirms) == ("ทำขนม", "at_once")
    assert speaker.trainings.get().given_on == dt.date(2026, 3, 18)
    assert client.get(speaker.get_absolute_url()).status_code == 200


def test_where_a_speaker_comes_from_is_asked_at_its_field(client, officer):
    speaker = make_speaker(make_topic())
    answer = client.post(page_of(speaker), speaker_form(speaker, network="", biography_th="ยาวมาก"))
    assert errors_of(answer) == {"network": ["กรุณาเลือกว่ามาจากคณะกรรมการหรือเครือข่ายใด"]}
    assert "ยาวมาก" in answer.content.decode(), "nothing typed is lost"


def test_a_seat_alone_is_enough_and_only_an_own_one_is_taken(client, officer):
    term = make_governing_term(starts_on=dt.date(2020, 1, 1))
    speaker = make_speaker(make_topic(), network=None)
    own, other = make_seat(term, person=speaker.person), make_seat(term)
    proposed = make_seat(make_term(), person=speaker.person)
    for seat in (other, proposed):
        answer = client.post(page_of(speaker), speaker_form(speaker, seat=seat.pk))
        assert errors_of(answer) == {"seat": ["เลือกได้เฉพาะตำแหน่งกรรมการของคนนี้"]}
    assert client.post(page_of(speaker), speaker_form(speaker, seat=own.pk)).status_code == 302
    speaker.refresh_from_db()
    assert speaker.seat == own


@pytest.mark.parametrize("act", [{"_publish": "1"}, {"published_at_0": "1/10/2569", "published_at_1": "09:00"}])
def test_a_speaker_without_topics_is_not_published(client, officer, act):
    speaker = make_speaker(published_at=None)
    answer = client.post(page_of(speaker), speaker_form(speaker) | act)
    assert errors_of(answer) == {"topics": ["กรุณาเลือกหัวข้ออย่างน้อยหนึ่งหัวข้อก่อนเผยแพร่"]}
    speaker.refresh_from_db()
    assert speaker.published_at is None
    assert client.post(page_of(speaker), speaker_form(speaker)).status_code == 302, "as a draft it is saved"


def test_who_has_left_is_not_published(client, officer):
    speaker = make_speaker(make_topic(), published_at=None, active=False)
    sent = speaker_form(speaker, _publish="1")
    del sent["active"]
    assert errors_of(client.post(page_of(speaker), sent)) == {"active": ["ผู้ที่ออกจากทีมแล้วเผยแพร่ไม่ได้"]}


def test_a_training_to_come_is_refused_at_its_field(client, officer):
    speaker = make_speaker(make_topic())
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    training = {"trainings-0-subject": "อ่านฉลาก", "trainings-0-given_on": f"{tomorrow:%d/%m/%Y}"}
    answer = client.post(page_of(speaker), speaker_form(speaker) | training)
    form = answer.context["inline_admin_formsets"][0].formset.forms[0]
    assert form.errors == {"given_on": ["วันที่เป็นวิทยากรต้องไม่เกินวันนี้"]}
    training["trainings-0-given_on"] = f"{timezone.localdate():%d/%m/%Y}"
    assert client.post(page_of(speaker), speaker_form(speaker) | training).status_code == 302


def test_the_form_says_since_when_the_photo_may_be_shown(client, officer):
    speaker = make_speaker()
    make_photo(speaker.person)
    assert "ไม่แสดง จนกว่าจะบันทึกความยินยอมให้เผยแพร่ภาพ" in client.get(page_of(speaker)).content.decode()
    make_consent(speaker.person, given_on=dt.date(2026, 10, 6))
    page = client.get(page_of(speaker)).content.decode()
    assert "ยินยอมให้เผยแพร่ภาพเมื่อวันที่ 6 ตุลาคม 2569" in page
    assert f"/admin/center/person/{speaker.person_id}/change/#consents-group" in page


def test_a_topic_or_network_no_longer_in_use_stays_where_it_was_chosen(client, officer):
    speaker = make_speaker(make_topic(active=False), network=make_network(active=False))
    make_topic(name_th="เลิกใช้แล้ว", active=False)
    assert "เลิกใช้แล้ว" not in client.get(page_of(speaker)).content.decode()
    assert client.post(page_of(speaker), speaker_form(speaker)).status_code == 302
    assert speaker.topics.count() == 1


# --- Leaving the team ------------------------------------------------------------------------------------------------


def test_who_leaves_is_kept_and_may_return(client, officer):
    speaker = make_speaker(make_topic())
    for action, active in [("leave_team", False), ("return_to_team", True)]:
        client.post(TEAM, {"action": action, "_selected_action": speaker.pk})
        speaker.refresh_from_db()
        assert speaker.active is active
        assert speaker.history.first().active is active and speaker.history.first().history_user == officer
    assert not [log for log in LogEntry.objects.all() if speaker.person.surname in log.object_repr]


def test_nobody_of_the_team_is_deleted_and_who_left_comes_back_whole(client, officer):
    topic, network = make_topic(), make_network()
    speaker = make_speaker(topic, network=network)
    speaker.trainings.create(subject="อ่านฉลาก", given_on=dt.date(2026, 3, 18))
    address = reverse("admin:committee_speaker_delete", args=[speaker.pk])
    assert client.post(address, {"post": "yes"}).status_code == 403
    client.post(TEAM, {"action": "delete_selected", "_selected_action": speaker.pk, "post": "yes"})
    assert Speaker.objects.filter(pk=speaker.pk).exists()
    client.post(TEAM, {"action": "leave_team", "_selected_action": speaker.pk})
    assert client.post(address, {"post": "yes"}).status_code == 302
    assert not Speaker.objects.exists()
    bring_back(Deletion.objects.get(), officer)
    back = Speaker.objects.get()
    assert (back.pk, list(back.topics.all()), back.trainings.count()) == (speaker.pk, [topic], 1)


@pytest.mark.parametrize(
    ("role", "speakers", "topics"),
    [(roles.SECRETARY, 403, 403), (roles.OFFICER, 403, 302), (roles.MANAGER, 302, 302)],
)
def test_who_may_delete(client, role, speakers, topics):
    client.force_login(in_role(role))
    speaker, topic = make_speaker(active=False), make_topic()
    for row, status in [(speaker, speakers), (topic, topics)]:
        address = reverse(f"admin:committee_{row._meta.model_name}_delete", args=[row.pk])
        assert client.post(address, {"post": "yes"}).status_code == status, row


def test_the_action_of_the_list_publishes_only_who_is_ready(client, officer):
    ready = make_speaker(make_topic(), published_at=None)
    without_topic = make_speaker(published_at=None)
    from_nowhere = make_speaker(make_topic(), network=None, published_at=None)
    gone = make_speaker(make_topic(), active=False, published_at=None)
    rows = [ready, without_topic, from_nowhere, gone]
    answer = client.post(
        TEAM, {"action": "publish_selected", "_selected_action": [row.pk for row in rows]}, follow=True
    )
    assert [bool(Speaker.objects.get(pk=row.pk).published_at) for row in rows] == [True, False, False, False]
    page = answer.content.decode()
    assert "ยังไม่มีหัวข้อ" in page and "ยังไม่บอกว่ามาจากคณะกรรมการหรือเครือข่ายใด" in page and "ออกจากทีมแล้ว" in page


# --- Topics ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("minutes", ["50", "0", "495", "7"])
def test_a_length_that_is_no_whole_quarters_is_refused_at_its_field(client, officer, minutes):
    answer = client.post("/admin/committee/topic/add/", topic_form(minutes=minutes, bring_th="ฉลาก"))
    assert errors_of(answer) == {"minutes": ["เวลาต้องเป็นจำนวนเท่าของ 15 นาที ตั้งแต่ 15 ถึง 480 นาที"]}
    assert "ฉลาก" in answer.content.decode() and not Topic.objects.exists()


def test_a_topic_is_added_once(client, officer):
    assert client.post("/admin/committee/topic/add/", topic_form(minutes="๙๐")).status_code == 302
    assert Topic.objects.get().minutes == 90
    answer = client.post("/admin/committee/topic/add/", topic_form())
    assert [str(error) for errors in errors_of(answer).values() for error in errors] == ["มีหัวข้อชื่อนี้อยู่แล้ว"]


def test_the_list_of_topics_counts_who_is_in_the_team(client, officer):
    topic = make_topic(minutes=75)
    make_speaker(topic)
    make_speaker(topic, active=False)
    assert client.get("/admin/committee/topic/").context["cl"].result_list[0].speakers_count == 1
    page = client.get(page_of(topic)).content.decode()
    link = f"{TEAM}?topics__id__exact={topic.pk}"
    assert link in page and client.get(link).context["cl"].result_count == 2


# --- Lists of the whole website --------------------------------------------------------------------------------------


def test_what_hangs_on_a_person_counts_the_speaker():
    speaker = make_speaker()
    assert [speaker] in [list(rows) for _label, rows in rows_of(speaker.person)]


def test_the_history_keeps_texts_and_no_name(client, officer):
    speaker = make_speaker(make_topic())
    client.post(page_of(speaker), speaker_form(speaker, expertise_th="อ่านฉลาก", name_en="Kamon"))
    version = speaker.history.first()
    assert version.expertise_th == "อ่านฉลาก" and not hasattr(version, "name_en")
    assert client.get(reverse("admin:committee_speaker_history", args=[speaker.pk])).status_code == 200


def test_the_file_of_the_team_is_for_who_may_export_personal_data(client):
    make_speaker(person=make_person(first_name="กมล", phone="0891112222"))
    address = reverse("admin:committee_speaker_export", args=["csv"])
    client.force_login(in_role(roles.OFFICER))
    assert client.get(address).status_code == 403
    client.force_login(in_role(roles.MANAGER))
    sent = b"".join(client.get(address).streaming_content).decode("utf-8-sig")
    assert "กมล" in sent and "089-111-2222" in sent


def test_staff_find_speakers_by_name_topic_and_phone(client, officer):
    speaker = make_speaker(make_topic(name_th="ทำฉลาก"), person=make_person(first_name="กมล", phone="0891112222"))
    make_speaker()
    for words in ("กมล", "089-111 2222"):
        assert list(client.get(TEAM, {"q": words}).context["cl"].result_list) == [speaker], words


@COUNTED_IN_PYTHON
def test_lists_of_staff_cost_the_same_at_5000_people(client, officer, django_assert_max_num_queries):
    topic, network = make_topic(), make_network(published_at=timezone.now())
    group, term = make_group(network=network), make_governing_term(starts_on=dt.date(2020, 1, 1))
    people = Person.objects.bulk_create([Person(first_name=f"สมใจ{n}", surname="รักดี") for n in range(5_000)])
    Membership.objects.bulk_create([Membership(person=person, group=group) for person in people])
    seats = term.seats.bulk_create(
        [term.seats.model(term=term, person=person, origin="otop", from_on=term.starts_on) for person in people[:2_000]]
    )
    speakers = Speaker.objects.bulk_create(
        [Speaker(person=seat.person, seat=seat, network=network, published_at=timezone.now()) for seat in seats]
    )
    Speaker.topics.through.objects.bulk_create([Speaker.topics.through(speaker=one, topic=topic) for one in speakers])
    for path in (
        TEAM,
        f"{TEAM}?q=สมใจ1",
        "/admin/committee/topic/",
        CHOOSE,
        f"{CHOOSE}?q=สมใจ4&page=2",
        f"{CHOOSE}?page=9",
    ):
        client.get(path)  # the day's first look is logged
        with django_assert_max_num_queries(8):
            assert client.get(path).status_code == 200


def test_the_page_before_deleting_names_no_links_of_the_database(client, officer):
    speaker = make_speaker(make_topic(), active=False)
    speaker.trainings.create(subject="อ่านฉลาก", given_on=dt.date(2026, 3, 18))
    page = client.get(reverse("admin:committee_speaker_delete", args=[speaker.pk])).content.decode()
    listed = page[page.index('id="deleted-objects"') :]
    assert "อ่านฉลาก" in listed and "object (" not in listed and "relationship" not in listed
