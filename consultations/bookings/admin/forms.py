"""Forms of the staff's pages of appointments."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.utils.translation import gettext_lazy as _

from catalog.products.models import Producer
from center.people.models import Group, Person
from committee.speakers.models import Speaker
from committee.terms.forms import line, offer
from consultations.bookings.models import Booking
from consultations.bookings.substitutes import substitutes_for
from thai.dates import clock, local_date, short_date

MOST_OFFERED = 200


class HandOverForm(forms.Form):
    """Who takes over at the same time: those who are free first."""

    speaker = forms.TypedChoiceField(
        label=_("ผู้ให้คำปรึกษาคนใหม่"),
        coerce=int,
        error_messages={"required": _("กรุณาเลือกผู้ให้คำปรึกษา"), "invalid_choice": _("กรุณาเลือกผู้ให้คำปรึกษา")},
    )
    reason = line(_("เหตุ (ถ้านอกเวลาที่เปิดให้นัด ต้องกรอก)"), most=200, required=False)

    def __init__(self, *args: Any, booking: Booking, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = substitutes_for([booking])[booking.pk]
        active = Speaker.objects.filter(active=True).exclude(pk=booking.speaker_id).select_related("person")
        self.speakers = {speaker.pk: speaker for speaker in active.order_by("person__sort_key")}
        others = [speaker for speaker in self.speakers.values() if speaker not in free]
        groups = [
            (_("ว่างในเวลานี้"), [(speaker.pk, str(speaker)) for speaker in free]),
            (_("คนอื่นในทีม"), [(speaker.pk, str(speaker)) for speaker in others]),
        ]
        offer(self, "speaker", [("", _("เลือกคน")), *(group for group in groups if group[1])])

    def clean_speaker(self) -> Speaker:
        return self.speakers[self.cleaned_data["speaker"]]


class SwapForm(forms.Form):
    """With which other open appointment it changes time and adviser."""

    other = forms.TypedChoiceField(
        label=_("สลับกับนัด"),
        coerce=int,
        error_messages={"required": _("กรุณาเลือกนัด"), "invalid_choice": _("กรุณาเลือกนัด")},
    )
    reason = line(_("เหตุ"), most=200, required=False)

    def __init__(self, *args: Any, booking: Booking, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Booking.objects.to_come().exclude(pk=booking.pk).for_rows().order_by("starts_at", "pk")
        self.others = {other.pk: other for other in rows[:MOST_OFFERED]}
        named = [(other.pk, described(other)) for other in self.others.values()]
        offer(self, "other", [("", _("เลือกนัด")), *named])

    def clean_other(self) -> Booking:
        return self.others[self.cleaned_data["other"]]


class CancelForm(forms.Form):
    reason = line(_("เหตุที่ยกเลิก"), most=200, help_text=_("เช่น ผู้นัดโทรมายกเลิก ผู้ให้คำปรึกษาติดราชการ"))


class PointForm(forms.Form):
    """Whom of the registers an appointment, a visit or a case is about."""

    person = forms.ModelChoiceField(Person.objects.one_record_each(), label=_("บุคคลในทะเบียน"), required=False)
    producer = forms.ModelChoiceField(Producer.objects.all(), label=_("ผู้ผลิต"), required=False)
    group = forms.ModelChoiceField(Group.objects.all(), label=_("กลุ่ม"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            widget = AutocompleteSelect(Booking._meta.get_field(name), admin.site)
            widget.choices = field.choices  # type: ignore[attr-defined]
            field.widget = widget


def described(booking: Booking) -> str:
    """An appointment on one line: 4821 · 1 ต.ค. 69 09.00 น. · นางแฉล้ม ลานใบไม้ · ผู้ให้คำปรึกษา."""
    moment = f"{short_date(local_date(booking.starts_at))} {clock(booking.starts_at)}"
    return " · ".join([booking.reference, moment, booking.name, str(booking.speaker)])
