"""What an erasure does not touch although it may mean the person: the last name or user name alone, other spellings.

The list is for the reader of a dry run, who knows whom a text means. Texts of records are shown around the word. Of
other tables, such as letters and drafts of others, only the number of rows is shown: the reader may not see them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from changes import tables
from changes.erasing.models import Erasure
from changes.erasing.sweep import names_of_tables, rows_like, tables_of_texts, texts_of
from changes.erasing.terms import ERASED, escaped_for_like, spellings

SHORTEST, MOST, AROUND = 4, 20, 30
"""Letters of a word that is looked for; texts that are shown; letters before and after the word."""
LETTERS = (
    {"å": "a", "ä": "a", "æ": "ae", "ö": "o", "ø": "o", "ð": "d", "þ": "th"},
    {"å": "aa", "ä": "ae", "æ": "ae", "ö": "oe", "ø": "oe", "ð": "d", "þ": "th"},
)
"""How letters are written where a keyboard does not have them."""
ACCENTS = str.maketrans("áàâéèêëíìîïóòôúùûüýÿñç", "aaaeeeeiiiiooouuuuyync")


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


def words_of(names: Iterable[str]) -> list[str]:
    """Returns the words to look for: the last word of each name and user names, also as they are written without the
    letters of the Nordic languages.
    """
    last = {name.split()[-1] for name in names if name.strip() and "@" not in name and "," not in name}
    found = {word for word in last if len(word) >= SHORTEST and not any(sign.isdigit() for sign in word)}
    return sorted({written for word in found for written in _written(word)})


def _written(word: str) -> set[str]:
    plain = word.casefold().translate(ACCENTS)
    return {word.casefold(), *("".join(letters.get(letter, letter) for letter in plain) for letters in LETTERS)}


def near_hits(names: Iterable[str]) -> Near:
    """Returns where the database still holds these words. Call it in the dry run, when everything else is taken out."""
    words, found = words_of(names), Near()
    if not words:
        return found
    patterns = [f"%{escaped_for_like(text)}%" for word in words for text in sorted(spellings(word))]
    pattern = re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, words))})(?=(?:['’]?s)?(?![^\W_]))", re.IGNORECASE)
    public = {name: table for name, table in tables.tables().items() if not tables.is_private(table.kind)}
    labels = names_of_tables()
    with connection.cursor() as cursor:
        for table in tables_of_texts(cursor) - {Erasure._meta.db_table}:
            columns = texts_of(cursor, table)
            rows = [texts for texts in rows_like(cursor, table, columns, patterns) if _holds(texts, pattern)]
            if rows and table in public:
                _show(found, labels.get(table, table), rows, pattern)
            elif rows:
                name = labels.get(table, table)
                found.elsewhere[name] = found.elsewhere.get(name, 0) + len(rows)
    return found


def _holds(texts: Iterable[Any], pattern: re.Pattern[str]) -> bool:
    return any(text and pattern.search(str(text)) for text in texts)


def _show(found: Near, label: str, rows: list[Any], pattern: re.Pattern[str]) -> None:
    for texts in rows:
        said = next(str(text) for text in texts if text and pattern.search(str(text)))
        if len(found.shown) == MOST:
            found.left += 1
            continue
        match = pattern.search(said)
        start, end = (match.start(), match.end()) if match else (0, 0)
        around = said[max(0, start - AROUND) : end + AROUND].replace(ERASED, "…")
        found.shown.append((label, " ".join(around.split())))
