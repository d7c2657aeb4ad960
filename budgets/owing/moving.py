"""Staff move the day of a report, or take it out of the contract: what was handed in follows, and letters say so.

A report is known by its day, so a moved day makes another report. The change of the contract says which days went and
which came. A day that went and a day that came are one report if they have the same place among the contract's reports
of this kind. An annual report by the rule is known by its year, until the contract names its own day for that year.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection

from budgets.choices import ContractKind, ReportKind
from budgets.entries.deadlines import year_of
from budgets.entries.due import planned_name
from budgets.owing.handing_in import free_reference, keys_that_wait
from changes.approving.telling import tell
from changes.approving.trail import What, step
from changes.closing import at_close
from changes.models import Action, Change, RecordChange, State, WaitingProposal

UNDECIDED = (State.WAITING, State.SENT_BACK)


@at_close
def follow_moved_reports(change: Change, records: Sequence[RecordChange]) -> None:
    """Takes the undecided proposals of moved reports to the new day, and notes on the trail of others that the contract
    does not ask for their report any more.

    A proposal that somebody decides about at this moment is left out: waiting for it here would block both.
    """
    moved: dict[str, str] = {}
    for one in records:
        if one.kind == "contract" and one.action == Action.UPDATE and one.before and one.after:
            moved |= moved_reports(one.before, one.after)
    if not moved:
        return
    skips = connection.features.has_select_for_update_skip_locked
    rows = WaitingProposal.objects.select_for_update(skip_locked=skips, of=("self",))
    found = rows.filter(handed_in_by__isnull=False, handed_in_for__in=moved, state__in=UNDECIDED).order_by("pk")
    for proposal in found:
        _follow(proposal, moved[proposal.handed_in_for], change)


def moved_reports(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    """Returns the keys of the reports that a contract asked for and does not ask for now, each with the key of the
    report that took its place, or "". Takes what the record of the contract said before and after.
    """
    was, now = _days(before), _days(after)
    found = {}
    for kind in was.keys() | now.keys():
        for old, new in _moved(kind, was[kind], now[kind], after).items():
            found[f"{before['code']}-{kind}-{old}"] = f"{after['code']}-{kind}-{new}" if new else ""
    return found


def _days(contract: Mapping[str, Any]) -> dict[str, list[date]]:
    found: dict[str, list[date]] = defaultdict(list)
    for row in contract.get("reports_due") or ():
        found[row["kind"]].append(date.fromisoformat(row["day"]))
    return defaultdict(list, {kind: sorted(days) for kind, days in found.items()})


def _moved(kind: str, was: list[date], now: list[date], contract: Mapping[str, Any]) -> dict[str, str]:
    """Returns the names of the reports of a kind that went, each with the name of the one in its place, or ""."""
    gone, came = [day for day in was if day not in now], [day for day in now if day not in was]
    if kind == ReportKind.ANNUAL and contract["kind"] == ContractKind.FRAMEWORK:
        return _moved_annual(was, now, gone, came)
    same = len(gone) == len(came)
    pairs = {old: new for old, new in zip(gone, came, strict=False) if same and was.index(old) == now.index(new)}
    return {planned_name(old): planned_name(pairs[old]) if old in pairs else "" for old in gone}


def _moved_annual(
    was: Sequence[date], now: Sequence[date], gone: Sequence[date], came: Sequence[date]
) -> dict[str, str]:
    """Returns the same of the annual reports of a framework contract: there is one for each year, whatever its day."""
    before, after = {year_of(day) for day in was}, {year_of(day): day for day in now}
    found = {str(year_of(day)): planned_name(day) for day in came if year_of(day) not in before}
    for day in gone:
        year = year_of(day)
        found[planned_name(day)] = planned_name(after[year]) if year in after else str(year)
    return found


def _follow(proposal: WaitingProposal, key: str, change: Change) -> None:
    others = WaitingProposal.objects.filter(handed_in_by=proposal.handed_in_by, state__in=UNDECIDED)
    if key and others.filter(handed_in_for=key).exists():
        # It waits since the contract asked for a report on that day before
        key = ""
    what = What.MOVED if key else What.NOT_OWED
    if key:
        proposal.handed_in_for = key
        proposal.operations = _for_report(proposal, key)
    proposal.steps = [*proposal.steps, step(proposal, what, change.actor)]
    proposal.save(update_fields=["handed_in_for", "operations", "steps"])
    tell(proposal, what)
    if key and proposal.state == State.WAITING:
        # The letters that wait name the step before
        tell(proposal, State.WAITING)


def _for_report(proposal: WaitingProposal, key: str) -> list[dict[str, Any]]:
    """Returns the operations with references that answer the report with this key."""
    taken = keys_that_wait(proposal)
    return [
        one if one["kind"] != "entry" else _with_reference(one, free_reference(one["data"]["allocation"], key, taken))
        for one in proposal.operations
    ]


def _with_reference(operation: dict[str, Any], reference: str) -> dict[str, Any]:
    return {**operation, "key": reference, "data": {**operation["data"], "reference": reference}}
