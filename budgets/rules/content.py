"""The rule that a change of a project's content or participants is approved beforehand, once its contract is signed.

It reads the changes of the register. An approval covers a change of the same project if it is

- an entry *changed* of one of its grants, dated on the day of the change or at most ``COVERS`` days before; or
- a document that the same change adds to the project; or
- a document of the project or an entry *changed* that the reason of the change names by its code.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from budgets.choices import EntryKind
from budgets.models import Allocation, ContractAllocation, Entry, Rule, Signature
from budgets.rules.checks import rule_concerns, rule_holds
from budgets.rules.facts import ContractFacts
from changes.models import Action, Change, RecordChange
from changes.reading import AT_ONCE
from changes.record import RECORDS
from projects.models import ProjectDocument

COVERS = 90
"""How many days after an approval a change may follow it."""
CONTENT = ("title", "summary", "partners", "starts", "ends")
"""The fields of a project that say what is done, by whom and when."""


@dataclass
class Approvals:
    """What can approve changes of a project."""

    signed: date
    """The first day on which a contract was complete."""
    days: list[date] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class ContentChange:
    """A change of a project's content that no approval covers."""

    project: Any
    allocation: Any
    change: Change
    fields: tuple[str, ...]

    @property
    def day(self) -> date:
        """The day of the change."""
        return timezone.localdate(self.change.moment)

    @property
    def words(self) -> str:
        """The labels of the changed fields."""
        return ", ".join(str(RECORDS["project"][name].label) for name in self.fields)


def unapproved(projects: Any, rules: Sequence[Rule], on: date) -> Iterator[tuple[Rule, ContentChange]]:
    """Yields the changes up to a day that break these rules, with the rule. Runs eight queries for some hundred
    projects with a signed contract, and one if there is none.
    """
    grants = _grants_of(projects) if rules else {}
    keys = sorted(grants)
    for start in range(0, len(keys), AT_ONCE):
        part = keys[start : start + AT_ONCE]
        approvals = _approvals(part)
        for found in _changes(approvals, grants, on):
            concerned = [rule for rule in rules if rule_holds(rule, found.day)]
            yield from ((rule, found) for rule in concerned if rule_concerns(rule, found.allocation))


def _grants_of(projects: Any) -> dict[int, Any]:
    """Returns a grant of each project that has a contract, by the project's key."""
    covered = ContractAllocation.objects.order_by().values("allocation")
    grants = Allocation.objects.filter(project__in=projects.order_by().values("pk"), pk__in=covered)
    return {grant.project_id: grant for grant in grants.select_related("project__portfolio").order_by("-reference")}


def _approvals(projects: Sequence[int]) -> dict[int, Approvals]:
    contracts: dict[int, ContractFacts] = {}
    signatures = Signature.objects.filter(contract__project__in=projects).select_related("contract")
    for row in signatures:
        contracts.setdefault(row.contract_id, ContractFacts(row.contract)).signatures.append(row)
    found: dict[int, Approvals] = {}
    for facts in contracts.values():
        if day := facts.signed_on():
            key = facts.contract.project_id
            found[key] = Approvals(min(day, found[key].signed) if key in found else day)
    changed = Entry.objects.in_force().filter(kind=EntryKind.CHANGED, allocation__project__in=found)
    for key, day, reference in changed.values_list("allocation__project_id", "day", "reference"):
        found[key].days.append(day)
        found[key].codes.add(reference)
    documents = ProjectDocument.objects.filter(project__in=found).values_list("project_id", "document__slug")
    for key, slug in documents:
        found[key].codes.add(slug)
    return found


def _changes(approvals: Mapping[int, Approvals], grants: Mapping[int, Any], on: date) -> Iterator[ContentChange]:
    rows = RecordChange.objects.filter(kind="project", row__in=list(approvals), action=Action.UPDATE)
    rows = rows.filter(change__undoes=None).select_related("change").order_by("change", "row")
    undone = set(Change.objects.exclude(undoes=None).values_list("undoes", flat=True))
    for record in rows:
        before, after = record.before or {}, record.after or {}
        names = tuple(name for name in CONTENT if before.get(name) != after.get(name))
        if names and record.change_id not in undone:
            grant = grants[record.row]
            found = ContentChange(grant.project, grant, record.change, names)
            if approvals[record.row].signed <= found.day <= on and not _covered(found, record, approvals[record.row]):
                yield found


def _covered(found: ContentChange, record: RecordChange, approvals: Approvals) -> bool:
    if any(found.day - timedelta(days=COVERS) <= day <= found.day for day in approvals.days):
        return True
    before, after = ((state or {}).get("documents") or [] for state in (record.before, record.after))
    reason = found.change.reason.lower()
    return any(item not in before for item in after) or any(code.lower() in reason for code in approvals.codes)
