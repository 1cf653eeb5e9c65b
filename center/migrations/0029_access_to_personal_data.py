import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("center", "0028_erasing_and_merging_people"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="PersonalDataAccess",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "act",
                    models.CharField(
                        choices=[("list", "ดูรายการทั้งหน้า"), ("row", "เปิดดูรายการเดียว"), ("export", "ส่งออก")],
                        max_length=6,
                        verbose_name="ทำอะไร",
                    ),
                ),
                ("object_id", models.CharField(blank=True, max_length=40, verbose_name="เลขที่")),
                ("day", models.DateField(verbose_name="วันที่")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="เมื่อ")),
                (
                    "content_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contenttypes.contenttype",
                        verbose_name="ทะเบียน",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="เจ้าหน้าที่",
                    ),
                ),
            ],
            options={
                "verbose_name": "บันทึกการเข้าถึงข้อมูลส่วนบุคคล",
                "verbose_name_plural": "บันทึกการเข้าถึงข้อมูลส่วนบุคคล",
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["-at"], name="personal_data_access_at")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("act", "list")),
                        fields=("user", "content_type", "day"),
                        name="a_list_is_logged_once_a_day",
                        violation_error_message="บันทึกการดูรายการนี้ของวันนี้ไว้แล้ว",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("act", "row"), _negated=True),
                            models.Q(("object_id", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="access_to_a_row_names_it",
                        violation_error_message="ต้องบอกเลขที่ของรายการ",
                    ),
                ],
            },
        ),
    ]
