"""Sends letters: each is claimed, sent and marked, so that two commands at once never send the same letter.

A letter is sent at least once. If the program is killed after the mail server took a letter and before it is marked as
sent, the letter is sent again, with the same Message-ID. The other choice, at most once, would lose the letter.
"""

import logging
import smtplib
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from letters.choices import AT_ONCE, State
from letters.content import letter_of
from letters.deadlines import without_met
from letters.mail import mail_of
from letters.models import Following, Letter
from letters.proposals import letter_about, still_news
from letters.subjects import may_follow

log = logging.getLogger(__name__)
CLAIM = timedelta(minutes=15)
"""A letter that is still being sent after this time is sent again: its command was killed. It is much longer than
the mail server has to answer (``EMAIL_TIMEOUT``)."""
PAUSES = [timedelta(minutes=minutes) for minutes in (5, 15, 60, 4 * 60, 12 * 60, 24 * 60)]
"""The pauses between tries. After the last one the letter counts as refused."""
NOT_OF_THE_LETTER = (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError)
"""Permanent answers that are about the settings, so the letter waits until they are mended."""


def send_letters() -> Counter[str]:
    """Sends every letter whose time has come, and returns how many letters got which state."""
    counts: Counter[str] = Counter()
    while settings.SENDS_MAIL and (letter := claim(timezone.now())):
        counts[send(letter)] += 1
    return counts


@transaction.atomic
def claim(now: datetime) -> Letter | None:
    """Returns the next letter to send, marked so that no other command takes it; None if there is none."""
    letter: Letter | None = Letter.objects.to_send(now).locked().first()
    if letter is not None:
        letter.state, letter.tries, letter.next_try = State.SENDING, letter.tries + 1, now + CLAIM
        letter.save(update_fields=["state", "tries", "next_try"])
    return letter


def send(letter: Letter) -> str:
    """Sends a claimed letter, marks it and returns its new state."""
    content = _still_told(letter)
    if content is None:
        return _mark(letter, State.STOPPED)
    letter.content = content
    if not letter.user.email:
        return _mark(letter, State.READABLE)
    try:
        mail_of(letter).send()
    except (smtplib.SMTPException, OSError, ValueError) as error:
        return _failed(letter, error)
    return _mark(letter, State.SENT, sent=timezone.now(), problem="")


def _still_told(letter: Letter) -> dict[str, Any] | None:
    """Returns the content of the letter without what is no news any more; None if nothing of it is left."""
    if letter.rhythm == AT_ONCE:
        known, found = letter.content["proposals"], still_news(letter)
        write: Callable[[Any], dict[str, Any]] = letter_about
    else:
        known, found, write = letter.content["sections"], _still_followed(letter), letter_of
        found = found if may_follow(letter.user) else []
    if not found:
        return None
    if found == known:
        content: dict[str, Any] = letter.content
        return content
    with translation.override(letter.language):
        return write(found)


def _still_followed(letter: Letter) -> list[dict[str, Any]]:
    """Returns the sections of the letter whose followings did not end after it was made, without the deadlines that
    were met since.
    """
    sections: list[dict[str, Any]] = letter.content["sections"]
    keys = {section["following"] for section in sections}
    alive = set(Following.objects.filter(user=letter.user, pk__in=keys).values_list("pk", flat=True))
    followed = without_met((one for one in sections if one["following"] in alive), timezone.localdate())
    return [one for one in followed if one.get("deadlines") or one["items"] or one["total"]["words"] or one["note"]]


def _failed(letter: Letter, error: Exception) -> str:
    log.warning("Letter %s was not sent: %s", letter.uid, error)
    problem = answer_of(error)
    if is_permanent(error) or letter.tries > len(PAUSES):
        return _mark(letter, State.REFUSED, problem=problem)
    pause = PAUSES[letter.tries - 1]
    return _mark(letter, State.WAITING, next_try=timezone.now() + pause, problem=problem)


def answer_of(error: Exception) -> str:
    """Returns the mail server's answer, or the error, as one line of at most 300 characters."""
    answers: list[Any] = []
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = list(error.recipients.values())
    elif isinstance(error, smtplib.SMTPResponseException):
        answers = [(error.smtp_code, error.smtp_error)]
    lines = [f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}" for code, text in answers]
    return " ".join((" ".join(lines) or str(error)).split())[:300]


def is_permanent(error: Exception) -> bool:
    """Returns whether the mail server will never take this letter (RFC 5321: a reply from 500 on), or whether no mail
    can be made of it, because the address of the account is none."""
    if isinstance(error, NOT_OF_THE_LETTER):
        return False
    if isinstance(error, ValueError):
        return True
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _answer in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500


def _mark(letter: Letter, state: State, **values: object) -> str:
    """Writes the state, unless the claim was lost to another command in the meantime."""
    claimed = Letter.objects.filter(pk=letter.pk, state=State.SENDING, tries=letter.tries)
    claimed.update(state=state, **{"next_try": None, **values})
    return state
