"""The rule that a project is closed only when its money is settled, while the project or its entries change."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from budgets.choices import Check, EntryKind, ReportKind, Severity
from budgets.entries.measures import money_of_grants
from budgets.models import Allocation, Entry, Rule
from budgets.models.posts import LEDGER
from budgets.rules.checks import lacks_statement, rule_concerns, rule_holds, unapproved_reports
from budgets.rules.facts import facts_of_some
from budgets.rules.words import rules_of, sentence_of
from changes.ahead import wait_for
from changes.check import Checked
from changes.models import Action
from changes.proposal import Proposal
from changes.reading import AT_ONCE
from changes.rules import OF_THE_RECORD, Verdict
from projects.choices import Status
from projects.language.amounts import format_amount

Debts = dict[int, Decimal]
"""Key of a grant → its debt in DKK."""
Missing = dict[int, list[ReportKind]]
"""Key of a grant → the last reports that it lacks."""


def stopped_from_closing(project: Any) -> dict[str, list[str]]:
    """Returns field → sentences of the rules that forbid to close a project; empty if none does, or if it is closed
    already.
    """
    if project.status != Status.CLOSED or not project.pk:
        return {}
    # Of many projects that a change names, each would otherwise cost a query
    if (getattr(project, "said_when_locked", None) or {}).get("status") == Status.CLOSED:
        return {}
    stored = type(project)._base_manager.filter(pk=project.pk).exclude(status=Status.CLOSED)
    if not stored.exists():
        return {}
    # A payment at the same moment must see that the project is closed, or be seen by its closing
    wait_for([LEDGER])
    grants = Allocation._base_manager.filter(project=project.pk).select_related("project")
    debts = _debts(grants)
    sentences = _broken(grants, debts, _missing_reports(debts))
    return {"status": sentences} if sentences else {}


def judge_closed_projects(proposals: Sequence[Proposal]) -> Verdict | None:
    """Reads the debts of closed projects before entries are added or taken away. Its verdict names the entries after
    which more is owed than before. Entries that settle each other are sent together.
    """
    if any(one.kind == "project" and one.data.get("status") == Status.CLOSED for one in proposals):
        # Taken before any row is locked, as by all others who hold it
        wait_for([LEDGER])
    named = {place: _named(one) for place, one in enumerate(proposals) if one.kind == "entry"}
    rules = _rules() if any(named.values()) else []
    if not rules:
        return None
    wait_for([LEDGER])
    grants = _grants_of_closed_projects(named.values())
    if not grants:
        return None
    before = _debts(_grants(grants.values()))

    def verdict(checked: Sequence[Checked]) -> Mapping[int, Mapping[str, Any]]:
        after, found = _debts(_grants(grants.values())), {}
        more = {key: debt for key, debt in after.items() if debt > max(before.get(key, Decimal(0)), Decimal(0))}
        for key, debt in more.items():
            sentences = _broken(_grants([key]), {key: debt}, {})
            place = max(place for place, name in named.items() if grants.get(name) == key)
            if sentences:
                field = "amount" if proposals[place].action == Action.CREATE else OF_THE_RECORD
                found[place] = {field: sentences}
        return found

    return verdict


Name = tuple[str, Any] | None
"""How a proposal names a grant or an entry: the column, and the value."""


def _named(proposal: Proposal) -> Name:
    if proposal.action == Action.CREATE:
        said = proposal.data.get("allocation")
        return ("reference", said) if isinstance(said, str) and "\0" not in said else None
    return ("entries", proposal.row) if proposal.row else ("entries__reference", proposal.key)


def _grants_of_closed_projects(names: Iterable[Name]) -> dict[Name, int]:
    """Returns the grants of closed projects among those that are named, by their names."""
    found: dict[Name, int] = {}
    by_column: dict[str, set[Any]] = {}
    for name in names:
        if name:
            by_column.setdefault(name[0], set()).add(name[1])
    closed = Allocation._base_manager.filter(project__status=Status.CLOSED).order_by()
    for column, values in by_column.items():
        listed = sorted(values)
        for start in range(0, len(listed), AT_ONCE):
            rows = closed.filter(**{f"{column}__in": listed[start : start + AT_ONCE]}).values_list(column, "pk")
            found |= {(column, value): key for value, key in rows}
    return found


def _grants(keys: Iterable[int]) -> Any:
    return Allocation.objects.filter(pk__in=set(keys)).select_related("project")


def _debts(grants: Any) -> Debts:
    """Returns the debt of each grant with an entry."""
    followed = Entry.objects.filter(allocation__in=grants.order_by().values("pk"))
    keys = set(followed.order_by().values_list("allocation_id", flat=True))
    money = money_of_grants(Allocation.objects.filter(pk__in=keys))
    return {key: figures.debt for key, figures in money.items()}


def _missing_reports(grants: Iterable[int]) -> Missing:
    """Returns the last reports that each grant lacks: not approved, or the auditor's statement that has not come."""
    today = timezone.localdate()
    auditor = [
        rule for rule in rules_of(Severity.STOPS) if rule.check_name == Check.AUDITOR and rule_holds(rule, today)
    ]
    found: Missing = {}
    for grant in facts_of_some(sorted(grants)):
        missing = unapproved_reports(grant, today)
        paid = any(entry.kind == EntryKind.PAID for entry in grant.in_force(today))
        concerned = [rule for rule in auditor if paid and rule_concerns(rule, grant.allocation)]
        if any(lacks_statement(grant, rule, today) for rule in concerned):
            missing.append(ReportKind.AUDITOR)
        found[grant.allocation.pk] = missing
    return found


def _broken(grants: Any, debts: Debts, missing: Missing) -> list[str]:
    """Returns the sentences of the rules that these debts and missing reports break, each with the grants concerned."""
    rules = _rules()
    listed = list(grants) if rules else []
    found = []
    for rule in rules:
        concerned = [grant for grant in listed if rule_concerns(rule, grant)]
        lacking = {grant.reference: missing.get(grant.pk) for grant in concerned}
        reports = [f"{code} ({', '.join(str(one.label) for one in kinds)})" for code, kinds in lacking.items() if kinds]
        owing = [grant for grant in concerned if debts.get(grant.pk)]
        sentence = sentence_of(rule)
        if reports:
            words = {"sentence": sentence, "grants": "; ".join(reports)}
            sentence = _("%(sentence)s Still missing: %(grants)s.") % words
        if owing:
            owed = "; ".join(f"{grant.reference} {format_amount(debts[grant.pk])} DKK" for grant in owing)
            sentence = _("%(sentence)s Project debt: %(grants)s.") % {"sentence": sentence, "grants": owed}
        if reports or owing:
            found.append(sentence)
    return found


def _rules() -> list[Rule]:
    """Returns the rules of today that stop a project with debt from being closed."""
    today = timezone.localdate()
    rules = [rule for rule in rules_of(Severity.STOPS) if rule.check_name == Check.SETTLED]
    return [rule for rule in rules if rule_holds(rule, today)]
