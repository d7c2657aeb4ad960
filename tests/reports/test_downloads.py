"""The transfer of a file: it is complete, or every client sees that it broke; and nothing is left behind."""

import contextlib
import http.client
import io
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from openpyxl import load_workbook

from reports.files.downloads import download, pieces
from reports.files.snapshots import snapshot
from reports.formats import renderer_for
from reports.renderers.base import BrokenTransfer
from reports.table import Column, Row, Table
from tests import builders

ROOT = Path(__file__).resolve().parents[2]
FORMATS = ["csv", "xlsx", "ndjson", "json"]


def table(rows: Any, count: int) -> Table:
    return Table(name="t", title="A table", columns=[Column("title", "Title")], rows=rows, count=count)


def request(protocol: str = "HTTP/1.1") -> Any:
    return RequestFactory().get("/", SERVER_PROTOCOL=protocol)


# HTTP/1.0 has no chunks: without a length, a client cannot know where the answer should have ended


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORMATS)
def test_over_http_1_0_a_file_says_its_length(name: str) -> None:
    rows = [Row(["one"]), Row(["two"])]
    response = download(table(rows, 2), renderer_for(name), request("HTTP/1.0"))
    content = b"".join(response)
    response.close()
    assert response["Content-Length"] == str(len(content))
    assert content == b"".join(download(table(rows, 2), renderer_for(name), request()))


@pytest.mark.django_db
def test_over_http_1_0_a_file_that_breaks_is_an_error_and_no_file() -> None:
    with pytest.raises(BrokenTransfer):
        download(table([Row(["one"])], 2), renderer_for("csv"), request("HTTP/1.0"))


@pytest.mark.django_db
def test_over_http_1_1_the_file_is_streamed_without_a_length() -> None:
    response = download(table([Row(["one"])], 1), renderer_for("csv"), request())
    assert "Content-Length" not in response
    assert next(iter(response)) == b"title\r\n"
    response.close()


# Over a real server: this folder's ``breaking_server``


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    """Starts gunicorn as ``make run`` does, with files of 20,000 rows; yields its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {**os.environ, "DATABASE_URL": "sqlite://"}
    command = ["-m", "gunicorn", "tests.reports.breaking_server", "--bind", f"127.0.0.1:{port}"]
    options = ["--workers", "1", "--threads", "4", "--log-level", "critical", "--no-control-socket"]
    child = subprocess.Popen([sys.executable, *command, *options], cwd=ROOT, env=env)
    try:
        _wait_for(port, child)
        yield port
    finally:
        child.terminate()
        child.wait(20)


def _wait_for(port: int, child: Any) -> None:
    for _try in range(300):
        assert child.poll() is None, "The server did not start."
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise AssertionError("The server did not answer.")


def got(port: int, path: str) -> tuple[http.client.HTTPResponse, bytes]:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    client.request("GET", path)
    response = client.getresponse()
    try:
        return response, response.read()
    finally:
        client.close()


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_comes_whole_over_a_real_server(server: int, name: str) -> None:
    response, content = got(server, f"/{name}")
    assert (response.status, response.headers["X-Row-Count"]) == (200, "20000")
    assert response.headers["Transfer-Encoding"] == "chunked"
    assert len(content) > 50_000


@pytest.mark.once
@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("fault", ["raises", "short", "long"])
def test_a_file_that_fails_on_the_way_is_a_broken_transfer(server: int, name: str, fault: str) -> None:
    with pytest.raises(http.client.IncompleteRead):
        got(server, f"/{name}/{fault}")


@pytest.mark.parametrize("fault", ["raises", "short", "long"])
def test_to_a_client_of_http_1_0_it_is_an_error(server: int, fault: str) -> None:
    with socket.create_connection(("127.0.0.1", server), 30) as client:
        client.sendall(f"GET /csv/{fault} HTTP/1.0\r\n\r\n".encode())
        answer = b"".join(iter(lambda: client.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.0 500 ")


# The database


def reads() -> bool:
    """Whether a transaction is open."""
    return bool(connection.in_atomic_block)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", FORMATS)
def test_a_client_that_hangs_up_leaves_no_transaction(reader: Any, name: str) -> None:
    for number in range(5):
        builders.allocation(builders.project(f"P-{number}"))
    parameters = {"page_size": "all"} if name == "json" else {"format": name}
    response = reader.get("/api/v1/projects/", parameters)
    next(iter(response))
    assert reads()
    response.close()
    assert not reads()
    builders.project("P-6")  # the connection writes as before


@pytest.mark.django_db
def test_rows_are_let_go_with_the_file_that_reads_them() -> None:
    def rows() -> Iterator[Row]:
        try:
            while True:
                yield Row(["one"])
        finally:
            ended.append(True)

    ended: list[bool] = []
    made = table(rows(), 100_000)
    content = pieces(made, renderer_for("csv"))
    while len(next(content)) < 100:
        assert not ended
    content.close()
    assert ended == [True]


@pytest.mark.django_db(transaction=True)
def test_what_breaks_leaves_no_transaction() -> None:
    with pytest.raises(BrokenTransfer):
        b"".join(pieces(table([], 1), renderer_for("csv")))
    assert not reads()


@pytest.mark.django_db(transaction=True)
def test_a_snapshot_reads_one_state_and_takes_no_lock_of_a_writer() -> None:
    with snapshot(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only')")
            assert cursor.fetchone() == ("repeatable read", "on")
        else:
            assert connection.transaction_mode == "DEFERRED"
    if connection.vendor == "sqlite":
        assert connection.transaction_mode == "IMMEDIATE"


@pytest.mark.django_db
def test_the_lines_about_a_file_are_reckoned_with_its_rows(reader: Any) -> None:
    """The sheet's count agrees with its rows, even if somebody saved after the request."""
    row = builders.allocation(builders.project("P-1"), "100.00")
    response: HttpResponse = reader.get("/api/v1/projects/", {"format": "xlsx"})
    row.amount = "250.00"
    row.save()
    content = b"".join(response)
    assert "250" in about(content)["Counted"]


def about(content: bytes) -> dict[str, str]:
    sheet = load_workbook(io.BytesIO(content)).worksheets[1]
    return {row[0].value: row[1].value for row in sheet.iter_rows(min_row=3)}
