"""{% load sentences %}: what was kept for whoever reads it."""

from django import template

from center import sentences

register = template.Library()
register.filter("told", sentences.told)
register.filter("value_told", sentences.value_told)
