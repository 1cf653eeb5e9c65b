"""Forms that are filled in on the website and printed; nothing typed is stored.

They never ask for the ID-card number; the printed sheet has boxes to write it in by hand.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from center.documents.models import Document
from center.places.models import Tambon
from center.printing.signatures import Signature
from center.visitors.forms import SignedForm
from thai.django.fields import ThaiCharField, ThaiTextField
from thai.django.forms import PhoneField, ThaiIntegerField
from thai.phones import format_phone

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def text_line(
    label: "StrOrPromise", *, most: int = 120, required: bool = True, help_text: "StrOrPromise" = "", **attributes: str
) -> forms.Field:
    """A line of text, cleaned like a ThaiCharField of a model. most: letters allowed; attributes: of the <input>."""
    model_field = ThaiCharField(max_length=most, blank=not required)
    field: forms.Field = model_field.formfield(label=label, help_text=help_text, widget=forms.TextInput(attributes))
    return field


def text_area(
    label: "StrOrPromise", *, rows: int, most: int, required: bool = True, help_text: "StrOrPromise" = ""
) -> forms.Field:
    """Text of several lines, cleaned like a ThaiTextField of a model. most: letters allowed."""
    model_field = ThaiTextField(blank=not required)
    widget = forms.Textarea({"rows": rows, "maxlength": most})
    field: forms.Field = model_field.formfield(label=label, help_text=help_text, max_length=most, widget=widget)
    return field


class FormToPrint(SignedForm):
    """A form in parts, each a heading with names of fields. id_card: whether the sheet has boxes for the card's number.

    Signed, so that other websites can't put text on the center's sheet. Not rate-limited, since it writes nothing.
    """

    name: ClassVar[str]  # part of the URL
    title: ClassVar["StrOrPromise"]
    purpose: ClassVar["StrOrPromise"]
    bring: ClassVar[list["StrOrPromise"]]
    declaration: ClassVar["StrOrPromise"]
    id_card: ClassVar[bool] = False
    parts: ClassVar[list[tuple["StrOrPromise", list[str]]]]
    signatures: ClassVar[list[Signature]] = [Signature(_("ผู้ยื่น")), Signature(_("เจ้าหน้าที่ผู้รับ"))]
    too_old = _("ยังไม่ได้สร้างหน้าสำหรับพิมพ์ เพราะหน้านี้เปิดไว้นานเกินไปหรือส่งมาจากเว็บอื่น กรุณาตรวจสิ่งที่กรอก แล้วกดปุ่มด้านล่างอีกครั้ง")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, form_name=f"fill {self.name}", **{"label_suffix": "", **kwargs})
        tambon = self.fields.get("tambon")
        if isinstance(tambon, forms.ChoiceField):
            tambon.choices = [("", _("ไม่ระบุ")), *((row.name_th, row.name) for row in Tambon.objects.all())]

    def fields_by_part(self) -> Iterator[tuple["StrOrPromise", list[forms.BoundField]]]:
        """For the form's page: headings with bound fields."""
        for heading, names in self.parts:
            yield heading, [self[name] for name in names]

    def answers_by_part(self) -> Iterator[tuple["StrOrPromise", list[tuple["StrOrPromise", str]]]]:
        """For the printed sheet: headings with (label, answer as text); an empty answer is filled in by hand."""
        for heading, names in self.parts:
            yield heading, [(self.fields[name].label or "", self._answer(name)) for name in names]

    def _answer(self, name: str) -> str:
        field, value = self.fields[name], self.cleaned_data.get(name)
        if isinstance(field, forms.MultipleChoiceField):
            labels = _labels(field)
            return ", ".join(labels[choice] for choice in value or [])
        if isinstance(field, forms.ChoiceField):
            return _labels(field).get(value, "") if value else ""
        if isinstance(field, PhoneField) and value:
            return format_phone(value)
        return "" if value is None else str(value)


def _labels(field: forms.ChoiceField) -> dict[str, str]:
    """The labels of a field's choices, which are pairs here, by value."""
    pairs = cast("Iterable[tuple[str, StrOrPromise]]", field.choices)
    return {value: str(label) for value, label in pairs}


class ProducerForm(FormToPrint):
    """Application for registration as an OTOP producer; kind has the ministry's three kinds of producer."""

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

    producer_name = text_line(_("ชื่อกลุ่ม ร้าน หรือผู้ผลิต"), most=200)
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
    since = text_line(_("เริ่มทำเมื่อปี พ.ศ."), most=20, required=False)
    applicant = text_line(_("ชื่อและนามสกุล"), autocomplete="name")
    role = text_line(_("ตำแหน่งในกลุ่ม"), most=60, required=False)
    phone = PhoneField(label=_("เบอร์โทรศัพท์"))
    line_id = text_line(_("ไอดีไลน์"), most=60, required=False)
    house = text_line(_("บ้านเลขที่ ถนน"), most=200, autocomplete="street-address")
    moo = text_line(_("หมู่ที่"), most=4, required=False, inputmode="numeric")
    tambon = forms.ChoiceField(label=_("ตำบล"), required=False)
    district = text_line(_("อำเภอ"), most=60)
    province = text_line(_("จังหวัด"), most=60)
    products = text_area(_("สินค้าที่ขอลงทะเบียน"), rows=5, most=900, help_text=_("บรรทัดละหนึ่งอย่าง พร้อมขนาดและราคา"))
    materials = text_area(_("วัตถุดิบหลัก และได้มาจากที่ใด"), rows=3, most=500, required=False)
    channels = text_area(_("ขายที่ไหนอยู่แล้ว"), rows=2, most=300, required=False)


class ConsultationForm(FormToPrint):
    """Request for advice; matters are the four kinds of source the center links people with."""

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

    applicant = text_line(_("ชื่อและนามสกุล"), autocomplete="name")
    group = text_line(_("กลุ่มหรือร้าน"), most=200, required=False)
    phone = PhoneField(label=_("เบอร์โทรศัพท์"))
    moo = text_line(_("หมู่ที่"), most=4, required=False, inputmode="numeric")
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
    question = text_area(_("อยากถามอะไร"), rows=5, most=1200)
    tried = text_area(_("ได้ลองทำอะไรแล้วบ้าง"), rows=3, most=600, required=False)
    days = text_line(_("วันและเวลาที่สะดวก"), most=200, required=False)


FORMS: dict[str, type[FormToPrint]] = {form.name: form for form in (ProducerForm, ConsultationForm)}

INITIAL = {"district": "บางคล้า", "province": "ฉะเชิงเทรา"}
