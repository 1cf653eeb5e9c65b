"""What every page of the staff site has in common: Thai fields, folded search, publishing, history, the way back."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin
from simple_history.utils import bulk_update_with_history

from center.records.changes import written
from center.records.naming import Publishable
from center.records.personal import is_personal_contact
from center.records.uploads import look_through
from center.recycle_bin.deletions import delete_with_return
from center.staff.exporting import Exporting, may_export_personal_data
from center.staff.history import ReadableHistory
from center.staff.publishing import Publishing
from center.staff.searching import search
from thai.django.admin import ThaiAdminMixin

# More at once would hold SQLite's one write lock for too long.
MOST_DELETED_AT_ONCE = 200


class StaffAdmin(Publishing, Exporting, ThaiAdminMixin, ReadableHistory, SimpleHistoryAdmin):
    """The base of all staff pages.

    search_fields are paths as Django's: a folded column is searched by folded words with their synonyms, phones by
    their digits however they are typed, everything else plainly. folded_here names a small table without a folded
    column: its search_fields are folded while searching.
    """

    list_per_page = 50
    list_max_show_all = 200
    save_on_top = True
    empty_value_display = "–"
    show_full_result_count = False
    # A count per choice of each filter would cost a query over all rows.
    show_facets = admin.ShowFacets.NEVER
    folded_here: ClassVar[bool] = False
    # What the staff's log calls a row instead of its name, so that a person's name doesn't outlive the person there.
    log_by_number: ClassVar[bool] = False

    class Media:
        js = ("js/admin-names.js",)

    # --- Lists ---

    def get_list_display(self, request: HttpRequest) -> list:
        """Without phones and the like for those who may only look: a page of them is as good as a file."""
        shown = list(super().get_list_display(request))
        if self.has_change_permission(request) or may_export_personal_data(request):
            return shown
        return [column for column in shown if not self._shows_contact(column)]

    def _shows_contact(self, column: Any) -> bool:
        """Whether a column shows the personal contact field that it is, or is sorted by."""
        display = getattr(self, column, None) if isinstance(column, str) else column
        ordering = getattr(display, "admin_order_field", None) or column
        names = {field.name: field for field in self.opts.concrete_fields}
        return isinstance(ordering, str) and ordering in names and is_personal_contact(names[ordering])

    # --- Search ---

    def get_search_results(self, request: HttpRequest, queryset: models.QuerySet, search_term: str):
        fields = self.get_search_fields(request)
        return search(queryset, fields, search_term, folded_here=self.folded_here), False

    # --- The public page ---

    def get_view_on_site_url(self, obj: models.Model | None = None) -> str | None:
        """The public page, only while the public may see it."""
        if obj is None or not isinstance(obj, Publishable) or not hasattr(obj, "get_absolute_url"):
            return None
        shown = type(obj)._default_manager.published().filter(pk=obj.pk).exists()
        return obj.get_absolute_url() if shown else None

    # --- Many rows at once ---

    def _change_all(self, request: HttpRequest, rows: list, field: str, value: Any) -> None:
        """Set one field of many rows, with their history and the staff's log."""
        if not rows:
            return
        for row in rows:
            setattr(row, field, value)
        bulk_update_with_history(rows, self.model, [field], batch_size=500, default_user=request.user)
        label = [{"changed": {"fields": [str(self.model._meta.get_field(field).verbose_name)]}}]
        LogEntry.objects.log_actions(request.user.pk, rows, CHANGE, label)
        written(rows)

    # --- Saving ---

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """As Django's, which validates and saves in one transaction; uploads are looked through before it begins."""
        if request.method == "POST" and request.FILES:
            self._look_through_uploads(request, None if "_saveasnew" in request.POST else object_id)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _look_through_uploads(self, request: HttpRequest, object_id: str | None) -> None:
        """Of the fields this user may fill in; Django refuses whoever may not be here."""
        add = object_id is None
        obj = None if add else self.get_object(request, unquote(object_id))
        if not (self.has_add_permission(request) if add else obj and self.has_change_permission(request, obj)):
            return
        fields = flatten_fieldsets(self.get_fieldsets(request, obj))
        form = self.get_form(request, obj, change=not add, fields=fields)(request.POST, request.FILES, instance=obj)
        formsets, _inlines = self._create_formsets(request, form.instance, change=not add)
        look_through([form, *(one for formset in formsets for one in formset.forms)])

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, forms.TypedChoiceField) and field.choices and field.choices[0][0] == "":
            field.choices = [("", _("ไม่ระบุ")), *field.choices[1:]]
        return field

    def save_formset(self, request: HttpRequest, form, formset, change: bool) -> None:
        """As Django's, but rows ticked for deletion go into the recycle bin."""
        rows = formset.save(commit=False)
        delete_with_return(formset.deleted_objects, request.user)
        for row in rows:
            row.save()
        formset.save_m2m()

    def save_related(self, request: HttpRequest, form, formsets, change: bool) -> None:
        """Then compute what hangs on the row and its inlines: its own columns, those of rows it is named in."""
        super().save_related(request, form, formsets, change)
        written([form.instance, *self._left(form)], renamed=change and bool(form.changed_data))

    def _left(self, form: forms.ModelForm) -> list[models.Model]:
        """The rows that the saved row pointed at before and doesn't any more, by their keys alone."""
        changed = [field for field in self.opts.fields if field.name in form.changed_data]
        return [
            field.remote_field.model(**{field.target_field.attname: form.initial[field.name]})
            for field in changed
            if isinstance(field, models.ForeignKey) and form.initial.get(field.name) is not None
        ]

    # --- Deleting ---

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        if delete_with_return([obj], request.user):
            self._say_where(request)

    def get_actions(self, request: HttpRequest) -> dict:
        actions = super().get_actions(request)
        if "delete_selected" in actions:
            actions["delete_selected"] = (delete_a_few, *actions["delete_selected"][1:])
        return actions

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        delete_with_return(queryset, request.user)
        self._say_where(request)

    def _say_where(self, request: HttpRequest) -> None:
        link = format_html('<a href="{}">{}</a>', reverse("admin:center_deletion_changelist"), _("เปิดถังขยะ"))
        self.message_user(request, format_html("{} {}", _("เรียกคืนได้ภายใน 30 วัน"), link), messages.INFO)

    # --- The staff's log ---

    def log_addition(self, request: HttpRequest, obj: models.Model, message):
        return self._without_name(super().log_addition(request, obj, message))

    def log_change(self, request: HttpRequest, obj: models.Model, message):
        return self._without_name(super().log_change(request, obj, message))

    def log_deletions(self, request: HttpRequest, queryset):
        return self._without_name(super().log_deletions(request, queryset))

    def _without_name(self, entries):
        if self.log_by_number:
            for entry in entries if isinstance(entries, list) else [entries]:
                if entry is not None:
                    name = _("%(kind)s เลขที่ %(number)s") % {"kind": self.opts.verbose_name, "number": entry.object_id}
                    entry.object_repr = str(name)
                    entry.save(update_fields=["object_repr"])
        return entries

    def construct_change_message(self, request: HttpRequest, form, formsets, add: bool = False) -> list:
        """As Django's, naming inline rows by their kind alone: a member's name must not outlive the member here."""
        log = super().construct_change_message(request, form, formsets, add)
        for entry in log:
            for detail in entry.values():
                if "object" in detail:
                    detail["object"] = ""
        return log


