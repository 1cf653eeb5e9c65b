"""Form field and form for pictures, for admin inlines and other forms."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from center.pictures.taking import PreparedPicture, prepare, replace_file
from center.records.uploads import ProcessedFileField

# Each takes about a second to encode.
MOST_AT_ONCE = 10


class PictureInput(forms.FileInput):
    """File input that offers camera and album. With this `accept`, phones send HEIC as it is: half as much as a JPEG."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": "image/jpeg,image/png,image/webp,image/heic,image/heif"} | (attrs or {}))


class PictureField(ProcessedFileField):
    """An uploaded picture, checked and encoded: cleans to a PreparedPicture, not stored yet, or None."""

    widget = PictureInput

    def process(self, file: UploadedFile) -> PreparedPicture:
        return prepare(file=file)


class PicturesInput(PictureInput):
    """Chooses several files at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        chosen: list[UploadedFile] = files.getlist(name) if hasattr(files, "getlist") else files.get(name) or []
        return chosen


class SeveralPicturesField(PictureField):
    """Up to MOST_AT_ONCE uploaded pictures: cleans to a list of PreparedPictures, empty without any file."""

    widget = PicturesInput

    def clean(self, data: list[UploadedFile] | None, initial: Any = None) -> list[PreparedPicture]:
        """Raises ValidationError with a sentence for each refused file, beginning with its name."""
        files = data or []
        if len(files) > MOST_AT_ONCE:
            raise ValidationError(_("เลือกได้ไม่เกิน %d รูปต่อครั้ง") % MOST_AT_ONCE)
        prepared, refusals = [], []
        for file in files:
            try:
                prepared.append(super().clean(file))
            except ValidationError as refusal:
                refusals += [f"{file.name}: {message}" for message in refusal.messages]
        if refusals:
            raise ValidationError(refusals)
        return prepared


class PictureForm(forms.ModelForm):
    """For subclasses of `Picture`: an upload, required if the row has no file yet, and its texts.

    save() writes the files to the storage, even with commit=False: only call it if the row will be saved.
    """

    upload = PictureField(
        label=_("ถ่ายรูปหรือเลือกรูป"),
        required=False,
        help_text=_("JPEG, HEIC, PNG หรือ WebP ไม่เกิน 15 MB รูปจากโทรศัพท์ส่งได้เลย"),
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
