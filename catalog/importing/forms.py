from collections.abc import Container, Sequence
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.importing.headings import NOT_USED, examples, remembered, to_match
from catalog.importing.kinds import KINDS, Kind
from catalog.importing.models import ImportBatch
from center.sheets.reading import MOST_BYTES
from center.sheets.sheet import Sheet
from thai.folding import fold

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
        field = cast(forms.ChoiceField, self.fields["kind"])
        field.choices = [(kind, label) for kind, label in Kind.choices if kind in kinds]

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(ABOVE_LIMIT, params={"most": MOST_BYTES // 1_000_000})
        return file


class SheetForm(forms.Form):
    """Which sheet of a file is imported."""

    sheet = forms.TypedChoiceField(label=_("ชีต"), widget=forms.RadioSelect, coerce=int)

    def __init__(self, data: QueryDict | None, *, sheets: Sequence[Sheet]) -> None:
        super().__init__(data)
        field = cast(forms.TypedChoiceField, self.fields["sheet"])
        field.choices = [
            (index, gettext("%(title)s (%(rows)s แถว)") % {"title": sheet.title, "rows": len(sheet.rows)})
            for index, sheet in enumerate(sheets)
        ]


class HeadingsForm(forms.Form):
    """What the columns of a sheet hold: a field for each heading, filled in with what is known of it.

    chosen: each heading with its field or NOT_USED, once the form is valid.
    """

    def __init__(self, data: QueryDict | None, *, batch: ImportBatch) -> None:
        super().__init__(data, auto_id="%s")
        self.columns, by_hand = KINDS[batch.kind].columns, remembered(batch.kind)
        choices = [(NOT_USED, gettext("ไม่ใช้คอลัมน์นี้"))]
        choices += [(name, gettext(label)) for name, label in self.columns.labels.items()]
        values = examples(batch)
        for index, heading in enumerate(to_match(batch)):
            settled = NOT_USED if self.columns.is_settled(heading, by_hand) else ""
            known = self.columns.recognize(heading, by_hand) or settled
            self.fields[f"heading-{index}"] = forms.ChoiceField(
                label=heading,
                choices=choices if known else [("", gettext("เลือก…")), *choices],
                initial=known,
                help_text=" · ".join(values.get(fold(heading), [])),
                required=False,  # clean() names all that are missing in one sentence
                widget=forms.Select(attrs={"required": True}),
            )

    @property
    def required_columns(self) -> str:
        """Of which columns a sheet has at least one."""
        return " / ".join(gettext(self.columns.labels[name]) for name in self.columns.required)

    def clean(self) -> None:
        self.chosen = [(str(field.label), self.cleaned_data.get(name, "")) for name, field in self.fields.items()]
        if missing := [heading for heading, name in self.chosen if not name]:
            raise forms.ValidationError(gettext("ยังไม่ได้เลือก: %s") % ", ".join(missing))
        used = [name for _heading, name in self.chosen if name != NOT_USED]
        if not set(self.columns.required) & set(used):
            raise forms.ValidationError(gettext("ต้องมีคอลัมน์หนึ่งเป็น %s") % self.required_columns)
        if twice := {name for name in used if used.count(name) > 1}:
            labels = ", ".join(gettext(self.columns.labels[name]) for name in twice)
            raise forms.ValidationError(gettext("เลือกซ้ำ: %s") % labels)
