"""{% load qr %}{% qr_code address %}"""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from center.drawing import qr

register = template.Library()


@register.simple_tag
def qr_code(address: str) -> SafeString:
    """The QR code of an absolute address as an <svg>."""
    return qr.svg(address, label=_("QR ของหน้านี้"))
