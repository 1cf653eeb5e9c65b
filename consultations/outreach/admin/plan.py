"""The page on which an event is planned or changed: the event, its sessions, and what stands in its way."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from center.records.changes import written
from center.staff.officer import officer
from center.staff.row_page import address_of, errors_of, number_in, require
from consultations.bookings.actors import staff
from consultations.outreach import events
from consultations.outreach.admin.event_form import EventForm
from consultations.outreach.admin.page import ADD, CHANGE, CHANGE_REQUEST, find_event
from consultations.outreach.admin.sessions import SessionForms, typed_in
from consultations.outreach.event_refusals import AdvisersTaken, Clash, EventRefused
from consultations.outreach.models import OutreachEvent, VillageRequest
from consultations.outreach.requests import plan_event
from thai.dates import local_date

SECTIONS = {
    "details": ("about_th", "for_whom_th", "takes_registrations", "closes_on", "photographed"),
    "taking_part": (
        "offers_capital",
        "offers_production",
        "offers_markets",
        "offers_knowledge",
        "networks",
        "organizations",
    ),
    "plan": ("project", "budget_source", "budget", "organizer"),
    "english": ("name_en", "about_en", "for_whom_en"),
}


def add_page(model_admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """A new event, perhaps one that a village asked for (?request=): what it said is filled in."""
    require(request, ADD)
    return _page(model_admin, request, None, _asked_for(request))


def change_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    return _page(model_admin, request, find_event(request, pk, CHANGE), None)


def _page(
    model_admin: ModelAdmin, request: HttpRequest, event: OutreachEvent | None, asked: VillageRequest | None
) -> HttpResponse:
    may_add_place = request.user.has_perm("center.add_place")
    initial = {"organizer": officer(request)} | _wished(asked) if event is None else {}
    if request.method != "POST":
        first = {"capacity": asked.people} if asked else {}
        form = EventForm(instance=event, initial=initial, may_add_place=may_add_place)
        return _shown(model_admin, request, event, asked, form, SessionForms(event=event, first=first))
    sessions = SessionForms(request.POST, event=event)
    if "add_session" in request.POST:
        typed = typed_in(EventForm(may_add_place=may_add_place), request.POST)
        form = EventForm(instance=event, initial=typed, may_add_place=may_add_place)
        return _shown(model_admin, request, event, asked, form, sessions)
    form = EventForm(request.POST, instance=event, initial=initial, may_add_place=may_add_place)
    clashes: list[Clash] = []
    if all([form.is_valid(), sessions.is_valid()]):
        try:
            saved = _save(request, form, sessions, asked)
        except AdvisersTaken as taken:
            clashes = taken.clashes
            _report_clashes(taken, form, sessions)
        except EventRefused as refusal:
            _report(refusal, form, sessions)
        else:
            log = model_admin.log_change if event else model_admin.log_addition
            log(request, saved, _("บันทึกกิจกรรม"))
            said = _("บันทึกแล้ว") if event else _("เพิ่มกิจกรรมแล้ว ยังไม่แสดงบนเว็บจนกว่าจะกดเผยแพร่")
            messages.success(request, said)
            return HttpResponseRedirect(address_of(saved))
    return _shown(model_admin, request, event, asked, form, sessions, clashes)


def _save(request: HttpRequest, form: EventForm, sessions: SessionForms, asked: VillageRequest | None) -> OutreachEvent:
    """The event with its sessions, its place, who takes part, and the answer to the request: all or nothing."""
    by = staff(officer(request))
    with transaction.atomic():
        event: OutreachEvent = form.save(commit=False)
        event.place = form.place()
        event = events.save(event=event, sessions=[session.plan for session in sessions.staying()], by=by)
        form.save_m2m()
        if asked:
            plan_event(asked, event=event, by=by)
    if event.place:
        written([event.place])
    return event


def _asked_for(request: HttpRequest) -> VillageRequest | None:
    """The request that the page's address names, for whoever may answer it."""
    number = number_in(request.GET.get("request", ""))
    if not number or not request.user.has_perm(CHANGE_REQUEST):
        return None
    return VillageRequest.objects.filter(pk=number).select_related("tambon").first()


