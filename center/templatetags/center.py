"""Texts that exist in Thai and perhaps in English."""

from django import template

from center.records.languages import bilingual, bilingual_paragraphs, spoken

register = template.Library()
register.filter(bilingual)
register.filter(bilingual_paragraphs)
register.filter(spoken)
