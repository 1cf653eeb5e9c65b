"""Folded search columns, their update when a related name changes, and the synonyms that staff edit."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Self, cast

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.records.changes import AFTER_WRITING, AfterWriting
from center.records.history import kept_history
from thai.django.fields import FoldedField, SortKeyField, ThaiCharField
from thai.folding import fold_words

# Longer queries are truncated: nobody types them, and each word costs a scan.
LONGEST_QUERY = 100
# Shorter words are part of many unrelated ones by chance.
SHORTEST_PIECE = 3
MOST_WORDS = 8
BATCH = 500
# Fields computed from other fields when the row is saved.
DERIVED = (FoldedField, SortKeyField)


class SearchableQuerySet(models.QuerySet[Any]):
    def containing(self, query: str) -> Self:
        """Rows whose search_text contains every word of the query, or one of its synonyms.

        Words are folded (thai.fold), so wrong or missing tone marks don't matter. Queries the synonyms at once.
        """
        return self.holding(Synonym.objects.expand(query))

    def holding(self, words: list[list[str]]) -> Self:
        """As containing(), for words that Synonym.objects.expand returned. No query."""
        rows = self
        for spellings in words:
            any_spelling = models.Q()
            for spelling in spellings:
                any_spelling |= models.Q(search_text__contains=spelling)
            rows = rows.filter(any_spelling)
        return rows

    def update(self, **changes: Any) -> int:
        """As Django's; then recomputes the folded columns, so that a name or phone emptied here is no longer found.

        bulk_update() calls it too. Recomputing costs two more queries for each BATCH of rows.
        """
        derived = {field.name for field in self.model._meta.concrete_fields if isinstance(field, DERIVED)}
        if changes.keys() & derived or not changes.keys() & self.model.searched_columns():
            return super().update(**changes)
        with transaction.atomic(using=self.db):
            pks = list(self.order_by().values_list("pk", flat=True))
            count = super().update(**changes)
            for start in range(0, len(pks), BATCH):
                _rows_of(self.model).filter(pk__in=pks[start : start + BATCH]).reindex()
        return count

    update.alters_data = True  # type: ignore[attr-defined]

    def reindex(self) -> int:
        """Recompute the folded columns of these rows; returns how many rows changed.

        save() and update() recompute them too; this is for changes those don't see: a related row was renamed, or
        thai.fold itself changed.
        """
        derived = [field for field in self.model._meta.concrete_fields if isinstance(field, DERIVED)]
        changed = 0
        batch: list[models.Model] = []
        rows = self.select_related(*self.model.search_follows)
        for row in rows.order_by("pk").iterator(chunk_size=BATCH):
            before = [getattr(row, field.attname) for field in derived]
            after = [field.pre_save(row, add=False) for field in derived]
            if before != after:
                batch.append(row)
            if len(batch) == BATCH:
                changed += self._write(batch, derived)
                batch = []
        return changed + self._write(batch, derived)

    def _write(self, batch: list[models.Model], derived: "Sequence[models.Field[Any, Any]]") -> int:
        if batch:
            self.model._default_manager.bulk_update(batch, [field.name for field in derived])
        return len(batch)


class Searchable(models.Model):
    """A row found by Thai search. search_follows: relations whose names its search_text contains too."""

    search_follows: ClassVar[tuple[str, ...]] = ()

    search_text = FoldedField("search_parts")

    class Meta:
        abstract = True

    def search_parts(self) -> Iterable[str]:
        """The texts by which searches find this row."""
        raise NotImplementedError

    @classmethod
    def searched_columns(cls) -> set[str]:
        """Names of the columns from which search_text is computed: texts, and the relations in search_follows."""
        followed = {path.partition("__")[0] for path in cls.search_follows}
        columns = set()
        for field in cls._meta.concrete_fields:
            text = isinstance(field, models.CharField | models.TextField) and not field.choices
            if field.name in followed or (text and not isinstance(field, DERIVED)):
                columns |= {field.name, field.attname}
        return columns


def _rows_of(model: type[models.Model]) -> SearchableQuerySet:
    """All rows of a searchable model."""
    return cast(SearchableQuerySet, model._default_manager.all())


def reindex_rows(rows: Sequence[models.Model]) -> None:
    """Recompute the folded columns of rows of one searchable model."""
    _rows_of(type(rows[0])).filter(pk__in=[row.pk for row in rows]).reindex()


def reindex_targets(rows: Sequence[models.Model]) -> None:
    """Recompute the columns of the searchable rows that these rows of one model refer to: a product's latest stars."""
    for field in rows[0]._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and issubclass(field.remote_field.model, Searchable):
            values = {getattr(row, field.attname) for row in rows} - {None}
            if values:
                targets = {f"{field.target_field.attname}__in": values}
                _rows_of(field.remote_field.model).filter(**targets).reindex()


