"""A booking over the phone or at the counter, on one page: topic, time, who; then what to read aloud.

Names and numbers travel in POST bodies only, so another topic or day is asked for by a button of the same form.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from center.places.models import Tambon
from center.staff.officer import officer
from center.staff.row_page import errors_of, report, require
from center.visitors.forms import SignedForm
from committee.speakers.models import Speaker, Topic
from committee.terms.forms import line
from consultations.bookings import texts
from consultations.bookings.actors import Visitor, staff
from consultations.bookings.admin import times
from consultations.bookings.admin.callbacks import callback_of, note_booking
from consultations.bookings.admin.page import ADD, CHANGE, REFUSALS, VIEW, find_booking, sentence_of
from consultations.bookings.bookings import book
from consultations.bookings.forms import ANOTHER_DISTRICT, outside_of
from consultations.bookings.models import Booking, Channel
from consultations.bookings.offers import advisers_of
from consultations.calendar.claims import TimeTaken
from consultations.calendar.free_times import FreeTime
from thai.django.fields import ThaiTextField
from thai.django.forms import PhoneField

FORM_NAME = "staff booking"


class PhoneForm(times.TimeForm, SignedForm):
    """Topic and adviser stand in hidden fields or a box; `shown` says what the offered times were for."""

    topic = forms.ModelChoiceField(
        Topic.objects.filter(active=True), label=gettext_lazy("เรื่อง"), widget=forms.HiddenInput
    )
    speaker = forms.ModelChoiceField(
        Speaker.objects.none(), label=gettext_lazy("ผู้ให้คำปรึกษา"), required=False, empty_label=gettext_lazy("ใครก็ได้")
    )
    day = forms.CharField(label=gettext_lazy("วันอื่น"), required=False, max_length=40)
    name = line(gettext_lazy("ชื่อ-นามสกุลของคนที่จะมา"))
    phone = PhoneField(label=gettext_lazy("เบอร์โทรศัพท์"))
    tambon = forms.ChoiceField(label=gettext_lazy("ตำบล"), required=False)
    outside = line(gettext_lazy("อำเภอและจังหวัด (ถ้านอกอำเภอ)"), most=120, required=False)
    question = ThaiTextField(blank=True, max_length=1000).formfield(
        label=gettext_lazy("อยากถามอะไร (ไม่บังคับ)"),
        widget=forms.Textarea({"rows": 2, "class": "vLargeTextField"}),
    )
    email = forms.EmailField(label=gettext_lazy("อีเมล (ถ้ามี)"), required=False)
    channel = forms.ChoiceField(
        label=gettext_lazy("ช่องทาง"), choices=[choice for choice in Channel.choices if choice[0] != Channel.WEB]
    )

    def __init__(self, data: QueryDict | None = None, *, topic: Topic | None, **kwargs: Any) -> None:
        super().__init__(data, form_name=FORM_NAME, **kwargs)
        self.advisers = advisers_of(topic) if topic else []
        field = self.fields["speaker"]
        field.queryset = Speaker.objects.filter(active=True)  # type: ignore[attr-defined]
        field.choices = [  # type: ignore[attr-defined]  # of the topic only, without a query for each name
            ("", _("ใครก็ได้")),
            *((speaker.pk, str(speaker)) for speaker in self.advisers),
        ]
        tambons = [(str(tambon.pk), tambon.name) for tambon in Tambon.objects.all()]
        self.fields["tambon"].choices = [("", _("ไม่ระบุ")), *tambons, (ANOTHER_DISTRICT, _("นอกอำเภอบางคล้า"))]  # type: ignore[attr-defined]

    def visitor(self) -> Visitor:
        cleaned = self.cleaned_data
        tambon = cleaned["tambon"]
        inside = tambon if tambon and tambon != ANOTHER_DISTRICT else None
        return Visitor(
            name=cleaned["name"],
            phone=cleaned["phone"],
            email=cleaned["email"],
            tambon=Tambon.objects.get(pk=inside) if inside else None,
            outside=outside_of(tambon, cleaned["outside"]),
            question=cleaned["question"],
        )


def phone_page(model_admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The page. A POST books, or shows other times where topic, adviser or day are others than those shown."""
    require(request, ADD)
    topics = list(Topic.objects.filter(active=True))
    callback = callback_of(request)
    topic = _topic_of(request, topics) or (callback.topic if callback else None)
    if request.method != "POST":
        first = {"channel": Channel.PHONE, "topic": topic, "tambon": ""}
        if callback:
            first |= {"name": callback.name, "phone": callback.phone, "question": callback.question}
            first["tambon"] = str(callback.tambon_id or "")
        return _page(model_admin, request, PhoneForm(topic=topic, initial=first), topic, topics)
    if _wants_other_times(request, topic):
        typed = {**request.POST.dict(), "topic": topic, "time": ""}
        return _page(model_admin, request, PhoneForm(topic=topic, initial=typed), topic, topics)
    form = PhoneForm(request.POST, topic=topic)
    if not form.is_valid():
        return _page(model_admin, request, form, topic, topics)
    cleaned = form.cleaned_data
    try:
        booking = book(
            topic=cleaned["topic"],
            starts_at=cleaned["starts_at"],
            speaker=cleaned["speaker"],
            visitor=form.visitor(),
            form_key=form.form_key,
            channel=cleaned["channel"],
            by=staff(officer(request), cleaned["reason"]),
        )
    except REFUSALS.errors as refusal:
        report(form, REFUSALS.at_the_field(refusal, "other_time" if cleaned["other_time"] else "time"))
        return _page(model_admin, request, form, topic, topics, gone=cleaned["starts_at"], refusal=refusal)
    if booking.starts_at != cleaned["starts_at"]:
        messages.warning(request, _("แบบฟอร์มนี้จองไว้แล้ว ตามด้านล่าง ถ้าจะเปลี่ยนเวลา กดเลื่อนนัด"))
    else:
        model_admin.log_addition(request, booking, _("รับนัดทางโทรศัพท์"))
    if callback:
        note_booking(callback, booking, by=officer(request))
    return HttpResponseRedirect(reverse("admin:consultations_booking_booked", args=[booking.pk]))


