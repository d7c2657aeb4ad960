"""Makes letters from the outbox: at most one letter for each person, rhythm and period."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Max
from django.utils import timezone, translation

from accounts.models import Preference
from letters.choices import Rhythm, State
from letters.content import letter_of, section_of
from letters.models import Letter, Notice, Recipient
from letters.subjects import subject_of

log = logging.getLogger(__name__)
SERIALIZATION_FAILURE = "40001"
"""PostgreSQL: another transaction wrote the same rows in the meantime."""


def make_letters(*, rhythm: Rhythm, today: date) -> int:
    """Makes the letters of this rhythm that are due, and returns how many."""
    waiting = Notice.objects.filter(following__rhythm=rhythm).values("following__user")
    done = Letter.objects.filter(rhythm=rhythm, period=period_of(rhythm, today)).values("user")
    recipients = Recipient.objects.filter(user__in=waiting).exclude(user__in=done)
    return sum(make_letter(key, rhythm, today) for key in list(recipients.values_list("pk", flat=True)))


def period_of(rhythm: str, today: date) -> date:
    """Returns the day itself, or the Monday of its week (ISO 8601)."""
    return today if rhythm == Rhythm.DAILY else today - timedelta(days=today.weekday())


def make_letter(recipient: int, rhythm: Rhythm, today: date) -> bool:
    """Makes the person's letter, and returns whether there is one. The outbox, the followings and the letter change
    in one transaction. Does nothing if another command is making the same letter."""
    try:
        with _at_one_moment():
            row = Recipient.objects.select_for_update(
                skip_locked=connection.features.has_select_for_update_skip_locked, of=("self",)
            )
            found = row.filter(pk=recipient).select_related("user").first()
            return found is not None and _make(found.user, rhythm, period_of(rhythm, today))
    except IntegrityError:
        log.info("Another command made the letter of recipient %s.", recipient)
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") != SERIALIZATION_FAILURE:
            raise
        log.info("The letter of recipient %s is made the next time: its rows just changed.", recipient)
    return False


@contextmanager
def _at_one_moment() -> Iterator[None]:
    """A transaction that sees one state of the data, so that the changes in a letter explain how its total moved."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _make(user: Any, rhythm: Rhythm, period: date) -> bool:
    if Letter.objects.filter(user=user, rhythm=rhythm, period=period).exists():
        return False
    language = Preference.objects.filter(user=user).values_list("language", flat=True).first()
    language = language or settings.LANGUAGE_CODE
    with translation.override(language):
        sections = [section for following in _with_news(user, rhythm) if (section := _section(following))]
        content = letter_of(sections)
    if not sections:
        return False
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
    return True


def _with_news(user: Any, rhythm: Rhythm) -> Any:
    rows = user.followings.filter(rhythm=rhythm, notices__isnull=False)
    return rows.annotate(latest=Max("notices__change")).select_related("user", "view").order_by("created", "pk")


def _section(following: Any) -> dict[str, Any] | None:
    """Returns the section of a following, if it has news, and takes its notices out of the outbox."""
    section = None
    subject = subject_of(following)
    if subject is not None:
        section = section_of(following, subject, following.latest, names=following.user.is_staff)
        type(following).objects.filter(pk=following.pk).update(last_told=subject.state())
    following.notices.filter(change_id__lte=following.latest).delete()
    return section
