"""What a line of a difference says: the project, what the row of money was and is, and the change that did it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from budgets.models import Allocation, Entry
from changes.models import Change
from projects.templatetags.oversigt import money
from reports.difference.causes import Cause
from reports.difference.difference import Difference, Line
from reports.difference.movers import movers
from reports.difference.sides import Said, both_sides

GRANT_FIELDS: dict[Cause, tuple[str, ...]] = {
    Cause.CORRECTED: ("amount", "currency"),
    Cause.RATE: ("rate",),
}
"""The columns of a grant that a change has to move to be the one behind a cause. Entries never change."""
COLUMNS = sorted({column for columns in GRANT_FIELDS.values() for column in columns})


@dataclass(frozen=True)
class ToldLine:
    """A line in words. ``was`` and ``now`` are empty where the row did not exist."""

    line: Line
    project: str
    """The reference of the project."""
    reference: str
    """That of the grant or entry."""
    was: str
    now: str
    before: Said | None
    """What the row said before; None: it did not count in that state."""
    after: Said | None
    change: Change | None
    """The last change between the two states that did it; None if no change did, or it is not looked for."""

    @property
    def dkk(self) -> Decimal:
        """What the line adds to the difference of its group."""
        return Decimal(self.line.ore).scaleb(-2)


def told(answer: Difference, lines: Sequence[Line]) -> list[ToldLine]:
    """Returns lines of a difference in words. Runs a few queries, however many the lines are."""
    said = _said(answer, lines)
    changes = _changes(answer, lines, said)
    return [_told(answer, line, said, changes.get(line)) for line in lines]


def _said(answer: Difference, lines: Sequence[Line]) -> tuple[dict[int, Said], dict[int, Said]]:
    rows = sorted({row for line in lines for row in (line.before, line.after) if row})
    found = []
    for side in both_sides(answer.before, answer.after, answer.asked):
        with side.reading():
            found.append(side.said(rows))
    return found[0], found[1]


def _told(answer: Difference, line: Line, said: tuple[dict[int, Said], dict[int, Said]], change: Any) -> ToldLine:
    # Also where it does not count, it may be there
    was, now = said[0].get(line.before or line.after), said[1].get(line.after or line.before)
    # Where it does not count, it may belong to a project that the reader did not ask for
    named: Any = now if line.after else was
    return ToldLine(
        line,
        named.project_reference,
        named.reference,
        *_in_words(answer, line, was, now),
        was if line.before else None,
        now if line.after else None,
        change,
    )


def _in_words(answer: Difference, line: Line, was: Said | None, now: Said | None) -> tuple[str, str]:
    if line.cause == Cause.RE_CLASSIFIED or (line.cause == Cause.RE_DATED and line.left and line.joined):
        return answer.name_of(line.left or ()), answer.name_of(line.joined or ())
    if line.cause == Cause.RE_DATED:
        return tuple(said.day if said and said.day else _("Not stated") for said in (was, now))  # type: ignore[return-value]
    if line.cause == Cause.RATE:
        return _rate(was), _rate(now)
    counts = (bool(line.before), bool(line.after))
    words = [_state(line, said, there) for said, there in zip((was, now), counts, strict=True)]
    return words[0], words[1]


def _state(line: Line, said: Said | None, counts: bool) -> str:
    if said is None:
        return ""
    if not counts:
        return _("Not in the selection") if line.cause == Cause.SELECTION else ""
    amount = said.amount or Decimal(0)
    return f"{money(amount)} {said.currency}"


def _rate(said: Said | None) -> str:
    if said is None or said.rate is None:
        return _("No rate")
    return f"{said.rate.normalize():f} DKK/{said.currency}"


def _changes(
    answer: Difference, lines: Sequence[Line], said: tuple[dict[int, Said], dict[int, Said]]
) -> dict[Line, Change]:
    """Returns the change behind each line that has one."""
    history = _History(answer)
    history.read({row for line in lines for row in (line.before, line.after) if row})
    numbers = {line: history.number_of(line) for line in lines if not line.is_moved}
    numbers |= movers(answer, lines, said, history.changes_of)
    found = Change.objects.select_related("actor").in_bulk({number for number in numbers.values() if number})
    return {line: found[number] for line, number in numbers.items() if number in found}


class _History:
    """The states of rows of money, and the changes between the two states that made them."""

    def __init__(self, answer: Difference) -> None:
        self.answer = answer
        self.of_entries = answer.asked.of_entries
        money: Any = Entry if self.of_entries else Allocation
        self.model = money.history.model
        self.states: dict[int, list[dict[str, Any]]] = defaultdict(list)
        self.withdrawn: dict[int, int] = {}

    def read(self, rows: set[int]) -> None:
        columns = ("id", "from_change", "history_type", *(() if self.of_entries else COLUMNS))
        states = self.model.objects.filter(id__in=rows, from_change__lte=self.answer.after.number)
        for state in states.order_by("from_change", "history_id").values(*columns):
            self.states[state["id"]].append(state)
        if self.of_entries:
            between = {"from_change__gt": self.answer.before.number, "from_change__lte": self.answer.after.number}
            made = self.model.objects.filter(corrects_id__in=rows, **between)
            self.withdrawn = dict(made.order_by("from_change").values_list("corrects_id", "from_change"))

    def changes_of(self, row: int) -> set[int]:
        """Returns the changes between the two states that wrote a row."""
        numbers = {state["from_change"] for state in self.states.get(row, ())} | {self.withdrawn.get(row, 0)}
        return {number for number in numbers if number > self.answer.before.number}

    def number_of(self, line: Line) -> int:
        """Returns the number of the last change that did what the line says; 0 if the row itself did not change."""
        if self.of_entries:
            return self._of_entry(line)
        if line.cause in (Cause.NEW, Cause.DELETED):
            row = line.after or line.before
            kind = "-" if line.cause == Cause.DELETED else "+"
            return self._last(row, lambda _old, new: new["history_type"] == kind) or self._last(row, lambda *_: True)
        return self._last_of_values(line, GRANT_FIELDS[line.cause])

    def _of_entry(self, line: Line) -> int:
        row = line.after or line.before
        own = self._last(row, lambda _old, _new: True)
        return own or self.withdrawn.get(row, 0)

    def _last_of_values(self, line: Line, columns: tuple[str, ...]) -> int:
        """Returns the last change of a value of a grant, whatever keys it had: bringing it back changes no value."""
        rows = [line.before] if line.before == line.after else [line.before, line.after]
        states = [state for row in rows for state in self.states.get(row, ()) if state["history_type"] != "-"]
        found = 0
        for old, new in zip([None, *states], states, strict=False):
            is_between = new["from_change"] > self.answer.before.number
            if is_between and (old is None or any(old[name] != new[name] for name in columns)):
                found = new["from_change"]
        return int(found)

    def _last(self, row: int, is_it: Any) -> int:
        found, old = 0, None
        for new in self.states.get(row, ()):
            if new["from_change"] > self.answer.before.number and is_it(old, new):
                found = new["from_change"]
            old = new
        return int(found)
