"""The file of a backup: whole or not there, readable by its owner only, and any alteration is found."""

import errno
import json
import stat
import subprocess
import sys
import zipfile
from io import StringIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from changes.models import Way
from changes.opened import changing
from portfolio.backup import archive, taking
from portfolio.backup.archive import NotWhole, check, writing
from portfolio.backup.parts import LEFT_OUT, every_model, parts
from projects.models import Organisation
from tests.cases import examples
from tests.portfolio.backup.registers import backup_of_now


def _small(folder: Path) -> Path:
    """An archive of a few hundred bytes, with one part and no file."""
    path = folder / "small.zip"
    with writing(path) as writer:
        rows, sha256 = writer.member("rows/t.ndjson", [b"[1]\n", b"[2]\n"])
        part = {"table": "t", "rows": rows, "sha256": sha256}
        writer.member(archive.MANIFEST, [json.dumps({"format": 1, "parts": [part], "files": []}).encode()])
    return path


@examples(60)
@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_every_altered_byte_is_found(tmp_path_factory: Any, place: int, bit: int) -> None:
    path = _small(tmp_path_factory.mktemp("archive"))
    content = bytearray(path.read_bytes())
    content[place % len(content)] ^= 1 << bit
    path.write_bytes(content)
    with pytest.raises(NotWhole):
        check(path)


@examples(30)
@given(length=st.integers(0, 10_000))
def test_every_shortened_file_is_found(tmp_path_factory: Any, length: int) -> None:
    path = _small(tmp_path_factory.mktemp("archive"))
    path.write_bytes(path.read_bytes()[: length % path.stat().st_size])
    with pytest.raises(NotWhole, match="no whole backup"):
        check(path)


