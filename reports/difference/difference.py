"""The difference between two states of the register, group by group and cause by cause, to the øre."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple, cast

from budgets.grouping.members import Key, Member, combined, not_stated
from budgets.grouping.rows import CountedRow, groups_of
from budgets.totals import Totals
from changes.as_of.point import Point
from projects.memory import question_of, remembered
from reports.difference.asked import Asked
from reports.difference.causes import Cause, Held, Part, split
from reports.difference.numbers import Overflow
from reports.difference.packed import Packed, Shared
from reports.difference.sides import Said, Side, both_sides
from reports.difference.touched import LISTED, NAMED, made_again, parts

MOST_KEPT = 20_000
"""The lines of an answer that is remembered. A larger one would push many others out of the memory."""
MOST_MOVED = 200
"""The lines that moved of which the changes are looked for. To find one, other states are read."""
MOVING = frozenset({Cause.SELECTION, Cause.RE_DATED, Cause.RE_CLASSIFIED})
"""The causes that move a line, mostly without a change of the row itself."""
LAST_KEY = 2**48
"""More than any key of a row."""
DATES = frozenset({"year"})
"""The dimensions whose groups are dates."""

Group = tuple[Key, ...]


class Line(NamedTuple):
    """A row of money in one group, with one cause and what it adds to the difference of the group."""

    cause: Cause
    before: int
    """The key of the row that counted before; 0: none did."""
    after: int
    """The key of the row that counts after: another entry if one corrects the other; 0: none does."""
    left: Group | None
    """The group that the row counted in before this cause, whatever single values it is made of; None: in none."""
    joined: Group | None
    ore: int

    @property
    def is_moved(self) -> bool:
        return self.cause in MOVING


@dataclass
class Caused:
    """What one cause adds to a difference, and how many lines it has."""

    lines: int = 0
    ore: int = 0

    @property
    def dkk(self) -> Decimal:
        return Decimal(self.ore).scaleb(-2)


@dataclass
class Compared:
    """A group, or the total: its amount in both states, and its causes."""

    before: Decimal | None = None
    """In DKK; None: not stated."""
    after: Decimal | None = None
    causes: dict[Cause, Caused] = field(default_factory=lambda: defaultdict(Caused))
    members: dict[str, Member] = field(default_factory=dict)
    """By dimension; of the total empty."""
    lines: Sequence[Line] = ()
    absent: set[str] = field(default_factory=set)
    """The states ("before", "after") in which no project belongs to the group."""

    @property
    def difference(self) -> Decimal:
        """In DKK. An amount that is not stated counts as 0."""
        return (self.after or Decimal(0)) - (self.before or Decimal(0))

    @property
    def in_order(self) -> Iterator[tuple[Cause, Caused]]:
        """The causes that have lines, in their order."""
        return ((cause, self.causes[cause]) for cause in Cause if cause in self.causes)

    def places_of(self, chosen: Cause) -> range:
        """Returns the places of the lines of a cause: ``lines`` are in the order of their causes."""
        first = 0
        for cause, caused in self.in_order:
            if cause == chosen:
                return range(first, first + caused.lines)
            first += caused.lines
        return range(0)


@dataclass
class Difference:
    """The whole answer. The groups are those with lines, in the order of their members."""

    before: Point
    after: Point
    asked: Asked
    total: Compared
    groups: list[Compared]
    rest: Compared | None
    """The groups without lines together; None if groups overlap."""
    labels: list[dict[Key, Member]]
    """For each dimension the names of all groups that a line left or joined."""
    totals: tuple[Totals, Totals]
    """The totals of both states, with what they leave out."""

    @property
    def number_of_lines(self) -> int:
        return sum(len(group.lines) for group in self.groups)

    @property
    def has_many_moves(self) -> bool:
        """Whether so many lines moved that the changes behind them are not looked for."""
        moved = (caused.lines for group in self.groups for cause, caused in group.in_order if cause in MOVING)
        return sum(moved) > MOST_MOVED

    def name_of(self, group: Group) -> str:
        """Returns the names of a group in words: "MR-S · 2004"."""
        return " · ".join(names[key].label for names, key in zip(self.labels, group, strict=True))


def remembered_difference(before: Point, after: Point, asked: Asked, filterset: Any) -> Difference:
    """Returns the difference, remembered until a record changes. ``filterset``: that of the request."""
    states = tuple((point.number, point.day, point.asked, point.name) for point in (before, after))
    layout = (asked.group_by, asked.mode, asked.measure, asked.on)
    key = ("difference", states, layout, question_of(filterset))
    made: list[Difference] = []

    def work_out() -> Difference | None:
        made.append(difference(before, after, asked))
        return made[0] if made[0].number_of_lines <= MOST_KEPT else None

    return remembered(key, work_out) or (made[0] if made else difference(before, after, asked))


def difference(before: Point, after: Point, asked: Asked) -> Difference:
    """Returns the difference of a measure between two states, in the groups of the question.

    In every group and in total the causes add up to the difference to the øre; if groups overlap, the total counts
    each row once. Amounts are those of ``budgets/totals.py`` as of each state. Reads both states in parts, and keeps
    only the lines.
    """
    earlier, later = sides = both_sides(before, after, asked)
    found = _Found(asked)
    for pairs in _pairs(earlier, later):
        found.add(_parts_of(pairs, earlier, later))
    total, groups = found.total, found.groups
    in_total = _add_amounts(total, groups, sides)
    labels = _labels(asked, found.keys(), later, earlier)
    order = {cause: place for place, cause in enumerate(Cause)}
    for key, group in groups.items():
        group.members = {one.name: names[part] for one, names, part in zip(asked.dimensions, labels, key, strict=True)}
        _lines_of(group).sort(key=lambda line: order[line.cause] * LAST_KEY + (line.after or line.before))
    ordered = sorted(groups.values(), key=lambda group: [member.rank for member in group.members.values()])
    rest = _rest(total, ordered) if asked.group_by and not asked.overlapping else None
    return Difference(before, after, asked, total, ordered, rest, labels, in_total)


def _add_amounts(total: Compared, groups: dict[Group, Compared], sides: tuple[Side, Side]) -> tuple[Totals, Totals]:
    """Sets the amounts of the total and of each group in both states. Returns the totals of both."""
    found = []
    for name, side in zip(("before", "after"), sides, strict=True):
        with side.reading():
            found.append(side.total())
            figures = side.figures_of(set(groups)) if side.asked.group_by else {}
        in_total = found[-1].total.budget_dkk
        setattr(total, name, in_total)
        for key, group in groups.items():
            amount = figures[key].budget_dkk if key in figures else None
            setattr(group, name, amount if side.asked.group_by else in_total)
            if side.asked.group_by and key not in figures:
                group.absent.add(name)
    return found[0], found[1]


class _Pair(NamedTuple):
    """The row that counts before and the row that counts after, mostly the same one."""

    before: CountedRow | None
    after: CountedRow | None


class _Found:
    """The lines by group, and the sums of their causes."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.total = Compared()
        causes, ends, overflow = Shared(), Shared(), Overflow()
        shared = {Line._fields.index(name): of for name, of in (("cause", causes), ("left", ends), ("joined", ends))}
        self.groups: dict[Group, Compared] = defaultdict(lambda: Compared(lines=Packed(Line, shared, overflow)))
        self.ends = ends

    def add(self, each: Iterable[tuple[_Pair, list[Part]]]) -> None:
        for pair, parts_of_row in each:
            for part in parts_of_row:
                self._add(pair, part)

    def keys(self) -> set[Group]:
        """Returns every group that a row left or joined, and those that its single values make."""
        return {end for end in self.ends.values if end is not None} | {*self.groups}

    def _add(self, pair: _Pair, part: Part) -> None:
        left = self._groups(part.left)
        joined = self._groups(part.joined)
        rows = (pair.before.row if pair.before else 0, pair.after.row if pair.after else 0)
        for sign, groups in ((-1, left - joined), (1, joined - left)):
            for key in groups:
                group = self.groups[key]
                _lines_of(group).append(Line(part.cause, *rows, part.left, part.joined, sign * part.ore))
                group.causes[part.cause].lines += 1
                group.causes[part.cause].ore += sign * part.ore
        in_total = (1 if part.joined is not None else 0) - (1 if part.left is not None else 0)
        self.total.causes[part.cause].lines += 1
        self.total.causes[part.cause].ore += in_total * part.ore

    def _groups(self, end: Group | None) -> set[Group]:
        return set() if end is None else groups_of(self.asked.dimensions, end, spread=self.asked.spread)


