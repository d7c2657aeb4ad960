"""Rules while contracts, grants and entries change: a change that breaks a rule with entries made before is refused.

New entries are judged by ``budgets/rules/writing.py``. Here the rules are judged when a whole change is written,
because a contract is judged by its signatures and its grants.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from budgets.choices import Check, Severity
from budgets.entries.checks import SENTENCES
from budgets.entries.grants import hindering_removal
from budgets.models import Contract, Entry, Rule
from budgets.models.posts import LEDGER
from budgets.rules.agreed import broken_by_rows
from budgets.rules.checks import Breach, breaches_of, of_entries
from budgets.rules.facts import CHUNK, facts_of_some
from budgets.rules.words import rules_of, sentence_about
from changes.ahead import wait_for
from changes.check import Checked
from changes.models import Action
from changes.proposal import Proposal
from changes.reading import AT_ONCE
from changes.rules import OF_THE_RECORD, Verdict
from projects.models import Project

Errors = dict[int, dict[str, Any]]
"""Place of a proposal → field → sentences."""

FIELDS = {
    Check.CONTRACT_SIGNED: "signatures",
    Check.AUDITOR: "state_audited",
    Check.CHANGE_IN_TIME: "ends",
}
"""The field of a contract at which a person mends the breach."""
OF_A_CONTRACT = ("signatures", "state_audited", "ends", "allocations")


@dataclass(frozen=True)
class Found:
    """A breach of a rule about an entry of a grant."""

    grant: Any
    rule: Rule
    breach: Breach


def judge_money(proposals: Sequence[Proposal]) -> Verdict | None:
    """Reads which rules are broken before these proposals are written. Its verdict names the breaches that they cause:
    those that were not there before, and that are about an entry.
    """
    concerned = {place: one for place, one in enumerate(proposals) if _concerns(one)}
    if not concerned:
        return None
    # A payment that is entered at the same moment must see the change, or be seen by it
    wait_for([LEDGER])
    projects = _projects_of(concerned)
    before = _broken(_grants_with_entries(_together(projects)))

    def verdict(checked: Sequence[Checked]) -> Errors:
        errors: Errors = {}
        # What the same change made or renamed had no row, or another code, before it
        for place in concerned:
            projects[place] |= _project_of_row(checked[place])
        everywhere = _together(projects)
        for key, found in _broken(_grants_with_entries(everywhere)).items():
            if key not in before:
                place = _place_of(found, projects, checked)
                _say(found, checked[place], errors.setdefault(place, {}))
        for place in concerned:
            _judge_rows(checked[place], errors.setdefault(place, {}))
        return {place: said for place, said in errors.items() if said}

    return verdict


def _concerns(proposal: Proposal) -> bool:
    if proposal.kind == "project":
        if proposal.action == Action.CREATE:
            return bool(proposal.data.get("allocations"))
        return (
            proposal.action == Action.DELETE
            or proposal.whole
            or not {"allocations", "reference"}.isdisjoint(proposal.data)
        )
    # New entries are judged one by one when they are checked
    return proposal.kind == "contract" or (proposal.kind == "entry" and proposal.action == Action.DELETE)


def _together(projects: Mapping[int, set[int]]) -> list[int]:
    return sorted(set().union(*projects.values()))


def _project_of_row(checked: Checked) -> set[int]:
    """Returns the project (key) of a record that was written; none for a record that was deleted, which has no key."""
    if checked.row is None or checked.proposal.kind not in ("project", "contract"):
        return set()
    key = checked.row.pk if checked.proposal.kind == "project" else checked.row.project_id
    return {key} - {None}


def _projects_of(proposals: Mapping[int, Proposal]) -> dict[int, set[int]]:
    """Returns the projects (keys) whose grants each proposal concerns, by its place."""
    columns: dict[str, tuple[Any, str, str]] = {
        "project": (Project, "reference", "pk"),
        "contract": (Contract, "code", "project_id"),
        "entry": (Entry, "reference", "allocation__project_id"),
    }
    found: dict[int, set[int]] = {place: set() for place in proposals}
    for kind, (model, code, project) in columns.items():
        of_kind = {place: one for place, one in proposals.items() if one.kind == kind and one.action != Action.CREATE}
        for column in ("pk", code):
            keys = {place: one.row if column == "pk" else one.key for place, one in of_kind.items()}
            keys = {place: key for place, key in keys.items() if (of_kind[place].row is None) == (column == code)}
            known = _values(model, column, project, keys.values())
            for place, key in keys.items():
                found[place] |= {known[key]} if key in known else set()
    named = {place: one.data.get("project") for place, one in proposals.items() if one.kind == "contract"}
    known = _values(Project, "reference", "pk", (code for code in named.values() if isinstance(code, str)))
    for place, given in named.items():
        found[place] |= {known[given]} if isinstance(given, str) and given in known else set()
    return found


def _values(model: Any, column: str, value: str, keys: Iterable[Any]) -> dict[Any, int]:
    listed = [key for key in keys if not (isinstance(key, str) and "\0" in key)]
    found: dict[Any, int] = {}
    for start in range(0, len(listed), AT_ONCE):
        rows = model._base_manager.filter(**{f"{column}__in": listed[start : start + AT_ONCE]})
        # Django gives a column that is named twice once
        found |= {row[column]: row[value] for row in rows.order_by().values(*{column, value})}
    return found


def _grants_with_entries(projects: Sequence[int]) -> list[int]:
    found: set[int] = set()
    for start in range(0, len(projects), AT_ONCE):
        entries = Entry._base_manager.filter(allocation__project__in=projects[start : start + AT_ONCE])
        found |= set(entries.order_by().values_list("allocation_id", flat=True).distinct())
    return sorted(found)


def _broken(grants: Sequence[int]) -> dict[Any, Found]:
    """Returns the breaches of the rules that stop, as far as they are about an entry, by what causes them."""
    rules = of_entries(rules_of(Severity.STOPS)) if grants else []
    today = timezone.localdate()
    found: dict[Any, Found] = {}
    for start in range(0, len(grants) if rules else 0, CHUNK):
        for grant in facts_of_some(grants[start : start + CHUNK]):
            for rule in rules:
                for breach in breaches_of(grant, rule, today):
                    if breach.entry is not None:
                        found[grant.allocation.pk, rule.pk, breach.key] = Found(grant.allocation, rule, breach)
    return found


def _place_of(found: Found, projects: Mapping[int, set[int]], checked: Sequence[Checked]) -> int:
    """Returns the place of the proposal that causes a breach: that of a project for its amount, or else that of a
    contract or an entry.
    """
    places = [place for place, keys in projects.items() if found.grant.project_id in keys]
    of_amount = found.rule.check_name == Check.WITHIN_THE_GRANT
    alike = [place for place in places if (checked[place].proposal.kind == "project") == of_amount]
    return (alike or places)[-1]


def _say(found: Found, checked: Checked, errors: dict[str, Any]) -> None:
    sentence, kind = sentence_about(found.rule, found.breach.entry), checked.proposal.kind
    before, after = checked.before or {}, checked.after or {}
    if kind == "project" and checked.after:
        codes = [_code(item) for item in after["allocations"]]
        if found.grant.reference in codes:
            row = errors.setdefault("allocations", {}).setdefault(str(codes.index(found.grant.reference)), {})
            _add(row, "amount", sentence)
            return
    changed = [name for name in OF_A_CONTRACT if kind == "contract" and after and before.get(name) != after.get(name)]
    own = FIELDS.get(Check(found.rule.check_name), "")
    _add(errors, own if own in changed else next(iter(changed), OF_THE_RECORD), sentence)


def _judge_rows(checked: Checked, errors: dict[str, Any]) -> None:
    """Judges the rows that a change takes away: grants of a project, and of a contract that entries name."""
    before, after = checked.before or {}, checked.after or {}
    if checked.proposal.kind not in ("project", "contract") or not after:
        return
    if checked.proposal.kind == "contract":
        for field, sentence in broken_by_rows(before, {**after, "allocations": [*map(_code, after["allocations"])]}):
            _add(errors, field, sentence)
    left = {_code(item) for item in after["allocations"]}
    gone = [item for item in before.get("allocations", ()) if _code(item) not in left]
    if checked.proposal.kind == "project":
        if hindrance := hindering_removal(gone):
            errors.setdefault("allocations", [hindrance])
    elif gone:
        named = Entry.objects.in_force().filter(contract=checked.row.pk, allocation__reference__in=map(_code, gone))
        if named.exists():
            _add(errors, *_said("contract-in-use"))


def _said(code: str) -> tuple[str, str]:
    field, sentence = SENTENCES[code]
    return field, str(sentence)


def _code(item: Any) -> str:
    return str(item["reference"] if isinstance(item, Mapping) else item)


def _add(errors: dict[str, Any], field: str, sentence: str) -> None:
    sentences = errors.setdefault(field, [])
    if sentence not in sentences:
        sentences.append(sentence)
