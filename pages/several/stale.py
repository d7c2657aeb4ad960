"""Whether the projects are still as the person saw them."""

from collections.abc import Sequence
from typing import Any

from changes import reading
from changes.models import Change, RecordChange
from pages.several.preview import KIND
from pages.several.selection import Chosen


class NoSuchVersion(Exception):
    """The register was restored from a backup since, or the form was not made by this site."""


def changed_since(seen: str, projects: Sequence[Chosen], field: str) -> list[str]:
    """Returns the references of the projects of which somebody changed this field after the version ``seen``.

    Raises NoSuchVersion.
    """
    number = _number(seen)
    now = reading.values_of(KIND, [project.pk for project in projects], field)
    before: dict[int, Any] = {}
    later = RecordChange.objects.filter(kind=KIND, change__gt=number).order_by("change")
    for row, said in later.values_list("row", "before"):
        if row in now and row not in before:
            # A change that kept no values may have changed anything
            before[row] = said[field] if said and field in said else KeyError
    return [project.reference for project in projects if before.get(project.pk, now[project.pk]) != now[project.pk]]


def _number(seen: str) -> int:
    number, _colon, mark = seen.partition(":")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        raise NoSuchVersion
    if int(number) and not Change.objects.filter(number=number, mark=mark).exists():
        raise NoSuchVersion
    return int(number)
