"""Restores a backup: into an empty database, in one transaction."""

from pathlib import Path
from typing import Any

from django.db import DatabaseError, transaction
from django.db.migrations.loader import MigrationLoader

from portfolio.backup.archive import Reader, reading
from portfolio.backup.around import bare_tables
from portfolio.backup.earlier import go_back
from portfolio.backup.loading import empty_all_tables, go_on_counting, load, past_the_guard
from portfolio.backup.parts import MADE_BY_MIGRATE, Part, parts
from portfolio.backup.release import release
from portfolio.backup.taking import state
from portfolio.databases.statistics import refresh_statistics
from projects.files.store import put
from projects.kept.steps import SILENT, Steps


class CannotRestore(Exception):
    """A backup cannot be restored into this database. Its text says why; the database is as before."""


class TooNew(CannotRestore):
    """A backup was made by a later release. This one cannot even follow after it."""


def restore(path: Path, *, as_of: int | None = None, replace: bool = False, said: Steps = SILENT) -> dict[str, Any]:
    """Restores a backup into this database. Returns its manifest.

    ``as_of``: the number of the change after which the register is restored. ``replace``: deletes what the database
    holds. Raises CannotRestore, NotWhole, NotStored; then the database is as before.
    """
    with reading(path) as backup:
        _require_this_schema(backup.manifest, {tuple(key) for key in state()["migrations"]})
        if not replace and (rows := rows_of_database()):
            raise CannotRestore(f"This database is not empty: {in_words(rows)}.")
        for sha256 in backup.manifest["files"]:
            # Before the rows: a file that nothing refers to does no harm, a row without its file does
            put(backup.file(sha256))
        try:
            with past_the_guard(), transaction.atomic(), bare_tables(said):
                _load_all(backup, said)
                if as_of is not None:
                    go_back(as_of, said)
        except DatabaseError as error:
            raise CannotRestore(f"The database refused a row. It is as before. {error}") from error
        refresh_statistics()
        return backup.manifest


def _load_all(backup: Reader, said: Steps) -> None:
    empty_all_tables()
    in_file = {part["table"]: part for part in backup.manifest["parts"]}
    for part in parts():
        load(backup, part)
        go_on_counting(part, in_file[part.table]["last_key"])
        if in_file[part.table]["rows"]:
            said.write(f"  {part.table}: {in_file[part.table]['rows']:,} rows")


def rows_of_database() -> dict[str, int]:
    """Returns the number of rows by the name of their model, of tables that ``migrate`` leaves empty."""
    found = {}
    for part in parts():
        if part.model._meta.label not in MADE_BY_MIGRATE and (rows := part.model._base_manager.count()):
            found[str(part.model._meta.verbose_name_plural)] = rows
    return found


def in_words(rows: dict[str, int]) -> str:
    """Returns the largest of these numbers in words: "17 projects, 3 users"."""
    largest = sorted(rows.items(), key=lambda item: -item[1])[:4]
    return ", ".join(f"{number:,} {name}" for name, number in largest)


def require_this_version(path: Path) -> None:
    """Raises CannotRestore if this version of Oversigt cannot restore a backup. Asks no database: whoever restores
    knows it before anything is stopped or emptied.
    """
    with reading(path) as backup:
        _require_this_schema(backup.manifest, _of_this_version())


def _of_this_version() -> set[tuple[str, str]]:
    """Returns the migrations that a database of this version has, and those that they stand for."""
    found = MigrationLoader(None).disk_migrations
    return {*found} | {key for one in found.values() for key in one.replaces}


def _require_this_schema(manifest: dict[str, Any], ours: set[tuple[str, str]]) -> None:
    theirs: set[Any] = {tuple(key) for key in manifest["migrations"]}
    made_by = manifest.get("release") or manifest["oversigt"]
    if lacking := sorted(ours - theirs):
        names = ", ".join(" ".join(key) for key in lacking[:3])
        raise CannotRestore(
            f"This backup was made before {len(lacking)} migrations of this database, such as {names}. Restore it with"
            f" the release of Oversigt that made it ({made_by}), then run manage.py migrate with this one."
        )
    if newer := sorted(theirs - ours):
        names = ", ".join(" ".join(key) for key in newer[:3])
        raise TooNew(
            f"This backup has {len(newer)} migrations that this database lacks, such as {names}. Run manage.py migrate,"
            f" or install the release of Oversigt that made the backup ({made_by}; this is {release()})."
        )
    written = {part["table"]: [tuple(column) for column in part["columns"]] for part in manifest["parts"]}
    if written != {part.table: _columns(part) for part in parts()}:
        raise CannotRestore(f"This backup has other tables than this release. Restore it with {made_by}.")


def _columns(part: Part) -> list[tuple[str, str]]:
    return [(column.name, column.kind) for column in part.columns]
