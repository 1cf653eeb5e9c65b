import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import thai.django.fields


def move_over(apps, schema_editor) -> None:
    """Every change of a group's status becomes a row of the one log, with its time, reason and who."""
    state_change = apps.get_model("center", "StateChange")
    group_change = apps.get_model("center", "GroupStatusChange")
    content_type = apps.get_model("contenttypes", "ContentType")
    changes = group_change.objects.order_by("pk")
    if not changes.exists():
        return
    group, _made = content_type.objects.get_or_create(app_label="center", model="group")
    state_change.objects.bulk_create(
        (
            state_change(
                content_type=group,
                object_id=change.group_id,
                before=change.before,
                after=change.after,
                at=change.at,
                by_id=change.by_id,
                reason=change.reason,
            )
            for change in changes.iterator(chunk_size=500)
        ),
        batch_size=500,
    )


def move_back(apps, schema_editor) -> None:
    state_change = apps.get_model("center", "StateChange")
    group_change = apps.get_model("center", "GroupStatusChange")
    changes = state_change.objects.filter(content_type__app_label="center", content_type__model="group").order_by("pk")
    group_change.objects.bulk_create(
        (
            group_change(
                group_id=change.object_id,
                before=change.before,
                after=change.after,
                at=change.at,
                by_id=change.by_id,
                reason=change.reason,
            )
            for change in changes.iterator(chunk_size=500)
        ),
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("center", "0017_shelves_in_english"),
    ]

    operations = [
        migrations.CreateModel(
            name="StateChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("object_id", models.PositiveBigIntegerField(verbose_name="เลขที่")),
                ("before", models.CharField(blank=True, max_length=20, verbose_name="จาก")),
                ("after", models.CharField(max_length=20, verbose_name="เป็น")),
                (
                    "at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="เมื่อ"),
                ),
                (
                    "actor",
                    models.CharField(
                        choices=[("staff", "เจ้าหน้าที่"), ("visitor", "ผู้ใช้บริการ"), ("system", "ระบบ")],
                        default="staff",
                        max_length=7,
                        verbose_name="ผู้เปลี่ยน",
                    ),
                ),
                ("reason", thai.django.fields.ThaiCharField(blank=True, max_length=300, verbose_name="เหตุผล")),
                ("details", models.JSONField(blank=True, default=dict, verbose_name="รายละเอียด")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ผู้บันทึก",
                    ),
                ),
                (
                    "content_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contenttypes.contenttype",
                        verbose_name="ชนิดข้อมูล",
                    ),
                ),
            ],
            options={
                "verbose_name": "ประวัติสถานะ",
                "verbose_name_plural": "ประวัติสถานะ",
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["content_type", "object_id", "-at"], name="state_changes_of_a_row"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("after", ""), _negated=True),
                        name="state_change_has_a_new_state",
                        violation_error_message="ต้องบอกสถานะใหม่",
                    )
                ],
            },
        ),
        migrations.RunPython(move_over, move_back),
        migrations.DeleteModel(name="GroupStatusChange"),
    ]
