"""Reads the register's side of the two books: payments and repayments, and the names that a ledger may use."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Q, Value
from django.db.models.functions import Replace

from budgets.books.names import Names
from budgets.books.rows import BookRow, folded
from budgets.choices import EntryKind, MatchKind
from budgets.models import Allocation, BookMatch, BudgetPost, Contract, ContractAllocation, Entry, Period
from projects.choices import Currency
from projects.models import Project

SIGNS = {EntryKind.PAID: 1, EntryKind.REPAID: -1}
"""The kinds of entries that an accounting ledger has too. Contracts and releases move no money."""
AT_ONCE = 20_000
"""Codes that one statement looks for: it reads all references of the register."""
NEAR = timedelta(days=62)
"""How far outside the compared days a row of the register may lie that the ledger has inside them."""


class _Fact(NamedTuple):
    """An entry, as its row in the database says it."""

    pk: int
    reference: str
    kind: str
    corrects: int | None
    grant: str
    post: str | None
    grant_post: str | None
    day: date
    voucher: str
    amount_dkk: Decimal | None
    currency: str
    amount: Decimal | None

    def row(self, period: str) -> BookRow:
        """Returns the entry as a row of the book; a withdrawal has no amount."""
        sign = SIGNS.get(EntryKind(self.kind), 0)
        foreign = None if self.currency == Currency.DKK or not sign else sign * _ore(self.amount)
        return BookRow(
            self.grant,
            self.post or self.grant_post or "",
            period,
            self.day,
            self.voucher,
            sign * _ore(self.amount_dkk),
            self.reference,
            self.currency if sign else Currency.DKK,
            foreign,
        )


FIELDS = (
    *("pk", "reference", "kind", "corrects_id", "allocation__reference", "post__code", "allocation__post__code"),
    *("day", "voucher", "amount_dkk", "currency", "amount"),
)


def _ore(amount: Decimal | None) -> int:
    return int((amount or 0) * 100)


def periods() -> Callable[[date], str]:
    """Returns the function that names the period of a day: the shortest period of the accounts with this day, or else
    its month, such as 2026-03.
    """
    rows = sorted(
        Period.objects.values_list("first_day", "last_day", "code"), key=lambda row: (row[1] - row[0], row[2])
    )

    @lru_cache(10_000)
    def period_of(day: date) -> str:
        return next((code for first, last, code in rows if first <= day <= last), f"{day:%Y-%m}")

    return period_of


def whole_periods(days: Iterable[date]) -> tuple[date, date]:
    """Returns the first and the last day of the periods of these days. Raises ValueError without days."""
    all_days = set(days)
    first, last = min(all_days), max(all_days)
    known = list(Period.objects.values_list("first_day", "last_day"))
    begins = [begin for begin, end in known if begin <= first <= end]
    ends = [end for begin, end in known if begin <= last <= end]
    next_month = (last.replace(day=1) + timedelta(days=32)).replace(day=1)
    return max(begins, default=first.replace(day=1)), min(ends, default=next_month - timedelta(days=1))


def register_rows(first: date, last: date, period_of: Callable[[date], str]) -> list[BookRow]:
    """Returns the payments and repayments of the register from the first to the last day.

    A correction in the period of the corrected entry takes its place. A later one is a row of its own, with the
    difference, because the figures of earlier periods stay as they were (docs/data.md). So the rows of whole periods
    add up to the change of the measures *paid* and *repaid*.
    """
    moving = Q(kind__in=SIGNS) | Q(corrects__kind__in=SIGNS)
    in_days = Q(day__gte=first) | Q(corrections__day__gte=first)
    found = Entry.objects.filter(moving, in_days, day__lte=last).order_by("day", "pk").values_list(*FIELDS)
    return [row for row in _rows([_Fact(*values) for values in found], period_of) if first <= row.day <= last]


def _rows(facts: list[_Fact], period_of: Callable[[date], str]) -> Iterator[BookRow]:
    by_key = {fact.pk: fact for fact in facts}
    replaced = set()
    for fact in facts:
        old = by_key.get(fact.corrects or 0)
        if old and period_of(old.day) == period_of(fact.day):
            replaced.add(old.pk)
    for fact in facts:
        if fact.pk not in replaced:
            yield from _moves(fact, _before(fact, by_key, replaced), period_of)


def _before(fact: _Fact, by_key: dict[int, _Fact], replaced: set[int]) -> _Fact | None:
    """Returns the entry that counted before the period of this one; None if there was none."""
    old = by_key.get(fact.corrects or 0)
    while old and old.pk in replaced:
        old = by_key.get(old.corrects or 0)
    return old


def _moves(fact: _Fact, old: _Fact | None, period_of: Callable[[date], str]) -> Iterator[BookRow]:
    new = fact.row(period_of(fact.day))
    if old is None:
        moves = [new]
    else:
        taken = old.row(new.period)
        foreign = None if taken.foreign is None else -taken.foreign
        back = BookRow(
            taken.grant,
            taken.post,
            new.period,
            fact.day,
            fact.voucher,
            -taken.ore,
            fact.reference,
            taken.currency,
            foreign,
        )
        moves = [_together(back, new)] if new.ore and new.group == back.group else [back, new]
    yield from (row for row in moves if row.ore)


def _together(back: BookRow, new: BookRow) -> BookRow:
    """Returns the difference as one row, as an accounting system books it."""
    same = back.foreign is not None and new.foreign is not None and back.currency == new.currency
    foreign = (new.foreign or 0) + (back.foreign or 0) if same else None
    return new.with_amounts(new.ore + back.ore, foreign)


def with_near_rows(
    register: list[BookRow], ledger: list[BookRow], first: date, last: date, period_of: Callable[[date], str]
) -> list[BookRow]:
    """Returns the rows of the register, and those just outside the days that the ledger has inside them: with the same
    grant, voucher and amount. They are then found as rows of another period.
    """
    inside = {(row.grant, folded(row.voucher)) for row in register}
    wanted = {
        key for row in ledger if row.voucher and (key := (row.grant, folded(row.voucher), row.ore))[:2] not in inside
    }
    if not wanted:
        return register
    day = timedelta(days=1)
    near = [
        *register_rows(first - NEAR, first - day, period_of),
        *register_rows(last + day, last + NEAR, period_of),
    ]
    return [*register, *(row for row in near if (row.grant, folded(row.voucher), row.ore) in wanted)]


def names(ledger: Iterable[BookRow]) -> Names:
    """Returns what the codes of these rows of a ledger can mean, and the matches that people keep.

    The register has hundreds of thousands of grants: the database chooses those that the ledger or a match may name.
    """
    matches = _matches()
    wanted = {folded(row.grant) for row in ledger} | {folded(reference) for reference in matches[0].values()}
    grants: dict[str, list[str]] = {}
    for code, reference in _codes_of_grants(sorted({_rough(code) for code in wanted})):
        if (short := folded(code)) in wanted:
            grants.setdefault(short, []).append(reference)
    posts: dict[str, list[str]] = {}
    for code, number in BudgetPost.objects.values_list("code", "number"):
        posts.setdefault(folded(code), []).append(code)
        posts.setdefault(folded(number), []).append(code)
    return Names(_once(grants), _once(posts), *matches)


def _codes_of_grants(rough: list[str]) -> Iterator[tuple[str, str]]:
    """Yields each code by which a ledger may name a grant, and the grant: its own, its project's, its contracts'.
    Only codes that are one of ``rough`` without hyphens and zeros.
    """
    for start in range(0, len(rough), AT_ONCE):
        some = rough[start : start + AT_ONCE]
        projects = Project.objects.alias(rough=_rough_of("reference")).filter(rough__in=some).values("pk")
        contracts = Contract.objects.alias(rough=_rough_of("code")).filter(rough__in=some).values("pk")
        own = Allocation.objects.alias(rough=_rough_of("reference")).filter(rough__in=some).order_by("pk")
        yield from ((code, code) for code in own.values_list("reference", flat=True))
        of_projects = Allocation.objects.filter(project__in=projects).order_by("pk")
        yield from of_projects.values_list("project__reference", "reference")
        of_contracts = ContractAllocation.objects.filter(contract__in=contracts).order_by("pk")
        yield from of_contracts.values_list("contract__code", "allocation__reference")


def _rough(short: str) -> str:
    """Returns a folded code without hyphens and zeros, in capital letters. Our codes have nothing else that folding
    changes (``reference_shape``), so a code that is folded alike is rough alike.
    """
    return short.replace("-", "").replace("0", "").upper()


def _rough_of(column: str) -> Replace:
    """Returns the expression for the rough code of a column."""
    return Replace(Replace(column, Value("-"), Value("")), Value("0"), Value(""))


def _once(candidates: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {code: tuple(dict.fromkeys(found)) for code, found in candidates.items()}


def _matches() -> tuple[dict[str, str], dict[str, str], dict[tuple[str, str], str]]:
    kept = BookMatch.objects.filter(withdrawn=None)
    return (
        {match.folded: match.ours for match in kept if match.kind == MatchKind.GRANT},
        {match.folded: match.ours for match in kept if match.kind == MatchKind.POST},
        {(match.grant, match.folded): match.ours for match in kept if match.kind == MatchKind.VOUCHER},
    )
