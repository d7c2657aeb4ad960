"""How the columns of exports get their values: what each asks the database, and how its answer reads."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Case, CharField, Expression, ExpressionWrapper, F, Q, Value, When
from django.db.models.functions import Coalesce, NullIf

from projects.language.texts import LANGUAGES, readers_language
from projects.models import Council, Document, Place
from projects.querysets import shown_text
from reports.exports.asked import BETWEEN_ROWS, BETWEEN_VALUES, Asked, Gathered, Joined, One, Relation, plain_rows
from reports.table import Value as CellValue

Read = Callable[[Any], CellValue]
Names = Callable[[], dict[str, tuple[int, str]]]
"""Reads the names of the rows of a small table: key → its place in their order, and the name."""


@dataclass(frozen=True)
class Taken:
    """How a column gets its value."""

    asked: tuple[Asked, ...]
    """Values of the database; usually one."""
    read: Callable[[], Read] | None = None
    """Returns the function that makes the value of a database value (of a tuple, if several are asked); called in
    the snapshot of the file, so that it can read names. None: the database's value is the value.
    """
    few: bool = False
    """Whether few different values occur. Each then is worked out only once."""


def own(path: str, *, few: bool = False) -> Taken:
    """Returns a field of the row, or of a row it refers to (``source.document.slug``); ``few``: see ``Taken``."""
    return Taken((One(lambda: F(path.replace(".", "__"))),), few=few)


def as_text(path: str) -> Taken:
    """Returns the same as the text that the database holds: a date as exact as it is known."""
    return Taken((One(lambda: ExpressionWrapper(F(path), CharField())),), few=True)


def worded(path: str, words: Callable[[Any], CellValue]) -> Taken:
    """Returns a value of few that occur, in the words of a function; None if it is not stated."""
    return Taken((One(lambda: F(path)),), lambda: lambda value: words(value) if value else None, few=True)


def choice(name: str, listed: Any) -> Taken:
    """Returns the label of a choice."""
    return worded(name, lambda value: str(listed(value).label))


def text(field: str, along: str = "") -> Taken:
    """Returns a text in the reader's language, or else in the original language. ``along`` leads to its row."""
    return Taken((One(lambda: shown_text(field, along)),))


def language(field: str) -> Taken:
    """Returns the language (ISO 639-1) of the text that ``text`` returns."""
    return Taken((One(lambda: language_shown(field)),), few=True)


def language_shown(field: str) -> Case:
    """Returns the expression of the language of the text that ``shown_text`` chooses."""
    stated = {code: Q(**{f"{field}_{code}__gt": ""}) for code in LANGUAGES}
    reader = readers_language()
    return Case(
        When(stated[reader], then=Value(reader)),
        *(When(stated[code] & Q(original_language=code), then=Value(code)) for code in LANGUAGES),
        *(When(stated[code], then=Value(code)) for code in LANGUAGES),
        output_field=CharField(),
    )


def name(along: str = "") -> Taken:
    """Returns the name of a row that this row refers to, or its own, in the reader's language."""
    return Taken((One(lambda: name_shown(along)),))


def name_shown(along: str = "") -> Coalesce:
    """Returns the expression of a name. Names have no original language, so they fall back in a fixed order."""
    order = dict.fromkeys((readers_language(), *settings.MODELTRANSLATION_FALLBACK_LANGUAGES))
    return Coalesce(*(NullIf(F(f"{along}name_{code}"), Value("")) for code in order), output_field=CharField())


def looked_up(path: str, names: Names) -> Taken:
    """Returns the name of the row to which the column ``path`` refers; None without a reference."""

    def read() -> Read:
        known = names()
        return lambda key: known[str(key)][1] if key is not None else None

    return Taken((One(lambda: F(path)),), read, few=True)


# Values of several rows


def of_figure(relation: Relation, aggregate: Any, missing: Any = None) -> Taken:
    """Returns a figure of the rows of a relation; ``missing`` if there are none."""
    read: Read = lambda value: missing if value is None else value  # noqa: E731 (typed)
    asked = (Gathered(relation, lambda: aggregate),)
    return Taken(asked) if missing is None else Taken(asked, lambda: read, few=True)


def joined(relation: Relation, *values: str) -> Gathered:
    """Returns the values of the rows of a relation as one text."""
    return Gathered(relation, partial(Joined, *values))


def rows_of(text: str | None) -> list[list[str]]:
    """Returns the rows of a joined text, in any order."""
    return [row.split(BETWEEN_VALUES) for row in text.split(BETWEEN_ROWS)] if text else []


def _keys(text: str | None) -> Iterable[str]:
    return set(text.split(BETWEEN_ROWS)) if text else ()


def listed(relation: Relation, key: str, names: Names) -> Taken:
    """Returns the names of the rows to which the rows of a relation refer, each once, in their order."""

    def read() -> Read:
        known = names()
        return lambda text: [name for _place, name in sorted([known[key] for key in _keys(text)])]

    return Taken((joined(relation, key),), read, few=True)


def in_roles(relation: Relation, key: str, names: Names, roles: Any) -> Taken:
    """Returns the same names, each with its role: "MR-JÄM (Co-operating)"."""

    def read() -> Read:
        known, labels = names(), {role.value: str(role.label) for role in roles}

        def value(text: str | None) -> CellValue:
            found = sorted((known[key], role) for key, role in rows_of(text))
            return [f"{name} ({labels[role]})" for (_place, name), role in found]

        return value

    return Taken((joined(relation, key, "role"),), read, few=True)


def each(relation: Relation, value: str) -> Taken:
    """Returns a text of each row of a relation, each once, in order."""
    return Taken((joined(relation, value),), lambda: lambda text: sorted(_keys(text)), few=True)


# Names of small tables


def codes(model: Any, code: str = "slug") -> Names:
    """Returns a function that reads the code of each row of a model."""
    return lambda: _in_order(_rows(model).values_list("pk", code))


def words(model: Any) -> Names:
    """Returns a function that reads the name of each row of a model, in the reader's language."""
    return lambda: _in_order(_rows(model).annotate(shown_name=_shown(model)).values_list("pk", "shown_name"))


def _rows(model: Any) -> Any:
    return plain_rows(model).order_by(*model._meta.ordering)


def _shown(model: Any) -> Expression | F:
    if model is Council:
        return F("code")
    return shown_text("title") if model is Document else name_shown()


def councils() -> dict[str, tuple[int, str]]:
    """Returns the code of each council with its name: people know the ministers by either."""
    rows = _rows(Council).annotate(shown_name=name_shown()).values_list("pk", "code", "shown_name")
    return _in_order((key, f"{code}: {name}") for key, code, name in rows)


def countries_of_places() -> dict[str, list[str]]:
    """Returns by place its countries (ISO 3166 alpha-2): the country itself, the country in which the place lies, or
    the countries that it spans.
    """
    places = Place.objects.select_related("country").prefetch_related("spans")
    around = {place.pk: (place, place.country, *place.spans.all()) for place in places}
    return {str(key): [country.code for country in found if country and country.code] for key, found in around.items()}


def countries(relation: Relation, key: str) -> Taken:
    """Returns the countries of the places to which the rows of a relation refer."""

    def read() -> Read:
        known = countries_of_places()
        return lambda text: sorted({code for key in _keys(text) for code in known[key]})

    return Taken((joined(relation, key),), read, few=True)


def _in_order(rows: Iterable[tuple[Any, Any]]) -> dict[str, tuple[int, str]]:
    return {str(key): (place, name or "") for place, (key, name) in enumerate(rows)}