def _wished(asked: VillageRequest | None) -> dict[str, Any]:
    """What a village said, as the first values of the form. In the register it has a tambon, and no place yet."""
    if asked is None:
        return {}
    at_the_center = asked.kind == VillageRequest.Kind.MEETING_PLACE
    moo = _("หมู่ที่ %d") % asked.moo if asked.moo else ""
    return {
        "name_th": asked.subject,
        "for_whom_th": asked.on_behalf_of,
        "where": "center" if at_the_center else "",
        "new_place": "" if at_the_center else _village(asked, moo),
        "new_tambon": asked.tambon_id or "",
    }


def _village(asked: VillageRequest, moo: str) -> str:
    return " ".join(part for part in (moo, asked.tambon.name_th if asked.tambon else "") if part) if moo else ""


def _report(refusal: EventRefused, form: EventForm, sessions: SessionForms) -> None:
    staying = sessions.staying()
    if refusal.session is not None and refusal.session < len(staying):
        staying[refusal.session].add_error("starts", refusal.sentence)
    else:
        form.add_error(None, refusal.sentence)


def _report_clashes(taken: AdvisersTaken, form: EventForm, sessions: SessionForms) -> None:
    """Each clash stands at the session it is about, with a link to what is in the way."""
    if not taken.clashes:
        form.add_error(None, taken.sentence)
    advisers = [(session, session.plan.speakers) for session in sessions.staying()]
    for clash in taken.clashes:
        of_adviser = [session for session, speakers in advisers if clash.adviser in speakers]
        of_day = [session for session in of_adviser if session.day == local_date(clash.at)]
        for session in (of_day or of_adviser)[:1]:
            session.add_error("speakers", _with_links(clash))


def _with_links(clash: Clash) -> SafeString:
    """The sentence, and where the other one is moved: in a tab of its own, so that nothing typed is lost."""
    links = format_html_join(
        " · ", '<a href="{}" target="_blank" rel="noopener">{}</a>', ((url, label) for url, label in _ways_out(clash))
    )
    return format_html("{} {}", clash.sentence, links)


def _ways_out(clash: Clash) -> list[tuple[str, str]]:
    if clash.booking:
        page = "admin:consultations_booking_"
        return [
            (reverse(f"{page}move", args=[clash.booking.pk]), _("เลื่อนนัดนี้ (แท็บใหม่)")),
            (reverse(f"{page}hand_over", args=[clash.booking.pk]), _("ให้คนอื่นรับแทน (แท็บใหม่)")),
        ]
    if clash.event and clash.event.pk:
        return [(reverse("admin:consultations_event_plan", args=[clash.event.pk]), _("แก้ไขกิจกรรมนั้น (แท็บใหม่)"))]
    if clash.absence:
        return [(address_of(clash.absence), _("ดูวันไม่อยู่ (แท็บใหม่)"))]
    return []


def _shown(
    model_admin: ModelAdmin,
    request: HttpRequest,
    event: OutreachEvent | None,
    asked: VillageRequest | None,
    form: EventForm,
    sessions: SessionForms,
    clashes: list[Clash] | None = None,
) -> TemplateResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "media": model_admin.media + form.media,
        "title": _("แก้ไขกิจกรรม: %s") % event if event else _("เพิ่มกิจกรรม"),
        "event": event,
        "row_url": address_of(event) if event else "",
        "asked": asked,
        "asked_url": address_of(asked) if asked else "",
        "form": form,
        "sessions": sessions,
        "sections": {name: [form[field] for field in fields] for name, fields in SECTIONS.items()},
        "opened": {name: any(form[field].errors for field in fields) for name, fields in SECTIONS.items()},
        "told": event.registrations.coming().count() if event and event.is_published else 0,
        "clashes": clashes,
        "summary": list(errors_of([form, *sessions])),
    }
    return TemplateResponse(request, "admin/consultations/outreachevent/plan.html", context)
