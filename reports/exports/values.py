"""Functions that give the columns of exports their values."""

from collections.abc import Callable
from typing import Any

from projects.language.texts import shown
from projects.models import Council, Place
from reports.exports.base import WORDS, Chunk, Field
from reports.table import Kind, Value

Taken = Callable[[Any, Chunk], Value]


def own(path: str) -> Taken:
    """Returns a field of the row, or of a row it refers to (``source.document.slug``). An empty text is not
    stated.
    """
    names = path.split(".")

    def value(row: Any, _chunk: Chunk) -> Any:
        for name in names:
            row = getattr(row, name) if row is not None else None
        return None if row == "" else row

    return value


def looked_up(key: str, among: str) -> Taken:
    """Returns the code of the row to which the column ``key`` refers. The codes are read once, not with every row."""
    return lambda row, chunk: chunk.names[among][getattr(row, key)][0]


def looked_up_words(key: str, among: str) -> Taken:
    """Returns the name of the same row in the reader's language; None without a reference."""
    return lambda row, chunk: chunk.names[among][getattr(row, key)][1] if getattr(row, key) else None


def text(field: str, of: str = "") -> Taken:
    """Returns a text in the reader's language, or else in the original language."""
    return lambda row, _chunk: shown(getattr(row, of) if of else row, field).text or None


def language(field: str) -> Taken:
    """Returns the language (ISO 639-1) of the text that ``text`` returns."""
    return lambda row, _chunk: shown(row, field).language or None


def choice(name: str, listed: Any) -> Taken:
    """Returns the label of a choice."""
    return lambda row, _chunk: str(listed(getattr(row, name)).label) if getattr(row, name) else None


def name(of: str) -> Taken:
    """Returns the name of a row that this row refers to, in the reader's language."""
    return lambda row, _chunk: str(getattr(row, of)) if getattr(row, of) else None


def codes(several: str, among: str) -> Taken:
    """Returns the codes of a to-many relation, each once."""
    return lambda row, chunk: [code for code, _name in chunk.named(row, several, among)]


def names(several: str, among: str) -> Taken:
    """Returns the names of a to-many relation in the reader's language, each once."""
    return lambda row, chunk: [label for _code, label in chunk.named(row, several, among)]


def in_roles(several: str, among: str, roles: Any) -> Taken:
    """Returns the names of a to-many relation with their roles: "MR-JÄM (Co-operating)"."""
    return lambda row, chunk: [
        f"{chunk.names[among][key][1]} ({roles(role).label})" for key, role in chunk.of(row, several)
    ]


def each(several: str, place: int = 0) -> Taken:
    """Returns one value of each row of a to-many relation, each once."""
    return lambda row, chunk: [
        str(value) for value in dict.fromkeys(values[place] for values in chunk.of(row, several))
    ]


def both(
    column: str, label: Any, code: Taken, words: Taken, kind: Kind = "text", width: int = 20
) -> tuple[Field, Field]:
    """Returns two columns with the same content: a code for programs, words for people."""
    return (
        Field(column, label, code, kind, for_people=False),
        Field(f"{column}{WORDS}", label, words, kind, width, for_programs=False),
    )


# Rows that are looked up by id, read once for a whole export


def codes_and_names(model: Any, code: str = "slug") -> Callable[[], dict[int, Any]]:
    """Returns a function that reads the code of each row of a model, and its name in the reader's language."""
    return lambda: {row.pk: (getattr(row, code), str(row)) for row in model._default_manager.all()}


def councils() -> dict[int, Any]:
    """Returns by council (id) its code, and its code with its name: people know the ministers by either."""
    return {row.pk: (row.code, f"{row.code}: {row.name}") for row in Council.objects.all()}


def countries_of_places() -> dict[int, list[str]]:
    """Returns by place (id) its countries (ISO 3166 alpha-2): the country itself, the country in which the place
    lies, or the countries that it spans.
    """
    places = Place.objects.select_related("country").prefetch_related("spans")
    around = {place.pk: (place, place.country, *place.spans.all()) for place in places}
    return {key: [country.code for country in found if country and country.code] for key, found in around.items()}
