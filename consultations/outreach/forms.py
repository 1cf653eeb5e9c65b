"""The forms of visitors: registering for an event, changing that, asking for an event in the village."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from center.places.villages import MOST_MOO
from center.visitors.digits import DigitsForm
from center.visitors.forms import plain_text, without_id_card
from consultations.bookings.forms import TOO_LONG, EmailField, WhoForm
from consultations.bookings.texts import SEPARATOR
from consultations.outreach import free_seats, texts
from consultations.outreach.free_seats import FreeSeats
from consultations.outreach.models import OutreachEvent, Registration, Session, VillageRequest
from consultations.outreach.models.village_request import MOST_PEOPLE
from thai.django.forms import ThaiCharField, ThaiIntegerField, ThaiTextField

TICK = {"class": "form-check-input"}
REQUEST_FORM = "village request"
LONGEST_DETAILS = 1000
# More than anybody brings; how many there really can be, the seats of the sessions say.
LARGEST_PARTY = 500
NO_NUMBER = _("กรุณากรอกจำนวนคนเป็นตัวเลข เช่น 4")


def count_field(most: int, **options: Any) -> ThaiIntegerField:
    """How many people, in any digits."""
    return ThaiIntegerField(
        min_value=1,
        max_value=most,
        error_messages={
            "required": _("กรุณากรอกจำนวนคน"),
            "invalid": NO_NUMBER,
            "min_value": _("ต้องมาอย่างน้อย 1 คน"),
            "max_value": _("ไม่เกิน %(limit_value)d คน กรุณาโทรหาเจ้าหน้าที่"),
        },
        **options,
    )


class RegisterForm(WhoForm):
    """Who comes to an event, how many, and to which sessions where there is a choice; all are chosen at first.

    seats: of the event's sessions. After it was found valid, `chosen` are the sessions with a limit that are wanted.
    """

    party_size = count_field(LARGEST_PARTY, label=_("มากี่คน"), help_text=_("นับตัวคุณด้วย"), initial=1)
    sessions = forms.MultipleChoiceField(
        label=_("ช่วงที่จะร่วม"),
        widget=forms.CheckboxSelectMultiple(TICK),
        error_messages={
            "required": _("กรุณาเลือกอย่างน้อยหนึ่งช่วง"),
            "invalid_choice": _("กรุณาเลือกช่วงจากรายการ"),
            "invalid_list": _("กรุณาเลือกช่วงจากรายการ"),
        },
    )
    email = EmailField()
    field_order = ("name", "phone", "party_size", "tambon", "sessions", "email")

    def __init__(self, data: Any = None, *, event: OutreachEvent, seats: FreeSeats, **kwargs: Any) -> None:
        super().__init__(data, form_name=f"registration {event.pk}", **kwargs)
        self.seats = seats
        if seats.to_choose:
            self._offer(seats)
        else:
            del self.fields["sessions"]

    def _offer(self, seats: FreeSeats) -> None:
        choices = [(str(session.pk), _choice(session)) for session in seats.to_choose]
        field: Any = self.fields["sessions"]
        field.choices = choices
        field.initial = [value for value, _label in choices]
        field.required = not seats.has_unlimited

    @property
    def chosen(self) -> list[Session]:
        if "sessions" not in self.fields:
            return list(self.seats.limited)
        values = set(self.cleaned_data["sessions"])
        return [session for session in self.seats.limited if str(session.pk) in values]

    @property
    def values(self) -> dict[str, Any]:
        """Those of a Registrant."""
        return {name: self.cleaned_data[name] for name in ("name", "phone", "email")} | self.place


def _choice(session: Session) -> str:
    parts = [texts.session_times(session), session.title, free_seats.in_words(session)]
    return SEPARATOR.join(parts)


class CancelForm(DigitsForm):
    """What cancels a registration."""

    prefix = "cancel"
    label = _("เลขสี่ตัวท้ายของเบอร์โทรศัพท์ที่ใช้ลงทะเบียน")
    wrong = _("เลขสี่ตัวท้ายไม่ตรงกับเบอร์ที่ใช้ลงทะเบียน ยังไม่มีอะไรเปลี่ยน")

    def __init__(self, data: Any = None, *, registration: Registration) -> None:
        super().__init__(data, phone=registration.phone, key=f"changing registration {registration.pk}")


class ShrinkForm(CancelForm):
    """What makes a party smaller."""

    prefix = "shrink"
    party_size = forms.TypedChoiceField(
        label=_("จะมากี่คน"),
        coerce=int,
        error_messages={"required": _("กรุณาเลือกจำนวนคน"), "invalid_choice": _("กรุณาเลือกจำนวนคนจากรายการ")},
    )
    field_order = ("party_size", "digits")

    def __init__(self, data: Any = None, *, registration: Registration) -> None:
        super().__init__(data, registration=registration)
        fewer = range(registration.party_size - 1, 0, -1)
        labels = ((number, ngettext("%d คน", "%d คน", number) % number) for number in fewer)
        self.fields["party_size"].choices = list(labels)  # type: ignore[attr-defined]


class LeaveForm(CancelForm):
    """What gives back the seat or the place in the queue of one session."""

    prefix = "leave"
    session = forms.TypedChoiceField(
        label=_("ช่วงที่มาไม่ได้"),
        coerce=int,
        widget=forms.RadioSelect(TICK),
        error_messages={"required": _("กรุณาเลือกช่วง"), "invalid_choice": _("กรุณาเลือกช่วงจากรายการ")},
    )
    field_order = ("session", "digits")

    def __init__(self, data: Any = None, *, registration: Registration, sessions: list[Session]) -> None:
        super().__init__(data, registration=registration)
        choices = [(session.pk, f"{texts.session_times(session)} {session.title}") for session in sessions]
        self.fields["session"].choices = choices  # type: ignore[attr-defined]


class VillageRequestForm(WhoForm):
    """What a village asks for. After it was found valid, `values` is what to ask with."""

    kind = forms.ChoiceField(
        label=_("ขออะไร"),
        choices=VillageRequest.Kind.choices,
        initial=VillageRequest.Kind.VISIT,
        widget=forms.RadioSelect(TICK),
        error_messages={"required": _("กรุณาเลือกว่าขออะไร"), "invalid_choice": _("กรุณาเลือกจากรายการ")},
    )
    subject = ThaiCharField(
        label=_("อยากให้จัดเรื่องอะไร"),
        help_text=_("เช่น สอนทำไข่เค็ม ทำบัญชีกลุ่ม ขอขึ้นทะเบียน OTOP"),
        max_length=200,
        error_messages={"required": _("กรุณาบอกว่าอยากให้จัดเรื่องอะไร"), "max_length": TOO_LONG},
    )
    when = ThaiCharField(
        label=_("ช่วงเวลาที่สะดวก (ไม่บังคับ)"),
        help_text=_("เช่น หลังเกี่ยวข้าว วันเสาร์ตอนเช้า"),
        max_length=160,
        required=False,
        error_messages={"max_length": TOO_LONG},
    )
    people = count_field(MOST_PEOPLE, label=_("คาดว่ามากี่คน (ไม่บังคับ)"), required=False)
    on_behalf_of = ThaiCharField(
        label=_("ในนามของ (ไม่บังคับ)"),
        help_text=_("เช่น ผู้ใหญ่บ้านหมู่ 6 หรือกลุ่มแม่บ้าน"),
        max_length=160,
        required=False,
        error_messages={"max_length": TOO_LONG},
    )
    moo = ThaiIntegerField(
        label=_("หมู่ที่ (ไม่บังคับ)"),
        min_value=1,
        max_value=MOST_MOO,
        required=False,
        error_messages={
            "invalid": _("กรุณากรอกหมู่ที่เป็นตัวเลข เช่น 6"),
            "min_value": _("หมู่ที่ต้องเป็นเลข 1 ถึง 30"),
            "max_value": _("หมู่ที่ต้องเป็นเลข 1 ถึง 30"),
        },
    )
    details = ThaiTextField(
        label=_("รายละเอียดอื่น (ไม่บังคับ)"),
        max_length=LONGEST_DETAILS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )
    field_order = ("kind", "subject", "when", "people", "name", "on_behalf_of", "phone", "tambon", "moo", "details")

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, form_name=REQUEST_FORM, **kwargs)
        self.fields["name"].label = _("ชื่อ-นามสกุลของคนที่ขอ")

    def clean_subject(self) -> str:
        return plain_text(without_id_card(self.cleaned_data["subject"]))

    def clean_when(self) -> str:
        return plain_text(without_id_card(self.cleaned_data["when"]))

    def clean_on_behalf_of(self) -> str:
        return plain_text(without_id_card(self.cleaned_data["on_behalf_of"]))

    def clean_details(self) -> str:
        return plain_text(without_id_card(self.cleaned_data["details"]))

    @property
    def values(self) -> dict[str, Any]:
        names = ("kind", "subject", "when", "people", "name", "on_behalf_of", "phone", "moo", "details")
        return {name: self.cleaned_data[name] for name in names} | {"tambon": self.place["tambon"]}
