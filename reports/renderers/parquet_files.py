"""Parquet, for the engines of analysts (DuckDB, Spark, Polars, Excel's Power Query): columns with types, in row groups.

It needs the package pyarrow, which the site itself does not need (``requirements-parquet.txt``).
"""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.util import find_spec
from typing import Any

from django.utils.translation import gettext as _

from reports.renderers.base import counted_columns
from reports.table import Column, Table, Value

AT_ONCE = 20_000
"""Rows of a row group: they are in memory together."""
DIGITS = (18, 2)
"""Of amounts: sixteen before the decimal point and two after it."""
LONG = (38, 12)
"""Of other exact numbers, such as rates."""


class NoParquet(ValueError):
    """The package that writes Parquet is not installed. The message says which one."""


class ParquetFile:
    """A file of Parquet with the columns of plain CSV. What is not stated is null."""

    content: type = Table
    format, dialect, extension, people = "parquet", "", "parquet", False
    media_type = "application/vnd.apache.parquet"
    label: Any = "Parquet"

    def render(self, table: Table) -> Iterator[bytes]:
        """Returns the file in pieces; see ``Renderer.render``. Raises NoParquet before the first one."""
        if find_spec("pyarrow") is None:
            raise NoParquet(_("Parquet needs the package pyarrow. Install requirements-parquet.txt."))
        return self._pieces(table)

    def _pieces(self, table: Table) -> Iterator[bytes]:
        import pyarrow
        from pyarrow import parquet

        columns = table.columns_for(people=self.people)
        types = {column.name: _type(column.kind) for _place, column in columns}
        schema = pyarrow.schema(list(types.items()), metadata={"name": table.name})
        written = _Written()
        with parquet.ParquetWriter(written, schema, compression="zstd") as file:
            yield written.taken()
            writers = {place: _writer(column) for place, column in columns}
            for group in _in_groups(counted_columns(table.written(writers), table.count)):
                arrays = [pyarrow.array(cells, of) for cells, of in zip(group, types.values(), strict=True)]
                file.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))
                yield written.taken()
        yield written.taken()


class _Written:
    """A file that keeps what was written to it until it is taken."""

    closed = False

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        self._size += len(self._parts[-1])
        return len(self._parts[-1])

    def taken(self) -> bytes:
        """Returns what was written since it was last asked."""
        parts, self._parts = self._parts, []
        return b"".join(parts)

    def tell(self) -> int:
        return self._size

    def flush(self) -> None:
        """Does nothing: what was written is taken in pieces."""

    def close(self) -> None:
        """Does nothing: what was written is still to be taken."""

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False


def _in_groups(portions: Iterator[list[list[Any]]]) -> Iterator[list[list[Any]]]:
    """Yields portions of a table joined to groups of about ``AT_ONCE`` rows."""
    group: list[list[Any]] = []
    for portion in portions:
        group = [[*before, *cells] for before, cells in zip(group, portion, strict=True)] if group else portion
        if len(group[0]) >= AT_ONCE:
            yield group
            group = []
    if group:
        yield group


@cache
def _type(kind: str) -> Any:
    """Returns the type of a column. A date of which only the year is known is a text, as in CSV."""
    import pyarrow

    types = {
        "list": pyarrow.list_(pyarrow.string()),
        "count": pyarrow.int64(),
        "money": pyarrow.decimal128(*DIGITS),
        "number": pyarrow.decimal128(*LONG),
        "date": pyarrow.date32(),
        "truth": pyarrow.bool_(),
    }
    return types.get(kind, pyarrow.string())


def _writer(column: Column) -> Callable[[Value], Any]:
    return _WRITERS.get(column.kind, _text)


def _text(value: Value) -> Any:
    return None if value is None else str(value)


def _date(value: Value) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _number(value: Value) -> Any:
    return None if value is None else Decimal(str(value))


def _list(value: Value) -> Any:
    return value if value is None or isinstance(value, list) else [str(value)]


def _same(value: Value) -> Any:
    return value


_WRITERS: dict[str, Callable[[Value], Any]] = {
    "list": _list,
    "count": _same,
    "money": _same,
    "number": _number,
    "date": _date,
    "truth": _same,
}
