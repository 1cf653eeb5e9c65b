"""Links that open a map where the center or another place is."""

from urllib.parse import quote

from center.office.models import Center
from center.places.models import Place


def map_links(place: Center | Place | None) -> dict[str, str] | None:
    """URLs that open a map app and a map website: by position where it is known, else by searching the address."""
    if place is None:
        return None
    if place.latitude is not None:
        where = f"{place.latitude},{place.longitude}"
        return {"geo": f"geo:{where}?q={where}", "web": f"https://www.google.com/maps/search/?api=1&query={where}"}
    return map_search(place.address_th if isinstance(place, Center) else place.address)


def map_search(address: str) -> dict[str, str] | None:
    """As map_links(), by searching a place's name or address; None if it is empty."""
    if not address:
        return None
    words = quote(address)
    return {"geo": f"geo:0,0?q={words}", "web": f"https://www.google.com/maps/search/?api=1&query={words}"}
