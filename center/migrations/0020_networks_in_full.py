"""The networks that stand are public, under their full names; women's organizations join them.

Names: the ministry's and the funds' own. องค์กรสตรี are the committees of women's development of village, tambon,
district and province (กพสม. กพสต. กพสอ. กพสจ.), not the Women Empowerment Fund. Rows that staff renamed stay as they are.
"""

from django.db import migrations
from django.utils import timezone

from thai.django.fields import SEPARATOR
from thai.folding import fold
from thai.sorting import sort_key

# name as it stood, full name, English name
FULL = [
    ("เครือข่ายผู้ผลิต ผู้ประกอบการ OTOP", "เครือข่ายผู้ผลิต ผู้ประกอบการ OTOP", "Network of OTOP producers and entrepreneurs"),
    ("กองทุนหมู่บ้านและชุมชนเมือง", "กองทุนหมู่บ้านและชุมชนเมือง", "National Village and Urban Community Fund"),
    ("โครงการแก้ไขปัญหาความยากจน", "โครงการแก้ไขปัญหาความยากจน (กข.คจ.)", "Poverty Alleviation Project fund"),
    ("กลุ่มออมทรัพย์เพื่อการผลิต", "กลุ่มออมทรัพย์เพื่อการผลิต", "Savings groups for production"),
    ("วิสาหกิจชุมชน", "เครือข่ายวิสาหกิจชุมชน", "Network of community enterprises"),
    ("ศูนย์เรียนรู้ชุมชน", "ศูนย์เรียนรู้ชุมชน", "Community learning centers"),
]
WOMEN = ("องค์กรสตรี", "Women's organizations", "กพสม. กพสต. กพสอ. กพสจ.")


def complete(apps, schema_editor) -> None:
    network = apps.get_model("center", "Network")
    for stood, full, english in FULL:
        network.objects.filter(name_th=stood).update(name_th=full, name_en=english)
    name, english, abbreviation = WOMEN
    if not network.objects.filter(name_th=name).exists():
        network.objects.create(
            name_th=name, name_en=english, abbreviation=abbreviation, offers_knowledge=True, sort_key=sort_key(name)
        )
    network.objects.filter(published_at=None, active=True).update(published_at=timezone.now())
    for model in (network, apps.get_model("center", "Organization")):
        for row in model.objects.all():
            names = [row.name_th, row.name_en, row.abbreviation]
            row.search_text = SEPARATOR.join(folded for name in names if (folded := fold(name)))
            row.sort_key = sort_key(row.name_th)
            row.save(update_fields=["search_text", "sort_key"])


class Migration(migrations.Migration):
    dependencies = [("center", "0019_people_and_duty")]

    operations = [migrations.RunPython(complete, migrations.RunPython.noop)]
