from typing import cast

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponseRedirect
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from center.access.models import User
from center.lessons import questions
from center.lessons.models import KEPT, Lesson, LessonPicture, Question
from center.records.public_texts import PublicTextForm
from center.staff.base import StaffAdmin
from center.staff.filters import PublishedFilter
from center.staff.pictures import OrderedPictureInline
from center.staff.publishing import shown_on_web
from center.staff.states import ShowsStates
from thai.django.fields import ThaiTextField
from thai.phones import format_phone


class LessonPictureInline(OrderedPictureInline):
    model = LessonPicture


@admin.register(Lesson)
class LessonAdmin(StaffAdmin):
    list_display = ("name", "by_th", "network", "tambon", "happened_on", shown_on_web)
    list_select_related = ("network", "tambon")
    list_filter = (PublishedFilter, "network", "tambon")
    search_fields = ("search_text",)
    autocomplete_fields = ("network", "tambon", "group", "sources")
    inlines = (LessonPictureInline,)
    readonly_fields = ("questions_page",)
    fieldsets = (
        (None, {"fields": ("name_th", "name_en", "summary_th", "summary_en", "published_at")}),
        (_("เรื่องราว"), {"fields": ("done_th", "done_en", "learned_th", "learned_en")}),
        (
            _("ใคร ที่ไหน ใช้แหล่งใด"),
            {
                "fields": (("by_th", "by_en"), ("group", "network"), ("tambon", "happened_on"), "sources"),
                "description": _("ใส่ชื่อคนหรือรูปคนเมื่อเจ้าตัวยินยอมแล้วเท่านั้น"),
            },
        ),
        (_("คำถามจากผู้อ่าน"), {"fields": ("questions_page",)}),
    )

    @admin.display(description=_("ชื่อเรื่อง"), ordering="sort_key")
    def name(self, obj: Lesson) -> str:
        return obj.name

    @admin.display(description=_("คำถามของเรื่องนี้"))
    def questions_page(self, obj: Lesson) -> str:
        if obj._state.adding:
            return ""
        url = f"{reverse('admin:center_question_changelist')}?lesson__id__exact={obj.pk}"
        return format_html('<a href="{}">{}</a>', url, _("ดูคำถามทั้งหมด %d ข้อ") % obj.questions.count())


class StateFilter(admin.SimpleListFilter):
    """By state; the links on the start page and after answering select waiting questions."""

    title = _("สถานะ")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin) -> list:
        return list(Question.State.choices)

    def queryset(self, request: HttpRequest, queryset):
        return queryset.filter(state=self.value()) if self.value() in Question.State.values else queryset


class AnswerForm(PublicTextForm):
    """The answer, and the visitor's texts, from which staff delete what mustn't be published."""

    public_texts = ("text", "name", "answer")

    answer = ThaiTextField(blank=True).formfield(
        label=_("คำตอบ"),
        required=False,
        help_text=_("แสดงใต้คำถามบนเว็บ ทุกคนอ่านได้"),
        widget=forms.Textarea(attrs={"rows": 6, "cols": 60, "class": "vLargeTextField"}),
    )

    class Meta:
        model = Question
        fields = ("text", "name", "answer")
        labels = {"name": _("ชื่อที่ให้แสดง")}
        widgets = {"text": forms.Textarea(attrs={"rows": 4, "cols": 60, "class": "vLargeTextField"})}
        help_texts = {
            "text": _("แก้เพื่อลบเบอร์โทรหรือเรื่องส่วนตัวของใครออกก่อนเผยแพร่ ข้อความเดิมไม่ถูกเก็บไว้"),
            "name": _("แสดงบนเว็บพร้อมคำถาม ว่างไว้ = ไม่บอกชื่อ"),
        }

    def publishes(self) -> bool:
        return not {"_hide", "_reopen", "_pass_on"} & set(self.data)

    def clean_answer(self) -> str:
        answer = self.cleaned_data["answer"]
        if not answer and "_answer" in self.data:
            raise forms.ValidationError(_("กรุณากรอกคำตอบ"))
        return answer


