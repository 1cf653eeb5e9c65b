"""What one can ask about or be taught."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from center.people.models.network import KINDS
from center.staff.base import StaffAdmin, yes_no
from center.staff.breakage import NamesBreakage
from committee.speakers.models import LONGEST, NOT_IN_QUARTERS, QUARTER, Topic


class TopicForm(NamesBreakage):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "minutes" in self.fields:
            self.fields["minutes"].widget.attrs |= {"min": QUARTER, "max": LONGEST, "step": QUARTER}

    def clean_minutes(self) -> int:
        """As the database's constraint, said at the field."""
        minutes: int = self.cleaned_data["minutes"]
        if minutes % QUARTER or not QUARTER <= minutes <= LONGEST:
            raise ValidationError(NOT_IN_QUARTERS)
        return minutes


@admin.register(Topic)
class TopicAdmin(StaffAdmin):
    form = TopicForm
    list_display = ("name", "usual_length", "about", "team", "in_use", "position")
    list_filter = ("active", *KINDS.values())
    search_fields = ("search_text",)
    readonly_fields = ("speakers_page",)
    fieldsets = (
        (None, {"fields": ("name_th", "name_en", ("explains_th", "explains_en"), ("active", "position"))}),
        (_("เมื่อมาปรึกษา"), {"fields": ("minutes", "bring_th", "bring_en")}),
        (_("เป็นเรื่องของแหล่งใด"), {"fields": (*KINDS.values(),)}),
        (_("ทีมวิทยากร"), {"fields": ("speakers_page",)}),
    )
    in_use = yes_no("active", _("ยังให้คำปรึกษา"))

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        in_the_team = Count("speakers", Q(speakers__active=True))
        return super().get_queryset(request).annotate(speakers_count=in_the_team)

    @admin.display(description=_("ชื่อ"), ordering="sort_key")
    def name(self, obj: Topic) -> str:
        return obj.name

    @admin.display(description=_("ใช้เวลาปกติ"), ordering="minutes")
    def usual_length(self, obj: Topic) -> str:
        return obj.length

    @admin.display(description=_("แหล่ง"))
    def about(self, obj: Topic) -> str:
        return ", ".join(title for _kind, title in obj.kinds)

    @admin.display(description=_("วิทยากร (คน)"), ordering="speakers_count")
    def team(self, obj: Any) -> int:
        return obj.speakers_count

    @admin.display(description=_("วิทยากรที่ให้คำปรึกษาเรื่องนี้"))
    def speakers_page(self, obj: Topic) -> str:
        if not obj.pk:
            return ""
        url = f"{reverse('admin:committee_speaker_changelist')}?topics__id__exact={obj.pk}"
        return format_html('<a href="{}">{}</a>', url, _("ดูวิทยากรทั้งหมด %d คน") % obj.speakers.count())
