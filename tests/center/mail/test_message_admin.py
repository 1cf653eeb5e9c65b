"""Messages on the staff site: read-only, with buttons that note a call."""

import pytest
from django.contrib.auth.models import Permission
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse

from center.mail.calls import calls_to_make
from center.mail.models import Message
from tests.center.mail.message_kinds import LINK, make_message
from tests.factories import make_place, make_staff, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    return make_message(make_place(), email="")


@pytest.fixture
def officer(client):
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_message", "change_message"]))
    client.force_login(user)
    return user


def post(client, act: str, message: Message, **data):
    return client.post(reverse(f"admin:center_message_{act}", args=[message.pk]), data, follow=True)


def test_noted_where_the_button_stood_with_who_and_when(client, officer, call):
    page = post(client, "told", call, next="/admin/")
    call.refresh_from_db()

    assert call.state == "told" and call.state_changes.first().by == officer
    assert page.redirect_chain == [("/admin/", 302)]
    assert "บันทึกแล้วว่าโทรแจ้งแล้ว" in page.content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_the_way_back_never_leaves_the_site(client, officer, call, elsewhere):
    page = post(client, "not_reached", call, next=elsewhere)

    assert page.redirect_chain == [(reverse("admin:center_message_change", args=[call.pk]), 302)]
    assert Message.objects.get().state == "not_reached"


def test_undone_from_its_own_page(client, officer, call):
    post(client, "told", call)
    url = reverse("admin:center_message_change", args=[call.pk])
    assert reverse("admin:center_message_undo", args=[call.pk]) in client.get(url).content.decode()
    post(client, "undo", call)

    assert Message.objects.get().state == "to_call"


def test_a_get_changes_nothing(client, officer, call):
    for act in ("told", "not_reached", "undo"):
        assert client.get(reverse(f"admin:center_message_{act}", args=[call.pk])).status_code == 405

    assert Message.objects.get().state == "to_call"


def test_mail_is_not_noted_as_a_call_and_the_page_says_so(client, officer):
    message = make_message(make_place())
    page = post(client, "told", message)

    assert "ไม่ได้บันทึก" in page.content.decode() and Message.objects.get().state == "queued"


def test_who_may_only_look_notes_nothing(client, call):
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_message"))
    client.force_login(user)

    assert post(client, "told", call).status_code == 403
    page = client.get(reverse("admin:center_message_change", args=[call.pk])).content.decode()
    assert reverse("admin:center_message_told", args=[call.pk]) not in page
    assert Message.objects.get().state == "to_call"


def test_nobody_edits_or_deletes_a_message(client, call):
    client.force_login(make_staff())
    for act in ("add", "delete"):
        arguments = [call.pk] if act == "delete" else []
        assert client.get(reverse(f"admin:center_message_{act}", args=arguments)).status_code == 403

    page = client.post(reverse("admin:center_message_change", args=[call.pk]), {"subject": "x"})
    assert page.status_code == 403 and Message.objects.get().subject == "เรื่องทดสอบ"


def test_its_page_shows_what_was_said_but_no_secret_link(client, officer):
    message = make_message(make_place())
    page = client.get(reverse("admin:center_message_change", args=[message.pk])).content.decode()

    assert "ข้อความทดสอบ (ลิงก์ส่วนตัวของผู้รับ)" in page and LINK not in page


@pytest.mark.parametrize("may_call", [True, False])
def test_the_list_of_calls_has_number_text_and_buttons(officer, call, may_call):
    request = RequestFactory().get("/admin/")
    context = {"calls": calls_to_make(), "may_call": may_call, "demo": False}
    page = render_to_string("admin/center/message/_calls.html", context, request)

    assert 'href="tel:+66812345678"' in page and "ข้อความทดสอบ" in page and "แฉล้ม ลานใบไม้" in page
    assert (reverse("admin:center_message_told", args=[call.pk]) in page) == may_call
    assert ('name="next" value="/admin/"' in page) == may_call
