"""Filters for texts with an optional English version: {% load center %}."""

from django import template

from center.records.languages import bilingual, bilingual_paragraphs, spoken

register = template.Library()
register.filter(bilingual)
register.filter(bilingual_paragraphs)
register.filter(spoken)
