"""Staff's pages of groups, networks and people: the log of a group's status, publishing, and finding by village."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from center.people.models import Group, Membership, Network, Organization
from center.people.rows_of_person import rows_of
from tests.factories import (
    make_consent,
    make_group,
    make_join_request,
    make_network,
    make_person,
    make_photo,
    tambon,
)

pytestmark = pytest.mark.django_db


def group_form(group: Group, **changes) -> dict:
    return {
        "name_th": group.name_th,
        "status": group.status,
        "status_reason": "",
        "tambon": group.tambon_id or "",
        "memberships-TOTAL_FORMS": 0,
        "memberships-INITIAL_FORMS": 0,
    } | changes


def page_of(row) -> str:
    return reverse(f"admin:center_{row._meta.model_name}_change", args=[row.pk])


# --- Groups ----------------------------------------------------------------------------------------------------------


def test_a_changed_status_keeps_who_when_and_why(client, officer):
    group = make_group(tambon=tambon())
    sent = group_form(group, status="watch", status_reason="ส่งคืนช้า 2 ราย", moo="6")
    assert client.post(page_of(group), sent).status_code == 302
    group.refresh_from_db()
    assert (group.status, group.moo) == ("watch", 6)
    change = group.state_changes.get()
    assert (change.before, change.after, change.by, change.reason) == ("normal", "watch", officer, "ส่งคืนช้า 2 ราย")
    page = client.get(page_of(group)).content.decode()
    assert "ปกติ → ติดตาม" in page and "ส่งคืนช้า 2 ราย" in page and "โดย สมศรี" in page


def test_saving_without_a_change_of_status_logs_none(client, officer):
    group = make_group(status="watch")
    client.post(page_of(group), group_form(group, members_count="12"))
    assert not group.state_changes.exists() and Group.objects.get().members_count == 12


def test_a_group_that_begins_with_a_status_has_it_in_its_log(client, officer):
    sent = group_form(Group(name_th="กลุ่มใหม่"), status="mend", status_reason="รับช่วงมา")
    assert client.post(reverse("admin:center_group_add"), sent).status_code == 302
    assert Group.objects.get().state_changes.get().reason == "รับช่วงมา"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"fund_size": "-1"}, "เงินทุนติดลบไม่ได้"),
        ({"joined_on": "2/1/2569", "left_on": "1/1/2569"}, "วันพ้นสมาชิกศูนย์ต้องไม่ก่อนวันเข้าเป็นสมาชิกศูนย์"),
        ({"name_th": "กลุ่มเดิม"}, "มีกลุ่มชื่อนี้ในตำบลนี้อยู่แล้ว"),
    ],
)
def test_what_is_wrong_with_a_group_is_said_and_nothing_typed_is_lost(client, officer, changes, sentence):
    make_group(name_th="กลุ่มเดิม", tambon=tambon())
    group = make_group(tambon=tambon())
    answer = client.post(page_of(group), group_form(group, about_th="พิมพ์ไว้ยาว ๆ", status="mend") | changes)
    page = answer.content.decode()
    assert answer.status_code == 200 and sentence in page and "พิมพ์ไว้ยาว ๆ" in page
    group.refresh_from_db()
    assert (group.status, group.state_changes.count()) == ("normal", 0)


def test_a_group_of_many_has_its_members_on_a_page_of_their_own(client, officer):
    group, other = make_group(), make_group()
    Membership.objects.bulk_create([Membership(person=make_person(), group=group) for _ in range(61)])
    Membership.objects.create(person=make_person(), group=other)
    page = client.get(page_of(group)).content.decode()
    assert "memberships-TOTAL_FORMS" not in page and "ดูสมาชิกทั้งหมด 61 คน" in page
    assert "memberships-TOTAL_FORMS" in client.get(page_of(other)).content.decode()
    listed = client.get(reverse("admin:center_membership_changelist"), {"group__id__exact": group.pk})
    assert listed.context["cl"].queryset.count() == 61
    # Saving it takes no member away.
    assert client.post(page_of(group), group_form(group)).status_code == 302
    assert group.memberships.count() == 61


def test_members_of_the_center_are_told_from_members_of_groups(client, officer):
    of_the_center = Membership.objects.create(person=make_person())
    of_a_group = Membership.objects.create(person=make_person(), group=make_group())
    url = reverse("admin:center_membership_changelist")
    assert list(client.get(url, {"of": "center"}).context["cl"].queryset) == [of_the_center]
    assert list(client.get(url, {"of": "group"}).context["cl"].queryset) == [of_a_group]


@pytest.mark.parametrize(
    ("typed", "found"),
    [("ม.2 เสม็ดใต้", {"แฉล้ม"}), ("หมู่ 2", {"แฉล้ม", "บุญมา"}), ("แฉล้ม หมู่ ๒", {"แฉล้ม"}), ("0812345678", {"สมใจ"})],
)
@pytest.mark.parametrize("page", ["changelist", "autocomplete"])
def test_people_are_found_by_village_name_and_phone(client, officer, typed, found, page):
    make_person(first_name="แฉล้ม", moo=2, tambon=tambon("เสม็ดใต้"))
    make_person(first_name="บุญมา", moo=2, tambon=tambon())
    make_person(first_name="สมใจ", moo=3, tambon=tambon("เสม็ดใต้"), phone="0812345678")
    if page == "changelist":
        rows = client.get(reverse("admin:center_person_changelist"), {"q": typed}).context["cl"].queryset
        assert {person.first_name for person in rows} == found
    else:
        field = {"app_label": "center", "model_name": "duty", "field_name": "person", "term": typed}
        results = client.get(reverse("admin:autocomplete"), field).json()["results"]
        assert {row["text"].split()[0] for row in results} == found


def test_the_first_page_finds_people_by_village_and_says_which_is_which(client, officer):
    for moo, phone in ((2, "0812345678"), (2, ""), (3, "")):
        make_person(first_name="แฉล้ม", moo=moo, tambon=tambon("เสม็ดใต้"), phone=phone)
    for typed in ("ม.2 เสม็ดใต้", "แฉล้ม หมู่ ๒ ต.เสม็ดใต้"):
        found = client.get(reverse("admin:staff_find"), {"q": typed}).context["found"]
        notes = {row["note"] for kind in found for row in kind["rows"]}
        assert notes == {"หมู่ที่ 2 ต.เสม็ดใต้", "หมู่ที่ 2 ต.เสม็ดใต้ · 081-234-5678"}


# --- Networks and agencies -------------------------------------------------------------------------------------------


def test_staff_add_a_network_and_publish_it_at_once(client, officer):
    parent = Network.objects.get(name_th="เครือข่ายทุนชุมชน")
    sent = {"name_th": "กองทุนแม่ของแผ่นดิน", "parent": parent.pk, "active": "on", "offers_capital": "on", "_publish": "1"}
    answer = client.post(reverse("admin:center_network_add"), sent)
    assert answer.status_code == 302
    network = Network.objects.get(name_th="กองทุนแม่ของแผ่นดิน")
    assert network.is_published and network.history.first().history_user == officer
    assert "กองทุนแม่ของแผ่นดิน" in client.get("/about/networks/").content.decode()


def test_a_network_with_groups_is_not_deleted(client, officer):
    network = make_network()
    make_group(network=network)
    page = client.post(reverse("admin:center_network_delete", args=[network.pk]), {"post": "yes"})
    assert page.status_code == 200 and Network.objects.filter(pk=network.pk).exists()


def test_an_agency_takes_a_website_and_an_office_number(client, officer):
    sent = {"name_th": "ธนาคารออมสิน", "phone": "๐๓๘-๕๔๑-๐๒๕", "website": "gsb.or.th", "_publish": "1"}
    assert client.post(reverse("admin:center_organization_add"), sent).status_code == 302
    agency = Organization.objects.get()
    assert (agency.phone, agency.website) == ("038541025", "https://gsb.or.th")
    page = client.get("/about/networks/").content.decode()
    assert 'href="https://gsb.or.th"' in page and "038-541-025" in page


# --- Rows of a person ------------------------------------------------------------------------------------------------


def test_what_holds_a_person_is_found_in_one_place():
    person = make_person()
    make_consent(person), make_photo(person)
    Membership.objects.create(person=person, joined_on=dt.date(2026, 1, 1))
    make_join_request(state="accepted", decided_at=timezone.now(), person=person)
    found = {rows.model._meta.model_name: rows.count() for _label, rows in rows_of(person) if rows.exists()}
    assert found == {"consent": 1, "personphoto": 1, "membership": 1, "joinrequest": 1}
