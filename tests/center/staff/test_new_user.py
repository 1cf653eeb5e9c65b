"""A new member of staff in one page: name, password and one of the four roles."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from center.access.models import User
from center.access.role_texts import BY_CODE, ROLE_TEXTS
from portal.access import roles
from tests import factories
from tests.markup import compact

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
ADD = reverse("admin:center_user_add")
LIST = reverse("admin:center_user_changelist")
PASSWORDS = {"password1": "very-secret-words-1", "password2": "very-secret-words-1"}


@pytest.fixture(autouse=True)
def ready_made_roles():
    roles.sync()


@pytest.fixture
def manager(client) -> User:
    user = factories.make_user(username="manager", is_staff=True)
    user.groups.add(role("manager"))
    client.force_login(user)
    return user


def role(code: str) -> Group:
    return Group.objects.get(name=BY_CODE[code].name)


def test_one_page_makes_a_member_of_staff(client, manager):
    typed = {"first_name": "สมศรี", "last_name": "ทดสอบ", "username": "somsri", "role": role("officer").pk, **PASSWORDS}
    answer = client.post(ADD, typed)
    assert answer.status_code == 302 and answer["Location"] == LIST
    user = User.objects.get(username="somsri")
    assert user.is_staff and user.is_active and not user.is_superuser
    assert (user.get_full_name(), list(user.groups.all())) == ("สมศรี ทดสอบ", [role("officer")])
    assert user.check_password("very-secret-words-1")


def test_the_roles_are_buttons_with_what_they_are_for(client, manager):
    page = client.get(ADD).content.decode()
    places = [page.index(f"<b>{text.name}</b> {text.about}") for text in ROLE_TEXTS]
    assert places == sorted(places)
    assert page.count('type="radio" name="role"') == len(ROLE_TEXTS)
    form = page[page.index('id="user_form"') :]
    assert "กลุ่ม" not in form and "After you" not in form


def test_a_role_is_needed(client, manager):
    answer = client.post(ADD, {"username": "somsri", **PASSWORDS})
    assert "role" in answer.context["adminform"].form.errors
    assert not User.objects.filter(username="somsri").exists()


def test_a_role_stronger_than_the_managers_own_is_not_given(client, manager):
    strong = Group.objects.create(name="ผู้ลบผู้ใช้")
    strong.permissions.set(Permission.objects.filter(codename="delete_user"))
    assert strong.name not in client.get(ADD).content.decode()
    answer = client.post(ADD, {"username": "somsri", "role": strong.pk, **PASSWORDS})
    assert "role" in answer.context["adminform"].form.errors
    assert not User.objects.filter(username="somsri").exists()


def test_one_managers_roles_are_not_offered_to_the_next(client, manager):
    """The form's class is shared by all requests."""
    Group.objects.create(name="ฝ่ายทะเบียน").permissions.set(Permission.objects.filter(codename="delete_user"))
    client.force_login(factories.make_staff())
    assert "ฝ่ายทะเบียน" in client.get(ADD).content.decode()
    client.force_login(manager)
    assert "ฝ่ายทะเบียน" not in client.get(ADD).content.decode()


def test_who_may_not_assign_roles_adds_an_account_without_one(client):
    clerk = factories.make_user(is_staff=True)
    clerk.user_permissions.add(*Permission.objects.filter(content_type__model="user", codename__contains="_user"))
    client.force_login(clerk)
    assert 'name="role"' not in client.get(ADD).content.decode()
    client.post(ADD, {"username": "somsri", "role": role("reader").pk, **PASSWORDS})
    user = User.objects.get(username="somsri")
    assert not user.is_staff and not user.groups.exists()


def test_roles_are_changed_by_ticking_them(client, manager):
    user = factories.make_user(is_staff=True)
    page = client.get(reverse("admin:center_user_change", args=[user.pk])).content.decode()
    assert page.count('type="checkbox" name="groups"') == len(ROLE_TEXTS)
    assert "กลุ่ม" not in page[page.index('id="user_form"') :]


def test_the_menu_calls_them_roles_too(client, manager):
    roles_list = reverse("admin:auth_group_changelist")
    page = compact(client.get(LIST).content.decode())
    assert f'<a href="{roles_list}">บทบาท</a>' in page
    assert "โดยบทบาท" in page or "ตามบทบาท" in page  # the filter


def test_the_texts_name_the_groups_of_the_roles():
    assert {text.name for text in ROLE_TEXTS} == set(Group.objects.values_list("name", flat=True))
    assert [text.code for text in ROLE_TEXTS] == [ready_made.code for ready_made in roles.ROLES]
