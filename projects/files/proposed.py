"""The files of proposals that wait: each becomes a version of a document when it is accepted."""

from collections.abc import Iterator, Mapping
from typing import Any

from changes.models import State, WaitingProposal
from projects.files.store import holds
from projects.models import DocumentFile, FileContent

UNDECIDED = (State.WAITING, State.SENT_BACK)


def files_in(proposal: WaitingProposal) -> list[DocumentFile]:
    """Returns the versions that a proposal adds to documents, as rows that are not saved."""
    found = []
    for one in proposal.operations:
        if one["kind"] == "document":
            known = [row["sha256"] for row in _files(one["base"])]
            found += [DocumentFile(**row) for row in _files(one["data"]) if row["sha256"] not in known]
    return found


def _files(state: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    return (state or {}).get("files") or []


def files_that_wait() -> Iterator[tuple[WaitingProposal, DocumentFile]]:
    """Yields the files of all proposals that are not decided, each with its proposal. Leaves out removed files."""
    removed = set(FileContent.objects.exclude(removed_in=None).values_list("sha256", flat=True))
    for proposal in WaitingProposal.objects.filter(state__in=UNDECIDED).order_by("pk").iterator():
        yield from ((proposal, row) for row in files_in(proposal) if row.sha256 not in removed)


def is_there(row: DocumentFile) -> bool:
    """Returns whether the file is still in the store, and no administrator removed it."""
    removed = FileContent.objects.filter(sha256=row.sha256).exclude(removed_in=None)
    return holds(row.sha256) and not removed.exists()
