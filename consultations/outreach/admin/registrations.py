"""Who registered for an event: the list with its search, the page of one, and what staff do with it."""

import tempfile
from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from center.access import log as access_log
from center.access.recency import recently_authenticated
from center.sheets import spreadsheets
from center.staff.exporting import may_export_personal_data
from center.staff.officer import officer
from center.staff.row_page import address_of, ask, button, number_in, posted, require, show
from center.staff.searching import search
from committee.terms.forms import line
from consultations.bookings.actors import staff
from consultations.outreach import seats, texts
from consultations.outreach.admin.acts import possible_with
from consultations.outreach.admin.page import CHANGE_REGISTRATION, REFUSALS, REGISTER, VIEW_REGISTRATION, find_event
from consultations.outreach.models import OutreachEvent, Registration, RegistrationSession, Session
from consultations.outreach.models.registration import RegistrationQuerySet
from consultations.outreach.registrations import bring_back, cancel, leave, seat_now, shrink
from thai.dates import local_date, numeric_date
from thai.django.forms import ThaiIntegerField
from thai.phones import format_phone

ROWS_A_PAGE = 50
State = Registration.State
SHOWN = {
    "coming": gettext_lazy("ยังมา"),
    "waiting": gettext_lazy("สำรอง"),
    "cancelled": gettext_lazy("ยกเลิกแล้ว"),
    "all": gettext_lazy("ทั้งหมด"),
}


# --- The list --------------------------------------------------------------------------------------------------------


