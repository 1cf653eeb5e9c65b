"""Pictures of one thing in their order, for every page of the staff site that has some."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from center.pictures.forms import PictureForm
from center.pictures.markup import picture_html
from center.pictures.models import Picture
from center.staff.base import StaffInline


class OrderedPictures(forms.BaseInlineFormSet):
    """A new picture without a place of its own goes to the end: the first one stands for the whole thing."""

    def save_new(self, form: PictureForm, commit: bool = True) -> Any:
        if "position" not in form.changed_data:
            before = [*(one.instance for one in self.initial_forms), *self.new_objects]
            form.instance.position = max((picture.position for picture in before), default=0) + 1
        return super().save_new(form, commit)


class OrderedPictureInline(StaffInline, admin.StackedInline):
    """The first picture stands for the row it belongs to. The buttons only change the numbers of the order."""

    form = PictureForm
    formset = OrderedPictures
    fields = ("preview", "upload", "alt_th", "alt_en", "decorative", "position")
    readonly_fields = ("preview",)
    classes = ("ordered",)

    class Media:
        js = ("js/admin-order.js",)

    @admin.display(description=_("รูป"))
    def preview(self, obj: Picture) -> str:
        return picture_html(obj, sizes="10rem", css="preview") if obj.pk else _("ยังไม่มีรูป")
