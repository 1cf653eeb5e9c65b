"""The tambons of the district by name, for what reads them out of texts or names them in many rows."""

from center.places.models import Tambon
from thai.folding import fold


def codes_by_name() -> dict[str, str]:
    """Codes by folded name. One query."""
    return {fold(tambon.name_th): tambon.code for tambon in Tambon.objects.all()}


def names_by_code() -> dict[str, str]:
    """Thai names by code. One query."""
    return {tambon.code: tambon.name_th for tambon in Tambon.objects.all()}
