"""The five OTOP categories with the labels the ministry's sheets use, units of price, and kinds of certificate.

Labels: registration and selection announcements, the ministry's monthly sales report, and older shops that keep
"ศิลปะประดิษฐ์และของที่ระลึก" apart. Staff may add units and kinds.
"""

from django.db import migrations

CATEGORIES = [
    ("food", "อาหาร", "Food", ["ประเภทอาหาร", "ผลิตภัณฑ์อาหาร"]),
    ("drink", "เครื่องดื่ม", "Beverages", ["ประเภทเครื่องดื่ม", "drinks"]),
    (
        "textile",
        "ผ้าและเครื่องแต่งกาย",
        "Textiles and clothing",
        ["ผ้า เครื่องแต่งกาย", "ผ้า/เครื่องแต่งกาย", "ผ้าและเครื่องนุ่งห่ม", "ผ้า"],
    ),
    (
        "craft",
        "ของใช้/ของตกแต่ง/ของที่ระลึก",
        "Household items, decorations and souvenirs",
        [
            "ของใช้ ของตกแต่ง ของที่ระลึก",
            "ของใช้และของตกแต่งและของที่ระลึก",
            "เครื่องใช้และเครื่องประดับตกแต่ง",
            "ศิลปะประดิษฐ์และของที่ระลึก",
            "ของใช้",
            "ของตกแต่ง",
            "ของที่ระลึก",
        ],
    ),
    (
        "herb",
        "สมุนไพรที่ไม่ใช่อาหาร",
        "Non-food herbal products",
        ["สมุนไพรที่ไม่ใช่อาหารและยา", "สมุนไพร"],
    ),
]

UNITS = [
    ("ชิ้น", "piece"),
    ("กก.", "kg"),
    ("ขีด", "100 g"),
    ("ขวด", "bottle"),
    ("ถุง", "bag"),
    ("กล่อง", "box"),
    ("แพ็ก", "pack"),
    ("กระปุก", "jar"),
    ("แผง", "tray"),
    ("ลูก", "fruit"),
    ("หวี", "hand"),
    ("ผืน", "sheet"),
    ("ตัว", "piece"),
    ("คู่", "pair"),
    ("ชุด", "set"),
    ("โหล", "dozen"),
    ("ลัง", "crate"),
    ("เมตร", "meter"),
    ("ใบ", "piece"),
    ("ฟอง", "egg"),
    ("ถ้วย", "cup"),
    ("ก้อน", "bar"),
    ("มัด", "bundle"),
]

# code, name, English name, abbreviation, is a number required
CERTIFICATES = [
    ("tcps", "มาตรฐานผลิตภัณฑ์ชุมชน", "Thai Community Product Standard", "มผช.", False),
    ("fda", "เลขสารบบอาหารหรือเลขจดแจ้งของ อย.", "Thai FDA registration", "อย.", False),
    ("tis", "มาตรฐานผลิตภัณฑ์อุตสาหกรรม", "Thai Industrial Standard", "มอก.", False),
    ("halal", "เครื่องหมายฮาลาล", "Halal", "ฮาลาล", False),
    ("gi", "สิ่งบ่งชี้ทางภูมิศาสตร์", "Geographical Indication", "GI", True),
    ("gap", "การปฏิบัติทางการเกษตรที่ดี", "Good Agricultural Practices", "GAP", False),
    ("gmp", "หลักเกณฑ์วิธีการที่ดีในการผลิต", "Good Manufacturing Practice", "GMP", False),
    ("organic", "เกษตรอินทรีย์", "Organic", "", False),
]


def fill(apps, schema_editor):
    Category = apps.get_model("catalog", "Category")
    for position, (code, name_th, name_en, labels) in enumerate(CATEGORIES, start=1):
        Category.objects.create(
            code=code, name_th=name_th, name_en=name_en, labels="\n".join(labels), position=position
        )
    Unit = apps.get_model("catalog", "Unit")
    for name_th, name_en in UNITS:
        Unit.objects.create(name_th=name_th, name_en=name_en)
    CertificateKind = apps.get_model("catalog", "CertificateKind")
    for code, name_th, name_en, abbreviation, number_required in CERTIFICATES:
        CertificateKind.objects.create(
            code=code, name_th=name_th, name_en=name_en, abbreviation=abbreviation, number_required=number_required
        )


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_producers_and_products")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
