"""Base classes of all admin pages: Thai fields, folded search, publishing, exports, history, recycle bin."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from center.access import log as access_log
from center.access.models import User
from center.records.changes import written
from center.records.naming import Publishable, PublishableQuerySet
from center.records.personal import is_personal_contact
from center.records.uploads import process_uploads
from center.recycle_bin.deletions import delete_with_return
from center.staff.breakage import broken_by_deleting
from center.staff.english import fold_english
from center.staff.exporting import Exporting, may_export_personal_data
from center.staff.filters import FurtherFilters
from center.staff.history import ReadableHistory
from center.staff.officer import officer
from center.staff.pagination import KeysFirst
from center.staff.publishing import Publishing
from center.staff.searching import field_at, search
from thai.django.admin import ThaiAdminMixin

# More would hold SQLite's only write lock for too long.
MOST_DELETED_AT_ONCE = 200

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
    _Inline = admin.options.InlineModelAdmin[Any, Any]
else:
    _Admin = _Inline = object


class StaffAdmin(Publishing, Exporting, ThaiAdminMixin, ReadableHistory, SimpleHistoryAdmin):  # type: ignore[misc]
    """The base of all admin pages.

    search_fields are lookup paths without prefixes: folded columns are searched by folded words and their synonyms,
    phones by their digits in any format, other fields with icontains. folded_here: for small tables without a folded
    column, whose search_fields are folded during the search.
    """

    list_per_page = 50
    list_max_show_all = 200
    paginator = KeysFirst
    save_on_top = True
    empty_value_display = "–"
    show_full_result_count = False
    # Facet counts cost a query over all rows for each filter.
    show_facets = admin.ShowFacets.NEVER
    folded_here: ClassVar[bool] = False

    class Media:
        js = ("js/admin-names.js",)

    # --- Lists ---

    def get_list_display(self, request: HttpRequest) -> list:
        """Without personal contact fields for users who may only view: a page of them equals an export."""
        columns = list(super().get_list_display(request))
        if self.has_change_permission(request) or may_export_personal_data(request):
            return columns
        return [column for column in columns if not self._shows_contact(column)]

    def _shows_contact(self, column: Any) -> bool:
        """Whether a column is, or is sorted by, a personal contact field, of the row or of one it points at."""
        display = getattr(self, column, None) if isinstance(column, str) else column
        ordering = getattr(display, "admin_order_field", None) or column
        if not isinstance(ordering, str):
            return False
        try:
            return is_personal_contact(field_at(self.model, ordering))
        except FieldDoesNotExist:  # a column of its own, without an order
            return False

    def get_list_filter(self, request: HttpRequest) -> list:
        return [*super().get_list_filter(request), *FurtherFilters.of(self.model)]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """As Django's; whoever looks at a list of personal data is logged once a day."""
        answer = super().changelist_view(request, extra_context)
        if request.method == "GET" and answer.status_code == 200 and access_log.holds_personal_data(self.model):
            access_log.listed(officer(request), self.model)
        return answer

    # --- Search ---

    def get_search_results(self, request: HttpRequest, queryset: models.QuerySet, search_term: str):
        fields = self.get_search_fields(request)
        return search(queryset, fields, search_term, folded_here=self.folded_here), False

    # --- Forms ---

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list:
        return fold_english(super().get_fieldsets(request, obj))

    # --- The public page ---

    def get_view_on_site_url(self, obj: models.Model | None = None) -> str | None:
        """The public page if the row is published."""
        if obj is None or not isinstance(obj, Publishable) or not hasattr(obj, "get_absolute_url"):
            return None
        rows = cast(PublishableQuerySet, type(obj)._default_manager.all())
        return obj.get_absolute_url() if rows.published().filter(pk=obj.pk).exists() else None

    # --- Saving ---

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """Django validates and saves in one transaction; uploads are processed before it begins."""
        if request.method == "POST" and request.FILES:
            self._process_uploads(request, None if "_saveasnew" in request.POST else object_id)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any) -> HttpResponse:
        """As Django's; whoever opens a row with personal data is logged."""
        row = kwargs.get("obj")
        if row is not None and request.method == "GET" and access_log.holds_personal_data(self.model):
            access_log.opened(officer(request), row)
        return super().render_change_form(request, context, *args, **kwargs)

    def _process_uploads(self, request: HttpRequest, object_id: str | None) -> None:
        """Process the uploads in fields that this user may edit. Raises nothing without permission: Django does."""
        add = object_id is None
        obj = None if object_id is None else self.get_object(request, unquote(object_id))
        if not (self.has_add_permission(request) if add else obj and self.has_change_permission(request, obj)):
            return
        fields = flatten_fieldsets(self.get_fieldsets(request, obj))
        form = self.get_form(request, obj, change=not add, fields=fields)(request.POST, request.FILES, instance=obj)
        formsets, _inlines = self._create_formsets(request, form.instance, change=not add)
        process_uploads([form, *(inline_form for formset in formsets for inline_form in formset.forms)])

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, forms.TypedChoiceField):
            choices = list(cast("Iterable[tuple[Any, Any]]", field.choices))
            if choices and choices[0][0] == "":
                field.choices = [("", _("ไม่ระบุ")), *choices[1:]]
        return field

    def save_formset(self, request: HttpRequest, form, formset, change: bool) -> None:
        """As Django's, but deleted rows go into the recycle bin."""
        rows = formset.save(commit=False)
        delete_with_return(formset.deleted_objects, officer(request))
        for row in rows:
            row.save()
        formset.save_m2m()

    def save_related(self, request: HttpRequest, form, formsets, change: bool) -> None:
        """Afterwards run the registered follow-up work (center.records.changes) for the row and its former targets."""
        super().save_related(request, form, formsets, change)
        written([form.instance, *self._former_targets(form)], renamed=change and bool(form.changed_data))

    def _former_targets(self, form: forms.ModelForm) -> list[models.Model]:
        """The former targets of changed foreign keys, as instances with only a primary key."""
        changed = [field for field in self.opts.fields if field.name in form.changed_data]
        return [
            field.remote_field.model(**{field.target_field.attname: form.initial[field.name]})
            for field in changed
            if isinstance(field, models.ForeignKey) and form.initial.get(field.name) is not None
        ]

    # --- Deleting ---

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[list, dict, set, list]:
        """As Django's, without the links of many-to-many fields, which have no name that a reader would know."""
        to_delete, counts, lacking, protected = super().get_deleted_objects(objs, request)
        links = [model._meta for model in apps.get_models(include_auto_created=True) if model._meta.auto_created]
        prefixes = tuple(f"{capfirst(str(link.verbose_name))}: " for link in links)
        plurals = {link.verbose_name_plural for link in links}
        counts = {name: count for name, count in counts.items() if name not in plurals}
        return _without(to_delete, prefixes), counts, lacking, protected

    def render_delete_form(self, request: HttpRequest, context: dict) -> HttpResponse:
        """Also names what deleting the row would break."""
        return super().render_delete_form(request, context | {"broken": broken_by_deleting([context["object"]])})

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        if delete_with_return([obj], officer(request)):
            self._link_to_bin(request)

    def get_actions(self, request: HttpRequest) -> dict:
        actions = super().get_actions(request)
        if "delete_selected" in actions:
            actions["delete_selected"] = (delete_limited, *actions["delete_selected"][1:])
        return actions

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        delete_with_return(queryset, officer(request))
        self._link_to_bin(request)

    def _link_to_bin(self, request: HttpRequest) -> None:
        link = format_html('<a href="{}">{}</a>', reverse("admin:center_deletion_changelist"), _("เปิดถังขยะ"))
        self.message_user(request, format_html("{} {}", _("เรียกคืนได้ภายใน 30 วัน"), link), messages.INFO)

    # --- The admin log ---

    def log_addition(self, request: HttpRequest, obj: models.Model, message):
        return self._without_name(super().log_addition(request, obj, message))

    def log_change(self, request: HttpRequest, obj: models.Model, message):
        return self._without_name(super().log_change(request, obj, message))

    def log_deletions(self, request: HttpRequest, queryset):
        return self._without_name(super().log_deletions(request, queryset))

    def _log_changes(self, user: User, rows: list, label: list) -> Any:
        return self._without_name(super()._log_changes(user, rows, label))

    def _without_name(self, entries):
        if self.log_by_number:
            for entry in entries if isinstance(entries, list) else [entries]:
                if entry is not None:
                    name = _("%(kind)s เลขที่ %(number)s") % {"kind": self.opts.verbose_name, "number": entry.object_id}
                    entry.object_repr = str(name)
                    entry.save(update_fields=["object_repr"])
        return entries

    def construct_change_message(self, request: HttpRequest, form, formsets, add: bool = False) -> list:
        """As Django's, without the names of inline rows, which the log would keep after a person is deleted."""
        log: list[Any] = super().construct_change_message(request, form, formsets, add)
        for entry in log:
            for detail in entry.values():
                if "object" in detail:
                    detail["object"] = ""
        return log


