from collections.abc import Container
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from catalog.importing.kinds import Kind
from center.sheets.reading import MOST_BYTES

ABOVE_LIMIT = _("ไฟล์ใหญ่เกิน %(most)s MB กรุณาแบ่งเป็นหลายไฟล์")


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("ไฟล์ Excel หรือ CSV"),
        help_text=_(
            "รับไฟล์ Excel (xlsx) และ CSV ไม่เกิน 20 MB ใช้ไฟล์ที่มีอยู่ได้เลย ไม่ต้องเรียงคอลัมน์ใหม่ ระบบตัดเลขบัตรประชาชนออกก่อนเก็บ"
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    kind = forms.ChoiceField(label=_("ในไฟล์เป็นข้อมูลอะไร"), widget=forms.RadioSelect)
    all_districts = forms.BooleanField(
        label=_("รับทุกอำเภอ"), required=False, help_text=_("ไม่ติ๊ก = รับเฉพาะแถวของอำเภอบางคล้า ใช้กับสินค้าและผู้ผลิต")
    )
    published = forms.BooleanField(
        label=_("เผยแพร่รายการใหม่ทันที"), required=False, help_text=_("ไม่ติ๊ก = รอเจ้าหน้าที่ตรวจแล้วเผยแพร่เอง ใช้กับสินค้าและผู้ผลิต")
    )

    def __init__(self, *args: Any, kinds: Container[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, label) for kind, label in Kind.choices if kind in kinds]

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(ABOVE_LIMIT, params={"most": MOST_BYTES // 1_000_000})
        return file
