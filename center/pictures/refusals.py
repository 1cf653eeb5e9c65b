"""The reasons for refusing a picture, as messages for the user."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 50_000_000

REASONS = {
    "empty": _("ไฟล์นี้ว่างเปล่า กรุณาเลือกรูปใหม่"),
    "too_many_bytes": _("ไฟล์ใหญ่เกิน 15 MB กรุณาเลือกรูปที่เล็กกว่านี้ หรือส่งรูปผ่าน LINE แล้วบันทึกมาใช้"),
    "too_many_pixels": _("รูปนี้มีความละเอียดเกิน 50 ล้านพิกเซล กรุณาย่อรูปก่อนแล้วส่งใหม่"),
    "too_much_to_decode": _(
        "รูปนี้ใหญ่เกินไปสำหรับไฟล์ชนิดนี้ (PNG ไม่เกิน 9 ล้านพิกเซล WebP ไม่เกิน 3.8 ล้านพิกเซล HEIC ไม่เกิน 25 ล้านพิกเซล) กรุณาย่อรูป "
        "หรือบันทึกเป็น JPEG ธรรมดา แล้วส่งใหม่"
    ),
    "too_long": _("รูปนี้ยาวหรือแคบเกินไป กรุณาตัดให้ด้านยาวไม่เกิน 3 เท่าของด้านสั้น"),
    "unknown": _("ไฟล์นี้ไม่ใช่รูปที่ใช้ได้ กรุณาส่งรูปชนิด JPEG, HEIC, PNG หรือ WebP"),
    "avif": _("ยังใช้รูปชนิด AVIF ไม่ได้ กรุณาบันทึกเป็น JPEG แล้วส่งใหม่"),
    "animated": _("ใช้รูปเคลื่อนไหวไม่ได้ กรุณาส่งรูปนิ่ง"),
    "damaged": _("ไฟล์รูปเสียหายหรือส่งมาไม่ครบ กรุณาเลือกรูปใหม่"),
}


class PictureRefused(ValidationError):
    """The picture is refused. code: a key of REASONS; forms show its message at the field."""

    def __init__(self, code: str) -> None:
        super().__init__(REASONS[code], code=code)
