"""Lays the ledger beside the register: which rows belong together, and in what they differ.

The rows are paired in steps, from the strictest to the loosest. A row belongs to one pair or one difference, so the
differences always add up to the difference of the totals.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace

from budgets.books.names import Names, in_our_words
from budgets.books.rows import BookRow, Comparison, Finding, Group, Kind, folded

Key = Callable[[BookRow], Hashable | None]
"""What rows of both books must have in common to be a pair; None: the row takes no part in the step."""


def _having(*names: str) -> Key:
    """Returns the key of rows with the same voucher and the same ``names``. Rows without a voucher take no part."""
    return lambda row: (row.voucher, *(getattr(row, name) for name in names)) if row.voucher else None


def _same_row(row: BookRow) -> Hashable:
    return (row.grant, row.post, row.period, row.voucher, row.ore)


def _same_row_and_day(row: BookRow) -> Hashable:
    return (row.grant, row.post, row.period, row.voucher, row.ore, row.day)


ONE_DIFFERS = (
    _having("ore", "grant", "post"),
    _having("ore", "grant", "period"),
    _having("ore", "post", "period"),
    # Only the amount: in another currency first, because that says more
    _having("grant", "post", "period", "currency", "foreign"),
    _having("grant", "post", "period"),
)
SEVERAL_DIFFER = (
    *(_having("ore", name) for name in ("grant", "post", "period")),
    _having("ore"),
    _having("grant", "post"),
    _having("grant", "period"),
    _having("post", "period"),
    _having("grant"),
)


def compare(
    register: Iterable[BookRow],
    ledger: Iterable[BookRow],
    names: Names | None = None,
    *,
    without: frozenset[str] = frozenset(),
) -> Comparison:
    """Returns both books beside each other, by grant, post and period.

    ``without``: columns that the ledger lacks (``post``, ``voucher``); then the books are compared without them. The
    order of the rows makes no difference.
    """
    here = [row.renamed(row.grant, row.post, folded(row.voucher)) for row in register]
    there = in_our_words(ledger, here, names or Names())
    books = _Books(_without(here, without), _without(there, without))
    books.pair_alike()
    books.pair_signs()
    for key in ONE_DIFFERS:
        books.pair(key)
    books.find_doubled()
    for key in SEVERAL_DIFFER:
        books.pair(key)
    books.pair_vouchers()
    return books.result()


def _without(rows: list[BookRow], columns: frozenset[str]) -> list[BookRow]:
    """Returns the rows without these columns. Without voucher numbers, the day is what both books have in common."""
    no_post, no_voucher = "post" in columns, "voucher" in columns
    if not columns:
        return rows
    return [
        row.renamed(row.grant, "" if no_post else row.post, row.day.isoformat() if no_voucher else row.voucher)
        for row in rows
    ]


def differences(here: BookRow, there: BookRow) -> tuple[Kind, ...]:
    """Returns in what two rows differ. Their days may differ inside a period."""
    if _same_row(here) == _same_row(there):
        return ()
    kinds = [kind for kind in (Kind.GRANT, Kind.POST, Kind.PERIOD) if getattr(here, kind) != getattr(there, kind)]
    if here.ore != there.ore:
        kinds.append(_of_amounts(here, there))
    if here.voucher != there.voucher:
        kinds.append(Kind.VOUCHER)
    return tuple(kinds)


def _of_amounts(here: BookRow, there: BookRow) -> Kind:
    if here.ore == -there.ore:
        return Kind.SIGN
    if here.foreign is not None and (here.currency, here.foreign) == (there.currency, there.foreign):
        # The sum in kroner may be the other currency's, not converted at all
        unconverted = here.foreign in (here.ore, there.ore)
        return Kind.CURRENCY if unconverted else Kind.RATE
    return Kind.CURRENCY if here.foreign == there.ore or there.foreign == here.ore else Kind.AMOUNT


class _Books:
    """The rows of both books that are not paired yet, and what was found."""

    def __init__(self, here: Iterable[BookRow], there: Iterable[BookRow]) -> None:
        # Sorted, so that the order of the files makes no difference
        self.here, self.there = sorted(here, key=_in_order), sorted(there, key=_in_order)
        self.found = Comparison()

    def pair(self, key: Key, key_there: Key | None = None, *, only: bool = False) -> None:
        """Pairs rows of the same key. ``only``: leaves rows alone that have more than one counterpart."""
        waiting = _by(key, self.here)
        rows = _by(key_there or key, self.there)
        paired_here, paired_there = set(), set()
        for value, candidates in rows.items():
            others = waiting.get(value, [])
            if only and not len(others) == len(candidates) == 1:
                continue
            for here, there in zip(others, candidates, strict=False):
                paired_here.add(id(here))
                paired_there.add(id(there))
                self._keep(here, there)
        self.here = [row for row in self.here if id(row) not in paired_here]
        self.there = [row for row in self.there if id(row) not in paired_there]

    def pair_alike(self) -> None:
        """Pairs rows without a difference, first those of the same day."""
        self.pair(_same_row_and_day)
        self.pair(_same_row)

    def pair_signs(self) -> None:
        """Pairs rows that differ in the sign only."""

        def reversed_sign(row: BookRow) -> Hashable | None:
            return _same_row(replace(row, ore=-row.ore)) if row.voucher else None

        self.pair(lambda row: _same_row(row) if row.voucher else None, reversed_sign)

    def find_doubled(self) -> None:
        """Finds rows that one book has once more than the other. Without a voucher, the day must be the same too."""
        known: set[Hashable] = set()
        for pair in self.found.pairs:
            known.update(_twin(row) for row in pair)
        for kind in (Kind.DOUBLED_HERE, Kind.DOUBLED_THERE):
            name = "here" if kind == Kind.DOUBLED_HERE else "there"
            rows: list[BookRow] = getattr(self, name)
            self.found.findings += [Finding((kind,), **{name: row}) for row in rows if _twin(row) in known]
            setattr(self, name, [row for row in rows if _twin(row) not in known])

    def pair_vouchers(self) -> None:
        """Pairs rows that differ in the voucher number only, if nothing else could be meant."""
        self.pair(lambda row: (row.grant, row.post, row.day, row.ore), only=True)
        self.pair(_without_voucher, _in_its_period, only=True)
        self.pair(_in_its_period, _without_voucher, only=True)

    def _keep(self, here: BookRow, there: BookRow) -> None:
        kinds = differences(here, there)
        if kinds:
            self.found.findings.append(Finding(kinds, here, there))
        else:
            self.found.pairs.append((here, there))

    def result(self) -> Comparison:
        """Returns the comparison; the rows that are left have no counterpart."""
        self.found.findings += [Finding((Kind.ONLY_HERE,), here=row) for row in self.here]
        self.found.findings += [Finding((Kind.ONLY_THERE,), there=row) for row in self.there]
        for here, there in self.found.pairs:
            _count(self.found, here, there)
        for finding in self.found.findings:
            _count(self.found, finding.here, finding.there, finding)
        self.found.groups = dict(sorted(self.found.groups.items()))
        return self.found


def _in_order(row: BookRow) -> tuple[object, ...]:
    return (row.grant, row.post, row.period, row.day, row.voucher, row.ore, row.currency, row.foreign or 0, row.key)


def _by(key: Key, rows: Iterable[BookRow]) -> dict[Hashable, list[BookRow]]:
    found: dict[Hashable, list[BookRow]] = {}
    for row in rows:
        value = key(row)
        if value is not None:
            found.setdefault(value, []).append(row)
    return found


def _twin(row: BookRow) -> Hashable:
    return _same_row(row) if row.voucher else _same_row_and_day(row)


def _in_its_period(row: BookRow) -> Hashable:
    return (row.grant, row.post, row.period, row.ore)


def _without_voucher(row: BookRow) -> Hashable | None:
    return None if row.voucher else _in_its_period(row)


def _count(found: Comparison, here: BookRow | None, there: BookRow | None, finding: Finding | None = None) -> None:
    """Adds the rows to their groups. A difference between two groups counts in both."""
    places = {row.group for row in (here, there) if row}
    for place in places:
        group = found.groups.setdefault(place, Group(place))
        before = group.difference
        if here and here.group == place:
            group.here, group.rows_here = group.here + here.ore, group.rows_here + 1
        if there and there.group == place:
            group.there, group.rows_there = group.there + there.ore, group.rows_there + 1
        if finding:
            group.findings += 1
            name = "explained" if finding.explained else "unexplained"
            setattr(group, name, getattr(group, name) + group.difference - before)
