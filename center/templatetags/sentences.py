"""{% load sentences %}: translate messages that were stored with their values apart (center.records.messages)."""

from django import template

from center.records import messages

register = template.Library()
register.filter("told", messages.told)
register.filter("value_told", messages.value_told)
