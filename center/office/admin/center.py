"""The staff site's pages for the center: its texts, further places, officers' cards."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from center.office.models import Center, OfficerCard, OfficerPhoto, ServicePoint
from center.pictures.forms import PictureForm
from center.staff.base import StaffAdmin, StaffInline, yes_no
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
        """For the menu of every staff page, which doesn't ask whether a first center can be added: the list does."""
        return {
            "add": False,
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
