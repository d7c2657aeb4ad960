"""My work: what is late, missing or soon due in the projects that a person follows or changed, by rule."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.choices import Check, EntryKind, ReportKind
from budgets.entries.due import Overdue, overdue
from budgets.entries.rights import GRANT
from budgets.links import address
from budgets.models import Contract, Rule
from budgets.rules.findings import Finding, findings
from budgets.rules.words import sentence_of
from changes.models import Action, RecordChange
from changes.rights import may
from letters.models import Following
from letters.subjects import subject_of
from pages.money.signing import has_contract, to_mend

MONEY = "money"
"""The section of a project with its grants."""
SOON = timedelta(days=30)
"""What is due within this time is listed as soon due."""
MOST_SHOWN = 10
"""Findings of a rule on the page; a link leads to the others."""


@dataclass(frozen=True)
class Item:
    """A broken rule or a deadline at one record, with the button that mends it."""

    project: Any
    """None: it is about a budget post."""
    about: str
    """The record: a contract, an entry, a grant or a post."""
    day: date | None
    """When it was due, or since when the rule is broken."""
    label: Any
    """The words of the button."""
    url: str
    section: str = ""
    """The form that the button opens on the page of the project; empty: it opens no form."""

    def offered_to(self, person: Any) -> "Item":
        """Returns the item with a button that the person may press: instead of a form, it opens the ledger."""
        if not self.section or may_open(person, self.section, self.project):
            return self
        return replace(self, label=_("Open"), url=f"{self.project.get_absolute_url()}#ledger")


def may_open(person: Any, section: str, project: Any) -> bool:
    """Returns whether the person may open this form on the page of the project."""
    if section == MONEY:
        return may(person, GRANT, project)
    return may(person, Action.CREATE, section, of=project)


class To(NamedTuple):
    """Where a button leads."""

    url: str
    section: str = ""


@dataclass(frozen=True)
class Group:
    """The items of a rule."""

    code: str
    label: str
    sentence: str
    severity: str
    items: list[Item]
    count: int

    @property
    def others(self) -> int:
        """How many items are not shown."""
        return self.count - len(self.items)


def projects_of(person: Any, projects: Any) -> Any:
    """Returns those of a ProjectQuerySet that the person follows or changed, or that belong to an organisation or a
    view that the person follows.
    """
    changed = RecordChange.objects.filter(kind="project", change__actor=person.pk).order_by().values("row")
    keys: set[int] = set()
    for following in Following.objects.filter(user=person):
        subject = subject_of(following)
        keys |= set(subject.projects()) if subject else set()
    return projects.filter(Q(pk__in=changed) | Q(pk__in=keys))


def work_of(projects: Any, today: date, person: Any, code: str = "") -> list[Group]:
    """Returns the broken rules of these projects, the strictest first, each with its findings, the oldest first, and
    with buttons that the person may press.
    """
    by_rule: dict[int, list[Finding]] = {}
    for finding in findings(projects, today, [code] if code else ()):
        by_rule.setdefault(finding.rule.pk, []).append(finding)
    groups = [_group(found[0].rule, to_mend(found), person, whole=bool(code)) for found in by_rule.values()]
    return sorted(groups, key=lambda group: (STRICTNESS.index(group.severity), group.label))


STRICTNESS = ("stops", "warns", "lists")


def _group(rule: Rule, found: list[Finding], person: Any, whole: bool) -> Group:
    shown = found if whole else found[:MOST_SHOWN]
    prefetch_related_objects([one.entry for one in shown if one.entry], "contract")
    items = [_item(one).offered_to(person) for one in shown]
    return Group(rule.code, str(rule.label), sentence_of(rule), str(rule.severity), items, len(found))


def _item(finding: Finding) -> Item:
    label, find = MENDED.get(Check(finding.rule.check_name), (_("Open"), _the_record))
    about = finding.late and in_words(finding.late)
    if finding.content:
        words = {"number": finding.content.change.number, "fields": finding.content.words}
        about = _("Change %(number)d: %(fields)s") % words
    record = finding.entry or finding.contract or finding.allocation or finding.post
    return Item(finding.project, about or str(record or ""), finding.due or finding.since, label, *find(finding))


def in_words(late: Overdue) -> str:
    """Returns what is due: "Annual report, P-1-K1"."""
    what = str(late.label) or _("Instalment %(number)s") % {"number": late.instalment}
    return f"{what}, {late.contract.code}"


def _the_record(finding: Finding) -> To:
    if finding.post:
        return To(str(finding.post.get_absolute_url()))
    return To(finding.get_absolute_url())


def _form(section: str, **asked: str) -> Callable[[Finding], To]:
    """Returns a function that gives the address of the project's page with a form open."""

    def find(finding: Finding) -> To:
        own = dict(asked)
        contract = finding.contract or (finding.entry and finding.entry.contract)
        if section == "entry" and contract:
            own["contract"] = contract.code
        if finding.late and finding.late.report:
            own["report"] = finding.late.report
        if section == "contract" and contract:
            own["code"] = contract.code
        elif section == "contract" and has_contract(finding):
            # It is not known which one, so the person chooses
            return To(f"{finding.project.get_absolute_url()}#contracts")
        return To(opened(finding.project, section, own), section)

    return find


