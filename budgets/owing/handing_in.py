"""Handing in a report: a proposal of the entry "report received", which staff accept or send back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from budgets.choices import EntryKind
from budgets.models import Entry
from budgets.owing.files import file_of
from budgets.owing.owed import UNDECIDED, OwedReport, Progress, contracts_of, report_owed_by
from changes.apply import apply
from changes.approving.deciding import Decided, withdraw
from changes.approving.handing_in import hindered_by, judged_by, organisation_of
from changes.approving.keeping import replace
from changes.check import Checked
from changes.models import Action, WaitingProposal, Way
from changes.proposal import Proposal
from projects.choices import DocumentKind, PartyRole
from projects.editing.limits import names_of_references
from projects.files.proposed import is_there
from projects.models import Document, Organisation

KINDS = ("document", "source", "entry")
"""The kinds of records that an organisation hands in."""
SECTION = "report"
"""The section of the source of the entry: the report as a whole."""


@dataclass(frozen=True)
class HandedIn:
    """What an organisation says of a report that it hands in."""

    title: str
    language: str
    """The language of the report: a code of two letters."""
    dated: str
    """The day of the report, as exact as the organisation knows it: an ISO date, also shortened."""
    url: str = ""
    note: str = ""


@transaction.atomic
def hand_in(
    *,
    person: Any,
    owed: OwedReport,
    said: HandedIn,
    day: date,
    file: Mapping[str, Any] | None = None,
    way: Way = Way.PAGE,
) -> WaitingProposal:
    """Proposes that a report was received on a day, and returns the proposal. An undecided one of the organisation for
    the same report is renewed, or withdrawn if a colleague handed it in.

    ``file``: in the store already, as version 1 of the document (``Taken.as_version``).

    Raises Refused if a rule forbids the entry, Decided if the report was handed in or decided at the same moment, or if
    the contract has no grant.
    """
    _require_a_grant(owed.contract)
    organisation = Organisation.objects.get(pk=organisation_of(person))
    known = {"handed_in_by": organisation.pk, "handed_in_for": owed.key}
    earlier = WaitingProposal.objects.select_for_update().filter(**known, state__in=UNDECIDED).first()
    if earlier is not None and earlier.author_id != person.pk and owed.proposal != earlier:
        # The person has not seen it, so it must not be withdrawn for them
        raise Decided(_("A colleague handed in this report at the same moment."))
    proposals = _proposals(owed, said, day, organisation, earlier, file)
    outcome = apply(
        proposals=proposals, way=way, actor=person, reason=said.note, may=_refusal(organisation.pk, owed.contract)
    )
    proposal = outcome.waiting
    if proposal is None:
        raise Decided(_("The register already says this."))
    if earlier is not None:
        proposal = _instead_of(earlier, proposal, person)
    try:
        with transaction.atomic():
            WaitingProposal.objects.filter(pk=proposal.pk).update(**known, typed=vars(said))
    except IntegrityError:
        raise Decided(_("A colleague handed in this report at the same moment.")) from None
    proposal.refresh_from_db()
    return proposal


def _require_a_grant(contract: Any) -> None:
    if not contract.contract_allocations.exists():
        # The receipt of a report is an entry of a grant
        raise Decided(_("The contract names no grant yet, so no report can be handed in. Ask the project's adviser."))


def _instead_of(earlier: WaitingProposal, new: WaitingProposal, person: Any) -> WaitingProposal:
    if earlier.author_id == person.pk:
        if not replace(earlier, new):
            raise Decided(_("Staff decided about this report meanwhile."))
        return earlier
    withdraw(proposal=earlier, person=person)
    return new


def _proposals(
    owed: OwedReport,
    said: HandedIn,
    day: date,
    organisation: Any,
    earlier: WaitingProposal | None,
    file: Mapping[str, Any] | None,
) -> list[Proposal]:
    """Returns the document, its source, and an entry for each grant of the contract."""
    key = owed.key
    taken = keys_that_wait(earlier)
    slug = free_key(Document, "slug", key.lower(), taken)
    source = {"slug": slug, "document": slug, "section": SECTION}
    shared = {"contract": owed.contract.code, "kind": EntryKind.REPORT_RECEIVED, "day": day.isoformat()}
    shared |= {"report": owed.report, "remark": said.note, "source": {"document": slug, "section": SECTION}}
    grants = sorted(row.allocation.reference for row in owed.contract.contract_allocations.all())
    entries = [{**shared, "reference": free_reference(grant, owed.key, taken), "allocation": grant} for grant in grants]
    return [
        _document(slug, said, organisation.slug, file),
        Proposal.create("source", source),
        *(Proposal.create("entry", one) for one in entries),
    ]


def _document(slug: str, said: HandedIn, organisation: str, file: Mapping[str, Any] | None) -> Proposal:
    data = {
        "slug": slug,
        "title": {said.language: said.title},
        "original_language": said.language,
        "kind": DocumentKind.REPORT,
        "adopted": said.dated,
        "url": said.url,
        "parties": [{"role": PartyRole.PUBLISHING, "kind": "organisation", "code": organisation}],
    }
    if file is None:
        return Proposal.create("document", data)
    # Only stored proposals name files, and only an upload makes one
    return Proposal.create("document", {**data, "files": [file]}, stored=True, waited=True)


def keys_that_wait(without: WaitingProposal | None) -> set[str]:
    """Returns the keys of records that other organisations, or this one for other reports, have handed in."""
    rows = WaitingProposal.objects.filter(handed_in_by__isnull=False, state__in=UNDECIDED)
    rows = rows.exclude(pk=without.pk) if without else rows
    return {one["key"] for operations in rows.values_list("operations", flat=True) for one in operations}


def free_reference(grant: str, key: str, taken: set[str]) -> str:
    """Returns the reference of the entry of a grant that answers the report with this key: "P-1-A1-FINAL-20260201"."""
    return free_key(Entry, "reference", f"{grant}-{'-'.join(key.rsplit('-', 2)[1:]).upper()}", taken)


def free_key(model: Any, column: str, key: str, taken: set[str]) -> str:
    """Returns the key, or with a number after it if a record has or had it, or if it is proposed already."""
    found = [rows.filter(**{f"{column}__istartswith": key}) for rows in (model.objects, model.history)]
    used = taken | {value for rows in found for value in rows.values_list(column, flat=True)}
    candidates = [key, *(f"{key}-{number}" for number in range(2, len(used) + 3))]
    return next(one for one in candidates if one not in used)


def why_closed(owed: OwedReport) -> str:
    """Returns why a report cannot be handed in."""
    if owed.progress == Progress.GONE:
        return _("You do not owe this report any more. You can withdraw it.")
    return _("This report has come already.")


def withdraw_report(*, person: Any, owed: OwedReport) -> None:
    """Ends the proposal of a report that was handed in. Raises Decided if there is none, or if it is decided."""
    if owed.proposal is None:
        raise Decided(_("This report was not handed in."))
    withdraw(proposal=owed.proposal, person=person)


@judged_by
def refusal_of_handed_in(proposal: WaitingProposal) -> Callable[[Checked], str]:
    """Returns the function that says why the organisation may not hand in these records any more: its account has
    moved to another organisation, or the organisation does not owe reports under the contract now.
    """
    codes = {one["data"]["contract"] for one in proposal.operations if one["kind"] == "entry"}
    owes = contracts_of(proposal.handed_in_by or 0).filter(code__in=codes).first()
    organisation = organisation_of(proposal.author)
    if owes is None or organisation is None or organisation != proposal.handed_in_by:
        return lambda _checked: _("You do not have the right to do this.")
    return _refusal(organisation, owes)


@hindered_by
def hindrance_of_handed_in(proposal: WaitingProposal) -> str:
    """Returns why staff cannot accept this report; empty if the organisation still owes it."""
    found = report_owed_by(proposal.handed_in_by or 0, proposal.handed_in_for, timezone.localdate())
    if found is None or found.progress == Progress.GONE:
        return _("The organisation does not owe this report any more. Send it back, and say why.")
    if (file := file_of(proposal)) and not is_there(file):
        return _("The file of this report was removed. Send the report back, and say why.")
    return ""


def _refusal(organisation: int, contract: Any) -> Callable[[Checked], str]:
    """Returns the function that lets an organisation propose that its reports under a contract came, and nothing else.
    Whatever it proposes waits for staff.
    """
    lent = names_of_references([contract.project.reference])
    slug = Organisation.objects.values_list("slug", flat=True).get(pk=organisation)

    def refusal(checked: Checked) -> str:
        if checked.proposal.action != Action.CREATE or checked.proposal.kind not in KINDS:
            return _("You do not have the right to do this.")
        # What is wrong with a record is named by its errors
        if not checked.refused and not _is_its_own(checked.proposal.kind, checked.after or {}, contract.code, slug):
            return _("You do not have the right to do this.")
        checked.lent = lent
        return ""

    return refusal


def _is_its_own(kind: str, after: Any, contract: str, organisation: str) -> bool:
    if kind == "source":
        return True
    if kind == "document":
        parties: Sequence[Any] = after.get("parties") or ()
        return [one["code"] for one in parties] == [organisation] and after.get("amount") is None
    corrects = after.get("corrects")
    return after["kind"] == EntryKind.REPORT_RECEIVED and after["contract"] == contract and not corrects
