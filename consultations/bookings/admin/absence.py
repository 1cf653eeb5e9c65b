"""Somebody isn't there: saved after its appointments were named, which then stand here until each is arranged anew."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from center.office.admin.filters import ComingFilter
from center.people.models import Person
from center.staff.base import StaffAdmin
from center.staff.breakage import NamesBreakage
from center.staff.officer import officer
from center.staff.row_page import address_of
from consultations.bookings import texts
from consultations.bookings.admin.page import CHANGE
from consultations.bookings.breakage import bookings_during
from consultations.bookings.substitutes import substitutes_for
from consultations.calendar.models import Absence
from thai.dates import short_date

# Direct buttons beside an appointment; everybody else is on the page of handing over.
MOST_NAMED = 2


class AbsenceForm(NamesBreakage):
    """A last day left empty is the first: most are away for a day."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "ends_on" in self.fields:
            self.fields["ends_on"].required = False
            self.fields["ends_on"].help_text = _("ไม่อยู่วันเดียวเว้นว่างไว้ได้")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("ends_on") and cleaned.get("starts_on") and "ends_on" not in self.errors:
            cleaned["ends_on"] = cleaned["starts_on"]
        return cleaned


@admin.register(Absence)
class AbsenceAdmin(StaffAdmin):
    form = AbsenceForm
    list_display = ("who", "days", "part", "reason")
    list_select_related = ("person",)
    list_filter = (ComingFilter, "part")
    search_fields = ("person__search_text", "person__phone")
    fields = ("person", ("starts_on", "ends_on"), "part", "reason")
    radio_fields = {"part": admin.HORIZONTAL}
    change_form_template = "admin/consultations/absence/change_form.html"
    ordering = ("starts_on", "pk")
    log_by_number = True
    save_on_top = False

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        return super().add_view(request, form_url, {"title": _("แจ้งไม่อยู่")} | (extra_context or {}))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Those with appointments and those on duty or with an account: advisers of the team, and oneself."""
        if db_field.name == "person":
            people = Person.objects.filter(speaker__active=True) | Person.objects.filter(user__is_active=True)
            kwargs["queryset"] = people.distinct().order_by("sort_key")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Absence | None = None) -> tuple:
        return ("person",) if obj else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Me, today, the whole day."""
        mine = {"person": officer(request).person_id, "starts_on": timezone.localdate()}
        return mine | super().get_changeform_initial_data(request)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        """On to its appointments, where there are any."""
        count = len(bookings_during(obj))
        if "_save" not in request.POST or not count:
            return super().response_add(request, obj, post_url_continue)
        said = ngettext("บันทึกแล้ว มีนัดที่กระทบ %d นัด", "บันทึกแล้ว มีนัดที่กระทบ %d นัด", count) % count
        messages.warning(request, said)
        return HttpResponseRedirect(address_of(obj))

    def render_change_form(self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any) -> HttpResponse:
        absence = kwargs.get("obj")
        if absence is not None and request.method == "GET":
            bookings = bookings_during(absence)
            substitutes = substitutes_for(bookings)
            context |= {
                "affected": [
                    {
                        "booking": booking,
                        "when": texts.when(booking),
                        "substitutes": substitutes[booking.pk][:MOST_NAMED],
                        "line_text": texts.to_forward(booking),
                    }
                    for booking in bookings
                ],
                "may_arrange": request.user.has_perm(CHANGE),
                "here": request.path,
            }
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("ใคร"), ordering="person__sort_key")
    def who(self, obj: Absence) -> str:
        return str(obj.person)

    @admin.display(description=_("วันที่"), ordering="starts_on")
    def days(self, obj: Absence) -> str:
        language = get_language() or "th"
        days = dict.fromkeys(short_date(day, language) for day in (obj.starts_on, obj.ends_on))
        return " – ".join(days)
