"""Filters for typed texts: with an optional English version, with links. {% load center %}."""

from django import template

from center.records.languages import bilingual, bilingual_paragraphs, spoken
from center.records.links import linked

register = template.Library()
register.filter(bilingual)
register.filter(bilingual_paragraphs)
register.filter(spoken)
register.filter(linked)
