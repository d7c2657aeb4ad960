"""Which files the documents need, and how an administrator removes the bytes of one."""

from collections.abc import Iterator
from typing import Any, cast

from django.db import transaction
from django.urls import reverse

from changes.erasing.subjects import mentions
from changes.erasing.terms import Terms
from changes.models import Change, Way
from changes.opened import changing
from projects.choices import Reading
from projects.files.proposed import files_that_wait
from projects.files.references import referred_to, refers_to_files, when_removed
from projects.files.store import remove
from projects.models import DocumentFile, FileContent


@refers_to_files
def of_proposals() -> Iterator[str]:
    """Yields the checksums of files that wait for a decision. It stands before the files of documents: a proposal that
    is accepted while both are read is in one of them.
    """
    yield from (row.sha256 for _proposal, row in files_that_wait())


@refers_to_files
def of_documents() -> Iterator[str]:
    """Yields the checksums that versions of documents have now or had, but for files that were removed."""
    removed = FileContent.objects.exclude(removed_in=None).values("sha256")
    history: Any = DocumentFile.history  # type: ignore[attr-defined]
    for rows in (DocumentFile.objects.all(), history.all()):
        yield from rows.exclude(sha256__in=removed).order_by().values_list("sha256", flat=True).distinct()


def remove_bytes(*, content: FileContent, by: Any = None, reason: str = "") -> Change:
    """Deletes the bytes of a file and its text, and returns the change that says who did so, when and why. The
    checksum, and the versions that name it, stay.

    The rows are written first. If the store fails, the file is one that nothing needs, and goes after a day.
    """
    with transaction.atomic():
        with changing(way=Way.ERASURE, actor=by, reason=reason) as opened:
            opened.announces = True
        content.reading, content.text, content.removed_in = Reading.REMOVED, "", opened.change
        content.save()
        transaction.on_commit(lambda: _remove_unneeded(content.sha256))
    return cast("Change", opened.change)


def _remove_unneeded(sha256: str) -> None:
    # Another room may keep the same content for itself, such as a sealed report
    if sha256 not in referred_to():
        remove(sha256)


@when_removed
def forget_text(sha256: str) -> None:
    """Deletes the text of a file that no document needs, with the file."""
    FileContent.objects.filter(sha256=sha256, removed_in=None).delete()


@mentions
def files_that_name(terms: Terms) -> Iterator[tuple[str, str]]:
    """Yields the versions of documents whose text or name holds a term: for the erasure of a person. A version that was
    taken back has no address: ``manage.py files --remove`` removes its bytes.
    """
    texts = FileContent.objects.filter(removed_in=None).only("sha256", "text").iterator()
    naming = {content.sha256 for content in texts if terms.without(content.text) != content.text}
    known = set()
    for row in DocumentFile.objects.select_related("document").order_by("document", "version"):
        known.add((row.document_id, row.version))
        if row.sha256 in naming or terms.without(row.name) != row.name:
            yield f"{row.document}: {row}", row.document.get_absolute_url()
    for proposal, row in files_that_wait():
        if row.sha256 in naming or terms.without(row.name) != row.name:
            yield f"{row.name}, {row.sha256}", reverse("proposal", args=[proposal.pk])
    history: Any = DocumentFile.history  # type: ignore[attr-defined]
    for row in history.filter(history_type="+").order_by("document_id", "version"):
        if (row.document_id, row.version) not in known and row.sha256 in naming:
            yield f"{row.name} ({row.version}), {row.sha256}", ""
