"""Staff merge two records of one person, and separate them again."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from center.people import merging
from center.people.models import Person, PersonMerge
from center.staff import row_page
from center.staff.officer import officer
from thai.dates import long_date
from thai.digits import to_arabic
from thai.phones import format_phone

ANOTHER = "another"


def described(person: Person) -> str:
    """What tells records of one name apart: village, phone, number."""
    parts = [str(person), person.village, format_phone(person.phone), _("เลขที่ %d") % person.pk]
    return " · ".join(part for part in parts if part)


class MergeForm(forms.Form):
    """Which record is the duplicate: one of those that look alike, or any by its number."""

    duplicate = forms.ChoiceField(
        label=gettext_lazy("รายการใดซ้ำกับรายการนี้"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("กรุณาเลือกรายการที่ซ้ำ")},
    )
    number = forms.CharField(label=gettext_lazy("เลขที่บุคคลของรายการอื่น"), required=False, max_length=12)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alike = {str(other.pk): other for other in merging.proposed(person)}
        choices = [(key, described(other)) for key, other in self.alike.items()]
        self.fields["duplicate"].choices = [*choices, (ANOTHER, _("รายการอื่น ตามเลขที่ด้านล่าง"))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = cleaned.get("duplicate")
        if chosen == ANOTHER:
            number = row_page.number_in(to_arabic(cleaned.get("number", "")).strip())
            cleaned["person"] = Person.objects.filter(pk=number).first()
            if cleaned["person"] is None:
                self.add_error("number", _("ไม่พบบุคคลเลขที่นี้"))
        elif chosen:
            cleaned["person"] = self.alike[chosen]
        return cleaned


class Merging:
    """Mixin for PersonAdmin: the pages `merge` and `separate`, and the read-only field `merged_records`."""

    def get_urls(self) -> list:
        pages = {"merge": self.merge_view, "separate": self.separate_view}
        own = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(view)),  # type: ignore[attr-defined]
                name=f"center_person_{name}",
            )
            for name, view in pages.items()
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask which record is the duplicate of this one; a POST merges it into this one."""
        person = self._changed_here(request, pk)
        form = MergeForm(row_page.posted(request), person=person)
        return row_page.ask(
            self,  # type: ignore[arg-type]
            request,
            row=person,
            form=form,
            act=lambda data: merging.merge(data["person"], into=person, by=officer(request)),
            title=_("รวมข้อมูลซ้ำ"),
            button=_("รวมเข้ากับรายการนี้"),
            said=_("รวมข้อมูลแล้ว ทุกรายการของรายการซ้ำย้ายมาที่นี่ แยกกลับได้"),
            explained=[
                _("รายการที่ใช้ต่อไป: %s") % described(person),
                _("สอบถามเจ้าตัวก่อนเสมอ คนในครอบครัวใช้เบอร์เดียวกันได้ และชื่อซ้ำกันได้"),
            ],
        )

    def separate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask whether to undo the merge of this record; a POST undoes it."""
        duplicate = self._changed_here(request, pk)
        merged = get_object_or_404(PersonMerge.objects.select_related("kept__tambon"), duplicate=duplicate)
        return row_page.ask(
            self,  # type: ignore[arg-type]
            request,
            row=duplicate,
            form=forms.Form(row_page.posted(request)),
            act=lambda data: merging.undo(merged, by=officer(request)),
            title=_("แยกข้อมูลที่รวมไว้"),
            button=_("แยกกลับ"),
            said=_("แยกข้อมูลกลับแล้ว"),
            explained=[
                _("รวมไว้กับ: %s") % described(merged.kept),
                _("รายการที่ย้ายไปตอนรวมจะกลับมา รายการที่เพิ่มหลังจากนั้นอยู่ที่เดิม"),
            ],
        )

    def _changed_here(self, request: HttpRequest, pk: int) -> Person:
        person = get_object_or_404(Person.objects.select_related("tambon"), pk=pk)
        if not self.has_change_permission(request, person):  # type: ignore[attr-defined]
            raise PermissionDenied
        return person

    def merged_records(self, obj: Person) -> str:
        """The record this one was merged into, or those that were merged into it, each with the way to separate them."""
        merges = PersonMerge.objects.filter(kept=obj) | PersonMerge.objects.filter(duplicate=obj)
        lines = [
            (
                row_page.address_of(other),
                other,
                long_date(merged.at, get_language()),
                reverse("admin:center_person_separate", args=[merged.duplicate_id]),
                _("แยกกลับ"),
            )
            for merged in merges.select_related("kept", "duplicate")
            for other in [merged.kept if merged.duplicate_id == obj.pk else merged.duplicate]
        ]
        listed = format_html_join("", '<li><a href="{}">{}</a> · {} · <a href="{}">{}</a></li>', lines)
        return format_html_join("", '<ul class="states">{}</ul>', [(listed,)]) if lines else _("ยังไม่เคยรวม")

    merged_records.short_description = gettext_lazy("รวมกับ")  # type: ignore[attr-defined]
