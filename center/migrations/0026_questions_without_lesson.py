from django.db import migrations, models

STATES = [("waiting", "รอตอบ"), ("answered", "ตอบแล้ว"), ("passed", "ส่งต่อแล้ว"), ("hidden", "ไม่แสดงบนเว็บ")]


class Migration(migrations.Migration):
    dependencies = [
        ("center", "0025_questions_about_lessons"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RemoveField(model_name="question", name="lesson"),
        migrations.RemoveField(model_name="historicalquestion", name="lesson"),
        migrations.AlterField(
            model_name="question",
            name="content_type",
            field=models.ForeignKey(
                on_delete=models.deletion.CASCADE,
                related_name="+",
                to="contenttypes.contenttype",
                verbose_name="ชนิดข้อมูล",
            ),
        ),
        *(
            operation
            for model in ("question", "historicalquestion")
            for operation in (
                migrations.AlterField(
                    model_name=model,
                    name="object_id",
                    field=models.PositiveBigIntegerField(verbose_name="เลขที่ของข้อมูล"),
                ),
                migrations.AlterField(
                    model_name=model,
                    name="state",
                    field=models.CharField(choices=STATES, default="waiting", max_length=8, verbose_name="สถานะ"),
                ),
            )
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(fields=["content_type", "object_id"], name="question_about"),
        ),
    ]
