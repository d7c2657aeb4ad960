"""A register and its ledger, with differences that a test plants in the ledger and knows."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from budgets.books.rows import BookRow, Kind

FIRST_DAY = date(2026, 1, 1)


def row(grant: str = "G1", ore: int = 10_000, voucher: str = "1", **values: object) -> BookRow:
    """Returns a row of a book: 100 kroner to G1 on 10 March 2026, voucher 1, unless the values say otherwise."""
    usual = {"post": "2026-4-2210", "period": "2026-03", "day": date(2026, 3, 10)}
    return BookRow(grant=grant, ore=ore, voucher=voucher, **(usual | values))


def period_of(day: date) -> str:
    return f"{day:%Y-%m}"


@dataclass
class Planted:
    """Two books, and what differs between them: the kind, the row of the register and that of the ledger."""

    register: list[BookRow]
    ledger: list[BookRow]
    differences: set[tuple[Kind, str, str]] = field(default_factory=set)


def generated(rows: int, seed: int) -> list[BookRow]:
    """Returns the rows of a register: 400 grants, 12 posts, two years, each payment with a voucher of its own. Every
    tenth is in Swedish kronor, every fifteenth a repayment.
    """
    random = Random(seed)
    made = []
    for number in range(rows):
        day = FIRST_DAY + timedelta(days=random.randrange(700))
        ore = random.randrange(1_000, 900_000_00) * (-1 if number % 15 == 0 else 1)
        foreign = {"currency": "SEK", "foreign": ore * 3 // 2 + 7} if number % 10 == 0 else {}
        made.append(
            BookRow(
                grant=f"DOK8-C{random.randrange(400):03}-A1",
                post=f"{day.year}-4-{random.randrange(12):04}",
                period=period_of(day),
                day=day,
                voucher=f"B-{number:06}",
                ore=ore,
                key=f"E{number}",
                **foreign,
            )
        )
    return made


def other_period(row: BookRow) -> BookRow:
    day = row.day + timedelta(days=45)
    return replace(row, day=day, period=period_of(day))


def other_amount(row: BookRow) -> BookRow:
    return replace(row, ore=row.ore + 1_003, foreign=None if row.foreign is None else row.foreign + 1_505)


CHANGED: dict[Kind, Callable[[BookRow], BookRow]] = {
    Kind.AMOUNT: other_amount,
    Kind.SIGN: lambda row: replace(row, ore=-row.ore),
    Kind.PERIOD: other_period,
    Kind.POST: lambda row: replace(row, post=f"{row.day.year}-9-0001"),
    Kind.GRANT: lambda row: replace(row, grant="DOK8-C999-A1"),
    Kind.RATE: lambda row: replace(row, ore=row.ore + 77),
    Kind.VOUCHER: lambda row: replace(row, voucher=f"typed-{row.voucher}"),
}
"""What a difference does to the row of the ledger. The other kinds add a row or leave one out."""
TEN = (
    Kind.ONLY_HERE,
    Kind.ONLY_THERE,
    Kind.DOUBLED_HERE,
    Kind.DOUBLED_THERE,
    Kind.GRANT,
    Kind.POST,
    Kind.PERIOD,
    Kind.SIGN,
    Kind.RATE,
    Kind.AMOUNT,
)


def plant(rows: list[BookRow], each: int, seed: int, kinds: tuple[Kind, ...] = TEN) -> Planted:
    """Returns the books with ``each`` differences of every kind, each at a row of its own, both in random order."""
    random = Random(seed)
    foreign = [row for row in rows if row.foreign is not None]
    chosen = {Kind.RATE: random.sample(foreign, each)}
    rest = [row for row in rows if row not in set(chosen[Kind.RATE])]
    random.shuffle(rest)
    for kind in kinds:
        if kind not in chosen:
            chosen[kind], rest = rest[:each], rest[each:]
    books = Planted(list(rows), [replace(row, key=f"L{row.key}") for row in rest])
    for kind in kinds:
        for row in chosen[kind]:
            _plant(books, kind, row)
    random.shuffle(books.register)
    random.shuffle(books.ledger)
    return books


def _plant(books: Planted, kind: Kind, row: BookRow) -> None:
    there = replace(row, key=f"L{row.key}")
    if kind in CHANGED:
        books.ledger.append(CHANGED[kind](there))
        books.differences.add((kind, row.key, there.key))
        return
    if kind != Kind.ONLY_HERE:
        books.ledger.append(there)
    if kind == Kind.ONLY_THERE:
        books.register.remove(row)
    elif kind == Kind.DOUBLED_THERE:
        books.ledger.append(there)
    elif kind == Kind.DOUBLED_HERE:
        books.register.append(row)
    in_register = kind in (Kind.ONLY_HERE, Kind.DOUBLED_HERE)
    books.differences.add((kind, row.key, "") if in_register else (kind, "", there.key))
