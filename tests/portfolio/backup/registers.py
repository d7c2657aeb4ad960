"""What the tests of backups compare: everything that a register says."""

from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.db import DEFAULT_DB_ALIAS
from django.test import Client

from portfolio.backup.content import content
from portfolio.backup.parts import last_key, parts
from portfolio.backup.taking import summary, take
from projects.kept.triggers import rows_that_differ


def said() -> dict[str, Any]:
    """Returns the rows of every table as checksums, and the key that each table gives next."""
    assert rows_that_differ(DEFAULT_DB_ALIAS) == {}
    return {part.table: (*summary(part), last_key(part)) for part in parts()}


def answered() -> dict[str, str]:
    """Returns totals, files and earlier states of the register."""
    return dict(content())


def backup_of_now(folder: Path) -> Path:
    """Returns a backup of the register."""
    path = folder / "register.zip"
    take(path)
    return path


def signed_in() -> Client:
    """Returns a browser of a person with every right. A restore ends all sessions, so tests sign in afterwards."""
    accounts: Any = get_user_model()._default_manager
    client = Client()
    client.force_login(
        accounts.filter(username="root").first() or accounts.create_superuser("root", password="fjord-and-fell-12")
    )
    return client
