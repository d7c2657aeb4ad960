"""A private folder in which all processes of a site share their answers.

A database table would be the other choice. On SQLite each kept answer would then wait for the writer's lock, and on
PostgreSQL it would be written twice (docs/decisions.md). Whatever fails here, the answer is worked out: a full disk or
a folder without rights never breaks a page.
"""

import fcntl
import hashlib
import hmac
import logging
import os
import pickle
import stat
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

MOST_FILES = 2000
MOST_BYTES = 500_000_000
"""With more than either, the oldest files go."""
WRITES_BETWEEN = 50
"""Files are counted after so many writes of a process."""
PATIENCE = 15.0
"""For so many seconds a process waits for the answer that another one is working out. Then it works it out itself."""
SIGNATURE = hashlib.sha256().digest_size

logger = logging.getLogger(__name__)


class Missing:
    """No answer is kept."""


MISSING = Missing()


class Folder:
    """Answers in files. Only the user of the site may read or write them, and each file is signed with the site's
    key, because unpickling a stranger's file could run their code.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.writes = 0

    def usable(self) -> bool:
        """Whether the folder exists and nobody else may open it. Makes it if it is missing."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            found = self.path.lstat()
        except OSError as error:
            return self._refused(str(error))
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
            return self._refused("others may open it, or it belongs to somebody else")
        return True

    def read(self, name: str) -> Any:
        """Returns the answer, or MISSING."""
        try:
            content = (self.path / name).read_bytes()
        except OSError:
            return MISSING
        signature, packed = content[:SIGNATURE], content[SIGNATURE:]
        if not hmac.compare_digest(signature, _signature(name, packed)):
            return MISSING
        try:
            return pickle.loads(zlib.decompress(packed))  # noqa: S301 (signed with our key)
        except Exception:
            logger.warning("A remembered answer cannot be read.", exc_info=True)
            return MISSING

    def write(self, name: str, answer: Any) -> None:
        """Keeps an answer, if it can be kept."""
        try:
            packed = _packed(answer)
        except Exception:
            logger.warning("An answer cannot be remembered for other processes.", exc_info=True)
            return
        try:
            self._replace(name, _signature(name, packed) + packed)
            self.writes += 1
            if self.writes % WRITES_BETWEEN == 1:
                self.tidy()
        except OSError as error:
            self._refused(str(error))

    @contextmanager
    def only_one(self, name: str, deadline: float) -> Iterator[None]:
        """Lets one process at a time work out an answer; the others wait for it until ``deadline``, a moment of
        ``time.monotonic()``.
        """
        try:
            file = os.open(self.path / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            self._refused(str(error))
            yield
            return
        try:
            _wait_for(file, deadline)
            yield
        finally:
            os.close(file)

    def tidy(self) -> None:
        """Removes the oldest files if there are too many."""
        found = [(file, file.lstat()) for file in self.path.iterdir() if file.is_file()]
        total, number = sum(status.st_size for _file, status in found), len(found)
        if number <= MOST_FILES and total <= MOST_BYTES:
            return
        for file, status in sorted(found, key=lambda pair: pair[1].st_mtime_ns):
            if number <= MOST_FILES // 2 and total <= MOST_BYTES // 2:
                break
            file.unlink(missing_ok=True)
            number, total = number - 1, total - status.st_size

    def empty(self) -> None:
        """Removes every file."""
        for file in self.path.glob("*"):
            if file.is_file():
                file.unlink(missing_ok=True)

    def _replace(self, name: str, content: bytes) -> None:
        # mkstemp opens the file for its owner only; a reader never sees half a file
        handle, temporary = tempfile.mkstemp(dir=self.path, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(temporary).replace(self.path / name)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise

    def _refused(self, reason: str) -> bool:
        logger.warning("Answers are not shared in the folder %s: %s", self.path, reason)
        return False


class _Compressing:
    """Compresses what is written to it."""

    def __init__(self) -> None:
        self.compressor = zlib.compressobj(1)
        self.parts: list[bytes] = []

    def write(self, data: Any) -> int:
        self.parts.append(self.compressor.compress(data))
        return len(data)


def _packed(answer: Any) -> bytes:
    # Piece by piece: the calendar feed of 100,000 events would otherwise be in memory once more
    file = _Compressing()
    pickle.dump(answer, file, pickle.HIGHEST_PROTOCOL)
    return b"".join([*file.parts, file.compressor.flush()])


def _wait_for(file: int, deadline: float) -> None:
    pause = 0.01
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except OSError:
            if time.monotonic() >= deadline:
                return
        time.sleep(pause)
        pause = min(pause * 1.5, 0.2)


def _signature(name: str, packed: bytes) -> bytes:
    key = hashlib.sha256(b"remembered answers" + settings.SECRET_KEY.encode()).digest()
    return hmac.digest(key, name.encode() + packed, "sha256")


@cache
def _folder_at(path: str) -> Folder | None:
    folder = Folder(Path(path)) if path else None
    return folder if folder and folder.usable() else None


def shared_folder() -> Folder | None:
    """Returns the folder that the setting names; None if there is none that is private."""
    return _folder_at(settings.ANSWERS_FOLDER)
