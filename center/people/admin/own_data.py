"""What somebody may ask for: a copy of everything that is held of them, and that it is erased."""

import tempfile
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from center.access import log as access_log
from center.access.recency import recently_authenticated
from center.people import erasing, own_data
from center.people.admin.merging import described
from center.people.models import Person
from center.staff import row_page
from center.staff.exporting import may_export_personal_data
from center.staff.officer import officer
from center.staff.row_page import require
from thai.dates import numeric_date


class EraseForm(forms.Form):
    sure = forms.BooleanField(
        label=gettext_lazy("ตรวจแล้วว่าเจ้าของข้อมูลขอให้ลบเอง"),
        error_messages={"required": gettext_lazy("กรุณายืนยันว่าเจ้าของข้อมูลขอให้ลบ")},
    )


class OwnData:
    """Mixin for PersonAdmin: the pages `own_data` (a download) and `erase`."""

    def get_urls(self) -> list:
        pages = {
            "own_data": require_safe(never_cache(self.own_data_view)),
            "erase": require_http_methods(["GET", "HEAD", "POST"])(self.erase_view),
        }
        own = [
            path(
                f"<int:pk>/{name.replace('_', '-')}/",
                self.admin_site.admin_view(view),  # type: ignore[attr-defined]
                name=f"center_person_{name}",
            )
            for name, view in pages.items()
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    def own_data_view(self, request: HttpRequest, pk: int) -> Any:
        """A zip with everything that is held of the person. Logged."""
        person = get_object_or_404(Person, pk=pk)
        if not self.has_view_permission(request, person) or not may_export_personal_data(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        return self._send_own_data(request, person)

    @recently_authenticated
    def _send_own_data(self, request: HttpRequest, person: Person) -> FileResponse:
        file = tempfile.TemporaryFile()  # noqa: SIM115  # closed by the response
        own_data.write(file, person)
        file.seek(0)
        access_log.exported(officer(request), Person, person.pk)
        self.log_change(request, person, _("ส่งออกข้อมูลทั้งหมดของบุคคลนี้"))  # type: ignore[attr-defined]
        day = numeric_date(timezone.localdate()).replace("/", "-")
        return FileResponse(file, as_attachment=True, filename=_("ข้อมูลของ %s") % person + f" {day}.zip")

    def erase_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what erasing does, or what isn't over; a POST erases, irreversibly."""
        person = get_object_or_404(Person.objects.select_related("tambon"), pk=pk, erased_at=None)
        require(request, "center.erase_person")
        return self._erase(request, person)

    @recently_authenticated
    def _erase(self, request: HttpRequest, person: Person) -> HttpResponse:
        left = erasing.pending(person)
        unfinished = [_("ยังไม่จบ %(kind)s: %(rows)s") % {"kind": kind, "rows": _named(rows)} for kind, rows in left]
        return row_page.ask(
            self,  # type: ignore[arg-type]
            request,
            row=person,
            form=EraseForm(row_page.posted(request)),
            act=lambda data: self._act(person, request),
            title=_("ลบข้อมูลตามคำขอ"),
            button=_("ลบข้อมูลของบุคคลนี้"),
            said=_("ลบข้อมูลของบุคคลนี้แล้ว"),
            explained=[
                _("จะลบข้อมูลของ: %s") % described(person),
                _("ลบชื่อ เบอร์ ที่อยู่ รูป และทุกสิ่งที่บอกได้ว่าเป็นใคร ในนัดหมาย การลงทะเบียน ข้อความ ประวัติ และถังขยะ เรียกคืนไม่ได้"),
                _("จำนวนคน เรื่อง ตำบล และวันที่ยังอยู่ในสถิติโดยไม่มีชื่อ สมาชิกภาพสิ้นสุดวันนี้"),
                *unfinished,
            ],
        )

    def _act(self, person: Person, request: HttpRequest) -> None:
        try:
            erasing.erase(person, by=officer(request))
        except OSError as error:
            raise ValidationError(_("เขียนรายการที่ลบไม่ได้ จึงยังไม่ได้ลบ แจ้งผู้ดูแลระบบ")) from error


def _named(rows: list[Any]) -> str:
    names = ", ".join(str(row) for row in rows[:3])
    return names if len(rows) <= 3 else f"{names} " + _("และอีก %d") % (len(rows) - 3)
