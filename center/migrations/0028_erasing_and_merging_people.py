import uuid

import django.core.serializers.json
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("center", "0027_person_keys"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="person",
            options={
                "ordering": ["sort_key"],
                "permissions": [("erase_person", "ลบข้อมูลของบุคคลตามคำขอ")],
                "verbose_name": "บุคคล",
                "verbose_name_plural": "บุคคล",
            },
        ),
        migrations.AddField(
            model_name="historicalperson",
            name="erased_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="ลบข้อมูลตามคำขอเมื่อ"),
        ),
        migrations.AddField(
            model_name="person",
            name="erased_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="ลบข้อมูลตามคำขอเมื่อ"),
        ),
        migrations.AlterField(
            model_name="person",
            name="key",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.CreateModel(
            name="PersonMerge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("moved", models.JSONField(default=dict, verbose_name="รายการที่ย้าย")),
                (
                    "dropped",
                    models.JSONField(
                        default=list, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="รายการที่ซ้ำกัน"
                    ),
                ),
                ("filled", models.JSONField(default=list, verbose_name="ช่องที่เติม")),
                (
                    "at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="รวมเมื่อ"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ผู้รวม",
                    ),
                ),
                (
                    "duplicate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="merge",
                        to="center.person",
                        verbose_name="รายการซ้ำ",
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="merges",
                        to="center.person",
                        verbose_name="รวมเข้ากับ",
                    ),
                ),
            ],
            options={
                "verbose_name": "การรวมข้อมูลซ้ำ",
                "verbose_name_plural": "การรวมข้อมูลซ้ำ",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("duplicate", models.F("kept")), _negated=True),
                        name="merge_is_of_two_records",
                        violation_error_message="รวมบุคคลเข้ากับตัวเองไม่ได้",
                    )
                ],
            },
        ),
    ]
