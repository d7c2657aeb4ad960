"""The file of a backup: a ZIP archive that is written once, from its start to its end.

It has one NDJSON part for each table (``rows/TABLE.ndjson``, each line an array), the files of the file store
(``files/SHA-256``), and at its end ``manifest.json``: the versions, the columns of each part, its number of rows and
its SHA-256. The last 64 characters of the archive, its comment, are the SHA-256 of all bytes before them: so a change
of any byte is found, also of one that the checksums of ZIP leave out.
"""

import fcntl
import hashlib
import os
import secrets
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import orjson

FORMAT = 1
MANIFEST = "manifest.json"
DIGEST = 64
"""Characters of a SHA-256."""
BEGUN = ".begun-"
"""Part of the name of an archive that is being written."""
CHUNK = 1024 * 1024
MOST_NAMED = 5
"""Damaged parts that a sentence names."""
LEVEL = 3
"""Of compression: a higher level takes several times as long and makes the file little smaller."""


class NotWhole(Exception):
    """A file is no backup, or not the one that was written. Its text is a sentence."""


class _Hashed:
    """A file without going back, whose content is hashed except for its last characters."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest, self.late = file, hashlib.sha256(), b""

    def write(self, data: Any) -> int:
        self.file.write(data)
        seen = self.late + bytes(data)
        self.digest.update(seen[:-DIGEST])
        self.late = seen[-DIGEST:]
        return len(data)

    def flush(self) -> None:
        self.file.flush()


class Writer:
    """Writes the members of an archive, one after the other."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive

    def member(self, name: str, pieces: Iterable[bytes]) -> tuple[int, str]:
        """Writes a member. Returns the number of its pieces and its SHA-256."""
        digest, count = hashlib.sha256(), 0
        with self.archive.open(name, "w", force_zip64=True) as file:
            for piece in pieces:
                file.write(piece)
                digest.update(piece)
                count += 1
        return count, digest.hexdigest()


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """Writes an archive that only its owner can read. It gets its name when it is whole and on the disk.

    A failure leaves no file, and an earlier one of that name as it was. A process that was killed leaves a hidden
    file, which the next backup in this folder removes. Raises OSError.
    """
    _remove_abandoned(path.parent)
    begun = path.with_name(f".{path.name}{BEGUN}{secrets.token_hex(4)}")
    try:
        handle = os.open(begun, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as file:
            # The lock ends with the process, however it ends
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield from _written(file)
            file.flush()
            os.fsync(file.fileno())
        begun.replace(path)
    finally:
        begun.unlink(missing_ok=True)


def _remove_abandoned(folder: Path) -> None:
    """Removes the files of backups whose process has ended: those that no process has locked."""
    for path in folder.glob(f".*{BEGUN}????????"):
        with suppress(OSError), path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()


def _written(file: IO[bytes]) -> Iterator[Writer]:
    hashed: Any = _Hashed(file)
    with zipfile.ZipFile(hashed, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        archive.comment = b"0" * DIGEST
        yield Writer(archive)
    file.seek(-DIGEST, os.SEEK_END)
    file.write(hashed.digest.hexdigest().encode())


class Reader:
    """Reads the members of an archive."""

    def __init__(self, name: str, archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
        self.name, self.archive, self.manifest = name, archive, manifest

    def lines(self, table: str) -> Iterator[Any]:
        """Yields the rows of a table. Raises NotWhole at the end if they are not those that were written."""
        part = next(part for part in self.manifest["parts"] if part["table"] == table)
        digest, count = hashlib.sha256(), 0
        with self.archive.open(f"rows/{table}.ndjson") as file:
            for line in file:
                digest.update(line)
                count += 1
                yield orjson.loads(line)
        if (count, digest.hexdigest()) != (part["rows"], part["sha256"]):
            raise NotWhole(f"{self.name}: The rows of {table} are not those that were written.")

    def file(self, sha256: str) -> Iterator[bytes]:
        """Yields a file of the file store in pieces. Raises NotWhole at the end if it is another one."""
        digest = hashlib.sha256()
        with self.archive.open(f"files/{sha256}") as file:
            for piece in iter(lambda: file.read(CHUNK), b""):
                digest.update(piece)
                yield piece
        if digest.hexdigest() != sha256:
            raise NotWhole(f"{self.name}: The file {sha256} is not the one that was written.")


@contextmanager
def reading(path: Path) -> Iterator[Reader]:
    """Opens a backup after each of its bytes was compared with the checksum at its end. Raises NotWhole, OSError."""
    _require_unaltered(path)
    with path.open("rb") as file:
        try:
            archive = zipfile.ZipFile(file)
            manifest = orjson.loads(archive.read(MANIFEST))
            made = manifest["format"]
        except (zipfile.BadZipFile, KeyError, orjson.JSONDecodeError) as error:
            raise NotWhole(f"{path.name} is no backup of Oversigt.") from error
        if made != FORMAT:
            raise NotWhole(f"{path.name}: This backup has format {made}. This version reads format {FORMAT}.")
        yield Reader(path.name, archive, manifest)


def _require_unaltered(path: Path) -> None:
    digest, size = hashlib.sha256(), path.stat().st_size
    left = size - DIGEST
    with path.open("rb") as file:
        while left > 0 and (piece := file.read(min(CHUNK, left))):
            digest.update(piece)
            left -= len(piece)
        end = file.read()
    if end != digest.hexdigest().encode():
        raise NotWhole(f"{path.name} is no whole backup: {_damage(path)}")


def _damage(path: Path) -> str:
    """Returns what is wrong with a file whose checksum is wrong: which of its parts are damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            wrong = [member.filename for member in archive.infolist() if not _is_sound(archive, member)]
    # A damaged archive makes the reader fail in many ways
    except Exception:  # noqa: BLE001
        return "it is no backup at all, or was cut off."
    if not wrong:
        return "each of its parts can be read, and something between or behind them was altered."
    others = f" and {len(wrong) - MOST_NAMED} more" if len(wrong) > MOST_NAMED else ""
    return f"damaged in it: {', '.join(wrong[:MOST_NAMED])}{others}."


def _is_sound(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Whether a part can be read and has the checksum of ZIP."""
    try:
        with archive.open(member) as file:
            while file.read(CHUNK):
                pass
    except Exception:  # noqa: BLE001
        return False
    return True


def unreadable(path: Path, error: OSError) -> str:
    """Returns a sentence about a backup that cannot be opened: why, and what to do if it belongs to somebody else."""
    said = f"{path}: {error.strerror or error}."
    if not isinstance(error, PermissionError):
        return said
    try:
        owner = f" ({path.owner()})"
    except (OSError, KeyError):
        owner = ""
    return (
        f"{said} Only its owner{owner} may read a backup: run the command as that user, or as root copy the file to a"
        " folder that you may read, and give yourself the copy."
    )


def check(path: Path) -> dict[str, Any]:
    """Reads every member of a backup. Returns its manifest. Raises NotWhole, OSError."""
    with reading(path) as backup:
        for part in backup.manifest["parts"]:
            for _row in backup.lines(part["table"]):
                pass
        for sha256 in backup.manifest["files"]:
            for _piece in backup.file(sha256):
                pass
        return backup.manifest