def _damaged(path: Path, *members: str) -> Path:
    """Changes a byte in the middle of these parts."""
    with zipfile.ZipFile(path) as file:
        places = [(info.header_offset, info.compress_size) for info in map(file.getinfo, members)]
        ends = [offset + 30 + len(name) + size // 2 for (offset, size), name in zip(places, members, strict=True)]
    content = bytearray(path.read_bytes())
    for place in ends:
        content[place] ^= 0xFF
    path.write_bytes(content)
    return path


def _many(folder: Path, number: int) -> Path:
    path = folder / "many.zip"
    with writing(path) as writer:
        parts = []
        for place in range(number):
            rows, sha256 = writer.member(f"rows/t{place}.ndjson", [b"[%d]\n" % (one * 7919) for one in range(99)])
            parts.append({"table": f"t{place}", "rows": rows, "sha256": sha256})
        writer.member(archive.MANIFEST, [json.dumps({"format": 1, "parts": parts, "files": []}).encode()])
    return path


def test_a_damaged_part_is_named_with_its_file(tmp_path: Path) -> None:
    path = _damaged(_many(tmp_path, 3), "rows/t1.ndjson")
    with pytest.raises(CommandError) as refused:
        call_command("backup", "--check", path)
    assert str(refused.value) == "many.zip is no whole backup: damaged in it: rows/t1.ndjson."
    with pytest.raises(CommandError) as refused:
        call_command("restore", path)
    assert str(refused.value) == "Nothing was restored. many.zip is no whole backup: damaged in it: rows/t1.ndjson."


def test_of_many_damaged_parts_the_first_are_named(tmp_path: Path) -> None:
    path = _damaged(_many(tmp_path, 8), *(f"rows/t{place}.ndjson" for place in range(1, 8)))
    names = ", ".join(f"rows/t{place}.ndjson" for place in range(1, 6))
    with pytest.raises(NotWhole, match=rf"damaged in it: {names} and 2 more\.$"):
        check(path)


def test_an_alteration_outside_the_parts_says_so(tmp_path: Path) -> None:
    path = _many(tmp_path, 2)
    content = bytearray(path.read_bytes())
    content[-1] = ord("g")
    path.write_bytes(content)
    with pytest.raises(NotWhole, match="each of its parts can be read"):
        check(path)


def test_who_may_not_read_a_backup_learns_what_to_do(tmp_path: Path, monkeypatch: Any) -> None:
    path, owner = _small(tmp_path), "oversigt"
    monkeypatch.setattr(Path, "owner", lambda _path: owner)

    def refuse(*_args: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(archive, "_require_unaltered", refuse)
    what = (
        f"{path}: Permission denied. Only its owner (oversigt) may read a backup: run the command as that user, or as"
        " root copy the file to a folder that you may read, and give yourself the copy."
    )
    for command, said in ((("backup", "--check"), what), (("restore", "--check"), what)):
        with pytest.raises(CommandError) as refused:
            call_command(*command, path)
        assert str(refused.value) == said
    with pytest.raises(CommandError) as refused:
        call_command("restore", path)
    assert str(refused.value) == f"Nothing was restored. {what}"


def test_a_longer_file_is_found(tmp_path: Path) -> None:
    path = _small(tmp_path)
    with path.open("ab") as file:
        file.write(b"\n")
    with pytest.raises(NotWhole, match="no whole backup"):
        check(path)


def test_a_part_with_other_rows_than_the_manifest_says_is_found(tmp_path: Path) -> None:
    path = tmp_path / "small.zip"
    with writing(path) as writer:
        rows, _sha256 = writer.member("rows/t.ndjson", [b"[1]\n"])
        part = {"table": "t", "rows": rows, "sha256": "0" * 64}
        writer.member(archive.MANIFEST, [json.dumps({"format": 1, "parts": [part], "files": []}).encode()])
    with pytest.raises(NotWhole, match=r"small\.zip: The rows of t are not those that were written"):
        check(path)


def test_another_archive_is_no_backup(tmp_path: Path) -> None:
    path = tmp_path / "other.zip"
    with writing(path) as writer:
        writer.member("letter.txt", [b"Dear reader"])
    with pytest.raises(NotWhole, match=r"other\.zip is no backup of Oversigt"):
        check(path)


def test_a_later_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "later.zip"
    with writing(path) as writer:
        writer.member(archive.MANIFEST, [b'{"format": 2}'])
    with pytest.raises(NotWhole, match=r"later\.zip: This backup has format 2"):
        check(path)


def test_it_is_a_zip_archive_that_other_programs_read(dokument8: None, tmp_path: Path) -> None:
    path = backup_of_now(tmp_path)
    with zipfile.ZipFile(path) as file:
        assert file.testzip() is None
        assert file.getinfo("rows/projects_project.ndjson").compress_type == zipfile.ZIP_DEFLATED
        manifest = json.loads(file.read("manifest.json"))
        councils = [json.loads(line) for line in file.read("rows/projects_council.ndjson").splitlines()]
    part = next(part for part in manifest["parts"] if part["table"] == "projects_council")
    codes = [row[[name for name, _kind in part["columns"]].index("code")] for row in councils]
    assert part["rows"] == 5
    assert sorted(codes) == ["MR-JÄM", "MR-LAG", "MR-NARKO", "MR-S", "MR-SAM"]


def test_only_the_owner_may_read_it(db: None, tmp_path: Path) -> None:
    assert stat.S_IMODE(backup_of_now(tmp_path).stat().st_mode) == 0o600


def test_a_full_disk_leaves_the_earlier_backup(db: None, tmp_path: Path, monkeypatch: Any) -> None:
    path = backup_of_now(tmp_path)
    before = path.read_bytes()

    def full(*_args: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(archive.os, "fsync", full)
    with pytest.raises(CommandError, match=r"No space left on device\. No backup was written"):
        call_command("backup", path, stdout=StringIO())
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_failure_on_the_way_leaves_no_file(db: None, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(taking, "last_key", lambda _part: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        backup_of_now(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_next_backup_removes_what_a_killed_one_left(tmp_path: Path) -> None:
    """A process that is killed cannot tidy up. One that still writes keeps its file."""
    killed = f"""
import os, pathlib, signal
from portfolio.backup.archive import writing
with writing(pathlib.Path({str(tmp_path / "killed.zip")!r})) as writer:
    writer.member("t", [b"1"])
    os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", killed], check=False, cwd=settings.BASE_DIR)
    (left,) = tmp_path.iterdir()
    assert left.name.startswith(".killed.zip.begun-")
    with writing(tmp_path / "first.zip") as first:
        assert not left.exists()
        first.member("t", [b"1"])
        _small(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["first.zip", "small.zip"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file or directory"):
        call_command("backup", "--check", tmp_path / "none.zip")


def test_the_check_says_what_a_backup_holds(dokument8: None, tmp_path: Path) -> None:
    out = StringIO()
    call_command("backup", "--check", backup_of_now(tmp_path), stdout=out)
    assert "is whole" in out.getvalue()


def test_every_table_is_in_the_backup_or_left_out_for_a_reason() -> None:
    assert {part.model._meta.label for part in parts()} | LEFT_OUT.keys() == {
        model._meta.label for model in every_model()
    }


@pytest.mark.django_db(transaction=True)
def test_everything_is_of_one_moment(tmp_path: Path, monkeypatch: Any) -> None:
    """Somebody saves while the backup is written: neither the row nor its change is in the backup, nor half of both."""
    write_part = taking._write_part

    def save() -> None:
        with changing(way=Way.PAGE):
            Organisation.objects.create(slug="meanwhile", name_en="Meanwhile")
        connection.close()

    def meanwhile(writer: Any, part: Any, said: Any) -> Any:
        if part.table == "auth_user":
            thread = Thread(target=save)
            thread.start()
            thread.join()
        return write_part(writer, part, said)

    monkeypatch.setattr(taking, "_write_part", meanwhile)
    rows = {part["table"]: part["rows"] for part in taking.take(tmp_path / "register.zip")["parts"]}
    assert Organisation.objects.get().slug == "meanwhile"
    assert (rows["projects_organisation"], rows["projects_historicalorganisation"], rows["changes_change"]) == (0, 0, 0)
