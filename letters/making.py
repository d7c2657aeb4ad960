"""Makes letters from the outbox: at most one letter for each person, rhythm and period."""

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Max, Q
from django.utils import translation

from changes.rights import SEE, may
from letters.choices import Rhythm
from letters.content import letter_of, section_of
from letters.deadlines import Reminders, in_words, projects_with_a_step
from letters.models import Following, Letter, Notice, Recipient
from letters.services import keep_letter, language_of
from letters.subjects import subject_of

log = logging.getLogger(__name__)
SERIALIZATION_FAILURE = "40001"
"""PostgreSQL: another transaction wrote the same rows in the meantime."""


def make_letters(*, rhythm: Rhythm, today: date) -> int:
    """Makes the letters of this rhythm that are due, and returns how many. Daily letters are about deadlines too, of
    everything that a person follows in any rhythm.
    """
    waiting = Notice.objects.filter(following__rhythm=rhythm).values("following__user")
    done = Letter.objects.filter(rhythm=rhythm, period=period_of(rhythm, today)).values("user")
    reminded = Following.objects.filter(deadlines=True)
    due = projects_with_a_step(today) if rhythm == Rhythm.DAILY and reminded.exists() else set()
    either = Q(user__in=waiting) | Q(user__in=reminded.values("user")) if due else Q(user__in=waiting)
    recipients = Recipient.objects.filter(either).exclude(user__in=done)
    return sum(make_letter(key, rhythm, today, due) for key in list(recipients.values_list("pk", flat=True)))


def period_of(rhythm: str, today: date) -> date:
    """Returns the day itself, or the Monday of its week (ISO 8601)."""
    return today if rhythm == Rhythm.DAILY else today - timedelta(days=today.weekday())


def make_letter(recipient: int, rhythm: Rhythm, today: date, due: Collection[int] = ()) -> bool:
    """Makes the person's letter, and returns whether there is one. The outbox, the followings and the letter change
    in one transaction. Does nothing if another command is making the same letter.

    ``due``: the keys of the projects with a deadline of which a letter can be due.
    """
    try:
        with _at_one_moment():
            row = Recipient.objects.select_for_update(
                skip_locked=connection.features.has_select_for_update_skip_locked, of=("self",)
            )
            found = row.filter(pk=recipient).select_related("user").first()
            return found is not None and _make(found.user, rhythm, today, due)
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


def _make(user: Any, rhythm: Rhythm, today: date, due: Collection[int]) -> bool:
    period = period_of(rhythm, today)
    if Letter.objects.filter(user=user, rhythm=rhythm, period=period).exists():
        return False
    language = language_of(user)
    reminders = Reminders(user, due, today)
    with translation.override(language):
        followings = _with_news(user, rhythm, also_deadlines=bool(due))
        sections = [section for following in followings if (section := _section(following, rhythm, reminders))]
        content = letter_of(sections)
    if not sections:
        return False
    reminders.keep()
    keep_letter(user=user, rhythm=rhythm, period=period, language=language, content=content)
    return True


def _with_news(user: Any, rhythm: Rhythm, *, also_deadlines: bool) -> Any:
    news = Q(rhythm=rhythm, notices__isnull=False)
    rows = user.followings.filter(news | Q(deadlines=True) if also_deadlines else news)
    return rows.annotate(latest=Max("notices__change")).select_related("user", "view").order_by("created", "pk")


def _section(following: Any, rhythm: Rhythm, reminders: Reminders) -> dict[str, Any] | None:
    """Returns the section of a following, if it has news or deadlines, and takes its notices out of the outbox. Changes
    wait for the letter of their own rhythm.
    """
    section = None
    latest = following.latest if following.rhythm == rhythm else None
    subject = subject_of(following)
    if subject is not None:
        deadlines = in_words(reminders.of(following, subject), reminders.today)
        section = section_of(following, subject, latest, names=may(following.user, SEE, "author"), deadlines=deadlines)
    if latest is not None:
        if subject is not None:
            type(following).objects.filter(pk=following.pk).update(last_told=subject.state())
        following.notices.filter(change_id__lte=latest).delete()
    return section
