"""The file store: each file is kept once, under the SHA-256 of its content.

The store is Django's storage ``files``, by default a folder outside the web root (setting ``FILES``). A file is
complete in it before the rows that name it are written. If these are taken back, a file remains that nothing refers
to; ``manage.py files`` removes it after a day.
"""

import errno
import hashlib
import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import Storage, storages
from django.utils.translation import gettext_lazy as _

from projects.files.storage import FolderStorage

log = logging.getLogger(__name__)
CHUNK = 64 * 1024
SHA256 = re.compile(r"[0-9a-f]{64}")
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True)
class Stored:
    """A file of the store."""

    sha256: str
    """Of its content, in 64 small hexadecimal digits."""
    size: int
    """In bytes."""


class NotStored(Exception):
    """The store did not take a file. Its text is a sentence for the person who sent the file."""

    status = 503

    def __init__(self, sentence: Any = None) -> None:
        super().__init__(sentence or _("The file cannot be kept at the moment. Nothing was saved."))

    @property
    def sentence(self) -> str:
        """Returns the reason in the reader's language."""
        return str(self.args[0])


class StoreFull(NotStored):
    """The disk is full."""

    status = 507

    def __init__(self) -> None:
        super().__init__(_("There is no room left for files. Nothing was saved."))


class TooLarge(NotStored):
    """The content is longer than the caller allows."""

    status = 413

    def __init__(self, most: int) -> None:
        super().__init__(_("The file is too large."))
        self.most = most


class NotInStore(Exception):
    """The store cannot give a file back: it is missing, or its content is not what its name says."""

    def __init__(self, sha256: str, why: str) -> None:
        super().__init__(f"{sha256}: {why}")
        self.sha256, self.why = sha256, why


def put(content: bytes | Iterable[bytes] | IO[bytes], *, most: int | None = None) -> Stored:
    """Keeps the content and returns its checksum and size. Content that is kept already is not written again.

    Takes bytes, pieces of bytes, or an open file, and holds one piece of it in memory. ``most``: bytes. Raises
    TooLarge, StoreFull, or NotStored if the store does not work.
    """
    with _refusing(), TemporaryFile() as copy:
        digest, size = hashlib.sha256(), 0
        for piece in _pieces(content):
            size += len(piece)
            if most is not None and size > most:
                raise TooLarge(most)
            digest.update(piece)
            copy.write(piece)
        stored = Stored(digest.hexdigest(), size)
        copy.seek(0)
        _keep(stored, copy)
    return stored


def open_stored(sha256: str) -> IO[bytes]:
    """Returns a kept file, open for reading, after its content was compared with its checksum.

    Raises NotInStore if it is missing or altered, ValueError for a text that is no checksum.
    """
    storage, name = store(), name_of(sha256)
    try:
        file = storage.open(name, "rb")
    except OSError as error:
        raise NotInStore(sha256, "missing" if isinstance(error, FileNotFoundError) else "not readable") from error
    if checksum(file) != sha256:
        file.close()
        raise NotInStore(sha256, "altered")
    file.seek(0)
    return file


def holds(sha256: str) -> bool:
    """Returns whether a file of this checksum is in the store. Does not read its content."""
    return store().exists(name_of(sha256))


def remove(sha256: str) -> None:
    """Takes a file out of the store. The caller makes sure that no row needs it. Removing it twice is no error."""
    store().delete(name_of(sha256))


def store() -> Storage:
    """Returns the storage of the setting ``STORAGES["files"]``."""
    return storages["files"]


def name_of(sha256: str) -> str:
    """Returns the name of a content in the storage: two folders keep each folder small. Raises ValueError."""
    if not SHA256.fullmatch(sha256):
        raise ValueError("This is no SHA-256 in small hexadecimal digits.")
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def _keep(stored: Stored, copy: IO[bytes]) -> None:
    storage, name = store(), name_of(stored.sha256)
    if storage.exists(name):
        with storage.open(name, "rb") as file:
            sound = checksum(file) == stored.sha256
        if sound and hasattr(storage, "touch"):
            # Otherwise a file that nothing refers to yet could be removed as an old one
            storage.touch(name)
        if sound:
            return
        storage.delete(name)
    saved = storage.save(name, File(copy, name=stored.sha256))
    if saved != name:
        # Another process saved the same content meanwhile, and this storage does not overwrite
        storage.delete(saved)


def _pieces(content: bytes | Iterable[bytes] | IO[bytes]) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
    elif hasattr(content, "read"):
        while piece := content.read(CHUNK):
            yield piece
    else:
        yield from content


def checksum(file: IO[bytes]) -> str:
    """Returns the SHA-256 of an open file, from where it stands to its end."""
    digest = hashlib.sha256()
    for piece in _pieces(file):
        digest.update(piece)
    return digest.hexdigest()


@contextmanager
def _refusing() -> Iterator[None]:
    """Turns an error of the storage into a sentence for the person who sent the file."""
    try:
        yield
    except NotStored:
        raise
    except Exception as error:
        # Storages of other hosts raise errors of their own
        log.warning("The file store took no file: %r", error)
        raise (StoreFull() if getattr(error, "errno", None) in FULL else NotStored()) from error


def refusal() -> str:
    """Returns why the store takes no file at the moment; empty if it takes one. Leaves nothing in the store."""
    kept = store()
    try:
        if isinstance(kept, FolderStorage):
            kept.try_to_write()
        else:
            kept.exists(name_of("0" * 64))
    except OSError as error:
        return error.strerror or str(error)
    return ""
