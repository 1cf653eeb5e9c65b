"""Demonstration producers and products of Bang Khla, invented but typical of the district; remove() deletes them."""

import tomllib
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from catalog.products import months
from catalog.products.models import Category, Producer, Product, ProductPicture, Unit
from catalog.products.models.certificate import Certificate, CertificateKind, StarRating
from center.people.models import Group, Membership, Network, Person
from center.pictures.taking import file_names, remove_files, replace_file
from thai.phones import normalize_phone

Entry = dict[str, Any]

FOLDER = Path(__file__).parent / "demo_data"
# Prefix of source_key that marks demonstration rows; imported rows have a hash in that column.
MARK = "demo:"
TEXTS = ["name_th", "name_en", "story_th", "story_en", "materials_th", "materials_en", "pack_th", "pack_en"]


def load() -> int:
    """Add the missing demonstration producers and products; returns how many products were added.

    Existing rows stay as they are. Takes about a second per picture.
    """
    producers = {entry["key"]: _producer(entry) for entry in _read("producers.toml", "producer")}
    added = 0
    for number, entry in enumerate(_read("products.toml", "product")):
        if not Product.objects.filter(source_key=MARK + entry["key"]).exists():
            with transaction.atomic():
                _product(entry, producers[entry["producer"]], number)
            added += 1
    Product.objects.filter(source_key__startswith=MARK).reindex()
    return added


def remove() -> int:
    """Delete all demonstration products and picture files, producers, groups and people; returns how many products.

    A demonstration producer with other products stays.
    """
    pictures = ProductPicture.objects.filter(product__source_key__startswith=MARK)
    files = [name for picture in pictures for name in file_names(picture)]
    with transaction.atomic():
        products = Product.objects.filter(source_key__startswith=MARK)
        count = products.count()
        products.delete()
        producers = Producer.objects.filter(source_key__startswith=MARK, products=None)
        groups = list(producers.values_list("group", flat=True))
        people = list(producers.values_list("contact", flat=True))
        producers.delete()
        Membership.objects.filter(person__in=people).delete()
        Group.objects.filter(pk__in=groups, producers=None).delete()
        Person.objects.filter(pk__in=people, producers=None, user=None).delete()
    remove_files(names=files)
    return count


def _read(name: str, table: str) -> list[Entry]:
    with open(FOLDER / name, "rb") as file:
        entries: list[Entry] = tomllib.load(file, parse_float=Decimal)[table]
    return entries


@transaction.atomic
def _producer(entry: Entry) -> Producer:
    producer: Producer | None = Producer.objects.filter(source_key=MARK + entry["key"]).first()
    if producer is not None:
        return producer
    place = {"tambon_id": entry["tambon"], "moo": entry.get("moo")}
    first_name, _, surname = entry["contact"].partition(" ")
    phone = normalize_phone(entry["phone"])
    person = Person.objects.create(
        title=entry.get("contact_title", ""), first_name=first_name, surname=surname, phone=phone, **place
    )
    group = None
    if entry.get("group"):
        group = Group.objects.create(
            name_th=entry["name_th"],
            name_en=entry["name_en"],
            network=Network.objects.filter(abbreviation="เครือข่าย OTOP").first(),
            members_count=entry.get("members"),
            joined_on=entry["confirmed_on"],
            about_th=entry["story_th"],
            about_en=entry["story_en"],
            published_at=_midnight(entry["confirmed_on"]),
            **place,
        )
        Membership.objects.create(person=person, group=group, role="ประธาน", joined_on=entry["confirmed_on"])
    producer = Producer(
        source_key=MARK + entry["key"],
        name_th=entry["name_th"],
        name_en=entry["name_en"],
        kind=entry["kind"],
        group=group,
        contact=person,
        address=entry.get("address_th", ""),
        district="บางคล้า",
        province="ฉะเชิงเทรา",
        phone=phone,
        phone_shown=entry["phone_shown"],
        line_id=entry.get("line_id", ""),
        story_th=entry["story_th"],
        story_en=entry["story_en"],
        confirmed_on=entry["confirmed_on"],
        published_at=_midnight(entry["confirmed_on"]),
        **place,
    )
    producer.save()
    return producer


def _product(entry: Entry, producer: Producer, number: int) -> None:
    prices = entry.get("price_low"), entry.get("price_high")
    unit = None
    if entry.get("unit_th"):
        unit, _ = Unit.objects.get_or_create(name_th=entry["unit_th"], defaults={"name_en": entry.get("unit_en", "")})
    product = Product.objects.create(
        source_key=MARK + entry["key"],
        producer=producer,
        category=Category.objects.get(code=entry["category"]),
        category_confirmed=True,
        price_low=prices[0],
        price_high=None if prices[0] == prices[1] else prices[1],
        unit=unit,
        months=months.pack(entry["months"]) if "months" in entry else months.ALL_YEAR,
        sage=entry.get("sage_th", ""),
        brand=entry.get("brand_th", ""),
        confirmed_on=entry["confirmed_on"],
        # A minute apart, so that sorting by newest has a definite order.
        published_at=_midnight(entry["confirmed_on"]) + timedelta(minutes=number),
        **{name: entry.get(name, "") for name in TEXTS},
    )
    for rating in entry.get("stars", []):
        StarRating.objects.create(product=product, **rating)
    for certificate in entry.get("certificates", []):
        Certificate.objects.create(
            product=product,
            kind=CertificateKind.objects.get(code=certificate["kind"]),
            number=certificate.get("number", ""),
            issued_on=certificate.get("issued"),
            expires_on=certificate.get("expires"),
            under_way=certificate.get("under_way", False),
        )
    picture = ProductPicture(product=product, alt_th=entry["alt_th"], alt_en=entry["alt_en"])
    with open(FOLDER / "pictures" / f"{entry['picture']}.webp", "rb") as file:
        replace_file(picture=picture, file=File(file))
    picture.save()


def _midnight(day: date) -> datetime:
    """Midnight in Bangkok."""
    return timezone.make_aware(datetime.combine(day, time()))
