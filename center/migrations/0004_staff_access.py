import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("center", "0003_jobs"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="user",
            options={
                "ordering": ["username"],
                "permissions": [
                    ("assign_roles", "กำหนดบทบาทของผู้ใช้"),
                    ("view_access", "ดูภาพรวมสิทธิ์"),
                    ("export_personal_data", "ส่งออกข้อมูลส่วนบุคคล"),
                    ("purge_deletion", "ลบรายการในถังขยะอย่างถาวร"),
                ],
                "verbose_name": "ผู้ใช้ระบบ",
                "verbose_name_plural": "ผู้ใช้ระบบ",
            },
        ),
        migrations.CreateModel(
            name="RememberedDevice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_hash", models.CharField(db_index=True, max_length=64, verbose_name="รหัสเครื่อง")),
                ("fingerprint", models.CharField(max_length=64, verbose_name="ลายนิ้วมือของรหัสผ่าน")),
                ("label", models.CharField(max_length=80, verbose_name="เครื่อง")),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="จำไว้เมื่อ"),
                ),
                (
                    "last_used_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="ใช้ล่าสุด"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="remembered_devices",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ผู้ใช้ระบบ",
                    ),
                ),
            ],
            options={
                "verbose_name": "เครื่องที่จำไว้",
                "verbose_name_plural": "เครื่องที่จำไว้",
                "ordering": ["-last_used_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "token_hash"),
                        name="a_device_is_remembered_once",
                        violation_error_message="เครื่องนี้จำไว้แล้ว",
                    )
                ],
            },
        ),
    ]
