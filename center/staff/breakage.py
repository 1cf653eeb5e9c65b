"""Before staff save or delete a row, what that would break is named (center.records.breakage)."""

import hashlib
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import ngettext

from center.records.breakage import Broken, broken_by

SEEN = "_breakage_seen"


class NamesBreakage(forms.ModelForm):
    """Base of admin forms: a change that breaks something is saved only once its list has been confirmed.

    Otherwise the form comes back with the list and a checkbox (admin/change_form.html), and again if the list has grown
    meanwhile. Saving cancels nothing.
    """

    broken: list[Broken]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # the stubs leave out Django's private methods
        self.broken = []
        if self.errors or not self.has_changed():
            return
        self.broken = broken_by(self.instance)
        if self.broken and self.data.get(SEEN) != self.breakage_digest():
            self.add_error(None, refusal_of(self.broken))

    def breakage_digest(self) -> str:
        return digest_of(self.broken)


def digest_of(broken: list[Broken]) -> str:
    """Identifies the list, so that a confirmation holds for what was shown and for nothing else."""
    lines = [f"{row.label} {row.at and row.at.isoformat()}" for row in broken]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def refusal_of(broken: list[Broken]) -> str:
    """Why a change that breaks these isn't saved yet."""
    count = len(broken)
    refusal = ngettext(
        "ยังไม่ได้บันทึก เพราะกระทบ %d รายการด้านล่าง ระบบไม่ยกเลิกให้เอง ติ๊กยืนยันแล้วบันทึกอีกครั้ง",
        "ยังไม่ได้บันทึก เพราะกระทบ %d รายการด้านล่าง ระบบไม่ยกเลิกให้เอง ติ๊กยืนยันแล้วบันทึกอีกครั้ง",
        count,
    )
    return refusal % count


def broken_by_deleting(rows: "models.QuerySet[Any] | list[Any]") -> list[Broken]:
    """What deleting these rows, one by one, would break."""
    return [broken for row in rows for broken in broken_by(row, removed=True)]
