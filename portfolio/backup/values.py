"""How values are written in a backup: as JSON that says the same on both databases.

A moment is ISO 8601 in UTC, a day ISO 8601, bytes are base64, and JSON is written as it is. PostgreSQL keeps its keys
in another order than SQLite: with sorted keys, equal rows of both databases give the same bytes.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from portfolio.backup.parts import Column

To = Callable[[Any], Any]
AS_IT_IS = orjson.OPT_APPEND_NEWLINE
WITH_SORTED_KEYS = orjson.OPT_APPEND_NEWLINE | orjson.OPT_SORT_KEYS


def _moment(value: Any) -> str:
    if isinstance(value, str):
        return value.replace(" ", "T") + "Z"
    # SQLite has moments without a time zone, in UTC
    return f"{(value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value).isoformat()}Z"


def _day(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _json(value: Any) -> list[Any]:
    """Returns the value in an array, so that null of JSON is not taken for a column without a value."""
    return [orjson.loads(value)]


def _uuid(value: Any) -> str:
    return str(value if isinstance(value, UUID) else UUID(value))


def _bytes(value: Any) -> str:
    return b64encode(bytes(value)).decode()


KINDS: dict[str, To | None] = {
    "plain": None,
    "boolean": bool,
    "moment": _moment,
    "day": _day,
    "json": _json,
    "uuid": _uuid,
    "bytes": _bytes,
}
"""Kind of column → the function that gives the value that is written; None: it is written as it is."""


def written(row: Sequence[Any], columns: Sequence[tuple[int, To]], options: int = AS_IT_IS) -> bytes:
    """Returns a row as a line. ``columns``: the places whose values are not written as they are (``changing``)."""
    values = list(row)
    for place, write in columns:
        if values[place] is not None:
            values[place] = write(values[place])
    return orjson.dumps(values, option=options)


def changing(columns: Sequence[Column], of: dict[str, To | None]) -> list[tuple[int, To]]:
    """Returns the places of the columns whose values a function changes, with the function."""
    found = ((place, of[column.kind]) for place, column in enumerate(columns))
    return [(place, function) for place, function in found if function is not None]


def for_the_database() -> dict[str, To | None]:
    """Returns the functions that make a written value one that the database takes."""
    sqlite = connection.vendor == "sqlite"
    return {
        "plain": None,
        "boolean": None,
        "moment": (lambda text: text[:-1].replace("T", " ")) if sqlite else None,
        "day": None,
        "json": lambda value: orjson.dumps(value[0]).decode(),
        "uuid": (lambda text: text.replace("-", "")) if sqlite else None,
        "bytes": b64decode,
    }


def now() -> str:
    """Returns this moment as backups write it."""
    return _moment(datetime.now(UTC).replace(microsecond=0))
