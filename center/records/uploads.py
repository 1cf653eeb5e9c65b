"""Uploads that are slow to process: processed before the transaction that saves the result.

On SQLite a transaction holds the database's only write lock from its beginning, so processing a slow PDF inside it would
block every other writer: sign-ins, questions, background jobs.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile


class ProcessedFileField(forms.FileField):
    """An uploaded file, cleaned to the result of `process`, or None without a file.

    Each file is processed once per request; the result, or the ValidationError, is cached on the uploaded file.
    """

    def process(self, file: "UploadedFile[Any]") -> Any:
        """The cleaned value. Raises ValidationError to refuse the file; may take seconds, makes no query."""
        raise NotImplementedError

    def clean(self, data: Any, initial: Any = None) -> Any:
        if data is None:
            if self.required and not initial:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        if not hasattr(data, "outcome"):
            try:
                data.outcome = self.process(data)
            except ValidationError as refusal:
                data.outcome = refusal
        if isinstance(data.outcome, ValidationError):
            raise data.outcome
        return data.outcome


def process_uploads(bound: Iterable[forms.BaseForm]) -> None:
    """Process the uploads of bound forms, so that validating them inside a transaction is fast.

    Raises nothing: the form's own validation reports the errors.
    """
    for form in bound:
        if not form.has_changed():  # as for an inline that this user may only view
            continue
        for name, field in form.fields.items():
            if isinstance(field, ProcessedFileField):
                try:
                    field.clean(field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name)))
                except ValidationError:
                    continue
