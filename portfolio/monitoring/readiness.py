"""Whether the site is ready to work: one check for each thing that it needs, as ``/readyz`` reports them."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from shutil import disk_usage

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from portfolio.backup.rotating import hours_since_last
from portfolio.databases import troubles
from projects.files.storage import FolderStorage
from projects.files.store import refusal, store
from projects.kept.triggers import are_filled

MEGABYTE = 1024 * 1024


def problems() -> dict[str, str]:
    """Returns each check by its name, with a sentence that says what is wrong; empty if nothing is."""
    return {name: check() for name, check in CHECKS.items()}


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError) as error:
        return f"The database does not answer ({type(error).__name__})."
    return ""


def _migrations() -> str:
    try:
        lacking = sorted(_last_migrations() - MigrationRecorder(connection).applied_migrations().keys())
        filled = are_filled(connection.alias)
    except (DatabaseError, InterfaceError):
        return "The database does not answer."
    if lacking:
        return f"Run manage.py migrate: {len(lacking)} apps lack migrations, such as {' '.join(lacking[0])}."
    return "" if filled else "Run manage.py migrate: it was not finished."


@cache
def _last_migrations() -> frozenset[tuple[str, str]]:
    """Returns the last migration of each app. Where it is applied, all before it are."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def _files() -> str:
    why = refusal()
    return f"The file store cannot be written to: {why}." if why else ""


def _disk() -> str:
    if troubles.disk_was_full():
        return "A write found the disk full within the last minute."
    for folder in _folders():
        free = disk_usage(folder).free // MEGABYTE
        if free < settings.LEAST_FREE_MEGABYTES:
            return f"{free} MB are free at {folder}, less than LEAST_FREE_MEGABYTES ({settings.LEAST_FREE_MEGABYTES})."
    return ""


def _folders() -> list[Path]:
    """Returns the folders of this machine in which the site keeps data."""
    found = [Path(settings.BACKUPS)] if settings.BACKUPS else []
    if isinstance(kept := store(), FolderStorage):
        found.append(Path(kept.location))
    if connection.vendor == "sqlite":
        found.append(Path(str(connection.settings_dict["NAME"])).parent)
    return [folder for folder in found if folder.is_dir()]


def _backup() -> str:
    if not settings.BACKUPS:
        return ""
    try:
        hours = hours_since_last(Path(settings.BACKUPS), timezone.now())
    except OSError as error:
        return f"The folder of the backups cannot be read: {error.strerror}."
    if hours is None:
        return f"There is no backup in {settings.BACKUPS}."
    if hours > settings.BACKUP_HOURS:
        return f"The last backup is {hours:.0f} hours old, older than BACKUP_HOURS ({settings.BACKUP_HOURS})."
    return ""


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "files": _files,
    "disk": _disk,
    "backup": _backup,
}
