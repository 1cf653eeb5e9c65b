"""Form fields for values that are stored in another form than officers see: months as bits, years of the Christian era."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalog.products import months
from thai.dates import ERA, FIRST_BUDDHIST, buddhist_year, month_name
from thai.django.forms import ThaiIntegerField

ALL_YEAR = "all"


class MonthsField(forms.MultipleChoiceField):
    """Months of sale: twelve checkboxes and "all year". Cleans to the bit mask of `catalog.products.months`."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {
        "required": _("เลือกเดือนที่มีขายอย่างน้อยหนึ่งเดือน"),
        "both": _("เลือก “ทั้งปี” หรือเลือกเป็นเดือน ๆ อย่างใดอย่างหนึ่ง"),
    }

    def __init__(self, **kwargs: Any) -> None:
        for unknown in ("min_value", "max_value", "coerce", "empty_value"):
            kwargs.pop(unknown, None)
        super().__init__(choices=month_choices, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return [ALL_YEAR] if value == months.ALL_YEAR else [str(month) for month in months.unpack(value)]
        return value

    def clean(self, value: Any) -> int:
        chosen = set(super().clean(value))
        if ALL_YEAR in chosen:
            if 1 < len(chosen) < 13:
                raise ValidationError(self.error_messages["both"], code="both")
            return months.ALL_YEAR
        return months.pack(int(month) for month in chosen)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return initial != self.clean(data)
        except ValidationError:
            return True


def month_choices() -> list[tuple[str, Any]]:
    """All year, then January to December, in the active language."""
    language = get_language() or "th"
    choices = [(str(month), month_name(month, language)) for month in range(1, 13)]
    return [(ALL_YEAR, _("ทั้งปี")), *choices]


class BuddhistYearField(ThaiIntegerField):
    """A year shown and typed as 2567, stored as 2024. Christian years are accepted too."""

    def prepare_value(self, value: Any) -> Any:
        return buddhist_year(value) if isinstance(value, int) and value < FIRST_BUDDHIST else value

    def to_python(self, value: Any) -> int | None:
        year: int | None = super().to_python(value)
        return year - ERA if year is not None and year >= FIRST_BUDDHIST else year

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return initial != self.to_python(data)
        except ValidationError:
            return True


class PrivateFileInput(forms.ClearableFileInput):
    """Links the current file to its admin view, since files in the private storage have no URL."""

    template_name = "admin/widgets/certificate_file.html"
