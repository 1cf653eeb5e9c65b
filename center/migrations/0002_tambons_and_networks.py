"""The nine tambons of Bang Khla and the networks the center begins with; staff edit both from there on.

Codes, names, postcodes and positions: kongvut/thai-province-data v2 (MIT). Its position of Bang Krachet lies north of
the district and is left out until somebody has looked on the spot. Villages: district statistics.
"""

from django.db import migrations

TAMBONS = [
    ("240201", "บางคล้า", "Bang Khla", 0, (13.722, 101.21)),
    ("240204", "บางสวน", "Bang Suan", 4, (13.696, 101.177)),
    ("240208", "บางกระเจ็ด", "Bang Krachet", 9, (None, None)),
    ("240209", "ปากน้ำ", "Pak Nam", 12, (13.753, 101.212)),
    ("240210", "ท่าทองหลาง", "Tha Thonglang", 6, (13.694, 101.229)),
    ("240211", "สาวชะโงก", "Sao Cha-ngok", 6, (13.683, 101.152)),
    ("240212", "เสม็ดเหนือ", "Samet Nuea", 6, (13.673, 101.201)),
    ("240213", "เสม็ดใต้", "Samet Tai", 6, (13.653, 101.162)),
    ("240214", "หัวไทร", "Hua Sai", 7, (13.799, 101.221)),
]

# name, English name, abbreviation, name of the parent, kinds of source (capital, production, markets, knowledge)
NETWORKS = [
    ("เครือข่ายผู้ผลิต ผู้ประกอบการ OTOP", "OTOP network", "เครือข่าย OTOP", None, "PM"),
    ("เครือข่ายทุนชุมชน", "Community capital network", "", None, "C"),
    ("กองทุนหมู่บ้านและชุมชนเมือง", "Village and Urban Community Fund", "กทบ.", "เครือข่ายทุนชุมชน", "C"),
    ("โครงการแก้ไขปัญหาความยากจน", "Poverty Alleviation Project fund", "กข.คจ.", "เครือข่ายทุนชุมชน", "C"),
    ("กลุ่มออมทรัพย์เพื่อการผลิต", "Savings group for production", "กลุ่มออมทรัพย์ฯ", "เครือข่ายทุนชุมชน", "C"),
    ("กองทุนพัฒนาบทบาทสตรี", "Women Empowerment Fund", "", "เครือข่ายทุนชุมชน", "C"),
    ("เครือข่ายภูมิปัญญาท้องถิ่น", "Local wisdom network", "", None, "K"),
    ("วิสาหกิจชุมชน", "Community enterprises", "วสช.", None, "PM"),
    ("ศูนย์เรียนรู้ชุมชน", "Community learning centers", "ศรช.", None, "K"),
]


def fill(apps, schema_editor):
    Tambon = apps.get_model("center", "Tambon")
    Network = apps.get_model("center", "Network")
    for code, name_th, name_en, villages, (latitude, longitude) in TAMBONS:
        Tambon.objects.create(
            code=code,
            name_th=name_th,
            name_en=name_en,
            villages=villages,
            postcode="24110",
            latitude=latitude,
            longitude=longitude,
        )
    for name_th, name_en, abbreviation, parent, kinds in NETWORKS:
        Network.objects.create(
            name_th=name_th,
            name_en=name_en,
            abbreviation=abbreviation,
            parent=Network.objects.get(name_th=parent) if parent else None,
            offers_capital="C" in kinds,
            offers_production="P" in kinds,
            offers_markets="M" in kinds,
            offers_knowledge="K" in kinds,
        )
    Synonym = apps.get_model("center", "Synonym")
    for words in SYNONYMS:
        Synonym.objects.create(words=words)


SYNONYMS = [
    "แปดริ้ว, ฉะเชิงเทรา, chachoengsao, paet riu",
    "บางกระเจ็ด, บางกะเจ็ด",
    "โอทอป, OTOP, สินค้าชุมชน",
    "มะม่วง, mango",
    "มะพร้าว, coconut",
    "น้ำตาลสด, น้ำตาลโตนด, palm juice",
    "ไข่เค็ม, salted egg",
    "ขนม, snack, dessert",
    "ปลา, fish",
    "ผ้า, cloth, textile",
    "สบู่, soap",
    "ตะกร้า, กระจาด, basket",
]


class Migration(migrations.Migration):
    dependencies = [("center", "0001_ground_floor")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
