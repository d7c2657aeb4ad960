"""The tag of a record (``ETag``): the number and the mark of the last change that touched it or a row of it.

Clients send it back in ``If-Match``, and so say which version of the record they saw.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from changes.models import Change, RecordChange
from changes.reading import AT_ONCE

TAG = re.compile(r'(?:W/)?"(\d{1,18})-([0-9a-f]{0,16})(?:\.[\w-]*)?"')
"""After the point is the fingerprint of the answer, which ``If-Match`` does not compare. Compressed answers have weak
tags (``W/``); the version in them is as exact."""


@dataclass(frozen=True)
class Seen:
    """The version of a record that a client saw."""

    given: bool = False
    """Whether the client says it at all."""
    number: int | None = None
    """The change; None: any version (``*``)."""
    known: bool = True
    """Whether the register has this version: False for a tag from before a restored backup, or an invented one."""


ANY = Seen(given=True)
NOTHING = Seen()


def tag_of(kind: str, row: int, fingerprint: str = "") -> str:
    """Returns the tag of the record whose row has this key."""
    changes = RecordChange.objects.filter(kind=kind, row=row).order_by("-change_id")
    number, mark = changes.values_list("change_id", "change__mark").first() or (0, "")
    return f'"{number}-{mark}{"." + fingerprint if fingerprint else ""}"'


def tags_of(kind: str, rows: Iterable[int]) -> dict[int, str]:
    """Returns the tags of several records of a kind, by the keys of their rows."""
    newest: dict[int, int] = {}
    listed = list(rows)
    for start in range(0, len(listed), AT_ONCE):
        changes = RecordChange.objects.filter(kind=kind, row__in=listed[start : start + AT_ONCE]).order_by()
        newest |= dict(changes.values_list("row").annotate(newest=Max("change_id")))
    marks: dict[int, str] = {}
    numbers = sorted({*newest.values()})
    for start in range(0, len(numbers), AT_ONCE):
        found = Change.objects.filter(number__in=numbers[start : start + AT_ONCE])
        marks |= dict(found.values_list("number", "mark"))
    return {row: f'"{newest.get(row, 0)}-{marks.get(newest.get(row, 0), "")}"' for row in listed}


def seen_of(text: Any, kind: str, rows: Iterable[int]) -> Seen:
    """Returns what a client's ``If-Match`` says of the record with this row. Of several tags the newest counts.

    ``rows`` is empty if there is no record: it has no version, and the write itself says that it is missing.
    """
    if not isinstance(text, str) or not text.strip():
        return NOTHING
    if text.strip() == "*":
        return ANY
    listed = list(rows)
    if not listed:
        return ANY
    found = [Seen(True, int(number)) for number, mark in TAG.findall(text) if _exists(int(number), mark, kind, listed)]
    return max(found, key=lambda seen: seen.number or 0, default=Seen(given=True, known=False))


def _exists(number: int, mark: str, kind: str, rows: list[int]) -> bool:
    """Whether this change touched the record. The tag of another record says nothing about this one."""
    if (number, mark) == (0, ""):
        # No change has touched the record yet
        return True
    return RecordChange.objects.filter(kind=kind, row__in=rows, change_id=number, change__mark=mark).exists()
