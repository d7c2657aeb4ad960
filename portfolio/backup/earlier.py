"""Takes a register that was just loaded back to an earlier change, by the history that it holds.

Records are what their history says of that change, as readers see them as of a day (``changes/as_of/``). Later
changes and their history go. What is no record stays as it is: accounts, letters, comments, tasks. Contacts stay too,
as readers see those of today; if their organisation did not exist yet, they go.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from changes import tables
from changes.as_of.views import definitions
from changes.erasing.models import Erasure
from changes.models import Change, Latest, RecordChange, SentRequest, WaitingProposal
from portfolio.backup.parts import every_model
from projects.kept.steps import Steps
from projects.models import FileContent, SentForm
from seals.models import Seal


class NoSuchChange(Exception):
    """The backup has no change with this number."""


def go_back(number: int, said: Steps) -> None:
    """Makes the register what it was after the change with this number. Raises NoSuchChange."""
    change = Change.objects.filter(number=number).first()
    if change is None:
        raise NoSuchChange(f"The backup has no change {number}.")
    said.write(f"  Going back to change {number}")
    for name, select in definitions(connection, f"{number:d}", _schema(), narrow=False):
        if table := tables.tables().get(name):
            _write_earlier(table.model, select)
    for model in dict.fromkeys(table.record or table.model for table in tables.tables().values()):
        _end_history(model, number)
    _forget_later_changes(change)
    for text in _without_what_they_name():
        said.write(f"  {text}")


def _write_earlier(model: Any, select: str) -> None:
    """Replaces the rows of a table by those that a query of the history gives."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    columns = ", ".join(f'"{field.column}"' for field in fields if not getattr(field, "worked_out", False))
    _run(f'DELETE FROM "{model._meta.db_table}"')
    _run(f'INSERT INTO "{model._meta.db_table}" ({columns}) SELECT {columns} FROM ({select}) AS earlier')


def _end_history(model: Any, number: int) -> None:
    """Takes away the states that later changes wrote. Of personal data, the state of now is that of the change."""
    history = model.history.model
    table = history._meta.db_table
    later = f"from_change > {number:d}"
    if tables.is_personal(model):
        _run(f'DELETE FROM "{table}" WHERE {later} AND until_change IS NOT NULL')
        _run(f'UPDATE "{table}" SET until_change = {number:d} WHERE until_change > {number:d}')
        _run(f'UPDATE "{table}" SET from_change = {number:d} WHERE {later}')
        # The chosen change wrote this state, and that of now takes its place
        _run(f"DELETE FROM \"{table}\" WHERE until_change = from_change AND history_type <> '-'")
        return
    for relation in history._history_m2m_fields:
        related = getattr(history, relation.name).model._meta.db_table
        _run(f'DELETE FROM "{related}" WHERE history_id IN (SELECT history_id FROM "{table}" WHERE {later})')
    _run(f'DELETE FROM "{table}" WHERE {later}')
    _run(f'UPDATE "{table}" SET until_change = NULL WHERE until_change > {number:d}')


def _forget_later_changes(last: Change) -> None:
    """Deletes the later changes, the proposals that were made or decided since, and the answers to programs.

    The proof of an erasure stays: the history that was read does not hold the person any more. So does the note that
    the bytes of a file were deleted: the backup does not have them. Seals stay, because their chain has no gaps.
    """
    later = WaitingProposal.objects.filter(proposed_at__gt=last.moment)
    for name in ("change", "corrects", "undoes", "restores"):
        later |= WaitingProposal.objects.filter(**{f"{name}__gt": last.number})
    later.delete()
    Erasure.objects.filter(change__gt=last.number).update(change=last.number)
    FileContent.objects.filter(removed_in__gt=last.number).update(removed_in=last.number)
    Seal.objects.filter(change__gt=last.number).update(change=last.number)
    for model in (SentRequest, SentForm):
        model._default_manager.all().delete()
    _run(f'DELETE FROM "{RecordChange._meta.db_table}" WHERE change_id > {last.number:d}')
    _run(f'DELETE FROM "{Change._meta.db_table}" WHERE number > {last.number:d}')
    Latest.objects.filter(pk=1).update(number=last.number, mark=last.mark)


def _without_what_they_name() -> Iterator[str]:
    """Empties the keys that name rows which are gone, and deletes the rows that cannot be without them, until no key
    is left. Yields a line for each table.
    """
    again = True
    while again:
        again = False
        for model, field in _keys():
            missing = _missing(model, field)
            name = f'"{model._meta.db_table}"'
            if field.null:
                count = _run(f'UPDATE {name} SET "{field.column}" = NULL WHERE {missing}')
            else:
                count = _run(f"DELETE FROM {name} WHERE {missing}")
            again = again or bool(count)
            if count:
                done = "do not name" if field.null else "were left out, because there was no"
                yield f"{count} {model._meta.verbose_name_plural} {done} {field.verbose_name}"


def _keys() -> Iterator[tuple[Any, Any]]:
    for model in every_model():
        for field in model._meta.concrete_fields:
            if field.is_relation and field.db_constraint:
                yield model, field


def _missing(model: Any, field: Any) -> str:
    there, key = field.target_field.model._meta.db_table, field.target_field.column
    column = f'"{model._meta.db_table}"."{field.column}"'
    found = f'SELECT 1 FROM "{there}" AS named WHERE named."{key}" = {column}'
    return f"{column} IS NOT NULL AND NOT EXISTS ({found})"


def _run(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.rowcount)


def _schema() -> str:
    if connection.vendor == "sqlite":
        return "main"
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return f'"{cursor.fetchone()[0]}"'
