"""Texts in Thai only have lang="th" on English pages, for screen readers."""

import pytest
from django.utils import translation

from center.templatetags.center import spoken
from tests.factories import make_producer, make_product
from tests.markup import compact

MARKED = '<span lang="th">ทต.บางคล้า อ.บางคล้า จ.ฉะเชิงเทรา</span>'


@pytest.mark.parametrize(
    ("language", "text", "shown"),
    [
        ("en", "อ.บางคล้า", '<span lang="th">อ.บางคล้า</span>'),
        ("en", "Moo 4", "Moo 4"),
        ("th", "อ.บางคล้า", "อ.บางคล้า"),
        ("en", "<b>ก</b>", '<span lang="th">&lt;b&gt;ก&lt;/b&gt;</span>'),
        ("th", "<b>", "&lt;b&gt;"),
    ],
)
def test_thai_letters_on_an_english_page_are_marked(language, text, shown):
    with translation.override(language):
        assert spoken(text) == shown


@pytest.mark.django_db
def test_a_producer_without_a_tambon_is_placed_in_marked_thai(client):
    producer = make_producer(
        name_en="Lung Tuan", tambon=None, local_government="ทต.บางคล้า", district="บางคล้า", province="ฉะเชิงเทรา"
    )
    product = make_product(producer=producer)
    for page in (
        "/en/producers/",
        f"/en{producer.get_absolute_url().removeprefix('/en')}",
        f"/en{product.get_absolute_url().removeprefix('/en')}",
        f"/en/producers/{producer.pk}/prices/",
        f"/en/products/{product.pk}/card/",
    ):
        assert MARKED in client.get(page, follow=True).content.decode(), page
    assert MARKED not in client.get("/producers/").content.decode()
    found = client.get("/en/search/", {"q": "Lung Tuan"}).content.decode()
    assert MARKED in found


@pytest.mark.django_db
def test_every_paragraph_of_a_story_is_marked(client):
    product = make_product(story_th="พอกด้วยดินสอพอง\n\nต้มด้วยเตาถ่าน <b>")
    address = product.get_absolute_url()
    paragraphs = "<p>พอกด้วยดินสอพอง</p><p>ต้มด้วยเตาถ่าน &lt;b&gt;</p>"
    assert f'<div lang="th">{paragraphs}</div>' in compact(client.get(f"/en{address}").content.decode())
    assert f"</h2>{paragraphs}" in compact(client.get(address).content.decode())
