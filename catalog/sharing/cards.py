"""The content of cards about a product or producer, for print and for share pictures alike."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.functional import cached_property

from catalog.products.contacts import contact_of
from catalog.products.models import Producer, Product
from catalog.products.models.product import Rating
from center.drawing.lettering import letters

# What fits on a producer's card: products, and letters of their names together.
MOST_PRODUCTS = 5
MOST_LETTERS = 110

# CSS class for names of up to so many letters; SMALLEST for longer ones.
NAME_SIZES = ((18, "huge"), (40, "big"), (80, "middle"), (110, "small"), (150, "tiny"))
SMALLEST = "least"


@dataclass(frozen=True)
class Card:
    """A card about `row`. products: those named on a producer's card. Texts are in the active language."""

    row: Product | Producer
    producer: Producer
    products: tuple[Product, ...] = ()
    more_products: int = 0

    @property
    def of_product(self) -> bool:
        return isinstance(self.row, Product)

    @cached_property
    def address(self) -> str:
        """The absolute URL of the page, for the QR code."""
        return settings.SITE_URL + self.row.get_absolute_url()

    @property
    def typed_address(self) -> str:
        """The URL in a short form for typing, without scheme and slug; it redirects to the page."""
        return self.address.partition("://")[2].rpartition("/")[0].rpartition("/")[0] + f"/{self.row.pk}"

    @cached_property
    def phone(self) -> str:
        """The phone number for display, empty without the producer's consent."""
        contact = contact_of(self.producer)
        return contact.phone if contact else ""

    @property
    def rating(self) -> Rating | None:
        """A product's latest star rating; None for a producer."""
        return self.row.latest_rating if isinstance(self.row, Product) else None

    @property
    def name_size(self) -> str:
        return size_of(self.row.name)

    @property
    def price_size(self) -> str:
        """The CSS class at which a product's price fits in one line; empty for the default size."""
        count = letters(self.row.price_text) if isinstance(self.row, Product) else 0
        return "" if count <= 17 else "middle" if count <= 22 else "small"

    @property
    def maker_size(self) -> str:
        return size_of(self.producer.name)

    @property
    def goods_size(self) -> str:
        return size_of(" · ".join(product.name for product in self.products))


def of_product(product: Product) -> Card:
    """The card of a product, loaded with producer, tambon and unit. No query."""
    return Card(product, product.producer)


def of_producer(producer: Producer, products: list[Product]) -> Card:
    """The card of a producer, naming the first of these products, as many as fit. No query."""
    named: list[Product] = []
    remaining = MOST_LETTERS
    for product in products[:MOST_PRODUCTS]:
        remaining -= letters(product.name)
        if named and remaining < 0:
            break
        named.append(product)
    return Card(producer, producer, tuple(named), len(products) - len(named))


def as_of(producer: Producer, products: list[Product]) -> date | None:
    """The date of a price list: the oldest confirmed_on if all products have one, else the producer's, which may be None."""
    confirmed = [product.confirmed_on for product in products if product.confirmed_on]
    return min(confirmed) if confirmed and len(confirmed) == len(products) else producer.confirmed_on


def size_of(name: str) -> str:
    """The CSS class of the font size at which a name fits its card."""
    count = letters(name)
    return next((size for most, size in NAME_SIZES if count <= most), SMALLEST)
