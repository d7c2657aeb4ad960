"""Counts each request, and writes a line about it into the log, without values that could name a person."""

import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import empty

from portfolio.logs import HIDDEN, without_secrets
from portfolio.middleware import GuardBrowsers
from portfolio.monitoring import asked
from portfolio.monitoring.metrics import count

log = logging.getLogger("oversigt.requests")
HEADER = "X-Request-ID"
PARAMETER = re.compile(r"[a-z][a-z_]{0,39}")
"""What names of our parameters look like."""
MOST_PARAMETERS = 20
_not_sent: ContextVar[Callable[[], None] | None] = ContextVar("not_sent", default=None)
"""Ends the request whose answer is still being sent in pieces."""


class WatchRequests:
    """Gives each request its number (``X-Request-ID``), counts it, and writes its line when the answer was sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = asked.begin(request.headers.get(HEADER, ""))
        response = self.get_response(request)
        response.headers[HEADER] = begun.number
        end = partial(_end, request, response, begun)
        if response.streaming:
            _not_sent.set(end)
        else:
            end()
        return response


def after_sending(**_signal: Any) -> None:
    """Ends a request, also one whose answer was sent in pieces: a receiver of ``request_finished``."""
    end = _not_sent.get()
    if end is not None:
        _not_sent.set(None)
        end()
    # Not before: Django writes its line about a refusal after all middleware
    asked.end()


def _end(request: HttpRequest, response: HttpResponse, begun: asked.Asked) -> None:
    match = request.resolver_match
    route = match.view_name if match else ""
    count(route, request.method or "", response.status_code, begun)
    if log.isEnabledFor(logging.INFO):
        facts = _facts(request, response, route, begun)
        log.info("%s %s %s", facts["method"], facts["path"], facts["status"], extra={"facts": facts})


def _facts(request: HttpRequest, response: HttpResponse, route: str, begun: asked.Asked) -> dict[str, Any]:
    return {
        "method": request.method,
        "path": _path(request),
        "route": route,
        # The names only: a search or a filter may name a person
        "parameters": [name for name in request.GET if PARAMETER.fullmatch(name)][:MOST_PARAMETERS],
        "status": response.status_code,
        "milliseconds": round(begun.seconds() * 1000, 1),
        "database_milliseconds": round(begun.database_seconds * 1000, 1),
        "queries": begun.queries,
        "account": _account(request),
    }


def _path(request: HttpRequest) -> str:
    path, match = request.path, request.resolver_match
    for name, value in (match.kwargs if match else {}).items():
        if name in GuardBrowsers.SECRETS:
            path = path.replace(str(value), HIDDEN)
    return without_secrets(path)


def _account(request: HttpRequest) -> int | None:
    """Returns the number of the account. It is not looked up: what no step asked for does not matter to the answer."""
    person = getattr(request, "user", None)
    person = getattr(person, "_wrapped", person)
    return None if person is None or person is empty else person.pk
