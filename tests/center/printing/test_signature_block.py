from django.template.loader import render_to_string
from django.utils.html import strip_tags

from center.printing.signatures import Signature


def block(*signatures: Signature) -> str:
    return render_to_string("center/printing/_signature_block.html", {"signatures": signatures})


def text_of(html: str) -> str:
    return " ".join(strip_tags(html).split())


def test_name_and_position_are_printed_where_they_are_known():
    html = block(Signature("ผู้ตรวจสอบ", name="นางสมศรี ใจดี", position="พัฒนาการอำเภอ"))
    assert text_of(html) == "ลงชื่อ ผู้ตรวจสอบ ( นางสมศรี ใจดี ) พัฒนาการอำเภอ"
    assert html.count('class="room"') == 1


def test_an_unknown_name_leaves_room_to_write_it():
    html = block(Signature("ผู้ยื่น"), Signature("เจ้าหน้าที่ผู้รับ"))
    assert text_of(html) == "ลงชื่อ ผู้ยื่น ( ) ลงชื่อ เจ้าหน้าที่ผู้รับ ( )"
    assert html.count('class="room"') == 4


def test_names_are_escaped():
    assert "<b>" not in block(Signature("ผู้ยื่น", name="<b>x</b>"))
