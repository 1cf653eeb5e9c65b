"""Text inputs that show dates, times and numbers as Thai people write them. Plain text: browsers' own date and number
inputs know neither Buddhist years nor Thai digits. No JavaScript.
"""

import datetime as dt
from typing import Any

from django import forms
from django.utils.timezone import template_localtime  # type: ignore[attr-defined]  # missing in the stubs
from django.utils.translation import gettext_lazy as _

from thai.dates import numeric_date
from thai.phones import format_phone


class ThaiDateInput(forms.TextInput):
    """A date as 1/10/2569, in every language; what it shows, `ThaiDateField` parses."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        shown = {"inputmode": "numeric", "placeholder": _("เช่น 1/10/2569"), "autocomplete": "off"}
        super().__init__(shown | (attrs or {}))

    def format_value(self, value: object) -> str | None:
        """A date as 1/10/2569; invalid input is shown as it was typed."""
        return numeric_date(value) if isinstance(value, dt.date) else super().format_value(value)


class ThaiTimeInput(forms.TextInput):
    """A time of day as 09.30. A datetime is shown in the current time zone."""

    supports_microseconds = False

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        shown = {"inputmode": "decimal", "placeholder": _("เช่น 09.30"), "autocomplete": "off"}
        super().__init__(shown | (attrs or {}))

    def format_value(self, value: object) -> str | None:
        """A time as 09.30, with seconds only when there are any."""
        if isinstance(value, dt.datetime):
            value = template_localtime(value).time()
        if isinstance(value, dt.time):
            return f"{value:%H.%M.%S}" if value.second else f"{value:%H.%M}"
        text: str | None = super().format_value(value)
        return text


class ThaiSplitDateTimeWidget(forms.SplitDateTimeWidget):
    """A date and a time in two inputs."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        forms.MultiWidget.__init__(self, [ThaiDateInput(attrs), ThaiTimeInput(attrs)])


class PhoneInput(forms.TextInput):
    """A phone number as 081-234-5678; mobile browsers show a number pad."""

    input_type = "tel"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "tel", "placeholder": _("เช่น 081-234-5678")} | (attrs or {}))

    def format_value(self, value: object) -> str | None:
        """A stored number with dashes; anything else as it is."""
        return format_phone(value) if isinstance(value, str) and value else super().format_value(value)


class NumberTextInput(forms.TextInput):
    """A number in a text input: browsers' number inputs silently discard Thai digits and commas."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off"} | (attrs or {}))
