"""Files that take long to look through: looked at before the transaction that saves what came of them.

On SQLite a transaction holds the one write lock from its beginning. A slow PDF in it would keep everybody else from
writing: who signs in, asks a question, works in the background.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile


class LookedThroughField(forms.FileField):
    """An uploaded file, looked through: cleans to what `look_through` makes of it, None without a file.

    A file is looked through once in a request; what came of it, or the refusal, stays on the uploaded file.
    """

    def look_through(self, file: UploadedFile) -> Any:
        """What the form gets for the file. Raises ValidationError to refuse it; may take seconds, asks no database."""
        raise NotImplementedError

    def clean(self, data: UploadedFile | None, initial: Any = None) -> Any:
        if data is None:
            if self.required and not initial:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        if not hasattr(data, "outcome"):
            try:
                data.outcome = self.look_through(data)
            except ValidationError as refusal:
                data.outcome = refusal
        if isinstance(data.outcome, ValidationError):
            raise data.outcome
        return data.outcome


def look_through(bound: Iterable[forms.BaseForm]) -> None:
    """Look through the uploads of forms, so that their validation, in a transaction, has nothing left to do.

    Raises nothing: a refusal is told by the form that validates.
    """
    for form in bound:
        if not form.has_changed():  # nor is one of an inline whose rows this user may only look at
            continue
        for name, field in form.fields.items():
            if isinstance(field, LookedThroughField):
                try:
                    field.clean(field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name)))
                except ValidationError:
                    continue
