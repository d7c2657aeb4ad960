"""Writes the outbox: which followings a change concerns. It runs in the change's own transaction."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from budgets.models import Fund
from changes.closing import at_close
from changes.models import Change, RecordChange
from letters.choices import Kind
from letters.models import Following, Notice
from projects.models import Organisation

NOTICES_AT_ONCE = 1000
ROWS = (Kind.PROJECT, Kind.ORGANISATION, Kind.FUND)
"""The kinds of thing that are rows of the register."""
RELATED: dict[Kind, Any] = {Kind.ORGANISATION: Organisation, Kind.FUND: Fund}
"""The kinds of thing whose followers also read about changes of projects, and their models."""
ROWS_NAMING = {Kind.ORGANISATION: ("partners", "organisation"), Kind.FUND: ("allocations", "fund")}
"""The rows of a project, as a change keeps them, and their part that names the organisation or the fund."""


@at_close
def write_notices(change: Change, records: Sequence[RecordChange]) -> None:
    """Writes a notice for each following that the change may concern.

    Every other change waits meanwhile. So it takes three queries and two for each kind of
    RELATED, however many records and followings there are, and
    evaluates no view: that is done when the letter is made.
    """
    changed = {kind: {record.row for record in records if record.kind == kind} for kind in ROWS}
    if not any(changed.values()):
        return
    projects = [record for record in records if record.kind == Kind.PROJECT]
    for kind, model in RELATED.items():
        slugs = {slug for record in projects for slug in named_in(record, kind)}
        if slugs and Following.objects.filter(kind=kind).exists():
            named = Q(slug__in=slugs)
            if kind == Kind.ORGANISATION:
                # Those who follow a merged organisation read about the one that is kept
                named |= Q(merged_into__slug__in=slugs)
            changed[kind] |= set(model.objects.filter(named).values_list("pk", flat=True))
    concerned = Following.objects.concerned_by(changed)
    Notice.objects.bulk_create(
        [Notice(following_id=key, change_id=change.pk) for key in concerned], batch_size=NOTICES_AT_ONCE
    )


def named_in(record: RecordChange, kind: str) -> set[str]:
    """Returns the slugs of the organisations or funds that a changed project named or names: its partners, or the funds
    of its grants.
    """
    rows, part = ROWS_NAMING[Kind(kind)]
    states = (state or {} for state in (record.before, record.after))
    return {str(row[part]) for state in states for row in state.get(rows) or () if row[part]}
