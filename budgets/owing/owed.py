"""Which reports an organisation owes, and how far each has come.

An organisation owes the reports of a contract if it is the contract's administrative body, or signed it as such or as
the recipient. Where a contract names neither, the implementing and coordinating partners of its project owe them.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from budgets.choices import EntryKind, ReportKind, SignatoryRole
from budgets.entries.due import EntriesOf, met_by, planned_name
from budgets.models import Contract, Signature
from changes.approving.trail import answer_of
from changes.models import Change, State, WaitingProposal
from changes.undo import undone_by
from projects.choices import PartnerRole
from projects.deadlines import Deadline, DeadlineKind, deadlines_of
from projects.models import Partnership, Project
from projects.models.organisations import merged_into

REPORTING = (SignatoryRole.ADMINISTRATOR, SignatoryRole.RECIPIENT)
CARRYING_OUT = (PartnerRole.IMPLEMENTING, PartnerRole.COORDINATING)
UNDECIDED = (State.WAITING, State.SENT_BACK)
REPORTS = (DeadlineKind.REPORT, DeadlineKind.ANNUAL)


class Progress(models.TextChoices):
    """How far a report has come. Worked out from its day, its entries and its proposal."""

    DUE = "due", pgettext_lazy("report", "due")
    LATE = "late", pgettext_lazy("report", "late")
    WAITING = "handed-in", pgettext_lazy("report", "handed in, waits for staff")
    SENT_BACK = "sent-back", pgettext_lazy("report", "sent back")
    RECEIVED = "received", pgettext_lazy("report", "received")
    APPROVED = "approved", pgettext_lazy("report", "approved")
    GONE = "not-owed", pgettext_lazy("report", "not owed any more")


@dataclass(frozen=True)
class OwedReport:
    """A report that an organisation owes."""

    key: str
    """Names the report in addresses and proposals (``key_of``)."""
    deadline: Deadline
    contract: Any
    report: str
    """The kind of report (``ReportKind``)."""
    progress: Progress
    proposal: WaitingProposal | None = None
    """The latest proposal with which the organisation handed it in."""
    taken_back: Change | None = None
    """The change with which staff took their acceptance back, if the report is owed again since."""

    @property
    def late(self) -> bool:
        """Whether the day has passed, nothing came, and nothing waits for staff."""
        return self.progress == Progress.LATE

    @property
    def open(self) -> bool:
        """Whether the organisation can hand it in: again, if it was handed in and staff have not accepted it."""
        return self.progress not in (Progress.RECEIVED, Progress.APPROVED, Progress.GONE)

    @property
    def answer(self) -> str:
        """The answer of staff to what was handed in last; empty while it waits for their answer."""
        if self.proposal is None or self.proposal.state == State.WAITING:
            return ""
        return answer_of(self.proposal)

    @property
    def withdrawable(self) -> bool:
        """Whether there is a proposal that staff have not accepted."""
        return self.proposal is not None and self.proposal.state in UNDECIDED


def contracts_of(organisation: int) -> Any:
    """Returns the contracts (a queryset) under which an organisation owes reports. Takes the key of its row."""
    signed = Signature.objects.filter(contract=OuterRef("pk"), role__in=REPORTING)
    partners = Partnership.objects.filter(project=OuterRef("project"), role__in=CARRYING_OUT, organisation=organisation)
    unnamed = Q(administrative_body=None) & ~Exists(signed)
    owes = Q(administrative_body=organisation) | Q(Exists(signed.filter(organisation=organisation)))
    return Contract.objects.filter(owes | (unnamed & Q(Exists(partners))))


def deadlines_owed_by(organisation: int, today: date, first: date, last: date) -> list[Deadline]:
    """Returns the deadlines of the reports that an organisation owes between two days."""
    codes = dict(contracts_of(organisation).order_by().values_list("code", "pk"))
    projects = Project.objects.filter(contracts__in=codes.values()).distinct()
    found = deadlines_of(projects, today, first, last) if codes else []
    return [
        replace(one, path=reverse("hand-in-report", args=[key_of(one)]))
        for one in found
        if one.kind in REPORTS and one.about in codes
    ]


def reports_owed_by(organisation: int, today: date) -> list[OwedReport]:
    """Returns the reports that an organisation owes, owed and has handed in, by day. The number of queries does not
    grow with them.
    """
    contracts = list(contracts_of(organisation).prefetch_related("contract_allocations__allocation").order_by("pk"))
    found = deadlines_owed_by(organisation, today, date.min, date.max) if contracts else []
    handed_in = handed_in_by(organisation)
    owed = list(_with_progress(found, contracts, handed_in, today))
    keys = {one.key for one in owed}
    gone = [row for key, row in handed_in.items() if key not in keys and row.state in UNDECIDED]
    return [*_with_undoing(owed), *_not_owed(gone)]


def report_owed_by(organisation: int, key: str, today: date) -> OwedReport | None:
    """Returns the report with this key, if the organisation owes it."""
    return next((one for one in reports_owed_by(organisation, today) if one.key == key), None)


def handed_in_by(organisation: int) -> dict[str, WaitingProposal]:
    """Returns the latest proposal of an organisation, or of one merged into it, for each report, by its key."""
    rows = (
        WaitingProposal.objects.filter(handed_in_by__in=merged_into([organisation]))
        .exclude(state=State.WITHDRAWN)
        .order_by("pk")
    )
    return {row.handed_in_for: row for row in rows.select_related("author", "decided_by")}


def _with_progress(
    found: Sequence[Deadline], contracts: Sequence[Any], handed_in: dict[str, WaitingProposal], today: date
) -> Iterator[OwedReport]:
    by_code = {contract.code: contract for contract in contracts}
    approved = EntriesOf(contracts, today).reports(EntryKind.REPORT_APPROVED)
    done: dict[tuple[int, str], list[str]] = defaultdict(list)
    for one in found:
        if one.done:
            done[by_code[one.about].pk, kind_of(one)].append(name_of(one))
    accepted = {of: met_by(names, approved.get(of, [])) for of, names in done.items()}
    for one in found:
        contract, report = by_code[one.about], kind_of(one)
        proposal = handed_in.get(key_of(one))
        progress = _progress(one, proposal, today)
        if progress == Progress.RECEIVED and name_of(one) in accepted[contract.pk, report]:
            progress = Progress.APPROVED
        yield OwedReport(key_of(one), one, contract, report, progress, proposal)


def _with_undoing(owed: Sequence[OwedReport]) -> list[OwedReport]:
    """Returns the reports, each with the change that took its acceptance back."""
    accepted = {one.proposal.change_id for one in owed if one.open and one.proposal and one.proposal.change_id}
    undone = undone_by(accepted)
    changes = Change.objects.in_bulk(undone.values()) if undone else {}
    return [
        replace(one, taken_back=changes[undone[one.proposal.change_id]])
        if one.open and one.proposal and one.proposal.change_id in undone
        else one
        for one in owed
    ]


def _not_owed(proposals: Sequence[WaitingProposal]) -> Iterator[OwedReport]:
    """Yields the reports that were handed in and are not owed any more, so that their authors can withdraw them."""
    codes = {row.pk: code_of(row) for row in proposals}
    rows = Contract.objects.filter(code__in=codes.values()).select_related("project") if codes else []
    contracts = {contract.code: contract for contract in rows}
    for row in proposals:
        if contract := contracts.get(codes[row.pk]):
            kind, _dash, name = row.handed_in_for.removeprefix(f"{contract.code}-").rpartition("-")
            day = day_named(name) or row.proposed_at.date()
            path = reverse("hand-in-report", args=[row.handed_in_for])
            facts = (str(ReportKind(kind).label), contract.code, contract.project, path)
            deadline = Deadline(row.handed_in_for, DeadlineKind.REPORT, day, *facts, done=False)
            yield OwedReport(row.handed_in_for, deadline, contract, kind, Progress.GONE, row)


def code_of(proposal: WaitingProposal) -> str:
    """Returns the code of the contract under which a report was handed in."""
    written = (str(one["data"]["contract"]) for one in proposal.operations if one["kind"] == "entry")
    # Without an entry only the key says it: the contract, the kind and the name of the report
    return next(written, proposal.handed_in_for.rpartition("-")[0].rpartition("-")[0])


def day_named(name: str) -> date | None:
    """Returns the day that the name of a report says; None if it says a year."""
    return date.fromisoformat(name) if len(name) == len("20260201") else None


def key_of(deadline: Deadline) -> str:
    """Returns the key of a report that is owed. It names the day, so no other report of the contract ever gets it; the
    key of the deadline counts the reports, so that it stays when the day moves.
    """
    return f"{deadline.about}-{kind_of(deadline)}-{name_of(deadline)}"


def name_of(deadline: Deadline) -> str:
    """Returns the name of a report among those of its contract and kind: its day, or its year by the rule."""
    number = deadline.key.rpartition("-")[2]
    return number if len(number) == len("2025") else planned_name(deadline.day)


def kind_of(deadline: Deadline) -> str:
    """Returns the kind of report of a deadline: its key is the code of the contract, the kind, and a number."""
    kind = deadline.key.removeprefix(f"{deadline.about}-").rpartition("-")[0]
    return ReportKind(kind).value


def _progress(deadline: Deadline, proposal: WaitingProposal | None, today: date) -> Progress:
    if deadline.done:
        return Progress.RECEIVED
    if proposal is not None and proposal.state == State.WAITING:
        return Progress.WAITING
    if proposal is not None and proposal.state == State.SENT_BACK:
        return Progress.SENT_BACK
    return Progress.LATE if deadline.is_late(today) else Progress.DUE
