"""A table's amounts as bars, for the chart beside it."""

from dataclasses import dataclass
from decimal import Decimal

from projects.choices import NOT_STATED
from reports.table import Row, Table

MOST_BARS = 20


@dataclass(frozen=True)
class TableBar:
    """A row as a bar: its words, its amount in DKK (None: not stated), where it leads, its length in per cent."""

    label: str
    amount: Decimal | None
    url: str
    percent: Decimal
    stated: bool
    """Whether the bar stands for a value; the other one is drawn hatched."""


def bars(table: Table) -> list[TableBar]:
    """The rows as bars in the table's order; of many, the ones with the largest amounts."""
    rows = list(table.rows)
    if not table.measure or len(rows) < 2:
        return []
    place = [column.name for column in table.columns].index(table.measure)
    if len(rows) > MOST_BARS:
        rows = sorted(rows, key=lambda row: _amount(row, place), reverse=True)[:MOST_BARS]
    longest = max((_amount(row, place) for row in rows), default=Decimal(0))
    labels = [
        place for place, column in table.columns_for(people=True) if not column.numeric and column.name != "basis"
    ]
    return [
        TableBar(
            label=" · ".join(str(row.values[label]) for label in labels),
            amount=None if row.values[place] in (None, "") else _amount(row, place),
            url=row.links.get(table.measure, ""),
            percent=(100 * _amount(row, place) / longest).quantize(Decimal("0.1")) if longest else Decimal(0),
            stated=NOT_STATED not in row.values,
        )
        for row in rows
    ]


def _amount(row: Row, place: int) -> Decimal:
    value = row.values[place]
    return value if isinstance(value, Decimal) else Decimal(0)
