"""Asks an address as the person who sees the most of it, and says why an address is not read."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client, override_settings

from bench.scenarios.pages import reader
from bench.visits.addresses import ORGANISATION, STAFF, VISITOR, Address
from bench.visits.planted.accounts import OF_BODY

Ask = Callable[[Address], tuple[int, str]]
"""Takes an address; returns the status of the answer, and the reason why it is not read (empty if it is)."""
ONLY_SENT = "take what is sent to them, and show nothing"
WAITS = (400, 404)
"""The site does not know a parameter: the address is asked without it."""
NOT_READ = dict.fromkeys(
    ("oidc-sign-in", "oidc-callback", "connection"), "are closed without the sign-in of another site"
)
"""Name of an address → why nobody can read it in a register as it is measured."""
ONLY_SHOWN = re.compile(r"admin:\w+_(add|delete)")
CLOSED = "are closed to everybody, as the editing side only shows these rows"
TOKEN = "bench"  # noqa: S105 (of the site that is measured, for its own figures)


@contextmanager
def askers() -> Iterator[Ask]:
    """Yields the function that asks an address. Pages to which it leads are read too, as a browser does."""
    with override_settings(MONITORING_TOKEN=TOKEN), reader(staff=True) as staff:
        visitor = Client(SERVER_NAME="localhost", headers={"authorization": f"Bearer {TOKEN}"})
        clients = {STAFF: staff, ORGANISATION: Client(SERVER_NAME="localhost"), VISITOR: visitor}
        clients[ORGANISATION].force_login(get_user_model()._default_manager.get(username=OF_BODY))
        for name in (STAFF, ORGANISATION):
            _confirm(clients[name])
        for client in clients.values():
            client.raise_request_exception = False
        yield lambda address: _asked(clients[address.person], address)


def _confirm(client: Client) -> None:
    """Notes that the person has just confirmed who they are, as some pages of the account ask for."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()


def _asked(client: Client, address: Address) -> tuple[int, str]:
    status = 0
    for tried in address.tried:
        answer: Any = client.get(tried, follow=True)
        status = answer.status_code
        # Read to its end, the client closes it
        for _part in answer.streaming_content if answer.streaming else ():
            pass
        if status not in WAITS:
            break
    return (404 if status < 400 and not address.known else status), _reason(status, address)


def _reason(status: int, address: Address) -> str:
    if status == 405:
        return ONLY_SENT
    if status == 403 and ONLY_SHOWN.fullmatch(address.code):
        return CLOSED
    return NOT_READ.get(address.code, "") if status >= 400 or not address.known else ""
