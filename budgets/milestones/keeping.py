"""Writes milestones, and forgets them."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.utils import timezone

from budgets.grouping.measures import GRANTED
from budgets.milestones.groupings import Found, Kept, definition, kept_groupings
from budgets.milestones.touched import touched_between
from budgets.models import KeptGroup, Milestone
from budgets.totals import SUMS, unkept_ledger
from changes.as_of.asked import point_of
from changes.as_of.reading import reading_as_of
from changes.closing import at_close
from changes.models import Change, RecordChange
from projects.models import Project

FEW_PROJECTS = 5000
"""A register with fewer projects needs no milestones: working everything out takes some milliseconds."""
ENOUGH = 500
"""A day is a milestone if more projects than these were touched since the one before."""
MOST_GROUPS = 20_000
"""A grouping with more groups is not kept: pages do not show it, and reading it would take long."""
AT_ONCE = 1000
"""Rows that are written together."""


def keep_days() -> list[int]:
    """Makes milestones of the last changes of the days since the last one, and of the newest change, where enough was
    touched in between. Returns their numbers.
    """
    if Project.objects.own().count() < FEW_PROJECTS:
        return []
    last, made = _last_that_holds(), []
    for number in _ends_of_days(last or 0):
        if last is None or touched_between(last, number, ENOUGH) is None:
            keep(number)
            made.append(number)
            last = number
    return made


def keep(number: int) -> None:
    """Makes a milestone of the change with this number. Does nothing if it is one, or lies before the last one."""
    last = _last_that_holds()
    if last is not None and number <= last:
        return
    newest = Change.objects.order_by("-number").values_list("number", flat=True).first()
    with reading_as_of(point_of(str(number))):
        ledger = _ledger()
        found = {kept: kept.read(ledger) for kept in kept_groupings()}
    with transaction.atomic():
        _wait_for_others()
        # A change that may have written the past, while the past was read, has waited or is seen here
        if _last_that_holds() == last and not Change.objects.filter(number__gt=newest, records=None).exists():
            for kept, groups in found.items():
                _write(kept, groups if len(groups) <= MOST_GROUPS else {}, number)
            mark = Change.objects.get(number=number).mark
            Milestone.objects.create(change=number, mark=mark, definition=definition(_ledger()))


def forget() -> None:
    """Deletes all milestones, and what is kept as of them."""
    with transaction.atomic():
        _wait_for_others()
        Milestone.objects.all().delete()
        KeptGroup.objects.all().delete()


def forget_if_unknown(_change: Change, records: Sequence[RecordChange]) -> None:
    """When a change closes: one without records may have written anything, also states of the past."""
    if not records:
        _forget_if_there()


def forget_after_migrations(*, using: str, plan: Any = (), **_options: Any) -> None:
    """A receiver of ``post_migrate``: a migration may have written states of the past."""
    if plan and using == DEFAULT_DB_ALIAS:
        _forget_if_there()


def _forget_if_there() -> None:
    # The first changes are written in the middle of migrations, before the table is there
    if Milestone._meta.db_table in connections[DEFAULT_DB_ALIAS].introspection.table_names():
        forget()


def begin() -> None:
    """Lets milestones be forgotten when a change closes that may have written the past."""
    at_close(forget_if_unknown)


def _ledger() -> Any:
    return unkept_ledger(Project.objects.own(), GRANTED)


def _last_that_holds() -> int | None:
    """The last milestone. Forgets all of them if one does not hold any more: of another definition, or of changes that
    a restore took away.
    """
    marks = dict(Change.objects.filter(number__in=Milestone.objects.values("change")).values_list("number", "mark"))
    milestones = list(Milestone.objects.order_by("change"))
    defined = definition(_ledger())
    if any(one.definition != defined or marks.get(one.change) != one.mark for one in milestones):
        forget()
        return None
    return milestones[-1].change if milestones else None


def _ends_of_days(after: int) -> Iterator[int]:
    """The last change of each day, and so the newest one at the end."""
    before: tuple[Any, int] | None = None
    changes = Change.objects.filter(number__gt=after).order_by("number").values_list("number", "moment")
    for number, moment in changes.iterator():
        day = timezone.localdate(moment)
        if before and before[0] != day:
            yield before[1]
        before = (day, number)
    if before:
        yield before[1]


def _wait_for_others() -> None:
    """Lets one process at a time write milestones. Readers wait for nobody; SQLite has one writer anyway."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'LOCK TABLE "{Milestone._meta.db_table}" IN EXCLUSIVE MODE')


def _write(kept: Kept, groups: Found, number: int) -> None:
    """Ends the rows of groups with other figures, and begins new ones."""
    names = list(SUMS.grouped)
    open_rows = KeptGroup.objects.filter(grouping=kept.name, until_change=None)
    before = {key: tuple(figures) for key, *figures in open_rows.values_list("key", *names)}
    now = {key: figures + (0,) * (len(names) - len(figures)) for key, figures in groups.items()}
    ended = [key for key, figures in before.items() if now.get(key) != figures]
    for start in range(0, len(ended), AT_ONCE):
        open_rows.filter(key__in=ended[start : start + AT_ONCE]).update(until_change=number)
    rows = (
        KeptGroup(grouping=kept.name, key=key, from_change=number, **dict(zip(names, figures, strict=True)))
        for key, figures in now.items()
        if before.get(key) != figures
    )
    KeptGroup.objects.bulk_create(rows, batch_size=AT_ONCE)
