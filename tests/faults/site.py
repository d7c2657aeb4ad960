"""A whole site on this machine: database, gunicorn with two workers, files, and the address of a mail server."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from tests.faults.databases import PostgreSQL, SQLite
from tests.faults.keeper import Keeper, children_of, merged, wait_for
from tests.run import ROOT, environment

PAUSE = 2.0
"""Seconds until the site is started again: ``RestartSec`` of deploy/systemd/oversigt.service."""
WORKERS, THREADS = 2, 4
LONGEST = 180
"""Seconds in which a site has to come back."""


class Site:
    """The processes of a site in a folder. ``key`` opens its API."""

    def __init__(self, folder: Path, database: SQLite | PostgreSQL, key: str = "", mail: str = "") -> None:
        self.folder, self.database, self.key = folder, database, key
        own = {"FILES": f"{folder}/files", "ANSWERS_FOLDER": f"{folder}/answers", "LOG_LEVEL": "ERROR"}
        # A disk that is filled on purpose is not a disk that is too small
        own |= {"LEAST_FREE_MEGABYTES": "0", "PYTHONUNBUFFERED": "1"}
        own |= {"EMAIL_URL": mail, "MAIL_FROM": "Oversigt <oversigt@example.org>" if mail else ""}
        self.environment = merged(environment(database.url), own)
        # systemd keeps the socket (oversigt.socket): who comes while the site restarts waits, and is not refused
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self.socket.getsockname()[1]
        number = self.socket.fileno()
        command = [sys.executable, "-m", "gunicorn", "portfolio.wsgi", "--bind", f"fd://{number}"]
        command += ["--workers", str(WORKERS), "--threads", str(THREADS), "--log-level", "error", "--no-control-socket"]
        self.web = Keeper(command, folder / "site.log", pause=PAUSE, cwd=ROOT, env=self.environment, pass_fds=[number])

    def start(self) -> None:
        """Starts the database and the site, and waits for an answer."""
        self.database.start()
        self.web.start()
        self.wait()

    def stop(self) -> None:
        """Ends the site, then the database."""
        self.web.stop()
        self.database.stop()
        self.socket.close()

    def wait(self) -> float:
        """Returns the seconds until the site answers a question about the register."""
        return wait_for(self.answers, seconds=LONGEST, what="the site")

    def answers(self) -> bool:
        """Returns whether the site reads the register for a program."""
        with suppress(OSError, HTTPException), closing(HTTPConnection("127.0.0.1", self.port, timeout=20)) as asked:
            asked.request("GET", "/api/v1/organisations/?page_size=1", headers=self.headers())
            answer = asked.getresponse()
            answer.read()
            return answer.status == 200
        return False

    def headers(self) -> dict[str, str]:
        """Returns the headers of a program with its key."""
        return {"Host": "localhost", "Authorization": f"Token {self.key}"}

    def workers(self) -> list[int]:
        """Returns the processes that answer requests."""
        return children_of(self.web.pid)

    def kill_worker(self, place: int) -> None:
        """Kills one of the processes that answer requests."""
        if workers := self.workers():
            with suppress(ProcessLookupError):
                os.kill(workers[place % len(workers)], signal.SIGKILL)

    def kill_all(self) -> None:
        """Kills gunicorn and its workers at once."""
        self.web.kill_all()

    def restart(self) -> None:
        """Restarts the site, in its surroundings as they are now."""
        self.web.stop()
        self.web.options["env"] = self.environment
        self.web.start()
        self.wait()

    def command(self, *words: str) -> list[str]:
        """Returns a command of ``manage.py``."""
        return [sys.executable, str(ROOT / "manage.py"), *words]

    def begin(self, *words: str) -> subprocess.Popen[str]:
        """Starts a command of ``manage.py`` beside the site."""
        said: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        return subprocess.Popen(self.command(*words), cwd=ROOT, env=self.environment, **said)

    def manage(self, *words: str) -> tuple[int, str]:
        """Runs a command of ``manage.py`` to its end, and returns its code and what it said."""
        process = self.begin(*words)
        said, _none = process.communicate()
        return process.returncode, said

    def inside(self, *words: str) -> str:
        """Runs a step of ``tests.faults.inside`` in the site's surroundings. Raises RuntimeError with what it said."""
        command = [sys.executable, "-m", "tests.faults.inside", *words]
        environment = {**self.environment, "DJANGO_SETTINGS_MODULE": "portfolio.settings"}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{words}: {done.stderr.strip()[-2000:]}")
        return done.stdout
