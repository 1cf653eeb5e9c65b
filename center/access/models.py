"""Users and their trusted devices, which need no second factor."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.records.personal import personal, personal_contact
from center.records.retention import Period


class User(AbstractUser):
    """A staff account. Independent of people in the registers: `person` is optional on both sides."""

    person = personal(
        models.OneToOneField(
            "center.Person", models.SET_NULL, null=True, blank=True, related_name="user", verbose_name=_("บุคคลในทะเบียน")
        )
    )

    class Meta:
        verbose_name = pgettext_lazy("one", "ผู้ใช้ระบบ")
        verbose_name_plural = _("ผู้ใช้ระบบ")
        ordering = ["username"]
        permissions = [
            ("assign_roles", _("กำหนดบทบาทของผู้ใช้")),
            ("view_access", _("ดูภาพรวมสิทธิ์")),
            ("export_personal_data", _("ส่งออกข้อมูลส่วนบุคคล")),
            ("purge_deletion", _("ลบรายการในถังขยะอย่างถาวร")),
        ]


# Fields declared by Django.
personal(User._meta.get_field("first_name"))
personal(User._meta.get_field("last_name"))
personal_contact(User._meta.get_field("email"))


ACCESS_LOG_KEPT = Period("access_log", 45, timedelta(days=365), _("บันทึกว่าเจ้าหน้าที่คนใดเปิดดูหรือส่งออกข้อมูลส่วนบุคคล"), _("ลบ"))
REMEMBERED = Period("devices", 30, timedelta(days=30), _("เครื่องของเจ้าหน้าที่ที่ให้จำไว้"), _("ลบ"))


class RememberedDeviceQuerySet(models.QuerySet["RememberedDevice"]):
    def valid(self, now: datetime) -> Self:
        """Devices that are still remembered."""
        return self.filter(created_at__gt=now - REMEMBERED.kept_for)


class RememberedDevice(models.Model):
    """A browser that a user trusts after giving the second factor.

    token_hash is the SHA-256 of the cookie's token; fingerprint binds the row to the user's password and second factor,
    so that changing either invalidates it.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="remembered_devices", verbose_name=_("ผู้ใช้ระบบ")
    )
    token_hash = models.CharField(_("รหัสเครื่อง"), max_length=64, db_index=True)
    fingerprint = models.CharField(_("ลายนิ้วมือของรหัสผ่าน"), max_length=64)
    label = models.CharField(_("เครื่อง"), max_length=80)
    created_at = models.DateTimeField(_("จำไว้เมื่อ"), db_default=Now())
    last_used_at = models.DateTimeField(_("ใช้ล่าสุด"), db_default=Now())

    objects = RememberedDeviceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("เครื่องที่จำไว้")
        ordering = ["-last_used_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "token_hash"],
                name="a_device_is_remembered_once",
                violation_error_message=_("เครื่องนี้จำไว้แล้ว"),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def until(self) -> datetime:
        return self.created_at + REMEMBERED.kept_for


class PersonalDataAccess(models.Model):
    """That somebody of the staff read or exported personal data: who, what, when. Written by center.access.log only.

    It names rows by their number, so that it holds no personal data of those it is about.
    """

    class Act(models.TextChoices):
        LIST = "list", _("ดูรายการทั้งหน้า")
        ROW = "row", _("เปิดดูรายการเดียว")
        EXPORT = "export", _("ส่งออก")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("เจ้าหน้าที่")
    )
    act = models.CharField(_("ทำอะไร"), max_length=6, choices=Act)
    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+", verbose_name=_("ทะเบียน"))
    object_id = models.CharField(_("เลขที่"), max_length=40, blank=True)
    day = models.DateField(_("วันที่"))
    at = models.DateTimeField(_("เมื่อ"), db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = _("บันทึกการเข้าถึงข้อมูลส่วนบุคคล")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["-at"], name="personal_data_access_at")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "content_type", "day"],
                condition=models.Q(act="list"),
                name="a_list_is_logged_once_a_day",
                violation_error_message=_("บันทึกการดูรายการนี้ของวันนี้ไว้แล้ว"),
            ),
            models.CheckConstraint(
                condition=~models.Q(act="row") | ~models.Q(object_id=""),
                name="access_to_a_row_names_it",
                violation_error_message=_("ต้องบอกเลขที่ของรายการ"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} · {self.content_type.name} {self.object_id}".strip()
