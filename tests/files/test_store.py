"""The file store: whole files under the checksum of their content, and no others."""

import errno
import hashlib
import os
import signal
import stat
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import InMemoryStorage
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from projects.files import references
from projects.files.references import remove_unreferenced, unreferenced
from projects.files.storage import FolderStorage
from projects.files.store import (
    NotInStore,
    NotStored,
    Stored,
    StoreFull,
    TooLarge,
    holds,
    name_of,
    open_stored,
    put,
    remove,
)

ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
"""SHA-256 of "abc", from FIPS 180-2."""


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path, needed: set[str]) -> Path:
    """An empty store, of which the register needs no file."""
    options = {"location": str(tmp_path / "store")}
    own = {"BACKEND": "projects.files.storage.FolderStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "files": own}
    return tmp_path / "store"


@pytest.fixture
def needed(monkeypatch: Any) -> set[str]:
    """The checksums that the register needs: the test fills it."""
    checksums: set[str] = set()
    monkeypatch.setattr(references, "_references", [lambda: checksums])
    monkeypatch.setattr(references, "_removed", [])
    return checksums


def path_of(folder: Path, sha256: str) -> Path:
    return folder / name_of(sha256)


def age(folder: Path, sha256: str, days: float) -> None:
    moment = timezone.now().timestamp() - days * 86_400
    os.utime(path_of(folder, sha256), (moment, moment))


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_file_is_kept_under_its_checksum(folder: Path) -> None:
    assert put(b"abc") == Stored(ABC, 3)
    assert path_of(folder, ABC) == folder / "ba" / "78" / ABC
    with open_stored(ABC) as file:
        assert file.read() == b"abc"


@pytest.mark.parametrize("content", [b"abc", [b"a", b"", b"bc"], BytesIO(b"abc")])
def test_bytes_pieces_and_open_files_are_kept_alike(content: Any) -> None:
    assert put(content) == Stored(ABC, 3)


@given(content=st.binary(max_size=300_000))
def test_whatever_is_kept_comes_back(content: bytes) -> None:
    stored = put(content)
    assert stored == Stored(hashlib.sha256(content).hexdigest(), len(content))
    with open_stored(stored.sha256) as file:
        assert file.read() == content


def test_the_same_content_is_kept_once(folder: Path) -> None:
    put(b"abc")
    before = path_of(folder, ABC).stat().st_ino
    put(b"abc")
    assert files_in(folder) == [ABC]
    assert path_of(folder, ABC).stat().st_ino == before


def test_only_the_own_user_may_open_the_folder_and_its_files(folder: Path) -> None:
    put(b"abc")
    file = path_of(folder, ABC)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {stat.S_IMODE(place.stat().st_mode) for place in (folder, file.parent, file.parent.parent)} == {0o700}


def test_an_altered_file_is_not_given_back(folder: Path) -> None:
    put(b"abc")
    path_of(folder, ABC).write_bytes(b"abd")
    with pytest.raises(NotInStore, match="altered"):
        open_stored(ABC)


def test_a_missing_file_is_not_given_back() -> None:
    with pytest.raises(NotInStore, match="missing"):
        open_stored(ABC)


def test_an_altered_file_is_mended_when_its_content_is_sent_again(folder: Path) -> None:
    put(b"abc")
    path_of(folder, ABC).write_bytes(b"ab")
    put(b"abc")
    with open_stored(ABC) as file:
        assert file.read() == b"abc"


@pytest.mark.parametrize("text", ["", "../../etc/passwd", ABC.upper(), f"{ABC}\n", ABC[:63], f"{ABC[:62]}/x", "ß" * 64])
def test_a_text_that_is_no_checksum_opens_nothing(text: str) -> None:
    with pytest.raises(ValueError, match="no SHA-256"):
        open_stored(text)


def test_more_than_the_allowed_bytes_are_refused_before_they_are_all_read(folder: Path) -> None:
    read: list[int] = []

    def endless() -> Iterator[bytes]:
        while True:
            read.append(1)
            yield b"x" * 1000

    assert put([b"x" * 1000, b"y" * 1000], most=2000).size == 2000
    with pytest.raises(TooLarge):
        put(endless(), most=2500)
    assert len(read) == 3
    assert len(files_in(folder)) == 1


@pytest.mark.parametrize(
    ("number", "expected", "status"),
    [(errno.ENOSPC, StoreFull, 507), (errno.EDQUOT, StoreFull, 507), (errno.EACCES, NotStored, 503)],
)
def test_a_disk_that_takes_nothing_is_a_sentence_and_leaves_nothing(
    folder: Path, monkeypatch: Any, number: int, expected: type[NotStored], status: int
) -> None:
    def refuse(self: Any, file: Any, content: Any) -> None:
        file.write(b"a")
        raise OSError(number, "no")

    monkeypatch.setattr(FolderStorage, "_write", refuse)
    with pytest.raises(expected) as refused:
        put(b"abc")
    assert refused.value.status == status
    assert refused.value.sentence.endswith("Nothing was saved.")
    assert files_in(folder) == []


def test_a_folder_without_the_right_to_write_is_a_sentence(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    options = {"location": str(tmp_path / "file" / "store")}
    own = {"BACKEND": "projects.files.storage.FolderStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "files": own}
    with pytest.raises(NotStored):
        put(b"abc")


def test_a_process_that_is_killed_while_it_writes_leaves_no_file_of_that_name(folder: Path) -> None:
    program = f"""
        import os, signal
        from django.conf import settings
        settings.configure()
        from django.core.files.base import ContentFile
        from projects.files.storage import FolderStorage
        def killed(self, file, content):
            file.write(b"a")
            file.flush()
            os.kill(os.getpid(), signal.SIGKILL)
        FolderStorage._write = killed
        FolderStorage(location={str(folder)!r}).save({name_of(ABC)!r}, ContentFile(b"abc"))
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert not holds(ABC)
    left = files_in(folder)
    assert len(left) == 1
    assert left[0].startswith(".begun-")
    for path in folder.rglob(".begun-*"):
        os.utime(path, (0, 0))
    assert len(remove_unreferenced(timezone.now())) == 1
    assert files_in(folder) == []


def test_another_storage_of_django_serves_as_well(settings: Any, monkeypatch: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "files": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    }
    put(b"abc")
    put(b"abc")
    with open_stored(ABC) as file:
        assert file.read() == b"abc"
    # Both processes look before either saves: this storage then saves under another name
    with monkeypatch.context() as racing:
        racing.setattr(InMemoryStorage, "exists", lambda *_args: False)
        put(b"abc")
    assert list(unreferenced()) == [name_of(ABC)]
    remove(ABC)
    remove(ABC)
    assert not holds(ABC)


def test_old_files_that_nothing_refers_to_are_removed_and_no_others(folder: Path, needed: set[str]) -> None:
    old, young, known = (put(text).sha256 for text in (b"old", b"young", b"known"))
    needed.add(known)
    age(folder, old, 1.1)
    age(folder, known, 400)
    call_command("files", "--remove-unreferenced", stdout=(said := StringIO()))
    assert said.getvalue() == "Removed 1 files.\n"
    assert files_in(folder) == sorted([young, known])


def test_a_file_that_is_sent_again_counts_as_young(folder: Path, needed: set[str]) -> None:
    put(b"abc")
    age(folder, ABC, 3)
    put(b"abc")
    assert remove_unreferenced(timezone.now() - timedelta(days=1)) == []


def test_a_file_that_a_change_names_meanwhile_stays(folder: Path, monkeypatch: Any) -> None:
    put(b"abc")
    age(folder, ABC, 3)
    answers = iter([set(), {ABC}])
    monkeypatch.setattr(references, "_references", [lambda: next(answers)])
    assert remove_unreferenced(timezone.now() - timedelta(days=1)) == []
    assert holds(ABC)


def test_the_check_names_missing_altered_and_unreferenced_files(folder: Path, needed: set[str]) -> None:
    altered, gone, sound, spare = (put(text).sha256 for text in (b"altered", b"gone", b"sound", b"spare"))
    needed.update([altered, gone, sound])
    path_of(folder, altered).write_bytes(b"other")
    remove(gone)
    said = StringIO()
    with pytest.raises(CommandError, match="2 of 3 files are missing or altered"):
        call_command("files", "--check", stdout=said)
    named = set(said.getvalue().splitlines())
    assert named == {f"{altered}: altered", f"{gone}: missing", f"{name_of(spare)}: unreferenced"}
    needed.difference_update([altered, gone])
    call_command("files", "--check", stdout=(again := StringIO()))
    assert again.getvalue().splitlines()[-1] == "All 1 files are as their checksums say."


def test_the_check_of_a_store_that_was_never_used_finds_nothing(needed: set[str]) -> None:
    call_command("files", "--check", stdout=(said := StringIO()))
    assert said.getvalue() == "All 0 files are as their checksums say.\n"
