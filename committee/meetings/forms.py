"""Forms of the staff's pages: the plan, the record of a meeting in four parts on one page, what is done with it after."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from center.documents.admin import DocumentField
from center.documents.models import Document
from center.staff.row_page import report
from committee.meetings.attendance import Presence, seats_of
from committee.meetings.meetings import certifiable_at, check_days, check_meeting, may_certify
from committee.meetings.minutes import heading_of, minutes_category
from committee.meetings.models import AGENDA, CommitteeMeeting, Guest, Resolution
from committee.meetings.recording import Record, not_a_member
from committee.terms.forms import BLANK, Choices, line, offer
from committee.terms.models import Position, Seat
from thai.dates import clock
from thai.django.fields import ThaiTextField
from thai.django.forms import ThaiDateField, ThaiTimeField


class MeetingForm(forms.ModelForm):
    """The plan of a meeting. What the rule refuses stands at its field."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # Django's stubs leave it out
        if not self.errors:
            try:
                check_meeting(self.instance)
            except ValidationError as error:
                report(self, error)


class ResolutionForm(forms.ModelForm):
    """A resolution as it is followed up."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        try:
            check_days(met_on=self.instance.meeting.date, due_on=cleaned.get("due_on"), done_on=cleaned.get("done_on"))
        except ValidationError as error:
            report(self, error)
        return cleaned


# --- The record, part by part ----------------------------------------------------------------------------------------


def _text(name: str) -> forms.Field:
    return ThaiTextField(blank=True).formfield(
        label=heading_of(name), widget=forms.Textarea({"rows": 4, "class": "vLargeTextField"})
    )


class MinutesForm(forms.Form):
    """Times, chair and secretary, the five headings, and the earlier minutes that were certified."""

    ends_at = ThaiTimeField(label=_("เลิกเวลา"), error_messages={"required": _("กรุณากรอกเวลาเลิกประชุม")})
    chaired_by = line(_("ประธานในที่ประชุม"), required=False)
    minuted_by = line(_("ผู้จดรายงานการประชุม"), required=False)
    from_the_chair = _text("from_the_chair")
    former_minutes = _text("former_minutes")
    certifies = forms.MultipleChoiceField(
        label=_("ที่ประชุมรับรองรายงานแล้ว"), required=False, widget=forms.CheckboxSelectMultiple
    )
    for_information = _text("for_information")
    for_decision = _text("for_decision")
    other_matters = _text("other_matters")

    def __init__(self, *args: Any, meeting: CommitteeMeeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        earlier = list(certifiable_at(meeting))
        if earlier:
            offer(self, "certifies", [(row.pk, _("รับรองรายงานการประชุม%s แล้ว") % row) for row in earlier])
            self.fields["certifies"].initial = [row.pk for row in earlier if row.certified_at_id == meeting.pk]
        else:
            del self.fields["certifies"]

    def clean_ends_at(self) -> dt.time:
        ends_at: dt.time = self.cleaned_data["ends_at"]
        if ends_at <= self.meeting.starts_at:
            raise ValidationError(_("เวลาเลิกต้องหลังเวลาเริ่ม (%s)") % clock(self.meeting.starts_at))
        return ends_at


class AttendanceForm(forms.Form):
    """One member's row; who comes from a page that shows an older committee is refused here."""

    present = forms.BooleanField(label=_("มาประชุม"), required=False, initial=True)
    reason = line(_("เหตุที่ไม่มา"), required=False)
    deputy = line(_("ผู้แทนชื่อ"), required=False)

    def __init__(self, sent: QueryDict | None, *, seat: Seat, member: bool, initial: dict[str, Any] | None) -> None:
        super().__init__(sent, prefix=f"seat-{seat.pk}", initial=initial)
        self.seat, self.member, self.row_label = seat, member, str(seat.person)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.member:
            self.add_error("present", not_a_member(self.seat))
        elif cleaned.get("present"):
            for name in ("reason", "deputy"):
                if cleaned.get(name):
                    self.add_error(name, _("ผู้ที่มาประชุมเองไม่ต้องกรอกเหตุหรือผู้แทน ถ้าไม่ได้มา ให้เอาเครื่องหมายถูกออก"))
        return cleaned

    def presence(self) -> Presence:
        """The row as the rule takes it."""
        return Presence(self.seat.pk, **self.cleaned_data)


