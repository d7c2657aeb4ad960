"""Begins, sees and ends sessions.

The session itself holds when it began and when it was last used, so a request needs no query for that. The moment of
last use is written at most every five minutes, to the session and to the list of sessions, and outside any change: it
moves neither the version of the data nor an ETag.
"""

import time
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from accounts.seldom import is_writable, write_if_free
from accounts.sessions.agents import browser_of, shortened
from accounts.sessions.models import OpenSession
from accounts.throttling.address import client_address

STATE = "open_session"
"""The name in the session: ``began`` and ``seen`` in seconds since 1970, and ``key``, under which it is listed."""
SECONDS_BETWEEN = 300
"""The least time between two writes of the last use."""


def begin(request: Any, user: Any, **_options: Any) -> None:
    """Receives Django's signal of a sign-in: notes the time, and lists the session."""
    session = getattr(request, "session", None)
    if session is None:
        return
    if session.session_key is None:
        session.create()
    now = int(time.time())
    _list(request, user, now, now)
    session[STATE] = {"began": now, "seen": now, "key": session.session_key}


def has_ended(request: Any) -> bool:
    """Returns whether the session is over: unused for too long, or open for too long."""
    state, now = request.session.get(STATE), time.time()
    if state is None:
        return False
    idle = now - state["seen"] >= settings.SESSION_IDLE_MINUTES * 60
    return bool(idle or now - state["began"] >= settings.SESSION_LONGEST_MINUTES * 60)


def is_due(request: Any) -> bool:
    """Returns whether the last use has to be written: after some minutes, and when the session got another key."""
    session = request.session
    if not session.accessed or SESSION_KEY not in session or not is_writable():
        return False
    state = session.get(STATE)
    if state is None or state["key"] != session.session_key:
        return True
    # A last use that is still to come was written by a clock that was wrong
    return not 0 <= time.time() - state["seen"] < _pause()


def see(request: Any) -> None:
    """Writes that the session was used. If the database cannot take it, the page is shown all the same."""
    session, modified = request.session, request.session.modified
    now = int(time.time())
    before = session.get(STATE) or {"began": now, "key": session.session_key}
    before["began"] = min(before["began"], now)
    session[STATE] = {"began": before["began"], "seen": now, "key": session.session_key}
    # The session has ended in the meantime if it cannot be updated
    with suppress(UpdateError):
        write_if_free(lambda: _save(request, before, now))
    session.modified = modified


def _save(request: Any, before: dict[str, Any], now: int) -> None:
    request.session.save()
    _list(request, request.user, before["began"], now, before["key"])


def _list(request: Any, user: Any, began: int, seen: int, key: str = "") -> None:
    browser, system = browser_of(request.META.get("HTTP_USER_AGENT", ""))
    session_key = request.session.session_key
    OpenSession.objects.update_or_create(
        session_key=key or session_key,
        defaults={
            "user": user,
            "session_key": session_key,
            "auth_hash": user.get_session_auth_hash(),
            "began": _moment(began),
            "seen": _moment(seen),
            "browser": browser,
            "system": system,
            "address": shortened(client_address(request)),
        },
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=timezone.get_default_timezone())


def _pause() -> float:
    return min(SECONDS_BETWEEN, settings.SESSION_IDLE_MINUTES * 15)


def leave(request: Any, **_options: Any) -> None:
    """Receives Django's signal of signing out: the session is listed no more."""
    session = getattr(request, "session", None)
    if session is not None and session.session_key:
        OpenSession.objects.filter(session_key=session.session_key).delete()


@transaction.atomic
def end(rows: Any) -> int:
    """Ends these sessions: their browsers have to sign in again. Returns how many."""
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    return int(OpenSession.objects.filter(session_key__in=keys).delete()[0])


@transaction.atomic
def end_others(request: Any) -> int:
    """Ends all sessions of the person but this one. Returns how many of them were open."""
    others = OpenSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    number = int(others.of(request.user).count())
    end(others)
    return number


def forget_old() -> int:
    """Deletes sessions that have ended from the list. Returns how many."""
    return int(OpenSession.objects.exclude(pk__in=OpenSession.objects.still_open().values("pk")).delete()[0])
