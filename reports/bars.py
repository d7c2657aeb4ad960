"""Turns the amounts of a table into bars for the chart beside it."""

from dataclasses import dataclass
from decimal import Decimal

from projects.choices import NOT_STATED
from reports.table import Bar, Row, Table

MOST_BARS = 20
YEAR = "year"
"""The dimension whose values must keep their order in a chart."""


@dataclass(frozen=True)
class TableBar:
    """The bar of a row: its label, its amount in DKK (None: not stated), its link, and its length in per cent."""

    label: str
    amount: Decimal | None
    url: str
    percent: Decimal
    stated: bool
    """Whether the bar is for a stated value. The bar of "not stated" is hatched."""
    start: Decimal = Decimal(0)
    """Where the bar begins, in per cent of the drawing: a negative amount is drawn to the left of zero."""

    @property
    def is_below(self) -> bool:
        """Whether the amount is negative."""
        return self.amount is not None and self.amount < 0


@dataclass(frozen=True)
class TableChart:
    """The bars, and the number of rows of the table."""

    bars: list[TableBar]
    rows: int
    compares: bool = True
    """Whether the bars can be compared with each other, so that one is the largest."""

    @property
    def largest(self) -> TableBar | None:
        """Returns the longest bar of a stated value, for the sentence above the chart; None if two bars are
        equally long or cannot be compared.
        """
        if not self.compares:
            return None
        stated = [bar for bar in self.bars if bar.stated and bar.amount is not None]
        most = max((bar.amount for bar in stated if bar.amount is not None), default=None)
        longest = [bar for bar in stated if bar.amount == most]
        return longest[0] if len(longest) == 1 else None

    @property
    def leaves_out(self) -> bool:
        """Whether there are rows without a bar."""
        return self.rows > len(self.bars)


def chart_of(table: Table) -> TableChart | None:
    """Returns the rows as bars, the largest first and "not stated" last; years keep their order. Of many rows, only
    the largest.

    Returns None if a chart would say nothing: with fewer than two rows, or without any amount.
    """
    if table.bars is not None:
        return _of_bars(table.bars())
    if not table.measure or table.count < 2:
        return None
    rows = list(table.rows)
    place = [column.name for column in table.columns].index(table.measure)
    longest = max(_amount(row, place) for row in rows)
    if not longest:
        return None
    by_amount = sorted(rows, key=lambda row: (NOT_STATED in row.values, -_amount(row, place)))
    in_order_of_time = table.columns[0].name == YEAR and len(rows) <= MOST_BARS
    drawn = rows if in_order_of_time else by_amount[:MOST_BARS]
    return TableChart([_bar(table, row, place, longest) for row in drawn], len(rows))


def _of_bars(bars: list[Bar]) -> TableChart | None:
    """Returns the chart of these bars in their order: negative amounts to the left of zero, others to the right."""
    amounts = [bar.amount or Decimal(0) for bar in bars]
    least, most = min([*amounts, Decimal(0)]), max([*amounts, Decimal(0)])
    if least == most:
        return None

    def percent(amount: Decimal) -> Decimal:
        return (100 * amount / (most - least)).quantize(Decimal("0.1"))

    drawn = [
        TableBar(bar.label, bar.amount, "", percent(abs(amount)), True, percent(min(amount, Decimal(0)) - least))
        for bar, amount in zip(bars, amounts, strict=True)
    ]
    return TableChart(drawn, len(drawn), compares=False)


def _bar(table: Table, row: Row, place: int, longest: Decimal) -> TableBar:
    labels = [
        place for place, column in table.columns_for(people=True) if not column.numeric and column.name != "basis"
    ]
    return TableBar(
        label=" · ".join(str(row.values[label]) for label in labels),
        amount=None if row.values[place] in (None, "") else _amount(row, place),
        url=row.links.get(table.measure, ""),
        percent=(100 * _amount(row, place) / longest).quantize(Decimal("0.1")),
        stated=NOT_STATED not in row.values,
    )


def _amount(row: Row, place: int) -> Decimal:
    value = row.values[place]
    return value if isinstance(value, Decimal) else Decimal(0)