@admin.register(Question)
class QuestionAdmin(ShowsStates, StaffAdmin):
    """Questions are asked by visitors on the website; staff answer, pass on, hide, reopen or delete them."""

    form = AnswerForm
    list_display = ("question", "subject", "asked_at", "state", "state_by")
    list_display_links = ("question",)
    list_select_related = ("content_type", "state_by")
    list_filter = (StateFilter,)
    search_fields = ("text", "name", "answer", "phone", "lesson__search_text")
    folded_here = True
    ordering = ("-asked_at", "-pk")
    log_by_number = True
    save_on_top = False
    change_form_template = "admin/center/question/change_form.html"
    readonly_fields = ("subject_link", "phone_with_dashes", "asked_at", "state_log", "text_to_pass_on")
    fieldsets = (
        (_("คำถาม"), {"fields": ("subject_link", "text", "name", "phone_with_dashes", "asked_at", "state_log")}),
        (_("คำตอบของเจ้าหน้าที่"), {"fields": ("answer",)}),
    )

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == "lesson__id__exact" or super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Question | None = None) -> tuple[str, ...]:
        """Texts are edited for publishing only."""
        fields = tuple(super().get_readonly_fields(request, obj))
        return fields if obj is None or obj.answered_in_public else (*fields, "text", "name")

    def get_fieldsets(self, request: HttpRequest, obj: Question | None = None) -> list:
        """For those who may answer, with the form's checkboxes for contact data to be published anyway. A question that is
        passed on has no answer but a text to send.
        """
        question, (title, options) = super().get_fieldsets(request, obj)
        if obj is not None and not obj.answered_in_public:
            return [question, (_("ส่งต่อผู้ที่เกี่ยวข้อง"), {"fields": ("text_to_pass_on",)})]
        if self.has_change_permission(request, obj):
            options = options | {"fields": (*options["fields"], "publish_contacts")}
        return [question, (title, options)]

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).select_related("content_type", "state_by").prefetch_related("about")

    def save_model(self, request: HttpRequest, obj: Question, form, change: bool) -> None:
        """Do what the pressed button says, by the rules that also log who and when; obj.save() would skip these."""
        officer = cast(User, request.user)
        if obj.answered_in_public:
            texts = {name: form.cleaned_data[name] for name in ("text", "name")}
            if texts != {name: form.initial[name] for name in texts}:
                questions.reword(obj, **texts, by=officer)
        if "_hide" in request.POST:
            questions.hide(obj, by=officer)
        elif "_reopen" in request.POST:
            questions.reopen(obj, by=officer)
        elif not obj.answered_in_public:
            if "_pass_on" in request.POST:
                questions.pass_on(obj, by=officer)
        elif form.cleaned_data["answer"]:
            questions.answer(obj, text=form.cleaned_data["answer"], by=officer)

    def response_change(self, request: HttpRequest, obj) -> HttpResponseRedirect:
        """Back to the waiting questions, with a link to the lesson if the question is public now."""
        obj.refresh_from_db()
        message = {
            Question.State.ANSWERED: _("ตอบแล้ว คำถามและคำตอบอยู่บนเว็บ"),
            Question.State.PASSED_ON: _("บันทึกแล้วว่าส่งต่อคำถามนี้"),
            Question.State.HIDDEN: _("คำถามนี้ไม่แสดงบนเว็บแล้ว"),
            Question.State.WAITING: _("คำถามนี้รอตอบอยู่"),
        }[obj.state]
        link = ""
        if obj.state == Question.State.ANSWERED and obj.about is not None:
            link = format_html(' <a href="{}">{}</a>', obj.about.get_absolute_url(), _("ดูที่หน้าเว็บ"))
        self.message_user(request, format_html("{}{}", message, link), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:center_question_changelist") + "?state=waiting")

    @admin.display(description=_("คำถาม"), ordering="asked_at")
    def question(self, obj: Question) -> str:
        return str(obj)

    @admin.display(description=_("เรื่องที่ถาม"))
    def subject(self, obj: Question) -> str:
        return f"{obj.content_type.name}: {obj.about}"

    @admin.display(description=_("เรื่องที่ถาม"))
    def subject_link(self, obj: Question) -> str:
        url = reverse(f"admin:{obj.content_type.app_label}_{obj.content_type.model}_change", args=[obj.object_id])
        return format_html('<a href="{}">{}</a>', url, self.subject(obj))

    @admin.display(description=_("ข้อความสำหรับคัดลอกไปส่ง LINE หรืออ่านทางโทรศัพท์"))
    def text_to_pass_on(self, obj: Question) -> str:
        """What was asked about what, by whom, with the page's address: for the producer, whom the question concerns."""
        asker = " ".join(part for part in (obj.name, format_phone(obj.phone)) if part)
        lines = [
            _("มีผู้ถามเรื่อง “%s” ผ่านเว็บของศูนย์") % obj.about,
            obj.text,
            _("ติดต่อกลับ: %s") % asker if asker else "",
            settings.SITE_URL + obj.about.get_absolute_url() if obj.about else "",
        ]
        return linebreaksbr("\n".join(str(line) for line in lines if line))

    @admin.display(description=_("เบอร์โทรศัพท์ (ไม่แสดงบนเว็บ)"))
    def phone_with_dashes(self, obj: Question) -> str:
        return format_phone(obj.phone) or str(_("ไม่ได้ให้ไว้ หรือครบ %d วันแล้ว") % KEPT.days)
