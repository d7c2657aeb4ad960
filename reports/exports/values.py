"""How the columns of exports take their values."""

from collections.abc import Callable
from typing import Any

from projects.language.texts import shown
from projects.models import Council, Place
from reports.exports.base import WORDS, Chunk, Field
from reports.table import Kind, Value

Taken = Callable[[Any, Chunk], Value]


def own(path: str) -> Taken:
    """A column of the row, or of a row it refers to (``source.document.slug``); an empty text is not stated."""
    names = path.split(".")

    def value(row: Any, _chunk: Chunk) -> Any:
        for name in names:
            row = getattr(row, name) if row is not None else None
        return None if row == "" else row

    return value


def looked_up(key: str, among: str) -> Taken:
    """The code of a row that this one refers to by the column ``key``: read once, and not again with every row."""
    return lambda row, chunk: chunk.names[among][getattr(row, key)][0]


def looked_up_words(key: str, among: str) -> Taken:
    """What the same row is called, in the reader's language; nothing where none is referred to."""
    return lambda row, chunk: chunk.names[among][getattr(row, key)][1] if getattr(row, key) else None


def text(field: str, of: str = "") -> Taken:
    """A text in the reader's language, else the original one."""
    return lambda row, _chunk: shown(getattr(row, of) if of else row, field).text or None


def language(field: str) -> Taken:
    """The language (ISO 639-1) of what ``text`` gives."""
    return lambda row, _chunk: shown(row, field).language or None


def choice(name: str, listed: Any) -> Taken:
    """The words of a value of a closed list."""
    return lambda row, _chunk: str(listed(getattr(row, name)).label) if getattr(row, name) else None


def name(of: str) -> Taken:
    """What a row that this one refers to is called, in the reader's language."""
    return lambda row, _chunk: str(getattr(row, of)) if getattr(row, of) else None


def codes(several: str, among: str) -> Taken:
    """The codes of what the row has several of, each once."""
    return lambda row, chunk: [code for code, _name in chunk.named(row, several, among)]


def names(several: str, among: str) -> Taken:
    """The same in the reader's language."""
    return lambda row, chunk: [label for _code, label in chunk.named(row, several, among)]


def in_roles(several: str, among: str, roles: Any) -> Taken:
    """The same with the role of each: "MR-JÄM (Co-operating)"."""
    return lambda row, chunk: [
        f"{chunk.names[among][key][1]} ({roles(role).label})" for key, role in chunk.of(row, several)
    ]


def each(several: str, place: int = 0) -> Taken:
    """A value of each of what the row has several of, each once."""
    return lambda row, chunk: [str(one) for one in dict.fromkeys(values[place] for values in chunk.of(row, several))]


def both(
    column: str, label: Any, code: Taken, words: Taken, kind: Kind = "text", width: int = 20
) -> tuple[Field, Field]:
    """Two columns of the same: its code for programs, its words for people."""
    return (
        Field(column, label, code, kind, for_people=False),
        Field(f"{column}{WORDS}", label, words, kind, width, for_programs=False),
    )


# What is looked up by its id, read once for a whole export


def codes_and_names(model: Any, code: str = "slug") -> Callable[[], dict[int, Any]]:
    """A function that reads the code, and the name in the reader's language, of each row of a model."""
    return lambda: {row.pk: (getattr(row, code), str(row)) for row in model._default_manager.all()}


def councils() -> dict[int, Any]:
    """By council (id) its code, and the code with the name: people know the ministers by either."""
    return {row.pk: (row.code, f"{row.code}: {row.name}") for row in Council.objects.all()}


def countries_of_places() -> dict[int, list[str]]:
    """By place (id) its countries (ISO 3166 alpha-2): the one it is, the one it lies in, or those that it spans."""
    places = Place.objects.select_related("country").prefetch_related("spans")
    around = {place.pk: (place, place.country, *place.spans.all()) for place in places}
    return {key: [one.code for one in found if one and one.code] for key, found in around.items()}
