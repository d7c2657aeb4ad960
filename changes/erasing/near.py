"""What an erasure does not touch although it may mean the person: words of the name alone, and in other spellings.

The list is for the reader of a dry run, who knows whom a text means. Texts of records are shown around the word, those
that tell most first; so are texts that a room says the reader may read (``readable``), such as comments. Of other
tables, such as letters and drafts of others, only the number of rows is shown: the reader may not see them.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from django.db import connection

from changes import tables
from changes.erasing.models import Erasure
from changes.erasing.sweep import names_of_tables, rows_like, tables_of_texts, texts_of
from changes.erasing.terms import ERASED
from changes.erasing.written import Written, words_of

MOST, AROUND = 20, 30
"""Texts that are shown; letters before and after the word."""


@dataclass
class Near:
    """What the erasure leaves: texts of records around the word, and rows of other tables by their names."""

    shown: list[tuple[str, str]] = field(default_factory=list)
    """The name of the record's kind, and the text."""
    left: int = 0
    """Texts of records that are not shown."""
    elsewhere: dict[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.shown or self.elsewhere)


Readable = Callable[[Any, Sequence[int]], dict[int, str]]
"""Takes the reader and keys of rows. Returns for each row that the reader may read how a page names it."""
_readable: dict[str, Readable] = {}


def readable(table: str) -> Callable[[Readable], Readable]:
    """Registers who reads the texts of a table that holds no records, such as comments."""

    def register(function: Readable) -> Readable:
        _readable[table] = function
        return function

    return register


def near_hits(names: Iterable[str], reader: Any = None) -> Near:
    """Returns where the database still holds words of these names. Call it when everything else is taken out.

    ``reader``: who sees the texts; without a reader, only texts of records are shown.
    """
    words, found = words_of(names), Near()
    if not words:
        return found
    pattern, likes = _pattern(words), [(word.rough, word.likes) for word in words]
    public = {name: table for name, table in tables.tables().items() if not tables.is_private(table.kind)}
    labels, shown = names_of_tables(), []
    with connection.cursor() as cursor:
        for table in sorted(tables_of_texts(cursor) - {Erasure._meta.db_table}):
            rows = rows_like(table, texts_of(cursor, table), likes)
            hits = [hit for texts in rows if (hit := _first(texts, pattern))]
            label = labels.get(table, table)
            if table in public:
                shown += [(rank, label, said) for rank, said in hits]
                continue
            readable_hits = _readable_hits(cursor, table, likes, pattern, reader) if hits else []
            shown += readable_hits
            if hidden := len(hits) - len(readable_hits):
                found.elsewhere[label] = found.elsewhere.get(label, 0) + hidden
    shown.sort(key=lambda one: one[0])
    found.shown = [(label, said) for _rank, label, said in shown[:MOST]]
    found.left = max(0, len(shown) - MOST)
    return found


def _readable_hits(
    cursor: Any, table: str, likes: Sequence[tuple[str, Sequence[str]]], pattern: re.Pattern[str], reader: Any
) -> list[tuple[int, str, str]]:
    """Returns rank, name and text of each hit that the reader may read."""
    if reader is None or table not in _readable:
        return []
    rows = rows_like(table, ["id", *texts_of(cursor, table)], likes)
    hits = {int(key): hit for key, *texts in rows if (hit := _first(texts, pattern))}
    named = _readable[table](reader, list(hits))
    return [(hits[key][0], name, hits[key][1]) for key, name in named.items()]


def _pattern(words: Sequence[Written]) -> re.Pattern[str]:
    """Returns the words as whole words, also in the genitive, each in a group with the rank of the word."""
    groups = "|".join(f"(?P<rank_{place}_{word.rank}>{word.pattern})" for place, word in enumerate(words))
    return re.compile(rf"(?<![^\W_])(?:{groups})(?=(?:['’]?s)?(?![^\W_]))", re.IGNORECASE)


def _first(texts: Iterable[Any], pattern: re.Pattern[str]) -> tuple[int, str] | None:
    """Returns the rank of the word that tells most of a row's texts, and the text around it; None without a hit."""
    best: tuple[int, str] | None = None
    for text in texts:
        said = plain(str(text)) if text else ""
        for match in pattern.finditer(said):
            rank = int(str(match.lastgroup).rpartition("_")[2])
            if best is None or rank < best[0]:
                around = said[max(0, match.start() - AROUND) : match.end() + AROUND].replace(ERASED, "…")
                best = (rank, " ".join(around.split()))
    return best


def plain(text: str) -> str:
    """Returns the text of a column as people read it: JSON as its texts, addresses without codes, letters composed."""
    if text[:1] in '[{"':
        with suppress(ValueError):
            text = " · ".join(_texts(json.loads(text)))
    return unicodedata.normalize("NFC", unquote(text) if "%" in text else text)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, one in value.items():
            yield name
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
