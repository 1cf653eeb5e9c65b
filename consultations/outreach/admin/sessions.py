"""The sessions on the page that plans an event: a block of fields for each, more of them by a button."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from center.staff.row_page import number_in
from committee.speakers.models import Speaker
from committee.terms.forms import line, offer
from consultations.outreach.models import OutreachEvent, Session
from consultations.outreach.plans import SessionPlan
from thai.dates import BANGKOK, local_date
from thai.django.forms import ThaiDateField, ThaiIntegerField, ThaiTimeField

MOST_SESSIONS = 20
MOST_SEATS = 9999
STARTS, ENDS = dt.time(9), dt.time(12)
Kind, Desk = Session.Kind, Session.Desk

# A desk says in the same box how people come to it.
KINDS = [
    (Kind.TALK.value, Kind.TALK.label),
    (Kind.DEMONSTRATION.value, Kind.DEMONSTRATION.label),
    (f"{Kind.DESK}:{Desk.APPOINTMENTS}", gettext_lazy("โต๊ะให้คำปรึกษา นัดเวลาล่วงหน้า")),
    (f"{Kind.DESK}:{Desk.NUMBERS}", gettext_lazy("โต๊ะให้คำปรึกษา แจกบัตรคิวหน้างาน")),
    (Kind.FORUM.value, Kind.FORUM.label),
    (Kind.MARKET.value, Kind.MARKET.label),
]


class SessionForm(forms.Form):
    """One session. A day left empty is that of the session before; `plan` is what is typed, after validation."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    date = ThaiDateField(label=gettext_lazy("วันที่"), required=False)
    starts = ThaiTimeField(label=gettext_lazy("เริ่ม"))
    ends = ThaiTimeField(label=gettext_lazy("ถึง"))
    capacity = ThaiIntegerField(
        label=gettext_lazy("รับกี่คน"),
        required=False,
        min_value=1,
        max_value=MOST_SEATS,
        help_text=gettext_lazy("ว่างไว้ = ไม่จำกัด"),
    )
    kind = forms.ChoiceField(label=gettext_lazy("รูปแบบ"), choices=KINDS)
    speakers = forms.TypedMultipleChoiceField(
        label=gettext_lazy("วิทยากรและผู้ให้คำปรึกษา"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("กรุณาเลือกวิทยากรใหม่")},
    )
    title_th = line(gettext_lazy("ชื่อช่วง"), most=200, required=False, help_text=gettext_lazy("ว่างไว้ = ใช้ชื่อรูปแบบ"))
    title_en = forms.CharField(
        label=gettext_lazy("ชื่อช่วง ภาษาอังกฤษ"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"class": "vTextField"}),
    )
    remove = forms.BooleanField(label=gettext_lazy("ลบช่วงนี้"), required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        number: int,
        team: dict[int, Speaker],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, prefix=f"s{number}", initial=initial)
        self.number, self.team = number, team
        self.row_label = _("ช่วงที่ %d") % (number + 1)
        self.day: dt.date | None = None
        offer(self, "speakers", [(pk, str(speaker)) for pk, speaker in team.items()])

    @property
    def is_removed(self) -> bool:
        return bool(self.cleaned_data.get("remove"))

    @property
    def has_details(self) -> bool:
        """Whether what is folded holds something."""
        return bool(self["title_th"].value() or self["title_en"].value())

    @property
    def plan(self) -> SessionPlan:
        cleaned = self.cleaned_data
        kind, _colon, desk = cleaned["kind"].partition(":")
        day = self.day or cleaned["date"]
        return SessionPlan(
            kind=kind,
            desk=desk,
            starts_at=dt.datetime.combine(day, cleaned["starts"], BANGKOK),
            ends_at=dt.datetime.combine(day, cleaned["ends"], BANGKOK),
            title_th=cleaned["title_th"],
            title_en=cleaned["title_en"],
            capacity=cleaned["capacity"] if kind != Kind.DESK else None,
            speakers=tuple(self.team[pk] for pk in cleaned["speakers"]),
            pk=cleaned["pk"],
        )


class SessionForms:
    """All sessions of the page. Without data those of the event, or one blank; with data those that were typed."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        event: OutreachEvent | None = None,
        first: dict[str, Any] | None = None,
    ) -> None:
        active = Speaker.objects.filter(active=True) | Speaker.objects.filter(sessions__event=event)
        rows = active.distinct().select_related("person").order_by("person__sort_key", "pk")
        self.team = {speaker.pk: speaker for speaker in rows}
        if data is None:
            self.forms = self._unbound(_stored(event) if event else [blank() | (first or {})])
        elif "add_session" in data:
            self.forms = self._unbound(self._typed_and_one_more(data))
        else:
            self.forms = [SessionForm(data, number=number, team=self.team) for number in range(_count(data))]

    def __iter__(self) -> Iterator[SessionForm]:
        return iter(self.forms)

    def __len__(self) -> int:
        return len(self.forms)

    @property
    def may_grow(self) -> bool:
        return len(self.forms) < MOST_SESSIONS

    def is_valid(self) -> bool:
        """Whether all sessions that stay are right; gives those without a day that of the session before."""
        day, valid = None, True
        for form in self.forms:
            form.is_valid()
            if form.is_removed:
                form.errors.clear()
                continue
            if "date" not in form.errors:
                day = form.day = form.cleaned_data.get("date") or day
                if day is None:
                    form.add_error("date", _("กรุณากรอกวันที่"))
            valid = valid and not form.errors
        return valid

    def staying(self) -> list[SessionForm]:
        return [form for form in self.forms if not form.is_removed]

    def _unbound(self, rows: Iterable[dict[str, Any]]) -> list[SessionForm]:
        return [SessionForm(initial=row, number=number, team=self.team) for number, row in enumerate(rows)]

    def _typed_and_one_more(self, data: QueryDict) -> list[dict[str, Any]]:
        rows = [typed_in(SessionForm(number=number, team=self.team), data) for number in range(_count(data))]
        if len(rows) < MOST_SESSIONS:
            before = rows[-1] if rows else {}
            rows.append({**blank(), "starts": before.get("ends") or STARTS, "ends": ""} if before else blank())
        return rows


def typed_in(form: forms.BaseForm, data: QueryDict) -> dict[str, Any]:
    """What was typed into the fields of a form, as initial values: to show the page again without checking it."""
    return {
        name: field.widget.value_from_datadict(data, {}, form.add_prefix(name)) for name, field in form.fields.items()
    }


def blank() -> dict[str, Any]:
    return {"starts": STARTS, "ends": ENDS, "kind": Kind.TALK.value}


def _count(data: QueryDict) -> int:
    return max(1, min(number_in(data.get("sessions", "")), MOST_SESSIONS))


def _stored(event: OutreachEvent) -> Sequence[dict[str, Any]]:
    """The event's sessions as initial values. Two queries."""
    return [
        {
            "pk": session.pk,
            "date": local_date(session.starts_at),
            "starts": session.starts_at.astimezone(BANGKOK).time(),
            "ends": session.ends_at.astimezone(BANGKOK).time(),
            "capacity": session.capacity,
            "kind": f"{session.kind}:{session.desk}" if session.desk else session.kind,
            "speakers": [speaker.pk for speaker in session.speakers.all()],
            "title_th": session.title_th,
            "title_en": session.title_en,
        }
        for session in event.sessions.prefetch_related("speakers")
    ]