def opened(project: Any, section: str, asked: dict[str, str]) -> str:
    """Returns the address of a project's page with a form open."""
    query = {name: [value] for name, value in {"edit": section, **asked}.items()}
    return f"{address(project.get_absolute_url(), query)}#section-{section}"


def _correction(finding: Finding) -> To:
    if finding.entry is None:
        return _the_record(finding)
    return To(opened(finding.project, "entry", {"corrects": finding.entry.reference}), "entry")


def _received(**report: str) -> tuple[Any, Callable[[Finding], To]]:
    """Returns the button that enters a report, and of which kind if the rule says it."""
    return gettext_lazy("Enter the report"), _form("entry", kind=EntryKind.REPORT_RECEIVED.value, **report)


MENDED: dict[Check, tuple[Any, Callable[[Finding], To]]] = {
    Check.CONTRACT_SIGNED: (gettext_lazy("Enter the signatures"), _form("contract")),
    Check.FINAL_REPORT_FIRST: (
        gettext_lazy("Approve the report"),
        _form("entry", kind=EntryKind.REPORT_APPROVED.value),
    ),
    Check.REPORT_WITH_REQUEST: _received(),
    Check.ANNUAL_REPORT: _received(report=ReportKind.ANNUAL.value),
    Check.REPORT_IN_TIME: _received(),
    Check.PAYMENT_IN_TIME: (gettext_lazy("Enter the payment"), _form("entry", kind=EntryKind.PAID.value)),
    Check.AUDITOR: _received(report=ReportKind.AUDITOR.value),
    Check.ACCOUNTS_SIGNED: (gettext_lazy("Correct the entry"), _correction),
    Check.CHANGE_IN_TIME: (gettext_lazy("Correct the entry"), _correction),
    Check.CONTENT_APPROVED: (gettext_lazy("Enter the approval"), _form("entry", kind=EntryKind.CHANGED.value)),
    Check.WITHIN_THE_GRANT: (gettext_lazy("Edit the grant"), _form(MONEY)),
    # What is missing may be a payment, a release or an approval, so the person chooses
    Check.SETTLED: (gettext_lazy("Settle the grant"), _form("entry")),
    Check.OPEN_PERIOD: (gettext_lazy("Correct the entry"), _correction),
    Check.POST_NOT_OVERDRAWN: (gettext_lazy("Open the post"), _the_record),
    Check.PERSPECTIVE: (gettext_lazy("Edit the contract"), _form("contract")),
}
"""The button that mends each broken rule, and where it leads."""


def due_soon(projects: Any, today: date, person: Any) -> list[Item]:
    """Returns the reports and instalments due within thirty days, by day, with buttons that the person may press."""
    contracts = Contract.objects.filter(project__in=projects.order_by().values("pk")).select_related("project")
    ahead: Iterable[Overdue] = overdue(contracts, today + SOON)
    return [_soon(one).offered_to(person) for one in ahead if one.day >= today]


def _soon(one: Overdue) -> Item:
    kind = EntryKind.REPORT_RECEIVED if one.report else EntryKind.PAID
    label = _("Enter the report") if one.report else _("Enter the payment")
    project = one.contract.project
    asked = {"kind": kind.value, "contract": one.contract.code, **({"report": one.report} if one.report else {})}
    return Item(project, in_words(one), one.day, label, opened(project, "entry", asked), "entry")
