"""Acts behind a secret link that ask for the phone's last four digits, so that a forwarded link changes nothing."""

import datetime as dt
import math
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from center.rate_limits import counting
from thai.digits import to_arabic

# Wrong digits about one row, per hour.
MOST_TRIES = 5
TRIES_WITHIN = dt.timedelta(hours=1)


class DigitsForm(forms.Form):
    """The last four digits of the phone number that was given.

    key: whose wrong digits are counted together ("booking 12"). Subclasses say label and refusal in the words of what
    they change. Without a phone number no digits are right.
    """

    label: ClassVar[Any] = gettext_lazy("เลขสี่ตัวท้ายของเบอร์โทรศัพท์ที่ให้ไว้")
    wrong: ClassVar[Any] = gettext_lazy("เลขสี่ตัวท้ายไม่ตรงกับเบอร์ที่ให้ไว้ ยังไม่มีอะไรเปลี่ยน")

    digits = forms.CharField(
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("กรุณากรอกเลขสี่ตัวท้ายของเบอร์โทรศัพท์"),
            "max_length": gettext_lazy("ยาวเกิน %(limit_value)d ตัวอักษร กรุณาเขียนให้สั้นลง"),
        },
    )

    def __init__(self, data: Any = None, *, phone: str, key: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.phone, self.key = phone, key
        self.fields["digits"].label = self.label

    def clean_digits(self) -> str:
        digits = "".join(to_arabic(self.cleaned_data["digits"]).split())
        if len(digits) != 4 or digits != self.phone[-4:]:
            raise forms.ValidationError(self.wrong)
        return digits

    def passes(self) -> bool:
        """Whether the form is valid. Writes: five wrong digits an hour, then the visitor has to wait or to call."""
        now = timezone.now()
        tried = counting.find(self.key, now)
        if tried and tried.count >= MOST_TRIES:
            minutes = math.ceil((tried.expires_at - now) / dt.timedelta(minutes=1))
            self.add_error("digits", _("ลองหลายครั้งแล้ว กรุณารอ %d นาที หรือโทรหาเจ้าหน้าที่") % minutes)
            return False
        if self.is_valid():
            return True
        if "digits" in self.errors:
            counting.add(self.key, now=now, expires_at=now + TRIES_WITHIN)
        return False
