"""The staff site's pages for the center: its texts, hours, closures, further places, officers' cards."""

from django.contrib import admin, messages
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from center.office.admin.filters import ComingFilter
from center.office.models import Center, Closure, OfficerCard, OfficerPhoto, OpeningHours, ServicePoint
from center.office.status import office_status
from center.pictures.forms import PictureForm
from center.staff.base import StaffAdmin, StaffInline, yes_no
from center.staff.breakage import NamesBreakage
from thai.dates import long_date
from thai.phones import format_phone


@admin.register(Center)
class CenterAdmin(StaffAdmin):
    list_display = ("name", "kind", "phone_with_dashes", "grey")
    search_fields = ("search_text", "phone")
    autocomplete_fields = ("tambon",)
    radio_fields = {"kind": admin.HORIZONTAL}
    grey = yes_no("mourning", _("เว็บเป็นสีเทา"))
    fieldsets = (
        (None, {"fields": ("name_th", "name_en", "kind", "founded_on")}),
        (_("ช่วงไว้อาลัย"), {"fields": ("mourning",)}),
        (_("ติดต่อ"), {"fields": ("phone", "email", "line_id")}),
        (
            _("ที่ตั้ง"),
            {
                "fields": (
                    "address_th",
                    "address_en",
                    "tambon",
                    "directions_th",
                    "directions_en",
                    ("latitude", "longitude"),
                )
            },
        ),
        (
            _("ยุทธศาสตร์ เป้าประสงค์ กลยุทธ์"),
            {"fields": ("strategy_th", "strategy_en", "goal_th", "goal_en", "approach_th", "approach_en")},
        ),
        (_("บริการ"), {"fields": ("services_th", "services_en")}),
        (_("ชื่ออื่นและที่มา"), {"fields": ("former_name_th", "former_name_en", "aliases", "credit_th", "credit_en")}),
    )

    @admin.display(description=_("ชื่อ"), ordering="sort_key")
    def name(self, obj: Center) -> str:
        return obj.name

    @admin.display(description=_("เบอร์โทรศัพท์"), ordering="phone")
    def phone_with_dashes(self, obj: Center) -> str:
        return format_phone(obj.phone)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only while there is no center: a second one cannot be added."""
        return super().has_add_permission(request) and not Center.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody has it: without the only center every page would lose its head."""
        return False

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """For the menu of every staff page: whether there is a center is read from the cached status there."""
        return {
            "add": super().has_add_permission(request) and office_status().center is None,
            "change": self.has_change_permission(request),
            "delete": self.has_delete_permission(request),
            "view": self.has_view_permission(request),
        }

    def get_view_on_site_url(self, obj: Model | None = None) -> str | None:
        return obj.get_absolute_url() if isinstance(obj, Center) else None


@admin.register(ServicePoint)
class ServicePointAdmin(StaffAdmin):
    list_display = ("name", "tambon", "hours_th", "in_work")
    list_select_related = ("tambon",)
    search_fields = ("name_th", "name_en", "address_th", "phone")
    folded_here = True
    autocomplete_fields = ("tambon",)
    in_work = yes_no("active", _("ยังให้บริการ"))
    fieldsets = (
        (None, {"fields": ("name_th", "name_en", "active")}),
        (_("เวลาและการติดต่อ"), {"fields": ("hours_th", "hours_en", "phone")}),
        (_("ที่ตั้ง"), {"fields": ("address_th", "address_en", "tambon", ("latitude", "longitude"))}),
    )

    @admin.display(description=_("ชื่อ"), ordering="sort_key")
    def name(self, obj: ServicePoint) -> str:
        return obj.name


@admin.register(OpeningHours)
class OpeningHoursAdmin(StaffAdmin):
    form = NamesBreakage
    list_display = ("day", "opens_at", "closes_at")
    list_display_links = ("day",)
    list_filter = ("weekday",)
    fields = ("weekday", ("opens", "closes"))

    @admin.display(description=_("วัน"), ordering="weekday")
    def day(self, obj: OpeningHours) -> str:
        return obj.get_weekday_display()

    @admin.display(description=_("เปิด"), ordering="opens")
    def opens_at(self, obj: OpeningHours) -> str:
        return f"{obj.opens:%H.%M}"

    @admin.display(description=_("ปิด"), ordering="closes")
    def closes_at(self, obj: OpeningHours) -> str:
        return f"{obj.closes:%H.%M}"


class ClosureForm(NamesBreakage):
    """A last day left empty is set to the first."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "ends_on" in self.fields:
            self.fields["ends_on"].required = False
            self.fields["ends_on"].help_text = _("ปิดวันเดียวเว้นว่างไว้ได้")

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("ends_on") and cleaned.get("starts_on") and "ends_on" not in self.errors:
            cleaned["ends_on"] = cleaned["starts_on"]
        return cleaned


@admin.register(Closure)
class ClosureAdmin(StaffAdmin):
    form = ClosureForm
    list_display = ("days", "reason_th", "of_the_state", "confirmed", "works")
    list_filter = (ComingFilter, "name_confirmed")
    search_fields = ("reason_th", "reason_en")
    folded_here = True
    actions = ("confirm_names",)
    fields = (("starts_on", "ends_on"), "reason_th", "reason_en", "name_confirmed", "open_anyway")
    confirmed = yes_no("name_confirmed", _("ยืนยันชื่อแล้ว"))
    works = yes_no("open_anyway", _("เปิดตามปกติ"))

    @admin.display(description=_("วันที่"), ordering="starts_on")
    def days(self, obj: Closure) -> str:
        if obj.starts_on == obj.ends_on:
            return long_date(obj.starts_on)
        return f"{long_date(obj.starts_on)} – {long_date(obj.ends_on)}"

    @admin.display(description=_("ชนิด"))
    def of_the_state(self, obj: Closure) -> str:
        return str(_("วันหยุดราชการ") if obj.is_holiday else _("ศูนย์ปิดเอง"))

    @admin.action(description=_("ยืนยันชื่อวันหยุดของรายการที่เลือก"), permissions=["change"])
    def confirm_names(self, request: HttpRequest, queryset) -> None:
        rows = list(queryset.filter(name_confirmed=False))
        self._change_all(request, rows, "name_confirmed", True)
        count = len(rows)
        said = ngettext("ยืนยันชื่อแล้ว %d รายการ", "ยืนยันชื่อแล้ว %d รายการ", count) % count
        self.message_user(request, said, messages.SUCCESS if count else messages.INFO)


class OfficerPhotoInline(StaffInline, admin.StackedInline):
    model = OfficerPhoto
    form = PictureForm
    fields = ("upload", "alt_th", "alt_en", "consented_on")
    extra = 0
    max_num = 1
    can_delete = True


@admin.register(OfficerCard)
class OfficerCardAdmin(StaffAdmin):
    list_display = ("name", "title_th", "phone_with_dashes", "user")
    list_select_related = ("user",)
    search_fields = ("name_th", "name_en", "title_th", "phone")
    folded_here = True
    autocomplete_fields = ("user",)
    inlines = (OfficerPhotoInline,)
    fields = ("user", "name_th", "name_en", "title_th", "title_en", ("phone", "extension"))

    @admin.display(description=_("ชื่อ"), ordering="sort_key")
    def name(self, obj: OfficerCard) -> str:
        return obj.name

    @admin.display(description=_("เบอร์สำนักงาน"), ordering="phone")
    def phone_with_dashes(self, obj: OfficerCard) -> str:
        return format_phone(obj.phone)