def delete_a_few(model_admin: StaffAdmin, request: HttpRequest, queryset: models.QuerySet) -> HttpResponse | None:
    """Django's action for as many rows as can be deleted at once; of more it deletes, and logs, none."""
    if queryset[: MOST_DELETED_AT_ONCE + 1].count() <= MOST_DELETED_AT_ONCE:
        return delete_selected(model_admin, request, queryset)
    refusal = _("ลบได้ครั้งละไม่เกิน %d รายการ จึงยังไม่ได้ลบรายการใดเลย กรุณากรองหรือเลือกให้น้อยลง แล้วลบทีละชุด")
    model_admin.message_user(request, refusal % MOST_DELETED_AT_ONCE, messages.ERROR)
    return None


class NamedFormSet(forms.BaseInlineFormSet):
    """Rows of a table have no labels of their own: each field is named for screen readers, the tick for deleting too."""

    def add_fields(self, form: forms.BaseForm, index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            # A foreign key's own box stands in a wrapper with the buttons beside it, which keeps what is said to it.
            widget = getattr(field.widget, "widget", field.widget)
            if not widget.is_hidden:
                widget.attrs.setdefault("aria-label", _("ลบแถวนี้") if name == "DELETE" else field.label or name)


class StaffInline(ThaiAdminMixin):
    """Before TabularInline or StackedInline: Thai fields; one empty row, so that adding works without JavaScript."""

    extra = 1

    def get_formset(self, request: HttpRequest, obj=None, **kwargs):
        if isinstance(self, admin.TabularInline):
            kwargs.setdefault("formset", NamedFormSet)
        return super().get_formset(request, obj, **kwargs)


class ReadOnlyInline(StaffInline):
    """Rows one looks at here and changes elsewhere, or never."""

    extra = 0
    max_num: int | None = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


class ReadOnly:
    """Before StaffAdmin: rows that are kept as they came."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


def yes_no(field: str, description: Any) -> Callable:
    """A list column that says ใช่ or nothing, in words: a symbol's text for screen readers would be English."""

    @admin.display(description=description, ordering=field)
    def column(self, obj: models.Model) -> str:
        return _("ใช่") if getattr(obj, field) else ""

    return column
