"""Addresses in typed texts: where a link ends."""

import html
import re

import pytest
from django.template import Context, Template
from django.utils.safestring import mark_safe

from center.records.links import linked


def links_of(text: str) -> list[tuple[str, str]]:
    return re.findall(r'<a href="([^"]*)" rel="nofollow">([^<]*)</a>', html.unescape(linked(text)))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        # Thai glued on behind
        ("สมัครที่ https://example.go.th/form/12ภายในวันที่ 30 พ.ย. 2569", "https://example.go.th/form/12"),
        ("ดูที่https://example.go.thค่ะ", "https://example.go.th"),
        ("https://example.go.th/แบบ.pdfค่ะ", "https://example.go.th/แบบ.pdf"),
        ("https://example.go.th/ค่ะ", "https://example.go.th/"),
        ("https://example.go.th/a?b=1&c=2ได้เลย", "https://example.go.th/a?b=1&c=2"),
        # Thai that belongs to the path
        ("โหลด https://example.go.th/ไฟล์/แบบฟอร์ม.pdf ได้", "https://example.go.th/ไฟล์/แบบฟอร์ม.pdf"),
        ("https://example.go.th/ปี2569/แบบ_ผ.1.docx", "https://example.go.th/ปี2569/แบบ_ผ.1.docx"),
        ("https://th.wikipedia.org/wiki/ประเทศไทย", "https://th.wikipedia.org/wiki/ประเทศไทย"),
        # Punctuation of the sentence
        ("(https://example.go.th/a)", "https://example.go.th/a"),
        ("https://example.go.th/a_(b).", "https://example.go.th/a_(b)"),
        ("“https://example.go.th/a”, https", "https://example.go.th/a"),
        ("https://example.go.th:8080/a#b", "https://example.go.th:8080/a#b"),
    ],
)
def test_a_link_ends_where_the_address_ends(text, address):
    assert links_of(text) == [(address, address)]


@pytest.mark.parametrize(
    ("text", "target", "address"),
    [
        ("ดูรายละเอียดได้ที่www.example.go.thค่ะ", "https://www.example.go.th", "www.example.go.th"),
        ("เว็บ cdd.go.th/forms/1.", "https://cdd.go.th/forms/1", "cdd.go.th/forms/1"),
        ("อีเมล cdd.bk@example.go.thหรือโทร 038-000-000", "mailto:cdd.bk@example.go.th", "cdd.bk@example.go.th"),
        ("อีเมลcdd_1@example.comค่ะ", "mailto:cdd_1@example.com", "cdd_1@example.com"),
    ],
)
def test_addresses_without_a_scheme_get_one(text, target, address):
    assert links_of(text) == [(target, address)]


@pytest.mark.parametrize(
    "text", ["ก.พ. 69", "3.5 กก.", "ftp://example.go.th", "javascript:alert(1)", "a@b", "แบบ.pdf", "x.comfort"]
)
def test_other_texts_stay_texts(text):
    assert links_of(text) == []


def test_everything_else_is_escaped():
    assert linked('<b> & https://a.go.th/?q=<x> "') == (
        '&lt;b&gt; &amp; <a href="https://a.go.th/?q=" rel="nofollow">https://a.go.th/?q=</a>&lt;x&gt; &quot;'
    )


def test_html_keeps_its_tags():
    paragraphs = mark_safe('<p lang="th">ที่ https://a.go.th/?a=1&amp;b=2</p><p>&quot;www.b.com&quot;</p>')
    assert linked(paragraphs) == (
        '<p lang="th">ที่ <a href="https://a.go.th/?a=1&amp;b=2" rel="nofollow">https://a.go.th/?a=1&amp;b=2</a></p>'
        '<p>&quot;<a href="https://www.b.com" rel="nofollow">www.b.com</a>&quot;</p>'
    )


def test_as_a_filter():
    template = Template("{% load center %}{{ text|linebreaks|linked }}")
    assert '<a href="https://a.go.th/1"' in template.render(Context({"text": "ที่ https://a.go.th/1ค่ะ"}))
