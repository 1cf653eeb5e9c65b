"""Asking to become a member of the center: the form, staff's decision, undoing it, and what is forgotten when."""

import datetime as dt
import re
from datetime import timedelta
from unittest import mock

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from center.jobs import periodic
from center.jobs.queue import enqueue
from center.jobs.running import run_due
from center.people import join_requests
from center.people.forms import FORM_NAME, JoinForm
from center.people.models import Group, JoinRequest, Membership, Person
from center.records.states import WrongState
from center.recycle_bin.models import Deletion
from center.visitors import form_guard, matters
from tests.factories import make_group, make_join_request, make_network, make_person, make_user, tambon
from tests.selection import REFUSED_BY_FORM

pytestmark = pytest.mark.django_db

URL = "/about/join/"
ID_CARD = "3-2401-00123-45-0"  # made up
TYPED = {
    "name": "นางบุญเรือน เป็ดไล่ทุ่ง",
    "phone": "๐๘๑-๒๓๔ ๕๖๗๘",
    "tambon": "240208",
    "group_name": "กลุ่มไข่เค็มหมู่หก",
    "reason": "ทำไข่เค็มขาย อยากได้ฉลาก",
}


def token(*, seconds_ago: float = 60) -> str:
    """A form's token as the page made it some seconds ago."""
    with mock.patch("django.core.signing.time.time", return_value=timezone.now().timestamp() - seconds_ago):
        return form_guard.new_token(FORM_NAME)


def send(client, **typed):
    return client.post(URL, TYPED | {"website": "", "token": token()} | typed)


# --- Asking ----------------------------------------------------------------------------------------------------------


def test_a_request_waits_and_its_own_page_says_so(client):
    answer = send(client)
    request = JoinRequest.objects.get()
    assert (request.name, request.phone, request.tambon) == ("นางบุญเรือน เป็ดไล่ทุ่ง", "0812345678", tambon())
    assert (request.group_name, request.state, request.person, request.group) == ("กลุ่มไข่เค็มหมู่หก", "waiting", None, None)
    page = client.get(answer.url)
    words = page.content.decode()
    assert f"ได้รับคำขอแล้ว เลขที่ {request.number}" in words and "เจ้าหน้าที่จะโทรกลับ" in words
    assert "0812345678" not in words and "เป็ดไล่ทุ่ง" not in words, "whoever is sent the link reads no name and no phone"
    assert "no-store" in page["Cache-Control"] and "noindex" in page["X-Robots-Tag"]
    assert request.state_changes.get().actor == "visitor"


def test_an_anonymous_form_changes_no_person_and_no_group(client):
    person = make_person(
        title="นาง", first_name="บุญเรือน", surname="เป็ดไล่ทุ่ง", phone="0812345678", moo=1, tambon=tambon()
    )
    group = make_group(name_th="กลุ่มไข่เค็มหมู่หก", tambon=tambon())
    before = [Person.objects.values().get(), Group.objects.values().get()]
    send(client, tambon="240213", name="นางบุญเรือน เปลี่ยนสกุล")
    assert [Person.objects.values().get(), Group.objects.values().get()] == before
    assert not Membership.objects.exists() and not person.memberships.exists() and group.member_since is None


def test_only_name_phone_and_tambon_are_needed_and_elsewhere_is_a_tambon(client):
    assert send(client, group_name="", reason="", tambon="elsewhere").status_code == 302
    request = JoinRequest.objects.get()
    assert (request.tambon, request.group_name, request.reason) == (None, "", "")


def test_the_form_works_as_the_page_gives_it(monkeypatch):
    """With the real cross-site guard, in a browser without scripts: read the page, fill in, send."""
    monkeypatch.setattr(JoinForm, "fastest", 0)
    client = Client(enforce_csrf_checks=True)
    page = client.get(URL).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', page))
    assert client.post(URL, hidden | TYPED).status_code == 302
    assert "<script" not in page.partition("<main")[2]


