"""Rows for the list of the yardsticks: `python -m bench.yardsticks.fill NUMBER`."""

import os
import random
import sys

import django

MAKERS_OF = 8  # products each
SEED = 20261001


def fill(count: int) -> None:
    """As many products of as many makers as the portal is measured with."""
    from bench.yardsticks.models import Maker, Place, Product

    chance = random.Random(SEED)
    places = Place.objects.bulk_create(Place(name=f"ตำบล {number}") for number in range(9))
    makers = Maker.objects.bulk_create(
        Maker(name=f"กลุ่มแม่บ้านเกษตรกร {number}", place=chance.choice(places))
        for number in range(max(1, count // MAKERS_OF))
    )
    Product.objects.bulk_create(
        (
            Product(
                name=f"มะม่วงกวนสามรส เบอร์ {number}",
                maker=chance.choice(makers),
                price=chance.choice([20, 45, 60, 99, 150]),
                stars=chance.randint(1, 5),
                picture=f"{chance.getrandbits(64):016x}-320.jpg",
            )
            for number in range(count)
        ),
        batch_size=1000,
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.yardsticks.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0)
    fill(int(sys.argv[1]))
