"""What people do with a table: send it, say what its columns hold, check it, apply it."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from changes.apply import Outcome, Refused, apply
from changes.models import Change, Way
from changes.rights import check_day, may_propose
from tables.checking.checker import AT_ONCE, Cancelled, Checker, Row, mark_of
from tables.checking.gone import note_gone
from tables.checking.results import Result, RowState, unpacked_result
from tables.checking.trying import proposals_of
from tables.choices import AT_WORK, DONE, State
from tables.columns.headings import Matched, Remembered, match, plain, score
from tables.models import TableFile, TableHeading
from tables.reading.cells import Sheet, packed, unpacked
from tables.reading.files import read_file

MOST_KEPT = 10
"""Tables of a person whose cells are kept. A new one takes the place of the oldest."""
LONGEST_KEPT = timedelta(days=30)
MOST_APPLIED = 20_000
"""Rows that one change may hold. It bounds the memory, and the time for which others wait."""
SILENCE, WHILE_APPLYING = timedelta(minutes=2), timedelta(minutes=15)
"""After so long without a word the process that worked on a table counts as ended."""


class CannotApply(Exception):
    """The table is not applied. The message says why, in the reader's language."""


def keep_table(*, person: Any, name: str, data: bytes, kind: str = "") -> TableFile:
    """Reads and saves a table that a person sent. Raises UnreadableTable with a sentence."""
    sheet = read_file(data, score)
    matched = match(sheet, remembered_by(person), kind)
    table: TableFile = TableFile.objects.create(
        person=person,
        name=name[:200],
        sha256=hashlib.sha256(data).hexdigest(),
        cells=packed(sheet),
        total=len(sheet.lines),
        **_matched_facts(matched),
    )
    forget_old_tables(person)
    return table


def _matched_facts(matched: Matched) -> dict[str, Any]:
    return {
        "kind": matched.kind,
        "columns": {str(place): name for place, name in matched.columns.items()},
        "headings": matched.headings,
        "begins": matched.begins,
        "language": matched.language,
    }


def forget_old_tables(person: Any = None) -> None:
    """Deletes the cells of old tables. What was never applied goes whole."""
    old = TableFile.objects.filter(made__lt=timezone.now() - LONGEST_KEPT)
    if person is not None:
        own = TableFile.objects.filter(person=person).exclude(cells=b"")
        kept = list(own.order_by("-made", "-pk").values_list("pk", flat=True)[:MOST_KEPT])
        own.exclude(pk__in=kept).exclude(state__in=DONE).delete()
        own.exclude(pk__in=kept).update(cells=b"", result=b"")
    old.exclude(state__in=DONE).delete()
    old.update(cells=b"", result=b"")


def remembered_by(person: Any) -> Remembered:
    """Returns what the person said about headings."""
    rows = TableHeading.objects.filter(person=person).values_list("kind", "heading", "target")
    return {(kind, heading): target for kind, heading, target in rows}


def sheet_of(table: TableFile) -> Sheet:
    """Returns the cells of a table."""
    return unpacked(bytes(table.cells))


def matched_of(table: TableFile) -> Matched:
    """Returns what the columns of a table hold."""
    columns = {int(place): name for place, name in table.columns.items()}
    return Matched(table.kind, table.begins, list(table.headings), columns, table.language or "en")


def result_of(table: TableFile) -> Result:
    """Returns what the check found; an empty result before it."""
    data = bytes(table.result)
    return unpacked_result(data) if data else Result()


def change_kind(table: TableFile, kind: str) -> None:
    """Reads the headings of a table as those of another kind of table."""
    matched = match(sheet_of(table), remembered_by(table.person), kind)
    facts = {**_matched_facts(matched), "kind": kind, "state": State.SENT, "result": b"", "left_out": []}
    TableFile.objects.filter(pk=table.pk).update(**facts)


def save_columns(
    *, table: TableFile, columns: Mapping[int, str], defaults: Mapping[str, Any], empties: bool, corrected: bool = True
) -> None:
    """Saves what a person says about the columns, and remembers it for the next file. The table waits to be checked."""
    facts: dict[str, Any] = {"columns": {str(place): name for place, name in columns.items()}}
    facts |= {"defaults": dict(defaults), "empties": empties, "state": State.TO_CHECK, "problem": ""}
    facts |= {"left_out": [], "result": b"", "done": 0, "of_language": get_language() or "en", "beat": timezone.now()}
    TableFile.objects.filter(pk=table.pk).update(**facts)
    for place, heading in enumerate(table.headings if corrected else ()):
        if plain(heading):
            known = {"person": table.person, "kind": table.kind, "heading": plain(heading)[:200]}
            TableHeading.objects.update_or_create(**known, defaults={"target": columns.get(place, "")})


def earlier_of(table: TableFile) -> list[tuple[TableFile, Change | None]]:
    """Returns the earlier tables of the same content that were applied, each with the change that undid it."""
    rows = TableFile.objects.filter(sha256=table.sha256, change__isnull=False).exclude(pk=table.pk)
    return [(row, Change.objects.filter(undoes=row.change).first()) for row in rows[:5]]


