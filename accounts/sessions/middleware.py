"""The sessions of requests: who is signed in, and whether the session has ended."""

from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.sessions import keeping
from changes.primary import of_primary


class SignedIn(AuthenticationMiddleware):
    """Django's middleware, which signs a browser out when its session has ended, and notes when it was last used.

    It reads the session only when something asks for ``request.user``, as Django does: ``/healthz`` answers without a
    database.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: person_of(request))  # type: ignore[assignment]

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        session = getattr(request, "session", None)
        if session is not None and keeping.is_due(request):
            keeping.see(request)
        return response


@of_primary
def person_of(request: HttpRequest) -> Any:
    """Returns the account that is signed in; nobody if its session has ended."""
    if not hasattr(request, "_cached_user") and keeping.has_ended(request):
        # logout() asks for the person, to tell it to others
        request.user = get_user(request)
        logout(request)
        request._cached_user = request.user  # type: ignore[attr-defined]
    return get_user(request)