def _lines_of(group: Compared) -> Packed[Line]:
    return cast(Packed[Line], group.lines)


def _rest(total: Compared, groups: Iterable[Compared]) -> Compared:
    """Returns the groups without lines together. They are the same in both states."""
    listed = list(groups)
    before = (total.before or Decimal(0)) - sum((group.before or Decimal(0) for group in listed), Decimal(0))
    after = (total.after or Decimal(0)) - sum((group.after or Decimal(0) for group in listed), Decimal(0))
    return Compared(before, after)


def _differing(earlier: Side, later: Side) -> Iterator[_Pair]:
    """Yields the rows that do not count alike in both states."""
    for part in parts(earlier.point, later.point, earlier.asked):
        with earlier.reading():
            before = earlier.counted(part)
        with later.reading():
            after = later.counted(part)
        for row in sorted({*before, *after}):
            pair = _Pair(before.get(row), after.get(row))
            if _counts(pair.before) != _counts(pair.after):
                yield pair


def _brought_back(found: Iterable[_Pair], earlier: Side, later: Side) -> Iterator[_Pair]:
    """Yields the pairs. A row that was deleted and brought back has a new key and its old reference: it is one pair."""
    references = made_again(earlier.point, later.point, earlier.asked)
    ended: dict[str, _Pair] = {}
    begun: dict[str, _Pair] = {}
    for pair in found:
        row: Any = pair.before or pair.after
        if (pair.before and pair.after) or row.row not in references:
            yield pair
        else:
            (ended if pair.before else begun)[references[row.row]] = pair
    for reference in {**ended, **begun}:
        before, after = (side.get(reference, _Pair(None, None)) for side in (ended, begun))
        if _counts(before.before) != _counts(after.after):
            yield _Pair(before.before, after.after)


