"""Counters with an expiry: failed sign-ins, values used once, visitors' forms and downloads."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tally(models.Model):
    """A counter, valid until expires_at. Written by center.rate_limits.counting.

    key is a keyed hash of what is counted, so that neither the table nor a backup of it reveals an address or a user
    name.
    """

    key = models.CharField(_("สิ่งที่นับ"), max_length=64, primary_key=True)
    count = models.PositiveIntegerField(_("จำนวนครั้ง"), default=0)
    paused_until = models.DateTimeField(_("หยุดพักถึง"), null=True, blank=True)
    expires_at = models.DateTimeField(_("นับถึง"), db_index=True)

    class Meta:
        verbose_name = _("ตัวนับ")
        verbose_name_plural = _("ตัวนับ")

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.count}"
