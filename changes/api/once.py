"""A request with an ``Idempotency-Key`` writes once, however often it is sent: each repetition gets the same answer.

The key is written first, in the transaction of the change. A second request at the same moment waits for it in the
database.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from changes.models import SentRequest

REPEATED = "Idempotent-Replayed"
"""The header that says that an answer is that of an earlier request."""


class AnotherRequest(APIException):
    """The key was used for a request that says something else."""

    status_code = 422


def once(request: Any, key: str, write: Callable[[], Response]) -> Response:
    """Returns what ``write`` answers, or the answer to the request that was sent with this key before.

    What ``write`` raises ends the transaction: nothing is written, and the key may be used again. Raises
    AnotherRequest.
    """
    if not key:
        with transaction.atomic():
            return write()
    SentRequest.objects.prune()
    try:
        with transaction.atomic():
            return _write_first(request, key, write)
    except _SentBefore:
        return _repeated(request, key)


class _SentBefore(Exception):
    """An earlier request with this key has written."""


def _write_first(request: Any, key: str, write: Callable[[], Response]) -> Response:
    try:
        with transaction.atomic():
            sent = SentRequest.objects.create(account=request.user, key=key, fingerprint=_fingerprint(request))
    except IntegrityError:
        raise _SentBefore from None
    response = write()
    sent.status, sent.headers = response.status_code, dict(response.headers)
    sent.answer = "" if response.data is None else JSONRenderer().render(response.data).decode()
    sent.save()
    return response


def _repeated(request: Any, key: str) -> Response:
    sent = SentRequest.objects.get(account=request.user, key=key)
    if sent.fingerprint != _fingerprint(request):
        raise AnotherRequest(_("This Idempotency-Key was used for another request. Use a new one."))
    answer = json.loads(sent.answer) if sent.answer else None
    return Response(answer, sent.status, headers={**sent.headers, REPEATED: "true"})


def _fingerprint(request: Any) -> str:
    body = getattr(request, "fingerprint", "")
    said = [request.method, request.path, sorted(request.query_params.lists()), request.headers.get("If-Match"), body]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
