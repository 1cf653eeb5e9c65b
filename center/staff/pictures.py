"""Inline for the ordered pictures of a row, for all admin pages that have some."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from center.pictures.forms import PictureForm
from center.pictures.markup import picture_html
from center.pictures.models import Picture
from center.staff.base import StaffInline


class OrderedPictures(forms.BaseInlineFormSet):
    """New pictures without a position go to the end, since the first picture represents the row."""

    def save_new(self, form: forms.ModelForm, commit: bool = True) -> Any:
        if "position" not in form.changed_data:
            pictures = [*(initial.instance for initial in self.initial_forms), *self.new_objects]
            form.instance.position = max((picture.position for picture in pictures), default=0) + 1
        return super().save_new(form, commit)


class OrderedPictureInline(StaffInline, admin.StackedInline):
    """The first picture represents the row. The script's buttons only change the values of `position`."""

    form = PictureForm
    formset = OrderedPictures
    fields: ClassVar[tuple[str, ...]] = ("preview", "upload", "alt_th", "alt_en", "decorative", "position")
    readonly_fields = ("preview",)
    classes = ("ordered",)

    class Media:
        js = ("js/admin-order.js",)

    @admin.display(description=_("รูป"))
    def preview(self, obj: Picture) -> str:
        return picture_html(obj, sizes="10rem", css="preview") if obj.pk else str(_("ยังไม่มีรูป"))
