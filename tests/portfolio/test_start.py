"""The first start: two at once, missing settings, and files that only their owner can read."""

import json
import os
import runpy
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from django.conf import settings
from gunicorn.http.errors import LimitRequestLine

from portfolio.databases.sqlite3.base import make_private

pytestmark = pytest.mark.once
ROOT = Path(settings.BASE_DIR)
PYTHON = """#!/bin/sh
if [ "$1" = manage.py ]; then echo "begin $2" >> log; sleep 0.2; echo "end $2" >> log; fi
"""
"""Replaces the Python in .venv: logs when each command of manage.py begins and ends."""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Returns a fresh clone in which only the packages are installed."""
    (tmp_path / "tools").mkdir()
    for name in ("Makefile", "requirements.txt", "tools/alone.py"):
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, tmp_path / name)
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(PYTHON)
    python.chmod(0o755)
    shutil.copy(ROOT / "requirements.txt", tmp_path / ".venv" / "installed.txt")
    return tmp_path


def test_two_starts_at_once_prepare_one_after_the_other(clone: Path) -> None:
    command = ["make", "ready", f"PYTHON={sys.executable}"]
    running = [
        subprocess.Popen(command, cwd=clone, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for _ in range(2)
    ]
    said = [one.communicate(timeout=60)[0] for one in running]
    assert [one.returncode for one in running] == [0, 0], said
    assert "".join(said).count("Wrote .env") == 1
    assert all("Preparing the database ..." in one and "Loading the register, unless" in one for one in said)
    assert oct((clone / ".env").stat().st_mode & 0o777) == "0o600"
    assert not list(clone.glob(".env.*"))
    steps = [
        f"{when} {step}"
        for step in ("migrate", "load_fixtures", "index_calendar", "ensure_staff")
        for when in ("begin", "end")
    ]
    assert (clone / "log").read_text().splitlines() == steps * 2


def test_a_start_that_fails_keeps_the_key(clone: Path) -> None:
    (clone / ".env").write_text("SECRET_KEY=kept")
    (clone / ".venv" / "bin" / "python").write_text("#!/bin/sh\n[ $# -gt 2 ] && exit 3; exit 0\n")
    done = subprocess.run(["make", "ready", f"PYTHON={sys.executable}"], cwd=clone, capture_output=True, check=False)
    assert done.returncode != 0
    assert (clone / ".env").read_text() == "SECRET_KEY=kept"


def test_the_address_of_a_start_and_the_links_of_its_letters_follow_the_port(clone: Path) -> None:
    """Passkeys work at a name only, not at 127.0.0.1."""
    show = "#!/bin/sh\n[ $2 = gunicorn ] && echo letters link to $SITE_URL; exit 0\n"
    (clone / ".venv" / "bin" / "python").write_text(show)
    surroundings = {name: value for name, value in os.environ.items() if name != "SITE_URL"}
    command = ["make", "run", "PORT=9000", f"PYTHON={sys.executable}"]
    for kept, site in (("", "http://localhost:9000"), ("SITE_URL=https://oversigt.example.org\n", "")):
        (clone / ".env").write_text(kept)
        done = subprocess.run(command, cwd=clone, env=surroundings, capture_output=True, text=True, check=True)
        assert "Oversigt: http://localhost:9000/ (Ctrl-C stops it)" in done.stdout
        assert f"letters link to {site}".strip() + "\n" in done.stdout


@pytest.mark.parametrize("key", ["", "  "])
def test_an_empty_key_stops_the_start_and_is_named(key: str, tmp_path: Path) -> None:
    surroundings = {**os.environ, "SECRET_KEY": key, "DATABASE_URL": "sqlite://"}
    command = [sys.executable, "manage.py", "check"]
    done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "SECRET_KEY is empty" in done.stderr


def test_the_file_of_sqlite_and_its_log_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    code = (
        "import django; django.setup()\n"
        "from django.db import connection\n"
        "connection.cursor().execute('CREATE TABLE fact (amount)')\n"
        "import os, glob\n"
        "print(sorted((name[-4:], oct(os.stat(name).st_mode)[-3:]) for name in glob.glob('register.sqlite3*')))"
    )
    surroundings: dict[str, Any] = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'register.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "portfolio.settings",
    }
    command = ["/bin/sh", "-c", 'umask 022; exec "$0" -c "$1"', sys.executable, code]
    done = subprocess.run(command, cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[('-shm', '600'), ('-wal', '600'), ('ite3', '600')]"


def test_a_file_that_is_there_keeps_its_mode_and_content(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite3"
    path.write_bytes(b"content")
    path.chmod(0o640)
    make_private(str(path))
    assert (path.read_bytes(), oct(path.stat().st_mode)[-3:]) == (b"content", "640")


@pytest.mark.parametrize(
    ("settings_of_mail", "named"),
    [
        ({"EMAIL_URL": "banana://x", "MAIL_FROM": "o@example.org"}, "EMAIL_URL"),
        ({"EMAIL_URL": "mail.example.org", "MAIL_FROM": "o@example.org"}, "EMAIL_URL"),
        ({"EMAIL_URL": "smtp://mail.example.org:port", "MAIL_FROM": "o@example.org"}, "EMAIL_URL"),
        ({"EMAIL_URL": "smtp://mail.example.org", "MAIL_FROM": ""}, "MAIL_FROM"),
        ({"EMAIL_URL": "smtp://mail.example.org", "MAIL_FROM": "o@example.org", "SITE_URL": "example.org"}, "SITE_URL"),
    ],
)
def test_wrong_settings_of_the_mail_stop_the_start_and_are_named(settings_of_mail: dict[str, str], named: str) -> None:
    environment = {**os.environ, "SECRET_KEY": "x" * 50, "DATABASE_URL": "sqlite://", **settings_of_mail}
    command = [sys.executable, "manage.py", "check"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert named in done.stderr.splitlines()[-1]


def test_a_request_line_that_gunicorn_refuses_gets_our_answer() -> None:
    """The site never sees such a request, so the test gives the worker of gunicorn.conf.py the error of gunicorn."""
    worker = runpy.run_path(str(ROOT / "gunicorn.conf.py"))["Worker"]
    ours, theirs = socket.socketpair()
    with theirs, theirs.makefile("rb") as answer:
        worker.handle_error(Mock(), None, ours, ("127.0.0.1", 1), LimitRequestLine(9000, 8190))
        ours.close()
        head, _, body = answer.read().partition(b"\r\n\r\n")
    assert head.splitlines()[0] == b"HTTP/1.1 414 URI Too Long"
    assert f"Content-Length: {len(body)}".encode() in head
    assert "POST /api/v1/projects/query/" in json.loads(body)["detail"]
