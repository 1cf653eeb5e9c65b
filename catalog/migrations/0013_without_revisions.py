from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0012_shown_at_the_center_and_focal_points"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="certificate",
            options={
                "ordering": [
                    "kind__sort_key",
                    models.OrderBy(models.F("expires_on"), descending=True, nulls_first=True),
                    "pk",
                ],
                "verbose_name": "มาตรฐานและใบรับรอง",
                "verbose_name_plural": "มาตรฐานและใบรับรอง",
            },
        ),
        migrations.AlterModelOptions(
            name="producer",
            options={"ordering": ["sort_key", "pk"], "verbose_name": "ผู้ผลิต OTOP", "verbose_name_plural": "ผู้ผลิต OTOP"},
        ),
        migrations.AlterModelOptions(
            name="product",
            options={"ordering": ["sort_key", "pk"], "verbose_name": "สินค้า OTOP", "verbose_name_plural": "สินค้า OTOP"},
        ),
        migrations.RemoveField(
            model_name="certificate",
            name="revision",
        ),
        migrations.RemoveField(
            model_name="producer",
            name="revision",
        ),
        migrations.RemoveField(
            model_name="product",
            name="revision",
        ),
    ]
