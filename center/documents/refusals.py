"""Why a document is refused, in words for the officer who sent it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST_BYTES = 20 * 1024 * 1024

REASONS = {
    "empty": _("ไฟล์นี้ว่างเปล่า กรุณาเลือกไฟล์ใหม่"),
    "too_many_bytes": _("ไฟล์ใหญ่เกิน 20 MB กรุณาย่อไฟล์ เช่น สแกนใหม่ที่ความละเอียดต่ำลง"),
    "unknown": _("รับเฉพาะไฟล์ PDF, Word (.docx) และ Excel (.xlsx) ไฟล์นี้ไม่ใช่ชนิดดังกล่าว แม้ชื่อไฟล์จะบอกว่าใช่"),
    "old_office": _("ไฟล์ Word หรือ Excel รุ่นเก่า (.doc, .xls) ซ่อนมาโครได้ กรุณาเปิดแล้วบันทึกเป็น .docx หรือ .xlsx หรือ PDF"),
    "wrong_name": _("นามสกุลของชื่อไฟล์ไม่ตรงกับเนื้อในไฟล์ กรุณาตรวจว่าเลือกไฟล์ถูกต้อง"),
    "damaged": _("ไฟล์เสียหายหรือส่งมาไม่ครบ กรุณาเปิดดูว่าใช้ได้ แล้วบันทึกใหม่อีกครั้ง"),
    "polyglot": _("ไฟล์นี้มีข้อมูลอื่นซ่อนพ่วงมาด้วย กรุณาบันทึกเป็นไฟล์ใหม่จากโปรแกรมที่ใช้สร้าง"),
    "encrypted": _("ไฟล์นี้ใส่รหัสผ่านหรือจำกัดสิทธิ์ไว้ กรุณาเอารหัสผ่านออกก่อน"),
    "macro": _("ไฟล์นี้มีมาโคร ซึ่งอาจทำอันตรายเครื่องของผู้เปิด กรุณาบันทึกเป็น .docx, .xlsx หรือ PDF ที่ไม่มีมาโคร"),
    "active": _("ไฟล์นี้มีคำสั่งที่ทำงานเองเมื่อเปิด (เช่น JavaScript) กรุณาใช้ “พิมพ์เป็น PDF” สร้างไฟล์ใหม่"),
    "embedded": _("ไฟล์นี้มีไฟล์อื่นฝังอยู่ข้างใน กรุณาเอาไฟล์ที่ฝังออกก่อน"),
    "linked": _("ไฟล์นี้ดึงข้อมูลหรือแม่แบบจากที่อื่นเมื่อเปิด กรุณาเอาการเชื่อมโยงออกก่อน"),
    "bomb": _("ไฟล์นี้คลายออกมาแล้วใหญ่ผิดปกติ จึงไม่รับ กรุณาบันทึกใหม่จากโปรแกรมที่ใช้สร้าง"),
}


class DocumentRefused(ValidationError):
    """A document is not taken; `code` is a key of REASONS and the message its sentence. Forms show it at the field."""

    def __init__(self, code: str):
        super().__init__(REASONS[code], code=code)
