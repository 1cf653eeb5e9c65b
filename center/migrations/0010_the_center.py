import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import thai.django.fields


class Migration(migrations.Migration):
    dependencies = [
        ("center", "0009_document_categories"),
    ]

    operations = [
        migrations.CreateModel(
            name="Closure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(db_index=True, verbose_name="ปิดตั้งแต่วันที่")),
                ("ends_on", models.DateField(help_text="ปิดวันเดียวใส่วันเดียวกัน", verbose_name="ถึงวันที่")),
                (
                    "reason_th",
                    thai.django.fields.ThaiCharField(
                        help_text="แสดงบนเว็บ เช่น อบรมเจ้าหน้าที่ทั้งวัน", max_length=300, verbose_name="เหตุผลหรือชื่อวันหยุด"
                    ),
                ),
                ("reason_en", models.CharField(blank=True, max_length=300, verbose_name="เหตุผลภาษาอังกฤษ")),
                (
                    "name_confirmed",
                    models.BooleanField(
                        default=False,
                        help_text="สำหรับวันหยุดราชการ ก่อนยืนยันเว็บจะแสดงเพียงคำว่า “วันหยุดราชการ”",
                        verbose_name="ยืนยันชื่อวันหยุดแล้ว",
                    ),
                ),
                (
                    "open_anyway",
                    models.BooleanField(
                        default=False,
                        help_text="เลือกแทนการลบ เพื่อไม่ให้วันหยุดถูกเพิ่มกลับมาอีก",
                        verbose_name="วันนั้นเปิดทำการตามปกติ",
                    ),
                ),
                (
                    "holiday_on",
                    models.DateField(editable=False, null=True, unique=True, verbose_name="วันหยุดราชการของวันที่"),
                ),
            ],
            options={
                "verbose_name": "วันปิดทำการ",
                "verbose_name_plural": "วันปิดทำการ",
                "ordering": ["starts_on", "ends_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="closure_ends_after_it_begins",
                        violation_error_message="วันสุดท้ายต้องไม่ก่อนวันแรก",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCenter",
            fields=[
                ("name_th", thai.django.fields.ThaiCharField(max_length=200, verbose_name="ชื่อ")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="ชื่อภาษาอังกฤษ")),
                (
                    "latitude",
                    models.FloatField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(21),
                        ],
                        verbose_name="ละติจูด",
                    ),
                ),
                (
                    "longitude",
                    models.FloatField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(97),
                            django.core.validators.MaxValueValidator(106),
                        ],
                        verbose_name="ลองจิจูด",
                    ),
                ),
                ("id", models.PositiveSmallIntegerField(db_index=True, default=1, editable=False)),
                ("former_name_th", thai.django.fields.ThaiCharField(blank=True, max_length=200, verbose_name="ชื่อเดิม")),
                ("former_name_en", models.CharField(blank=True, max_length=200, verbose_name="ชื่อเดิมภาษาอังกฤษ")),
                (
                    "aliases",
                    thai.django.fields.ThaiTextField(
                        blank=True, help_text="บรรทัดละชื่อ ใช้ช่วยให้ค้นหาพบ ไม่แสดงบนเว็บ", verbose_name="ชื่ออื่นที่คนเรียก"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("permanent", "สถานที่ถาวร"), ("point", "จุดแหล่งเรียนรู้"), ("community", "ศูนย์เรียนรู้ชุมชน")],
                        default="permanent",
                        max_length=9,
                        verbose_name="ลักษณะของศูนย์",
                    ),
                ),
                ("founded_on", models.DateField(blank=True, null=True, verbose_name="จัดตั้งเมื่อ")),
                ("strategy_th", thai.django.fields.ThaiTextField(blank=True, verbose_name="ยุทธศาสตร์")),
                ("strategy_en", models.TextField(blank=True, verbose_name="ยุทธศาสตร์ภาษาอังกฤษ")),
                ("goal_th", thai.django.fields.ThaiTextField(blank=True, verbose_name="เป้าประสงค์")),
                ("goal_en", models.TextField(blank=True, verbose_name="เป้าประสงค์ภาษาอังกฤษ")),
                ("approach_th", thai.django.fields.ThaiTextField(blank=True, verbose_name="กลยุทธ์")),
                ("approach_en", models.TextField(blank=True, verbose_name="กลยุทธ์ภาษาอังกฤษ")),
                (
                    "services_th",
                    thai.django.fields.ThaiTextField(blank=True, help_text="บรรทัดละบริการ", verbose_name="บริการของศูนย์"),
                ),
                ("services_en", models.TextField(blank=True, verbose_name="บริการของศูนย์ภาษาอังกฤษ")),
                (
                    "credit_th",
                    thai.django.fields.ThaiCharField(
                        blank=True,
                        help_text="ผู้เขียน ตำแหน่ง และวันที่ของเอกสารต้นทาง",
                        max_length=300,
                        verbose_name="ที่มาของเนื้อหา",
                    ),
                ),
                ("credit_en", models.CharField(blank=True, max_length=300, verbose_name="ที่มาของเนื้อหาภาษาอังกฤษ")),
                ("address_th", thai.django.fields.ThaiCharField(blank=True, max_length=300, verbose_name="ที่อยู่")),
                ("address_en", models.CharField(blank=True, max_length=300, verbose_name="ที่อยู่ภาษาอังกฤษ")),
                (
                    "directions_th",
                    thai.django.fields.ThaiTextField(
                        blank=True, help_text="บอกทางเป็นคำ เช่น ใกล้อะไร ขึ้นรถสายใด", verbose_name="การเดินทาง"
                    ),
                ),
                ("directions_en", models.TextField(blank=True, verbose_name="การเดินทางภาษาอังกฤษ")),
                (
                    "phone",
                    thai.django.fields.PhoneField(
                        blank=True, help_text="เบอร์สำนักงาน แสดงที่หัวเว็บทุกหน้า", verbose_name="เบอร์โทรศัพท์"
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="อีเมล")),
                ("line_id", models.CharField(blank=True, max_length=60, verbose_name="ไอดีไลน์")),
                (
                    "mourning",
                    models.BooleanField(
                        default=False,
                        help_text="เลือกเมื่อมีประกาศให้ไว้อาลัย แล้วเอาออกเมื่อพ้นกำหนด",
                        verbose_name="แสดงเว็บเป็นสีเทา (ช่วงไว้อาลัย)",
                    ),
                ),
                ("is_demonstration", models.BooleanField(default=False, editable=False, verbose_name="ข้อมูลสาธิต")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tambon",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="center.tambon",
                        verbose_name="ตำบล",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical ข้อมูลศูนย์",
                "verbose_name_plural": "historical ข้อมูลศูนย์",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalClosure",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("starts_on", models.DateField(db_index=True, verbose_name="ปิดตั้งแต่วันที่")),
                ("ends_on", models.DateField(help_text="ปิดวันเดียวใส่วันเดียวกัน", verbose_name="ถึงวันที่")),
                (
                    "reason_th",
                    thai.django.fields.ThaiCharField(
                        help_text="แสดงบนเว็บ เช่น อบรมเจ้าหน้าที่ทั้งวัน", max_length=300, verbose_name="เหตุผลหรือชื่อวันหยุด"
                    ),
                ),
                ("reason_en", models.CharField(blank=True, max_length=300, verbose_name="เหตุผลภาษาอังกฤษ")),
                (
                    "name_confirmed",
                    models.BooleanField(
                        default=False,
                        help_text="สำหรับวันหยุดราชการ ก่อนยืนยันเว็บจะแสดงเพียงคำว่า “วันหยุดราชการ”",
                        verbose_name="ยืนยันชื่อวันหยุดแล้ว",
                    ),
                ),
                (
                    "open_anyway",
                    models.BooleanField(
                        default=False,
                        help_text="เลือกแทนการลบ เพื่อไม่ให้วันหยุดถูกเพิ่มกลับมาอีก",
                        verbose_name="วันนั้นเปิดทำการตามปกติ",
                    ),
                ),
                (
                    "holiday_on",
                    models.DateField(db_index=True, editable=False, null=True, verbose_name="วันหยุดราชการของวันที่"),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical วันปิดทำการ",
                "verbose_name_plural": "historical วันปิดทำการ",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalOfficerCard",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("name_th", thai.django.fields.ThaiCharField(max_length=200, verbose_name="ชื่อ")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="ชื่อภาษาอังกฤษ")),
                ("title_th", thai.django.fields.ThaiCharField(blank=True, max_length=120, verbose_name="ตำแหน่ง")),
                ("title_en", models.CharField(blank=True, max_length=120, verbose_name="ตำแหน่งภาษาอังกฤษ")),
                (
                    "phone",
                    thai.django.fields.PhoneField(
                        blank=True, help_text="เบอร์สำนักงานเท่านั้น ไม่ใช้เบอร์ส่วนตัว", verbose_name="เบอร์สำนักงาน"
                    ),
                ),
                ("extension", models.CharField(blank=True, max_length=6, verbose_name="เบอร์ต่อ")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ผู้ใช้ระบบ",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical นามบัตรเจ้าหน้าที่",
                "verbose_name_plural": "historical นามบัตรเจ้าหน้าที่",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalOpeningHours",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "วันจันทร์"),
                            (1, "วันอังคาร"),
                            (2, "วันพุธ"),
                            (3, "วันพฤหัสบดี"),
                            (4, "วันศุกร์"),
                            (5, "วันเสาร์"),
                            (6, "วันอาทิตย์"),
                        ],
                        verbose_name="วัน",
                    ),
                ),
                ("opens", models.TimeField(verbose_name="เปิด")),
                ("closes", models.TimeField(verbose_name="ปิด")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical เวลาเปิดทำการ",
                "verbose_name_plural": "historical เวลาเปิดทำการ",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalServiceDay",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("date", models.DateField(db_index=True, verbose_name="วันที่")),
                ("opened", models.BooleanField(default=True, verbose_name="เปิดให้บริการ")),
                ("note", thai.django.fields.ThaiCharField(blank=True, max_length=300, verbose_name="หมายเหตุ")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "on_duty",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ผู้อยู่ประจำ",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical บันทึกวันให้บริการ",
                "verbose_name_plural": "historical บันทึกวันให้บริการ",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalServicePoint",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("name_th", thai.django.fields.ThaiCharField(max_length=200, verbose_name="ชื่อ")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="ชื่อภาษาอังกฤษ")),
                (
                    "latitude",
                    models.FloatField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(21),
                        ],
                        verbose_name="ละติจูด",
                    ),
                ),
                (
                    "longitude",
                    models.FloatField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(97),
                            django.core.validators.MaxValueValidator(106),
                        ],
                        verbose_name="ลองจิจูด",
                    ),
                ),
                ("address_th", thai.django.fields.ThaiCharField(blank=True, max_length=300, verbose_name="ที่อยู่")),
                ("address_en", models.CharField(blank=True, max_length=300, verbose_name="ที่อยู่ภาษาอังกฤษ")),
                (
                    "hours_th",
                    thai.django.fields.ThaiCharField(
                        blank=True,
                        help_text="เช่น ทุกวันพุธแรกของเดือน 09.00–12.00 น.",
                        max_length=200,
                        verbose_name="เวลาให้บริการ",
                    ),
                ),
                ("hours_en", models.CharField(blank=True, max_length=200, verbose_name="เวลาให้บริการภาษาอังกฤษ")),
                ("phone", thai.django.fields.PhoneField(blank=True, verbose_name="เบอร์โทรศัพท์")),
                ("active", models.BooleanField(default=True, verbose_name="ยังให้บริการ")),
                (
                    "source_key",
                    models.CharField(
                        db_index=True, editable=False, max_length=64, null=True, verbose_name="รหัสข้อมูลสาธิต"
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tambon",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="center.tambon",
                        verbose_name="ตำบล",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical จุดบริการอื่น",
                "verbose_name_plural": "historical จุดบริการอื่น",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="OfficerCard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_th", thai.django.fields.ThaiCharField(max_length=200, verbose_name="ชื่อ")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="ชื่อภาษาอังกฤษ")),
                ("sort_key", thai.django.fields.SortKeyField("name_th")),
                ("title_th", thai.django.fields.ThaiCharField(blank=True, max_length=120, verbose_name="ตำแหน่ง")),
                ("title_en", models.CharField(blank=True, max_length=120, verbose_name="ตำแหน่งภาษาอังกฤษ")),
                (
                    "phone",
                    thai.django.fields.PhoneField(
                        blank=True, help_text="เบอร์สำนักงานเท่านั้น ไม่ใช้เบอร์ส่วนตัว", verbose_name="เบอร์สำนักงาน"
                    ),
                ),
                ("extension", models.CharField(blank=True, max_length=6, verbose_name="เบอร์ต่อ")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="card",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ผู้ใช้ระบบ",
                    ),
                ),
            ],
            options={
                "verbose_name": "นามบัตรเจ้าหน้าที่",
                "verbose_name_plural": "นามบัตรเจ้าหน้าที่",
                "ordering": ["sort_key"],
            },
        ),
        migrations.CreateModel(
            name="OpeningHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "วันจันทร์"),
                            (1, "วันอังคาร"),
                            (2, "วันพุธ"),
                            (3, "วันพฤหัสบดี"),
                            (4, "วันศุกร์"),
                            (5, "วันเสาร์"),
                            (6, "วันอาทิตย์"),
                        ],
                        verbose_name="วัน",
                    ),
                ),
                ("opens", models.TimeField(verbose_name="เปิด")),
                ("closes", models.TimeField(verbose_name="ปิด")),
            ],
            options={
                "verbose_name": "เวลาเปิดทำการ",
                "verbose_name_plural": "เวลาเปิดทำการ",
                "ordering": ["weekday", "opens"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closes__gt", models.F("opens"))),
                        name="opening_hours_end_after_they_begin",
                        violation_error_message="เวลาปิดต้องหลังเวลาเปิด",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weekday__range", (0, 6))),
                        name="opening_hours_are_of_a_weekday",
                        violation_error_message="กรุณาเลือกวันในสัปดาห์",
                    ),
                    models.UniqueConstraint(
                        fields=("weekday", "opens"),
                        name="opens_once_at_a_time",
                        violation_error_message="มีเวลาเปิดนี้ของวันนี้อยู่แล้ว",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("date", models.DateField(unique=True, verbose_name="วันที่")),
                ("opened", models.BooleanField(default=True, verbose_name="เปิดให้บริการ")),
                ("note", thai.django.fields.ThaiCharField(blank=True, max_length=300, verbose_name="หมายเหตุ")),
                (
                    "on_duty",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ผู้อยู่ประจำ",
                    ),
                ),
            ],
            options={
                "verbose_name": "บันทึกวันให้บริการ",
                "verbose_name_plural": "บันทึกวันให้บริการ",
                "ordering": ["-date"],
            },
        ),
        migrations.CreateModel(
            name="Center",
            fields=[
                ("name_th", thai.django.fields.ThaiCharField(max_length=200, verbose_name="ชื่อ")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="ชื่อภาษาอังกฤษ")),
                ("sort_key", thai.django.fields.SortKeyField("name_th")),
                ("search_text", thai.django.fields.FoldedField("search_parts")),
                (
                    "latitude",
                    models.FloatField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(21),
                        ],
                        verbose_name="ละติจูด",
                    ),
                ),
                (
                    "longitude",
                    models.FloatField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(97),
                            django.core.validators.MaxValueValidator(106),
                        ],
                        verbose_name="ลองจิจูด",
                    ),
                ),
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ("former_name_th", thai.django.fields.ThaiCharField(blank=True, max_length=200, verbose_name="ชื่อเดิม")),
                ("former_name_en", models.CharField(blank=True, max_length=200, verbose_name="ชื่อเดิมภาษาอังกฤษ")),
                (
                    "aliases",
                    thai.django.fields.ThaiTextField(
                        blank=True, help_text="บรรทัดละชื่อ ใช้ช่วยให้ค้นหาพบ ไม่แสดงบนเว็บ", verbose_name="ชื่ออื่นที่คนเรียก"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("permanent", "สถานที่ถาวร"), ("point", "จุดแหล่งเรียนรู้"), ("community", "ศูนย์เรียนรู้ชุมชน")],
                        default="permanent",
                        max_length=9,
                        verbose_name="ลักษณะของศูนย์",
                    ),
                ),
                ("founded_on", models.DateField(blank=True, null=True, verbose_name="จัดตั้งเมื่อ")),
                ("strategy_th", thai.django.fields.ThaiTextField(blank=True, verbose_name="ยุทธศาสตร์")),
                ("strategy_en", models.TextField(blank=True, verbose_name="ยุทธศาสตร์ภาษาอังกฤษ")),
                ("goal_th", thai.django.fields.ThaiTextField(blank=True, verbose_name="เป้าประสงค์")),
                ("goal_en", models.TextField(blank=True, verbose_name="เป้าประสงค์ภาษาอังกฤษ")),
                ("approach_th", thai.django.fields.ThaiTextField(blank=True, verbose_name="กลยุทธ์")),
                ("approach_en", models.TextField(blank=True, verbose_name="กลยุทธ์ภาษาอังกฤษ")),
                (
                    "services_th",
                    thai.django.fields.ThaiTextField(blank=True, help_text="บรรทัดละบริการ", verbose_name="บริการของศูนย์"),
                ),
                ("services_en", models.TextField(blank=True, verbose_name="บริการของศูนย์ภาษาอังกฤษ")),
                (
                    "credit_th",
                    thai.django.fields.ThaiCharField(
                        blank=True,
                        help_text="ผู้เขียน ตำแหน่ง และวันที่ของเอกสารต้นทาง",
                        max_length=300,
                        verbose_name="ที่มาของเนื้อหา",
                    ),
                ),
                ("credit_en", models.CharField(blank=True, max_length=300, verbose_name="ที่มาของเนื้อหาภาษาอังกฤษ")),
                ("address_th", thai.django.fields.ThaiCharField(blank=True, max_length=300, verbose_name="ที่อยู่")),
                ("address_en", models.CharField(blank=True, max_length=300, verbose_name="ที่อยู่ภาษาอังกฤษ")),
                (
                    "directions_th",
                    thai.django.fields.ThaiTextField(
                        blank=True, help_text="บอกทางเป็นคำ เช่น ใกล้อะไร ขึ้นรถสายใด", verbose_name="การเดินทาง"
                    ),
                ),
                ("directions_en", models.TextField(blank=True, verbose_name="การเดินทางภาษาอังกฤษ")),
                (
                    "phone",
                    thai.django.fields.PhoneField(
                        blank=True, help_text="เบอร์สำนักงาน แสดงที่หัวเว็บทุกหน้า", verbose_name="เบอร์โทรศัพท์"
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="อีเมล")),
                ("line_id", models.CharField(blank=True, max_length=60, verbose_name="ไอดีไลน์")),
                (
                    "mourning",
                    models.BooleanField(
                        default=False,
                        help_text="เลือกเมื่อมีประกาศให้ไว้อาลัย แล้วเอาออกเมื่อพ้นกำหนด",
                        verbose_name="แสดงเว็บเป็นสีเทา (ช่วงไว้อาลัย)",
                    ),
                ),
                ("is_demonstration", models.BooleanField(default=False, editable=False, verbose_name="ข้อมูลสาธิต")),
                (
                    "tambon",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="center.tambon",
                        verbose_name="ตำบล",
                    ),
                ),
            ],
            options={
                "verbose_name": "ข้อมูลศูนย์",
                "verbose_name_plural": "ข้อมูลศูนย์",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude", None), ("longitude", None)),
                            models.Q(
                                ("latitude__isnull", False),
                                ("latitude__range", (5, 21)),
                                ("longitude__isnull", False),
                                ("longitude__range", (97, 106)),
                            ),
                            _connector="OR",
                        ),
                        name="center_lies_in_thailand",
                        violation_error_message="ตำแหน่งต้องอยู่ในประเทศไทย และต้องกรอกทั้งละติจูดและลองจิจูด",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)),
                        name="there_is_one_center",
                        violation_error_message="ข้อมูลศูนย์มีได้รายการเดียว",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OfficerPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("original", models.FileField(editable=False, upload_to="", verbose_name="ไฟล์ต้นฉบับ")),
                ("width", models.PositiveIntegerField(editable=False, verbose_name="กว้าง (พิกเซล)")),
                ("height", models.PositiveIntegerField(editable=False, verbose_name="สูง (พิกเซล)")),
                ("renditions", models.JSONField(default=list, editable=False, verbose_name="ไฟล์ที่แสดงบนเว็บ")),
                (
                    "alt_th",
                    models.CharField(
                        blank=True,
                        help_text="บอกคนที่มองไม่เห็นว่าในรูปมีอะไร เช่น “ขนมเปี๊ยะไส้ถั่ว 6 ชิ้นในกล่อง”",
                        max_length=250,
                        verbose_name="คำบรรยายรูป",
                    ),
                ),
                ("alt_en", models.CharField(blank=True, max_length=250, verbose_name="คำบรรยายรูปภาษาอังกฤษ")),
                (
                    "decorative",
                    models.BooleanField(
                        default=False, help_text="ไม่ให้ข้อมูลอะไรเพิ่ม โปรแกรมอ่านหน้าจอจะข้ามไป", verbose_name="รูปประดับ"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="ลำดับ")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="เพิ่มเมื่อ")),
                ("consented_on", models.DateField(verbose_name="เจ้าตัวยินยอมให้เผยแพร่เมื่อ")),
                (
                    "card",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photo",
                        to="center.officercard",
                        verbose_name="เจ้าหน้าที่",
                    ),
                ),
            ],
            options={
                "verbose_name": "รูปเจ้าหน้าที่",
                "verbose_name_plural": "รูปเจ้าหน้าที่",
                "ordering": ["position", "id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("alt_th", ""), _negated=True), ("decorative", True), _connector="OR"
                        ),
                        name="center_officerphoto_alt_or_decorative",
                        violation_error_message="กรุณาเขียนคำบรรยายรูป หรือเลือก “รูปประดับ”",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ServicePoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_th", thai.django.fields.ThaiCharField(max_length=200, verbose_name="ชื่อ")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="ชื่อภาษาอังกฤษ")),
                ("sort_key", thai.django.fields.SortKeyField("name_th")),
                (
                    "latitude",
                    models.FloatField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(21),
                        ],
                        verbose_name="ละติจูด",
                    ),
                ),
                (
                    "longitude",
                    models.FloatField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(97),
                            django.core.validators.MaxValueValidator(106),
                        ],
                        verbose_name="ลองจิจูด",
                    ),
                ),
                ("address_th", thai.django.fields.ThaiCharField(blank=True, max_length=300, verbose_name="ที่อยู่")),
                ("address_en", models.CharField(blank=True, max_length=300, verbose_name="ที่อยู่ภาษาอังกฤษ")),
                (
                    "hours_th",
                    thai.django.fields.ThaiCharField(
                        blank=True,
                        help_text="เช่น ทุกวันพุธแรกของเดือน 09.00–12.00 น.",
                        max_length=200,
                        verbose_name="เวลาให้บริการ",
                    ),
                ),
                ("hours_en", models.CharField(blank=True, max_length=200, verbose_name="เวลาให้บริการภาษาอังกฤษ")),
                ("phone", thai.django.fields.PhoneField(blank=True, verbose_name="เบอร์โทรศัพท์")),
                ("active", models.BooleanField(default=True, verbose_name="ยังให้บริการ")),
                (
                    "source_key",
                    models.CharField(editable=False, max_length=64, null=True, unique=True, verbose_name="รหัสข้อมูลสาธิต"),
                ),
                (
                    "tambon",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="center.tambon",
                        verbose_name="ตำบล",
                    ),
                ),
            ],
            options={
                "verbose_name": "จุดบริการอื่น",
                "verbose_name_plural": "จุดบริการอื่น",
                "ordering": ["sort_key"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude", None), ("longitude", None)),
                            models.Q(
                                ("latitude__isnull", False),
                                ("latitude__range", (5, 21)),
                                ("longitude__isnull", False),
                                ("longitude__range", (97, 106)),
                            ),
                            _connector="OR",
                        ),
                        name="servicepoint_lies_in_thailand",
                        violation_error_message="ตำแหน่งต้องอยู่ในประเทศไทย และต้องกรอกทั้งละติจูดและลองจิจูด",
                    ),
                    models.UniqueConstraint(
                        fields=("name_th",),
                        name="one_service_point_of_a_name",
                        violation_error_message="มีจุดบริการชื่อนี้อยู่แล้ว",
                    ),
                ],
            },
        ),
    ]
