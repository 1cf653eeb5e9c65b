"""The fields of the pages of sign sheets: a sheet's code, one row of the grid, scans."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from center.places.models import Tambon
from center.places.villages import MOST_MOO
from center.records.uploads import ProcessedFileField
from committee.speakers.models import Topic
from committee.terms.forms import line as text_line
from consultations.outreach.models import AttendanceSheet, OutreachEvent, Registration
from consultations.outreach.sheets import code_as_typed
from consultations.registers import scans
from consultations.registers.sheet_rows import APPEND, OTHER, REPLACE, Typed
from thai.digits import to_arabic
from thai.django.forms import PhoneField, ThaiDateField
from thai.folding import fold

NONE_TYPED = "-"
NOBODY_OF_THESE = "none"


class CodeForm(forms.Form):
    """The code that stands on a sheet. event: the page it was come from, if any: then only its own sheets."""

    code = forms.CharField(
        label=gettext_lazy("รหัสใบลงทะเบียน"),
        max_length=20,
        help_text=gettext_lazy("ตัวอักษร 4 ตัว มุมขวาบนของใบ"),
        widget=forms.TextInput(
            {"class": "vTextField", "autocomplete": "off", "autocapitalize": "characters", "autofocus": True}
        ),
        error_messages={"required": gettext_lazy("กรุณากรอกรหัสบนใบ")},
    )

    def __init__(self, data: QueryDict | None = None, *, event: OutreachEvent | None = None) -> None:
        super().__init__(data)
        self.event = event

    def clean_code(self) -> AttendanceSheet:
        """The sheet of the code."""
        code = code_as_typed(self.cleaned_data["code"])
        sheet = AttendanceSheet.objects.select_related("event").filter(code=code).first()
        if sheet is None:
            raise ValidationError(_("ไม่พบใบรหัส %s กรุณาดูที่มุมขวาบนของใบอีกครั้ง") % code)
        if self.event is not None and sheet.event_id != self.event.pk:
            raise ValidationError(_("รหัส %(code)s เป็นของ %(of)s") % {"code": code, "of": sheet.event or _("ใบที่ศูนย์")})
        return sheet


class CounterDayForm(forms.Form):
    """Of which day a blank sheet for the counter is printed."""

    day = ThaiDateField(label=gettext_lazy("ใบที่ศูนย์ของวันที่"))

    def clean_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["day"]
        if abs((day - timezone.localdate()).days) > 366:
            raise ValidationError(_("กรุณาเลือกวันภายใน 1 ปี"))
        return day


class RowForm(forms.Form):
    """One row of the grid. An empty moo and tambon are those of the row above, "-" are none.

    above: what stands in the row above. registration: who is printed in this line; `came` takes name and village from it.
    """

    name = text_line(gettext_lazy("ชื่อ-นามสกุล"), required=False)
    came = forms.BooleanField(label=gettext_lazy("มา"), required=False)
    moo = forms.CharField(label=gettext_lazy("หมู่ที่"), max_length=10, required=False)
    tambon = text_line(gettext_lazy("ตำบล"), most=120, required=False)
    phone = PhoneField(label=gettext_lazy("เบอร์โทรศัพท์"), required=False)
    topic = forms.ModelChoiceField(Topic.objects.none(), label=gettext_lazy("เรื่อง"), required=False)
    photo_consent = forms.BooleanField(label=gettext_lazy("ยินยอมภาพ"), required=False)
    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        required=False, choices=[(value, value) for value in (REPLACE, APPEND, OTHER)], widget=forms.HiddenInput
    )
    person = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        line: int,
        tambons: dict[str, Tambon],
        topics: list[tuple[int, str]] | None = None,
        registration: Registration | None = None,
        stored: Typed | None = None,
    ) -> None:
        super().__init__(data, prefix=f"r{line}", initial=_initial(stored) if stored else None)
        self.line, self.tambons, self.registration = line, tambons, registration
        self.above = Typed()
        topic: Any = self.fields["topic"]
        if topics is None:
            del self.fields["topic"]
        else:
            topic.queryset = Topic.objects.all()
            topic.choices = [("", "–"), *topics]
        if registration is None:
            del self.fields["came"]
        widths = {"name": "24", "moo": "3", "tambon": "12", "phone": "12"}
        for name, field in self.fields.items():
            if not field.widget.is_hidden:
                label = _("แถวที่ %(line)s %(field)s") % {"line": line, "field": field.label}
                field.widget.attrs |= {"aria-label": label, "autocomplete": "off"}
            if name in widths:  # on a phone no heading of a column tells the fields apart
                field.widget.attrs |= {"size": widths[name], "placeholder": field.label}
        if registration is not None:
            self.fields["name"].widget.attrs["placeholder"] = registration.name
        self.fields["tambon"].widget.attrs["list"] = "tambons"
        self.fields["moo"].widget.attrs["inputmode"] = "numeric"

    def clean_moo(self) -> str:
        typed = to_arabic(self.cleaned_data["moo"]).strip().removeprefix("ม.").strip()
        if typed in ("", NONE_TYPED) or (typed.isdecimal() and 1 <= int(typed) <= MOST_MOO):
            return typed
        raise ValidationError(_("หมู่ที่ต้องเป็นเลข 1 ถึง %d") % MOST_MOO)

    @property
    def typed(self) -> Typed:
        """What was typed, with what is carried down. For a valid form whose `above` is set."""
        cleaned = self.cleaned_data
        registered = self.registration if cleaned.get("came") and not cleaned["name"] else None
        name = registered.name if registered else cleaned["name"]
        if not name:
            return Typed()
        moo, tambon, outside = self._village(registered)
        return Typed(
            name=name,
            phone=cleaned["phone"] or (registered.phone if registered else ""),
            moo=moo,
            tambon=tambon,
            outside=outside,
            photo_consent=cleaned["photo_consent"],
            topic=cleaned.get("topic"),
        )

    def _village(self, registered: Registration | None) -> tuple[int | None, Tambon | None, str]:
        moo, tambon = self.cleaned_data["moo"], self.cleaned_data["tambon"]
        if registered and not moo and not tambon:
            return registered.moo, registered.tambon, registered.outside
        above = self.above
        found = self.tambons.get(fold(tambon.removeprefix("ตำบล").removeprefix("ต."))) if tambon else above.tambon
        if not tambon:
            outside = above.outside
        else:
            outside = "" if found or tambon == NONE_TYPED else tambon
        carries = not moo and found == above.tambon and outside == above.outside
        if moo.isdecimal():
            return int(moo), found, outside
        return above.moo if carries else None, found, outside


def _initial(stored: Typed) -> dict[str, Any]:
    return {
        "name": stored.name,
        "phone": stored.phone,
        "moo": stored.moo or NONE_TYPED,
        "tambon": (stored.tambon.name_th if stored.tambon else stored.outside) or NONE_TYPED,
        "topic": stored.topic.pk if stored.topic else None,
        "photo_consent": stored.photo_consent,
        "seen": stored.version,
    }


class ScanField(ProcessedFileField):
    """A photo or PDF of a signed sheet, checked: cleans to a center.documents CheckedDocument or a picture."""

    default_error_messages = {"required": gettext_lazy("กรุณาถ่ายรูปหรือเลือกไฟล์ของใบที่ลงชื่อแล้ว")}
    widget = forms.FileInput({"accept": "image/jpeg,image/png,image/webp,application/pdf"})

    def process(self, file: "UploadedFile[Any]") -> scans.CheckedScan:
        return scans.check(file)


class ScanForm(forms.Form):
    upload = ScanField(
        label=gettext_lazy("ภาพหรือสแกนใบที่ลงชื่อแล้ว"),
        help_text=gettext_lazy("JPEG, PNG, WebP หรือ PDF เห็นเฉพาะเจ้าหน้าที่ ไม่แสดงบนเว็บ"),
    )
