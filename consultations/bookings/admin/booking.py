"""Appointments on the staff site: rows to read, with buttons and pages that call the rules (admin.acts, .phone, .sheets)."""

from functools import partial
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from center.people.models import Person
from center.staff.base import StaffAdmin
from consultations.bookings import texts
from consultations.bookings.admin import acts, phone, sheets
from consultations.bookings.admin.changes import changes_of
from consultations.bookings.admin.filters import AdviserFilter, BrokenFilter, WhenFilter
from consultations.bookings.admin.page import ADD, CHANGE
from consultations.bookings.models import Booking
from thai.dates import clock, local_date, long_date_time, short_date
from thai.phones import format_phone

State = Booking.State


@admin.register(Booking)
class BookingAdmin(StaffAdmin):
    """No form writes this table: adding is the page of a phone booking, and all else a rule."""

    list_display = ("when", "number", "name", "phone_with_dashes", "state_tag", "about")
    list_display_links = ("when", "number")
    list_filter = (WhenFilter, "state", BrokenFilter, AdviserFilter, "topic", "channel")
    search_fields = ("name", "phone", "reference")
    change_form_template = "admin/consultations/booking/change_form.html"
    actions: Any = None
    log_by_number = True
    save_on_top = False
    fieldsets = (
        (None, {"fields": ("when_in_words", "adviser", "topic_name", "where", "state_in_words", "reason")}),
        (_("ผู้มา"), {"fields": ("name", "phone_with_dashes", "email", "comes_from", "question")}),
        (_("ในทะเบียน"), {"fields": ("registers",)}),
        (_("การรับนัด"), {"fields": ("number", "channel", "booked_at", "booked_by", "language")}),
        (_("ประวัติสถานะ"), {"fields": ("changes",)}),
    )
    readonly_fields: ClassVar = flatten_fieldsets(fieldsets)
    export_columns = (
        (_("เลขที่นัด"), "reference"),
        "starts_at",
        "ends_at",
        "state",
        "topic",
        (_("ผู้ให้คำปรึกษา"), "speaker"),
        "place",
        "name",
        "phone",
        "email",
        "tambon",
        "outside",
        "question",
        "channel",
        "person",
        "producer",
        "group",
        "reason",
        "booked_at",
        "booked_by",
    )

    # --- Pages ---

    def get_urls(self) -> list:
        def page(address: str, name: str, view: Any) -> Any:
            handler = self.admin_site.admin_view(never_cache(partial(view, self)))
            return path(address, handler, name=f"consultations_booking_{name}")

        own = {**acts.PAGES, **sheets.OF_A_BOOKING, "booked": phone.booked_page}
        return [
            *(page(f"<int:pk>/{name.replace('_', '-')}/", name, view) for name, view in own.items()),
            *(page(f"{name.replace('_', '-')}/", name, view) for name, view in sheets.OF_A_DAY.items()),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        return phone.phone_page(self, request)

    def has_change_permission(self, request: HttpRequest, obj: Booking | None = None) -> bool:
        """Of the list; a row is changed by the rules."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Booking | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        tools = [
            {"label": _("ตารางสัปดาห์"), "url": reverse("admin:consultations_booking_week")},
            {"label": _("พิมพ์ใบนัดของวัน"), "url": reverse("admin:consultations_booking_day_sheet")},
        ]
        shown = {"list_tools": [*tools, *self._tools(request)]}
        return super().changelist_view(request, shown | (extra_context or {}))

    def render_change_form(self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any) -> HttpResponse:
        booking = kwargs.get("obj")
        if booking is not None:
            context |= acts.possible_with(booking) | {
                "booking": booking,
                "may": request.user.has_perm(CHANGE),
                "may_book": request.user.has_perm(ADD),
                "line_text": texts.to_forward(booking),
                "adviser_text": texts.to_adviser(booking) if booking.state == State.WAITING else "",
                "same_phone": _same_phone(booking) if request.user.has_perm("center.view_person") else [],
            }
        return super().render_change_form(request, context, *args, **kwargs)

    # --- The list ---

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        return rows.select_related("topic", "speaker__person", "place", "session__event", "tambon", "booked_by")

    def get_ordering(self, request: HttpRequest) -> tuple:
        """What comes next stands first; of the past the latest."""
        coming = request.GET.get("when") not in ("past", "unnoted", "all") and not request.GET.get("q", "").strip()
        return ("starts_at", "pk") if coming else ("-starts_at", "-pk")

    @admin.display(description=_("วันและเวลา"), ordering="starts_at")
    def when(self, obj: Booking) -> str:
        language = get_language() or "th"
        return f"{short_date(local_date(obj.starts_at), language)} {clock(obj.starts_at, language)}"

    @admin.display(description=_("เลขที่นัด"), ordering="reference")
    def number(self, obj: Booking) -> str:
        return obj.reference

    @admin.display(description=_("เบอร์โทรศัพท์"), ordering="phone")
    def phone_with_dashes(self, obj: Booking) -> str:
        return format_phone(obj.phone)

    @admin.display(description=_("เรื่อง"), ordering="topic__position")
    def topic_name(self, obj: Booking) -> str:
        return obj.topic.name

    @admin.display(description=_("เรื่องและผู้ให้คำปรึกษา"), ordering="speaker__person__sort_key")
    def about(self, obj: Booking) -> str:
        return f"{obj.topic.name} · {obj.speaker}"

    @admin.display(description=_("ผู้ให้คำปรึกษา"), ordering="speaker__person__sort_key")
    def adviser(self, obj: Booking) -> str:
        return str(obj.speaker)

    @admin.display(description=_("สถานะ"), ordering="state")
    def state_tag(self, obj: Booking) -> str:
        css = "shown-row" if obj.state in (State.BOOKED, State.SERVED) else "hidden-row"
        return format_html('<span class="tag {}">{}</span>', css, obj.get_state_display())

    # --- The page of a row ---

    @admin.display(description=_("วันและเวลา"))
    def when_in_words(self, obj: Booking) -> str:
        ends = clock(obj.ends_at, get_language() or "th")
        return str(_("%(when)s ถึง %(ends)s") % {"when": texts.when(obj), "ends": ends})

    @admin.display(description=_("ที่"))
    def where(self, obj: Booking) -> str:
        return texts.where(obj)

    @admin.display(description=_("สถานะ"))
    def state_in_words(self, obj: Booking) -> str:
        return self.state_tag(obj)

    @admin.display(description=_("ตำบล"))
    def comes_from(self, obj: Booking) -> str:
        return str(obj.tambon) if obj.tambon else obj.outside or self.empty_value_display

    @admin.display(description=_("ผูกกับทะเบียนแล้ว"))
    def registers(self, obj: Booking) -> str:
        """The person, producer and group it is about, each with its page."""
        rows = [row for row in (obj.person, obj.producer, obj.group) if row is not None]
        links = (
            (reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk]), row) for row in rows
        )
        return format_html_join(" · ", '<a href="{}">{}</a>', links) or str(_("ยังไม่ผูก"))

    @admin.display(description=_("ประวัติสถานะ"))
    def changes(self, obj: Booking) -> str:
        lines = format_html_join("", "<li>{} · <b>{}</b>{}</li>", self._lines(obj))
        return format_html('<ol class="states">{}</ol>', lines)

    def _lines(self, obj: Booking) -> list[tuple[str, str, str]]:
        language = get_language()
        return [
            (long_date_time(change.at, language), change.what, "".join(f" · {part}" for part in change.further))
            for change in changes_of(obj)
        ]


def _same_phone(booking: Booking) -> list[Person]:
    """People in the registers with the phone number of an appointment that isn't pointed at anybody."""
    if booking.person_id:
        return []
    return list(Person.objects.filter(phone=booking.phone, merged_into=None).select_related("tambon")[:5])
