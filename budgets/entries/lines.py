"""The ledger of a project: its decisions and entries by day, each with the measures after it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from budgets.choices import EntryKind
from budgets.entries.checks import decided_on
from budgets.entries.measures import KINDS, Money
from budgets.models import Allocation, Entry


@dataclass(frozen=True)
class Line:
    """A decision or an entry, and the money of the whole project after it."""

    allocation: Any
    entry: Any
    """None: the line is the decision of the allocation."""
    day: date | None
    """The first day on which it counts; None: a decision whose source states no time."""
    after: Money
    corrected_by: Any = None
    """The entry that corrects this one."""
    ends_day: bool = True
    """Whether it is the last line of its day, so that the money after it is that of the day."""

    @property
    def stated(self) -> Any:
        """The row whose amount the line states. A correction states the new amount, not the difference."""
        return self.entry or self.allocation

    @property
    def in_force(self) -> bool:
        """Whether the line states what is so: a decision, or an entry that neither is corrected nor withdraws one."""
        return self.corrected_by is None and not (self.entry and self.entry.kind == EntryKind.WITHDRAWN)

    @property
    def kind_of_report(self) -> str:
        """The kind of report in words; empty if the line is about none."""
        return self.entry.get_report_display() if self.entry else ""


def lines_of(project: Any) -> list[Line]:
    """Returns the ledger of a project by day, with running measures in DKK. Runs two queries.

    The measures after the last line of a day are those of ``money_of_projects`` on that day (docs/data.md, the life
    of a grant). Decisions without a time come first.
    """
    allocations = list(Allocation.objects.filter(project=project).select_related("source__document"))
    entries = list(Entry.objects.for_list().filter(allocation__project=project).order_by("day", "pk"))
    corrected = {entry.corrects_id: entry for entry in entries if entry.corrects_id}
    found, money = [], Money()
    for day, allocation, entry in _by_day(allocations, entries):
        money = _moved(money, granted=allocation.amount_dkk) if entry is None else _after(money, entry)
        found.append(Line(allocation, entry, day, money, corrected.get(entry.pk) if entry else None))
    next_days = [line.day for line in found[1:]]
    # The last line has no next one
    return [replace(line, ends_day=line.day != day) for line, day in zip(found, next_days, strict=False)] + found[-1:]


def as_of(lines: Iterable[Line], day: date) -> Money:
    """Returns the measures after the last line up to this day. Takes the lines in their order."""
    return ([Money()] + [line.after for line in lines if line.day is None or line.day <= day])[-1]


def _by_day(allocations: Iterable[Any], entries: Iterable[Any]) -> Iterator[tuple[date | None, Any, Any]]:
    """Yields decisions and entries by day. A decision comes before the entries of its day."""
    decisions = [(decided_on(allocation), 0, allocation, None) for allocation in allocations]
    facts = [(entry.day, 1, entry.allocation, entry) for entry in entries]
    for day, _place, allocation, entry in sorted([*decisions, *facts], key=lambda one: (one[0] or date.min, one[1])):
        yield day, allocation, entry


def _after(money: Money, entry: Any) -> Money:
    """Returns the measures after an entry: it counts from its day, and the entry that it corrects no longer does."""
    corrected = _effect(entry.corrects) if entry.corrects_id else {}
    money = _moved(money, **{name: -amount for name, amount in corrected.items()})
    return _moved(money, **_effect(entry))


def _effect(entry: Any) -> dict[str, Decimal]:
    measure = KINDS.get(EntryKind(entry.kind))
    return {measure.value: entry.amount_dkk} if measure and entry.amount_dkk is not None else {}


def _moved(money: Money, **amounts: Decimal | None) -> Money:
    return replace(money, **{name: getattr(money, name) + (amount or 0) for name, amount in amounts.items()})
