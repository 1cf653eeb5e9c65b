"""How advisers are booked: one page for each with the settings, the weekly hours and the dates."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.office.models import OpeningHours
from center.staff.base import StaffAdmin, StaffInline
from committee.speakers.models import Speaker
from consultations.calendar.models import Availability, CalendarSettings


class HoursInline(StaffInline, admin.TabularInline):
    """Availability belongs to the adviser, as the settings do: its parent is the settings' adviser."""

    model = Availability

    def __init__(self, parent_model: Any, admin_site: admin.AdminSite) -> None:
        super().__init__(Speaker, admin_site)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Places are read once for all rows, and changed in their own list."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "place" and field is not None:
            widget: Any = field.widget
            widget.can_add_related = widget.can_change_related = False
            widget.can_delete_related = widget.can_view_related = False
            choices: Any = cast(forms.ModelChoiceField, field).choices
            cast(Any, field).choices = [("", _("ที่ศูนย์")), *(choice for choice in choices if choice[0])]
        return field


class WeeklyForm(forms.ModelForm):
    weekday = forms.TypedChoiceField(
        label=_("ทุกวัน"), coerce=int, choices=[("", _("เลือกวัน")), *OpeningHours.Weekday.choices]
    )


class WeeklyInline(HoursInline):
    form = WeeklyForm
    fields = ("weekday", "starts", "ends", "place", "valid_from", "valid_until")
    verbose_name = pgettext_lazy("one", "เวลาประจำสัปดาห์")
    verbose_name_plural = _("เวลาประจำสัปดาห์ (วันหนึ่งมีหลายช่วงได้)")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(weekday__isnull=False)


class DateForm(forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "date" in self.fields:
            self.fields["date"].required = True


class DateInline(HoursInline):
    """Dates still to come; what is past stays in the database and in the history."""

    form = DateForm
    fields = ("date", "starts", "ends", "place")
    verbose_name = pgettext_lazy("one", "เฉพาะวันที่")
    verbose_name_plural = _("เฉพาะวันที่ (ตั้งแต่วันนี้ไป)")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(date__gte=timezone.localdate())


@admin.register(CalendarSettings)
class CalendarSettingsAdmin(StaffAdmin):
    """Which appointments a shorter week would leave outside isn't asked: they were agreed on and stand."""

    list_display = ("adviser", "confirms", "hours", "notice_hours", "furthest_days", "buffer_minutes", "in_team")
    list_select_related = ("speaker__person",)
    list_filter = ("speaker__active", "speaker__confirms", "speaker__topics")
    search_fields = ("speaker__search_text", "speaker__person__phone")
    ordering = ("speaker__person__sort_key",)
    inlines = (WeeklyInline, DateInline)
    log_by_number = True
    fieldsets = (
        (None, {"fields": ("speaker",)}),
        (
            _("กติกาการนัด"),
            {
                "fields": ("notice_hours", "furthest_days", "buffer_minutes"),
                "description": _("ประชาชนนัดได้เฉพาะเวลาด้านล่าง เวลาที่ศูนย์ปิดและวันไม่อยู่ ระบบตัดออกให้เอง"),
            },
        ),
    )
    # --- The page ---

    def get_readonly_fields(self, request: HttpRequest, obj: CalendarSettings | None = None) -> tuple:
        return ("speaker",) if obj else ()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A new page is for an adviser of the team who has none."""
        if db_field.name == "speaker":
            without = Speaker.objects.filter(active=True, calendar_settings=None)
            kwargs["queryset"] = without.select_related("person").order_by("person__sort_key")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """The hours are the adviser's; a new page has none yet."""
        given = super().get_formset_kwargs(request, obj, inline, prefix)
        return given | {"instance": obj.speaker if obj.speaker_id else Speaker()}

    def save_formset(self, request: HttpRequest, form: forms.ModelForm, formset: Any, change: bool) -> None:
        """Of a new page, the adviser is known only now."""
        formset.instance = form.instance.speaker
        super().save_formset(request, form, formset, change)

    # --- The list ---

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        today = timezone.localdate()
        weekly = Count("speaker__availabilities", Q(speaker__availabilities__weekday__isnull=False))
        dates = Count("speaker__availabilities", Q(speaker__availabilities__date__gte=today))
        return super().get_queryset(request).annotate(weekly=weekly, dates=dates)

    @admin.display(description=_("ผู้ให้คำปรึกษา"), ordering="speaker__person__sort_key")
    def adviser(self, obj: CalendarSettings) -> str:
        return str(obj.speaker)

    @admin.display(description=_("การยืนยันนัด"), ordering="speaker__confirms")
    def confirms(self, obj: CalendarSettings) -> str:
        return obj.speaker.get_confirms_display()

    @admin.display(description=_("อยู่ในทีม"), ordering="speaker__active")
    def in_team(self, obj: CalendarSettings) -> str:
        return str(_("ใช่")) if obj.speaker.active else ""

    @admin.display(description=_("เวลาที่รับนัด"))
    def hours(self, obj: Any) -> str:
        if not obj.weekly and not obj.dates:
            return str(_("ยังไม่มี นัดทางโทรศัพท์เท่านั้น"))
        return str(_("ประจำ %(weekly)d ช่วง เฉพาะวัน %(dates)d ช่วง") % {"weekly": obj.weekly, "dates": obj.dates})
