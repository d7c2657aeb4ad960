"""The WSGI entry point that gunicorn serves: ``gunicorn portfolio.wsgi``."""

import gc
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portfolio.settings")
TOOLS = "rest_framework.test"
"""The tools of tests that drf-spectacular imports, for one class."""


class _Requests:
    """Stands for ``APIRequestFactory``: makes the real one when somebody asks for the schema of the API."""

    def __new__(cls, *args: Any, **options: Any) -> Any:
        from rest_framework.test import APIRequestFactory

        return APIRequestFactory(*args, **options)


@contextmanager
def _without_test_tools() -> Iterator[None]:
    """What is imported inside the block gets a stand-in for the tools of tests. With them come unittest and Jinja:
    5 MB in each worker.
    """
    if TOOLS in sys.modules:
        yield
        return
    stand_in: Any = ModuleType(TOOLS)
    stand_in.APIRequestFactory = _Requests
    sys.modules[TOOLS] = stand_in
    try:
        yield
    finally:
        del sys.modules[TOOLS]


with _without_test_tools():
    site = get_wsgi_application()
MOST_DISCARDED = 64 * 1024 * 1024
"""Bytes of a refused body that are read."""


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answers a request. A body that was refused as too large is read and dropped.

    gunicorn closes a connection with unread bytes at once: a proxy that still sends would never see the answer.
    """
    refused: list[bool] = []

    def noted(status: str, *rest: Any) -> Any:
        refused.append(status.startswith("413"))
        return start_response(status, *rest)

    answer = site(environ, noted)
    if any(refused):
        _discard(environ["wsgi.input"])
    return answer


def _discard(body: Any) -> None:
    left = MOST_DISCARDED
    while left > 0 and (piece := body.read(64 * 1024)):
        left -= len(piece)


# Objects loaded at the start stay: the garbage collector need not scan them all again for every large page
gc.collect()
gc.freeze()
