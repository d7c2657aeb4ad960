"""Makes keys."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from accounts.models import Key

MOST_OF_SIGN_INS = 20
"""The number of keys from ``POST token/`` that an account keeps. The oldest is deleted first."""


@transaction.atomic
def make_key(
    *,
    user: Any,
    name: str,
    scopes: Iterable[str] = (),
    portfolios: Iterable[str] = (),
    expires: date | None = None,
    by_sign_in: bool = False,
) -> str:
    """Makes a key for the account and returns it; it cannot be shown again.

    ``scopes``: values of ``Scope``; none: everything that the account may. ``portfolios``: their slugs; none: every
    one. ``expires``: its last day; None: it does not expire. ``by_sign_in``: made by ``POST token/``. An account keeps
    the newest 20 of these keys.
    """
    key = secrets.token_hex(20)
    Key.objects.create(
        user=user,
        name=name,
        digest=digest_of(key),
        start=key[:4],
        by_sign_in=by_sign_in,
        scopes=" ".join(scopes),
        portfolios=" ".join(portfolios),
        expires=expires,
    )
    if by_sign_in:
        made = Key.objects.filter(user=user, by_sign_in=True).order_by("-created", "-pk")
        Key.objects.filter(pk__in=list(made.values_list("pk", flat=True)[MOST_OF_SIGN_INS:])).delete()
    return key


def digest_of(key: str) -> str:
    """Returns the SHA-256 of a key in hexadecimal. Keys are long and random, so a fast hash is safe."""
    return hashlib.sha256(key.encode()).hexdigest()
