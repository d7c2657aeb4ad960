"""Warns whoever makes an organisation that the register seems to have already. It stops nothing."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from changes.difference import warn
from projects.doubles.known import NAMES, Index, known_organisations
from projects.doubles.nearest import nearest
from projects.models import Organisation

MOST = 20
"""New organisations of one change that are compared. Whoever sends more asks ``nearest`` first."""


@warn
def looks_known(records: Sequence[tuple[str, int]]) -> list[str]:
    """Returns a sentence for each new organisation among these records that is likely a double."""
    keys = [row for kind, row in records if kind == "organisation"]
    if not keys:
        return []
    # An open change has not written the history of its new rows yet
    history: Any = Organisation.history  # type: ignore[attr-defined]
    known = set(history.filter(id__in=keys).values_list("id", flat=True))
    new = Organisation.objects.filter(pk__in=[key for key in keys if key not in known][:MOST], merged_into=None)
    # Within a change, the index may have to be read whole: once, not for each of them
    index = known_organisations() if (rows := list(new)) else None
    return [sentence for row in rows for sentence in sentences_about(row, index)]


def sentences_about(row: Organisation, among: Index | None = None) -> list[str]:
    """Returns a sentence if an organisation is likely one that the register has; else none.

    ``among``: see ``nearest``.
    """
    names = [name for column in NAMES if (name := getattr(row, column))]
    country = row.country.code if row.country else ""
    numbers = [(number.scheme, number.number) for number in row.numbers.all()]
    found = nearest(
        names,
        country=country,
        abbreviation=row.abbreviation,
        numbers=numbers,
        besides=row.pk,
        most=1,
        among=among,
    )
    return [
        _("“%(name)s” looks like “%(other)s” (%(code)s), which the register has.")
        % {"name": row, "other": near.organisation, "code": near.organisation.slug}
        for near in found
        if near.is_double
    ]