def list_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Those of one event, in the order in which they came; ?q= searches name, phone and number."""
    event = find_event(request, pk, VIEW_REGISTRATION)
    access_log.listed(officer(request), Registration)
    shown = request.GET.get("shown", "coming")
    shown = shown if shown in SHOWN else "coming"
    query = request.GET.get("q", "").strip()[:100]
    places = Prefetch("places", RegistrationSession.objects.select_related("session"))
    rows = search(
        _rows(event, shown).select_related("tambon").prefetch_related(places), ("name", "phone", "reference"), query
    )
    page = Paginator(rows.order_by("registered_at", "pk"), ROWS_A_PAGE).get_page(request.GET.get("page"))
    positions = seats.positions_of(place for row in page for place in row.places.all())
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": _("รายชื่อผู้ลงทะเบียน: %s") % event,
        "event": event,
        "row_url": address_of(event),
        "when": texts.when(event),
        "page": page,
        "rows": [{"registration": row, "places": _in_words(row, positions)} for row in page],
        "query": query,
        "shown": shown,
        "choices": SHOWN.items(),
        "may": request.user.has_perm(CHANGE_REGISTRATION),
        "may_register": possible_with(event)["may_register"] and request.user.has_perm(REGISTER),
        "may_export": may_export_personal_data(request),
    }
    return TemplateResponse(request, "admin/consultations/outreachevent/registrations.html", context)


def _rows(event: OutreachEvent, shown: str) -> RegistrationQuerySet:
    rows = Registration.objects.filter(event=event)
    if shown == "cancelled":
        return rows.filter(state=State.CANCELLED)
    if shown == "waiting":
        waits = RegistrationSession.objects.filter(place_in_queue__isnull=False, session__event=event)
        return rows.coming().filter(pk__in=waits.values("registration"))
    return rows if shown == "all" else rows.coming()


def _in_words(registration: Registration, positions: dict[int, int]) -> list[str]:
    """What it has of each session; in one word where that is the same in all of them."""
    if not registration.is_coming:
        return [registration.get_state_display()]
    places = list(registration.places.all())
    if len(places) == 1 or not any(place.is_waiting for place in places):
        return [seats.place_in_words(positions.get(places[0].pk, 0))] if places else []
    return [f"{place.session.title}: {seats.place_in_words(positions.get(place.pk, 0))}" for place in places]


# --- One registration ------------------------------------------------------------------------------------------------


def find_registration(request: HttpRequest, pk: int, registration: int, permission: str) -> Registration:
    """A registration of the event with its sessions, for whoever has the permission."""
    require(request, permission)
    rows = Registration.objects.for_rows().select_related("registered_by", "person")
    found = get_object_or_404(rows, pk=registration)
    if found.event_id != pk:  # compared here: the database refuses a number of twenty digits for a foreign key
        raise Http404
    return found


def own_page(model_admin: ModelAdmin, request: HttpRequest, pk: int, registration: int) -> HttpResponse:
    """One party: what it has, what to read aloud, and the buttons."""
    row = find_registration(request, pk, registration, VIEW_REGISTRATION)
    access_log.opened(officer(request), row)
    places = list(row.places.all())
    positions = seats.positions_of(places)
    log = row.state_changes.select_related("by", "content_type")
    return show(
        model_admin,
        request,
        "admin/consultations/outreachevent/registration.html",
        row=row.event,
        title=str(row),
        event=row.event,
        registration=row,
        list_url=_list_url(row),
        when=texts.when(row.event),
        aloud=texts.to_read_aloud(row),
        line_text=texts.own_to_forward(row),
        places=[
            {
                "session": place.session,
                "words": seats.place_in_words(positions.get(place.pk, 0)),
                "is_waiting": place.is_waiting,
            }
            for place in places
        ],
        changes=[(change, change.by.get_full_name() if change.by else change.get_actor_display()) for change in log],
        shrink_form=ShrinkForm(initial={"party_size": row.party_size}),
        may=request.user.has_perm(CHANGE_REGISTRATION) and row.event.is_planned,
    )


class ShrinkForm(forms.Form):
    party_size = ThaiIntegerField(label=gettext_lazy("มากี่คน"), min_value=1, max_value=9999)


class SeatForm(forms.Form):
    reason = line(gettext_lazy("เหตุที่ให้ที่นั่งก่อนลำดับ"), most=200, help_text=gettext_lazy("เช่น วิทยากรร่วม ผู้สูงอายุเดินทางมาแล้ว"))


@button
def _button(
    model_admin: ModelAdmin,
    request: HttpRequest,
    row: Registration,
    rule: Callable[[], object],
    said: str,
) -> HttpResponse:
    answer = REFUSALS.do(model_admin, request, row.event, rule, said)
    page = reverse("admin:consultations_event_registration", args=[row.event_id, row.pk])
    return answer if request.POST.get("next") else HttpResponseRedirect(page)


def cancel_act(model_admin: ModelAdmin, request: HttpRequest, pk: int, registration: int) -> HttpResponse:
    """They don't come: the queue moves up at once."""
    row = find_registration(request, pk, registration, CHANGE_REGISTRATION)
    by = staff(officer(request))
    return _button(model_admin, request, row, lambda: cancel(row, by=by), _("ยกเลิกการลงทะเบียนแล้ว"))


def bring_back_act(model_admin: ModelAdmin, request: HttpRequest, pk: int, registration: int) -> HttpResponse:
    """Undo it: as a newcomer, at the end of the queue where there is one."""
    row = find_registration(request, pk, registration, CHANGE_REGISTRATION)
    by = staff(officer(request))
    return _button(model_admin, request, row, lambda: bring_back(row, by=by), _("ลงทะเบียนให้ใหม่แล้ว"))


def shrink_act(model_admin: ModelAdmin, request: HttpRequest, pk: int, registration: int) -> HttpResponse:
    """Fewer people come; they keep their seats."""
    row = find_registration(request, pk, registration, CHANGE_REGISTRATION)
    by = staff(officer(request))
    form = ShrinkForm(request.POST)
    size = form.cleaned_data["party_size"] if form.is_valid() else 0
    return _button(model_admin, request, row, lambda: shrink(row, party_size=size, by=by), _("เปลี่ยนจำนวนคนแล้ว"))


