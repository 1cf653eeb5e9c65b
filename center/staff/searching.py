"""Search on the staff site: any order of words, wrong tone marks, phones in any writing."""

from collections.abc import Iterable

from django.db import models
from django.db.models.constants import LOOKUP_SEP

from center.records.search import Synonym
from thai.digits import to_arabic
from thai.django.fields import FoldedField, PhoneField, PhonesField
from thai.folding import fold, fold_words
from thai.phones import normalize_phone, parse_phones

# Fewer digits than this find half of all phones.
FEWEST_PHONE_DIGITS = 4


def search(
    queryset: models.QuerySet, paths: Iterable[str], typed: str, *, folded_here: bool = False
) -> models.QuerySet:
    """Rows that hold every word typed in one of the paths, or the phone typed. Nothing typed: all rows."""
    typed = typed.replace("\x00", " ").strip()[:200]
    if not typed:
        return queryset
    paths = list(paths)
    phones = _by_phone(queryset.model, paths, typed)
    if folded_here:
        return queryset.filter(models.Q(pk__in=_fold_while_searching(queryset, paths, typed)) | phones)
    found = queryset.filter(_by_words(queryset.model, paths, typed) | phones)
    return found.distinct() if _multiplies(queryset.model, paths) else found


def field_at(model: type[models.Model], path: str) -> models.Field:
    """The field that a path such as product__producer__search_text ends at."""
    *relations, last = path.split(LOOKUP_SEP)
    for step in relations:
        model = model._meta.get_field(step).related_model
    return model._meta.get_field(last)


def _multiplies(model: type[models.Model], paths: list[str]) -> bool:
    """Whether a path goes through a relation to many, which would list a row once per match."""
    return any(
        LOOKUP_SEP in path and not model._meta.get_field(path.split(LOOKUP_SEP)[0]).many_to_one for path in paths
    )


def _by_words(model: type[models.Model], paths: list[str], typed: str) -> models.Q:
    folded = [path for path in paths if isinstance(field_at(model, path), FoldedField)]
    plain = [path for path in paths if not isinstance(field_at(model, path), FoldedField | PhoneField | PhonesField)]
    every = models.Q()
    words = Synonym.objects.expand(typed) if folded else []
    raw = to_arabic(typed).split()[:8]
    if folded and not words:
        return models.Q(pk__in=[])
    for spellings in words:
        either = models.Q()
        for path in folded:
            for spelling in spellings:
                either |= models.Q(**{f"{path}__contains": spelling})
        every &= either
    if not plain:
        return every
    plainly = models.Q()
    for word in raw:
        either = models.Q()
        for path in plain:
            either |= models.Q(**{f"{path}__icontains": word})
        plainly &= either
    return (every | plainly) if folded else plainly


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
        # Kept as text, in whatever writing it came: the few rows that have any are read.
        texts = model._default_manager.order_by().exclude(**{path: ""}).values_list(path, flat=True).distinct()
        holding = [text for text in texts if text and any(digits in phone.number for phone in parse_phones(text))]
        found |= models.Q(**{f"{path}__in": holding})
    return found


def _fold_while_searching(queryset: models.QuerySet, paths: list[str], typed: str) -> list:
    """The keys of the rows that hold every word in one of their texts; phones are searched otherwise."""
    words = fold_words(typed)
    if not words:
        return []
    paths = [path for path in paths if not isinstance(field_at(queryset.model, path), PhoneField | PhonesField)]
    found = []
    for pk, *texts in queryset.order_by().values_list("pk", *paths):
        folded = [fold(str(text)) for text in texts if text]
        if all(any(word in text for text in folded) for word in words):
            found.append(pk)
    return queryset.filter(pk__in=found)
