"""The WSGI entry point that gunicorn serves: ``gunicorn portfolio.wsgi``."""

import gc
import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portfolio.settings")
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
