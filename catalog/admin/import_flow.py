"""A sheet's way into the portal: upload, matching of headings, preview, confirmation, result, undo.

Nothing is compared or written here: each step is a job in the background (catalog.import_jobs), and the page of an
import shows whatever its state asks of the officer.
"""

import hashlib
import tempfile
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from catalog import import_previews
from catalog.headings import REASON
from catalog.import_jobs import begin, note
from catalog.import_plans import COLUMNS, MODELS, remembered
from catalog.models import HeadingChoice, ImportBatch
from center import spreadsheets
from center.access.recency import recently_authenticated
from center.models import Job
from center.people_import import NEW_PERSON
from center.sheets import MOST_BYTES, SheetRefused, read_content
from thai.folding import fold

Kind, State = ImportBatch.Kind, ImportBatch.State
RUNNING = {State.COMPARING: "compare_import", State.WRITING: "write_import", State.UNDOING: "undo_import"}
# Where an import falls back to when its job failed or was cancelled.
FALLS_BACK = {State.COMPARING: State.REFUSED, State.WRITING: State.READY, State.UNDOING: State.WRITTEN}
LISTS = {
    "new": _("เพิ่มใหม่"),
    "changed": _("เปลี่ยนแปลง"),
    "known": _("ชื่อตรงกับคนที่มีอยู่"),
    "repaired": _("ระบบแก้ให้"),
    "to_check": _("ควรตรวจ"),
    "duplicate": _("ซ้ำ"),
    "refused": _("ไม่รับ"),
    "other_districts": _("อำเภออื่น"),
}
UNLISTED = {"unchanged": _("เหมือนเดิม"), "new_producers": _("ผู้ผลิตใหม่"), "new_groups": _("กลุ่มใหม่")}
ABOVE_LIMIT = _("ไฟล์ใหญ่เกิน %d MB กรุณาแบ่งเป็นหลายไฟล์") % (MOST_BYTES // 1_000_000)


def may_import(request: HttpRequest, kind: str) -> bool:
    """Whether this officer may add and change what a kind of import writes."""
    return all(
        request.user.has_perm(f"{model._meta.app_label}.{act}_{model._meta.model_name}")
        for model in MODELS[Kind(kind)]
        for act in ("add", "change")
    )


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
            raise forms.ValidationError(ABOVE_LIMIT)
        return file


class ImportFlow:
    """Before the admin of ImportBatch: the pages of an import under way."""

    def get_urls(self) -> list:
        def page(address: str, view: Any, name: str) -> Any:
            return path(
                f"import/{address}", self.admin_site.admin_view(never_cache(view)), name=f"catalog_import{name}"
            )

        return [
            page("", self.upload_view, "_upload"),
            page("<int:pk>/", self.import_view, ""),
            page("<int:pk>/headings/", self.headings_view, "_headings"),
            page("<int:pk>/people/", require_POST(self.people_view), "_people"),
            page("<int:pk>/confirm/", require_POST(self.confirm_view), "_confirm"),
            page("<int:pk>/drop/", require_POST(self.drop_view), "_drop"),
            page("<int:pk>/undo/", self.undo_view, "_undo"),
            page("<int:pk>/refused.xlsx", self.refused_view, "_refused"),
            *super().get_urls(),
        ]

    def _batch(self, request: HttpRequest, pk: int) -> ImportBatch:
        """The import, for who may write its kind; PermissionDenied for others, since a preview holds personal data."""
        batch = get_object_or_404(ImportBatch.objects.select_related("started_by", "confirmed_by", "undone_by"), pk=pk)
        if not may_import(request, batch.kind):
            raise PermissionDenied
        return batch

    def _show(self, request: HttpRequest, template: str, title: Any, **context: Any) -> TemplateResponse:
        context |= self.admin_site.each_context(request) | {"title": title, "opts": self.opts}
        context["may_view"] = self.has_view_permission(request)
        return TemplateResponse(request, f"admin/catalog/import/{template}.html", context)

    @staticmethod
    def _to(batch: ImportBatch) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:catalog_import", args=[batch.pk]))

    # --- Upload ---

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
        return self._show(request, "upload", _("นำเข้าจาก Excel"), form=form, waiting=own[:10], most_bytes=MOST_BYTES)

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

    # --- One import, whatever its state ---

    def import_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self._batch(request, pk)
        if batch.state in RUNNING:
            job = Job.objects.filter(kind=RUNNING[batch.state], arguments__batch=batch.pk).order_by("-pk").first()
            if job and job.is_unfinished and (job.by_id == request.user.pk or request.user.has_perm("center.view_job")):
                return HttpResponseRedirect(reverse("admin:center_job_progress", args=[job.pk]))
            if job and job.is_unfinished:
                return self._result(request, batch)
            self._fall_back(batch, job)
            batch = self._batch(request, pk)
        if batch.state == State.HEADINGS:
            return HttpResponseRedirect(reverse("admin:catalog_import_headings", args=[batch.pk]))
        return self._preview(request, batch) if batch.state == State.READY else self._result(request, batch)

    @staticmethod
    def _fall_back(batch: ImportBatch, job: Job | None) -> None:
        """The job has ended without settling the import: it failed, or staff cancelled it."""
        why = (job and job.error) or _now("งานถูกยกเลิก ยังไม่มีอะไรเปลี่ยน")
        unsettled = ImportBatch.objects.filter(pk=batch.pk, state=batch.state)
        unsettled.update(state=FALLS_BACK[State(batch.state)], trouble=why)

    def _preview(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        counts = batch.counts
        lists = [
            {"name": name, "label": label, "count": counts.get(name, 0)}
            for name, label in LISTS.items()
            if name in counts or (name == "known" and batch.kind == Kind.PEOPLE)
        ]
        for one in lists:
            if one["name"] == "known":
                one["count"] = sum(1 for _line in import_previews.lines(batch, "known"))
        first = next((one["name"] for one in lists if one["count"]), "new")
        wanted = request.GET.get("show", first)
        if wanted not in LISTS:
            raise Http404
        text, number = request.GET.get("q", "").strip()[:100], request.GET.get("page", "")
        page = import_previews.page(batch, wanted, text, max(int(number), 1) if number.isdecimal() else 1)
        return self._show(
            request,
            "preview",
            _("ตรวจก่อนบันทึก: %s") % batch.file_name,
            batch=batch,
            lists=lists,
            wanted=wanted,
            wanted_label=LISTS[wanted],
            text=text,
            page=page,
            others=_counted(counts, UNLISTED),
            writes=counts.get("new", 0) + counts.get("changed", 0),
            new_person=NEW_PERSON,
        )

    def _result(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        left = batch.rows.exclude(undo_note="").select_related("product", "producer", "person").order_by("number")
        return self._show(
            request,
            "result",
            _("ผลการนำเข้า: %s") % batch.file_name,
            batch=batch,
            counts=_counted(batch.counts, LISTS | UNLISTED),
            left=left[:200],
            list_url=reverse("admin:{0.app_label}_{0.model_name}_changelist".format(MODELS[Kind(batch.kind)][0]._meta)),
            rows_url=f"{reverse('admin:catalog_importrow_changelist')}?batch__id__exact={batch.pk}",
            may_undo=batch.state == State.WRITTEN and batch.written_at,
            has_refused=bool(batch.file and batch.counts.get("refused")),
            dropped=batch.state == State.DROPPED,
            running=batch.state in RUNNING,
        )

    # --- Headings ---

    def headings_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self._batch(request, pk)
        if batch.state not in (State.HEADINGS, State.READY, State.REFUSED) or not batch.file:
            return self._to(batch)
        columns = COLUMNS[batch.kind]
        by_hand = remembered(batch.kind)
        named = batch.headings or self._headings_of(batch)
        rows = [
            {
                "index": index,
                "heading": heading,
                "chosen": columns.recognize(heading, by_hand) or ("-" if columns.is_settled(heading, by_hand) else ""),
            }
            for index, heading in enumerate(named)
        ]
        wrong = ""
        if request.method == "POST":
            for row in rows:
                row["chosen"] = request.POST.get(f"heading-{row['index']}", "")
            wrong = _wrong_match(rows, columns)
            if not wrong:
                self._remember(request, batch, rows)
                return self._to(batch)
        choices = [("-", _now("ไม่ใช้คอลัมน์นี้")), *columns.labels.items()]
        return self._show(
            request,
            "headings",
            _("จับคู่หัวตาราง: %s") % batch.file_name,
            batch=batch,
            rows=rows,
            choices=choices,
            wrong=wrong,
            required=" / ".join(columns.labels[name] for name in columns.required),
        )

    @staticmethod
    def _headings_of(batch: ImportBatch) -> list[str]:
        """The headings of a sheet that was understood, for who wants to match them otherwise."""
        columns = COLUMNS[batch.kind]
        try:
            with batch.file.open("rb") as file:
                rows = read_content(file.read()).rows
            headings = columns.find(rows, remembered(batch.kind))
        except (SheetRefused, FileNotFoundError):
            return []
        return [cell.strip()[:200] for cell in dict(rows)[headings.row_number] if isinstance(cell, str)]

    @staticmethod
    def _remember(request: HttpRequest, batch: ImportBatch, rows: list[dict]) -> None:
        """Keep what differs from what the portal knows by itself, and compare anew."""
        columns = COLUMNS[batch.kind]
        with transaction.atomic():
            for row in rows:
                chosen, known = "" if row["chosen"] == "-" else row["chosen"], columns.recognize(row["heading"])
                its = {"kind": batch.kind, "folded": fold(row["heading"])[:200]}
                if known and chosen == known:
                    HeadingChoice.objects.filter(**its).delete()
                else:
                    said = {"heading": row["heading"], "field": chosen, "by": request.user}
                    HeadingChoice.objects.update_or_create(**its, defaults=said)
            changed = ImportBatch.objects.filter(pk=batch.pk, state=batch.state).update(state=State.COMPARING)
            if changed:
                begin("compare_import", batch, request.user)

    # --- Choices, confirmation, giving up ---

    def people_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep who of the rows of one page is somebody known, and compare anew."""
        batch = self._batch(request, pk)
        if batch.state != State.READY or batch.kind != Kind.PEOPLE:
            return self._to(batch)
        chosen = {
            name.removeprefix("person-"): value
            for name, value in request.POST.items()
            if name.startswith("person-") and (value == NEW_PERSON or value.isdecimal())
        }
        with transaction.atomic():
            ready = ImportBatch.objects.filter(pk=pk, state=State.READY)
            if ready.update(choices=batch.choices | chosen, state=State.COMPARING):
                begin("compare_import", batch, request.user)
        return self._to(batch)

    def confirm_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self._batch(request, pk)
        with transaction.atomic():
            ready = ImportBatch.objects.filter(pk=pk, state=State.READY, digest=request.POST.get("digest", ""))
            if ready.update(state=State.WRITING, trouble=""):
                begin("write_import", batch, request.user)
            elif batch.state == State.READY:
                messages.warning(request, _("รายการเปลี่ยนไปแล้ว กรุณาตรวจอีกครั้งก่อนบันทึก"))
        return self._to(batch)

    def drop_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self._batch(request, pk)
        if ImportBatch.objects.filter(pk=pk, state__in=ImportBatch.OPEN).update(state=State.DROPPED):
            batch.forget_files()
            note(batch, request.user, "ไม่นำเข้าไฟล์")
            messages.success(request, _("ไม่นำเข้าแล้ว ไฟล์ถูกลบ ข้อมูลในระบบไม่เปลี่ยน"))
        return self._to(batch)

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self._batch(request, pk)
        if batch.state != State.WRITTEN or not batch.written_at:
            return self._to(batch)
        if request.method != "POST":
            title = _("ยกเลิกการนำเข้าทั้งหมดหรือไม่")
            return self._show(request, "undo", title, batch=batch, counts=_counted(batch.counts, LISTS | UNLISTED))
        return self._undo(request, batch)

    @recently_authenticated
    def _undo(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        with transaction.atomic():
            if ImportBatch.objects.filter(pk=batch.pk, state=State.WRITTEN).update(state=State.UNDOING, trouble=""):
                begin("undo_import", batch, request.user)
        return self._to(batch)

    # --- Refused rows ---

    def refused_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The refused rows with their original columns and why, to correct and import again."""
        batch = self._batch(request, pk)
        if not batch.file:
            raise Http404
        try:
            with batch.file.open("rb") as file:
                rows = dict(read_content(file.read()).rows)
            headings = COLUMNS[batch.kind].find(list(rows.items()), remembered(batch.kind))
        except (SheetRefused, FileNotFoundError):
            raise Http404 from None
        reasons = self._reasons(batch)
        top = rows[headings.row_number]
        kept = [index for index, cell in enumerate(top) if cell is not None and fold(str(cell)) != fold(REASON)]

        def cell(cells: list, index: int) -> Any:
            return cells[index] if index < len(cells) else None

        table = ([*(cell(rows[number], index) for index in kept), why] for number, why in reasons if number in rows)
        out = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
        spreadsheets.write(out, spreadsheets.XLSX, [*(str(top[index]) for index in kept), REASON], table)
        out.seek(0)
        name = _now("เฉพาะแถวที่ไม่รับ") + ".xlsx"
        return FileResponse(out, as_attachment=True, filename=name, content_type=spreadsheets.TYPES[spreadsheets.XLSX])

    @staticmethod
    def _reasons(batch: ImportBatch) -> list[tuple[int, str]]:
        """Numbers of the refused rows and why: of the preview, or where that is gone, of what was recorded."""
        if batch.preview:
            return [(shown["n"], shown.get("why", "")) for shown in import_previews.lines(batch, "refused")]
        return list(batch.rows.filter(outcome="refused").values_list("number", "reason"))


def _counted(counts: dict, labels: dict) -> list[dict]:
    return [{"label": label, "count": counts[name]} for name, label in labels.items() if counts.get(name)]


def _wrong_match(rows: list[dict], columns) -> str:
    """Why a matching can't be taken, in one sentence; empty when it can."""
    if missing := [row["heading"] for row in rows if row["chosen"] != "-" and row["chosen"] not in columns.labels]:
        return _now("ยังไม่ได้เลือก: %s") % ", ".join(missing)
    chosen = [row["chosen"] for row in rows if row["chosen"] != "-"]
    if not set(columns.required) & set(chosen):
        return _now("ต้องมีคอลัมน์หนึ่งเป็น %s") % " / ".join(columns.labels[name] for name in columns.required)
    if twice := {name for name in chosen if chosen.count(name) > 1}:
        return _now("เลือกซ้ำ: %s") % ", ".join(columns.labels[name] for name in twice)
    return ""
