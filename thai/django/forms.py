"""Form fields that accept Thai input: Buddhist years, Thai digits, 09.30 น., phones with dashes."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from thai import dates, phones
from thai.amounts import plain_amount
from thai.django import widgets
from thai.folding import tidy, tidy_lines

if TYPE_CHECKING:
    _Field = forms.Field
else:
    _Field = object


class ThaiCharField(forms.CharField):
    """A line of text, cleaned with `tidy`. Text of which nothing is left, such as zero-width spaces, counts as empty.

    `tidy` runs after the length was validated, since it is slow for many marks in a row.
    """

    def repair(self, text: str) -> str:
        return tidy(text)

    def clean(self, value: Any) -> str | None:
        text: str | None = super().clean(value)
        if not text:
            return text
        repaired = self.repair(text) or self.empty_value
        self.validate(repaired)
        return repaired


class ThaiTextField(ThaiCharField):
    """Text of several lines, cleaned with `tidy_lines`; paragraphs stay."""

    widget = forms.Textarea

    def repair(self, text: str) -> str:
        return tidy_lines(text)


class ThaiDateField(forms.DateField):
    """A date in either era and any digits (`thai.dates.parse_date`); cleaned to a date. Asks about doubtful years."""

    widget = widgets.ThaiDateInput
    default_error_messages = {
        "invalid": _("กรุณากรอกวันที่ เช่น 1/10/2569"),
        "doubtful": _("ปีนี้หมายถึง พ.ศ. %(buddhist)s หรือ พ.ศ. %(christian)s กรุณากรอกปีให้ครบ 4 หลัก"),
    }

    def to_python(self, value: object) -> dt.date | None:
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        if isinstance(value, dt.date):
            return dates.local_date(value)
        if years := dates.doubtful_year(str(value), dt.datetime.now(dates.BANGKOK)):
            params = dict(zip(("buddhist", "christian"), years, strict=True))
            raise ValidationError(self.error_messages["doubtful"], code="doubtful", params=params)
        try:
            return dates.parse_date(str(value))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class ThaiTimeField(forms.TimeField):
    """A time of day (`thai.dates.parse_time`)."""

    widget = widgets.ThaiTimeInput
    default_error_messages = {"invalid": _("กรุณากรอกเวลา เช่น 09.30")}

    def to_python(self, value: object) -> dt.time | None:
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        if isinstance(value, dt.time):
            return value
        try:
            return dates.parse_time(str(value))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class ThaiSplitDateTimeField(forms.SplitDateTimeField):
    """A date and a time in two inputs; cleaned to a datetime in the current time zone."""

    widget = widgets.ThaiSplitDateTimeWidget
    default_error_messages = {
        "invalid_date": _("กรุณากรอกวันที่ เช่น 1/10/2569"),
        "invalid_time": _("กรุณากรอกเวลา เช่น 09.30"),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("input_date_formats", None)
        kwargs.pop("input_time_formats", None)
        localize = kwargs.get("localize", False)
        messages = self.default_error_messages | (kwargs.get("error_messages") or {})
        fields = (
            ThaiDateField(error_messages={"invalid": messages["invalid_date"]}, localize=localize),
            ThaiTimeField(error_messages={"invalid": messages["invalid_time"]}, localize=localize),
        )
        forms.MultiValueField.__init__(self, fields, **kwargs)

    def compress(self, data_list: Sequence[Any] | None) -> dt.datetime | None:
        """None for two inputs of spaces only, as for two empty inputs."""
        if not data_list or all(value is None for value in data_list):
            return None
        date, time = data_list
        return super().compress((date, time))


class PhoneField(forms.CharField):
    """One Thai phone number, written in any way, cleaned to 0812345678."""

    widget = widgets.PhoneInput
    default_error_messages = {"invalid": _("กรุณากรอกเบอร์โทรศัพท์ 9-10 หลัก ขึ้นต้นด้วย 0")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("max_length", None)  # the model's 10 counts stored digits; typed numbers have dashes too
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str | None:
        text: str | None = super().to_python(value)
        if text is None or text in self.empty_values:
            return text
        try:
            return phones.normalize_phone(text)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def has_changed(self, initial: object, data: object) -> bool:
        """Compares cleaned numbers: dashes are no change."""
        try:
            return (initial or "") != (self.to_python(data) or "")
        except ValidationError:
            return True


class _ThaiNumber(_Field):
    """Takes Thai digits, thousands commas and "บาท" away (`thai.amounts.plain_amount`) for Django's number fields."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            try:
                value = plain_amount(value)
            except ValueError:
                raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        return super().to_python(value)


class ThaiIntegerField(_ThaiNumber, forms.IntegerField):
    """A whole number: 1250, 1,250, ๑,๒๕๐."""

    widget = widgets.NumberTextInput
    default_error_messages = {"invalid": _("กรุณากรอกจำนวนเต็ม เช่น 1250")}


class ThaiDecimalField(_ThaiNumber, forms.DecimalField):
    """A decimal number: 1250.50, 1,250.50, ๑,๒๕๐.๕๐."""

    widget = widgets.NumberTextInput
    default_error_messages = {"invalid": _("กรุณากรอกตัวเลข เช่น 1250.50")}


class ThaiFloatField(_ThaiNumber, forms.FloatField):
    """A number of any precision, such as a latitude: 13.7563, ๑๓.๗๕๖๓."""

    widget = widgets.NumberTextInput
    default_error_messages = {"invalid": _("กรุณากรอกตัวเลข เช่น 13.7563")}
