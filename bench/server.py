"""A real server, and clients that ask it at once."""

import http.client
import itertools
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass

from bench.processes import ROOT, Failed

START = 60
"""Seconds within which a server has to answer."""


@contextmanager
def serving(workers: int) -> Iterator[int]:
    """Yields the port of gunicorn with this number of workers on the database of this process. Raises Failed."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "bench.usual.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", str(workers), "--threads", "4", "--log-level", "critical"]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, "HTTPS": "false"}) as server:
        try:
            _wait_for(port, server)
            yield port
        finally:
            server.terminate()


@dataclass
class Question:
    """What clients ask: ``{page}`` in the address becomes another number from 1 to ``pages`` each time."""

    address: str
    cookie: str
    pages: int = 1

    def __post_init__(self) -> None:
        self._numbers = itertools.cycle(range(1, self.pages + 1))

    def next(self) -> str:
        """Returns the next address. Threads may share a question."""
        return self.address.format(page=next(self._numbers))


def requests_a_second(port: int, question: Question, *, clients: int, seconds: float) -> float:
    """Returns how many requests these clients get answered a second, each one after the other. Raises Failed if an
    answer is no 200."""
    ends = time.monotonic() + seconds
    with ThreadPoolExecutor(clients) as pool:
        counts = [pool.submit(_ask, port, question, ends) for _ in range(clients)]
        answered = sum(count.result() for count in counts)
    return answered / (time.monotonic() - ends + seconds)


def _ask(port: int, question: Question, ends: float) -> int:
    answered = 0
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=120)) as connection:
        while time.monotonic() < ends:
            address = question.next()
            headers = {"Host": "localhost", "Cookie": f"sessionid={question.cookie}"}
            connection.request("GET", address, headers=headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise Failed(f"{address} answered {answer.status}")
            answered += 1
    return answered


def _free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + START
    while time.monotonic() < ends and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise Failed("gunicorn did not start")
