"""The networks that stand are public, under their full names and with a few words each; women's organizations join them.

Names and texts: the ministry's and the funds' own. องค์กรสตรี are the committees of women's development of village,
tambon, district and province (กพสม. กพสต. กพสอ. กพสจ.), not the Women Empowerment Fund. What staff changed stays.
"""

from django.db import migrations
from django.utils import timezone

from thai.django.fields import SEPARATOR
from thai.folding import fold
from thai.sorting import sort_key

# What the migration 0002 wrote: name, English name. Then the full name and the English one.
FULL = [
    (
        ("เครือข่ายผู้ผลิต ผู้ประกอบการ OTOP", "OTOP network"),
        ("เครือข่ายผู้ผลิต ผู้ประกอบการ OTOP", "Network of OTOP producers and entrepreneurs"),
    ),
    (
        ("กองทุนหมู่บ้านและชุมชนเมือง", "Village and Urban Community Fund"),
        ("กองทุนหมู่บ้านและชุมชนเมือง", "National Village and Urban Community Fund"),
    ),
    (
        ("โครงการแก้ไขปัญหาความยากจน", "Poverty Alleviation Project fund"),
        ("โครงการแก้ไขปัญหาความยากจน (กข.คจ.)", "Poverty Alleviation Project fund"),
    ),
    (
        ("กลุ่มออมทรัพย์เพื่อการผลิต", "Savings group for production"),
        ("กลุ่มออมทรัพย์เพื่อการผลิต", "Savings groups for production"),
    ),
    (("วิสาหกิจชุมชน", "Community enterprises"), ("เครือข่ายวิสาหกิจชุมชน", "Network of community enterprises")),
]
WOMEN = ("องค์กรสตรี", "Women's organizations", "กพสม. กพสต. กพสอ. กพสจ.")
ABOUT = {
    "เครือข่ายผู้ผลิต ผู้ประกอบการ OTOP": (
        "ผู้ผลิตและผู้ประกอบการ OTOP ในอำเภอรวมตัวกัน รวมกันออกงานจำหน่ายสินค้า และประธานเครือข่ายรับรองผู้ที่ลงทะเบียนใหม่",
        "OTOP producers and entrepreneurs of the district work together: they sell at fairs together, and the chair "
        "certifies those who register anew.",
    ),
    "เครือข่ายทุนชุมชน": (
        "กองทุนและกลุ่มการเงินของชุมชนที่ทำงานร่วมกันในอำเภอ แต่ละแห่งมีกรรมการและระเบียบของตัวเอง",
        "The funds and savings groups of the communities, working together. Each has its own committee and rules.",
    ),
    "กองทุนหมู่บ้านและชุมชนเมือง": (
        "เงินกู้หมุนเวียนของหมู่บ้านและชุมชน สมาชิกกองทุนกู้ได้ตามระเบียบของกองทุนนั้น ถามคณะกรรมการกองทุนในหมู่บ้าน",
        "Revolving loans of a village or community. Members borrow by the rules of their own fund; ask its committee.",
    ),
    "โครงการแก้ไขปัญหาความยากจน (กข.คจ.)": (
        "เงินยืมไม่มีดอกเบี้ยสำหรับครัวเรือนเป้าหมายของหมู่บ้าน ใช้ประกอบอาชีพเท่านั้น ถามคณะกรรมการ กข.คจ. ของหมู่บ้าน",
        "Loans without interest for the target households of a village, for earning a living only. Ask the committee of "
        "the village.",
    ),
    "กลุ่มออมทรัพย์เพื่อการผลิต": (
        "สมาชิกออมเงินร่วมกันแล้วกู้ไปประกอบอาชีพ ยึดคุณธรรม 5 ประการ คือ ซื่อสัตย์ เสียสละ รับผิดชอบ ไว้วางใจ และเห็นอกเห็นใจ",
        "Members save together and borrow for their trades, by five virtues: honesty, sacrifice, responsibility, trust and "
        "sympathy.",
    ),
    "กองทุนพัฒนาบทบาทสตรี": (
        "เงินทุนหมุนเวียนและเงินอุดหนุนสำหรับสมาชิกที่เป็นสตรีและองค์กรสตรี ใช้สร้างอาชีพและพัฒนาบทบาทสตรี",
        "Revolving and granted money for women and organizations that are members, for their trades and their part in the "
        "community.",
    ),
    "เครือข่ายภูมิปัญญาท้องถิ่น": (
        "ปราชญ์ชาวบ้านและเจ้าของภูมิปัญญาที่สอนคนอื่นได้ ติดต่อศูนย์เพื่อขอเรียนรู้หรือเชิญไปสอนในหมู่บ้าน",
        "Local sages who teach what they know. Ask the center to learn from them or to invite them to a village.",
    ),
    "เครือข่ายวิสาหกิจชุมชน": (
        "กลุ่มคนในชุมชนที่ผลิตหรือให้บริการร่วมกัน และจดทะเบียนวิสาหกิจชุมชนที่สำนักงานเกษตรอำเภอ",
        "People of a community who produce or serve together, registered at the District Agricultural Extension Office.",
    ),
    "ศูนย์เรียนรู้ชุมชน": (
        "สถานที่เรียนรู้ของชุมชน ใช้จัดอบรม สาธิต และแลกเปลี่ยนความรู้เรื่องอาชีพ",
        "Places of the communities for courses, demonstrations and the exchange of what is known about trades.",
    ),
    "องค์กรสตรี": (
        "คณะกรรมการพัฒนาสตรีระดับหมู่บ้าน ตำบล อำเภอ และจังหวัด (กพสม. กพสต. กพสอ. กพสจ.) "
        "รวมกลุ่มสตรีทำอาชีพและพัฒนาชุมชน เป็นคนละหน่วยกับกองทุนพัฒนาบทบาทสตรี",
        "The committees of women's development of villages, tambons, district and province bring women together for trades "
        "and community work. They are not the Women Empowerment Fund.",
    ),
}


def complete(apps, schema_editor) -> None:
    network = apps.get_model("center", "Network")
    for (stood, english), (full, english_in_full) in FULL:
        rows = network.objects.filter(name_th=stood)
        rows.filter(name_en=english).update(name_en=english_in_full)
        if not network.objects.filter(name_th=full).exists():
            rows.update(name_th=full)
    name, english, abbreviation = WOMEN
    if not network.objects.filter(name_th=name).exists():
        network.objects.create(name_th=name, name_en=english, abbreviation=abbreviation, offers_knowledge=True)
    for name, (thai, english) in ABOUT.items():
        network.objects.filter(name_th=name, about_th="").update(about_th=thai, about_en=english)
    network.objects.filter(published_at=None, active=True).update(published_at=timezone.now())
    for model in (network, apps.get_model("center", "Organization")):
        for row in model.objects.all():
            names = [row.name_th, row.name_en, row.abbreviation]
            row.search_text = SEPARATOR.join(dict.fromkeys(folded for name in names if (folded := fold(name))))
            row.sort_key = sort_key(row.name_th)
            row.save(update_fields=["search_text", "sort_key"])


class Migration(migrations.Migration):
    dependencies = [("center", "0019_people_and_duty")]

    operations = [migrations.RunPython(complete, migrations.RunPython.noop)]
