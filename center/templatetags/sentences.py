"""{% load sentences %}: what was kept for whoever reads it."""

from django import template

from center.records import messages

register = template.Library()
register.filter("told", messages.told)
register.filter("value_told", messages.value_told)
