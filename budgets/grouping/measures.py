"""Measures: which rows of money a total adds up, and how.

"Granted" adds up the allocations. Another measure (paid, owed …) names other rows; grouping, margins and links stay
the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BigIntegerField, Case, ExpressionWrapper, F, When

from budgets.dimensions import signed_for
from projects.money import allocations


@dataclass(frozen=True)
class Sums:
    """Lists of SQL columns that count and sum; ``budgets/totals.py`` defines them."""

    booked: dict[str, str]
    """From the rows of money ``m`` of one project to a booking."""
    grouped: dict[str, str]
    """From bookings, each of another project, to a group."""
    direct: dict[str, str]
    """From the rows of money ``m`` of projects ``p`` to a group, without bookings."""

    @property
    def added(self) -> dict[str, str]:
        """From groups without a common project to a group."""
        return {name: f"COALESCE(SUM(g.{name}), 0)" for name in self.grouped}


@dataclass(frozen=True)
class Measure:
    """A kind of money. Its rows have a foreign key ``project``, so that filters of projects choose them.

    A row whose amount is NULL is not counted: another currency without a rate.
    """

    name: str
    rows: Callable[[], Any]
    """Returns the queryset of all rows."""
    amount: Any = "amount_dkk"
    """An expression on a row: whole øre in DKK."""
    sign: int = 1
    """-1 if the rows lower the measure, such as money that was repaid."""
    payer: Any = "council_id"
    """An expression on a row: the council that pays according to the source, or NULL."""
    own_keys: Mapping[str, Callable[[], Any] | None] | None = None
    """The rows' own keys, by the dimension's name: functions that return an expression on a row. None: the rows have
    the fields of an allocation. A dimension without a key here groups the rows by their project.
    """
    kept: Mapping[str, str] = field(default_factory=dict)
    """Sum of a booking (``budgets/ledger.py``) → the column of a project that keeps it; empty if the rows have to be
    read.
    """

    owning: Mapping[str, str | Callable[[], Any]] = field(default_factory=dict)
    """Dimension → the kept sum that counts the rows of a project with a key of their own in this dimension; or a
    function that returns an expression on a project: 0 if none of its rows has such a key, else 1.
    """

    def own_key(self, dimension: Any) -> Any:
        """Returns an expression on a row: its own key in this dimension, NULL if it has none. None: no row has one."""
        own = dimension.own_key if self.own_keys is None else self.own_keys.get(dimension.name)
        return own() if own else None

    def columns(self) -> dict[str, Any]:
        """Returns the expressions on a row that a total needs: its amount and its payer."""
        amount = F(self.amount) if isinstance(self.amount, str) else self.amount
        signed: Any = amount if self.sign == 1 else ExpressionWrapper(amount * self.sign, BigIntegerField())
        paid = Case(When(**{f"{self.payer}__isnull": False}, then=1)) if isinstance(self.payer, str) else self.payer
        return {"ore": signed, "payer": paid}


GRANTED = Measure(
    "granted",
    allocations,
    kept={
        "paid_for": "granted_paid_for",
        "counted": "granted_counted",
        "left_out": "granted_not_counted",
        "ore": "granted_ore",
        "paying": "granted_paying",
        "paid": "granted_paid_ore",
    },
    owning={"council": "paid_for", "recipient": signed_for},
)
"""What is granted: the allocations. The default of every total."""
