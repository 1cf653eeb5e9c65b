"""Appointments of a day, a week and on paper; the address of an adviser's calendar."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from center.office.models import Center
from center.staff.officer import officer
from center.staff.row_page import number_in, require
from committee.speakers.models import Speaker
from consultations.bookings import texts
from consultations.bookings.admin.page import VIEW, find_booking
from consultations.bookings.admin.times import typed_day
from consultations.bookings.desks import sessions_of
from consultations.bookings.models import Booking
from consultations.calendar.feeds import renew, stop
from consultations.calendar.free_times import intervals_on
from consultations.calendar.models import Absence, CalendarSettings
from consultations.calendar.quarters import moment_of
from consultations.calendar.schedules import calendars_of
from thai.dates import clock, numeric_date

CHANGE_SETTINGS = "consultations.change_calendarsettings"
# More rows than this are printed smaller, so that the day stays on one sheet.
ROWS_AT_FULL_SIZE = 16


def slip_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The slip to take along: number, time, place, what to bring. In the visitor's language."""
    booking = find_booking(request, pk, VIEW)
    with translation.override(booking.language):
        context = {
            "booking": booking,
            "when": texts.when(booking),
            "where": texts.where(booking),
            "phone": texts.office_phone(),
            "center": Center.objects.first(),
            "demo": settings.DEMO,
        }
        return render(request, "consultations/bookings/staff_slip_print.html", context)


def day_sheet_page(model_admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The day's appointments on one A4 sheet. Always in Thai, as paper is."""
    require(request, VIEW)
    day = typed_day(request.GET.get("day", "")) or timezone.localdate()
    bookings = list(Booking.objects.on(day).exclude(state=Booking.State.CANCELLED).for_rows())
    with translation.override("th"):
        context = {
            "day": day,
            "bookings": [
                (booking, texts.where(booking) if booking.place_id or booking.session_id else "")
                for booking in bookings
            ],
            "typed_day": numeric_date(day),
            "dense": len(bookings) > ROWS_AT_FULL_SIZE,
            "center": Center.objects.first(),
            "today": timezone.localdate(),
            "demo": settings.DEMO,
        }
        return render(request, "consultations/bookings/day_print.html", context)


@dataclass(frozen=True)
class WeekDay:
    """One day of an adviser: the hours one can book, why there are none, the events and the appointments.

    events: sessions of events, each with its hours.
    """

    date: dt.date
    hours: list[str]
    away: list[Absence]
    closed: str
    events: list[tuple[Any, str]]
    bookings: list[Booking]


def week_page(model_admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """One adviser's week: hours, absences, closures, events, appointments."""
    require(request, VIEW)
    advisers = list(Speaker.objects.filter(active=True).select_related("person").order_by("person__sort_key"))
    adviser = _chosen(request, advisers)
    day = typed_day(request.GET.get("day", "")) or timezone.localdate()
    first = day - dt.timedelta(days=day.weekday())
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": _("ตารางสัปดาห์"),
        "advisers": advisers,
        "adviser": adviser,
        "days": _week_of(adviser, first) if adviser else [],
        "typed_day": numeric_date(day),
        "first": first,
        "last": first + dt.timedelta(days=6),
        "previous": first - dt.timedelta(days=7),
        "next": first + dt.timedelta(days=7),
        "today": timezone.localdate(),
        "settings": CalendarSettings.objects.filter(speaker=adviser).first() if adviser else None,
        "may_change": request.user.has_perm(CHANGE_SETTINGS),
    }
    return TemplateResponse(request, "admin/consultations/booking/week.html", context)


def _chosen(request: HttpRequest, advisers: list[Speaker]) -> Speaker | None:
    """The adviser asked for, else oneself, else the first."""
    asked = request.GET.get("adviser", "")
    person = officer(request).person_id
    wanted = [speaker for speaker in advisers if str(speaker.pk) == asked]
    own = [speaker for speaker in advisers if person and speaker.person_id == person]
    return next(iter([*wanted, *own, *advisers]), None)


def _week_of(adviser: Speaker, first: dt.date) -> list[WeekDay]:
    """Monday to Sunday. Ten queries."""
    last = first + dt.timedelta(days=6)
    calendar = calendars_of([adviser], first=first, last=last)[adviser.pk]
    absences = list(Absence.objects.between(first, last).filter(person=adviser.person_id))
    rows = Booking.objects.between(first, last).filter(speaker=adviser)
    bookings = list(rows.exclude(state=Booking.State.CANCELLED).for_rows())
    sessions = sessions_of(adviser, first, last)
    language = get_language() or "th"
    week = []
    for offset in range(7):
        day = first + dt.timedelta(days=offset)
        off = calendar.schedule.day_off(day)
        week.append(
            WeekDay(
                date=day,
                hours=[
                    _hours(moment_of(span.start), moment_of(span.end))
                    for span in intervals_on(calendar, day)
                    if span.desk is None
                ],
                away=[absence for absence in absences if absence.starts_on <= day <= absence.ends_on],
                closed=((off.reason_en if language == "en" else "") or off.reason_th or _("ศูนย์ปิด")) if off else "",
                events=[
                    (session, _hours(session.starts_at, session.ends_at))
                    for session in sessions
                    if timezone.localdate(session.starts_at) == day
                ],
                bookings=[row for row in bookings if timezone.localdate(row.starts_at) == day],
            )
        )
    return week


def _hours(starts_at: dt.datetime, ends_at: dt.datetime) -> str:
    language = get_language() or "th"
    return f"{clock(starts_at, language).removesuffix(' น.')}–{clock(ends_at, language)}"


def feed_page(model_admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The secret address of an adviser's calendar; POST renews it, or takes it back with `stop`."""
    require(request, CHANGE_SETTINGS)
    asked = request.POST.get("adviser", request.GET.get("adviser", ""))
    number = number_in(asked)
    of_adviser = CalendarSettings.objects.select_related("speaker__person")
    row = get_object_or_404(of_adviser, speaker=number)
    page = f"{reverse('admin:consultations_booking_feed')}?adviser={row.speaker_id}"
    if request.method == "POST":
        if "stop" in request.POST:
            stop(row, by=officer(request))
            messages.success(request, _("ที่อยู่ปฏิทินใช้ไม่ได้แล้ว"))
        else:
            renew(row, by=officer(request))
            messages.success(request, _("สร้างที่อยู่ปฏิทินใหม่แล้ว ที่อยู่เดิมใช้ไม่ได้"))
        return HttpResponseRedirect(page)
    address = settings.SITE_URL + reverse("adviser_feed", args=[row.feed_key]) if row.feed_key else ""
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": _("ปฏิทินในโทรศัพท์: %s") % row.speaker,
        "row": row,
        "address": address,
    }
    return TemplateResponse(request, "admin/consultations/booking/feed.html", context)


OF_A_BOOKING: dict[str, Callable[..., HttpResponse]] = {"slip": slip_page}
OF_A_DAY: dict[str, Callable[..., Any]] = {"week": week_page, "day_sheet": day_sheet_page, "feed": feed_page}
