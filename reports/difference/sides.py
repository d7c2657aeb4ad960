"""One of the two states: its totals, the rows that count in it, and what these rows say."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Q

from budgets.choices import TAKING_AWAY, EntryKind
from budgets.grouping.members import Key
from budgets.grouping.rows import CountedRow, counted_rows
from budgets.models import Allocation, Entry
from budgets.totals import Figures, Totals, figures_by_key, totals
from changes.as_of.point import Point
from changes.as_of.reading import reading_as_of
from reports.difference.asked import Asked
from reports.difference.known import filterset_of


class Said(NamedTuple):
    """What a row of money says in a state, whether it counts or not."""

    reference: str
    project: int
    project_reference: str
    amount: Decimal | None
    """In its own currency, with the sign of the measure."""
    currency: str
    rate: Decimal | None
    day: str
    """The day of an entry, or the date or year of a grant; empty: not stated."""
    is_chosen: bool
    """Whether the filters choose its project."""
    is_dated: bool
    """Whether it counts on the day of the question by its date."""


@dataclass
class Side:
    """A state of the register. Everything is read inside ``reading``."""

    point: Point
    asked: Asked
    filterset: Any = None

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Reads inside see this state."""
        with reading_as_of(self.point):
            if self.filterset is None:
                self.filterset = filterset_of(self.asked.filters)
            yield

    @property
    def is_valid(self) -> bool:
        """Whether this state knows every value of the filters, such as the code of a council."""
        return bool(self.filterset.is_valid())

    @property
    def projects(self) -> Any:
        return self.filterset.qs

    def total(self) -> Totals:
        """Returns the total, and what it leaves out."""
        return totals(self.projects, measure=self.asked.rows_of_money())

    def figures_of(self, keys: set[tuple[Key, ...]]) -> dict[tuple[Key, ...], Figures]:
        """Returns the figures of these groups; a group without projects is left out."""
        asked = self.asked
        found = figures_by_key(self.projects, asked.group_by, asked.mode, asked.rows_of_money())
        return {key: figures for key, figures in found if key in keys}

    def counted(self, only: Q) -> dict[int, CountedRow]:
        """Returns the rows that count, of those that match a condition."""
        rows = counted_rows(self.projects, self.asked.rows_of_money(), self.asked.dimensions, only)
        return {row.row: row for row in rows}

    def said(self, rows: Sequence[int]) -> dict[int, Said]:
        """Returns what these rows say, of those that exist."""
        read = _entries if self.asked.of_entries else _allocations
        found = list(read(rows, self.asked))
        projects = {said.project for _row, said in found}
        chosen = set(self.projects.order_by().filter(pk__in=projects).values_list("pk", flat=True))
        return {row: said._replace(is_chosen=said.project in chosen) for row, said in found}

    def corrected_by(self, rows: Iterable[int]) -> dict[int, int]:
        """Returns the entries that these entries correct: correction → corrected."""
        return dict(Entry.objects.filter(pk__in=rows, corrects__isnull=False).values_list("pk", "corrects"))


def both_sides(before: Point, after: Point, asked: Asked) -> tuple[Side, Side]:
    """Returns both states with their filters. A state that does not know a value takes the filters of the other one:
    a council that was not there yet has no projects then, and a renamed one is the same. If neither knows all values,
    each filters by those that it knows.
    """
    sides = Side(before, asked), Side(after, asked)
    known = []
    for side in sides:
        with side.reading():
            known += [side.filterset] if side.is_valid else []
    for side in sides:
        side.filterset = side.filterset if side.is_valid or not known else known[0]
    return sides


def _allocations(rows: Sequence[int], asked: Asked) -> Iterator[tuple[int, Said]]:
    found = Allocation.objects.filter(pk__in=rows).order_by()
    dated = set(found.decided_by(asked.on).values_list("pk", flat=True)) if asked.on else set(rows)
    columns = ("pk", "reference", "project", "project__reference", "amount", "currency", "rate", "granted", "year")
    for pk, reference, project, named, amount, currency, rate, granted, year in found.values_list(*columns):
        day = str(granted or year or "")
        yield pk, Said(reference, project, named, amount, currency, rate, day, False, pk in dated)


def _entries(rows: Sequence[int], asked: Asked) -> Iterator[tuple[int, Said]]:
    found = Entry.objects.filter(pk__in=rows).order_by()
    of_grant = ("allocation__project", "allocation__project__reference")
    columns = ("pk", "reference", *of_grant, "amount", "currency", "rate", "day", "kind")
    for pk, reference, project, named, amount, currency, rate, day, kind in found.values_list(*columns):
        signed = -amount if amount is not None and takes_away(asked, kind) else amount
        is_dated = _is_until(day, asked.on)
        yield pk, Said(reference, project, named, signed, currency, rate, day.isoformat(), False, is_dated)


def takes_away(asked: Asked, kind: str) -> bool:
    """Whether entries of this kind lower the measure."""
    return EntryKind(kind) in TAKING_AWAY.get(asked.measure, ())  # type: ignore[call-overload]


def _is_until(day: date, on: date | None) -> bool:
    return on is None or day <= on
