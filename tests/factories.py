"""Rows for tests: valid by default, a test names only what it is about."""

from itertools import count

from django.utils import timezone

from catalog.models import Category, Certificate, CertificateKind, Producer, Product, StarRating
from center.models import Group, Network, Person, Place, Tambon, User

_numbers = count(1)


def make_user(**fields) -> User:
    number = next(_numbers)
    return User.objects.create_user(**{"username": f"user{number}", "password": "a-long-secret-9", **fields})


def make_staff(**fields) -> User:
    return make_user(**{"is_staff": True, "is_superuser": True, **fields})


def make_person(**fields) -> Person:
    return Person.objects.create(**{"first_name": "สมใจ", "surname": f"ทดสอบ{next(_numbers)}", **fields})


def make_network(**fields) -> Network:
    return Network.objects.create(**{"name_th": f"เครือข่าย {next(_numbers)}", **fields})


def make_group(**fields) -> Group:
    return Group.objects.create(**{"name_th": f"กลุ่มทดสอบ {next(_numbers)}", **fields})


def make_place(**fields) -> Place:
    return Place.objects.create(**{"name_th": f"ศาลา {next(_numbers)}", **fields})


def tambon(name: str = "บางกระเจ็ด") -> Tambon:
    """One of the nine tambons, which the migrations made."""
    return Tambon.objects.get(name_th=name)


def category(code: str = "food") -> Category:
    return Category.objects.get(code=code)


def make_producer(**fields) -> Producer:
    return Producer.objects.create(
        **{"name_th": f"กลุ่มผู้ผลิต {next(_numbers)}", "published_at": timezone.now(), "kind": "group", **fields}
    )


def make_product(**fields) -> Product:
    """A published product, of a new published producer unless one is named."""
    if "producer" not in fields:
        fields["producer"] = make_producer()
    if "category" not in fields:
        fields["category"] = category()
    return Product.objects.create(
        **{"name_th": f"สินค้า {next(_numbers)}", "published_at": timezone.now(), "category_confirmed": True, **fields}
    )


def rate(product: Product, *, stars: int, year: int = 2024) -> StarRating:
    """Give a product stars, as the staff site does: the product's columns follow."""
    rating = StarRating.objects.create(product=product, stars=stars, year=year)
    Product.objects.filter(pk=product.pk).reindex()
    product.refresh_from_db()
    return rating


def certify(product: Product, *, kind: str = "tcps", **fields) -> Certificate:
    return Certificate.objects.create(product=product, kind=CertificateKind.objects.get(code=kind), **fields)
