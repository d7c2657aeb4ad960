"""The filters' form made ready for a page: its groups, the options of a field, the errors with a way out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from projects.choices import NOT_STATED
from projects.filtering.chips import choices_of, in_words
from projects.language.folding import fold

MOST_USED = ("search", "council", "status", "year")
"""Always visible; the others stand under "More filters"."""

GROUPS = (
    (_("Subject"), ("kind", "core_area", "portfolio", "gap")),
    (_("Places and partners"), ("country", "place", "partner", "role", "document")),
    (_("Time"), ("starts_after", "starts_before", "ends_after", "ends_before")),
    (
        _("Money"),
        ("budget_stated", "budget_min", "budget_max", "joint", "fund", "group", "belongs_to", "paid_by", "currency"),
    ),
)


LINKED = ("group", "belongs_to")
"""Set by the links of figures; in the form only once they are, to be seen and taken off."""


@dataclass(frozen=True)
class Group:
    label: Any
    fields: list[Any]


@dataclass(frozen=True)
class Option:
    """One value that a filter can take."""

    value: str
    label: str
    chosen: bool
    count: int | None = None
    """How many projects match it; None: not counted."""


FIND = "find"
"""The button that finds; its value is the name of the picker."""
WORDS = "find_"
"""Before the name of a picker: its box for the words to look for."""
MOST_FOUND = 30
LONGEST_WORDS = 100

WITH_SEARCH = 30
"""A list of more values than these has a box to search in."""

MOST_LISTED = 200
"""Of a longer list, when nothing says which of its values are used most, the chosen ones are offered."""


@dataclass(frozen=True)
class Facet:
    """How many projects have each value of a filter; and the words of the values to offer, where not all are."""

    counts: dict[str, int]
    labels: dict[str, str]


@dataclass(frozen=True)
class Search:
    """The search in the list of a filter: the words, and how many values they find; None where there are too many."""

    words: str
    found: int | None


@dataclass(frozen=True)
class Problem:
    """An error of one filter: where it stands, and the query string of the page without the filter."""

    name: str
    label: str
    sentences: list[str]
    has_field: bool
    without: str


def most_used(form: Any) -> list[Any]:
    """The fields that stand in the open."""
    return [form[name] for name in MOST_USED if name in form.fields]


def groups(form: Any) -> list[Group]:
    """The other fields, in groups; one that no group names stands in the last."""
    named = {*MOST_USED, "ordering", *(name for _label, names in GROUPS for name in names)}
    rest = tuple(name for name in form.fields if name not in named)
    *first, (last, names_of_last) = GROUPS
    every = [*first, (last, (*names_of_last, *rest))]
    shown = {name for name in form.fields if name not in LINKED or any(form[name].value() or [])}
    return [Group(label, [form[name] for name in names if name in shown]) for label, names in every]


def more_in_use(filterset: Any) -> bool:
    """Whether a filter outside the most used ones is chosen, wrong or searched, so that it has to be seen."""
    in_use = {*filterset.chosen(), *filterset.form.errors, *searched(filterset)}
    return bool(in_use - {*MOST_USED, "ordering"} - filterset.fixed())


def searched(filterset: Any) -> set[str]:
    """The filters in whose lists somebody searches."""
    return {name for name in filterset.form.fields if words_for(filterset.form[name])}


def words_for(field: Any) -> str:
    """The words by which somebody searches in the list of a filter. PostgreSQL has no character NUL."""
    return str(field.form.data.get(f"{WORDS}{field.name}", "")).replace("\0", "").strip()[:LONGEST_WORDS]


def search_of(field: Any, facets: dict[str, Facet] | None = None) -> Search | None:
    """The search in the list of a filter, where the list is long; None where it is short or there is no list."""
    if len(_offered(field, (facets or {}).get(field.name))) < WITH_SEARCH:
        return None
    found = _found(field)
    return Search(words_for(field), len(found) if len(found) <= MOST_FOUND else None)


def options(field: Any, facets: dict[str, Facet] | None = None) -> list[Option]:
    """Values of a field with a closed list, then those the address names beside it; nothing for other fields.

    ``facets`` are the counts of the page by filter, where it has any: the numbers stand beside the values. A long list
    is never offered whole: the most used values are, and those that somebody searches (``words_for``).
    """
    facet = (facets or {}).get(field.name)
    chosen = [str(value) for value in field.value() or [] if value]
    counts: dict[str, int] = facet.counts if facet else {}
    listed, found = _offered(field, facet), _found(field)
    if words_for(field):
        named = {value: label for value, label in choices_of(field.field).items() if value in chosen}
        listed = {**named, **dict(list(found.items())[:MOST_FOUND])}
    elif len(listed) > MOST_LISTED:
        listed = {value: label for value, label in listed.items() if value in chosen or value == NOT_STATED}
    beside = [value for value in dict.fromkeys(chosen) if listed and value not in listed]
    return [
        *(
            # A value that was searched may be too seldom to be counted
            Option(value, label, value in chosen, counts.get(value, None if value in found or facet is None else 0))
            for value, label in listed.items()
        ),
        *(Option(value, in_words(field.field, value), True) for value in beside),
    ]


def _offered(field: Any, facet: Facet | None) -> dict[str, str]:
    return facet.labels if facet and facet.labels else choices_of(field.field)


def _found(field: Any) -> dict[str, str]:
    """Value → words, of those in which every word that is searched occurs."""
    words = fold(words_for(field)).split()
    if not words:
        return {}
    listed = choices_of(field.field)
    return {value: label for value, label in listed.items() if all(word in fold(f"{label} {value}") for word in words)}


def problems(filterset: Any) -> list[Problem]:
    """The errors of the page's filters, each with the address of the page without it."""
    fields = filterset.form.fields
    return [
        Problem(
            name,
            str(fields[name].label) if name in fields else name,
            [str(sentence) for sentence in sentences],
            name in fields and not filterset.form[name].is_hidden,
            without(filterset, filterset.errors if name not in fields else (name,)),
        )
        for name, sentences in filterset.errors.items()
    ]


def without(filterset: Any, names: Iterable[str]) -> str:
    """The query string of the page without these parameters."""
    asked = {**filterset.kept(), **filterset.chosen()}
    rest = {name: values for name, values in asked.items() if name not in set(names)}
    return "?" + urlencode(rest, doseq=True)
