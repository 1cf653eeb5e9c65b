"""Fields that the staff's forms of the registers share."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from center.documents.models import Document
from center.people.models import Person
from center.places.models import Tambon
from center.places.villages import MOST_MOO
from center.visitors.forms import person_name, without_id_card
from committee.speakers.models import Topic
from committee.terms.forms import line, offer
from consultations.bookings.forms import ANOTHER_DISTRICT, outside_of
from consultations.registers.models import Visit
from consultations.registers.models.visit import MOST_PEOPLE
from consultations.registers.visits import Served
from thai.dates import BANGKOK, local_date, local_time
from thai.django.forms import PhoneField, ThaiDateField, ThaiIntegerField, ThaiTimeField

# Nobody keys an older paper register; what is typed as an earlier day is a slip.
YEARS_BACK = 20
SATISFACTION = [
    (5, gettext_lazy("5 พอใจมากที่สุด")),
    (4, gettext_lazy("4 พอใจมาก")),
    (3, gettext_lazy("3 ปานกลาง")),
    (2, gettext_lazy("2 พอใจน้อย")),
    (1, gettext_lazy("1 พอใจน้อยที่สุด")),
]
# Those that an officer chooses: the others come from appointments, events and sheets.
CHANNELS = [Visit.Channel.WALK_IN, Visit.Channel.PHONE, Visit.Channel.LINE, Visit.Channel.PAPER]


def whole_number(label: Any, most: int, *, required: bool = False, **more: Any) -> ThaiIntegerField:
    return ThaiIntegerField(label=label, required=required, min_value=1, max_value=most, **more)


class WhoFields(forms.Form):
    """Who came, as given: everything may stay empty."""

    name = line(gettext_lazy("ชื่อ-นามสกุล"), required=False, autocomplete="off")
    phone = PhoneField(label=gettext_lazy("เบอร์โทรศัพท์"), required=False)
    tambon = forms.ChoiceField(label=gettext_lazy("ตำบล"), required=False)
    moo = whole_number(gettext_lazy("หมู่ที่"), MOST_MOO)
    outside = line(gettext_lazy("อำเภอและจังหวัด (ถ้านอกอำเภอ)"), most=120, required=False)
    gender = forms.ChoiceField(
        label=gettext_lazy("เพศ"), required=False, choices=[("", gettext_lazy("ไม่ระบุ")), *Person.Gender.choices]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tambons = {tambon.pk: tambon for tambon in Tambon.objects.all()}
        named = [(pk, tambon.name) for pk, tambon in self.tambons.items()]
        offer(self, "tambon", [("", _("ไม่ระบุ")), *named, (ANOTHER_DISTRICT, _("นอกอำเภอบางคล้า"))])

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        return person_name(without_id_card(name)) if name else ""

    def who(self) -> dict[str, Any]:
        """Columns of a visit."""
        chosen = self.cleaned_data["tambon"]
        given = {name: self.cleaned_data[name] for name in ("name", "phone", "gender", "moo")}
        return {
            **given,
            "tambon": self.tambons.get(chosen),
            "outside": outside_of(chosen, self.cleaned_data["outside"]),
        }

    def served(self) -> Served:
        return Served(**self.who())


class WhenFields(forms.Form):
    """Day and time of a visit: now where both stay empty."""

    day = ThaiDateField(label=gettext_lazy("วันที่มา (ว่างไว้ = วันนี้)"), required=False)
    time = ThaiTimeField(label=gettext_lazy("เวลา (ว่างไว้ = ตอนนี้)"), required=False)

    def clean_day(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["day"]
        if day and day.year < timezone.localdate().year - YEARS_BACK:
            raise ValidationError(_("เก่าเกินไป กรุณาตรวจปี"))
        return day

    def moment(self) -> dt.datetime | None:
        """What was typed, in Bangkok; None for now. A day without a time: now if it is today, noon of any other."""
        day, time = self.cleaned_data["day"], self.cleaned_data["time"]
        today = timezone.localdate()
        if time is None:
            if day is None or day == today:
                return None
            time = dt.time(12)
        return dt.datetime.combine(day or today, time, BANGKOK)

    @staticmethod
    def initial_of(moment: dt.datetime) -> dict[str, Any]:
        return {"day": local_date(moment), "time": local_time(moment)}


def topics() -> "forms.models.ModelChoiceField":
    return forms.ModelChoiceField(
        Topic.objects.filter(active=True),
        label=gettext_lazy("เรื่อง"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": gettext_lazy("กรุณาเลือกเรื่อง"), "invalid_choice": gettext_lazy("กรุณาเลือกเรื่อง")},
    )


def documents() -> "forms.models.ModelChoiceField":
    return forms.ModelChoiceField(
        Document.objects.published(),
        label=gettext_lazy("แบบฟอร์มที่ให้ไป"),
        required=False,
        empty_label=gettext_lazy("ไม่ได้ให้"),
    )


def satisfaction() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=gettext_lazy("พอใจกับบริการวันนี้แค่ไหน (ถามผู้มา)"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", gettext_lazy("ไม่ได้ถาม")), *SATISFACTION],
    )


def people() -> ThaiIntegerField:
    return whole_number(gettext_lazy("มากี่คน"), MOST_PEOPLE, required=True, initial=1)


def reason() -> forms.Field:
    return line(gettext_lazy("เหตุผล (เฉพาะเดือนที่ปิดยอดแล้ว)"), most=200, required=False)
