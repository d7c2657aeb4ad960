"""The file of a report that an organisation hands in: it waits with the proposal, and becomes the document's file."""

from typing import Any

from django.utils.translation import gettext as _

from changes.approving.deciding import Decided
from changes.approving.rights import may_approve, may_withdraw
from changes.models import State, WaitingProposal
from changes.rights import decides
from projects.files.proposed import UNDECIDED, files_in, is_there
from projects.files.rights import READ
from projects.models import DocumentFile

COLUMNS = ("version", "name", "sha256", "size", "media_type")


def file_of(proposal: WaitingProposal | None) -> DocumentFile | None:
    """Returns the file with which a report was handed in, as a row that is not saved; None if there is none."""
    found = files_in(proposal) if proposal is not None and proposal.handed_in_by else []
    return found[0] if found else None


def kept_file(proposal: WaitingProposal | None) -> dict[str, Any] | None:
    """Returns the file of a proposal for the next one, in the shape in which proposals write it; None without a file.

    Raises Decided if the file was removed meanwhile.
    """
    row = file_of(proposal)
    if row is None:
        return None
    if not is_there(row):
        raise Decided(_("The file that you sent before was removed. Send it again."))
    return {name: getattr(row, name) for name in COLUMNS}


@decides(READ, "waitingproposal")
def may_read_file(person: Any, proposal: Any) -> bool:
    """Returns whether the person may read the file of a report: who may decide about it, and the organisation's
    accounts. Nobody reads the file of a report that was withdrawn. When the report is accepted, staff read the file of
    its document.
    """
    if not proposal.handed_in_by or proposal.state not in (*UNDECIDED, State.APPROVED):
        return False
    decided = proposal.state == State.APPROVED
    return bool(may_withdraw(person, proposal) or (not decided and may_approve(person, proposal)))
