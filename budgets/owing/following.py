"""A report that an organisation handed in follows the organisation when it is merged, and returns when that is undone.

The accounts of a merged organisation act for the one that is kept, which owes the reports from then on. So what waits
for staff becomes a proposal of the kept one, and the document of the report names it.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from budgets.owing.owed import UNDECIDED
from changes.approving.handing_in import organisation_of
from changes.approving.trail import What, step
from changes.closing import at_close
from changes.models import Action, Change, RecordChange, WaitingProposal
from projects.models import Organisation


@at_close
def follow_merged_organisations(change: Change, records: Sequence[RecordChange]) -> None:
    """Takes the undecided reports of organisations that this change merged to those that are kept, and brings them
    back if it undoes a merge.

    A proposal that somebody decides about at this moment is left out, as in ``moving.py``.
    """
    for one in records:
        if one.kind != "organisation" or one.action != Action.UPDATE:
            continue
        old, new = ((said or {}).get("merged_into") for said in (one.before, one.after))
        if old == new:
            continue
        row = Organisation._base_manager.get(pk=one.row)
        if new:
            _move(_waiting_of(row), row, _of(new), change)
        if old:
            # Those of its accounts only: the kept one may have handed in reports of its own
            kept = _of(old)
            theirs = [proposal for proposal in _waiting_of(kept) if organisation_of(proposal.author) == row.pk]
            _move(theirs, kept, row, change)


def _of(slug: str) -> Organisation:
    return Organisation._base_manager.get(slug=slug)


def _waiting_of(organisation: Organisation) -> Any:
    skips = connection.features.has_select_for_update_skip_locked
    rows = WaitingProposal.objects.select_for_update(skip_locked=skips, of=("self",)).select_related("author")
    return rows.filter(handed_in_by=organisation.pk, state__in=UNDECIDED).order_by("pk")


def _move(proposals: Sequence[WaitingProposal], old: Organisation, new: Organisation, change: Change) -> None:
    others = WaitingProposal.objects.filter(handed_in_by=new.pk, state__in=UNDECIDED)
    taken = set(others.values_list("handed_in_for", flat=True))
    for proposal in proposals:
        what = What.FOLLOWED
        if proposal.handed_in_for in taken:
            # The other one has handed in this report too, and a report waits once for each organisation
            what = What.NOT_OWED
        else:
            proposal.handed_in_by = new.pk
            proposal.operations = [_renamed(one, old.slug, new.slug) for one in proposal.operations]
        proposal.steps = [*proposal.steps, step(proposal, what, change.actor)]
        proposal.save(update_fields=["handed_in_by", "operations", "steps"])


def _renamed(operation: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    """Returns the operation with the new organisation as the publisher of the report."""
    if operation["kind"] != "document":
        return operation
    parties = [
        {**party, "code": new} if (party["kind"], party["code"]) == ("organisation", old) else party
        for party in operation["data"].get("parties") or ()
    ]
    return {**operation, "data": {**operation["data"], "parties": parties}}
