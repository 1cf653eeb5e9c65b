"""Forms one fills on the web and prints: nothing of what is typed is kept. The layout is our own, clear and in large print.

The number of the ID card is never asked for here; the print leaves room to write it by hand.
"""

from collections.abc import Iterator
from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from center.documents.models import Document
from center.places.models import Tambon
from center.visitors.forms import SignedForm
from thai.django.fields import ThaiCharField, ThaiTextField
from thai.django.forms import PhoneField, ThaiIntegerField
from thai.phones import format_phone


def line(label: str, *, most: int = 120, required: bool = True, help_text: str = "", **attributes: str) -> forms.Field:
    """One line of text, put right as everywhere (Thai vowels and spaces)."""
    field = ThaiCharField(max_length=most, blank=not required)
    return field.formfield(label=label, help_text=help_text, widget=forms.TextInput(attributes))


def lines(label: str, *, rows: int, most: int, required: bool = True, help_text: str = "") -> forms.Field:
    field = ThaiTextField(blank=not required)
    return field.formfield(
        label=label, help_text=help_text, max_length=most, widget=forms.Textarea({"rows": rows, "maxlength": most})
    )


class FormToPrint(SignedForm):
    """A form with parts: (heading, names of its fields). id_card: whether the print has room for its number.

    Signed, so that only what was filled in on its own page gets onto the sheet; nothing is written, so it is not
    counted.
    """

    name: ClassVar[str]  # in its address
    title: ClassVar[str]
    purpose: ClassVar[str]
    bring: ClassVar[list[str]]
    declaration: ClassVar[str]
    id_card: ClassVar[bool] = False
    parts: ClassVar[list[tuple[str, list[str]]]]
    too_old = _("ยังไม่ได้สร้างหน้าสำหรับพิมพ์ เพราะหน้านี้เปิดไว้นานเกินไปหรือส่งมาจากเว็บอื่น กรุณาตรวจสิ่งที่กรอก แล้วกดปุ่มด้านล่างอีกครั้ง")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, form_name=f"fill {self.name}", **{"label_suffix": "", **kwargs})
        if "tambon" in self.fields:
            self.fields["tambon"].choices = [
                ("", _("ไม่ระบุ")),
                *((row.name_th, row.name) for row in Tambon.objects.all()),
            ]

    def fields_by_part(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """For the page one fills: headings with their fields."""
        for heading, names in self.parts:
            yield heading, [self[name] for name in names]

    def answers_by_part(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """For the print: headings with (label, what was typed) in words; empty where it is left to the pen."""
        for heading, names in self.parts:
            yield heading, [(self.fields[name].label, self._in_words(name)) for name in names]

    def _in_words(self, name: str) -> str:
        field, value = self.fields[name], self.cleaned_data.get(name)
        if isinstance(field, forms.MultipleChoiceField):
            labels = dict(field.choices)
            return ", ".join(str(labels[one]) for one in value or [])
        if isinstance(field, forms.ChoiceField):
            return str(dict(field.choices).get(value, "")) if value else ""
        if isinstance(field, PhoneField) and value:
            return format_phone(value)
        return "" if value is None else str(value)


class ProducerForm(FormToPrint):
    """Asking to be registered as an OTOP producer; the kinds are the ministry's three."""

    name = Document.OnTheWeb.PRODUCER.value
    title = _("แบบคำขอลงทะเบียนผู้ผลิต ผู้ประกอบการ OTOP")
    purpose = _("ใช้ยื่นขอลงทะเบียนเป็นผู้ผลิตหรือผู้ประกอบการ OTOP ที่สำนักงานพัฒนาชุมชนอำเภอ")
    bring = [
        _("สำเนาบัตรประจำตัวประชาชนของผู้ยื่น พร้อมรับรองสำเนา"),
        _("รูปถ่ายสินค้า อย่างน้อยชนิดละ 1 รูป"),
        _("หนังสือรับรองกลุ่ม หรือหนังสือจดทะเบียน (ถ้ามี)"),
    ]
    declaration = _("ข้าพเจ้าขอรับรองว่าข้อความข้างต้นเป็นความจริง และขอลงทะเบียนเป็นผู้ผลิต ผู้ประกอบการ OTOP")
    id_card = True
    parts = [
        (_("ผู้ผลิต"), ["producer_name", "kind", "members", "since"]),
        (_("ผู้ยื่นคำขอ"), ["applicant", "role", "phone", "line_id"]),
        (_("ที่ตั้ง"), ["house", "moo", "tambon", "district", "province"]),
        (_("สินค้า"), ["products", "materials", "channels"]),
    ]

    producer_name = line(_("ชื่อกลุ่ม ร้าน หรือผู้ผลิต"), most=200)
    kind = forms.ChoiceField(
        label=_("ประเภทผู้ผลิต"),
        choices=[
            ("group", _("กลุ่มผู้ผลิตชุมชน")),
            ("single", _("ผู้ผลิตชุมชนที่เป็นเจ้าของรายเดียว")),
            ("sme", _("วิสาหกิจขนาดกลางและขนาดย่อม (SMEs)")),
        ],
        widget=forms.RadioSelect,
    )
    members = ThaiIntegerField(label=_("จำนวนสมาชิก (คน)"), required=False, min_value=1, max_value=9999)
    since = line(_("เริ่มทำเมื่อปี พ.ศ."), most=20, required=False)
    applicant = line(_("ชื่อและนามสกุล"), autocomplete="name")
    role = line(_("ตำแหน่งในกลุ่ม"), most=60, required=False)
    phone = PhoneField(label=_("เบอร์โทรศัพท์"))
    line_id = line(_("ไอดีไลน์"), most=60, required=False)
    house = line(_("บ้านเลขที่ ถนน"), most=200, autocomplete="street-address")
    moo = line(_("หมู่ที่"), most=4, required=False, inputmode="numeric")
    tambon = forms.ChoiceField(label=_("ตำบล"), required=False)
    district = line(_("อำเภอ"), most=60)
    province = line(_("จังหวัด"), most=60)
    products = lines(_("สินค้าที่ขอลงทะเบียน"), rows=5, most=900, help_text=_("บรรทัดละหนึ่งอย่าง พร้อมขนาดและราคา"))
    materials = lines(_("วัตถุดิบหลัก และได้มาจากที่ใด"), rows=3, most=500, required=False)
    channels = lines(_("ขายที่ไหนอยู่แล้ว"), rows=2, most=300, required=False)


class ConsultationForm(FormToPrint):
    """Asking for advice in one or more of the four matters the center links people with."""

    name = Document.OnTheWeb.CONSULTATION.value
    title = _("แบบขอรับคำปรึกษา")
    purpose = _("ใช้บอกเจ้าหน้าที่ว่าอยากปรึกษาเรื่องใด เพื่อเตรียมวิทยากรและข้อมูลไว้ก่อนวันนัด")
    bring = [_("ตัวอย่างสินค้าหรือรูปถ่าย (ถ้ามี)"), _("เอกสารเรื่องที่จะปรึกษา (ถ้ามี)")]
    declaration = _("ข้าพเจ้าขอรับคำปรึกษาจากศูนย์ตามเรื่องข้างต้น")
    parts = [
        (_("ผู้ขอรับคำปรึกษา"), ["applicant", "group", "phone", "moo", "tambon"]),
        (_("เรื่องที่อยากปรึกษา"), ["matters", "question", "tried"]),
        (_("วันที่สะดวก"), ["days"]),
    ]

    applicant = line(_("ชื่อและนามสกุล"), autocomplete="name")
    group = line(_("กลุ่มหรือร้าน"), most=200, required=False)
    phone = PhoneField(label=_("เบอร์โทรศัพท์"))
    moo = line(_("หมู่ที่"), most=4, required=False, inputmode="numeric")
    tambon = forms.ChoiceField(label=_("ตำบล"), required=False)
    matters = forms.MultipleChoiceField(
        label=_("เรื่อง"),
        choices=[
            ("capital", _("แหล่งทุน")),
            ("production", _("การผลิตและมาตรฐาน")),
            ("market", _("ตลาดและการขาย")),
            ("knowledge", _("ความรู้และการบริหารกลุ่ม")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    question = lines(_("อยากถามอะไร"), rows=5, most=1200)
    tried = lines(_("ได้ลองทำอะไรแล้วบ้าง"), rows=3, most=600, required=False)
    days = line(_("วันและเวลาที่สะดวก"), most=200, required=False)


FORMS: dict[str, type[FormToPrint]] = {form.name: form for form in (ProducerForm, ConsultationForm)}

# What is nearly always so, to be changed where it isn't.
USUAL = {"district": "บางคล้า", "province": "ฉะเชิงเทรา"}
