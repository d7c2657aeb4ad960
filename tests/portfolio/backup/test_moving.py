"""A register moves from SQLite to PostgreSQL and back, and says the same in both."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from changes.models import Way
from changes.opened import changing
from portfolio.backup.moving import _there
from portfolio.backup.restoring import restore
from projects.models import Organisation, Project
from tests.portfolio.backup.registers import answered, said
from tests.postgres import NoPostgres, find_binaries, throwaway_cluster


@pytest.fixture
def postgres() -> Any:
    """The address of an empty database of PostgreSQL."""
    try:
        with throwaway_cluster(find_binaries()) as url:
            yield url
    except NoPostgres as reason:
        pytest.skip(str(reason))


@pytest.fixture
def migrated(monkeypatch: Any, settings: Any) -> None:
    """Lets a test database that was made without migrations say that all were applied. Those of the other database
    were, and a backup is restored only into the same state."""
    settings.MIGRATION_MODULES = {}
    migrations = MigrationLoader(None).disk_migrations
    # A migration that takes the place of earlier ones is noted with them
    every = {key: None for name, one in migrations.items() for key in (name, *one.replaces)}
    applied = MigrationRecorder.applied_migrations
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda recorder: applied(recorder) or every)


@pytest.mark.once
@pytest.mark.usefixtures("migrated")
def test_a_register_moves_to_postgresql_and_back(
    dokument8: None, django_user_model: Any, postgres: str, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setenv("FILES", str(tmp_path / "files"))
    django_user_model.objects.create_user("anna", password="fjord-and-fell-12")
    for title in ("Første", "Ændret", "Åbnet"):
        with changing(way=Way.PAGE, reason="A tab\t, a line\n and a \\"):
            Project.objects.filter(status="ongoing").update(title_en=title)
            Organisation.objects.create(slug=title.lower()[0] + "-body", name_en=title)
    rows, figures, out = said(), answered(), StringIO()
    call_command("move_to", postgres, stdout=out)
    assert said() == rows
    lines = out.getvalue()
    assert "DIFFERS" not in lines
    assert f"All {len(figures)} are the same." in lines
    _there(postgres, lambda _line: None, "kept_columns", "--check")
    _there(postgres, lambda _line: None, "backup", str(tmp_path / "back.zip"))
    Organisation.objects.filter(partnerships=None, parts=None).update(name_en="Lost")
    restore(tmp_path / "back.zip", replace=True)
    assert said() == rows
    assert answered() == figures
    with pytest.raises(CommandError, match="This database is not empty"):
        call_command("move_to", postgres, stdout=StringIO())


def test_a_difference_is_named_and_fails(db: None, monkeypatch: Any) -> None:
    def other(_url: str, _said: Any) -> Any:
        yield "rows of projects_project", "17 abc", "17 abc"
        yield "projects.csv", "100 bytes", "99 bytes"

    monkeypatch.setattr("portfolio.management.commands.move_to.move", other)
    out = StringIO()
    with pytest.raises(CommandError, match="1 of 2 differ"):
        call_command("move_to", "postgres://elsewhere/", stdout=out)
    assert "DIFFERS  projects.csv: 100 bytes" in out.getvalue()
    assert "there: 99 bytes" in out.getvalue()


def test_a_database_that_cannot_be_reached_is_said(dokument8: None, monkeypatch: Any) -> None:
    """The error of the other database is the last line of the answer."""
    before = said()
    with pytest.raises(CommandError, match="The register was not moved"):
        call_command("move_to", "postgres://nobody@127.0.0.1:1/none", stdout=StringIO())
    assert said() == before
