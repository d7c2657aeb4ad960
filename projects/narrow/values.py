"""Values of an answer, each made from columns of one row as the database gives them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import Any

from modeltranslation.settings import FALLBACK_LANGUAGES

from projects.language.texts import LANGUAGES
from projects.narrow import sql
from projects.narrow.sql import Sql

Row = Sequence[Any]


@dataclass(frozen=True)
class Value:
    """A value: the lookups of its columns, and the function that makes it of them. Without one, the column is it.

    ``written`` makes the SQL of the same value from the SQL of the columns, for files, where the database writes the
    JSON. tests/projects/test_narrow.py compares both.
    """

    columns: tuple[str, ...]
    make: Callable[..., Any] | None = None
    written: Callable[..., Sql] | None = lambda column: column
    """None: only Python makes it, as of notes."""


def column(name: str) -> Value:
    """Returns the column itself."""
    return Value((name,))


def text_or_none(name: str) -> Value:
    """Returns the column as text, such as a date; None where it is empty."""
    return Value((name,), lambda value: str(value) if value else None, sql.text_or_null)


def source(*columns: str) -> Value:
    """Returns a source: its document, and the section and the item in it."""
    names = ("document", "section", "item")
    return Value(
        columns,
        lambda *values: dict(zip(names, values, strict=True)),
        lambda *written: dict(zip(names, written, strict=True)),
    )


def code_or_none(name: str) -> Value:
    """Returns the code of another row; None if there is no such row."""
    return Value((name,))


def truth(name: str) -> Value:
    """Returns a truth, which SQLite stores as a number."""
    return Value((name,), bool, None)


def money(name: str) -> Value:
    """Returns an amount as a text with two decimals, from whole hundredths; None where there is none."""
    return Value((name,), lambda ore: _decimals(ore, 2), lambda ore: sql.decimals(ore, 2))


def rate(name: str) -> Value:
    """Returns a rate as a text with eight decimals; None where there is none."""
    return Value((name,), lambda stored: _decimals(stored, 8), lambda stored: sql.decimals(stored, 8))


def _decimals(stored: Any, places: int) -> str | None:
    if stored is None:
        return None
    digits = str(int(stored)).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}"


NOTE = "note"
"""The column of the note on a row: a list in JSON of whether it is inferred and of its text in each language. Empty
where there is no text, as for most rows."""
FIRST_OF = "|"
"""Stands between columns of which the database gives the first that holds a text."""


def name(field: str, reader: str) -> Value:
    """Returns a name in the reader's language, else in the order in which modeltranslation falls back."""
    languages = dict.fromkeys((reader, *FALLBACK_LANGUAGES["default"]))
    return Value((FIRST_OF.join(f"{field}_{language}" for language in languages),))


def shown_text(field: str, reader: str, original: str = "") -> Value:
    """Returns the text that ``texts.shown`` chooses; ``original`` is the column of the row's original language."""
    written = partial(sql.shown_text, reader, has_original=bool(original))
    return Value(_columns_of(field, original), _choice(reader, bool(original), place=0), written)


def shown_language(field: str, reader: str, original: str = "") -> Value:
    """Returns the language of the text that ``texts.shown`` chooses."""
    written = partial(sql.shown_language, reader, has_original=bool(original))
    return Value(_columns_of(field, original), _choice(reader, bool(original), place=1), written)


def _columns_of(field: str, original: str) -> tuple[str, ...]:
    return (*(f"{field}_{language}" for language in LANGUAGES), *([original] if original else []))


def _choice(reader: str, has_original: bool, place: int) -> Callable[..., str]:
    first = LANGUAGES.index(reader) if reader in LANGUAGES else 0

    def choose(*values: Any) -> str:
        # Nearly always one of these two
        if text := values[first]:
            return str((text, LANGUAGES[first])[place])
        original = values[-1] if has_original else LANGUAGES[0]
        texts = dict(zip(LANGUAGES, values, strict=False))
        for language in (original, *LANGUAGES):
            if texts.get(language):
                return str((texts[language], language)[place])
        return ""

    return choose


def columns_of(*several: Mapping[str, Value]) -> list[str]:
    """Returns the lookups that these values need, each once."""
    return list(dict.fromkeys(name for values in several for value in values.values() for name in value.columns))


def maker(values: Mapping[str, Value], columns: Sequence[str]) -> Callable[[Row], dict[str, Any]]:
    """Returns the function that makes an object of a row, which holds a key and then these columns."""
    places = {name: place for place, name in enumerate(columns, 1)}
    names = tuple(values)
    if columns and [places[value.columns[0]] for value in values.values() if value.make is None] == [
        *range(1, len(names) + 1)
    ]:
        # Most rows need no more: it takes a third of the time
        end = len(names) + 1
        return lambda row: dict(zip(names, row[1:end], strict=True))
    getters = [(name, _getter(value, [places[column] for column in value.columns])) for name, value in values.items()]
    return lambda row: {name: get(row) for name, get in getters}


def only(value: Value, columns: Sequence[str]) -> Callable[[Row], Any]:
    """Returns the function that makes a single value of such a row."""
    return _getter(value, [columns.index(column) + 1 for column in value.columns])


def _getter(value: Value, places: list[int]) -> Callable[[Row], Any]:
    get = itemgetter(*places)
    make = value.make
    if make is None:
        return get
    if len(places) == 1:
        return lambda row: make(get(row))
    return lambda row: make(*get(row))
