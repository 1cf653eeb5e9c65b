"""What a producer's card says of a product or of the producer: the same on paper and in the ready-made picture."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.functional import cached_property

from catalog.products.contacts import contact_of
from catalog.products.models import Producer, Product
from catalog.products.models.product import Rating
from center.drawing.lettering import letters

# So many products, and so many letters of their names, fit a producer's card.
MOST_PRODUCTS = 5
MOST_LETTERS = 110

# The longest name in letters for each size of print; what is longer takes the last one.
NAME_SIZES = ((18, "huge"), (40, "big"), (80, "middle"), (110, "small"), (150, "tiny"))
SMALLEST = "least"


@dataclass(frozen=True)
class Card:
    """A card of `row`; products are those a producer's card names. Texts are in the page's language."""

    row: Product | Producer
    producer: Producer
    products: tuple[Product, ...] = ()
    more_products: int = 0

    @property
    def of_product(self) -> bool:
        return isinstance(self.row, Product)

    @cached_property
    def address(self) -> str:
        """The page's absolute address: what the QR code holds."""
        return settings.SITE_URL + self.row.get_absolute_url()

    @property
    def typed_address(self) -> str:
        """The address for those who type it: no scheme, no words; the page itself leads on to the full one."""
        return self.address.partition("://")[2].rpartition("/")[0].rpartition("/")[0] + f"/{self.row.pk}"

    @cached_property
    def phone(self) -> str:
        """The phone as one reads it, empty unless the producer allowed it to be shown."""
        contact = contact_of(self.producer)
        return contact.phone if contact else ""

    @property
    def rating(self) -> Rating | None:
        """A product's latest stars; a producer has none."""
        return self.row.latest_rating if self.of_product else None

    @property
    def name_size(self) -> str:
        return size_of(self.row.name)

    @property
    def price_size(self) -> str:
        """The price stands in one line; the class of the stylesheet at which it does, empty for the usual one."""
        count = letters(self.row.price_text)
        return "" if count <= 17 else "middle" if count <= 22 else "small"

    @property
    def maker_size(self) -> str:
        return size_of(self.producer.name)

    @property
    def goods_size(self) -> str:
        return size_of(" · ".join(product.name for product in self.products))


def of_product(product: Product) -> Card:
    """The card of a product whose producer, tambon and unit are loaded. No query."""
    return Card(product, product.producer)


def of_producer(producer: Producer, products: list[Product]) -> Card:
    """The card of a producer with the first of these products, as many as fit. No query."""
    named: list[Product] = []
    room = MOST_LETTERS
    for product in products[:MOST_PRODUCTS]:
        room -= letters(product.name)
        if named and room < 0:
            break
        named.append(product)
    return Card(producer, producer, tuple(named), len(products) - len(named))


def as_of(producer: Producer, products: list[Product]) -> date | None:
    """The day on which every price of a list held: the oldest one confirmed, else the producer's, else none is known."""
    confirmed = [product.confirmed_on for product in products]
    return min(confirmed) if confirmed and all(confirmed) else producer.confirmed_on


def size_of(name: str) -> str:
    """The size of print, as a class of the stylesheet, at which a name fits its card."""
    count = letters(name)
    return next((size for most, size in NAME_SIZES if count <= most), SMALLEST)