@REFUSED_BY_FORM
@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"name": "  "}, "name", "กรุณากรอกชื่อ-นามสกุล"),
        ({"name": "\u200b"}, "name", "กรุณากรอกชื่อ-นามสกุล"),
        ({"name": "ก" * 161}, "name", "ยาวเกิน 160 ตัวอักษร กรุณาเขียนให้สั้นลง"),
        ({"phone": ""}, "phone", "กรุณากรอกเบอร์โทรศัพท์"),
        ({"phone": "12"}, "phone", "กรุณากรอกเบอร์โทรศัพท์ 9-10 หลัก ขึ้นต้นด้วย 0"),
        ({"tambon": ""}, "tambon", "กรุณาเลือกตำบล"),
        ({"group_name": "ก" * 201}, "group_name", "ยาวเกิน 200 ตัวอักษร กรุณาเขียนให้สั้นลง"),
        ({"reason": "ก" * 1001}, "reason", "ยาวเกิน 1000 ตัวอักษร กรุณาเขียนให้สั้นลง"),
        *(({name: f"เลข {ID_CARD}"}, name, "มีเลขบัตรประชาชน กรุณาลบออก เว็บไซต์นี้ไม่เก็บเลขบัตรประชาชน")
          for name in ("name", "group_name", "reason")),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_the_field_and_in_the_summary_and_nothing_typed_is_lost(
    client, typed, field, sentence
):
    answer = send(client, **typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and not JoinRequest.objects.exists()
    assert answer.context["form"].errors == {field: [sentence]}
    assert f'<a href="#id_{field}">{sentence}</a>' in page and page.count(sentence) == 2
    for name in set(TYPED) - {field}:
        assert TYPED[name] in page, name
    assert re.search(r'<option value="240208"\s+selected', page) or field == "tambon"
    assert "ยังส่งคำขอไม่ได้" in page[: page.index("</title>")]


def test_a_tambon_that_is_none_is_refused(client):
    assert set(send(client, tambon="999999").context["form"].errors) == {"tambon"}
    assert not JoinRequest.objects.exists()


def test_machines_are_kept_out_and_people_send_again(client):
    answer = send(client, website="http://spam.example")
    assert answer.status_code == 422 and "ระบบล้างช่องนั้นให้แล้ว" in answer.content.decode()
    assert send(client, token=token(seconds_ago=0)).status_code == 422
    assert send(client, token="made up").status_code == 422
    assert not JoinRequest.objects.exists()
    assert send(client).status_code == 302


def test_the_same_form_sent_twice_is_one_request(client):
    once = token()
    addresses = {send(client, token=once).url for _ in range(form_guard.MOST_OF_A_PHONE + 2)}
    assert len(addresses) == 1 and JoinRequest.objects.count() == 1


def test_a_phone_number_sends_its_share(client):
    for _ in range(form_guard.MOST_OF_A_PHONE):
        assert send(client).status_code == 302
    answer = send(client, reason="ข้อสุดท้าย")
    assert answer.status_code == 422 and "ข้อสุดท้าย" in answer.content.decode()
    assert JoinRequest.objects.count() == form_guard.MOST_OF_A_PHONE


def test_a_number_that_is_taken_meanwhile_is_drawn_again(monkeypatch):
    taken = make_join_request(number="4821")
    drawn = iter(["4821", "4822"])
    monkeypatch.setattr(join_requests, "free_number", lambda rows: next(drawn))
    sent = join_requests.send(name="ก", phone="0812345678", tambon=None, form_key="1" * 32)
    assert (sent.number, taken.number) == ("4822", "4821")


def test_a_refusal_of_the_database_is_not_taken_for_a_form_sent_twice():
    with pytest.raises(IntegrityError):
        join_requests.send(name="", phone="0812345678", tambon=None, form_key="1" * 32)


def test_number_and_phone_find_the_request_and_nothing_else_does(client):
    request = make_join_request(number="4821", phone="0812345678")
    (found,) = matters.find(number="๔๘๒๑", phone="081-234-5678")
    assert (found.title, found.state) == ("คำขอเป็นสมาชิกศูนย์ เลขที่ 4821", "รอพิจารณา")
    assert client.get(found.url).status_code == 200 and join_requests.own_page(request) == found.url
    assert matters.find(number="4821", phone="0812345679") == matters.find(number="4822", phone="0812345678") == []


def test_a_made_up_or_expired_link_opens_nothing(client):
    request = make_join_request()
    assert client.get(f"{URL}made-up/").status_code == 404
    JoinRequest.objects.update(link_expires_at=timezone.now())
    assert client.get(join_requests.own_page(request)).status_code == 404


# --- Deciding --------------------------------------------------------------------------------------------------------


def page_of(request: JoinRequest, act: str = "change") -> str:
    return reverse(f"admin:center_joinrequest_{act}", args=[request.pk])


def acceptance(**chosen) -> dict:
    """What the page sends for a new person who joins for themselves."""
    return {
        "who": "new",
        "title": "นาง",
        "first_name": "บุญเรือน",
        "surname": "เป็ดไล่ทุ่ง",
        "moo": "6",
        "which_group": "none",
        "group_name": "",
        "joined_on": "28/11/2569",
    } | chosen


def test_the_first_page_says_how_many_wait(client, officer):
    make_join_request(), make_join_request()
    make_join_request(state="declined", decided_at=timezone.now())
    work = next(one for one in client.get(reverse("admin:index")).context["waiting"] if one.name == "join_requests")
    assert work.count == 2 and work.url.endswith("/admin/center/joinrequest/?state=waiting")
    listed = client.get(work.url)
    assert listed.context["cl"].queryset.count() == 2


def test_a_new_person_becomes_a_member(client, officer):
    request = make_join_request(tambon=tambon())
    page = client.get(page_of(request, "accept")).content.decode()
    for part in ("นาง", "บุญเรือน", "เป็ดไล่ทุ่ง"):
        assert f'value="{part}"' in page, "the name is taken apart"
    answer = client.post(page_of(request, "accept"), acceptance(), follow=True)
    assert "รับเป็นสมาชิกแล้ว" in answer.content.decode()
    request.refresh_from_db()
    person = Person.objects.get()
    assert (request.state, request.person, request.group) == ("accepted", person, None)
    assert (str(person), person.phone, person.moo, person.tambon) == ("นางบุญเรือน เป็ดไล่ทุ่ง", "0812345678", 6, tambon())
    membership = person.memberships.get()
    assert (membership.group, membership.joined_on) == (None, dt.date(2026, 11, 28))
    change = request.state_changes.first()
    assert (change.after, change.by) == ("accepted", officer)
    assert person.history.get().history_user == officer
    assert "ยินดีต้อนรับ" in Client().get(join_requests.own_page(request)).content.decode()


def test_the_person_of_that_phone_is_proposed_and_stays_as_they_are(client, officer):
    person = make_person(title="นาง", first_name="บุญเรือน", surname="สกุลเดิม", phone="0812345678", tambon=tambon(), moo=2)
    relative = make_person(first_name="สมหมาย", phone="0812345678", tambon=tambon())
    merged = make_person(first_name="บุญเรือน", phone="0812345678", merged_into=person)
    before = Person.objects.values().get(pk=person.pk)
    request = make_join_request(tambon=tambon("เสม็ดใต้"))
    proposed = join_requests.proposed_people(request)
    assert set(proposed) == {person, relative} and merged not in proposed
    page = client.get(page_of(request, "accept")).content.decode()
    assert "นางบุญเรือน สกุลเดิม · หมู่ที่ 2 ต.บางกระเจ็ด · 081-234-5678" in page
    assert not re.search(r'name="who"[^>]*checked', page), "nobody is taken without a choice"
    client.post(page_of(request, "accept"), acceptance(who=str(person.pk)))
    request.refresh_from_db()
    assert (request.state, request.person) == ("accepted", person)
    assert Person.objects.values().get(pk=person.pk) == before and Person.objects.count() == 3


def test_a_new_group_becomes_a_member_with_that_person_in_it(client, officer):
    network = make_network(name_th="เครือข่ายช่างทอ")
    request = make_join_request(tambon=tambon(), group_name="กลุ่มไข่เค็มหมู่หก")
    sent = acceptance(which_group="new", group_name="กลุ่มไข่เค็มหมู่หก", network=network.pk)
    assert client.post(page_of(request, "accept"), sent).status_code == 302
    group = Group.objects.get()
    assert (group.name_th, group.network, group.tambon, group.moo) == ("กลุ่มไข่เค็มหมู่หก", network, tambon(), 6)
    assert group.member_since == dt.date(2026, 11, 28) and group.published_at is None, (
        "staff publish it when it is ready"
    )
    assert [membership.person for membership in group.memberships.all()] == [Person.objects.get()]


def test_a_group_that_is_a_member_keeps_its_day(client, officer):
    group = make_group(name_th="กลุ่มไข่เค็มหมู่หก", tambon=tambon(), joined_on=dt.date(2024, 1, 1))
    request = make_join_request(tambon=tambon(), group_name="ไข่เค็มหมู่หก")
    assert join_requests.proposed_groups(request) == [group]
    client.post(page_of(request, "accept"), acceptance(which_group=str(group.pk)))
    group.refresh_from_db()
    assert group.member_since == dt.date(2024, 1, 1)
    assert JoinRequest.objects.get().group == group


def test_who_is_a_member_gets_no_second_membership(officer):
    person = make_person()
    Membership.objects.create(person=person, joined_on=dt.date(2024, 1, 1))
    join_requests.accept(make_join_request(), person=person, joined_on=dt.date(2026, 11, 1), by=officer)
    assert person.memberships.get().joined_on == dt.date(2024, 1, 1)


@REFUSED_BY_FORM
@pytest.mark.parametrize(
    ("chosen", "field", "sentence"),
    [
        ({"who": ""}, "who", "กรุณาเลือกว่าผู้ขอคือใคร"),
        ({"who": "other"}, "other_person", "กรุณาเลือกบุคคล"),
        ({"first_name": ""}, "first_name", "กรุณากรอกชื่อ"),
        ({"which_group": ""}, "which_group", "กรุณาเลือกว่าขอในนามใคร"),
        ({"which_group": "other"}, "other_group", "กรุณาเลือกกลุ่ม"),
        ({"which_group": "new"}, "group_name", "กรุณากรอกชื่อกลุ่ม"),
        ({"which_group": "new", "group_name": "กลุ่มเดิม"}, "group_name",
         "มีกลุ่มชื่อนี้ในตำบลนี้อยู่แล้ว กรุณาเลือกจากทะเบียน"),
        ({"joined_on": ""}, "joined_on", "กรุณากรอกวันที่"),
        ({"joined_on": "1/1/2600"}, "joined_on", "วันที่เป็นสมาชิกต้องไม่เกินวันนี้"),
    ],
)  # fmt: skip
def test_a_decision_that_lacks_something_is_refused_at_the_field(client, officer, chosen, field, sentence):
    make_group(name_th="กลุ่มเดิม", tambon=tambon())
    request = make_join_request(tambon=tambon())
    answer = client.post(page_of(request, "accept"), acceptance(surname="พิมพ์ไว้แล้ว") | chosen)
    assert answer.context["form"].errors == {field: [sentence]}
    assert "พิมพ์ไว้แล้ว" in answer.content.decode()
    assert not Person.objects.exists() and JoinRequest.objects.get().state == "waiting"


def test_a_declined_request_says_why_to_the_visitor(client, officer):
    request = make_join_request()
    answer = client.post(page_of(request, "decline"), {"reason": " "})
    assert answer.context["form"].errors == {"reason": ["กรุณากรอกเหตุผล"]}
    client.post(page_of(request, "decline"), {"reason": "อยู่นอกอำเภอ"})
    request.refresh_from_db()
    assert request.state == "declined" and not Person.objects.exists()
    page = Client().get(join_requests.own_page(request)).content.decode()
    assert "อยู่นอกอำเภอ" in page and "ศูนย์ยังรับเป็นสมาชิกไม่ได้" in page


def test_of_two_officers_the_second_is_told(client, officer):
    request = make_join_request()
    join_requests.decline(request, reason="ซ้ำ", by=officer)
    answer = client.post(page_of(request, "accept"), acceptance(), follow=True)
    assert "ไม่ได้บันทึก เพราะคำขอนี้เป็น “ไม่รับ” อยู่แล้ว" in answer.content.decode()
    assert not Person.objects.exists() and not Membership.objects.exists()


def test_a_stale_copy_writes_nothing_at_all(officer):
    """The rule reads the state under the lock: what the page had read before may be old."""
    request = make_join_request()
    stale = JoinRequest.objects.get()
    join_requests.decline(request, reason="ซ้ำ", by=officer)
    with pytest.raises(WrongState):
        join_requests.accept(stale, person=Person(first_name="ก"), joined_on=dt.date(2026, 11, 1), by=officer)
    assert not Person.objects.exists()


def test_undoing_takes_the_membership_back_and_leaves_the_registers(client, officer):
    group = make_group(tambon=tambon(), joined_on=dt.date(2020, 1, 1), left_on=dt.date(2021, 1, 1))
    request = make_join_request(tambon=tambon())
    join_requests.accept(
        request, person=Person(first_name="บุญเรือน"), group=group, joined_on=dt.date(2026, 11, 1), by=officer
    )
    assert Group.objects.get().member_since == dt.date(2026, 11, 1)
    client.post(page_of(request, "undo"))
    request.refresh_from_db(), group.refresh_from_db()
    assert (request.state, request.person, request.decided_at) == ("waiting", None, None)
    assert (group.joined_on, group.left_on) == (dt.date(2020, 1, 1), dt.date(2021, 1, 1))
    assert not Membership.objects.exists() and Person.objects.count() == 1
    assert Deletion.objects.get().model == "center.membership", "it lies in the recycle bin"


def test_a_get_undoes_nothing_and_who_may_only_look_decides_nothing(client, officer):
    request = make_join_request(state="declined", decided_at=timezone.now())
    assert client.get(page_of(request, "undo")).status_code == 405
    clerk = make_user(is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_joinrequest"))
    client.force_login(clerk)
    assert client.get(page_of(request)).status_code == 200
    for act in ("accept", "decline", "undo"):
        assert client.post(page_of(request, act), acceptance(reason="ก")).status_code == 403
    request.refresh_from_db()
    assert request.state == "declined"


def test_visitors_ask_so_staff_add_none_and_the_log_names_nobody(client, officer):
    assert client.get(reverse("admin:center_joinrequest_add")).status_code == 403
    request = make_join_request()
    client.post(page_of(request, "decline"), {"reason": "ซ้ำ"})
    logged = str(list(officer.logentry_set.values()))
    assert "บุญเรือน" not in logged and "0812345678" not in logged and logged != "[]"


# --- Forgetting ------------------------------------------------------------------------------------------------------


def test_names_and_phones_leave_90_days_after_the_answer(client, officer):
    now = timezone.now()
    old = make_join_request(state="declined", decided_at=now - timedelta(days=90, minutes=1), reason="ลับ")
    new = make_join_request(state="declined", decided_at=now - timedelta(days=89, hours=23))
    waiting = make_join_request(sent_at=now - timedelta(days=400))

    assert join_requests.forget_outdated(now) == 1

    for request in (old, new, waiting):
        request.refresh_from_db()
    assert (old.name, old.phone, old.group_name, old.reason, old.state) == ("", "", "", "", "declined")
    assert new.phone and waiting.phone
    assert Client().get(join_requests.own_page(old)).status_code == 404
    assert join_requests.forget_outdated(now) == 0
    with pytest.raises(WrongState):
        join_requests.undo(old, by=officer)
    assert "ลบแล้วเมื่อครบ 90 วัน" in client.get(page_of(old)).content.decode()


def test_the_worker_forgets_every_night_and_the_privacy_notice_says_so(client):
    make_join_request(state="declined", decided_at=timezone.now() - timedelta(days=91))
    assert "purge_personal_data" in periodic.REPEATING
    job = enqueue("purge_personal_data")
    run_due()
    job.refresh_from_db()
    assert job.result["join_requests"] == 1
    assert "ข้อความเมื่อครบ 90 วันหลังตอบ" in client.get("/privacy/").content.decode()
