"""The command line: the same files, complete or not at all, and errors that name the known values."""

import csv
import io
import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from reports import command_line
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("dokument8")
def test_a_list_is_written_to_a_file(tmp_path: Path) -> None:
    call_command("export", "projects", "--format", "ndjson", "--filter", "status=ongoing", output=tmp_path / "p.ndjson")
    rows = [json.loads(line) for line in (tmp_path / "p.ndjson").read_text("utf-8").splitlines()]
    assert [row["reference"] for row in rows] == [f"DOK8-O0{number}" for number in range(1, 7)]
    assert [path.name for path in tmp_path.iterdir()] == ["p.ndjson"]


@pytest.mark.usefixtures("dokument8")
def test_a_report_is_written_in_the_language_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    call_command("report", "status", "--dialect", "excel", "--lang", "da", output=path)
    (*_rows, total) = csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";")
    assert (total[0], total[-1]) == ("I alt", "12000000,00")


@pytest.mark.usefixtures("dokument8")
def test_the_annex_is_written_as_a_document(tmp_path: Path) -> None:
    call_command("report", "annex", "--format", "pdf", "--lang", "sv", output=tmp_path / "a.pdf")
    assert PdfReader(tmp_path / "a.pdf").metadata is not None


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["export", "budgets"], "organisations"),
        (["export", "projects", "--format", "pdf"], "ndjson"),
        (["export", "projects", "--format", "csv", "--dialect", "x"], "excel"),
        (["export", "projects", "--lang", "de"], "da, sv"),
        (["export", "projects", "--filter", "status"], "NAME=VALUE"),
        (["export", "projects", "--filter", "statu=closed"], "statu"),
        (["export", "projects", "--query", "status=open"], "status"),
        (["report", "colour"], "core_area"),
        (["report", "status,status"], "group_by"),
        (["report", "status,kind,year"], "group_by"),
        (["report", "changes", "--since", "soon"], "since"),
        (["report", "annex", "--format", "csv"], "docx"),
    ],
)
def test_what_makes_no_sense_is_named(arguments: list[str], named: str) -> None:
    with pytest.raises(CommandError, match=named):
        call_command(*arguments)


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export", "projects", output=tmp_path / "no" / "such.csv")


def test_what_fails_on_the_way_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path, monkeypatch: Any) -> None:
    path = tmp_path / "p.csv"
    path.write_text("the old one")
    builders.project("P-1")
    monkeypatch.setattr("reports.exports.base.portions", lambda *_args: (_ for _ in ()))
    with pytest.raises(CommandError, match="0 rows instead of the 1"):
        call_command("export", "projects", output=path)
    assert path.read_text() == "the old one"
    assert list(tmp_path.iterdir()) == [path]


def test_pieces_go_to_standard_output(capfdbinary: Any) -> None:
    command_line.write([b"a", b"b"], None)
    assert capfdbinary.readouterr().out == b"ab"


def test_a_device_or_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    command_line.write([b"a", b"b"], pipe)
    reader.join()
    assert read == [b"ab"]
    assert pipe.is_fifo()


def test_a_link_to_a_file_goes_on_leading_to_it(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "file")
    command_line.write([b"a"], tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_bytes() == b"a"


def test_a_new_file_is_as_private_as_the_user_wants_it(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        command_line.write([b"a"], tmp_path / "file")
    finally:
        os.umask(before)
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Only Linux has a device that is always full")
def test_a_full_device_is_said() -> None:
    with pytest.raises(CommandError, match="No space left"):
        command_line.write([b"a"], Path("/dev/full"))


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="directory"):
        command_line.write([b"a"], tmp_path)
