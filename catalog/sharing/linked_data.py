"""What search engines read (schema.org as JSON-LD): the visible text once more, nothing that isn't on the page."""

from django.conf import settings
from django.core.paginator import Page

from catalog.products.contacts import contact_of
from catalog.products.models import Certificate, Producer, Product

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
    """Product: name, picture, story, brand, maker, materials, stars, certificates in force, and a price where there is one."""
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
    if materials := product.in_language("materials"):
        data["material"] = materials
    if stars := [str(rating) for rating in product.star_ratings.all()]:
        data["award"] = stars
    if certificates := [row for row in product.certificates.all() if row.is_held and not row.has_expired]:
        data["hasCertification"] = [_certification(row) for row in certificates]
    if product.brand:
        data["brand"] = {"@type": "Brand", "name": product.brand}
    if product.first_picture and (image := product.first_picture.largest_url):
        data["image"] = settings.SITE_URL + image
    if product.price_low is not None:
        low, high = str(product.price_low), str(product.price_high or product.price_low)
        offers = {"@type": "AggregateOffer", "priceCurrency": "THB", "lowPrice": low, "highPrice": high}
        if product.unit:  # 10 baht an egg is not 10 baht for the tray
            offers["priceSpecification"] = {
                "@type": "UnitPriceSpecification",
                "priceCurrency": "THB",
                "minPrice": low,
                "maxPrice": high,
                "unitText": product.unit.name,
            }
        data["offers"] = offers
    return data


def _certification(certificate: Certificate) -> dict:
    data = {"@type": "Certification", "name": certificate.kind.name}
    if certificate.number:
        data["certificationIdentification"] = certificate.number
    if certificate.expires_on:
        data["expires"] = certificate.expires_on.isoformat()
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


def _address(row: Product | Producer) -> str:
    return settings.SITE_URL + row.get_absolute_url()
