"""The bounds of tries: for one account from one address, for an address, and for an account as a whole.

A stranger who tries many passwords fills the counters of the account. So the account as a whole has a higher bound,
and a device on which its owner has signed in before has a counter of its own, which no stranger can fill.
"""

import unicodedata
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext
from rest_framework.exceptions import ErrorDetail
from rest_framework.exceptions import Throttled as TooManyRequests

from accounts.throttling import counting
from accounts.throttling.address import client_address, network_of
from accounts.throttling.counting import Bound, Bounds
from accounts.throttling.device import device_of

SIGN_IN = "sign-in"
"""Passwords and codes of the second factor count together, on all pages and in the API."""
RESET = "reset"
"""Letters that reset a password: too many of them must not keep their owner from signing in."""
CODE_TRIES, CODE_SECONDS = 5, 300
"""Codes have six digits: whoever knows the password gets few tries for them, from all addresses together."""
LONGEST_NAME = 254


class TooManyTries(TooManyRequests):
    """Too many tries. ``wait``: seconds until the next one. REST framework answers 429 with ``Retry-After``."""

    def __init__(self, seconds: int) -> None:
        super().__init__(wait=seconds)
        self.wait = seconds
        self.detail = ErrorDetail(sentence(seconds), self.default_code)


def sentence(seconds: int) -> str:
    """Returns the refusal in the reader's language. It does not say which counter is full."""
    minutes = -(-seconds // 60)
    return ngettext(
        "There were too many tries. Try again in %(minutes)d minute.",
        "There were too many tries. Try again in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}


def count_try(request: Any, account: Any, purpose: str = SIGN_IN) -> None:
    """Counts a try before the secret is checked. Raises TooManyTries if one of the bounds is reached.

    ``account``: the account, or the name or e-mail address that was typed. Names without an account count as well, so
    the answer does not tell them apart.
    """
    _count(request, bounds_of(request, key_of_account(account), purpose), settings.SIGN_IN_MINUTES * 60)


def count_code(request: Any, account: Any) -> None:
    """Counts a try of a code or passkey after the password, beside ``count_try``. Raises TooManyTries."""
    owner = digest_of("owner", key_of_account(account))
    _count(request, [Bound(digest_of("code", owner), CODE_TRIES, owner)], CODE_SECONDS)


def _count(request: Any, bounds: Bounds, seconds: int) -> None:
    wait = counting.count(bounds, seconds)
    if wait:
        # What the same request counted before was refused as well
        give_back(request)
        raise TooManyTries(wait)
    request.counted_tries = [*getattr(request, "counted_tries", ()), *(bound.key for bound in bounds)]


def give_back(request: Any) -> None:
    """Takes back the tries that this request counted, because the secret was right."""
    counted = getattr(request, "counted_tries", ())
    request.counted_tries = []
    counting.take_back(counted)


def bounds_of(request: Any, account: str, purpose: str) -> Bounds:
    """Returns the counters of a try and their bounds. A device that the account knows has one counter of its own."""
    device, owner = device_of(request, account), digest_of("owner", account)
    if device:
        return [Bound(digest_of("device", purpose, account, device), settings.SIGN_IN_TRIES, owner)]
    address = network_of(client_address(request))
    return [
        Bound(digest_of("pair", purpose, account, address), settings.SIGN_IN_TRIES, owner),
        Bound(digest_of("address", address), settings.SIGN_IN_TRIES_ADDRESS),
        Bound(digest_of("account", purpose, account), settings.SIGN_IN_TRIES_ACCOUNT, owner),
    ]


def key_of_account(account: Any) -> str:
    """Returns the text that names an account in the counters: the same for its name and its e-mail address."""
    if not isinstance(account, str):
        return f"pk:{account.pk}"
    typed = unicodedata.normalize("NFKC", account.replace("\0", "")).strip()[:LONGEST_NAME]
    accounts = get_user_model()._default_manager.order_by("pk").values_list("pk", flat=True)
    found = accounts.filter(username=typed).first()
    if found is None and "@" in typed:
        found = accounts.filter(email__iexact=typed).first()
    return f"name:{typed.casefold()}" if found is None else f"pk:{found}"


def digest_of(*parts: str) -> str:
    """Returns the key of a counter. Only who knows ``SECRET_KEY`` can find the counter of a name or an address."""
    return salted_hmac("accounts.throttling", "\n".join(parts), algorithm="sha256").hexdigest()


def unlock(account: Any) -> int:
    """Ends every wait of an account, at all addresses and devices. Returns how many counters there were.

    The counter of an address stays: it counts the tries of other accounts too.
    """
    return counting.forget(digest_of("owner", key_of_account(account)))
