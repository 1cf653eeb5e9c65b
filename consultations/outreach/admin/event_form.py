"""The form of an event itself: its name, its place (also a new one), and what is folded."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from center.access.models import User
from center.people.models.network import KINDS
from center.places.models import Place, Tambon
from committee.terms.forms import line, offer
from consultations.outreach.models import OutreachEvent
from thai.dates import BANGKOK, local_date
from thai.django.forms import ThaiDateField, ThaiDecimalField, ThaiIntegerField
from thai.folding import fold

AT_THE_CENTER = "center"
INSTANT = dt.timedelta(microseconds=1)
FOLDED = ("about_th", "for_whom_th", "photographed", "takes_registrations")
IN_ENGLISH = ("name_en", "about_en", "for_whom_en")
TAKING_PART = (*KINDS.values(), "networks", "organizations")
PLAN = ("project", "budget_source", "budget", "organizer")


class EventForm(forms.ModelForm):
    """Its sessions stand beside it. A typed place that the tambon has already is that one; save() writes nothing."""

    name_th = line(gettext_lazy("ชื่อกิจกรรม"), most=200)
    where = forms.ChoiceField(label=gettext_lazy("สถานที่"), required=False)
    new_place = line(gettext_lazy("ชื่อสถานที่ใหม่"), most=200, required=False)
    new_tambon = forms.ChoiceField(label=gettext_lazy("ตำบล"), required=False)
    travel_minutes = ThaiIntegerField(
        label=gettext_lazy("เดินทางเที่ยวละ (นาที)"),
        min_value=0,
        max_value=240,
        initial=0,
        help_text=gettext_lazy("กันเวลาของวิทยากรไว้ก่อนช่วงแรกและหลังช่วงสุดท้ายของแต่ละวัน"),
    )
    closes_on = ThaiDateField(
        label=gettext_lazy("รับลงทะเบียนถึงสิ้นวันที่"), required=False, help_text=gettext_lazy("ว่างไว้ = รับจนเริ่มกิจกรรม")
    )
    budget = ThaiDecimalField(
        label=gettext_lazy("งบประมาณ (บาท)"), required=False, min_value=0, max_digits=10, decimal_places=2
    )

    class Meta:
        model = OutreachEvent
        fields = ("name_th", "travel_minutes", *FOLDED, *IN_ENGLISH, *TAKING_PART, *PLAN)
        widgets = {
            **{
                name: forms.TextInput({"class": "vTextField"})
                for name in ("name_en", "for_whom_th", "for_whom_en", "project", "budget_source")
            },
            **{name: forms.Textarea({"rows": 3, "class": "vLargeTextField"}) for name in ("about_th", "about_en")},
            "networks": forms.CheckboxSelectMultiple,
            "organizations": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, may_add_place: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {
            str(place.pk): place for place in Place.objects.select_related("tambon").order_by("sort_key", "pk")
        }
        named = [(pk, described(place)) for pk, place in self.places.items()]
        offer(self, "where", [("", _("เลือกสถานที่")), (AT_THE_CENTER, _("ที่ศูนย์")), *named])
        self.tambons = {tambon.pk: tambon for tambon in Tambon.objects.all()} if may_add_place else {}
        if may_add_place:
            offer(self, "new_tambon", [("", _("ไม่ระบุ")), *((pk, tambon.name) for pk, tambon in self.tambons.items())])
        else:
            del self.fields["new_place"], self.fields["new_tambon"]
        staff = User.objects.filter(is_staff=True, is_active=True).order_by("first_name", "username")
        organizer: Any = self.fields["organizer"]
        organizer.queryset = staff
        organizer.label_from_instance = lambda user: user.get_full_name() or user.get_username()
        organizer.empty_label = _("ไม่ระบุ")
        if self.instance.pk and "where" not in self.initial:
            self.initial["where"] = str(self.instance.place_id or AT_THE_CENTER)
            closes_at = self.instance.registration_closes_at
            self.initial["closes_on"] = local_date(closes_at - INSTANT) if closes_at else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("where") and not cleaned.get("new_place") and "where" not in self.errors:
            said = _("กรุณาเลือกสถานที่ หรือพิมพ์สถานที่ใหม่") if "new_place" in self.fields else _("กรุณาเลือกสถานที่")
            self.add_error("where", said)
        self._settle_place(cleaned)
        last_day = cleaned.get("closes_on")
        self.instance.registration_closes_at = (
            dt.datetime.combine(last_day + dt.timedelta(days=1), dt.time.min, BANGKOK) if last_day else None
        )
        return cleaned

    def _settle_place(self, cleaned: dict[str, Any]) -> None:
        """Of two places the one that somebody touched counts: the other was filled in for them."""
        if not (cleaned.get("where") and cleaned.get("new_place")):
            return
        touched = {"where", "new_place"} & set(self.changed_data)
        if len(touched) == 2:
            self.add_error("new_place", _("เลือกสถานที่ไว้แล้ว กรุณาลบชื่อนี้ หรือเลือกสถานที่เป็น “เลือกสถานที่”"))
        elif touched == {"new_place"}:
            cleaned["where"] = ""
        else:
            cleaned["new_place"] = ""

    def place(self) -> Place | None:
        """Where it is: None at the center. A new place is written here; to be called in the rule's transaction."""
        chosen, typed = self.cleaned_data["where"], self.cleaned_data.get("new_place")
        if not typed:
            return self.places.get(chosen)
        tambon = self.tambons.get(self.cleaned_data["new_tambon"])
        same = [
            place for place in self.places.values() if fold(place.name_th) == fold(typed) and place.tambon == tambon
        ]
        return same[0] if same else Place.objects.create(name_th=typed, tambon=tambon)


def described(place: Place) -> str:
    """A place so that staff know which one of the name it is."""
    tambon = _("ต.%(tambon)s") % {"tambon": place.tambon.name} if place.tambon else ""
    return f"{place.name} {tambon}".strip()
