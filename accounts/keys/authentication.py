"""Signs programs in by their keys."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied

from accounts.keys.making import digest_of
from accounts.models import Key
from accounts.seldom import is_writable, write_if_free
from accounts.signing_in.required import lacks_second_factor
from changes.primary import of_primary

BETWEEN = timedelta(minutes=5)
"""The least time between two writes of the last use."""


class KeyAuthentication(TokenAuthentication):
    """Reads ``Authorization: Token …`` (RFC 7235) and finds the key by its hash.

    The account carries the key (``acting_key``), so that ``may`` can ask for the limits of the key.
    """

    @of_primary
    def authenticate_credentials(self, key: str) -> tuple[Any, Any]:
        found = Key.objects.filter(digest=digest_of(key)).select_related("user").first()
        if found is None:
            raise AuthenticationFailed(_("Invalid token."))
        if not found.user.is_active:
            raise AuthenticationFailed(_("User inactive or deleted."))
        if found.has_expired:
            raise AuthenticationFailed(_("The key has expired."))
        if lacks_second_factor(found.user):
            raise PermissionDenied(_("Set up a second factor first: your role needs one."))
        note_use(found)
        found.user.acting_key = found
        return found.user, found


def owner_of(request: Any) -> int | None:
    """Returns the number of the account whose key a request sends, without deciding whether the key is good."""
    words = request.META.get("HTTP_AUTHORIZATION", "").split()
    return Key.objects.filter(digest=digest_of(words[-1])).values_list("user", flat=True).first() if words else None


def note_use(key: Key) -> None:
    """Writes when the key was last used, at most every five minutes. Reading as of an earlier day is not written."""
    now = timezone.now()
    if is_writable() and (key.used is None or now - key.used >= BETWEEN):
        write_if_free(lambda: Key.objects.filter(pk=key.pk).update(used=now))
