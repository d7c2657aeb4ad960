"""The parts of a backup: the tables that it holds, with their columns."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models

LEFT_OUT = {
    "sessions.Session": "people sign in again",
    "accounts.OpenSession": "the list of the sessions",
    "accounts.Tries": "counters of tries, which end within a day",
    "accounts.LastWrite": "places in the log of a database that a restored one does not have",
    "budgets.Milestone": "the groups of the totals are kept again by the next night (keep_totals)",
    "budgets.KeptGroup": "and so are these groups",
    "events.Engagement": "the index of the clash check is made anew",
}
"""Models that no backup holds, with the reason. A restored database has no rows of them, or makes them anew."""
MADE_BY_MIGRATE = {
    "contenttypes.ContentType",
    "auth.Permission",
    "auth.Group",
    "auth.Group_permissions",
    "changes.Latest",
}
"""Models of which an empty database has rows: ``migrate`` makes them. A restored database has those of the backup."""


@dataclass(frozen=True)
class Column:
    """A column of a table, and how its values are written."""

    name: str
    kind: str
    """A key of ``values.KINDS``."""


@dataclass(frozen=True)
class Part:
    """The rows of one table."""

    model: Any
    columns: tuple[Column, ...]

    @property
    def table(self) -> str:
        return str(self.model._meta.db_table)

    @property
    def key(self) -> str:
        """Returns the name of the column of the primary key."""
        return str(self.model._meta.pk.column)

    @property
    def counts_keys(self) -> bool:
        """Returns whether the database itself gives each new row its key."""
        return isinstance(self.model._meta.pk, models.AutoField)

    def listed(self) -> str:
        """Returns the quoted names of the columns, separated by commas."""
        return ", ".join(f'"{column.name}"' for column in self.columns)


def every_model() -> list[Any]:
    """Returns the models of all tables, those that no backup holds included."""
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not _proxy(model)]


def parts() -> list[Part]:
    """Returns the parts of a backup, in the order in which they are written."""
    kept = (model for model in every_model() if model._meta.label not in LEFT_OUT)
    return sorted((Part(model, tuple(_columns(model))) for model in kept), key=lambda part: part.table)


def _proxy(model: Any) -> bool:
    return bool(model._meta.proxy)


def _columns(model: Any) -> Iterator[Column]:
    """Yields the columns that the database does not work out itself."""
    for field in model._meta.concrete_fields:
        if not (field.generated or getattr(field, "worked_out", False)):
            yield Column(field.column, _kind(field))


def _kind(field: Any) -> str:
    while field.is_relation:
        field = field.target_field
    return str(OF_TYPE.get(field.get_internal_type(), "plain"))


OF_TYPE = {
    "BooleanField": "boolean",
    "DateTimeField": "moment",
    "DateField": "day",
    "JSONField": "json",
    "UUIDField": "uuid",
    "BinaryField": "bytes",
}
"""Type of a field → kind of its column. Texts and numbers are plain: both databases have them alike."""


def last_key(part: Part) -> int | None:
    """Returns the highest key that the database has ever given in a table. A key is not given twice: the history of
    a deleted row would otherwise belong to another one. None where programs give the keys.
    """
    if not part.counts_keys:
        return None
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT last_value, is_called FROM {sequence_of(part)}")  # noqa: S608 (a name of the database)
            value, called = cursor.fetchone()
            return int(value) if called else int(value) - 1
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [part.table])
        found = cursor.fetchone()
        return int(found[0]) if found else 0


def sequence_of(part: Part) -> str:
    """Returns the quoted name of the sequence that gives the keys of a table of PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{part.table}"', part.key])
        return str(cursor.fetchone()[0])
