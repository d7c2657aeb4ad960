"""A worker keeps its connection to SQLite for a while, as long as it is one to the file that is there."""

from pathlib import Path
from typing import Any

import pytest

from portfolio.databases.sqlite3.base import DatabaseWrapper

pytestmark = pytest.mark.django_db
OWN = {
    "ENGINE": "portfolio.databases.sqlite3",
    "AUTOCOMMIT": True,
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": False,
    "OPTIONS": {},
    "TIME_ZONE": None,
}


@pytest.fixture
def kept(tmp_path: Path) -> Any:
    """Returns a connection to a file of its own."""
    wrapper = DatabaseWrapper({**OWN, "NAME": tmp_path / "site.sqlite3"}, "of_this_test")
    wrapper.ensure_connection()
    yield wrapper
    wrapper.close()


def test_a_connection_serves_the_next_request_too(kept: Any) -> None:
    first = kept.connection
    kept.close_if_unusable_or_obsolete()
    assert kept.connection is first


def test_a_connection_ends_when_a_backup_replaces_its_file(kept: Any, tmp_path: Path) -> None:
    backup = tmp_path / "backup.sqlite3"
    backup.touch()
    backup.replace(tmp_path / "site.sqlite3")
    kept.close_if_unusable_or_obsolete()
    assert kept.connection is None


def test_a_connection_ends_when_its_file_is_gone(kept: Any, tmp_path: Path) -> None:
    (tmp_path / "site.sqlite3").unlink()
    kept.close_if_unusable_or_obsolete()
    assert kept.connection is None
