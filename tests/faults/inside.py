"""Steps inside a site's own surroundings: ``python -m tests.faults.inside STEP``. Each prints JSON."""

import json
import sys
from datetime import timedelta
from typing import Any

BODY, PAPER, PORTFOLIO, COUNCIL = "faults-body", "faults-paper", "faults", "FAULTS"
WRITER, PASSWORD = "faults", "a-long-password-of-the-writers"
FOLLOWERS = 20
EVENTS = 10_000


def prepare() -> str:
    """Makes what the writers name, the followers of the letters, and a key of an account that may do everything.
    Returns the key.
    """
    from django.contrib.auth import get_user_model

    from accounts.keys.making import make_key
    from changes.models import Way
    from changes.opened import changing
    from letters.services import follow
    from projects.models import Council, Document, Organisation, Portfolio, Source

    people = get_user_model()._default_manager
    with changing(way=Way.PROGRAM, reason="The register of the writers"):
        body = Organisation.objects.create(slug=BODY, name_en=BODY)
        Portfolio.objects.create(slug=PORTFOLIO, name_en=PORTFOLIO, own=True)
        Council.objects.create(code=COUNCIL, name_en=COUNCIL)
        paper = Document.objects.create(slug=PAPER, title_en=PAPER, kind="report")
        Source.objects.create(slug=f"{PAPER}-1", document=paper, section="one")
    for number in range(FOLLOWERS):
        person = people.create_user(f"follower-{number}", f"follower-{number}@example.org")
        follow(user=person, kind="organisation", key=body.pk, rhythm="daily")
    writer = people.create_superuser(WRITER, "writer@example.org", PASSWORD)
    return make_key(user=writer, name=WRITER, scopes=["read", "write", "money"])


def events() -> int:
    """Fills the calendar until ``EVENTS`` events have days: a feed has no others. Returns how many these are."""
    from bench import calendar
    from events.files.writing.event import has_days
    from events.models import Event

    while (known := sum(map(has_days, Event.objects.all()))) < EVENTS:
        calendar.generate(EVENTS - known)
    return known


def letters(minutes: str = "0") -> dict[str, Any]:
    """Lets so many minutes pass for the letters that are waiting or being sent. Returns the state of each letter by
    its ``uid``.
    """
    from django.db.models import F

    from letters.models import Letter

    waiting = Letter.objects.exclude(next_try=None)
    waiting.update(next_try=F("next_try") - timedelta(minutes=int(minutes)))
    return {str(uid): state for uid, state in Letter.objects.values_list("uid", "state")}


def send_table(path: str) -> str:
    """Keeps a table as the page does that takes it, so that it waits to be checked. Returns its ``uid``."""
    from pathlib import Path

    from django.contrib.auth import get_user_model

    from tables.services import keep_table, matched_of, save_columns

    person = get_user_model()._default_manager.get(username=WRITER)
    table = keep_table(person=person, name=Path(path).name, data=Path(path).read_bytes(), kind="organisations")
    save_columns(table=table, columns=matched_of(table).columns, defaults={}, empties=False)
    return str(table.uid)


def silence() -> None:
    """Lets so much time pass that a process which works on a table counts as ended."""
    from django.utils import timezone

    from tables.models import TableFile
    from tables.services import WHILE_APPLYING

    TableFile.objects.exclude(beat=None).update(beat=timezone.now() - 2 * WHILE_APPLYING)


def state_of_table(uid: str) -> str:
    """Returns how far a table has come."""
    from tables.models import TableFile

    return str(TableFile.objects.get(uid=uid).state)


def confirm_table(uid: str, reason: str) -> None:
    """Lets a checked table wait to be applied."""
    from tables.choices import State
    from tables.models import TableFile

    TableFile.objects.filter(uid=uid).update(state=State.TO_APPLY, reason=reason, beat=None)


def check(after: str) -> list[str]:
    """Returns what does not agree in the register, as sentences. ``after``: the last change that need not be read."""
    from tests.faults.sound import disagreements

    return list(disagreements(int(after)))


STEPS: dict[str, Any] = {
    step.__name__: step
    for step in (prepare, events, letters, check, send_table, silence, state_of_table, confirm_table)
}


def main() -> None:
    """Runs the step that the command line names."""
    import django

    django.setup()
    name, *words = sys.argv[1:]
    json.dump(STEPS[name](*words), sys.stdout)


if __name__ == "__main__":
    main()