def reindex_followers(rows: Sequence[models.Model]) -> int:
    """Recompute the search columns of all rows that contain a name of these rows; returns how many changed.

    rows: of one model. Reads the search_follows of all models, so packages need not know the packages above them.
    """
    changed = 0
    for model in apps.get_models():
        if issubclass(model, Searchable):
            for path in model.search_follows:
                if _target(model, path) is type(rows[0]):
                    changed += _rows_of(model).filter(**{f"{path}__in": rows}).reindex()
    return changed


AFTER_WRITING.add(
    AfterWriting("search-own", 10, lambda model: issubclass(model, Searchable), reindex_rows),
    AfterWriting("search-targets", 20, lambda model: True, reindex_targets),
    AfterWriting("search-followers", 30, lambda model: True, reindex_followers, renamed=True),
)


def _target(model: type[models.Model], path: str) -> Any:
    """The model at the end of a path of relations (producer__tambon)."""
    target: Any = model
    for step in path.split("__"):
        try:
            target = target._meta.get_field(step).related_model
        except FieldDoesNotExist as error:
            raise FieldDoesNotExist(f"search_follows of {model.__name__} names {path}") from error
    return target


class SynonymQuerySet(models.QuerySet[Any]):
    def groups(self) -> list[list[str]]:
        """The folded words of each group. One query."""
        return [synonym.spellings() for synonym in self.all()]

    def expand(self, query: str, also: Iterable[list[str]] = ()) -> list[list[str]]:
        """For each word of the query its folded spellings, as expand() below. One query.

        also: further groups of synonyms that are not stored in these rows.
        """
        groups = [["".join(fold_words(name)) for name in names if fold_words(name)] for names in also]
        return expand(query, [*self.groups(), *groups]) if fold_words(query) else []


_LATIN_WORD = re.compile(r"[A-Za-z]+")


def latin_words(texts: Iterable[str]) -> list[str]:
    """The Latin words of these texts, each once, in lower case.

    As parts of a folded column they keep the beginnings of words, which folding drops with the spaces between them: "hat" is
    in "that", but begins no word of it.
    """
    return list(dict.fromkeys(word.lower() for text in texts for word in _LATIN_WORD.findall(text or "")))


def expand(query: str, groups: list[list[str]], *, apart: Iterable[str] | None = None) -> list[list[str]]:
    """For each word of the query its folded spellings: itself first, then the other words of its groups.

    Words of a group may contain spaces ("ศูนย์ครบวงจร" = "ศูนย์บริการ"); a query that equals such a phrase counts as one
    word. apart: folded words that, like those of the groups, are split off the ends of the query's words, since Thai is
    written without spaces: ไข่เค็มบางคล้า is ไข่เค็ม and บางคล้า. None: words are not split.
    """
    words = fold_words(query[:LONGEST_QUERY])[:MOST_WORDS]
    whole = "".join(words)
    if len(words) > 1 and any(whole in group for group in groups):
        words = [whole]
    if apart is not None:
        known = {*apart, *(word for group in groups for word in group)}
        longest_first = sorted(known, key=lambda word: (-len(word), word))
        words = [piece for word in words for piece in take_apart(word, longest_first)][:MOST_WORDS]
    return [
        list(dict.fromkeys([word, *(other for group in groups if word in group for other in group)])) for word in words
    ]


def take_apart(word: str, known: list[str]) -> list[str]:
    """The word split into pieces: known words at its ends, trying the list in order. [word] if none fits."""
    if word in known:
        return [word]
    for piece in known:
        if len(piece) < SHORTEST_PIECE or len(word) - len(piece) < SHORTEST_PIECE:
            continue
        if word.endswith(piece):
            return [*take_apart(word[: -len(piece)], known), piece]
        if word.startswith(piece):
            return [piece, *take_apart(word[len(piece) :], known)]
    return [word]


class Synonym(models.Model):
    """Words with the same meaning in a search: แปดริ้ว and ฉะเชิงเทรา, mango and มะม่วง."""

    words = ThaiCharField(
        _("คำที่ความหมายเดียวกัน"), max_length=300, unique=True, help_text=_("คั่นด้วยจุลภาค เช่น แปดริ้ว, ฉะเชิงเทรา")
    )

    history = kept_history()
    objects = SynonymQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "คำพ้องสำหรับค้นหา")
        verbose_name_plural = _("คำพ้องสำหรับค้นหา")
        ordering = ["words"]

    def __str__(self) -> str:
        return self.words

    def spellings(self) -> list[str]:
        """The folded words of this group."""
        return ["".join(fold_words(word)) for word in self.words.split(",") if fold_words(word)]
