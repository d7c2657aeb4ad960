"""Limits on the requests of programs: so many a minute with one key, and so many from one address."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import ngettext

from accounts.throttling.address import client_address, network_of
from accounts.throttling.windows import SECONDS, counted

Answer = Callable[[HttpRequest], HttpResponse]
API = "/api/"


class LimitPrograms:
    """Counts requests to the API. Beyond a limit the answer is 429 with ``Retry-After``, before anything is read.

    Each answer tells what is left, in the fields ``RateLimit-Policy`` and ``RateLimit`` (draft-ietf-httpapi-ratelimit-
    headers-10). A wrong key counts like a right one, and every request counts for its address.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(API):
            return self.get_response(request)
        limits = [(name, most, *counted(counter, most)) for name, most, counter in counters_of(request) if most > 0]
        waits = [left for _name, most, number, left in limits if number > most]
        response = refused(max(waits)) if waits else self.get_response(request)
        if limits:
            response["RateLimit-Policy"] = ", ".join(f'"{name}";q={most};w={SECONDS}' for name, most, *_rest in limits)
            response["RateLimit"] = ", ".join(
                f'"{name}";r={max(most - number, 0)};t={left}' for name, most, number, left in limits
            )
        return response


def counters_of(request: Any) -> list[tuple[str, int, str]]:
    """Returns the limits of a request: the name, the most requests, and the name of the counter."""
    address = counter_of("address", network_of(client_address(request)))
    limits = [("address", settings.API_REQUESTS_ADDRESS, address)]
    sent = request.META.get("HTTP_AUTHORIZATION", "")
    if sent:
        limits.insert(0, ("key", settings.API_REQUESTS_KEY, counter_of("key", sent)))
    return limits


def counter_of(kind: str, value: str) -> str:
    """Returns the name of a counter, which tells neither the key nor the address: a hash with the site's secret."""
    secret = hashlib.sha256(settings.SECRET_KEY.encode()).digest()
    return hashlib.blake2b(f"{kind} {value}".encode(), key=secret, digest_size=16).hexdigest()


def refused(seconds: int) -> HttpResponse:
    """Returns the answer beyond a limit, in the shape of the API's errors."""
    sentence = ngettext(
        "There were too many requests. Try again in %(seconds)d second.",
        "There were too many requests. Try again in %(seconds)d seconds.",
        seconds,
    ) % {"seconds": seconds}
    return JsonResponse({"detail": sentence}, status=429, headers={"Retry-After": str(seconds)})
