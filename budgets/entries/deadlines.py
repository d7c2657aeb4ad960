"""The deadlines that contracts set: instalments, reports, annual reports, and the end of the contract.

They are worked out of contracts, entries and the rule on annual reports, whenever somebody reads them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from budgets.choices import Check, ContractKind, EntryKind, ReportKind
from budgets.entries.due import Due, EntriesOf, answered, due_in
from budgets.models import Contract, Entry, Instalment, ReportDue, Rule
from budgets.rules.checks import rule_holds
from changes.models import Change, RecordChange
from projects.deadlines import Deadline, DeadlineKind

AT_ONCE = 500
"""Contracts that are read together. It bounds the memory and the length of a query."""


def deadlines(projects: Any, today: date, first: date, last: date) -> Iterator[Deadline]:
    """Yields the deadlines of the contracts of these projects (a queryset) between two days. Those that are met are
    done. Runs ten queries for each 500 contracts.
    """
    keys = list(_with_a_deadline(projects, first, last).order_by("pk").values_list("pk", flat=True))
    rules = list(Rule.objects.filter(check_name=Check.ANNUAL_REPORT)) if keys else []
    for start in range(0, len(keys), AT_ONCE):
        rows = Contract.objects.filter(pk__in=keys[start : start + AT_ONCE]).select_related("project")
        contracts = list(rows.prefetch_related("contract_allocations__allocation").order_by("pk"))
        found = _of(contracts, rules, today, first, last)
        yield from _with_changes(contracts, [one for one in found if first <= one.day <= last])


def _with_a_deadline(projects: Any, first: date, last: date) -> Any:
    """Returns the contracts that can have a deadline between the days."""
    between = {"day__gte": first, "day__lte": last}
    changed = Entry.objects.filter(kind=EntryKind.CHANGED, ends__gte=first, ends__lte=last)
    any_of = (
        Q(pk__in=ReportDue.objects.filter(**between).order_by().values("contract"))
        | Q(pk__in=Instalment.objects.filter(**between).order_by().values("contract"))
        | Q(contract_allocations__allocation__in=changed.order_by().values("allocation"))
        | Q(ends__gte=first, ends__lte=last)
        | Q(kind=ContractKind.FRAMEWORK, starts__lte=last)
    )
    return Contract.objects.filter(any_of, project__in=projects.order_by().values("pk")).distinct()


def _of(contracts: Sequence[Any], rules: Sequence[Rule], today: date, first: date, last: date) -> Iterator[Deadline]:
    entries = EntriesOf(contracts, today)
    given = due_in(entries)
    ends = _ends(contracts, entries)
    # Most deadlines of a contract lie outside of a month
    yield from (_given(one) for one in given if first <= one.day <= last)
    yield from _annual_reports(contracts, rules, given, ends, entries, today)
    for contract in contracts:
        if contract.pk in ends and first <= ends[contract.pk] <= last:
            key = f"{contract.code}-end"
            yield _deadline(contract, DeadlineKind.END, key, ends[contract.pk], _("End of the contract"), done=False)


def _deadline(contract: Any, kind: DeadlineKind, key: str, day: date, name: str, *, done: bool) -> Deadline:
    path = contract.get_absolute_url()
    return Deadline(key, kind, day, name, contract.code, contract.project, path, done)


def _given(one: Due) -> Deadline:
    """Returns the deadline of a report or an instalment that the contract names."""
    if one.report:
        kind = DeadlineKind.ANNUAL if one.report == ReportKind.ANNUAL else DeadlineKind.REPORT
        key = f"{one.contract.code}-{one.report}-{one.place}"
        return _deadline(one.contract, kind, key, one.day, str(one.label), done=one.met)
    key, name = f"{one.contract.code}-instalment-{one.instalment}", _("Instalment %(number)s")
    name = name % {"number": one.instalment}
    return _deadline(one.contract, DeadlineKind.INSTALMENT, key, one.day, name, done=one.met)


def _ends(contracts: Iterable[Any], entries: EntriesOf) -> dict[int, date]:
    """Returns the last day of each contract: as last changed, or else as the contract says."""
    found = {contract.pk: contract.ends for contract in contracts if contract.ends}
    changed = entries.entries.filter(kind=EntryKind.CHANGED, ends__isnull=False).order_by("day", "pk")
    for named, grant, ends in changed.values_list("contract_id", "allocation_id", "ends"):
        found.update(dict.fromkeys(entries.contracts_of(named, grant), ends))
    return found


def _annual_reports(
    contracts: Iterable[Any],
    rules: Sequence[Rule],
    given: Iterable[Due],
    ends: dict[int, date],
    entries: EntriesOf,
    today: date,
) -> Iterator[Deadline]:
    """The annual reports of framework contracts, by the day of the rule, for each year in which the contract runs.

    A contract that names a day of its own for the report of a year has that day instead.
    """
    named = {(one.contract.pk, year_of(one.day)) for one in given if one.report == ReportKind.ANNUAL}
    come = _annual_reports_come(entries)
    for contract in contracts:
        if contract.kind != ContractKind.FRAMEWORK or not contract.starts:
            continue
        for year in range(contract.starts.year, ends.get(contract.pk, today).year + 1):
            day = _day_of_the_rule(contract, rules, year)
            if day and (contract.pk, year) not in named:
                name = _("Annual report for %(year)s") % {"year": year}
                key, done = f"{contract.code}-annual-{year}", year in come[contract.pk]
                yield _deadline(contract, DeadlineKind.ANNUAL, key, day, name, done=done)


def year_of(day: date) -> int:
    """Returns the year on which an annual report of this day is: from December to November, the year before."""
    return day.year if day.month == 12 else day.year - 1


def _annual_reports_come(entries: EntriesOf) -> dict[int, set[int]]:
    """Returns the years for which each contract has given its annual report."""
    found: dict[int, set[int]] = defaultdict(set)
    come = entries.entries.filter(kind=EntryKind.REPORT_RECEIVED, report=ReportKind.ANNUAL)
    columns = ("contract_id", "allocation_id", "allocation__reference", "day", "reference")
    for named, grant, of, day, reference in come.values_list(*columns):
        name = answered(reference, of, ReportKind.ANNUAL)
        if len(name) == len("20260201"):
            # It was handed in for a report that the contract names with its day
            continue
        for contract in entries.contracts_of(named, grant):
            found[contract].add(int(name) if name else year_of(day))
    return found


def _day_of_the_rule(contract: Any, rules: Sequence[Rule], year: int) -> date | None:
    """Returns the day on which the report on a year is due by the first rule that concerns the contract."""
    for rule in rules:
        day = date(year + 1, rule.month or 1, rule.day_of_month or 1)
        if rule_holds(rule, day) and _concerns(rule, contract):
            return day
    return None


def _concerns(rule: Rule, contract: Any) -> bool:
    """Whether a rule is for one of the grants of a contract. All of them are of its project."""
    funds = {row.allocation.fund_id for row in contract.contract_allocations.all()}
    return (rule.fund_id is None or rule.fund_id in funds) and rule.portfolio_id in (
        None,
        contract.project.portfolio_id,
    )


def _with_changes(contracts: Sequence[Any], found: Sequence[Deadline]) -> Iterator[Deadline]:
    """Yields the deadlines with the latest change of their contract, or of an entry of its grants."""
    latest: dict[str, int] = defaultdict(int)
    codes = {contract.pk: contract.code for contract in contracts}
    rows = RecordChange.objects.filter(kind="contract", row__in=codes).order_by().values_list("row")
    for key, number in rows.annotate(latest=Max("change")):
        latest[codes[key]] = number
    for key, numbers in _changes_of_entries(contracts).items():
        latest[codes[key]] = max(latest[codes[key]], *numbers)
    moments = dict(Change.objects.filter(pk__in=set(latest.values())).values_list("pk", "moment"))
    for one in found:
        yield replace(one, change=latest[one.about], changed=moments.get(latest[one.about]))


def _changes_of_entries(contracts: Sequence[Any]) -> dict[int, list[int]]:
    of_grant: dict[int, list[int]] = defaultdict(list)
    for contract in contracts:
        for row in contract.contract_allocations.all():
            of_grant[row.allocation_id].append(contract.pk)
    entries = dict(Entry.objects.filter(allocation__in=of_grant).order_by().values_list("pk", "allocation_id"))
    found: dict[int, list[int]] = defaultdict(list)
    rows = Entry.objects.filter(allocation__in=of_grant).order_by().values("pk")
    numbers = RecordChange.objects.filter(kind="entry", row__in=rows).order_by().values_list("row")
    for entry, number in numbers.annotate(latest=Max("change")):
        for contract in of_grant[entries[entry]]:
            found[contract].append(number)
    return found
