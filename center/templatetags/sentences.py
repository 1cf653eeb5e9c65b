"""{% load sentences %}: translate messages that were stored by center.records.messages."""

from django import template

from center.records import messages

register = template.Library()

register.filter("translated", messages.translate)
register.filter("translated_value", messages.translate_value)
# Deprecated names, still used by the templates of catalog.importing.
register.filter("told", messages.translate)
register.filter("value_told", messages.translate_value)
