"""A restored register says what the register said that was backed up, and a failure changes nothing."""

import builtins
import os
import subprocess
import sys
import textwrap
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings as site
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import DEFAULT_DB_ALIAS, connection
from django.test import Client
from hypothesis import given

from accounts.keys.making import make_key
from changes.models import Change, Latest, Way
from changes.opened import changing
from events.models import Engagement, Event
from portfolio.backup import around, restoring, taking
from portfolio.backup.restoring import CannotRestore, restore
from projects.files import references
from projects.files.store import holds, open_stored, put, remove
from projects.kept import triggers
from projects.models import Organisation, Place, Project
from tests import builders
from tests.cases import examples
from tests.changes.as_of import histories
from tests.changes.as_of.test_random_histories import ADDRESSES
from tests.portfolio.backup.registers import answered, backup_of_now, said, signed_in


def _answers() -> dict[str, bytes]:
    reader, found = signed_in(), {}
    for address in [*ADDRESSES, "changes/", "places/"]:
        response = reader.get(f"/api/v1/{address}")
        assert response.status_code == 200, (address, response.content)
        found[address] = b"".join(response.streaming_content) if response.streaming else response.content
    return found


def _lose_rows() -> None:
    with changing(way=Way.PAGE):
        Organisation.objects.create(slug="newer", name_en="Newer")
        Event.objects.filter(projects=None).delete()
        Project.objects.update(title_en="Lost")


def test_dokument_8_says_the_same_after_a_restore(dokument8: None, tmp_path: Path) -> None:
    signed_in()
    with changing(way=Way.PAGE, reason="An Å, a “quote”,\ta tab,\na line, a \\ and \\N"):
        Place.objects.filter(kind="city").update(other_names="tab\tline\nback\\slash \\N \\. end")
    # Signing in first: it writes when the account was last used
    answers, taken_up = _answers(), Engagement.objects.count()
    rows, figures = said(), answered()
    path = backup_of_now(tmp_path)
    _lose_rows()
    assert said() != rows
    restore(path, replace=True)
    assert said() == rows
    assert answered() == figures
    assert _answers() == answers
    assert Engagement.objects.count() == taken_up > 0


@examples(4)
@given(history=histories.HISTORIES)
def test_any_history_says_the_same_after_a_restore(db: None, tmp_path_factory: Any, history: Any) -> None:
    """As of every change of the history as well, and the next change goes on counting."""
    with histories.begun():
        for steps in history:
            histories.write(steps)
        path = backup_of_now(tmp_path_factory.mktemp("backup"))
        rows, every, figures, last = said(), histories.every_row(), answered(), Latest.objects.get()
        histories.write([("place", 0, 1), ("grant", 0, 2), ("project", 1, 1), ("project", 2, 1), ("without", 0, 0)])
        restore(path, replace=True)
        assert said() == rows
        assert histories.every_row() == every
        assert answered() == figures
        with changing(way=Way.PAGE) as opened:
            builders.organisation("later")
        assert opened.change is not None
        assert opened.change.number == last.number + 1


def test_a_key_of_a_deleted_row_is_not_given_again(db: None, tmp_path: Path) -> None:
    """The history of the deleted row would otherwise be that of another one."""
    gone = Organisation.objects.create(slug="gone", name_en="Gone").pk
    Organisation.objects.all().delete()
    restore(backup_of_now(tmp_path), replace=True)
    assert Organisation.objects.create(slug="new", name_en="New").pk == gone + 1


def test_accounts_sign_in_after_a_restore(dokument8: None, django_user_model: Any, tmp_path: Path) -> None:
    person = django_user_model.objects.create_user("anna", password="fjord-and-fell-12")
    key = make_key(user=person, name="program")
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    path = backup_of_now(tmp_path)
    django_user_model.objects.all().delete()
    restore(path, replace=True)
    assert authenticate(username="anna", password="fjord-and-fell-12") == person
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    assert Authenticator.objects.get(user=person).wrap().validate_code(code)
    assert Client().get("/api/v1/projects/", headers={"Authorization": f"Token {key}"}).status_code == 200


def test_files_come_back_with_the_rows(db: None, tmp_path: Path, settings: Any, monkeypatch: Any) -> None:
    own = {"BACKEND": "projects.files.storage.FolderStorage", "OPTIONS": {"location": str(tmp_path / "store")}}
    settings.STORAGES = {**settings.STORAGES, "files": own}
    kept, lost = put(b"An agreement").sha256, "0" * 64
    monkeypatch.setattr(references, "_references", [lambda: {kept, lost}])
    out = StringIO()
    with pytest.raises(CommandError, match="1 files are missing in the store"):
        call_command("backup", tmp_path / "register.zip", stdout=out)
    assert "1 files" in out.getvalue()
    remove(kept)
    restore(tmp_path / "register.zip", replace=True)
    assert holds(kept)
    with open_stored(kept) as file:
        assert file.read() == b"An agreement"


def test_a_database_with_rows_is_not_overwritten(dokument8: None, tmp_path: Path) -> None:
    path, rows = backup_of_now(tmp_path), said()
    with pytest.raises(CommandError, match=r"This database is not empty: \d+ .*, \d+ "):
        call_command("restore", path, stdout=StringIO())
    assert said() == rows


