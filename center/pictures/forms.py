"""Form field and form for pictures, for admin inlines and other forms."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from center.pictures.taking import PreparedPicture, prepare, replace_file
from center.records.uploads import ProcessedFileField


class PictureInput(forms.FileInput):
    """File input that offers camera and album. With this `accept`, iPhones send JPEG instead of HEIC."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": "image/jpeg,image/png,image/webp"} | (attrs or {}))


class PictureField(ProcessedFileField):
    """An uploaded picture, checked and encoded: cleans to a PreparedPicture, not stored yet, or None."""

    widget = PictureInput

    def process(self, file: UploadedFile) -> PreparedPicture:
        return prepare(file=file)


class PictureForm(forms.ModelForm):
    """For subclasses of `Picture`: an upload, required if the row has no file yet, and its texts.

    save() writes the files to the storage, even with commit=False: only call it if the row will be saved.
    """

    upload = PictureField(
        label=_("ถ่ายรูปหรือเลือกรูป"), required=False, help_text=_("JPEG, PNG หรือ WebP ไม่เกิน 15 MB รูปจากโทรศัพท์ส่งได้เลย")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
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
