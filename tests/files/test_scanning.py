"""The scanner of uploaded files (``FILE_SCANNER``): a refused file, and one that was not looked at, is not kept."""

import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.roles import Role
from changes.models import Change
from projects.files import scanning
from projects.models import DocumentFile
from tests import builders
from tests import sample_files as samples
from tests.rights import people

pytestmark = pytest.mark.django_db
ADDRESSES = ("/documents/paper/files/", "/api/v1/documents/paper/files/")
SCANNER = """
import pathlib, sys, time
content = pathlib.Path(sys.argv[-1]).read_bytes()
pathlib.Path(sys.argv[-2]).write_text(sys.argv[-1])
if b"slow" in content:
    time.sleep(30)
sys.exit(1 if b"virus" in content else 2 if b"broken" in content else 0)
"""


@pytest.fixture
def store(settings: Any, tmp_path: Path) -> Path:
    options = {"location": str(tmp_path / "store")}
    own = {"BACKEND": "projects.files.storage.FolderStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "files": own}
    builders.source()
    return tmp_path / "store"


@pytest.fixture
def seen(settings: Any, tmp_path: Path, store: Path) -> Path:
    """A scanner. The file that the fixture returns has the path of the last file that the scanner looked at."""
    program, seen = tmp_path / "my scanner.py", tmp_path / "seen"
    program.write_text(SCANNER)
    settings.FILE_SCANNER = f"{sys.executable} '{program}' {seen}"
    return seen


def send(content: bytes, address: str, name: str = "the-adviser") -> Any:
    client = Client()
    client.force_login(people.account(Role.ADVISER, name))
    return client.post(address, {"file": SimpleUploadedFile("Letter.txt", content)})


def kept(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]


@pytest.mark.parametrize(("address", "status"), [*zip(ADDRESSES, (302, 201), strict=True)])
def test_a_clean_file_is_taken_and_its_copy_is_gone(seen: Path, address: str, status: int) -> None:
    assert send(b"A letter", address).status_code == status
    assert DocumentFile.objects.count() == 1
    assert not Path(seen.read_text()).exists()


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_file_that_the_scanner_refuses_is_a_sentence_and_nothing_is_kept(
    seen: Path, store: Path, address: str
) -> None:
    answer = send(b"A virus", address)
    assert answer.status_code == 400
    assert "The scanner of this site refuses the file. Nothing was saved." in answer.content.decode()
    assert (kept(store), DocumentFile.objects.count(), Change.objects.count()) == ([], 0, 0)
    assert not Path(seen.read_text()).exists()


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("content", [b"A broken letter", b"A slow letter"])
def test_a_file_that_was_not_looked_at_is_not_kept(
    seen: Path, store: Path, monkeypatch: Any, address: str, content: bytes
) -> None:
    monkeypatch.setattr(scanning, "SECONDS", 2)
    answer = send(content, address)
    assert answer.status_code == 503
    assert "The file cannot be scanned at the moment. Nothing was saved." in answer.content.decode()
    assert (kept(store), DocumentFile.objects.count()) == ([], 0)


def test_a_scanner_that_is_gone_takes_no_file(settings: Any, store: Path) -> None:
    settings.FILE_SCANNER = "/nowhere/scanner --now"
    assert send(b"A letter", ADDRESSES[1]).status_code == 503
    assert kept(store) == []


def test_a_file_that_is_kept_already_is_scanned_again(seen: Path) -> None:
    """The scanner may know more by now."""
    assert send(b"A letter", ADDRESSES[1]).status_code == 201
    seen.unlink()
    answer = send(b"A letter", ADDRESSES[1], "another")
    assert answer.json() == {"file": ["This file is already version 1 of the document."]}
    assert seen.exists()


@pytest.mark.parametrize("command", ["/nowhere/scanner --now", "'clamdscan", "no-such-scanner"])
def test_a_command_that_the_machine_does_not_have_stops_the_start(settings: Any, command: str) -> None:
    settings.FILE_SCANNER = command
    with pytest.raises(ImproperlyConfigured, match="FILE_SCANNER"):
        scanning.check_setting()


def test_a_file_of_a_wrong_type_is_not_given_to_the_scanner(seen: Path) -> None:
    assert send(samples.EXECUTABLE, ADDRESSES[0]).status_code == 400
    assert not seen.exists()
