"""Which files of the store the register refers to. A file without a reference may be removed."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.core.files.storage import Storage

from projects.files.storage import FolderStorage
from projects.files.store import SHA256, NotInStore, name_of, open_stored, remove, store

References = Callable[[], Iterable[str]]
"""Returns the checksums that a room's rows and their history name."""
_references: list[References] = []


def refers_to_files(function: References) -> References:
    """Registers the function that names the files a room refers to. Called when the room is ready."""
    if function not in _references:
        _references.append(function)
    return function


Removed = Callable[[str], None]
_removed: list[Removed] = []


def when_removed(function: Removed) -> Removed:
    """Registers the function that is called with the checksum of each file that nothing needed and that was removed."""
    if function not in _removed:
        _removed.append(function)
    return function


def referred_to() -> set[str]:
    """Returns the checksums of all files to which a row or its history refers."""
    return {sha256 for function in _references for sha256 in function()}


def unsound(checksums: Iterable[str]) -> Iterator[NotInStore]:
    """Yields the files that are missing or altered. Reads all of them."""
    for sha256 in sorted(checksums):
        try:
            open_stored(sha256).close()
        except NotInStore as problem:
            yield problem


def unreferenced(before: datetime | None = None) -> Iterator[str]:
    """Yields the names in the store to which nothing refers; ``before``: only of files that are older."""
    known = {name_of(sha256) for sha256 in referred_to()}
    for name in _names(store()):
        if name not in known and (before is None or store().get_modified_time(name) < before):
            yield name


def remove_unreferenced(before: datetime) -> list[str]:
    """Removes the files to which nothing refers and that are older. Returns their names.

    Looks at the references again before each file: a change may have named it meanwhile.
    """
    removed = []
    for name in list(unreferenced(before)):
        sha256 = name.rsplit("/", 1)[-1]
        if not SHA256.fullmatch(sha256):
            store().delete(name)
        elif sha256 in referred_to() or store().get_modified_time(name) >= before:
            continue
        else:
            remove(sha256)
            for function in _removed:
                function(sha256)
        removed.append(name)
    return removed


def _names(storage: Storage | Any, folder: str = "") -> Iterator[str]:
    """Yields the names of the store's files: the complete ones, and those that were begun."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        if SHA256.fullmatch(name) or name.startswith(FolderStorage.BEGUN):
            yield f"{folder}/{name}" if folder else name
    for name in sorted(folders):
        yield from _names(storage, f"{folder}/{name}" if folder else name)
