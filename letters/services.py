"""Writes of followings and of the addresses of letters."""

import secrets
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Preference
from events.models.access import hashed
from letters.choices import Kind, State
from letters.models import Following, Letter, Recipient
from letters.subjects import subject_of

MOST_FOLLOWINGS = 200
"""The most things that a person can follow: more would not fit into a letter."""


class TooMany(Exception):
    """The person follows as many things as possible already."""


@transaction.atomic
def follow(*, user: Any, kind: str, key: int, rhythm: str) -> Following:
    """Returns the person's following of a view or a record, new or with another rhythm. Raises TooMany.

    ``key``: of the view, or of the record's row. The first letter tells what changed from now on.
    """
    Recipient.objects.get_or_create(user=user)
    thing = {"view_id": key} if kind == Kind.VIEW else {"row": key}
    known = Following.objects.of(user, kind, key).first()
    if known is None and Following.objects.filter(user=user).count() >= MOST_FOLLOWINGS:
        raise TooMany
    following, new = Following.objects.update_or_create(user=user, kind=kind, **thing, defaults={"rhythm": rhythm})
    if new:
        subject = subject_of(following)
        following.last_told = subject.state() if subject else {}
        following.save(update_fields=["last_told"])
    return following


def language_of(user: Any) -> str:
    """Returns the language of the person's letters. A command makes them: no reader's language is active."""
    kept = Preference.objects.filter(user=user).values_list("language", flat=True).first()
    return kept or settings.LANGUAGE_CODE


def keep_letter(*, user: Any, rhythm: str, period: date, language: str, content: dict[str, Any]) -> None:
    """Keeps a letter: to be sent if the site sends mail and the account has an address, else to be read on its page."""
    now = timezone.now()
    state = State.WAITING if settings.SENDS_MAIL and user.email else State.READABLE
    Letter.objects.create(
        user=user,
        rhythm=rhythm,
        period=period,
        made=now,
        language=language,
        content=content,
        state=state,
        next_try=now if state == State.WAITING else None,
    )


def set_deadlines(*, user: Any, following: int, wanted: bool) -> bool:
    """Sets whether letters about a thing name its deadlines. Returns whether the person has this following."""
    return bool(Following.objects.filter(user=user, pk=following).update(deadlines=wanted))


def set_proposals(*, user: Any, wanted: bool) -> None:
    """Sets whether the person gets letters about proposals. Letters that are made already follow the setting too."""
    Recipient.objects.get_or_create(user=user)
    Recipient.objects.filter(user=user).update(proposals=wanted)


@transaction.atomic
def stop_all(*, user: Any) -> int:
    """Ends all letters to the person, also those that wait to be sent. Returns how many followings ended."""
    waiting = Letter.objects.filter(user=user, state=State.WAITING)
    waiting.update(state=State.STOPPED, next_try=None)
    set_proposals(user=user, wanted=False)
    rows = Following.objects.filter(user=user)
    number = rows.count()
    rows.delete()
    return number


def renew_feed(*, user: Any) -> str:
    """Gives the person's feed a new address, and returns its token, which cannot be read again. The address before
    stops working."""
    token = secrets.token_urlsafe(32)
    Recipient.objects.get_or_create(user=user)
    Recipient.objects.filter(user=user).update(feed_hash=hashed(token), feed_made=timezone.now())
    return token
