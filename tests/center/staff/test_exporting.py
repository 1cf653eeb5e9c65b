"""Exports of admin lists: filters, formats for Excel, no formulas, no secrets, permissions."""

import csv
import io
from datetime import date

import openpyxl
import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalog.importing import previews
from catalog.importing.models import ImportBatch
from catalog.products.models import Producer, Product
from center.access.models import User
from center.jobs.running import run_due
from center.sheets import spreadsheets
from tests import factories

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.ignore_template_errors,
    pytest.mark.sqlite_only(reason="files are written in Python, from the same rows"),
]


@pytest.fixture
def officer(client):
    user = factories.make_staff(username="officer")
    client.force_login(user)
    return user


def export(client, name: str, kind: str = "csv", **query) -> bytes:
    answer = client.get(reverse(f"admin:{name}_export", args=[kind]), query)
    assert answer.status_code == 200, answer
    return b"".join(answer.streaming_content)


def as_rows(content: bytes) -> list[dict]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def as_cells(content: bytes) -> list[tuple]:
    return list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows())


def test_csv_opens_correctly_in_excel(client, officer):
    factories.make_producer(name_th="ร้านป้า", phone="0812345678", confirmed_on=date(2026, 2, 5), kind="single")
    content = export(client, "catalog_producer")
    assert content.startswith(b"\xef\xbb\xbf") and content.count(b"\r\n") == 2
    (row,) = as_rows(content)
    assert (row["ผู้ผลิต"], row["เบอร์โทรศัพท์"], row["ข้อมูล ณ วันที่"]) == ("ร้านป้า", "081-234-5678", "5/2/2569")
    assert row["ประเภทผู้ผลิต"] == "ผู้ผลิตชุมชนที่เป็นเจ้าของรายเดียว" and row["แสดงเบอร์และไลน์บนเว็บ"] == "ไม่ใช่"


def test_xlsx_has_text_cells(client, officer):
    factories.make_producer(name_th="=1+1", phone="0812345678")
    book = openpyxl.load_workbook(io.BytesIO(export(client, "catalog_producer", "xlsx")))
    sheet = book.active
    cells = {heading.value: cell for heading, cell in zip(sheet[1], sheet[2], strict=True)}
    assert (cells["ผู้ผลิต"].value, cells["ผู้ผลิต"].data_type) == ("=1+1", "s")
    assert (cells["เบอร์โทรศัพท์"].value, cells["เบอร์โทรศัพท์"].data_type) == ("081-234-5678", "s")
    assert sheet.freeze_panes == "A2" and sheet["A1"].font.bold
    assert sheet.column_dimensions["B"].width >= len("ผู้ผลิต")