def _counts(row: CountedRow | None) -> tuple[Group, int] | None:
    return (row.keys, row.ore) if row and row.ore else None


def _pairs(earlier: Side, later: Side) -> Iterator[list[_Pair]]:
    """Yields the rows that do not count alike, in parts. An entry and its correction are one pair."""
    found: Iterable[_Pair] = _brought_back(_differing(earlier, later), earlier, later)
    if earlier.asked.of_entries:
        listed = list(found)
        found = _with_corrections(listed, _corrections(listed, earlier, later))
    pairs = iter(found)
    while part := list(islice(pairs, LISTED)):
        yield part


def _corrections(found: list[_Pair], *sides: Side) -> dict[int, int]:
    """Returns which of these entries corrects which, in either state: correction → corrected."""
    rows = [row.row for pair in found for row in pair if row]
    links: dict[int, int] = {}
    for side in sides:
        with side.reading():
            for start in range(0, len(rows), NAMED):
                links |= side.corrected_by(rows[start : start + NAMED])
    return links


def _with_corrections(found: list[_Pair], links: dict[int, int]) -> list[_Pair]:
    """Returns the pairs, where an entry that counts no more and the entry that counts instead of it are one."""
    chains: dict[int, list[_Pair]] = defaultdict(list)
    for pair in found:
        row = (pair.before or pair.after).row  # type: ignore[union-attr]
        while row in links:
            row = links[row]
        chains[row].append(pair)
    made = []
    for chain in chains.values():
        before = [pair.before for pair in chain if _counts(pair.before)]
        after = [pair.after for pair in chain if _counts(pair.after)]
        is_one = len(before) == len(after) == 1
        made += [_Pair(before[0], after[0])] if is_one and len(chain) > 1 else chain
    return made


def _parts_of(pairs: list[_Pair], earlier: Side, later: Side) -> Iterator[tuple[_Pair, list[Part]]]:
    """Yields each pair with the parts of its difference."""
    rows = [[row.row for pair in pairs for row in pair if row]] * 2
    said = []
    for side, named in zip((earlier, later), rows, strict=True):
        with side.reading():
            said.append(side.said(named))
    dated = tuple(name in DATES for name in earlier.asked.group_by)
    for pair in pairs:
        held = [_held(row, says) for row, says in zip(pair, said, strict=True)]
        yield pair, list(split(held[0], held[1], _whole(pair, said), dated))


def _held(row: CountedRow | None, says: dict[int, Said]) -> Held | None:
    if row is None:
        return None
    said = says[row.row]
    return Held(row.keys, row.ore or 0, said.amount, said.currency, said.rate)


def _whole(pair: _Pair, said: list[dict[int, Said]]) -> Cause:
    """Returns the cause of a row that counts in one state only."""
    row: Any = pair.before or pair.after
    before, after = (says.get(row.row) for says in said)
    other = after if pair.before else before
    if before is None or after is None or other is None:
        return Cause.NEW if before is None else Cause.DELETED
    if not other.is_chosen:
        return Cause.SELECTION
    if not other.is_dated:
        return Cause.RE_DATED
    # It is there, chosen and in time: another entry withdraws it, or did
    return Cause.DELETED if pair.before else Cause.NEW


def _labels(asked: Asked, keys: set[Group], *sides: Side) -> list[dict[Key, Member]]:
    """Returns the names of the groups in each dimension: those of the later state, of what is gone the earlier ones."""
    labels = []
    for place, dimension in enumerate(asked.dimensions):
        found: dict[Key, Member] = {}
        wanted = {group[place] for group in keys}
        for side in sides:
            missing = {part for key in wanted for part in dimension.parts(key) if part} - {*found}
            if missing:
                with side.reading():
                    found |= dimension.vocabulary.members(missing)
        labels.append(
            {key: combined([found[part] for part in dimension.parts(key)]) if key else not_stated() for key in wanted}
        )
    return labels
