from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.models.personal import personal, personal_contact


class User(AbstractUser):
    """Somebody who signs in. A person need not have a user, and a user need not be a person in our registers."""

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


# Declared by Django.
personal(User._meta.get_field("first_name"))
personal(User._meta.get_field("last_name"))
personal_contact(User._meta.get_field("email"))