class GuestForm(forms.Form):
    """Somebody without a seat. A row that was emptied goes."""

    name = line(_("ชื่อ-นามสกุล"), required=False)
    comes_from = line(_("ตำแหน่งหรือหน่วยงาน"), required=False)
    row_label = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("comes_from") and not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", _("กรุณากรอกชื่อผู้เข้าร่วมประชุม"))
        return cleaned


class ResolutionRowForm(forms.Form):
    """What was resolved, who does it and by when."""

    key = forms.IntegerField(required=False, widget=forms.HiddenInput)
    subject = line(_("เรื่อง"), most=200, required=False)
    text = ThaiTextField(blank=True).formfield(
        label=_("มติที่ประชุม"), widget=forms.Textarea({"rows": 2, "class": "vLargeTextField"})
    )
    responsible = forms.TypedChoiceField(label=_("ผู้รับผิดชอบ"), required=False, coerce=int, empty_value=None)
    due_on = ThaiDateField(label=_("ภายในวันที่"), required=False)
    row_label = ""

    def __init__(self, *args: Any, meeting: CommitteeMeeting, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        offer(self, "responsible", people)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        typed = [name for name in ("key", "text", "responsible", "due_on") if cleaned.get(name)]
        if typed and not cleaned.get("subject") and not cleaned.get("DELETE") and "subject" not in self.errors:
            self.add_error("subject", _("กรุณากรอกเรื่องของมติ"))
        try:
            check_days(met_on=self.meeting.date, due_on=cleaned.get("due_on"))
        except ValidationError as error:
            report(self, error)
        return cleaned


class BaseResolutionFormSet(forms.BaseFormSet):
    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("ลบแถวนี้")


GuestFormSet = forms.formset_factory(GuestForm, extra=3, max_num=100)
ResolutionFormSet = forms.formset_factory(
    ResolutionRowForm, formset=BaseResolutionFormSet, extra=3, max_num=100, can_delete=True
)


class RecordForms:
    """The record of a meeting: all parts of its page, valid and saved together."""

    def __init__(self, meeting: CommitteeMeeting, sent: QueryDict | None = None) -> None:
        self.meeting, self.sent = meeting, sent
        self.seats = list(seats_of(meeting))
        self.stored = {row.pk: row for row in meeting.resolutions.select_related("responsible")}
        self.minutes = MinutesForm(sent, meeting=meeting, initial=self._initial())
        self.attendances = self._attendances()
        guests = list(meeting.guests.values("name", "comes_from"))
        self.guests = GuestFormSet(sent, initial=guests, prefix="guests")
        self.resolutions = ResolutionFormSet(
            sent,
            initial=[self._initial_resolution(row) for row in self.stored.values()],
            form_kwargs={"meeting": meeting, "people": self._people()},
            prefix="resolutions",
        )
        for label, formset in ((_("ผู้เข้าร่วมแถวที่ %s"), self.guests), (_("มติแถวที่ %s"), self.resolutions)):
            for number, form in enumerate(formset.forms, start=1):
                form.row_label = label % number

    @property
    def all(self) -> list[forms.Form]:
        return [self.minutes, *self.attendances, *self.guests.forms, *self.resolutions.forms]

    def is_valid(self) -> bool:
        """Every part is asked, so that everything that is wrong is said at once."""
        parts: list[Any] = [self.minutes, *self.attendances, self.guests, self.resolutions]
        wrong = [part for part in parts if not part.is_valid()]
        return not wrong

    def record(self) -> Record:
        """What was typed, as the rule takes it."""
        cleaned = self.minutes.cleaned_data
        return Record(
            ends_at=cleaned["ends_at"],
            chaired_by=cleaned["chaired_by"],
            minuted_by=cleaned["minuted_by"],
            texts={name: cleaned[name] for name in AGENDA},
            presences=[form.presence() for form in self.attendances],
            guests=[Guest(**row) for row in self._rows(self.guests) if row.get("name")],
            resolutions=list(self._resolutions()),
            removed=[row["key"] for row in self._rows(self.resolutions) if row.get("DELETE") and row["key"]],
            certifies=[int(key) for key in cleaned.get("certifies", [])],
        )

    def _initial(self) -> dict[str, Any]:
        """What is typed already; the usual chair and secretary are proposed."""
        names = ("ends_at", "chaired_by", "minuted_by", *AGENDA)
        initial = {name: getattr(self.meeting, name) for name in names}
        if self.meeting.state == CommitteeMeeting.State.PLANNED:
            for name, position in (("chaired_by", Position.CHAIR), ("minuted_by", Position.SECRETARY)):
                holders = [str(seat.person) for seat in self.seats if seat.position == position]
                initial[name] = initial[name] or next(iter(holders), "")
        return initial

    def _attendances(self) -> list[AttendanceForm]:
        """A row for each member of the day, all ticked at first; then whoever was sent without a seat on it."""
        stored = {row.seat_id: row for row in self.meeting.attendances.all()}
        members = {seat.pk: seat for seat in self.seats}
        rows = [(seat, True) for seat in self.seats]
        if self.sent is not None:
            others = Seat.objects.filter(pk__in=_keys(self.sent.getlist("seat")) - members.keys())
            rows += [(seat, False) for seat in others.select_related("person", "network", "organization")]
        forms_of_rows = []
        for seat, member in rows:
            row = stored.get(seat.pk)
            initial = {"present": row.present, "reason": row.reason, "deputy": row.deputy} if row else None
            forms_of_rows.append(AttendanceForm(self.sent, seat=seat, member=member, initial=initial))
        return forms_of_rows

    def _people(self) -> Choices:
        """Members of the day, and whoever else was made responsible on a resolution's own page."""
        people = {seat.person_id: str(seat.person) for seat in self.seats}
        people |= {row.responsible.pk: str(row.responsible) for row in self.stored.values() if row.responsible}
        return [*BLANK, *people.items()]

    @staticmethod
    def _initial_resolution(row: Resolution) -> dict[str, Any]:
        return {
            "key": row.pk,
            "subject": row.subject,
            "text": row.text,
            "responsible": row.responsible_id,
            "due_on": row.due_on,
        }

    def _resolutions(self) -> Iterable[Resolution]:
        """Rows as they stand, stored ones changed; one that somebody deleted meanwhile is a new one."""
        for row in self._rows(self.resolutions):
            if row.get("subject") and not row.get("DELETE"):
                resolution = self.stored.get(row["key"]) or Resolution(meeting=self.meeting)
                resolution.subject, resolution.text = row["subject"], row["text"]
                resolution.responsible_id, resolution.due_on = row["responsible"], row["due_on"]
                yield resolution

    @staticmethod
    def _rows(formset: Any) -> Sequence[dict[str, Any]]:
        return [form.cleaned_data for form in formset.forms if form.cleaned_data]


def _keys(texts: Iterable[str]) -> set[int]:
    return {int(text) for text in texts if text.isdecimal() and len(text) < 10}


# --- After the meeting -----------------------------------------------------------------------------------------------


class CertifyForm(forms.Form):
    """In which meeting the minutes were certified."""

    at = forms.ModelChoiceField(
        label=_("รับรองในการประชุม"), queryset=CommitteeMeeting.objects.none(), empty_label=_("กรุณาเลือก")
    )

    def __init__(self, *args: Any, meeting: CommitteeMeeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["at"])
        field.queryset = may_certify(meeting)
        field.initial = field.queryset.first()


class MinutesFileForm(forms.Form):
    """Which document of the library the minutes are, or the file that becomes one."""

    document = forms.ModelChoiceField(
        label=_("รายงานที่มีในคลังเอกสาร"),
        queryset=Document.objects.none(),
        required=False,
        empty_label=_("ไม่มี หรือแนบไฟล์ใหม่ด้านล่าง"),
    )
    new_file = DocumentField(
        label=_("หรือแนบไฟล์รายงาน"),
        required=False,
        help_text=_("PDF หรือ Word ไม่เกิน 20 MB เก็บในคลังเอกสารหมวดรายงานการประชุมให้เอง"),
    )
    publish_file = forms.BooleanField(label=_("แสดงรายงานบนเว็บ"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        documents = Document.objects.filter(category=minutes_category()).order_by("-pk")
        cast(forms.ModelChoiceField, self.fields["document"]).queryset = documents

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("document") and cleaned.get("new_file"):
            self.add_error("new_file", _("เลือกไฟล์ที่มีในคลังหรือแนบไฟล์ใหม่ อย่างใดอย่างหนึ่ง"))
        return cleaned
