"""What search engines read (schema.org as JSON-LD): the visible text once more, nothing that isn't on the page."""

from django.conf import settings
from django.core.paginator import Page
from django.urls import reverse

from catalog.contacts import contact_of
from catalog.models import Producer, Product

CONTEXT = "https://schema.org"


def product_list(page: Page) -> dict:
    """ItemList: numberOfItems counts all matches, itemListElement holds the page's, positions as in the whole list."""
    return {
        "@context": CONTEXT,
        "@type": "ItemList",
        "numberOfItems": page.paginator.count,
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": product.name, "url": _address(product)}
            for position, product in enumerate(page.object_list, start=page.start_index() or 1)
        ],
    }


def product(product: Product) -> dict:
    """Product: name, picture, story, brand, maker, and a price where there is one."""
    data = {
        "@context": CONTEXT,
        "@type": "Product",
        "name": product.name,
        "url": _address(product),
        "category": product.category.name,
        "manufacturer": {"@type": "Organization", "name": product.producer.name, "url": _address(product.producer)},
    }
    if product.story:
        data["description"] = product.story
    if product.brand:
        data["brand"] = {"@type": "Brand", "name": product.brand}
    if image := _image(product):
        data["image"] = image
    if product.price_low is not None:
        high = product.price_high or product.price_low
        data["offers"] = {
            "@type": "AggregateOffer",
            "priceCurrency": "THB",
            "lowPrice": str(product.price_low),
            "highPrice": str(high),
        }
    return data


def producer(producer: Producer) -> dict:
    """Organization: name, place, and the phone if it is shown."""
    data = {"@context": CONTEXT, "@type": "Organization", "name": producer.name, "url": _address(producer)}
    if producer.place_text:
        data["address"] = producer.place_text
    contact = contact_of(producer)
    if contact and contact.phone:
        data["telephone"] = contact.phone
    return data


def _image(product: Product) -> str | None:
    """The address of the widest JPEG of the product's first picture."""
    rows = product.first_picture.usable_renditions() if product.first_picture else []
    widest = max((row for row in rows if row["format"] == "jpg"), key=lambda row: row["width"], default=None)
    return settings.SITE_URL + reverse("center:rendition", args=[widest["name"]]) if widest else None


def _address(row: Product | Producer) -> str:
    return settings.SITE_URL + row.get_absolute_url()
