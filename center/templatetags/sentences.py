"""{% load sentences %}: translate messages that were stored by center.records.messages."""

from django import template

from center.records import messages

register = template.Library()

register.filter("translated", messages.translate)
register.filter("translated_value", messages.translate_value)
