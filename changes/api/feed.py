"""The changes in the order of their numbers, with their records before and after, so that others can keep a mirror.

A reader names the last change that it has, with its mark. If the register does not know this change, because it was
restored from a backup, the reader is refused instead of continued.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from changes import tables
from changes.models import Change, Latest, RecordChange, Way

SHAPE = re.compile(r"(\d{1,18})(?::([0-9a-f]{0,16}))?(?::(\d{1,18}))?", re.ASCII)
MOST_BYTES = 2_000_000
"""Of the records on one page, as JSON. A single record may be larger."""


class Gone(Exception):
    """The change that the reader names is not in this register. The text says why."""


@dataclass(frozen=True)
class Cursor:
    """The place of a reader: the last change that it has, or the last record that it has of a change."""

    number: int = 0
    mark: str | None = None
    """None: the reader names no mark, and so would not notice a restored backup."""
    record: int = 0
    """The key of the last record that the reader has of this change; 0: it has the whole change."""

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Returns the cursor that "1234", "1234:mark" or "1234:mark:record" writes. Raises ValueError."""
        match = SHAPE.fullmatch(text)
        if match is None:
            raise ValueError(_("Write the number of a change and its mark, as in 1234:0123456789abcdef."))
        return cls(int(match[1]), match[2], int(match[3] or 0))

    def __str__(self) -> str:
        place = f"{self.number}:{self.mark or ''}"
        return f"{place}:{self.record}" if self.record else place


@dataclass
class ChangeRead:
    """A change on a page, with those of its records that are on it."""

    change: Change
    records: list[RecordChange] = field(default_factory=list)
    keeps_records: bool = True
    """False where the change kept no records, or no values of them: read the lists instead."""
    continues: bool = False
    """Whether more of its records follow on the next page."""


@dataclass(frozen=True)
class Page:
    """Changes in the order of their numbers, and where the next page begins."""

    changes: list[ChangeRead]
    next: Cursor | None
    """None: the reader has everything up to ``latest``."""
    latest: Cursor


def read_page(after: Cursor, most: int) -> Page:
    """Returns the changes after a cursor, at most ``most`` and about ``MOST_BYTES``. Raises Gone."""
    latest = _latest()
    _check(after, latest)
    changes = list(
        Change.objects.filter(
            number__gt=after.number - bool(after.record), number__lte=latest.number
        )  # A change of which the reader has a part comes again
        .select_related("actor", "approver")
        .order_by("number")[:most]
    )
    read = {change.number: ChangeRead(change) for change in changes}
    following = _fill(read, after)
    found = [one for number, one in read.items() if following is None or number <= following.number]
    _mark_without_records(found)
    if following is None and changes and changes[-1].number < latest.number:
        following = Cursor(changes[-1].number, changes[-1].mark)
    return Page(found, following, latest)


def _latest() -> Cursor:
    row = Latest.objects.filter(pk=1).values_list("number", "mark").first()
    return Cursor(*(row or (0, "")))


def _check(after: Cursor, latest: Cursor) -> None:
    if after.number == 0:
        return
    words = {"number": after.number, "latest": latest.number}
    if after.number > latest.number:
        raise Gone(
            _(
                "The register has no change %(number)d; its latest is %(latest)d. It was restored from a backup. "
                "Read everything again, from the first change on."
            )
            % words
        )
    mark = Change.objects.filter(number=after.number).values_list("mark", flat=True).first()
    if mark is None or (after.mark is not None and mark != after.mark):
        raise Gone(
            _(
                "Change %(number)d of the register has another mark: it was restored from a backup. "
                "Read everything again, from the first change on."
            )
            % words
        )


def _fill(read: dict[int, ChangeRead], after: Cursor) -> Cursor | None:
    """Gives the changes their records. Returns where the next page begins, if this one cannot hold them all."""
    size, last = 0, after
    for record in _records(read, after):
        size += len(json.dumps([record.before, record.after], ensure_ascii=False))
        change = read[record.change_id].change
        if size > MOST_BYTES and last is not after:
            if last.number == change.number:
                read[change.number].continues = True
                return last
            before = max(number for number in read if number < change.number)
            return Cursor(before, read[before].change.mark)
        read[change.number].records.append(record)
        last = Cursor(change.number, change.mark, record.pk)
    return None


def _records(read: dict[int, ChangeRead], after: Cursor) -> Iterator[RecordChange]:
    """The records of these changes that a mirror needs: never personal data, nor where only such data differs."""
    records = RecordChange.objects.filter(change__in=list(read)).exclude(kind__in=_private())
    records = records.order_by("change_id", "pk")
    if after.record:
        records = records.exclude(change=after.number, pk__lte=after.record)
    for record in records.iterator(chunk_size=200):
        # A text from which a person was erased reads alike before and after, and a mirror still has it
        if record.before != record.after or read[record.change_id].change.way == Way.ERASURE:
            yield record


def _mark_without_records(found: list[ChangeRead]) -> None:
    """Marks the changes that kept no records, and those that kept no values: they are of before numbered changes."""
    numbers = [one.change.number for one in found if not one.records]
    records = RecordChange.objects.filter(change__in=numbers).order_by()
    kept = set(records.values_list("change", flat=True).distinct())
    without_values = records.filter(before__isnull=True, after__isnull=True).exclude(kind__in=_private())
    lacking = set(without_values.values_list("change", flat=True).distinct())
    for one in found:
        one.keeps_records = bool(one.records) or one.change.number in kept - lacking


def _private() -> list[str]:
    return [kind for kind in tables.kinds() if tables.is_private(kind)]