def booked_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """What to read aloud at the end of the call, the text for LINE, the slip."""
    booking = find_booking(request, pk, VIEW)
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": _("รับนัดแล้ว เลขที่ %s") % booking.reference,
        "booking": booking,
        "aloud": texts.to_read_aloud(booking),
        "line_text": texts.to_forward(booking),
        "adviser_text": texts.to_adviser(booking) if booking.state == Booking.State.WAITING else "",
        "may": request.user.has_perm(CHANGE),
        "may_book": request.user.has_perm(ADD),
    }
    return TemplateResponse(request, "admin/consultations/booking/booked.html", context)


def _topic_of(request: HttpRequest, topics: Sequence[Topic]) -> Topic | None:
    """The topic of a button, of the form, or of the address."""
    asked = request.POST.get("to_topic") or request.POST.get("topic") or request.GET.get("topic", "")
    return next((topic for topic in topics if str(topic.pk) == asked), None)


def _wants_other_times(request: HttpRequest, topic: Topic | None) -> bool:
    """Whether a button asks for other times, or what is typed isn't what the times on the page are for."""
    shown = request.POST.get("shown")
    asked = _shown(topic, request.POST.get("speaker", ""), request.POST.get("day", ""))
    return "look" in request.POST or "to_topic" in request.POST or (shown is not None and shown != asked)


def _shown(topic: Topic | None, speaker: str, day: str) -> str:
    return f"{topic.pk if topic else ''} {speaker} {day.strip()}"


def _page(
    model_admin: ModelAdmin,
    request: HttpRequest,
    form: PhoneForm,
    topic: Topic | None,
    topics: Sequence[Topic],
    *,
    gone: dt.datetime | None = None,
    refusal: Exception | None = None,
) -> HttpResponse:
    asked, typed_day = str(form["speaker"].value() or ""), str(form["day"].value() or "")[:40]
    speakers = [speaker for speaker in form.advisers if str(speaker.pk) == asked] or form.advisers
    day = times.typed_day(typed_day)
    offered: list[FreeTime] = []
    if topic:
        offered = times.on_day(speakers, topic.minutes, day) if day else times.soonest(speakers, topic.minutes)
        if gone and isinstance(refusal, TimeTaken):
            offered = times.nearest(speakers, topic.minutes, gone) or offered
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "media": model_admin.media + form.media,
        "title": _("รับนัดทางโทรศัพท์"),
        "form": form,
        "topic": topic,
        "topics": topics,
        "choices": times.choices_of(offered, str(form["time"].value() or "")),
        "day": day,
        "legend": times.heading_of(day, gone=isinstance(refusal, TimeTaken)),
        "typed_day": typed_day,
        "gone": sentence_of(refusal) if isinstance(refusal, TimeTaken) else "",
        "shown": _shown(topic, asked, typed_day),
        "summary": list(errors_of([form])),
    }
    return TemplateResponse(request, "admin/consultations/booking/phone.html", context)
