"""Ends the proposals about a project or a record that is deleted: nobody could approve them any more."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from changes.approving.deciding import Decided, end
from changes.approving.trail import Cause
from changes.closing import at_close
from changes.models import Action, Change, RecordChange, State, WaitingProposal


@dataclass
class Gone:
    """What a change deleted: projects by reference, with their grants, and records by kind and key of the row."""

    projects: set[str] = field(default_factory=set)
    grants: set[str] = field(default_factory=set)
    rows: set[tuple[str, int]] = field(default_factory=set)


@at_close
def end_proposals(change: Change, records: Sequence[RecordChange]) -> None:
    """Ends the undecided proposals about what a change deleted, with the number of the change as the reason.

    A proposal that somebody decides about at this moment is left out: its change is refused, as the record is gone.
    """
    gone = _gone(records)
    if not gone.rows:
        return
    skips = connection.features.has_select_for_update_skip_locked
    rows = WaitingProposal.objects.select_for_update(skip_locked=skips, of=("self",))
    for proposal in rows.filter(state__in=(State.WAITING, State.SENT_BACK)).order_by("pk"):
        cause = _why(gone, proposal.operations)
        if cause is not None:
            with suppress(Decided):
                end(proposal=proposal, person=change.actor, cause=cause, change=change.number)


def _gone(records: Iterable[RecordChange]) -> Gone:
    found = Gone()
    for one in records:
        if one.action != Action.DELETE:
            continue
        found.rows.add((one.kind, one.row))
        if one.kind == "project":
            found.projects.add(one.key)
            found.grants |= {grant["reference"] for grant in (one.before or {}).get("allocations") or ()}
    return found


def _why(gone: Gone, operations: Sequence[Any]) -> Cause | None:
    for one in operations:
        said = {**(one["base"] or {}), **one["data"]}
        of_project = said.get("project") in gone.projects or said.get("allocation") in gone.grants
        if of_project or (one["kind"] == "project" and ("project", one["row"]) in gone.rows):
            return Cause.PROJECT_DELETED
        if one["action"] == Action.UPDATE and (one["kind"], one["row"]) in gone.rows:
            return Cause.RECORD_DELETED
    return None
