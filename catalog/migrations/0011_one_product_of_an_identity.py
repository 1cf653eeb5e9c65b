from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0010_keys_of_identities")]

    operations = [
        migrations.RemoveConstraint("product", "producer_has_a_product_once"),
        migrations.AddConstraint(
            "product",
            models.UniqueConstraint(
                fields=("producer", "name_identity"),
                name="producer_has_a_product_once",
                violation_error_message="ผู้ผลิตรายนี้มีสินค้าชื่อนี้อยู่แล้ว",
            ),
        ),
        migrations.AlterField(
            "importbatch",
            "state",
            models.CharField(
                choices=[
                    ("comparing", "กำลังเปรียบเทียบ"),
                    ("sheets", "รอเลือกชีต"),
                    ("headings", "รอจับคู่หัวตาราง"),
                    ("refused", "ไม่รับไฟล์"),
                    ("ready", "รอตรวจและยืนยัน"),
                    ("writing", "กำลังบันทึก"),
                    ("written", "บันทึกแล้ว"),
                    ("undoing", "กำลังยกเลิกการนำเข้า"),
                    ("undone", "ยกเลิกการนำเข้าแล้ว"),
                    ("dropped", "ไม่นำเข้า"),
                ],
                default="written",
                max_length=9,
                verbose_name="สถานะ",
            ),
        ),
    ]
