"""The three kinds of matters that every center carries, with their usual papers; staff rename, add and put right."""

from django.db import migrations

KINDS = [
    (
        "ขึ้นทะเบียน OTOP",
        "OTOP registration",
        "ลงทะเบียนแล้ว",
        "Registered",
        True,
        [
            ("ใบสมัครลงทะเบียนผู้ผลิต ผู้ประกอบการ OTOP", "Application for registration as an OTOP producer"),
            ("สำเนาบัตรประจำตัวประชาชน", "Copy of the ID card"),
            ("สำเนาทะเบียนบ้าน", "Copy of the house registration"),
            ("ภาพถ่ายผลิตภัณฑ์", "Photo of the product"),
            ("หนังสือรับรองจากประธานเครือข่าย OTOP อำเภอ", "Letter of the chair of the district's OTOP network"),
            ("ใบอนุญาตหรือเอกสารมาตรฐาน (ถ้ามี)", "Permit or certificate (if any)"),
            ("เอกสารจัดตั้งกลุ่ม รายงานการประชุม และรายชื่อสมาชิก (ถ้ามี)", "Group's papers, minutes and members (if any)"),
            ("หนังสือมอบอำนาจ (ถ้ามี)", "Power of attorney (if any)"),
        ],
    ),
    (
        "ขอ มผช.",
        "Community product standard",
        "ได้ใบรับรองแล้ว",
        "Certified",
        False,
        [
            ("แบบคำขอรับใบรับรองมาตรฐานผลิตภัณฑ์ชุมชน", "Application for the community product standard"),
            ("หลักฐานการลงทะเบียนผู้ผลิตหรือการจัดตั้งกลุ่ม", "Proof of registration as a producer or group"),
            ("ตัวอย่างผลิตภัณฑ์", "Sample of the product"),
            ("แผนที่ตั้งสถานที่ผลิต", "Map of where it is made"),
        ],
    ),
    (
        "ขอทุนหรือเงินกู้กองทุน",
        "Fund application",
        "อนุมัติแล้ว",
        "Approved",
        False,
        [
            ("แบบเสนอโครงการ", "Project proposal"),
            ("แผนการใช้เงิน", "Plan of spending"),
            ("รายงานการประชุมกลุ่มที่เห็นชอบ", "Minutes of the group's consent"),
            ("รายชื่อสมาชิก", "List of members"),
            ("หนังสือมอบอำนาจ (ถ้ามี)", "Power of attorney (if any)"),
        ],
    ),
]


def fill(apps, schema_editor):
    CaseKind = apps.get_model("consultations", "CaseKind")
    for position, (name_th, name_en, done_th, done_en, has_rounds, papers) in enumerate(KINDS, start=1):
        CaseKind.objects.create(
            name_th=name_th,
            name_en=name_en,
            done_th=done_th,
            done_en=done_en,
            has_rounds=has_rounds,
            papers_th="\n".join(thai for thai, _english in papers),
            papers_en="\n".join(english for _thai, english in papers),
            position=position,
        )


class Migration(migrations.Migration):
    dependencies = [("consultations", "0005_paper")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
