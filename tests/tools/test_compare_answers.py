"""The comparison of two sites: it reports an answer that differs, and nothing else."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from tools import compare_answers

pytestmark = pytest.mark.once


def site(total: str) -> ThreadingHTTPServer:
    """Returns a server with ``total`` in its totals by status, and one project with "Å" in its reference."""

    class Answers(BaseHTTPRequestHandler):
        server: HTTPServer

        def do_GET(self) -> None:
            url = f"http://127.0.0.1:{self.server.server_port}"
            body: Any = {"saved": "2026-11-29T03:00:00.123456Z" if total == "1" else "2026-11-28T09:10:11.654321Z"}
            if self.path == "/api/v1/":
                body = {"projects": f"{url}/api/v1/projects/"}
            elif self.path.startswith("/api/v1/projects/?page_size"):
                body = {"results": [{"reference": "Å-1"}]}
            elif self.path.startswith("/api/v1/totals/?group_by=status&"):
                body = {"total": total}
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *arguments: Any) -> None:
            """Prints nothing."""

    return ThreadingHTTPServer(("127.0.0.1", 0), Answers)


@pytest.fixture
def urls(request: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    monkeypatch.setenv("OVERSIGT_TOKEN_A", "a")
    monkeypatch.setenv("OVERSIGT_TOKEN_B", "b")
    servers = [site(total) for total in request.param]
    for server in servers:
        Thread(target=server.serve_forever, daemon=True).start()
    yield [f"http://127.0.0.1:{server.server_address[1]}" for server in servers]
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("urls", [("1", "1")], indirect=True)
def test_equal_answers_pass_whatever_the_address_and_the_moment_of_saving(urls: list[str], capsys: Any) -> None:
    assert compare_answers.main(*urls) == 0
    assert capsys.readouterr().out.endswith(" addresses, 0 differ\n")


@pytest.mark.parametrize("urls", [("1", "2")], indirect=True)
def test_a_different_answer_is_named(urls: list[str], capsys: Any) -> None:
    assert compare_answers.main(*urls) == 1
    # Six languages and two modes
    assert capsys.readouterr().out.count("differs: /api/v1/totals/?group_by=status&") == 12
