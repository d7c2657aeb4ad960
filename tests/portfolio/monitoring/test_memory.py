"""A worker that became large is replaced, and no request is lost with it."""

import runpy
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any
from unittest.mock import Mock

import pytest
from gunicorn.config import Config
from gunicorn.workers.gthread import ThreadWorker

from portfolio.monitoring import memory
from tests.accounts.workers import ROOT, Visitor, four_workers


def test_a_process_is_large_above_the_limit_and_never_without_one(settings: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(memory, "megabytes", lambda: 200.5)
    found = {}
    for limit in (0, 200, 201):
        settings.WORKER_MEMORY_MB = limit
        found[limit] = memory.is_large()
    assert found == {0: False, 200: True, 201: False}


def test_the_memory_is_what_the_system_says(tmp_path: Path, monkeypatch: Any) -> None:
    status = tmp_path / "status"
    monkeypatch.setattr(memory, "RESIDENT", status)
    assert memory.megabytes() == 0
    status.write_text("Name:\tpython\nVmHWM:\t  300000 kB\nVmRSS:\t  250000 kB\n")
    assert memory.megabytes() == 256


@pytest.fixture
def worker(monkeypatch: Any) -> Iterator[Any]:
    """A worker of gunicorn whose process is large, without a process."""
    monkeypatch.setattr(memory, "is_large", lambda: True)
    made = runpy.run_path(str(ROOT / "gunicorn.conf.py"))["Worker"](1, 1, [], None, 30, Config(), Mock())
    made.alive = True
    yield made
    made.tmp.close()


def test_a_large_worker_ends_after_its_request_and_a_small_one_goes_on(worker: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(ThreadWorker, "handle_request", lambda _self, _request, _connection: "kept open")
    monkeypatch.setattr(memory, "is_large", lambda: False)
    assert (worker.handle_request(None, None), worker.alive) == ("kept open", True)
    monkeypatch.setattr(memory, "is_large", lambda: True)
    assert (worker.handle_request(None, None), worker.alive) == ("kept open", False)


def test_a_large_worker_does_not_end_while_it_sends_a_file(worker: Any, monkeypatch: Any) -> None:
    begun, sent = Event(), Event()

    def answer(_self: Any, request: str, _connection: Any) -> bool:
        begun.set()
        return request != "file" or sent.wait(10)

    monkeypatch.setattr(ThreadWorker, "handle_request", answer)
    with ThreadPoolExecutor(1) as thread:
        download = thread.submit(worker.handle_request, "file", None)
        assert begun.wait(10)
        worker.handle_request("page", None)
        alive = worker.alive
        sent.set()
        assert download.result()
    assert (alive, worker.alive) == (True, False)


def test_a_request_that_fails_is_counted_as_ended(worker: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(ThreadWorker, "handle_request", Mock(side_effect=StopIteration))
    with pytest.raises(StopIteration):
        worker.handle_request(None, None)
    assert (worker.running, worker.alive) == (0, False)


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_requests_are_answered_while_their_workers_are_replaced() -> None:
    with four_workers(WORKER_MEMORY_MB="1") as port:
        visitor = Visitor(port, "192.0.2.1")
        with ThreadPoolExecutor(4) as several:
            found = list(several.map(lambda _number: visitor.send("GET", "/healthz"), range(40)))
    assert found == [200] * 40
