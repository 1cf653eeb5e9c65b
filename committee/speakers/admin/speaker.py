"""The speaker team: chosen from the registers, described, published; who leaves is made inactive."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from center.people.models import Consent, Person, PersonPhoto
from center.pictures.markup import picture_html
from center.records.breakage import broken_by
from center.records.facets import search_of
from center.staff.base import StaffAdmin, StaffInline, yes_no
from center.staff.filters import PublishedFilter
from center.staff.officer import officer
from center.staff.publishing import Publishing, named, shown_on_web
from committee.speakers import team
from committee.speakers.forms import ChooseForm, SpeakerForm, TrainingForm
from committee.speakers.models import Speaker, Training
from thai.dates import long_date

PEOPLE_PER_PAGE = 50


class TrainingInline(StaffInline, admin.TabularInline):
    model = Training
    form = TrainingForm
    fields = ("subject", "given_on", "place")


@admin.register(Speaker)
class SpeakerAdmin(StaffAdmin):
    form = SpeakerForm
    list_display = ("name", "expertise_th", "topics_in_words", "comes_from", "confirms", "in_team", shown_on_web)
    list_select_related = ("person", "network", "seat__term")
    list_filter = (PublishedFilter, "active", "confirms", "topics", "network")
    search_fields = ("search_text", "person__phone")
    actions: Any = [*Publishing.actions, "leave_team", "return_to_team"]
    inlines = (TrainingInline,)
    readonly_fields = ("who", "photo")
    radio_fields = {"confirms": admin.VERTICAL}
    log_by_number = True
    fieldsets = (
        (None, {"fields": ("who", "name_en", ("seat", "network"), "active", "published_at")}),
        (_("ให้คำปรึกษาและสอนเรื่องอะไร"), {"fields": ("topics", "confirms")}),
        (
            _("แสดงบนเว็บ"),
            {
                "fields": (("expertise_th", "expertise_en"), "biography_th", "biography_en"),
                "description": _("ไม่ใส่เบอร์โทรศัพท์หรือที่อยู่ ผู้ที่สนใจติดต่อผ่านศูนย์"),
            },
        ),
        (_("รูปถ่ายและความยินยอม"), {"fields": ("photo",)}),
    )
    export_columns = (
        (_("ชื่อ-นามสกุล"), "person"),
        "name_en",
        (_("เบอร์โทรศัพท์"), "person__phone"),
        "expertise_th",
        (_("มาจากเครือข่าย"), "network"),
        "confirms",
        "active",
        "published_at",
    )
    in_team = yes_no("active", _("อยู่ในทีม"))

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("topics")

    # --- The list ---

    @admin.display(description=_("ชื่อ-นามสกุล"), ordering="person__sort_key")
    def name(self, obj: Speaker) -> str:
        return str(obj.person)

    @admin.display(description=_("หัวข้อ"))
    def topics_in_words(self, obj: Speaker) -> str:
        return ", ".join(topic.name for topic in obj.topics.all())

    @admin.display(description=_("มาจาก"))
    def comes_from(self, obj: Speaker) -> str:
        seat = f"{obj.seat.get_position_display()} · {obj.seat.term}" if obj.seat else ""
        return ", ".join(filter(None, [seat, obj.network.name if obj.network else ""]))

    @admin.action(description=_("ให้รายการที่เลือกออกจากทีมวิทยากร"), permissions=["change"])
    def leave_team(self, request: HttpRequest, queryset: QuerySet) -> None:
        """They are on no public page any more, and stay in the list.

        Who has appointments leaves the team on their own page, which names them first.
        """
        leaving: list[Speaker] = []
        needed: list[Speaker] = []
        for speaker in queryset.filter(active=True).select_related("person"):
            speaker.active = False
            (needed if broken_by(speaker) else leaving).append(speaker)
        self._change_all(request, leaving, "active", False)
        self.message_user(request, _("ออกจากทีมแล้ว %d คน") % len(leaving), messages.SUCCESS)
        if needed:
            refusal = _("ยังมีนัด จึงยังไม่ได้ให้ออกจากทีม เปิดทีละคนเพื่อดูรายการ: %s")
            self.message_user(request, refusal % named([str(speaker) for speaker in needed]), messages.WARNING)

    @admin.action(description=_("ให้รายการที่เลือกกลับเข้าทีมวิทยากร"), permissions=["change"])
    def return_to_team(self, request: HttpRequest, queryset: QuerySet) -> None:
        rows = list(queryset.filter(active=False))
        self._change_all(request, rows, "active", True)
        self.message_user(request, _("กลับเข้าทีมแล้ว %d คน") % len(rows), messages.SUCCESS)

    def why_not_publish(self, obj: Any) -> str:
        if not obj.active:
            return str(_("ออกจากทีมแล้ว"))
        if not obj.seat_id and not obj.network_id:
            return str(_("ยังไม่บอกว่ามาจากคณะกรรมการหรือเครือข่ายใด"))
        return "" if obj.topics.exists() else str(_("ยังไม่มีหัวข้อ"))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who is in the team leaves it first: what points at a speaker is told of somebody who was one."""
        return super().has_delete_permission(request, obj) and not (obj and obj.active)

    # --- Choosing somebody ---

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        """The people one can choose from; a POST takes one into the team and leads to the form."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ChooseForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            return self._take(request, form.cleaned_data["person"])
        search = search_of(request.GET)
        page = Paginator(team.people_to_choose_from(search).select_related("tambon"), PEOPLE_PER_PAGE).get_page(
            request.GET.get("page")
        )
        origins = team.origins_of(page)
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": _("เลือกวิทยากร"),
            "search": search,
            "page": page,
            "rows": [(person, origins[person.pk]) for person in page],
            "form": form,
            "may_add_people": request.user.has_perm("center.add_person"),
        }
        return TemplateResponse(request, "admin/committee/speaker/choose.html", context)

    def _take(self, request: HttpRequest, person: Person) -> HttpResponse:
        speaker, joined = team.join(person=person, by=officer(request))
        if joined:
            self.log_addition(request, speaker, [{"added": {}}])
            said = _("%s อยู่ในทีมวิทยากรแล้ว เลือกหัวข้อและเขียนประวัติ แล้วเผยแพร่")
            self.message_user(request, said % person, messages.SUCCESS)
        else:
            self.message_user(request, _("%s อยู่ในทีมวิทยากรอยู่ก่อนแล้ว") % person, messages.INFO)
        return HttpResponseRedirect(reverse("admin:committee_speaker_change", args=[speaker.pk]))

    # --- The form ---

    @admin.display(description=_("ชื่อ-นามสกุล"))
    def who(self, obj: Speaker) -> str:
        url = reverse("admin:center_person_change", args=[obj.person_id])
        return format_html('{} <a href="{}">{}</a>', str(obj.person), url, _("แก้ชื่อหรือเบอร์โทรศัพท์"))

    @admin.display(description=_("รูปถ่าย"))
    def photo(self, obj: Speaker) -> str:
        """The person's one photo and the day they allowed it; both are kept on the person's own page."""
        photo = PersonPhoto.objects.filter(person=obj.person_id).first()
        consent = Consent.objects.in_force().filter(person=obj.person_id, purpose=Consent.Purpose.PHOTO).first()
        picture = picture_html(photo, sizes="10rem", css="preview") if photo else _("ยังไม่มีรูป")
        if consent:
            said = str(_("ยินยอมให้เผยแพร่ภาพเมื่อวันที่ %s") % long_date(consent.given_on, get_language()))
        else:
            said = str(_("ไม่แสดง จนกว่าจะบันทึกความยินยอมให้เผยแพร่ภาพ"))
        url = reverse("admin:center_person_change", args=[obj.person_id]) + "#consents-group"
        link = format_html('<a href="{}">{}</a>', url, _("เปลี่ยนรูปหรือบันทึกความยินยอม"))
        return format_html("<div>{}<p>{}</p><p>{}</p></div>", picture, said, link)