@pytest.mark.parametrize("text", ["=1+1", "+66", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_csv_has_no_formulas(text):
    file = io.BytesIO()
    spreadsheets.write(file, "csv", [text], [[text], [-1]])
    rows = list(csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig"), newline="")))
    assert rows == [["'" + text], ["'" + text], ["-1"]]


def test_search_and_filters_apply_but_pagination_does_not(client, officer):
    for number in range(60):
        factories.make_product(name_th=f"ขนม {number}")
    factories.make_product(name_th="ตะกร้า", published_at=None)
    assert len(as_rows(export(client, "catalog_product"))) == 61
    assert len(as_rows(export(client, "catalog_product", p="2", q="ขนม"))) == 60
    shown = client.get(reverse("admin:catalog_product_changelist"), {"q": "ตะกร้า"}).content.decode()
    assert "/export/xlsx/?q=" in shown and "ส่งออก CSV" in shown
    (row,) = as_rows(export(client, "catalog_product", q="ตะกร้า"))
    assert row["ชื่อสินค้า"] == "ตะกร้า" and row["เผยแพร่เมื่อ"] == ""
    wrong = client.get(reverse("admin:catalog_product_export", args=["csv"]), {"nothing": "1"})
    assert wrong.status_code == 302


@pytest.mark.parametrize("rows", [1, 30])
def test_export_needs_a_constant_number_of_queries(client, officer, rows, django_assert_max_num_queries):
    for _ in range(rows):
        factories.make_product(producer=factories.make_producer(tambon=factories.tambon()))
    with django_assert_max_num_queries(9):
        assert len(as_rows(export(client, "catalog_product"))) == rows


def test_every_list_can_be_exported_without_secrets(client, officer):
    factories.make_product()
    for model in admin.site._registry:
        opts = model._meta
        content = export(client, f"{opts.app_label}_{opts.model_name}").decode("utf-8-sig")
        headings = content.split("\r\n")[0]
        assert headings and not any(word in headings.lower() for word in ("password", "token", "รหัสผ่าน")), opts.label
        for user in User.objects.all():
            assert user.password not in content


def test_people_are_exported_only_with_the_permission(client):
    factories.make_person(first_name="สมใจ")
    clerk = factories.make_user(is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_person"))
    client.force_login(clerk)
    url = reverse("admin:center_person_export", args=["csv"])
    assert client.get(url).status_code == 403
    assert "ส่งออก" not in client.get(reverse("admin:center_person_changelist")).content.decode()
    assert client.get(reverse("admin:catalog_product_export", args=["csv"])).status_code == 403
    clerk.user_permissions.add(Permission.objects.get(codename="export_personal_data"))
    assert "สมใจ" in export(client, "center_person").decode()


def test_export_requires_recent_authentication(client, officer):
    session = client.session
    session.pop("account_authentication_methods")
    session.save()
    answer = client.get(reverse("admin:catalog_product_export", args=["csv"]))
    assert answer.status_code == 302 and "next=" in answer["Location"]


@pytest.mark.parametrize("with_contacts", [True, False])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize(("name", "what"), [("catalog_product", "products"), ("catalog_producer", "producers")])
def test_importing_an_export_changes_nothing(client, officer, name, what, kind, with_contacts):
    if not with_contacts:
        clerk = factories.make_user(is_staff=True)
        rights = ("view", "add", "change")
        names = [f"{right}_{model}" for right in rights for model in ("product", "producer")]
        clerk.user_permissions.set(Permission.objects.filter(codename__in=names))
        client.force_login(clerk)
    ours = factories.make_producer(name_th="-ร้านป้า", tambon=factories.tambon(), moo=3, phone="0812345678")
    far = factories.make_producer(name_th="ร้านไกล", district="ศรีราชา", province="ชลบุรี", latitude=13.1, longitude=100.9)
    factories.make_product(producer=ours, name_th="กล้วยกวน,ถั่วคั่ว", price_low=60, months=7)
    factories.rate(factories.make_product(producer=far, name_th="+ขนม"), stars=5)
    before = [list(Product.objects.values()), list(Producer.objects.values())]
    assert ("เบอร์โทรศัพท์" in export(client, name).decode()) == with_contacts
    sent = {"file": SimpleUploadedFile(f"a.{kind}", export(client, name, kind)), "kind": what}
    client.post(reverse("admin:catalog_import_upload"), sent)
    run_due()
    batch = ImportBatch.objects.get()
    assert batch.state == "ready", (batch.trouble, batch.headings)
    changed = list(previews.lines(batch, "changed"))
    assert changed == []
    assert {key: batch.counts[key] for key in ("new", "changed", "refused", "other_districts", "unchanged")} == {
        **dict.fromkeys(("new", "changed", "refused", "other_districts"), 0),
        "unchanged": 2,
    }
    assert [list(Product.objects.values()), list(Producer.objects.values())] == before


def test_corrections_in_an_exported_file_are_imported(client, officer):
    product = factories.make_product(name_th="ขนมเปีย")
    book = openpyxl.load_workbook(io.BytesIO(export(client, "catalog_product", "xlsx")))
    assert book.active["B2"].value == "ขนมเปีย"
    book.active["B2"] = "ขนมเปี๊ยะ"
    out = io.BytesIO()
    book.save(out)
    client.post(
        reverse("admin:catalog_import_upload"),
        {"file": SimpleUploadedFile("a.xlsx", out.getvalue()), "kind": "products"},
    )
    run_due()
    batch = ImportBatch.objects.get()
    client.post(reverse("admin:catalog_import_confirm", args=[batch.pk]), {"digest": batch.digest})
    run_due()
    product.refresh_from_db()
    assert product.name_th == "ขนมเปี๊ยะ" and Product.objects.count() == 1
