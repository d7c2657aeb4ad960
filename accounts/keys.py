"""The keys with which programs sign in to the API.

Only the hash of a key is stored. So nobody can use the keys who reads the database or a backup of it. The key
itself is shown once, when it is made.
"""

import hashlib
import secrets
from typing import Any

from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from rest_framework.authentication import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from accounts.models import Key

MOST_OF_SIGN_INS = 20
"""The number of keys from ``POST token/`` that an account keeps. The oldest is deleted first."""


class KeyAuthentication(TokenAuthentication):
    """Reads ``Authorization: Token …`` (RFC 7235) and finds the key by its hash."""

    def authenticate_credentials(self, key: str) -> tuple[Any, Any]:
        found = Key.objects.filter(digest=digest_of(key)).select_related("user").first()
        if found is None:
            raise AuthenticationFailed(_("Invalid token."))
        if not found.user.is_active:
            raise AuthenticationFailed(_("User inactive or deleted."))
        return found.user, found


@transaction.atomic
def make_key(*, user: Any, name: str, by_sign_in: bool = False) -> str:
    """Makes a key for the account and returns it; it cannot be shown again.

    ``by_sign_in``: made by ``POST token/``. An account keeps the newest 20 of these keys.
    """
    key = secrets.token_hex(20)
    Key.objects.create(user=user, name=name, digest=digest_of(key), start=key[:4], by_sign_in=by_sign_in)
    if by_sign_in:
        made = Key.objects.filter(user=user, by_sign_in=True).order_by("-created", "-pk")
        Key.objects.filter(pk__in=list(made.values_list("pk", flat=True)[MOST_OF_SIGN_INS:])).delete()
    return key


def digest_of(key: str) -> str:
    """Returns the SHA-256 of a key in hexadecimal. Keys are long and random, so a fast hash is safe."""
    return hashlib.sha256(key.encode()).hexdigest()


def may_act_for(actor: Any, account: Any) -> bool:
    """Returns whether the actor has every right of the account. Only then may they change it or make a key for it.

    Otherwise they could sign in as the account and gain its rights. Inactive accounts count too, since an account
    can be activated again.
    """
    if actor.is_superuser:
        return True
    return not account.is_superuser and rights_of(account) <= rights_of(actor)


def rights_of(account: Any) -> set[int]:
    """Returns the ids of the permissions of an account, its own and those of its groups."""
    permissions = Permission.objects.all()
    if not account.is_superuser:
        permissions = permissions.filter(Q(user=account.pk) | Q(group__user=account.pk))
    return set(permissions.values_list("pk", flat=True))
