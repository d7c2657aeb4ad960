"""Findings: where the register breaks a rule on a day. The work list, the letters and the reports read them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from budgets.choices import Check
from budgets.entries.due import Overdue, overdue
from budgets.models import Allocation, BudgetPost, Contract, Rule
from budgets.rules.checks import CHECKS, breaches_of, rule_concerns, rule_holds
from budgets.rules.content import ContentChange, unapproved
from budgets.rules.facts import facts_of
from budgets.rules.posts import overdrawn
from budgets.rules.words import rules_of

FAR = date.max


@dataclass(frozen=True)
class Finding:
    """A broken rule, and the records at which a person can mend it."""

    rule: Rule
    project: Any = None
    """None: the rule is about a budget post."""
    allocation: Any = None
    contract: Any = None
    entry: Any = None
    post: Any = None
    since: date | None = None
    """The day from which the rule is broken; None: not known."""
    due: date | None = None
    """The day on which something was due."""
    content: ContentChange | None = None
    """The change of the project's content that no approval covers."""
    late: Overdue | None = None
    """The report or the instalment that is overdue."""

    @property
    def order(self) -> tuple[Any, ...]:
        """The key by which findings are sorted: the oldest first, those without a day last."""
        about = (self.project.reference if self.project else "", self.post.code if self.post else "")
        at = (self.contract.code if self.contract else "", self.entry.reference if self.entry else "")
        number = self.content.change.pk if self.content else 0
        return (self.since or FAR, *about, self.rule.code, *at, number)

    def get_absolute_url(self) -> str:
        """Returns the address of the page on which the record stands at which a person can mend it."""
        record = self.entry or self.contract or self.project
        return str(record.get_absolute_url()) if record else ""


def findings(projects: Any, on: date, codes: Collection[str] = (), severities: Collection[str] = ()) -> list[Finding]:
    """Returns the broken rules of these projects (a ProjectQuerySet) on a day, the oldest first.

    ``codes`` and ``severities`` choose rules; empty: all. Findings about budget posts belong to no project, so they are
    always included. Runs eight queries for each two thousand grants, and as many for changes of content.
    """
    rules = [rule for rule in rules_of() if _chosen(rule, codes, severities)]
    found = [
        *_of_grants(projects, on, [rule for rule in rules if rule.check_name in CHECKS]),
        *_overdue(projects, on, rules),
        *_of_content(projects, on, rules),
        *_of_posts(rules),
    ]
    return sorted(found, key=lambda finding: finding.order)


def _chosen(rule: Rule, codes: Collection[str], severities: Collection[str]) -> bool:
    return (not codes or rule.code in codes) and (not severities or rule.severity in severities)


def _of_grants(projects: Any, on: date, rules: list[Rule]) -> Iterator[Finding]:
    """The findings of the checks of a grant. A contract about several grants is found once."""
    if not rules:
        return
    seen = set()
    allocations = Allocation.objects.filter(project__in=projects.order_by().values("pk"))
    for grant in facts_of(allocations):
        for rule in rules:
            for breach in breaches_of(grant, rule, on):
                if breach.since and breach.since > on:
                    continue
                key = (rule.pk, breach.key, grant.allocation.project_id)
                if key not in seen:
                    seen.add(key)
                    project = grant.allocation.project
                    yield Finding(
                        rule,
                        project,
                        grant.allocation,
                        breach.contract,
                        breach.entry,
                        since=breach.since,
                        due=breach.due,
                    )


def _overdue(projects: Any, on: date, rules: list[Rule]) -> Iterator[Finding]:
    of_reports = [rule for rule in rules if rule.check_name == Check.REPORT_IN_TIME]
    of_payments = [rule for rule in rules if rule.check_name == Check.PAYMENT_IN_TIME]
    if not (of_reports or of_payments):
        return
    contracts = Contract.objects.filter(project__in=projects.order_by().values("pk"))
    contracts = contracts.select_related("project__portfolio")
    for late in overdue(contracts, on):
        for rule in of_reports if late.report else of_payments:
            if rule_holds(rule, late.day) and _concerns(rule, late.contract):
                yield Finding(
                    rule, late.contract.project, contract=late.contract, since=late.day, due=late.day, late=late
                )


def _of_content(projects: Any, on: date, rules: list[Rule]) -> Iterator[Finding]:
    rules = [rule for rule in rules if rule.check_name == Check.CONTENT_APPROVED]
    for rule, found in unapproved(projects, rules, on):
        yield Finding(rule, found.project, since=found.day, content=found)


def _concerns(rule: Rule, contract: Any) -> bool:
    """Whether a rule is for one of the grants of a contract."""
    grants = [row.allocation for row in contract.contract_allocations.all()] if rule.fund_id else []
    if rule.fund_id:
        return any(rule_concerns(rule, grant) for grant in grants)
    return rule.portfolio_id in (None, contract.project.portfolio_id)


def _of_posts(rules: list[Rule]) -> Iterator[Finding]:
    rules = [rule for rule in rules if rule.check_name == Check.POST_NOT_OVERDRAWN]
    posts = BudgetPost.objects.in_bulk(list(overdrawn())) if rules else {}
    for post in posts.values():
        for rule in rules:
            if rule_holds(rule, date(post.year, 1, 1)):
                yield Finding(rule, post=post, since=date(post.year, 1, 1))
