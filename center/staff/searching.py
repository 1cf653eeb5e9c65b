"""Search on the staff site: words in any order, tone marks ignored, phone numbers in any format."""

from collections.abc import Iterable
from typing import Any, cast

from django.db import models
from django.db.models.constants import LOOKUP_SEP

from center.records.search import Synonym
from thai.digits import to_arabic
from thai.django.fields import FoldedField, PhoneField, PhonesField
from thai.folding import fold, fold_words
from thai.phones import normalize_phone, parse_phones

# Fewer digits would match half of all phone numbers.
FEWEST_PHONE_DIGITS = 4


def search(
    queryset: models.QuerySet, paths: Iterable[str], typed: str, *, folded_here: bool = False
) -> models.QuerySet:
    """Rows that contain every typed word in one of the fields, or the typed phone number. All rows for an empty query."""
    typed = typed.replace("\x00", " ").strip()[:200]
    if not typed:
        return queryset
    paths = list(paths)
    phones = _by_phone(queryset.model, paths, typed)
    if folded_here:
        return queryset.filter(models.Q(pk__in=_fold_while_searching(queryset, paths, typed)) | phones)
    found = queryset.filter(_by_words(queryset.model, paths, typed) | phones)
    return found.distinct() if _joins_many(queryset.model, paths) else found


def field_at(model: type[models.Model], path: str) -> models.Field:
    """The field at the end of a lookup path such as product__producer__search_text."""
    *relations, last = path.split(LOOKUP_SEP)
    target: Any = model
    for relation in relations:
        target = target._meta.get_field(relation).related_model
    return cast(models.Field, target._meta.get_field(last))


def _joins_many(model: type[models.Model], paths: list[str]) -> bool:
    """Whether a path joins a to-many relation, so that a row could be found more than once."""
    return any(
        LOOKUP_SEP in path and not model._meta.get_field(path.split(LOOKUP_SEP)[0]).many_to_one for path in paths
    )


def _by_words(model: type[models.Model], paths: list[str], typed: str) -> models.Q:
    folded = [path for path in paths if isinstance(field_at(model, path), FoldedField)]
    plain = [path for path in paths if not isinstance(field_at(model, path), FoldedField | PhoneField | PhonesField)]
    all_folded = models.Q()
    words = Synonym.objects.expand(typed) if folded else []
    plain_words = to_arabic(typed).split()[:8]
    if folded and not words:
        return models.Q(pk__in=[])
    for spellings in words:
        any_path = models.Q()
        for path in folded:
            for spelling in spellings:
                any_path |= models.Q(**{f"{path}__contains": spelling})
        all_folded &= any_path
    if not plain:
        return all_folded
    all_plain = models.Q()
    for word in plain_words:
        any_path = models.Q()
        for path in plain:
            any_path |= models.Q(**{f"{path}__icontains": word})
        all_plain &= any_path
    return (all_folded | all_plain) if folded else all_plain


def _by_phone(model: type[models.Model], paths: list[str], typed: str) -> models.Q:
    found = models.Q(pk__in=[])
    phones = [path for path in paths if isinstance(field_at(model, path), PhoneField)]
    several = [path for path in paths if isinstance(field_at(model, path), PhonesField)]
    if not phones and not several:
        return found
    try:
        number = normalize_phone(typed)
    except ValueError:
        number = ""
    digits = number or "".join(character for character in to_arabic(typed) if character not in " -.()+")
    if not digits.isascii() or not digits.isdigit() or len(digits) < FEWEST_PHONE_DIGITS:
        return found
    for path in phones:
        found |= models.Q(**{f"{path}__contains": digits})
    for path in several:
        # Stored as typed, so the numbers have to be parsed; few rows have any.
        texts = model._default_manager.order_by().exclude(**{path: ""}).values_list(path, flat=True).distinct()
        matching = [text for text in texts if text and any(digits in phone.number for phone in parse_phones(text))]
        found |= models.Q(**{f"{path}__in": matching})
    return found


def _fold_while_searching(queryset: models.QuerySet, paths: list[str], typed: str) -> list[Any]:
    """Primary keys of the rows in which each word is part of one of the texts; phone fields are ignored."""
    words = fold_words(typed)
    if not words:
        return []
    paths = [path for path in paths if not isinstance(field_at(queryset.model, path), PhoneField | PhonesField)]
    pks = []
    for pk, *texts in queryset.order_by().values_list("pk", *paths):
        folded = [fold(str(text)) for text in texts if text]
        if all(any(word in text for text in folded) for word in words):
            pks.append(pk)
    return pks
