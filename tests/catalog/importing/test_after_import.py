"""After an upload: the preview opens by itself, staff choose a sheet, publish what was imported, and print a report."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from catalog.importing import jobs
from catalog.importing.models import ImportBatch
from catalog.products.models import Producer, Product
from center.jobs.models import Job
from tests import factories
from tests.catalog.importing.test_admin_import import PEOPLE, UPLOAD, act, confirm, csv_of, officer, page, upload
from tests.center.sheets.test_sheets import xlsx
from tests.markup import compact

__all__ = ["officer"]
pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
HEAD = "ชื่อสินค้า,ผู้ผลิต,ตำบล"
SHEET = csv_of(HEAD, "ขนมเปี๊ยะ,ร้านป้า,ปากน้ำ", "ยารักษาเบาหวาน,ร้านยา,ปากน้ำ", "ไวน์ลูกหม่อน,ร้านไวน์,ปากน้ำ")


def progress_page(client, job: Job, **query):
    return client.get(reverse("admin:center_job_progress", args=[job.pk]), query)


def test_the_preview_opens_by_itself_and_the_counter_ends_at_three_of_three(client, officer):
    batch = upload(client, SHEET, name="a.csv")
    job = Job.objects.get(kind="compare_import")
    assert (job.progress, job.total) == (3, 3)
    assert "ทำแล้ว 3 จาก 3 ขั้น" in progress_page(client, job).content.decode()
    answer = progress_page(client, job, watch="1")
    assert answer.status_code == 302 and answer["Location"] == reverse("admin:catalog_import", args=[batch.pk])

    confirm(client, batch)
    job = Job.objects.get(kind="write_import")
    assert (job.progress, job.total) == (3, 3)


def test_everything_imported_is_published_but_what_waits_for_a_decision(client, officer):
    batch = confirm(client, upload(client, SHEET, name="a.csv"))
    assert "เผยแพร่ทั้งหมดที่นำเข้า" in page(client, batch)
    answer = client.post(reverse("admin:catalog_import_publish", args=[batch.pk]), follow=True)
    shown = answer.content.decode()

    assert [product.name_th for product in Product.objects.published()] == ["ขนมเปี๊ยะ"]
    assert [producer.name_th for producer in Producer.objects.published()] == ["ร้านป้า"]
    assert "เผยแพร่แล้ว: สินค้า 1 รายการ ผู้ผลิต 1 ราย" in shown
    assert "รอเจ้าหน้าที่ตัดสินใจ" in shown and "ไวน์ลูกหม่อน" in shown
    assert Product.objects.published().get().history.first().history_user == officer


def test_producers_alone_are_published_too(client, officer):
    batch = confirm(client, upload(client, csv_of("ผู้ผลิต,ตำบล", "ร้านป้า,ปากน้ำ"), kind="producers", name="a.csv"))
    client.post(reverse("admin:catalog_import_publish", args=[batch.pk]))

    assert Producer.objects.published().count() == 1
    assert "เผยแพร่ทั้งหมดที่นำเข้า" not in page(client, batch)


def test_only_who_may_import_may_publish_and_nothing_unwritten(client, officer):
    batch = upload(client, SHEET, name="a.csv")
    client.post(reverse("admin:catalog_import_publish", args=[batch.pk]))
    assert not Product.objects.exists()
    confirm(client, batch)
    client.force_login(factories.make_user(is_staff=True))
    assert client.post(reverse("admin:catalog_import_publish", args=[batch.pk])).status_code == 403
    assert not Product.objects.published().exists()


def test_the_list_shows_what_was_imported(client, officer):
    factories.make_product(name_th="ของเดิม")
    batch = confirm(client, upload(client, SHEET, name="a.csv"))
    url = f"{reverse('admin:catalog_product_changelist')}?import={batch.pk}"
    assert url in page(client, batch)
    shown = client.get(url)

    assert {product.name_th for product in shown.context["cl"].result_list} == set(
        Product.objects.exclude(name_th="ของเดิม").values_list("name_th", flat=True)
    )
    assert "a.csv" in shown.content.decode()


def test_people_that_were_imported_are_listed(client, officer):
    batch = confirm(client, upload(client, PEOPLE, kind="people", name="a.csv"))
    shown = client.get(reverse("admin:center_person_changelist"), {"import": batch.pk})

    assert [person.first_name for person in shown.context["cl"].result_list] == ["สมใจ", "สมชาย"]


def test_a_refused_file_is_no_open_import(client, officer):
    refused = upload(client, b"%PDF-1.7", name="refused.pdf")
    waiting = upload(client, SHEET, name="waiting.csv")
    shown = client.get(reverse(UPLOAD)).content.decode()

    assert refused.state == "refused" and "refused.pdf" not in shown
    assert waiting.state == "ready" and "waiting.csv" in shown


def test_a_report_lists_every_row_with_what_became_of_it(client, officer):
    batch = upload(client, csv_of(HEAD, "ขนมเปี๊ยะ,ร้านป้า,ปากน้ำ", ",ร้านยา,", "รวมทั้งสิ้น,,"), name="a.csv")
    url = reverse("admin:catalog_import_report", args=[batch.pk])
    shown = compact(client.get(url).content.decode())
    assert "เพิ่มใหม่ (1)" in shown and "ไม่รับ (1)" in shown and "ไม่ใช่ข้อมูล (1)" in shown and "ไม่มีชื่อสินค้า" in shown
    assert 'id="print"' in shown
    confirm(client, batch)
    assert "ขนมเปี๊ยะ" in client.get(url).content.decode() and url in page(client, batch)


def test_heading_choices_show_the_first_three_values(client, officer):
    batch = upload(
        client, csv_of("ของดีบ้านเรา,ผู้ทำ", "ขนม,ร้านหนึ่ง", "ข้าว,ร้านสอง", ",ร้านสาม", "ปลา,ร้านสี่", "ไข่เค็ม,ร้านห้า"), name="a.csv"
    )
    shown = page(client, batch)

    assert batch.state == "headings"
    assert "ขนม · ข้าว · ปลา" in shown and "ไข่เค็ม" not in shown


def test_of_several_sheets_staff_choose_one_and_the_others_are_deleted(client, officer):
    rows = [["ชื่อสินค้า", "ผู้ผลิต", "ตำบล"], ["ปลาส้ม", "ร้าน", "หัวไทร"]]
    batch = upload(client, xlsx(["คำชี้แจง"], หัวไทร=rows, บางสวน=[rows[0], ["ข้าวหลาม", "ร้าน", "บางสวน"]]))
    old = batch.file.name
    assert batch.state == "sheets"
    shown = page(client, batch)
    assert "หัวไทร (2 แถว)" in shown and "บางสวน (2 แถว)" in shown and "คำชี้แจง" not in shown

    batch = act(client, "sheets", batch, sheet="1")
    assert batch.state == "ready" and "ข้าวหลาม" in page(client, batch) and "ปลาส้ม" not in page(client, batch)
    assert not default_storage.exists(old) and not batch.stored_sheet().others


def test_an_import_whose_sheet_was_not_chosen_is_dropped_in_time(client, officer):
    rows = [["ชื่อสินค้า"], ["ปลาส้ม"]]
    batch = upload(client, xlsx(*rows, สอง=rows))
    assert batch.state == "sheets"
    ImportBatch.objects.update(started_at=timezone.now() - timedelta(days=31))
    jobs.clear(timezone.now())
    assert ImportBatch.objects.get().state == "dropped"
