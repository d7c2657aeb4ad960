"""After an erasure by the command, the files of an SQLite database do not hold the name."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from django.db.backends.sqlite3.base import DatabaseWrapper

from accounts.erasing import free_pages

NAME = b"Plantsdottir"


def held(path: Path) -> bool:
    return any(NAME in file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


@pytest.mark.once
@pytest.mark.django_db
def test_neither_the_file_nor_its_wal_holds_the_name(tmp_path: Path, monkeypatch: Any) -> None:
    path = tmp_path / "register.sqlite3"
    facts = {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": {}, "TIME_ZONE": None}
    facts |= {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False, "AUTOCOMMIT": True, "ATOMIC_REQUESTS": False}
    connection: Any = DatabaseWrapper(facts, "register")
    monkeypatch.setattr(free_pages, "connection", connection)
    # Another process has the file open, so the -wal file stays
    other = sqlite3.connect(path, isolation_level=None)
    for statement in ("PRAGMA journal_mode=WAL", "PRAGMA secure_delete=OFF", "CREATE TABLE person (name TEXT)"):
        other.execute(statement)
    other.executemany("INSERT INTO person VALUES (?)", [(NAME.decode() * 50,)] * 50)
    other.execute("DELETE FROM person")
    assert held(path)
    assert free_pages.clear_free_pages()
    assert not held(path)
    other.close()
    connection.close()


@pytest.mark.django_db
def test_nothing_is_done_within_a_transaction() -> None:
    assert not free_pages.clear_free_pages()
