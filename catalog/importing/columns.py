"""The columns of sheets of products and of producers, by the headings offices write."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_noop

from catalog.importing.own_columns import PRODUCER_LABELS, PRODUCT_LABELS
from center.sheets.columns import Columns

REASON = "เหตุผลที่ไม่รับ"
"""The column added to the file of refused rows; skipped when that file is imported."""
IGNORED = f"{REASON}|เหตุผล|ลำดับ|ลำดับที่|ที่|no|no."

LABELS = {
    "product_number": gettext_noop("เลขที่สินค้า"),
    "producer_number": gettext_noop("เลขที่ผู้ผลิต"),
    "product": gettext_noop("ชื่อสินค้า"),
    "producer": gettext_noop("ผู้ผลิต"),
    "local_government": gettext_noop("อปท."),
    "tambon": gettext_noop("ตำบล"),
    "moo": gettext_noop("หมู่ที่"),
    "district": gettext_noop("อำเภอ"),
    "province": gettext_noop("จังหวัด"),
    "address": gettext_noop("ที่อยู่"),
    "phone": gettext_noop("เบอร์โทรศัพท์"),
    "other_phones": gettext_noop("เบอร์อื่น"),
    "latitude": gettext_noop("ละติจูด"),
    "longitude": gettext_noop("ลองจิจูด"),
    "category": gettext_noop("ประเภท"),
}
"""The fields of a sheet, with their labels."""

_VARIANTS = {
    "product_number": "เลขที่สินค้า",
    "producer_number": "เลขที่ผู้ผลิต",
    "other_phones": "เบอร์อื่น|เบอร์โทรศัพท์อื่น",
    "product": "ชื่อสินค้า|ชื่อสินค้า OTOP|สินค้า|สินค้า OTOP|ชื่อผลิตภัณฑ์|ชื่อผลิตภัณฑ์ OTOP|ผลิตภัณฑ์|ผลิตภัณฑ์ OTOP|"
    "รายการสินค้า|รายชื่อผลิตภัณฑ์|ชื่อสินค้าและบริการ|product|product name",
    "producer": "ผู้ผลิต|ชื่อผู้ผลิต|ชื่อสถานที่จัดจำหน่าย|สถานที่จัดจำหน่าย|ชื่อกลุ่ม|ชื่อกลุ่มผู้ผลิต|กลุ่มผู้ผลิต|กลุ่ม|ผู้ประกอบการ|"
    "ชื่อผู้ประกอบการ|ชื่อผู้ผลิต/ผู้ประกอบการ|ผู้ผลิต ผู้ประกอบการ|ชื่อกลุ่ม/ผู้ผลิต|ชื่อร้าน|เจ้าของ|producer",
    "local_government": "อปท|ชื่อ อปท|องค์กรปกครองส่วนท้องถิ่น|ชื่อองค์กรปกครองส่วนท้องถิ่น|เทศบาล/อบต|อบต/เทศบาล",
    "tambon": "ตำบล|ต.|ตำบล/แขวง|sub-district|tambon",
    "moo": "หมู่|หมู่ที่|หมู่บ้านที่|moo",
    "district": "อำเภอ|อ.|ชื่ออำเภอ|เขต/อำเภอ|อำเภอ/เขต|district|amphoe",
    "province": "จังหวัด|จ.|ชื่อจังหวัด|province",
    "address": "ที่อยู่|ที่ตั้ง|ที่อยู่ผู้ผลิต|สถานที่ตั้ง|สถานที่ผลิต|ที่อยู่ที่ติดต่อได้|บ้านเลขที่|address",
    "phone": "เบอร์โทรศัพท์|เบอร์โทร|โทรศัพท์|โทร|หมายเลขโทรศัพท์|เบอร์ติดต่อ|เบอร์มือถือ|เบอร์โทรศัพท์ติดต่อ|โทรศัพท์มือถือ|phone|tel",
    "latitude": "lat|latitude|ละติจูด|พิกัด lat",
    "longitude": "long|lng|lon|longitude|ลองจิจูด|ลองติจูด|พิกัด long",
    "category": "ประเภท|ประเภทสินค้า|ประเภทผลิตภัณฑ์|ประเภท OTOP|หมวด|หมวดหมู่|หมวดสินค้า|category",
}

# Further columns of our exported lists that aren't read back, skipped without asking when a file is imported again.
_OUR_OWN = (
    "ยืนยันประเภทแล้ว|มีข้อความเรื่องสุขภาพ|มีแอลกอฮอล์|อนุมัติให้เผยแพร่สินค้าที่มีแอลกอฮอล์|เผยแพร่เมื่อ|กลุ่มในทะเบียน|ผู้ติดต่อ|ชื่อผู้ติดต่อ|"
    "แสดงเบอร์และไลน์บนเว็บ|วางแสดงที่ศูนย์"
)

LONGEST_NAME = 200
_LONGEST = dict.fromkeys(LABELS, LONGEST_NAME) | {
    "address": 300,
    "local_government": 120,
    "district": 60,
    "province": 60,
}


def _columns(
    fields: Iterable[str], variants: Mapping[str, str], own: Mapping[str, str], required: str, ignored: str
) -> Columns:
    """own: labels of the columns that only our exported lists have."""
    named = {name: label for name, label in LABELS.items() if name in fields}
    spellings = {name: variants[name] for name in named} | dict(own)
    return Columns(named | dict(own), spellings, (required,), ignored, _LONGEST)


_IGNORED = f"{IGNORED}|{_OUR_OWN}"
PRODUCTS = _columns(
    LABELS.keys() - {"producer_number"},
    _VARIANTS,
    PRODUCT_LABELS,
    "product",
    f"{_IGNORED}|เลขที่ผู้ผลิต|ช่องทางจำหน่ายอื่น|ไอดีไลน์",
)
PRODUCERS = _columns(
    LABELS.keys() - {"product_number", "product", "category"},
    _VARIANTS | {"producer": f"{_VARIANTS['producer']}|ชื่อ"},
    PRODUCER_LABELS,
    "producer",
    _IGNORED,
)