@pytest.mark.parametrize("words", ["", "yes", "Delete everything"])
def test_replacing_needs_the_words(dokument8: None, tmp_path: Path, monkeypatch: Any, words: str) -> None:
    path, rows, out = backup_of_now(tmp_path), said(), StringIO()
    monkeypatch.setattr(builtins, "input", lambda: words)
    with pytest.raises(CommandError, match="the words were not typed"):
        call_command("restore", path, "--replace", stdout=out)
    assert "All of it will be deleted" in out.getvalue()
    assert said() == rows


def test_with_the_words_a_database_is_replaced(dokument8: None, tmp_path: Path, monkeypatch: Any) -> None:
    path, rows, out = backup_of_now(tmp_path), said(), StringIO()
    _lose_rows()
    monkeypatch.setattr(builtins, "input", lambda: "delete everything")
    call_command("restore", path, "--replace", stdout=out)
    assert "The last change is number" in out.getvalue()
    assert said() == rows


def test_a_failure_on_the_way_leaves_the_database_as_before(dokument8: None, tmp_path: Path, monkeypatch: Any) -> None:
    path = backup_of_now(tmp_path)
    _lose_rows()
    rows, there = said(), dict(triggers._database(connection).installed(connection))

    def fail() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(around, "index_events", fail)
    with pytest.raises(OSError, match="No space left"):
        restore(path, replace=True)
    assert said() == rows
    assert dict(triggers._database(connection).installed(connection)) == there
    assert triggers.are_filled(DEFAULT_DB_ALIAS)


def test_a_row_without_its_own_is_refused(dokument8: None, tmp_path: Path, monkeypatch: Any) -> None:
    """A backup of a database whose keys were broken by hand."""
    path = backup_of_now(tmp_path)
    _lose_rows()
    rows, load = said(), restoring.load

    def without_portfolios(backup: Any, part: Any) -> None:
        if part.table != "projects_portfolio":
            load(backup, part)

    monkeypatch.setattr(restoring, "load", without_portfolios)
    with pytest.raises(CannotRestore, match="The database refused a row"):
        restore(path, replace=True)
    assert said() == rows


@pytest.mark.parametrize(
    ("here", "sentence"),
    [
        (["0001_initial"], "has 1 migrations that this database lacks, such as .*Run manage.py migrate"),
        (["0001_initial", "0002_more", "0003_later"], "Restore it with the release of Oversigt that made it"),
    ],
)
def test_another_schema_is_refused_with_the_version(
    db: None, tmp_path: Path, monkeypatch: Any, here: list[str], sentence: str
) -> None:
    state = taking.state()

    def with_migrations(*names: str) -> Any:
        return lambda: {**state, "migrations": [["projects", name] for name in names]}

    monkeypatch.setattr(taking, "state", with_migrations("0001_initial", "0002_more"))
    path = backup_of_now(tmp_path)
    monkeypatch.setattr(restoring, "state", with_migrations(*here))
    with pytest.raises(CannotRestore, match=sentence):
        restore(path)


def test_whether_this_version_can_restore_is_known_without_a_database(
    dokument8: None, tmp_path: Path, monkeypatch: Any
) -> None:
    path = tmp_path / "backup.zip"
    call_command("backup", str(path), stdout=StringIO())
    said = StringIO()
    call_command("restore", str(path), "--check", stdout=said)
    assert said.getvalue() == "This version of Oversigt can restore it.\n"
    newer = {*restoring._of_this_version(), ("projects", "9999_later")}
    monkeypatch.setattr(restoring, "_of_this_version", lambda: newer)
    with pytest.raises(CommandError, match="made before 1 migrations of this database, such as projects 9999_later"):
        call_command("restore", str(path), "--check")


@pytest.mark.once
def test_a_killed_restore_leaves_the_database_as_before(dokument8: None, tmp_path: Path) -> None:
    path, copy = backup_of_now(tmp_path), tmp_path / "other.sqlite3"
    connection.cursor().execute("SELECT 1")
    # The database of the tests, which is migrated: without the rows of this test, which no transaction has written
    source = Path(connection.settings_dict["NAME"])
    for ending in ("", "-wal"):
        if (file := Path(f"{source}{ending}")).exists():
            Path(f"{copy}{ending}").write_bytes(file.read_bytes())
    program = """
        import os, signal, sys, django
        django.setup()
        from portfolio.backup import around, content, restoring
        from django.core.management import call_command
        before = list(content.content())
        if sys.argv[2] == "kill":
            around.index_events = lambda: os.kill(os.getpid(), signal.SIGKILL)
            restoring.restore(__import__("pathlib").Path(sys.argv[1]))
        for name, value in before:
            print(name, value)
    """
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{copy}", "DJANGO_SETTINGS_MODULE": "portfolio.settings"}

    def run(word: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", textwrap.dedent(program), str(path), word]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=site.BASE_DIR)

    before = run("read")
    assert before.returncode == 0, before.stderr
    killed = run("kill")
    assert killed.returncode == -9, killed.stderr
    assert run("read").stdout == before.stdout


def test_the_last_change_is_the_same_after_a_restore(dokument8: None, tmp_path: Path) -> None:
    """So mirrors go on: a cursor of the changes feed and an ETag are still those of this register."""
    with changing(way=Way.PAGE):
        builders.organisation("changed")
    feed = signed_in().get("/api/v1/changes/").json()
    numbers = list(Change.objects.values_list("number", "mark"))
    restore(backup_of_now(tmp_path), replace=True)
    assert list(Change.objects.values_list("number", "mark")) == numbers
    assert signed_in().get("/api/v1/changes/").json() == feed
