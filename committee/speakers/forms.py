"""Staff's forms of the speaker team."""

from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from center.people.models import Network, Person
from center.staff.breakage import NamesBreakage
from committee.speakers.models import Topic, Training
from committee.terms.models import Seat, Term


class ChooseForm(forms.Form):
    """Whom staff choose for the team: anybody of the registers."""

    person = forms.ModelChoiceField(
        Person.objects.one_record_each(),
        error_messages={
            "required": gettext_lazy("กรุณาเลือกคนที่จะเป็นวิทยากร"),
            "invalid_choice": gettext_lazy("ไม่มีคนนี้ในทะเบียนแล้ว กรุณาเลือกใหม่"),
        },
    )


class SeatField(forms.ModelChoiceField):
    """A seat of the person the form is about, called by its position and its committee."""

    def label_from_instance(self, obj: Seat) -> str:
        return f"{obj.get_position_display()} · {obj.term}"


class SpeakerForm(NamesBreakage):
    """Where a speaker comes from is asked always, their topics before they are published."""

    seat = SeatField(
        Seat.objects.none(),
        label=gettext_lazy("มาจากคณะกรรมการ"),
        required=False,
        empty_label=gettext_lazy("ไม่ได้มาจากคณะกรรมการ"),
        error_messages={"invalid_choice": gettext_lazy("เลือกได้เฉพาะตำแหน่งกรรมการของคนนี้")},
    )
    network = forms.ModelChoiceField(
        Network.objects.none(),
        label=gettext_lazy("มาจากเครือข่าย"),
        required=False,
        empty_label=gettext_lazy("ไม่ได้มาจากเครือข่าย"),
    )
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.none(),
        label=gettext_lazy("หัวข้อ"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("เรื่องที่ปรึกษาหรือเชิญไปสอนได้"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speaker = self.instance
        if "seat" in self.fields:
            own = Seat.objects.filter(person=speaker.person_id).exclude(term__state=Term.State.PREPARING)
            cast(SeatField, self.fields["seat"]).queryset = own.select_related("term").order_by("-term__number")
        if "network" in self.fields:
            # What is chosen already stays, though it may be at work no more.
            networks = Network.objects.filter(Q(active=True) | Q(pk=speaker.network_id))
            cast(forms.ModelChoiceField, self.fields["network"]).queryset = networks
        if "topics" in self.fields:
            topics = Topic.objects.filter(Q(active=True) | Q(speakers=speaker.pk)).distinct()
            cast(forms.ModelMultipleChoiceField, self.fields["topics"]).queryset = topics

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not {"seat", "network"} & self.errors.keys() and not cleaned.get("seat") and not cleaned.get("network"):
            self.add_error("network", _("กรุณาเลือกว่ามาจากคณะกรรมการหรือเครือข่ายใด"))
        publishes = "_publish" in self.data or cleaned.get("published_at")
        if publishes and "topics" not in self.errors and not cleaned.get("topics"):
            self.add_error("topics", _("กรุณาเลือกหัวข้ออย่างน้อยหนึ่งหัวข้อก่อนเผยแพร่"))
        if "_publish" in self.data and not cleaned.get("active"):
            self.add_error("active", _("ผู้ที่ออกจากทีมแล้วเผยแพร่ไม่ได้"))
        return cleaned


class TrainingForm(forms.ModelForm):
    class Meta:
        model = Training
        fields = ("subject", "given_on", "place")

    def clean_given_on(self) -> Any:
        given_on = self.cleaned_data["given_on"]
        if given_on and given_on > timezone.localdate():
            raise forms.ValidationError(_("วันที่เป็นวิทยากรต้องไม่เกินวันนี้"))
        return given_on
