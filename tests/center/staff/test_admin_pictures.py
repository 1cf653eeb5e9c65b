"""The inline of ordered pictures, in each admin form that has it."""

import io

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from tests.catalog.products.test_admin import form as product_form
from tests.factories import make_announcement, make_lesson, make_product, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

KINDS = {"product": make_product, "lesson": make_lesson, "announcement": make_announcement}
TYPED = ("kind", "name_th", "summary_th", "done_th", "learned_th", "by_th", "body_th")


def photo() -> ContentFile:
    written = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(written, "JPEG")
    return ContentFile(written.getvalue(), "a.jpg")


def add_picture(row, alt: str, position: int):
    return row.pictures.create(original="originals/a.jpg", width=4, height=3, alt_th=alt, position=position)


def post_data(row, *new: tuple[str, str]) -> dict:
    """The POST data of a row's form, unchanged but for new pictures: (alt text, position as typed)."""
    fields = product_form(row) if row._meta.model_name == "product" else {}
    fields |= {name: getattr(row, name) for name in TYPED if hasattr(row, name)}
    old = list(row.pictures.all())
    fields |= {"pictures-TOTAL_FORMS": len(old) + len(new), "pictures-INITIAL_FORMS": len(old)}
    for index, picture in enumerate(old):
        unchanged = {
            "id": picture.pk,
            row._meta.model_name: row.pk,
            "alt_th": picture.alt_th,
            "position": picture.position,
        }
        fields |= {f"pictures-{index}-{name}": value for name, value in unchanged.items()}
    for index, (alt, position) in enumerate(new, start=len(old)):
        typed = {"alt_th": alt, "position": position, "upload": photo()}
        fields |= {f"pictures-{index}-{name}": value for name, value in typed.items()}
    return fields


def save(client, row, *new: tuple[str, str]) -> None:
    url = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    answer = client.post(url, post_data(row, *new))
    assert answer.status_code == 302, answer.context["adminform"].form.errors


@pytest.mark.parametrize("kind", KINDS)
def test_new_pictures_without_a_position_go_to_the_end(client, kind):
    client.force_login(make_staff())
    row = KINDS[kind]()
    add_picture(row, "ปก", 1)
    add_picture(row, "ที่สอง", 3)
    save(client, row, ("ใหม่", "0"), ("ใหม่กว่า", "0"))
    assert [(picture.alt_th, picture.position) for picture in row.pictures.all()] == [
        ("ปก", 1),
        ("ที่สอง", 3),
        ("ใหม่", 4),
        ("ใหม่กว่า", 5),
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_typed_position_is_kept(client, kind):
    client.force_login(make_staff())
    row = KINDS[kind]()
    add_picture(row, "เก่า", 2)
    save(client, row, ("ปกใหม่", "1"), ("ท้าย", "0"))
    assert [picture.alt_th for picture in row.pictures.all()] == ["ปกใหม่", "เก่า", "ท้าย"]


@pytest.mark.parametrize("kind", KINDS)
def test_previews_need_a_constant_number_of_queries(client, kind):
    client.force_login(make_staff())
    row = KINDS[kind]()
    url = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    counts = []
    for alt in ("หนึ่ง", "สอง", "สาม"):
        add_picture(row, alt, 1)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(url).content.decode()
        counts.append(len(queries))
    assert counts[1] == counts[2]
    assert page.count('class="preview"') == 3
    assert "js/admin-order.js" in page
