"""The counts beside the options of the calendar's filters, and the choice of options where there are very many."""

from typing import Any

from django.db.models import Count
from django.http import QueryDict
from django.utils.translation import gettext as _

from events.choices import EventKind, EventStatus
from events.filtersets import EventFilterSet
from events.models import Event
from projects.choices import NOT_STATED
from projects.filtering.filter_form import Facet
from projects.language.sorting import InAlphabet
from projects.models import Organisation, Place

MOST_OPTIONS = 40
"""A longer list offers the values with the most events, and the chosen values."""

CLOSED_LISTS = {"kind": EventKind, "status": EventStatus}
OPEN_LISTS: dict[str, tuple[str, Any]] = {
    "organisation": ("parties__organisation", Organisation),
    "place": ("place", Place),
}
"""Filter → the relation whose rows are its values, and their model."""


def facets_of(filterset: Any) -> dict[str, Facet]:
    """Returns filter → number of events with each of its values, for a valid EventFilterSet.

    The values of a filter that is in use are counted as if it were not in use, because several values of a filter widen
    the selection. Two queries for an open list, one for a closed list.
    """
    found = {name: _closed(name, _without(filterset, name)) for name in CLOSED_LISTS}
    return {**found, **{name: _open(*OPEN_LISTS[name], _without(filterset, name)) for name in OPEN_LISTS}}


def _without(filterset: Any, name: str) -> Any:
    if not filterset.chosen().get(name):
        return filterset.qs
    query = QueryDict(mutable=True)
    for other, values in filterset.chosen().items():
        if other != name:
            query.setlist(other, values)
    return EventFilterSet(query, Event.objects.all()).qs


def _counts(path: str, events: Any) -> dict[Any, int]:
    rows = Event.objects.filter(pk__in=events.order_by().values("pk")).order_by()
    return dict(rows.values_list(path).annotate(number=Count("pk", distinct=True)))


def _closed(name: str, events: Any) -> Facet:
    return Facet({str(value): number for value, number in _counts(name, events).items()}, {})


def _open(path: str, model: Any, events: Any) -> Facet:
    counts = _counts(path, events)
    stated = sorted((key for key in counts if key), key=lambda key: (-counts[key], key))[:MOST_OPTIONS]
    rows = model.objects.filter(pk__in=stated).order_by(InAlphabet(), "slug")
    named = [(row.slug, str(row), counts[row.pk]) for row in rows]
    numbers = {slug: number for slug, _name, number in named}
    labels = {slug: name for slug, name, _number in named}
    if None in counts:
        numbers[NOT_STATED], labels[NOT_STATED] = counts[None], _("Not stated")
    return Facet(numbers, labels)
