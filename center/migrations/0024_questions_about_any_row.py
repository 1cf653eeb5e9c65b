from django.db import migrations, models


class Migration(migrations.Migration):
    """What a question is about: a content type and an id. Filled in by the next migration."""

    dependencies = [
        ("center", "0023_messages"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        *(
            migrations.AddField(
                model_name=model,
                name="object_id",
                field=models.PositiveBigIntegerField(null=True, verbose_name="เลขที่ของข้อมูล"),
            )
            for model in ("question", "historicalquestion")
        ),
        migrations.AddField(
            model_name="question",
            name="content_type",
            field=models.ForeignKey(
                null=True,
                on_delete=models.deletion.CASCADE,
                related_name="+",
                to="contenttypes.contenttype",
                verbose_name="ชนิดข้อมูล",
            ),
        ),
        migrations.AddField(
            model_name="historicalquestion",
            name="content_type",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=models.deletion.DO_NOTHING,
                related_name="+",
                to="contenttypes.contenttype",
                verbose_name="ชนิดข้อมูล",
            ),
        ),
        migrations.AlterField(
            model_name="question",
            name="lesson",
            field=models.ForeignKey(
                null=True,
                on_delete=models.deletion.CASCADE,
                related_name="questions",
                to="center.lesson",
                verbose_name="บทเรียน",
            ),
        ),
    ]
