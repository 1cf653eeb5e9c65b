"""The page on which an officer gives the portal a sheet."""

import hashlib

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.admin.import_page import RUNNING, ImportPage, Kind, State, may_import
from catalog.import_jobs import begin, note
from catalog.models import ImportBatch
from center.sheets import MOST_BYTES

ABOVE_LIMIT = _("ไฟล์ใหญ่เกิน %(most)s MB กรุณาแบ่งเป็นหลายไฟล์")


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("ไฟล์ Excel หรือ CSV"),
        help_text=_("รับไฟล์ Excel (xlsx) และ CSV ไม่เกิน 20 MB ใช้ไฟล์ที่มีอยู่ได้เลย ไม่ต้องเรียงคอลัมน์ใหม่"),
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
        given, file = form.cleaned_data, form.cleaned_data["file"]
        sha256 = hashlib.sha256()
        for chunk in file.chunks():
            sha256.update(chunk)
        people = given["kind"] == Kind.PEOPLE
        with transaction.atomic():
            batch = ImportBatch(
                kind=given["kind"],
                state=State.COMPARING,
                file_name=file.name[-260:],
                file=file,
                sha256=sha256.hexdigest(),
                started_by=request.user,
                all_districts=given["all_districts"] and not people,
                published=given["published"] and not people,
            )
            batch.save()
            note(batch, request.user, "รับไฟล์นำเข้า")
            job = begin("compare_import", batch, request.user)
        return HttpResponseRedirect(reverse("admin:center_job_progress", args=[job.pk]))
