"""Devices that an account knows: a signed cookie says who has signed in there before.

The cookie opens nothing. It only gives the device a counter of its own, so that strangers who try an account do not
lock its owner out.
"""

import secrets
from typing import Any

from django.conf import settings
from django.core import signing

COOKIE = "known_device"
SALT = "accounts.throttling.device"
MOST_ACCOUNTS = 5
"""Accounts that one device remembers; the oldest is forgotten first."""


def device_of(request: Any, account: str) -> str:
    """Returns the random name of the device if this account has signed in on it before; otherwise empty."""
    name, accounts = _read(request)
    return name if account in accounts else ""


def remember(request: Any, response: Any, account: str) -> None:
    """Sets the cookie of a device on which the account has just signed in, if it lacks the account."""
    name, accounts = _read(request)
    if account in accounts:
        return
    kept = [*(one for one in accounts if one != account), account][-MOST_ACCOUNTS:]
    response.set_cookie(
        COOKIE,
        signing.dumps([name or secrets.token_hex(16), kept], salt=SALT),
        max_age=_age(),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: Any) -> tuple[str, list[str]]:
    try:
        name, accounts = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=_age())
    except signing.BadSignature:
        return "", []
    return str(name), list(accounts)


def _age() -> int:
    return int(settings.KNOWN_DEVICE_DAYS * 86_400)
