"""Admin pages in general: search, Thai forms, status changes, histories, permissions to grant permissions."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse

from catalog.importing.models import ImportBatch
from catalog.products.models import Product
from center.access.models import User
from center.jobs.models import Job
from center.office.models import OfficerCard, ServicePoint
from center.people.models import Group, Membership, Person
from center.places.models import Tambon
from center.records.states import StateChange
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture
def officer(client):
    user = factories.make_staff(username="officer")
    client.force_login(user)
    return user


def found(client, model: str, typed: str, **more) -> list:
    answer = client.get(reverse(f"admin:{model}_changelist"), {"q": typed, **more})
    assert answer.status_code == 200
    return list(answer.context["cl"].result_list)


@pytest.mark.parametrize(
    "typed", ["081-234-5678", "0812345678", "+66812345678", "081 234 5678", "๐๘๑๒๓๔๕๖๗๘", "2345678"]
)
def test_person_is_found_by_phone_in_any_format(client, officer, typed):
    person = factories.make_person(phone="0812345678")
    factories.make_person(phone="0899999999")
    assert found(client, "center_person", typed) == [person]


@pytest.mark.parametrize("typed", ["081-234-5678", "+66 81 234 5678", "๐๘๑๒๓๔๕๖๗๘", "2345678"])
@pytest.mark.parametrize(
    "others", ["081-234-5678, 02-123-4567", "ป้าแดง 08-1234-5678 / 038541234", "๐๘๑ ๒๓๔ ๕๖๗๘", "+66812345678"]
)
def test_producer_is_found_by_any_of_its_phones(client, officer, typed, others):
    first = factories.make_producer(phone="0812345678")
    second = factories.make_producer(other_phones=others)
    factories.make_producer(phone="0899999999", other_phones="0899999998")
    product = factories.make_product(producer=second)
    assert set(found(client, "catalog_producer", typed)) == {first, second}
    assert found(client, "catalog_product", typed) == [product]


@pytest.mark.parametrize(
    ("model", "make"),
    [
        ("question", factories.make_question),
        ("source", factories.make_source),
        ("center", factories.make_center),
        ("servicepoint", lambda **fields: ServicePoint.objects.create(name_th="จุด", **fields)),
        ("officercard", lambda **fields: OfficerCard.objects.create(user=factories.make_user(), **fields)),
    ],
)
def test_rows_with_a_phone_are_found_by_it(client, officer, model, make):
    row = make(phone="038541234")
    for typed in ("038-541-234", "๐๓๘ ๕๔๑๒๓๔", "+66 38 541 234"):
        assert found(client, f"center_{model}", typed) == [row], typed
    assert found(client, f"center_{model}", "038-541-239") == []


def test_question_is_found_without_tone_marks(client, officer):
    question = factories.make_question(text="ทำขนมเปี๊ยะอย่างไร", name="น้อย")
    factories.make_question()
    assert found(client, "center_question", "ขนมเปียะ นอย") == [question]
    assert found(client, "center_question", question.about.name_th) == [question]


def test_imports_and_jobs_are_found_by_folded_words(client, officer):
    batch = ImportBatch.objects.create(file_name="สินค้าปากน้ำ.xlsx", sha256="0" * 64)
    ImportBatch.objects.create(file_name="b.xlsx", sha256="1" * 64)
    assert found(client, "catalog_importbatch", "ปากนำ") == [batch]
    job = Job.objects.create(kind="import", error="อ่านไฟล์ไม่ได้", arguments={"file": "ปากน้ำ.xlsx"})
    Job.objects.create(kind="import")
    assert found(client, "center_job", "ปากนำ อานไฟล") == [job]


def test_star_ratings_are_filtered_by_year(client, officer):
    product = factories.make_product()
    old, new = factories.rate(product, stars=3, year=2022), factories.rate(product, stars=5, year=2024)
    answer = client.get(reverse("admin:catalog_starrating_changelist"), {"year": "2022"})
    assert list(answer.context["cl"].result_list) == [old]
    assert ">2567<" in answer.content.decode()
    odd = client.get(reverse("admin:catalog_starrating_changelist"), {"year": "x"}).context["cl"].result_list
    assert list(odd) == [new, old]


def test_folded_search_in_large_and_small_tables(client, officer):
    product = factories.make_product(name_th="ขนมเปี๊ยะ")
    factories.make_product(name_th="น้ำตาลสด")
    assert found(client, "catalog_product", "ขนมเปียะ") == [product]
    assert [row.name_th for row in found(client, "center_tambon", "ทาทองหลาง")] == ["ท่าทองหลาง"]
    assert found(client, "center_tambon", "!!") == []


def test_membership_is_found_by_words_of_person_and_group(client, officer):
    person, group = factories.make_person(first_name="วิไลพร"), factories.make_group(name_th="กลุ่มจักสาน")
    member = Membership.objects.create(person=person, group=group)
    Membership.objects.create(person=person)
    assert found(client, "center_membership", "จักสาน วิไลพร") == [member]


@pytest.mark.parametrize("typed", ["%", "_", "'", '"', "\x00", "((", "ก" * 3000, "ๆ", "  "])
def test_odd_searches_are_harmless(client, officer, typed):
    factories.make_product()
    for model in ("catalog_product", "catalog_producer", "center_tambon", "center_membership", "center_user"):
        found(client, model, typed)


def test_autocomplete_folds_too(client, officer):
    factories.make_producer(name_th="บ้านสวนเนรัญ")
    answer = client.get(
        reverse("admin:autocomplete"),
        {"app_label": "catalog", "model_name": "product", "field_name": "producer", "term": "บานสวน"},
    )
    assert [row["text"] for row in answer.json()["results"]] == ["บ้านสวนเนรัญ"]


def test_renaming_a_tambon_updates_the_search_columns_of_people_and_products(client, officer):
    tambon = factories.tambon("ปากน้ำ")
    person = factories.make_person(tambon=tambon)
    product = factories.make_product(producer=factories.make_producer(tambon=tambon))
    data = {"name_th": "ปากน้ำโจ้โล้", "name_en": "", "postcode": "24110", "villages": "12"}
    answer = client.post(reverse("admin:center_tambon_change", args=[tambon.pk]), data)
    assert answer.status_code == 302, answer.context["errors"]
    assert list(Person.objects.containing("โจ้โล้")) == [person]
    assert list(Product.objects.containing("โจ้โล้")) == [product]


def test_code_of_a_tambon_cannot_be_changed(client, officer):
    tambon = factories.tambon()
    data = {"name_th": tambon.name_th, "code": "999999", "postcode": "24110", "villages": "9"}
    client.post(reverse("admin:center_tambon_change", args=[tambon.pk]), data)
    assert Tambon.objects.filter(pk=tambon.pk).exists() and not Tambon.objects.filter(pk="999999").exists()


GROUP = {
    "name_th": "กลุ่มออมทรัพย์",
    "memberships-TOTAL_FORMS": 0,
    "memberships-INITIAL_FORMS": 0,
}


def test_status_change_is_logged_with_user_and_reason(client, officer):
    group = factories.make_group(name_th="กลุ่มออมทรัพย์")
    url = reverse("admin:center_group_change", args=[group.pk])
    answer = client.post(url, GROUP | {"status": "watch", "status_reason": "ส่งงบช้า", "joined_on": "๑/๑๐/๒๕๖๙"})
    assert answer.status_code == 302, answer.context["errors"]
    change = StateChange.objects.get()
    assert (change.before, change.after, change.by, change.reason) == ("normal", "watch", officer, "ส่งงบช้า")
    group.refresh_from_db()
    assert (group.status, group.joined_on.isoformat()) == ("watch", "2026-10-01")

    client.post(url, GROUP | {"status": "watch", "status_reason": "อีกครั้ง"})
    assert StateChange.objects.count() == 1
    assert "ส่งงบช้า" in client.get(url).content.decode()


def test_large_group_links_to_the_list_of_its_members(client, officer):
    group = factories.make_group()
    people = [factories.make_person() for _ in range(61)]
    Membership.objects.bulk_create(Membership(person=person, group=group) for person in people)
    page = client.get(reverse("admin:center_group_change", args=[group.pk])).content.decode()
    assert 'name="memberships-0-role"' not in page
    link = f"{reverse('admin:center_membership_changelist')}?group__id__exact={group.pk}"
    assert f'href="{link}"' in page
    assert "ดูสมาชิกทั้งหมด 61 คน" in page
    assert client.get(link).context["cl"].result_count == 61


def test_history_is_in_thai(client, officer):
    group = factories.make_group(name_th="กลุ่มออมทรัพย์")
    url = reverse("admin:center_group_change", args=[group.pk])
    client.post(url, GROUP | {"name_th": "กลุ่มออมทรัพย์ใหม่", "status": "normal", "joined_on": "1/10/2569", "moo": "4"})
    page = client.get(reverse("admin:center_group_history", args=[group.pk])).content.decode()
    assert "officer" in page
    assert "<b>เข้าเป็นสมาชิกศูนย์เมื่อ</b>: ว่าง → 1 ตุลาคม 2569" in page
    assert "กลุ่มออมทรัพย์ใหม่" in page
    assert " style=" not in page and "<style" not in page
    version = group.history.earliest()
    old = client.get(reverse("admin:center_group_simple_history", args=[group.pk, version.pk]))
    assert "นำข้อมูลนี้กลับมาใช้" in old.content.decode()


def test_history_escapes_markup(client, officer):
    group = factories.make_group(name_th="<script>เก่า</script>")
    group.name_th = "<img src=x>"
    group.save()
    page = client.get(reverse("admin:center_group_history", args=[group.pk])).content.decode()
    assert "&lt;script&gt;เก่า&lt;/script&gt; → &lt;img src=x&gt;" in page
    assert "<script>เก่า" not in page


def test_history_of_a_person_has_no_personal_fields(client, officer):
    person = factories.make_person(first_name="วิไลพร", phone="0812345678")
    person.moo = 5
    person.first_name = "วิไลวรรณ"
    person.save()
    page = client.get(reverse("admin:center_person_history", args=[person.pk])).content.decode()
    assert "<b>หมู่ที่</b>: ว่าง → 5" in page
    assert "วิไลพร" not in page


def test_user_without_superuser_status_cannot_grant_it(client):
    clerk = factories.make_user(is_staff=True)
    clerk.user_permissions.add(*Permission.objects.filter(content_type__model="user"))
    client.force_login(clerk)
    url = reverse("admin:center_user_change", args=[clerk.pk])
    assert client.get(url).status_code == 200
    client.post(url, {"username": clerk.username, "is_active": "on", "is_staff": "on", "is_superuser": "on"})
    assert not User.objects.get(pk=clerk.pk).is_superuser

    chief = factories.make_staff()
    for page in ("admin:auth_user_password_change", "admin:center_user_delete"):
        assert client.post(reverse(page, args=[chief.pk]), {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=chief.pk).exists()


def test_permissions_are_offered_in_thai(client, officer):
    page = client.get(reverse("admin:auth_group_add")).content.decode()
    assert "สินค้า OTOP: แก้ไข" in page
    assert "Can change" not in page
    assert "historical" not in page


def test_index_shows_waiting_tasks_and_recent_changes(client, officer):
    factories.make_product(category_confirmed=False)
    client.post(reverse("admin:catalog_unit_add"), {"name_th": "กระบอก"})
    answer = client.get(reverse("admin:index"))
    waiting = {work.name: work.count for work in answer.context["waiting"]}
    assert waiting["picture"] == waiting["price"] == waiting["category"] == 1
    assert waiting["alcohol"] == 0
    changes = client.get(reverse("admin:staff_changes")).context["changes"]
    assert [(change["name"], change["by"]) for change in changes] == [("กระบอก", "officer")]
    page = answer.content.decode()
    start = page.index('id="waiting-heading"')  # the menu has links to whole lists, too
    listed = page[start : page.index("</section>", start)]
    for work in answer.context["waiting"]:
        assert (f'href="{work.url}"' in listed) == bool(work.count), "never a line that says 0"
        assert client.get(work.url).context["cl"].result_count == work.count


def test_index_shows_only_what_the_user_may_view(client, officer):
    client.post(reverse("admin:catalog_unit_add"), {"name_th": "กระบอก"})
    client.force_login(factories.make_user(is_staff=True))
    answer = client.get(reverse("admin:index"))
    assert answer.status_code == 200
    assert answer.context["waiting"] == client.get(reverse("admin:staff_changes")).context["changes"] == []


def test_one_search_finds_people_by_phone_and_products_by_name(client, officer):
    person = factories.make_person(phone="0812345678")
    product = factories.make_product(name_th="ไข่เค็มบางกระเจ็ด")
    by_phone = client.get(reverse("admin:staff_find"), {"q": "081-234-5678"}).context["found"]
    assert [entry["row"] for kind in by_phone for entry in kind["rows"]] == [person]
    by_name = client.get(reverse("admin:staff_find"), {"q": "ไข่เคม"}).context["found"]
    assert [entry["row"] for kind in by_name for entry in kind["rows"]] == [product]
    client.force_login(factories.make_user(is_staff=True))
    assert client.get(reverse("admin:staff_find"), {"q": "081-234-5678"}).context["found"] == []


def test_the_menu_stands_in_groups_and_the_current_one_is_open(client, officer):
    groups = client.get(reverse("admin:center_person_changelist")).context["available_apps"]
    assert [group["app_label"] for group in groups if group["current"]] == ["people"]
    listed = [model["admin_url"] for group in groups for model in group["models"]]
    assert len(listed) == len(set(listed)) == len(admin.site._registry)


def test_whoever_may_see_less_gets_a_menu_of_their_own(client, officer):
    """Though a menu is rendered once for all who see the same."""
    page = reverse("admin:center_person_changelist")
    add = reverse("admin:center_group_add")
    full = client.get(page).content.decode()
    assert add in full and full.count('aria-current="page">บุคคล') == 2
    assert full.count('aria-label="เพิ่ม: กลุ่มและองค์กรชุมชน"') == 2, "beside the page and in the bar of phones"
    assert ">People<" in client.get(f"/en{page}").content.decode()
    elsewhere = client.get(reverse("admin:center_group_changelist")).content.decode()
    assert 'aria-current="page">บุคคล' not in elsewhere
    less = factories.make_user(is_staff=True)
    less.user_permissions.set(Permission.objects.filter(codename="view_person"))
    client.force_login(less)
    assert re.findall(r'<details class="app-(\w+)', client.get(page).content.decode()) == ["people", "people"]
    client.force_login(factories.make_user(is_staff=True))
    assert client.get("/admin/").content.decode().count("บัญชีนี้ยังไม่มีสิทธิ์ดูหรือแก้ไขข้อมูล") == 2


def test_english_staff_pages(client, officer):
    answer = client.get("/en/admin/")
    assert answer.status_code == 200
    assert 'lang="en"' in answer.content.decode()


def test_new_group_logs_no_status_change(client, officer):
    answer = client.post(reverse("admin:center_group_add"), GROUP | {"status": "mend"})
    assert answer.status_code == 302, answer.context["errors"]
    assert Group.objects.get().status == "mend"
    assert not StateChange.objects.exists()


@pytest.mark.parametrize(("model", "other"), [("group", "person"), ("person", "group")])
def test_select_in_an_inline_table_has_an_aria_label(client, officer, model, other):
    """It has no label, and the admin wraps it in a widget whose attributes aren't rendered."""
    page = client.get(reverse(f"admin:center_{model}_add")).content.decode()
    select = re.search(rf'<select name="memberships-0-{other}"[^>]*>', page)[0]
    assert re.search(r'aria-label="[^"]*[ก-๙][^"]*"', select)