def claim(table: TableFile, waits: State, works: State) -> bool:
    """Takes the work on a table, if no other process has it. Returns whether it was taken."""
    now = timezone.now()
    ours = TableFile.objects.filter(pk=table.pk)
    free = ours.filter(state=waits) | ours.filter(state=works, beat__lt=now - silence_of(works))
    return bool(free.update(state=works, beat=now))


def is_silent(table: TableFile) -> bool:
    """Returns whether the process that works on a table has ended without a word."""
    since = table.beat or table.made
    return table.state in AT_WORK and since < timezone.now() - silence_of(State(table.state))


def silence_of(state: State) -> timedelta:
    """Returns how long a process may say nothing. Applying is one transaction: nobody hears of it before its end."""
    return WHILE_APPLYING if state == State.APPLYING else SILENCE


def check_table(table: TableFile) -> Result | None:
    """Checks a table that waits for it, and keeps what was found. Returns None if another process checks it, or if the
    person cancelled.
    """
    if not claim(table, State.TO_CHECK, State.CHECKING):
        return None
    table.refresh_from_db()
    with translation.override(table.of_language or settings.LANGUAGE_CODE):
        try:
            result = checker_of(table).check(lambda done, of: _tell(table, done, of))
        except Cancelled:
            return None
        note_gone(result, table.kind)
    ours = TableFile.objects.filter(pk=table.pk, state=State.CHECKING)
    facts = {"state": State.CHECKED, "result": result.packed(), "problem": "", "done": 0}
    return result if ours.update(**facts) else None


def _tell(table: TableFile, done: int, of: int) -> None:
    working = TableFile.objects.filter(pk=table.pk, state=State.CHECKING)
    if not working.update(done=done, total=of, beat=timezone.now()):
        raise Cancelled


def checker_of(table: TableFile) -> Checker:
    """Returns the checker of a table, as its person said how to read it."""
    return Checker(sheet_of(table), matched_of(table), table.person, table.defaults, empties=table.empties)


def chosen_of(table: TableFile, result: Result) -> list[Any]:
    """Returns the rows that would be applied: those that are new or changed and not left out."""
    left_out = set(table.left_out)
    return [row for row in result.of_state(RowState.NEW, RowState.CHANGED) if row.lines[0] not in left_out]


def apply_table(*, table: TableFile, actor: Any, reason: str = "", file: str = "") -> Outcome:
    """Applies the chosen rows as one change. Raises CannotApply, and then nothing is written."""
    check_day()
    with transaction.atomic():
        own = TableFile.objects.select_for_update().get(pk=table.pk)
        if own.state in DONE:
            raise CannotApply(_("This table is applied already."))
        result = result_of(own)
        rows = _rows_to_apply(own, result)
        proposals, _places = proposals_of(rows)
        try:
            outcome = apply(
                proposals=proposals,
                way=Way.IMPORT,
                actor=actor,
                reason=reason,
                file=file or own.name,
                may=may_propose(actor),
            )
        except Refused as error:
            raise CannotApply(_("The register has changed since the check. Check the table again.")) from error
        state = State.SUBMITTED if outcome.waiting else State.APPLIED
        number = outcome.change.number if outcome.change else None
        TableFile.objects.filter(pk=own.pk).update(state=state, change=number, problem="", reason=reason[:1000])
    return outcome


def _rows_to_apply(table: TableFile, result: Result) -> list[Row]:
    """Returns the chosen rows as they read now. Raises CannotApply if they would do something else than was shown."""
    marks = {row.lines[0]: row.mark for row in chosen_of(table, result)}
    if not marks:
        raise CannotApply(_("No row is chosen, so nothing is applied."))
    if len(marks) > MOST_APPLIED:
        words = {"number": len(marks), "most": MOST_APPLIED}
        raise CannotApply(_("%(number)d rows are chosen. One change holds at most %(most)d.") % words)
    checker = checker_of(table)
    groups = checker.referring.in_order()
    found: list[Row] = []
    for start in range(0, len(groups), AT_ONCE):
        rows = checker.rows(groups[start : start + AT_ONCE])
        found += [row for row in rows if row.draft.lines[0].number in marks]
    stale = [row for row in found if row.proposal is None or mark_of(row.proposal) != marks[row.draft.lines[0].number]]
    if stale or len(found) != len(marks):
        raise CannotApply(_("The register has changed since the check. Check the table again."))
    return found


def choose_all(table: TableFile, state: RowState, *, taken: bool) -> None:
    """Takes all rows of a state, or none of them, on every page of the result."""
    lines = [row.lines[0] for row in result_of(table).of_state(state)]
    leave_out(table, lines, lines if taken else [])


def leave_out(table: TableFile, shown: Sequence[int], chosen: Sequence[int]) -> None:
    """Saves which of the rows on a page the person chose."""
    left_out = (set(table.left_out) - set(shown)) | (set(shown) - set(chosen))
    TableFile.objects.filter(pk=table.pk).update(left_out=sorted(left_out))
