"""The filter form prepared for a page: its groups, the options of a field, and errors with a link that removes them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from projects.choices import NOT_STATED
from projects.filtering.chips import choices_of, in_words
from projects.language.folding import fold

MOST_USED = ("search", "council", "status", "year")
"""The filters that are always visible; the others are under "More filters"."""

GROUPS = (
    (_("Subject"), ("kind", "core_area", "portfolio", "gap")),
    (_("Places and partners"), ("country", "place", "partner", "role", "document")),
    (_("Time"), ("starts_after", "starts_before", "ends_after", "ends_before")),
    (
        _("Money"),
        (
            *("budget_stated", "budget_min", "budget_max", "joint", "fund"),
            *("group", "belongs_to", "paid_by", "currency", "on"),
        ),
    ),
)


LINKED = ("group", "belongs_to", "beside", "on", "post_stated", "rate_stated")
"""Filters that only the links of figures set. The form shows them once they are set, so that they can be removed."""


@dataclass(frozen=True)
class Group:
    label: Any
    fields: list[Any]


@dataclass(frozen=True)
class Option:
    """A value that a filter can have."""

    value: str
    label: str
    chosen: bool
    count: int | None = None
    """The number of projects that match it; None: not counted."""


FIND = "find"
"""The search button; its value is the name of the filter or picker."""
WORDS = "find_"
"""The prefix of a search box; the name of its filter or picker follows."""
MOST_FOUND = 30
LONGEST_WORDS = 100

WITH_SEARCH = 30
"""The length of the shortest list that has a search box."""

MOST_LISTED = 200
"""If a list is longer and its most used values are not known, only the chosen values are offered."""


@dataclass(frozen=True)
class Facet:
    """The number of projects for each value of a filter, and the labels of the values to offer if not all are
    offered."""

    counts: dict[str, int]
    labels: dict[str, str]


@dataclass(frozen=True)
class Search:
    """The search in the list of a filter: the words, and how many values they find; None if there are too many."""

    words: str
    found: int | None


@dataclass(frozen=True)
class Problem:
    """An error of a filter: its place in the form, and the query string of the page without the filter."""

    name: str
    label: str
    sentences: list[str]
    has_field: bool
    without: str


def most_used(form: Any) -> list[Any]:
    """Returns the fields that are always visible."""
    return [form[name] for name in MOST_USED if name in form.fields]


def groups(form: Any) -> list[Group]:
    """Returns the other fields in groups. A field without a group is in the last one."""
    named = {*MOST_USED, "ordering", *(name for _label, names in GROUPS for name in names)}
    rest = tuple(name for name in form.fields if name not in named)
    *first, (last, names_of_last) = GROUPS
    every = [*first, (last, (*names_of_last, *rest))]
    shown = {name for name in form.fields if name not in LINKED or any(form[name].value() or [])}
    return [Group(label, [form[name] for name in names if name in shown]) for label, names in every]


def more_in_use(filterset: Any) -> bool:
    """Returns whether a filter outside the most used ones is chosen, wrong or searched, so that it has to be
    visible."""
    in_use = {*filterset.chosen(), *filterset.form.errors, *searched(filterset)}
    return bool(in_use - {*MOST_USED, "ordering"} - filterset.fixed())


def searched(filterset: Any) -> set[str]:
    """Returns the filters whose lists the reader searches."""
    return {name for name in filterset.form.fields if words_for(filterset.form[name])}


def words_for(field: Any) -> str:
    """Returns the words for the search in a filter's list, without NUL characters, which PostgreSQL does not
    support."""
    return str(field.form.data.get(f"{WORDS}{field.name}", "")).replace("\0", "").strip()[:LONGEST_WORDS]


def search_of(field: Any, facets: dict[str, Facet] | None = None) -> Search | None:
    """Returns the search in the list of a filter; None if the list is short or the filter has no list."""
    if len(_offered(field, (facets or {}).get(field.name))) < WITH_SEARCH:
        return None
    found = _found(field)
    return Search(words_for(field), len(found) if len(found) <= MOST_FOUND else None)


def _chosen(field: Any) -> list[str]:
    # A yes-or-no field has one value instead of a list
    values = field.value() or []
    return [] if isinstance(values, bool) else [str(value) for value in values if value]


def options(field: Any, facets: dict[str, Facet] | None = None) -> list[Option]:
    """Returns options of a field with a closed list, then chosen values that are not in the list; else nothing.

    ``facets`` are the page's counts by filter, if it has any. The form shows them beside the values. A long list
    is never offered completely: only its most used values, and those that a search finds (``words_for``).
    """
    facet = (facets or {}).get(field.name)
    chosen = _chosen(field)
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
            # A value from a search may be too rare to be counted
            Option(value, label, value in chosen, counts.get(value, None if value in found or facet is None else 0))
            for value, label in listed.items()
        ),
        *(Option(value, in_words(field.field, value), True) for value in beside),
    ]


def _offered(field: Any, facet: Facet | None) -> dict[str, str]:
    return facet.labels if facet and facet.labels else choices_of(field.field)


def _found(field: Any) -> dict[str, str]:
    """Returns the values that contain every search word: value → label."""
    words = fold(words_for(field)).split()
    if not words:
        return {}
    listed = choices_of(field.field)
    return {value: label for value, label in listed.items() if all(word in fold(f"{label} {value}") for word in words)}


def problems(filterset: Any) -> list[Problem]:
    """Returns the errors of the page's filters, each with the address of the page without it."""
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
    """Returns the query string of the page without these parameters."""
    parameters = {**filterset.kept(), **filterset.chosen()}
    rest = {name: values for name, values in parameters.items() if name not in set(names)}
    return "?" + urlencode(rest, doseq=True)
