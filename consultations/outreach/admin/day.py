"""On the day, by phone: how many came, pictures from the camera; afterwards the result in words."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from center.pictures.forms import PictureField
from center.recycle_bin.deletions import delete_with_return
from center.staff.officer import officer
from center.staff.row_page import button, refuse, show
from committee.terms.forms import line
from consultations.bookings.actors import staff
from consultations.outreach import texts
from consultations.outreach.admin.acts import possible_with
from consultations.outreach.admin.page import CHANGE, REFUSALS, find_event, sentence_of
from consultations.outreach.models import EventPicture, OutreachEvent
from consultations.outreach.results import MOST_PICTURES, add_picture, describe_picture, note_result
from thai.django.fields import ThaiTextField
from thai.django.forms import ThaiIntegerField


class ResultForm(forms.Form):
    attended = ThaiIntegerField(label=gettext_lazy("จำนวนที่มา (คน)"), required=False, min_value=0, max_value=99_999)
    result_th = ThaiTextField(blank=True, max_length=4000).formfield(
        label=gettext_lazy("ผลการจัดกิจกรรม"),
        help_text=gettext_lazy("แสดงบนเว็บ เช่น สาธิตอะไร ได้ผลอย่างไร"),
        widget=forms.Textarea({"rows": 4, "class": "vLargeTextField"}),
    )
    result_en = forms.CharField(
        label=gettext_lazy("ผลการจัดกิจกรรม ภาษาอังกฤษ"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3, "class": "vLargeTextField"}),
    )


class CaptionForm(forms.Form):
    """What is said of a picture of the day."""

    alt_th = line(
        gettext_lazy("คำบรรยายรูป"), most=250, required=False, help_text=gettext_lazy("เช่น กลุ่มแม่บ้านหมู่ 6 ฝึกพอกไข่เค็ม")
    )
    shows_children = forms.BooleanField(label=gettext_lazy("มีเด็กในภาพ"), required=False)
    guardians_agreed = forms.BooleanField(
        label=gettext_lazy("ผู้ปกครองของเด็กยินยอมแล้ว"),
        required=False,
        help_text=gettext_lazy("ภาพที่มีเด็กไม่แสดงบนเว็บจนกว่าผู้ปกครองยินยอม"),
    )

    @classmethod
    def of(cls, picture: EventPicture, data: Any = None) -> "CaptionForm":
        stored = {name: getattr(picture, name) for name in cls.base_fields}
        return cls(data, initial=stored, prefix=f"picture{picture.pk}")


class PhotoForm(CaptionForm):
    upload = PictureField(
        label=gettext_lazy("ถ่ายรูปหรือเลือกรูป"),
        help_text=gettext_lazy("JPEG, PNG หรือ WebP ไม่เกิน 15 MB รูปจากโทรศัพท์ส่งได้เลย"),
        error_messages={"required": gettext_lazy("กรุณาถ่ายรูปหรือเลือกรูป")},
    )
    field_order = ("upload", "alt_th", "shows_children", "guardians_agreed")


def day_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Forms on one page, each with a button of its own: the result, a new picture, what is said of each picture.

    A picture is processed before anything is written.
    """
    event = find_event(request, pk, CHANGE)
    if not possible_with(event)["may_report"]:
        return refuse(request, event, _("บันทึกได้เมื่อกิจกรรมเริ่มแล้ว"))
    is_photo, is_caption = "photo" in request.POST, "picture" in request.POST
    is_result = request.method == "POST" and not is_photo and not is_caption
    stored = {name: getattr(event, name) for name in ResultForm.base_fields}
    result = ResultForm(request.POST if is_result else None, initial=stored)
    photo = PhotoForm(request.POST, request.FILES) if is_photo else PhotoForm()
    by = staff(officer(request))
    pictures = list(event.pictures.all())
    captions = [
        CaptionForm.of(picture, request.POST if request.POST.get("picture") == str(picture.pk) else None)
        for picture in pictures
    ]
    for picture, caption in zip(pictures, captions, strict=True):
        if caption.is_bound and caption.is_valid():
            describe_picture(picture, **caption.cleaned_data)
            return _saved(model_admin, request, event, _("บันทึกคำบรรยายรูปแล้ว"))
    if is_result and result.is_valid():
        try:
            note_result(event, by=by, **result.cleaned_data)
        except REFUSALS.errors as refusal:
            result.add_error(None, sentence_of(refusal))
        else:
            return _saved(model_admin, request, event, _("บันทึกผลแล้ว"))
    if is_photo and photo.is_valid():
        values = dict(photo.cleaned_data)
        add_picture(event, picture=values.pop("upload"), **values)
        return _saved(model_admin, request, event, _("เก็บรูปแล้ว ถ่ายต่อได้เลย"))
    return _shown(model_admin, request, event, result, photo, list(zip(pictures, captions, strict=True)))


def _saved(model_admin: ModelAdmin, request: HttpRequest, event: OutreachEvent, said: str) -> HttpResponseRedirect:
    model_admin.log_change(request, event, said)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("admin:consultations_event_day", args=[event.pk]))


def _shown(
    model_admin: ModelAdmin, request: HttpRequest, event: OutreachEvent, result: Any, photo: Any, pictures: list[Any]
) -> HttpResponse:
    return show(
        model_admin,
        request,
        "admin/consultations/outreachevent/day.html",
        row=event,
        title=_("จำนวนที่มาและรูป: %s") % event,
        event=event,
        when=texts.when(event),
        result_form=result,
        photo_form=photo,
        forms=[result, photo, *(caption for _picture, caption in pictures)],
        pictures=pictures,
        wanted=MOST_PICTURES,
    )


@button
def drop_picture_act(model_admin: ModelAdmin, request: HttpRequest, pk: int, picture: int) -> HttpResponse:
    """Into the recycle bin, from which it can be brought back."""
    event = find_event(request, pk, CHANGE)
    row = get_object_or_404(EventPicture, event=event, pk=picture)
    delete_with_return([row], officer(request))
    return _saved(model_admin, request, event, _("ลบรูปแล้ว เรียกคืนได้จากถังขยะภายใน 30 วัน"))