def leave_act(model_admin: ModelAdmin, request: HttpRequest, pk: int, registration: int) -> HttpResponse:
    """They don't come to one session."""
    row = find_registration(request, pk, registration, CHANGE_REGISTRATION)
    session = _session_of(row, request.POST.get("session", ""))
    by = staff(officer(request))
    return _button(model_admin, request, row, lambda: leave(row, session=session, by=by), _("คืนที่นั่งของช่วงนี้แล้ว"))


def seat_page(model_admin: ModelAdmin, request: HttpRequest, pk: int, registration: int, session: int) -> HttpResponse:
    """Seats before those ahead in the queue, with a reason that is kept; never above the capacity."""
    row = find_registration(request, pk, registration, CHANGE_REGISTRATION)
    of_session = _session_of(row, str(session))
    return ask(
        model_admin,
        request,
        row=row.event,
        form=SeatForm(posted(request)),
        act=REFUSALS.refused_at(
            "reason",
            lambda cleaned: seat_now(row, session=of_session, by=staff(officer(request), cleaned["reason"])),
        ),
        title=_("ให้ที่นั่งก่อนลำดับ: %s") % row,
        button=_("ให้ที่นั่ง"),
        said=_("ให้ที่นั่งแล้ว %s") % row,
        explained=[f"{row.name} · {texts.people(row.party_size)} · {of_session.title}"],
    )


def _session_of(registration: Registration, typed: str) -> Session:
    """The session the button names, where the party has a place."""
    number = number_in(typed)
    for place in registration.places.all():
        if place.session_id == number:
            return place.session
    raise Http404


def _list_url(registration: Registration) -> str:
    return reverse("admin:consultations_event_registrations", args=[registration.event_id])


# --- Excel -----------------------------------------------------------------------------------------------------------


def export_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponseBase:
    """All who still come, as an Excel file: names and numbers, so only for whoever may export personal data."""
    event = find_event(request, pk, VIEW_REGISTRATION)
    if not may_export_personal_data(request):
        raise PermissionDenied
    return _send(request, event)


@recently_authenticated
def _send(request: HttpRequest, event: OutreachEvent) -> FileResponse:
    access_log.exported(officer(request), Registration)
    # Written to a file first, so that a slow client doesn't keep the database cursor open.
    file = tempfile.TemporaryFile()  # noqa: SIM115  # closed by the response
    spreadsheets.write(file, spreadsheets.XLSX, [str(heading) for heading in HEADINGS], _cells(event))
    file.seek(0)
    day = numeric_date(local_date(timezone.now())).replace("/", "-")
    kind = _("ผู้ลงทะเบียน")
    name = f"{kind} {event} {day}.{spreadsheets.XLSX}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=spreadsheets.TYPES[spreadsheets.XLSX])


HEADINGS = (
    gettext_lazy("เลขที่"),
    gettext_lazy("ชื่อ-นามสกุล"),
    gettext_lazy("เบอร์โทรศัพท์"),
    gettext_lazy("อีเมล"),
    gettext_lazy("หมู่ที่"),
    gettext_lazy("ตำบล"),
    gettext_lazy("นอกอำเภอ"),
    gettext_lazy("มากี่คน"),
    gettext_lazy("ที่นั่งหรือสำรอง"),
    gettext_lazy("ช่องทาง"),
    gettext_lazy("ลงทะเบียนเมื่อ"),
)


def _cells(event: OutreachEvent) -> Iterator[list[Any]]:
    rows = list(Registration.objects.filter(event=event).coming().for_rows().order_by("registered_at", "pk"))
    positions = seats.positions_of(place for row in rows for place in row.places.all())
    for row in rows:
        yield [
            row.reference,
            row.name,
            format_phone(row.phone),
            row.email,
            row.moo,
            str(row.tambon or ""),
            row.outside,
            row.party_size,
            " · ".join(_in_words(row, positions)),
            row.get_channel_display(),
            row.registered_at,
        ]


OF_A_REGISTRATION: dict[str, Callable[..., HttpResponse]] = {
    "cancel": cancel_act,
    "bring_back": bring_back_act,
    "shrink": shrink_act,
    "leave": leave_act,
}
