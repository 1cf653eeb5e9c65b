"""Many made products with producers, pictures, stars and certificates: `python -m bench.products NUMBER` adds them."""

import os
import random
import sys
from datetime import timedelta

import django

SEED = 20261001
PRODUCTS_OF_A_PRODUCER = 8
# Thai, English, category
THINGS = [
    ("มะม่วงกวน", "Mango leather", "food"), ("มะม่วงน้ำดอกไม้", "Nam Dok Mai mango", "food"), ("ไข่เค็ม", "Salted eggs", "food"),
    ("น้ำพริกเผา", "Chili paste", "food"), ("ขนมเปี๊ยะ", "Khanom pia", "food"), ("หมี่กรอบ", "Crispy noodles", "food"),
    ("นมสดพาสเจอไรซ์", "Fresh milk", "drink"), ("น้ำตาลสด", "Palm juice", "drink"), ("ผ้าขาวม้าทอมือ", "Loincloth", "textile"),
    ("ตะกร้าสานผักตบชวา", "Water hyacinth basket", "craft"), ("หมวกใบจาก", "Nipa hat", "craft"),
    ("สบู่ถ่านไม้ไผ่", "Charcoal soap", "herb"),
    ("ลูกประคบสมุนไพร", "Herbal compress", "herb"),
    ("กล้วยฉาบ", "Banana chips", "food"), ("มะพร้าวน้ำหอม", "Aromatic coconut", "food"),
]  # fmt: skip
KINDS = ["สูตรโบราณ", "สามรส", "รสดั้งเดิม", "หวานน้อย", "ลายพิกุล", "ย้อมสีธรรมชาติ", "เล็ก", "ใหญ่", "ของฝาก", "พิเศษ"]
MAKERS = ["กลุ่มแม่บ้านเกษตรกร", "วิสาหกิจชุมชน", "กลุ่มอาชีพสตรี", "กลุ่มชาวสวน", "กลุ่มทอผ้า"]
STORY = "ทำจากวัตถุดิบในตำบล สืบทอดกันมาหลายรุ่น สะอาด ปลอดภัย สั่งล่วงหน้าได้ เหมาะเป็นของฝากจากบางคล้า "


def fill(count: int) -> None:
    """Add published products; the same ones each time. Their search columns are computed as at any save."""
    from django.db import connection
    from django.utils import timezone

    from catalog.products import months
    from catalog.products.models import Category, Certificate, CertificateKind, Producer, Product, ProductPicture, Unit
    from center.places.models import Tambon

    chance = random.Random(SEED)
    now = timezone.now()
    tambons = list(Tambon.objects.order_by("code"))
    units: list[Unit | None] = [*Unit.objects.all()] or [None]
    categories = {row.code: row for row in Category.objects.all()}
    producers = Producer.objects.bulk_create(
        Producer(
            name_th=f"{chance.choice(MAKERS)}บ้าน{chance.choice(['ริมคลอง', 'สวนกลาง', 'หัวสะพาน', 'ปลายนา'])} {number}",
            name_en=f"Producers' group {number}",
            tambon=chance.choice([*tambons, None]),
            district="บางคล้า",
            province="ฉะเชิงเทรา",
            published_at=now - timedelta(days=400),
        )
        for number in range(max(1, count // PRODUCTS_OF_A_PRODUCER))
    )
    products = []
    for number in range(count):
        thai, english, code = chance.choice(THINGS)
        stars = chance.choice([None, None, 3, 4, 5])
        products.append(
            Product(
                name_th=f"{thai}{chance.choice(KINDS)} {chance.choice(KINDS)} เบอร์ {number}",
                name_en=f"{english} no. {number}",
                producer=producers[number % len(producers)],
                category=categories[code],
                unit=chance.choice(units),
                story_th=STORY * chance.randint(1, 3),
                price_low=chance.choice([None, 20, 45, 60, 99, 150, 290, 800, 1500]),
                months=chance.choice([months.ALL_YEAR, months.pack([3, 4, 5]), months.pack([11, 12, 1])]),
                latest_stars=stars,
                latest_year=stars and 2024,
                published_at=now - timedelta(minutes=chance.randint(1, 500_000)),
            )
        )
    products = Product.objects.bulk_create(products, batch_size=1000)
    ProductPicture.objects.bulk_create(
        (
            ProductPicture(product=product, alt_th="ภาพสินค้า", width=1200, height=900, renditions=renditions(chance))
            for product in products
        ),
        batch_size=2000,
    )
    kinds = [CertificateKind.objects.get(code=code) for code in ("tcps", "fda", "halal")]
    Certificate.objects.bulk_create(
        (Certificate(product=product, kind=chance.choice(kinds), number="1") for product in chance.sample(products, count // 3)),
        batch_size=2000,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum does within a minute of an import


def renditions(chance: random.Random) -> list[dict[str, object]]:
    """As center.pictures makes them, but without files: one hash for all files of a picture."""
    from center.pictures.renditions import WIDTHS

    stem = f"{chance.getrandbits(64):016x}"
    return [
        {"format": form, "width": width, "height": width * 3 // 4, "name": f"{stem}-{width}.{form}", "bytes": 4000}
        for form in ("avif", "webp", "jpg")
        for width in WIDTHS
    ]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    fill(int(sys.argv[1]))
