"""The guides of docs/staff inside the staff site: every guide is linked, rendered, and shows its pictures, to staff only."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from center.staff.guides import DOCS, GUIDES, Guide, guides_about, rendered
from tests import factories

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.ignore_template_errors,
    pytest.mark.sqlite_only(reason="guides are files, and who reads them is decided in Python"),
]
LIST = reverse("admin:staff_guides")
CHECKED = pytest.mark.parametrize("guide", list(GUIDES), ids=lambda guide: guide.key)


@pytest.fixture
def officer(client):
    """Who may do nothing but sign in."""
    user = factories.make_user(is_staff=True)
    client.force_login(user)
    return user


def test_every_guide_is_registered_with_the_pages_it_is_about():
    assert {path.stem for path in (DOCS / "staff").glob("*.md")} == {guide.key for guide in GUIDES}
    registered = {model._meta.label_lower for model in admin.site._registry}
    for guide in GUIDES:
        assert guide.models and set(guide.models) <= registered, guide.key


@CHECKED
def test_a_guide_opens_with_its_title_and_its_pictures(client, officer, guide):
    answer = client.get(guide.url)
    page = answer.content.decode()
    assert answer.status_code == 200 and f">{guide.title}</h1>" in page
    text = rendered(guide)
    assert "<h1" not in text and "<li>" in text
    for address in re.findall(r'<img src="([^"]+)"', text):
        picture = client.get(address)
        assert picture.status_code == 200 and picture["Content-Type"] == "image/png", address
        assert b"".join(picture.streaming_content)  # read to its end, a file closes itself
    for address in re.findall(r'<a href="([^"]+)"', text):
        assert client.get(address).status_code == 200, address


def test_guides_lead_to_each_other_in_the_language_of_the_page(client, officer):
    text = client.get("/en/admin/guides/answer-a-village/").content.decode()
    assert 'href="/en/admin/guides/plan-an-event/"' in text and '<article class="guide" lang="th">' in text


def test_the_list_has_every_guide_and_is_linked_from_every_page(client, officer):
    page = client.get(LIST).content.decode()
    assert all(guide.url in page for guide in GUIDES)
    assert f'href="{LIST}"' in client.get(reverse("admin:index")).content.decode()


def test_a_guide_is_linked_from_list_and_form_of_its_models(client):
    client.force_login(factories.make_staff())
    product = factories.make_product()
    for address in (
        reverse("admin:catalog_product_changelist"),
        reverse("admin:catalog_product_add"),
        reverse("admin:catalog_product_change", args=[product.pk]),
        reverse("admin:catalog_product_delete", args=[product.pk]),
    ):
        assert GUIDES.get("add-a-product").url in client.get(address).content.decode(), address
    assert "guide-links" not in client.get(reverse("admin:catalog_unit_changelist")).content.decode()
    assert [guide.key for guide in guides_about("center.closure")] == ["close-a-day"]


@pytest.mark.parametrize("name", ["nothing.png", "..%2Fstaff%2Fappointments.md", "%2e%2e%2fREADME.md", "x" * 300])
def test_no_other_file_is_served(client, officer, name):
    assert client.get(f"/admin/guides/img/{name}").status_code == 404
    assert client.get("/admin/guides/nothing/").status_code == 404


def test_nobody_else_reads_them(client):
    for address in (
        LIST,
        GUIDES.get("close-a-day").url,
        reverse("admin:staff_guide_picture", args=["close-a-day.png"]),
    ):
        answer = client.get(address)
        assert answer.status_code == 302 and "/admin/login/" in answer["Location"]


def test_html_in_a_guide_is_text(tmp_path, monkeypatch):
    monkeypatch.setattr("center.staff.guides.DOCS", tmp_path)
    (tmp_path / "staff").mkdir()
    (tmp_path / "staff" / "x.md").write_text("# หัวข้อ\n\n<script>alert(1)</script> [a](javascript:alert(1))\n")
    text = rendered(Guide("x", 0, ("center.closure",)))
    assert "<script" not in text and 'javascript:alert(1)"' not in text