def _without(nested: list, prefixes: tuple[str, ...]) -> list:
    """Nested lists of lines without the lines that begin so."""
    kept = [line for line in nested if isinstance(line, list) or not str(line).startswith(prefixes)]
    lists = [_without(line, prefixes) if isinstance(line, list) else line for line in kept]
    return [line for line in lists if line != []]


def delete_limited(model_admin: StaffAdmin, request: HttpRequest, queryset: models.QuerySet) -> HttpResponse | None:
    """Django's action for at most MOST_DELETED_AT_ONCE rows; of more rows none is deleted or logged."""
    if queryset[: MOST_DELETED_AT_ONCE + 1].count() <= MOST_DELETED_AT_ONCE:
        confirmation = delete_selected(model_admin, request, queryset)
        if isinstance(confirmation, TemplateResponse) and confirmation.context_data is not None:
            confirmation.context_data["broken"] = broken_by_deleting(queryset)
        return confirmation
    refusal = _("ลบได้ครั้งละไม่เกิน %d รายการ จึงยังไม่ได้ลบรายการใดเลย กรุณากรองหรือเลือกให้น้อยลง แล้วลบทีละชุด")
    model_admin.message_user(request, refusal % MOST_DELETED_AT_ONCE, messages.ERROR)
    return None


class NamedFormSet(forms.BaseInlineFormSet):
    """Adds an aria-label to each field, since fields in the rows of a table have no labels."""

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            # The admin wraps the <select> of a foreign key in a widget whose attrs aren't rendered.
            widget: Any = getattr(field.widget, "widget", field.widget)
            if not widget.is_hidden:
                widget.attrs.setdefault("aria-label", _("ลบแถวนี้") if name == "DELETE" else field.label or name)


class StaffInline(ThaiAdminMixin, _Inline):
    """Mixin for TabularInline and StackedInline: Thai fields; one empty row, so that adding works without JavaScript.

    beside_first_fields: the rows stand behind the form's first fieldset, before what is folded.
    """

    extra = 1
    beside_first_fields: ClassVar[bool] = False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list:
        fieldsets = super().get_fieldsets(request, obj)
        return list(fieldsets) if isinstance(self, admin.TabularInline) else fold_english(fieldsets)

    def get_formset(self, request: HttpRequest, obj=None, **kwargs):
        if isinstance(self, admin.TabularInline):
            kwargs.setdefault("formset", NamedFormSet)
        return super().get_formset(request, obj, **kwargs)


class ReadOnlyInline(StaffInline):
    """An inline that only shows its rows."""

    extra = 0
    max_num: int | None = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


class ReadOnly(_Admin):
    """Mixin for StaffAdmin: rows can only be viewed."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


def yes_no(field: str, description: Any) -> Callable:
    """A list column with ใช่ or nothing, since the alt text of Django's icons is English."""

    @admin.display(description=description, ordering=field)
    def column(self, obj: models.Model) -> str:
        return str(_("ใช่")) if getattr(obj, field) else ""

    return column
