"""Lets requests that only read be answered by a replica."""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter

from accounts.keys import owner_of
from changes.primary import reading_from
from portfolio.databases.replicas.connecting import replica_for
from portfolio.databases.replicas.places import note_write

log = logging.getLogger(__name__)
READING = ("GET", "HEAD")
OF_PRIMARY = ("accounts", "allauth", "django")
"""Packages whose pages are about who is signed in, or edit: they are always read from the primary."""
NAMES_OF_PRIMARY = frozenset({"healthz", "readyz", "metrics", "api:token", "personal-feed"})
READS = Counter("oversigt_replica_reads", "Requests that only read, by what a replica did for them.", ["outcome"])


class ReadReplicas:
    """Answers reading from a replica, and notes where the log was after a write.

    A refusal or a failure is never the replica's: the primary is asked once more. So nobody is told that a record does
    not exist because a replica has not heard of it, a page that writes while it is read works, and a replica that stops
    is not noticed. One answer reads one database only.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.REPLICAS:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        request.replica, request.replica_failed, request.wrote = None, False, request.method not in READING
        response = self._answer(request)
        if request.replica is not None and (request.replica_failed or response.status_code >= 400):
            READS.labels("asked again").inc()
            request.replica_refused = True
            response = self._answer(request)
        if request.wrote:
            self._note(request)
        return response

    def process_view(self, request: Any, view: Any, _args: Any, _kwargs: Any) -> None:
        """Chooses the replica. It runs after the steps that decide who may see the page."""
        if request.method not in READING or hasattr(request, "replica_refused") or _is_of_primary(request, view):
            return
        by_key = "HTTP_AUTHORIZATION" in request.META
        request.replica = replica_for(owner_of(request) if by_key else request.user.pk)
        READS.labels("primary" if request.replica is None else "replica").inc()
        if request.replica is not None:
            request.replica_stack.enter_context(reading_from(request.replica))

    def process_exception(self, request: Any, exception: Exception) -> HttpResponse | None:
        """Lets the primary be asked where a replica failed. An error that is not the replica's comes again there."""
        if request.replica is None or hasattr(request, "replica_refused"):
            return None
        request.replica_failed = True
        # A replica refuses to write, and the page will write to the primary
        request.wrote = isinstance(exception, DatabaseError)
        return HttpResponse(status=503)

    def _answer(self, request: Any) -> Any:
        with ExitStack() as stack:
            request.replica_stack = stack
            response: Any = self.get_response(request)
        if response.streaming and request.replica is not None and not hasattr(request, "replica_refused"):
            _read_until_sent(response, request.replica)
        return response

    @staticmethod
    def _note(request: Any) -> None:
        user = getattr(request, "user", None)
        if user is None or user.pk is None:
            return
        try:
            note_write(user.pk)
        except (DatabaseError, InterfaceError) as error:
            # What was written is written: its answer is sent
            log.warning("The place of a write was not noted: %s", str(error).strip())


def _is_of_primary(request: Any, view: Any) -> bool:
    match = request.resolver_match
    view = getattr(view, "view_class", getattr(view, "cls", view))
    return match.view_name in NAMES_OF_PRIMARY or view.__module__.partition(".")[0] in OF_PRIMARY


def _read_until_sent(response: Any, replica: Any) -> None:
    """Lets each part of a streamed answer be read from the replica. Between the parts the thread is the primary's: what
    the middleware outside writes must not wait until the answer is sent.
    """
    response._resource_closers[:] = [partial(_within, replica, close) for close in response._resource_closers]
    response.streaming_content = _parts(iter(response.streaming_content), replica)


def _within(replica: Any, function: Callable[..., Any], *args: Any) -> Any:
    with reading_from(replica):
        return function(*args)


def _parts(parts: Iterator[Any], replica: Any) -> Iterator[Any]:
    end = object()
    while (part := _within(replica, next, parts, end)) is not end:
        yield part
