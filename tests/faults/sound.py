"""Whether a register agrees with itself: numbers, history, the feed of changes, kept columns, kept answers, files."""

import json
from collections.abc import Iterator
from typing import Any

from django.core.management import CommandError, call_command
from django.db import DEFAULT_DB_ALIAS, connection

from changes import reading, tables
from changes.models import Change, Latest, RecordChange, SentRequest
from projects.kept.triggers import rows_that_differ
from tables.choices import AT_WORK
from tables.models import TableFile


def disagreements(after: int) -> Iterator[str]:
    """Yields a sentence for each thing that does not agree. ``after``: changes up to this one are not read."""
    yield from _database()
    yield from _numbers()
    yield from _history()
    yield from _records(after)
    yield from (f"{column}: {len(keys)} rows differ" for column, keys in rows_that_differ(DEFAULT_DB_ALIAS).items())
    if unfinished := SentRequest.objects.filter(status=0).count():
        yield f"{unfinished} requests are kept without their answer"
    if at_work := TableFile.objects.filter(state__in=AT_WORK).count():
        yield f"{at_work} tables say that a process works on them"
    yield from _files()


def _database() -> Iterator[str]:
    """What the database itself finds wrong."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for pragma in ("integrity_check", "foreign_key_check"):
            cursor.execute(f"PRAGMA {pragma}")
            yield from (f"{pragma}: {row}" for row in cursor.fetchall() if row != ("ok",))


def _numbers() -> Iterator[str]:
    numbers = list(Change.objects.order_by("number").values_list("number", flat=True))
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"the numbers of the changes have gaps: {len(numbers)} changes, the last is {numbers[-1]}"
    latest, last = Latest.objects.filter(pk=1).first(), Change.objects.order_by("number").last()
    if latest and last and (latest.number, latest.mark) != (last.number, last.mark):
        yield f"the version of the data is {latest}, the last change {last.version}"


def _history() -> Iterator[str]:
    """Rows that differ from their last state in the history."""
    for name, table in tables.tables().items():
        history: Any = getattr(table.model, "history", None)
        if history is None:
            continue
        model, key = history.model, table.model._meta.pk.column
        quoted = [f'"{field.column}"' for field in model.tracked_fields]
        other = " OR ".join(f"row.{column} IS DISTINCT FROM state.{column}" for column in quoted)
        joined = f'FROM "{name}" AS row {{}} JOIN "{model._meta.db_table}" AS state'
        joined += f' ON state."{key}" = row."{key}" AND state.until_change IS NULL'
        for sentence, query in (
            ("differ from their history", f"{joined.format('')} WHERE {other}"),
            ("have no history", f'{joined.format("LEFT")} WHERE state."{key}" IS NULL'),
            ("are gone, but not in the history", _gone(name, model._meta.db_table, key)),
        ):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) {query}")
                if number := cursor.fetchone()[0]:
                    yield f"{name}: {number} rows {sentence}"


def _gone(name: str, history: str, key: str) -> str:
    missing = f'NOT EXISTS (SELECT 1 FROM "{name}" AS row WHERE row."{key}" = state."{key}")'
    return f'FROM "{history}" AS state WHERE state.until_change IS NULL AND {missing}'


def _records(after: int) -> Iterator[str]:
    """Records that do not say what their last change in the feed says."""
    said: dict[str, dict[int, RecordChange]] = {}
    for record in RecordChange.objects.filter(change__gt=after).order_by("change_id", "pk"):
        said.setdefault(record.kind, {})[record.row] = record
    for kind, records in said.items():
        now = reading.snapshots(kind, list(records))
        for row, record in records.items():
            if _plain(said_now := reading.kept(kind, now.get(row))) != _plain(record.after):
                yield f"{kind} {record.key} says {said_now}, and not as change {record.change_id} {record.after}"


def _plain(state: Any) -> str:
    return json.dumps(state, sort_keys=True, default=str)


def _files() -> Iterator[str]:
    try:
        call_command("files", "--check", verbosity=0, stdout=_Silent())
    except CommandError as error:
        yield f"files: {error}"


class _Silent:
    """Takes what a command says."""

    def write(self, text: str) -> None: ...
    def flush(self) -> None: ...
    def isatty(self) -> bool:
        return False
