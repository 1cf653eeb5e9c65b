"""The page on which an officer gives the portal a sheet."""

import hashlib
import threading

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.importing.admin_page import RUNNING, ImportPage, Kind, State, may_import
from catalog.importing.jobs import begin, note
from catalog.importing.models import ImportBatch
from center.records.messages import kept_text
from center.sheets.reading import MOST_BYTES, SheetRefused, read_content
from center.sheets.stored_sheets import pack
from thai.id_cards import without_id_cards

ABOVE_LIMIT = _("ไฟล์ใหญ่เกิน %(most)s MB กรุณาแบ่งเป็นหลายไฟล์")
# One sheet at a time in a process: the largest take a hundred megabytes while they are read.
_reading = threading.Lock()


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("ไฟล์ Excel หรือ CSV"),
        help_text=_(
            "รับไฟล์ Excel (xlsx) และ CSV ไม่เกิน 20 MB ใช้ไฟล์ที่มีอยู่ได้เลย ไม่ต้องเรียงคอลัมน์ใหม่ ระบบตัดเลขบัตรประชาชนออกก่อนเก็บ"
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    kind = forms.ChoiceField(label=_("ในไฟล์เป็นข้อมูลอะไร"), widget=forms.RadioSelect)
    all_districts = forms.BooleanField(
        label=_("รับทุกอำเภอ"), required=False, help_text=_("ไม่ติ๊ก = รับเฉพาะแถวของอำเภอบางคล้า ใช้กับสินค้าและผู้ผลิต")
    )
    published = forms.BooleanField(
        label=_("เผยแพร่รายการใหม่ทันที"), required=False, help_text=_("ไม่ติ๊ก = รอเจ้าหน้าที่ตรวจแล้วเผยแพร่เอง ใช้กับสินค้าและผู้ผลิต")
    )

    def __init__(self, *args, kinds: list[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, label) for kind, label in Kind.choices if kind in kinds]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(ABOVE_LIMIT, params={"most": MOST_BYTES // 1_000_000})
        return file


class UploadPage(ImportPage):
    def upload_view(self, request: HttpRequest) -> HttpResponse:
        kinds = [kind for kind in Kind.values if may_import(request, kind)]
        if not kinds:
            raise PermissionDenied
        asked = request.GET.get("kind")
        initial = {"kind": asked if asked in kinds else kinds[0]}
        form = UploadForm(request.POST or None, request.FILES or None, kinds=kinds, initial=initial)
        if request.method == "POST" and form.is_valid():
            return self._begin(request, form)
        own = ImportBatch.objects.filter(kind__in=kinds, state__in=[*ImportBatch.OPEN, *RUNNING])
        return self.show_page(
            request, "upload", _("นำเข้าจาก Excel"), form=form, waiting=own[:10], most_bytes=MOST_BYTES
        )

    def _begin(self, request: HttpRequest, form: UploadForm) -> HttpResponseRedirect:
        """Read the file before anything of it is stored, since it may hold ID-card numbers; the rest is a job's work."""
        given, file = form.cleaned_data, form.cleaned_data["file"]
        content = file.read()
        people = given["kind"] == Kind.PEOPLE
        batch = ImportBatch(
            kind=given["kind"],
            state=State.COMPARING,
            file_name=without_id_cards(file.name)[0][-260:] or "–",
            sha256=hashlib.sha256(content).hexdigest(),
            started_by=request.user,
            all_districts=given["all_districts"] and not people,
            published=given["published"] and not people,
        )
        try:
            with _reading:
                rows = pack(read_content(content))
        except SheetRefused as refusal:
            batch.state, batch.trouble = State.REFUSED, kept_text(refusal.said)
        else:
            batch.file = ContentFile(rows, "sheet")
        with transaction.atomic():
            batch.save()
            note(batch, request.user, "รับไฟล์นำเข้า")
            job = begin("compare_import", batch, request.user) if batch.file else None
        return (
            HttpResponseRedirect(reverse("admin:center_job_progress", args=[job.pk])) if job else self.to_import(batch)
        )
