"""The pages of the center itself, its map, the officer of a tambon, mourning, and what staff do about them."""

import datetime as dt
import io
import json
import re

import pytest
from django.core.files import File
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from center.access.models import User
from center.office import demo as office_demo
from center.office.models import Center, Closure, OfficerCard, OfficerPhoto, OpeningHours, ServicePoint
from center.office.tile_map import HEIGHT, PLACES, WIDTH, tiles
from center.pictures.taking import replace_file
from center.places.models import Tambon
from center.records.changes import written
from tests import factories
from tests.markup import compact
from thai.dates import buddhist_year

pytestmark = pytest.mark.django_db

PAGES = ["/about/", "/contact/", "/en/about/", "/en/contact/"]


def text(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def demo(db) -> Center:
    office_demo.load()
    return Center.objects.get()


# --- The pages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_before_staff_have_written_anything_the_pages_say_where_to_go(client, path):
    page = text(client, path)
    assert 'class="empty"' in page
    assert "tel:" not in page


def test_about_says_what_the_source_document_says(client, demo):
    page = text(client, "/about/")
    for label, words in [
        ("ยุทธศาสตร์", "พัฒนาเศรษฐกิจของชุมชนให้เข้มแข็ง"),
        ("เป้าประสงค์", "ประชาชนในหมู่บ้านมีความมั่นคงทางเศรษฐกิจ"),
        ("กลยุทธ์", "บูรณาการส่งเสริมเศรษฐกิจฐานรากด้วยพลังเครือข่ายชุมชน สู่การสร้างรายได้ชุมชน"),
    ]:
        assert f"<h2>{label}</h2>\n<p>{words}</p>" in page
    assert "นายชวลิต ศิริวัฒนโยธิน" in page and "23 กันยายน พ.ศ. 2558" in page
    assert "ศูนย์บริการส่งเสริมเศรษฐกิจชุมชนครบวงจร" in page
    assert page.count("<li>", page.index('class="services"'), page.index('class="aims"')) == 4
    assert "จุดบริการตลาดน้ำบางคล้า" in page


def test_english_pages_mark_what_is_thai(client):
    factories.make_center(strategy_th="ยุทธศาสตร์ไทย", name_en="The Center")
    page = text(client, "/en/about/")
    assert '<span lang="th">ยุทธศาสตร์ไทย</span>' in page and "The Center" in page


def test_contact_says_hours_and_days_off(client, demo):
    today = timezone.localdate()
    sunday = today + dt.timedelta(days=13 - today.weekday())  # next week's: what today is closed for, the status says
    factories.make_closure(sunday, reason_th="วันอาทิตย์อยู่แล้ว")
    factories.make_closure(sunday, sunday + dt.timedelta(days=1), reason_th="ย้ายสำนักงาน")
    factories.make_closure(today - dt.timedelta(days=3), reason_th="ผ่านไปแล้ว")
    factories.make_closure(today + dt.timedelta(days=5), reason_th="เปิดเหมือนเดิม", open_anyway=True)
    page = compact(text(client, "/contact/"))
    assert "<dt>จันทร์–ศุกร์</dt><dd>08.30–12.00 น. และ 13.00–16.30 น.</dd>" in page
    assert "ย้ายสำนักงาน" in page
    assert "วันอาทิตย์อยู่แล้ว" not in page[page.index("<main") :]
    assert "ผ่านไปแล้ว" not in page and "เปิดเหมือนเดิม" not in page


@pytest.mark.parametrize("path", ["/about/", "/contact/?tambon=240209"])
def test_the_cost(client, demo, path, django_assert_max_num_queries):
    for number in range(30):
        ServicePoint.objects.create(name_th=f"จุดที่ {number}", tambon=factories.tambon())
        factories.make_closure(timezone.localdate() + dt.timedelta(days=number))
    with django_assert_max_num_queries(8):
        client.get(path)


def test_links_open_the_map_of_the_phone(client):
    center = factories.make_center(address_th="ที่ว่าการอำเภอบางคล้า", latitude=13.7, longitude=101.2)
    page = text(client, "/contact/")
    assert 'href="geo:13.7,101.2?q=13.7,101.2"' in page
    center.latitude = center.longitude = None
    center.save()
    written([center])
    assert "geo:0,0?q=%E0%B8%97%E0%B8%B5%E0%B9%88" in text(client, "/contact/")


# --- Calling, and being a demonstration -------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/products/", "/about/", "/contact/", "/contact/?tambon=240201"])
def test_one_can_call_from_every_page_but_not_of_a_demonstration(client, settings, demo, path):
    Center.objects.update(phone="038123456")
    page = text(client, path)
    header = page[: page.index("</header>")]
    assert 'href="tel:+6638123456"' in header and "โทร 038-123-456" in header
    settings.DEMO = True
    assert "tel:" not in text(client, path)


def test_json_ld_of_a_real_center_only(client, settings, demo):
    page = text(client, "/about/")
    data = json.loads(re.search(r'<script type="application/ld\+json">(.+?)</script>', page)[1])
    assert data["@type"] == "GovernmentOffice" and data["telephone"] == "+6638000000"
    assert len(data["openingHoursSpecification"]) == 10
    assert data["openingHoursSpecification"][1] == {
        "@type": "OpeningHoursSpecification", "dayOfWeek": "Monday", "opens": "13:00", "closes": "16:30",
    }  # fmt: skip
    settings.DEMO = True
    assert "GovernmentOffice" not in text(client, "/about/") + text(client, "/contact/")


def test_days_of_mourning_are_gray_everywhere(client):
    center = factories.make_center()
    assert 'class="grey"' not in text(client, "/products/")
    center.mourning = True
    center.save()
    written([center])
    for path in ("/", "/products/", "/en/about/"):
        assert re.search(r'<html lang="\w\w" class="grey">', text(client, path))


# --- The map ---------------------------------------------------------------------------------------------------------


def test_every_tambon_has_a_tile_of_its_own_that_filters(client):
    tambons = list(Tambon.objects.all())
    placed = tiles(tambons)
    assert {tile.tambon for tile in placed} == set(tambons) and len(placed) == 9
    for tile in placed:
        for other in placed:
            assert tile is other or abs(tile.x - other.x) >= WIDTH or abs(tile.y - other.y) >= HEIGHT
    page = text(client, "/contact/")
    for tambon in tambons:
        assert f'<a href="/products/?tambon={tambon.code}">' in page
        assert client.get(f"/products/?tambon={tambon.code}").status_code == 200


def test_tiles_lie_as_the_tambons_lie():
    """Of any two tambons a column or a row apart, the tile further north belongs to the one further north."""
    known = [tambon for tambon in Tambon.objects.all() if tambon.latitude]
    assert len(known) == 8
    for tambon in known:
        for other in known:
            if PLACES[tambon.code][1] < PLACES[other.code][1]:
                assert tambon.latitude > other.latitude
            if PLACES[tambon.code][0] < PLACES[other.code][0] and PLACES[tambon.code][1] == PLACES[other.code][1]:
                assert tambon.longitude < other.longitude


def test_a_tambon_that_is_not_on_the_map_breaks_nothing(client):
    Tambon.objects.create(code="249901", name_th="ตำบลใหม่", postcode="24110", villages=1)
    assert "tambon=249901" not in text(client, "/about/")
    assert "ตำบลใหม่" in text(client, "/contact/")


# --- The officer of my tambon ----------------------------------------------------------------------------------------


def test_the_officer_of_a_tambon(client, demo):
    page = text(client, "/contact/?tambon=240210")
    assert "นายสมมุติ มั่นคง" in page and "ต่อ 12" in page and "ดูแลตำบลท่าทองหลาง" in page
    assert 'value="240210" selected' in page
    assert "Mr. Sommut" in text(client, "/en/contact/?tambon=240210")


@pytest.mark.parametrize("query", ["", "?tambon=", "?tambon=xyz", "?tambon=999999", "?tambon=240201%00"])
def test_nonsense_names_nobody(client, demo, query):
    assert 'class="officer"' not in text(client, f"/contact/{query}")


def test_a_tambon_without_an_officer_says_so(client):
    assert "ยังไม่ได้ประกาศชื่อเจ้าหน้าที่" in text(client, "/contact/?tambon=240201")
    officer = factories.make_user(first_name="สมศรี", last_name="ลับ")
    Tambon.objects.filter(code="240201").update(officer=officer)
    assert "ลับ" not in text(client, "/contact/?tambon=240201")  # only what stands on the card is public


def test_the_photo_is_shown_with_its_words(client, demo):
    card = OfficerCard.objects.get(user__username="demo-officer-2")
    photo = OfficerPhoto(card=card, alt_th="นายสมมุติยิ้ม", consented_on=timezone.localdate())
    file = io.BytesIO()
    Image.new("RGB", (640, 640), "green").save(file, "JPEG")
    replace_file(picture=photo, file=File(file, "a.jpg"))
    photo.save()
    assert 'alt="นายสมมุติยิ้ม"' in text(client, "/contact/?tambon=240210")


# --- The demonstration ----------------------------------------------------------------------------------------------


def test_the_demonstration_comes_once_and_goes_without_a_trace(demo):
    assert office_demo.load() == 0
    assert OpeningHours.objects.count() == 10
    assert not User.objects.filter(username__startswith="demo-officer", is_active=True).exists()
    assert office_demo.remove() == 1
    assert not Center.objects.exists() and not OpeningHours.objects.exists() and not ServicePoint.objects.exists()
    assert not OfficerCard.objects.exists() and not Tambon.objects.filter(officer__isnull=False).exists()


def test_a_real_center_is_left_alone(db):
    factories.make_center(name_th="ศูนย์จริง")
    assert office_demo.load() == 0
    assert office_demo.remove() == 0
    assert Center.objects.get().name_th == "ศูนย์จริง"


def test_the_former_name_and_what_people_say_lead_to_the_center(client, demo):
    for query in ("ศูนย์ครบวงจร", "ศูนย์บริการส่งเสริมเศรษฐกิจชุมชนครบวงจร", "ศูนย OTOP บางคลา"):
        assert Center.objects.containing(query).exists(), query


# --- Staff ----------------------------------------------------------------------------------------------------------

STAFF = pytest.mark.ignore_template_errors


@pytest.fixture
def officer(client):
    user = factories.make_staff()
    client.force_login(user)
    return user


@STAFF
def test_staff_cannot_add_a_second_center(client, officer):
    url = reverse("admin:center_center_add")
    assert client.get(url).status_code == 200
    factories.make_center()
    assert client.get(url).status_code == 403
    assert client.post(url, {"name_th": "ที่สอง", "kind": "permanent"}).status_code == 403
    assert Center.objects.count() == 1


@STAFF
def test_nobody_can_delete_the_only_center(client, officer):
    """Not even a superuser, as this officer is."""
    center = factories.make_center()
    page = reverse("admin:center_center_change", args=[center.pk])
    assert 'class="deletelink"' not in client.get(page).content.decode()
    assert client.post(reverse("admin:center_center_delete", args=[center.pk]), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [center.pk], "post": "yes"}
    client.post(reverse("admin:center_center_changelist"), chosen)
    assert Center.objects.count() == 1


@STAFF
def test_staff_close_the_center_for_a_day_and_the_site_says_so(client, officer, demo):
    day = timezone.localdate() + dt.timedelta(days=1)
    while day.weekday() > 4:
        day += dt.timedelta(days=1)
    typed = f"{day.day}/{day.month}/{buddhist_year(day.year)}"
    assert "อบรมทั้งวัน" not in text(client, "/contact/")  # what every page says is in the cache now
    answer = client.post(reverse("admin:center_closure_add"), {"starts_on": typed, "reason_th": "อบรมทั้งวัน"})
    assert answer.status_code == 302, answer.context["errors"]
    closure = Closure.objects.get(reason_th="อบรมทั้งวัน")
    assert (closure.starts_on, closure.ends_on) == (day, day)
    assert "อบรมทั้งวัน" in text(client, "/contact/")


@STAFF
def test_staff_are_told_when_the_days_are_the_wrong_way_round(client, officer):
    dates = {"starts_on": "2/12/2569", "ends_on": "1/12/2569", "reason_th": "อบรม"}
    answer = client.post(reverse("admin:center_closure_add"), dates)
    assert answer.status_code == 200 and "วันสุดท้ายต้องไม่ก่อนวันแรก" in answer.content.decode()


@STAFF
def test_staff_confirm_many_names_at_once_and_the_site_shows_them(client, officer, demo):
    today = timezone.localdate()
    Closure.objects.all().delete()
    holiday = factories.make_closure(today, reason_th="วันทดสอบแห่งชาติ", holiday_on=today)
    assert "วันทดสอบแห่งชาติ" not in text(client, "/products/")
    client.post(
        reverse("admin:center_closure_changelist"), {"action": "confirm_names", "_selected_action": [holiday.pk]}
    )
    holiday.refresh_from_db()
    assert holiday.name_confirmed
    assert "วันทดสอบแห่งชาติ" in text(client, "/products/")


@STAFF
def test_the_list_begins_with_the_days_to_come(client, officer):
    today = timezone.localdate()
    factories.make_closure(today - dt.timedelta(days=9), reason_th="ผ่านไปแล้ว")
    factories.make_closure(today, reason_th="วันนี้ปิด")
    url = reverse("admin:center_closure_changelist")
    coming, past, every = (client.get(url + query).content.decode() for query in ("", "?when=past", "?when=all"))
    assert "วันนี้ปิด" in coming and "ผ่านไปแล้ว" not in coming
    assert "วันนี้ปิด" not in past and "ผ่านไปแล้ว" in past
    assert "วันนี้ปิด" in every and "ผ่านไปแล้ว" in every
