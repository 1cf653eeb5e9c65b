"""Names of the ready-made roles, in the order in which they are offered, and what each is for."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop


@dataclass(frozen=True)
class RoleText:
    """A role's code, the Thai name of its group in the database, and what whoever has it does."""

    code: str
    name: str
    about: Any


ROLE_TEXTS = (
    RoleText("officer", gettext_noop("เจ้าหน้าที่พัฒนาชุมชน"), _("ทำงานทุกอย่างของศูนย์ แก้ไขและเผยแพร่ข้อมูลบนเว็บ")),
    RoleText("manager", gettext_noop("พัฒนาการอำเภอ"), _("เหมือนเจ้าหน้าที่ และเพิ่มผู้ใช้ กำหนดบทบาท ส่งออกข้อมูลส่วนบุคคลได้")),
    RoleText("secretary", gettext_noop("เลขานุการคณะกรรมการ"), _("ดูแลคณะกรรมการ การประชุม นัด กิจกรรม และทะเบียนบุคคล")),
    RoleText("reader", gettext_noop("ดูอย่างเดียว"), _("ดูข้อมูลได้ แก้ไขไม่ได้")),
)
BY_NAME = {role.name: role for role in ROLE_TEXTS}
BY_CODE = {role.code: role for role in ROLE_TEXTS}
