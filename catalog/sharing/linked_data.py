"""Structured data for search engines (schema.org, JSON-LD). Contains only what the page shows, as Google requires."""

from typing import Any

from django.conf import settings
from django.core.paginator import Page

from catalog.products.contacts import contact_of
from catalog.products.models import Certificate, Producer, Product

CONTEXT = "https://schema.org"

Data = dict[str, Any]


def product_list(page: "Page[Product]") -> Data:
    """ItemList: numberOfItems counts all matches, itemListElement has those of this page at their overall positions."""
    return {
        "@context": CONTEXT,
        "@type": "ItemList",
        "numberOfItems": page.paginator.count,
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": product.name, "url": _address(product)}
            for position, product in enumerate(page.object_list, start=page.start_index() or 1)
        ],
    }


def product(product: Product) -> Data:
    """Product: name, picture, story, brand, manufacturer, materials, stars, valid certificates, and the price if it has one."""
    data: Data = {
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
    valid = [
        certificate for certificate in product.certificates.all() if certificate.is_held and not certificate.has_expired
    ]
    if valid:
        data["hasCertification"] = [_certification(certificate) for certificate in valid]
    if product.brand:
        data["brand"] = {"@type": "Brand", "name": product.brand}
    if product.first_picture and (image := product.first_picture.largest_url):
        data["image"] = settings.SITE_URL + image
    if product.price_low is not None:
        low, high = str(product.price_low), str(product.price_high or product.price_low)
        offers: Data = {"@type": "AggregateOffer", "priceCurrency": "THB", "lowPrice": low, "highPrice": high}
        if product.unit:  # without it, 10 baht per egg would read as 10 baht for the tray
            offers["priceSpecification"] = {
                "@type": "UnitPriceSpecification",
                "priceCurrency": "THB",
                "minPrice": low,
                "maxPrice": high,
                "unitText": product.unit.name,
            }
        data["offers"] = offers
    return data


def _certification(certificate: Certificate) -> Data:
    data: Data = {"@type": "Certification", "name": certificate.kind.name}
    if certificate.number:
        data["certificationIdentification"] = certificate.number
    if certificate.expires_on:
        data["expires"] = certificate.expires_on.isoformat()
    return data


def producer(producer: Producer) -> Data:
    """Organization: name, place, and the phone number with the producer's consent."""
    data: Data = {"@context": CONTEXT, "@type": "Organization", "name": producer.name, "url": _address(producer)}
    if producer.place_text:
        data["address"] = producer.place_text
    contact = contact_of(producer)
    if contact and contact.phone:
        data["telephone"] = contact.phone
    return data


def _address(row: Product | Producer) -> str:
    return settings.SITE_URL + row.get_absolute_url()
