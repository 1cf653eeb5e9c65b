"""Texts of letters to copy, and one A4 for the meeting of headmen."""

from django import forms
from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from center.office.models import Center
from center.staff.row_page import number_in, require
from consultations.outreach.models import OutreachEvent
from consultations.registers import letters
from consultations.registers.admin.registers import VIEW
from thai.django.forms import ThaiTextField

MOST_EVENTS = 30
LONGEST_NOTE = 2000


class NoticeForm(forms.Form):
    """What the officer adds to the sheet."""

    note = ThaiTextField(
        label=gettext_lazy("เรื่องที่ฝากแจ้งเพิ่ม"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 40}),
    )


def letters_page(model_admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The invitation to an event, chosen from those to come."""
    require(request, VIEW)
    events = list(OutreachEvent.objects.next()[:MOST_EVENTS])
    number = number_in(request.GET.get("event", ""))
    chosen = OutreachEvent.objects.for_rows().filter(pk=number).first() if number else (events[0] if events else None)
    if chosen and chosen not in events:
        events.insert(0, chosen)
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": _("ข้อความหนังสือเชิญ"),
        "events": events,
        "chosen": chosen,
        "invitation": letters.invitation(chosen) if chosen else "",
    }
    return TemplateResponse(request, "admin/consultations/closedmonth/letters.html", context)


def notice_page(model_admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """One A4: news, events, closing dates, and what the officer adds."""
    require(request, VIEW)
    with translation.override("th"):
        today = timezone.localdate()
        form = NoticeForm(request.GET)
        context = {
            "notice": letters.notice(today),
            "form": form,
            "note": form.cleaned_data["note"] if form.is_valid() else "",
            "center": Center.objects.first(),
            "today": today,
            "demo": settings.DEMO,
        }
        return render(request, "consultations/registers/notice_print.html", context)
