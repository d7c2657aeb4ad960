"""/readyz: each thing that the site needs is checked; strangers see only whether all is well."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import InterfaceError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from portfolio.backup.rotating import next_name
from portfolio.databases import troubles
from portfolio.monitoring import readiness

pytestmark = pytest.mark.django_db
TOKEN = "f3k9-a-token-of-the-tests"
WITH_TOKEN = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture(autouse=True)
def _watched(settings: Any, tmp_path: Path) -> None:
    settings.MONITORING_TOKEN = TOKEN
    settings.BACKUPS = str(tmp_path)
    backup(tmp_path, hours=29)
    troubles.forget()


def backup(folder: Path, hours: float) -> None:
    for path in folder.glob("*.zip"):
        path.unlink()
    (folder / next_name(timezone.now() - timedelta(hours=hours))).touch()


def checked(client: Client) -> dict[str, str]:
    """Returns the status, and what is said about each check that failed."""
    answer = client.get("/readyz", headers=WITH_TOKEN)
    said = answer.json()
    assert (answer.status_code, said["status"]) in {(200, "ok"), (503, "error")}
    return {name: says for name, says in said["checks"].items() if says != "ok"}


def test_a_site_that_has_everything_is_ready(client: Client) -> None:
    answer = client.get("/readyz", headers=WITH_TOKEN)
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "checks": {"database": "ok", "migrations": "ok", "files": "ok", "disk": "ok", "backup": "ok"},
    }


@pytest.mark.parametrize(
    "sent", ["", "Bearer", "Bearer ", "Bearer f3k9", f"Token {TOKEN}", TOKEN, f"Bearer {TOKEN}x", "Bearer ø"]
)
def test_a_stranger_sees_no_details(client: Client, settings: Any, sent: str) -> None:
    settings.BACKUP_HOURS = 1
    answer = client.get("/readyz", headers={"authorization": sent} if sent else {})
    assert (answer.status_code, answer.json()) == (503, {"status": "error"})


def test_without_a_token_in_the_settings_nobody_sees_details(client: Client, settings: Any) -> None:
    settings.MONITORING_TOKEN = ""
    for sent in ("Bearer ", "Bearer", f"Bearer {TOKEN}"):
        assert client.get("/readyz", headers={"authorization": sent}).json() == {"status": "ok"}


def test_a_database_that_does_not_answer_is_said(client: Client, monkeypatch: Any) -> None:
    def fail() -> Any:
        raise InterfaceError("connection of anna@10.0.0.7 closed")

    monkeypatch.setattr(connection, "cursor", fail, raising=False)
    assert checked(client) == {
        "database": "The database does not answer (InterfaceError).",
        "migrations": "The database does not answer.",
    }


def test_a_missing_migration_is_said(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(readiness, "_last_migrations", lambda: frozenset({("projects", "9999_tomorrow")}))
    assert checked(client) == {
        "migrations": "Run manage.py migrate: 1 apps lack migrations, such as projects 9999_tomorrow."
    }


def test_the_last_migration_of_each_app_is_looked_for(settings: Any) -> None:
    settings.MIGRATION_MODULES = {}
    found = readiness._last_migrations.__wrapped__()
    assert {app for app, _name in found} >= {"projects", "budgets", "events", "changes", "auth"}
    assert not [name for _app, name in found if name.startswith("__")]


def test_migrations_that_were_not_finished_are_said(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(readiness, "are_filled", lambda _using: False)
    assert checked(client) == {"migrations": "Run manage.py migrate: it was not finished."}


def test_a_store_that_cannot_be_written_to_is_said(client: Client, monkeypatch: Any) -> None:
    def refuse(_store: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("projects.files.storage.FolderStorage.try_to_write", refuse)
    assert checked(client) == {"files": "The file store cannot be written to: Permission denied."}


def test_the_check_of_the_store_leaves_nothing_in_it(client: Client, settings: Any, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    backend = {"BACKEND": "projects.files.storage.FolderStorage", "OPTIONS": {"location": str(folder)}}
    settings.STORAGES = {**settings.STORAGES, "files": backend}
    assert checked(client) == {}
    assert list(folder.iterdir()) == []


def test_little_space_is_said(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.LEAST_FREE_MEGABYTES = 10**9
    said = checked(client)
    assert list(said) == ["disk"]
    assert f"MB are free at {tmp_path}, less than LEAST_FREE_MEGABYTES (1000000000)" in said["disk"]


@pytest.mark.parametrize(("hours", "ready"), [(29.9, True), (30.1, False)])
def test_a_backup_may_be_as_old_as_the_setting_says(
    client: Client, settings: Any, tmp_path: Path, hours: float, ready: bool
) -> None:
    backup(tmp_path, hours)
    said = "The last backup is 30 hours old, older than BACKUP_HOURS (30)."
    assert checked(client) == ({} if ready else {"backup": said})


def test_a_copied_backup_is_as_old_as_its_name(client: Client, tmp_path: Path) -> None:
    backup(tmp_path, hours=50)
    for path in tmp_path.iterdir():
        os.utime(path)
    assert "50 hours old" in checked(client)["backup"]


def test_no_backup_at_all_is_said(client: Client, tmp_path: Path, settings: Any) -> None:
    for path in tmp_path.iterdir():
        path.unlink()
    assert checked(client) == {"backup": f"There is no backup in {tmp_path}."}
    settings.BACKUPS = str(tmp_path / "none")
    assert "cannot be read: No such file or directory" in checked(client)["backup"]
    settings.BACKUPS = ""
    assert checked(client) == {}


def test_the_recorder_is_asked_once(client: Client, monkeypatch: Any) -> None:
    asked = []
    applied = MigrationRecorder.applied_migrations

    def noted(recorder: MigrationRecorder) -> Any:
        asked.append(recorder)
        return applied(recorder)

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", noted)
    client.get("/readyz")
    assert len(asked) == 1
