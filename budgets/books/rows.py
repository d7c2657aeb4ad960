"""The rows of the two books, and the differences between them."""

import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

NO_LETTER = re.compile(r"[\W_]+")


class Kind(StrEnum):
    """The kinds of differences. A pair of rows may differ in several ways."""

    ONLY_HERE = "only-here"
    """The register has the row, the ledger does not."""
    ONLY_THERE = "only-there"
    DOUBLED_HERE = "doubled-here"
    """The register has the row once more than the ledger."""
    DOUBLED_THERE = "doubled-there"
    GRANT = "grant"
    """Both have the row, the ledger under another grant."""
    POST = "post"
    PERIOD = "period"
    SIGN = "sign"
    """The same amount, positive in one book and negative in the other."""
    RATE = "rate"
    """The same amount in another currency, converted at another rate."""
    CURRENCY = "currency"
    """One book counts an amount in another currency as if it were kroner."""
    AMOUNT = "amount"
    VOUCHER = "voucher"
    """The same grant, post, day and amount, under another voucher number."""


UNEXPLAINED = frozenset({Kind.ONLY_HERE, Kind.ONLY_THERE})
"""Rows without a counterpart: the comparison cannot say why the other book lacks them."""


@dataclass(frozen=True, slots=True)
class Written:
    """The codes of a row as its own book writes them."""

    grant: str
    post: str
    voucher: str


@dataclass(frozen=True, slots=True)
class BookRow:
    """A payment (positive) or a repayment (negative), as one of the books has it."""

    grant: str
    """The reference of the grant; in the ledger the code that the accounting system uses."""
    post: str
    period: str
    day: date
    voucher: str
    ore: int
    """The amount in øre of Danish kroner."""
    key: str = ""
    """The reference of the entry, or the number of the row in the file."""
    currency: str = "DKK"
    foreign: int | None = None
    """The amount in hundredths of another currency; None for Danish kroner, or if the book does not say it."""
    written: "Written | None" = None
    """What the row says in its own book; None until the books are compared."""

    def renamed(self, grant: str, post: str, voucher: str) -> "BookRow":
        """Returns the row with these names. It keeps those of its own book in ``written``."""
        written = self.written or Written(self.grant, self.post, self.voucher)
        # Written out, because every row passes here and dataclasses.replace is slow
        return BookRow(
            grant, post, self.period, self.day, voucher, self.ore, self.key, self.currency, self.foreign, written
        )

    def with_amounts(self, ore: int, foreign: int | None) -> "BookRow":
        """Returns the row with these amounts."""
        return replace(self, ore=ore, foreign=foreign)

    @property
    def group(self) -> "Place":
        """Returns where the row counts."""
        return Place(self.grant, self.post, self.period)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """What the two books are compared by."""

    grant: str
    post: str
    period: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A difference: the row of the register, the row of the ledger, or both."""

    kinds: tuple[Kind, ...]
    here: BookRow | None = None
    there: BookRow | None = None

    @property
    def explained(self) -> bool:
        """Whether the comparison can say why the books differ."""
        return not UNEXPLAINED.intersection(self.kinds)

    @property
    def ore(self) -> int:
        """Returns by how much the ledger has more than the register, in øre."""
        return (self.there.ore if self.there else 0) - (self.here.ore if self.here else 0)


@dataclass(slots=True)
class Group:
    """A grant, a post and a period in both books; amounts in øre."""

    place: Place
    here: int = 0
    there: int = 0
    explained: int = 0
    """The part of the difference whose reason the comparison can say."""
    unexplained: int = 0
    rows_here: int = 0
    rows_there: int = 0
    findings: int = 0

    @property
    def difference(self) -> int:
        """Returns by how much the ledger has more than the register, in øre."""
        return self.there - self.here

    @property
    def state(self) -> str:
        """Returns ``equal``, ``differs``, ``only-here`` or ``only-there``."""
        if not self.findings:
            return "equal"
        if not self.rows_there:
            return Kind.ONLY_HERE.value
        return "differs" if self.rows_here else Kind.ONLY_THERE.value


@dataclass(slots=True)
class Comparison:
    """The two books beside each other. Amounts are in øre."""

    pairs: list[tuple[BookRow, BookRow]] = field(default_factory=list)
    """The rows that both books have alike, of the register and of the ledger."""
    findings: list[Finding] = field(default_factory=list)
    groups: dict[Place, Group] = field(default_factory=dict)

    @property
    def total(self) -> Group:
        """Returns the sum of all groups. Always: difference = explained + unexplained."""
        whole = Group(Place("", "", ""))
        for group in self.groups.values():
            for name in ("here", "there", "explained", "unexplained", "rows_here", "rows_there"):
                setattr(whole, name, getattr(whole, name) + getattr(group, name))
        whole.findings = len(self.findings)
        return whole


@lru_cache(maxsize=100_000)
def folded(text: str) -> str:
    """Returns a code or a voucher number without what people and programs write differently: capital letters, the
    signs between its parts, and zeros before a number. "B 0012/7" → "b-12-7".
    """
    parts = NO_LETTER.split(unicodedata.normalize("NFKC", text).casefold())
    return "-".join((part.lstrip("0") or "0") if part.isdigit() else part for part in parts if part)
