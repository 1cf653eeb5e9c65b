"""The page that shows what an import would do: look, say who is known, confirm or give up."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from catalog.importing import previews
from catalog.importing.admin_page import LISTS, UNLISTED, ImportPage, Kind, State, counted
from catalog.importing.jobs import begin, note
from catalog.importing.models import ImportBatch
from center.people.sheet_comparison import NEW_PERSON


class PreviewPage(ImportPage):
    def preview_page(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        counts = batch.counts
        lists = [
            {"name": name, "label": label, "count": counts.get(name, 0)}
            for name, label in LISTS.items()
            if name in counts or (name == "known" and batch.kind == Kind.PEOPLE)
        ]
        for one in lists:
            if one["name"] == "known":
                one["count"] = sum(1 for _line in previews.lines(batch, "known"))
        first = next((one["name"] for one in lists if one["count"]), "new")
        wanted = request.GET.get("show", first)
        if wanted not in LISTS:
            raise Http404
        text, number = request.GET.get("q", "").strip()[:100], request.GET.get("page", "")
        page = previews.page(batch, wanted, text, max(int(number), 1) if number.isdecimal() else 1)
        return self.show_page(
            request,
            "preview",
            _("ตรวจก่อนบันทึก: %s") % batch.file_name,
            batch=batch,
            lists=lists,
            wanted=wanted,
            wanted_label=LISTS[wanted],
            text=text,
            page=page,
            others=counted(counts, UNLISTED),
            writes=counts.get("new", 0) + counts.get("changed", 0),
            new_person=NEW_PERSON,
        )

    def people_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep who of the rows of one page is somebody known, and compare anew."""
        batch = self.find_import(request, pk)
        if batch.state != State.READY or batch.kind != Kind.PEOPLE:
            return self.to_import(batch)
        chosen = {
            name.removeprefix("person-"): value
            for name, value in request.POST.items()
            if name.startswith("person-") and (value == NEW_PERSON or value.isdecimal())
        }
        with transaction.atomic():
            ready = ImportBatch.objects.filter(pk=pk, state=State.READY)
            if ready.update(choices=batch.choices | chosen, state=State.COMPARING):
                begin("compare_import", batch, request.user)
        return self.to_import(batch)

    def confirm_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.find_import(request, pk)
        with transaction.atomic():
            ready = ImportBatch.objects.filter(pk=pk, state=State.READY, digest=request.POST.get("digest", ""))
            if ready.update(state=State.WRITING, trouble=""):
                begin("write_import", batch, request.user)
            elif batch.state == State.READY:
                messages.warning(request, _("รายการเปลี่ยนไปแล้ว กรุณาตรวจอีกครั้งก่อนบันทึก"))
        return self.to_import(batch)

    def drop_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.find_import(request, pk)
        if ImportBatch.objects.filter(pk=pk, state__in=ImportBatch.OPEN).update(state=State.DROPPED):
            batch.forget_files()
            note(batch, request.user, "ไม่นำเข้าไฟล์")
            messages.success(request, _("ไม่นำเข้าแล้ว ไฟล์ถูกลบ ข้อมูลในระบบไม่เปลี่ยน"))
        return self.to_import(batch)
