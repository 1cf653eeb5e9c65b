"""Form field and form for pictures, for the staff site's inlines as for any other form."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from center.pictures.taking import PreparedPicture, prepare, replace_file
from center.records.uploads import LookedThroughField


class PictureInput(forms.FileInput):
    """File input that offers camera and album. Naming the kinds also makes an iPhone send JPEG instead of HEIC."""

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__({"accept": "image/jpeg,image/png,image/webp"} | (attrs or {}))


class PictureField(LookedThroughField):
    """An uploaded picture, checked and encoded: cleans to a PreparedPicture (stored by nobody yet) or None.

    A refusal is an error of this field with the reason in words.
    """

    widget = PictureInput

    def look_through(self, file: UploadedFile) -> PreparedPicture:
        return prepare(file=file)


class PictureForm(forms.ModelForm):
    """For models made from `Picture`: an upload, required while there is no file yet, and its words.

    save() stores the files, with commit=False too: only call it on a form whose row is going to be saved.
    """

    upload = PictureField(
        label=_("ถ่ายรูปหรือเลือกรูป"), required=False, help_text=_("JPEG, PNG หรือ WebP ไม่เกิน 15 MB รูปจากโทรศัพท์ส่งได้เลย")
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["upload"].required = not self.instance.original

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("decorative") and "alt_th" in self.fields and not cleaned.get("alt_th"):
            self.add_error("alt_th", _("กรุณาเขียนคำบรรยายรูป หรือเลือก “รูปประดับ”"))
        return cleaned

    def save(self, commit: bool = True) -> Any:
        if prepared := self.cleaned_data.get("upload"):
            replace_file(picture=self.instance, file=prepared)
        return super().save(commit)
