"""The measures as sources of totals: each names its rows on a day, and the keys by which they are grouped."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db.models import CharField, F
from django.db.models.functions import Cast, Coalesce

from budgets import choices
from budgets.dimensions import DIMENSIONS, NOTHING, recipients, text_of, year_of
from budgets.entries.measures import POST_OF_AN_ENTRY, money_rows, signed, stage_on
from budgets.grouping.measures import GRANTED, Measure

Keys = Mapping[str, Callable[[], Any]]

KINDS: dict[str, list[str]] = {
    measure: [*choices.ADDING[measure], *choices.TAKING_AWAY.get(measure, ())] for measure in choices.ADDING
}
"""The kinds of entries of which a measure is made."""


def measure_on(name: str, on: date | None = None) -> Measure:
    """Returns the measure of this name on a day, for ``totals()``. None: whatever the register says, of any day.

    Raises ValueError for an unknown measure.
    """
    name = choices.Measure(name)
    if name == choices.Measure.GRANTED:
        return Measure(name, lambda: money_rows(name, on), own_keys=keys_of_grants(on)) if on else GRANTED
    return Measure(
        name,
        lambda: money_rows(name, on).annotate(project_id=F("allocation__project_id"), project=F("project_id")),
        amount=signed(name),
        payer="allocation__council_id",
        own_keys=keys_of_entries(on),
    )


def keys_of_grants(on: date | None) -> Keys:
    """Returns the keys of allocations by dimension: their own, with the stage of a day."""
    own = {name: dimension.own_key for name, dimension in DIMENSIONS.items() if dimension.own_key}
    return {**own, "stage": lambda: stage_on(on)}


def keys_of_entries(on: date | None) -> Keys:
    """Returns the keys of entries by dimension: those of their grant, but a post and a recipient of their own."""
    return {
        "council": lambda: Cast("allocation__council_id", CharField()),
        "fund": lambda: text_of("allocation__fund_id"),
        "year": lambda: Coalesce(Cast("allocation__year", CharField()), year_of("allocation__granted")),
        "scope": lambda: text_of("allocation__scope"),
        "post": lambda: text_of(POST_OF_AN_ENTRY),
        "recipient": recipient_of_an_entry,
        "stage": lambda: stage_on(on, "allocation_id"),
    }


def recipient_of_an_entry() -> Coalesce:
    """Returns an expression on Entry: its counterpart, or else the recipients that signed a contract of its grant."""
    return Coalesce(
        Cast("counterpart_id", CharField()), recipients("contract_allocations__allocation", "allocation_id")
    )


KEYS_IN_LISTS: Keys = {
    "post": lambda: text_of(POST_OF_AN_ENTRY),
    "recipient": lambda: Coalesce(
        recipient_of_an_entry(), recipients("project", "allocation__project_id"), NOTHING, output_field=CharField()
    ),
}
"""The keys of entries that are not those of their grant, for the list behind a figure."""
