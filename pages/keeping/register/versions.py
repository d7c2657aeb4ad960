"""The versions of a document as files, as its page shows them."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Min
from django.http import HttpRequest

from changes.models import Action, Change
from changes.rights import SEE, may
from projects.files.kinds import BY_MEDIA_TYPE
from projects.files.rights import READ, may_add
from projects.models import Document, DocumentFile, FileContent


@dataclass(frozen=True)
class Version:
    """A version: its row, the change that added it, and what is known of its text."""

    row: DocumentFile
    change: Change | None
    content: FileContent | None
    may_remove: bool

    @property
    def kind(self) -> str:
        """Returns the name of its type, such as PDF."""
        known = BY_MEDIA_TYPE.get(self.row.media_type)
        return known.label if known else self.row.media_type

    @property
    def is_removed(self) -> bool:
        return bool(self.content and self.content.removed_in_id)

    @property
    def cut_at(self) -> int | None:
        """Returns the last page whose text is searched, if there are more."""
        content = self.content
        return content.pages_read if content and content.pages and content.pages_read != content.pages else None


def files_on_page(request: HttpRequest, document: Document, refused: str = "") -> dict[str, Any]:
    """Returns what the page of a document shows of its files. ``refused``: why a file that was sent is not taken.

    Visitors of a site with open reading get no names of files either.
    """
    if not may(request.user, READ, DocumentFile()):
        return {"versions": [], "may_add_file": False}
    return {
        "may_read_files": True,
        "may_add_file": may_add(request.user, document),
        "may_see_author": may(request.user, SEE, "author"),
        "versions": versions_of(request, document),
        "file_refused": refused,
        "file_megabytes": settings.FILE_MEGABYTES,
    }


def versions_of(request: HttpRequest, document: Document) -> list[Version]:
    """Returns the versions of a document, the newest first, in four queries."""
    rows = list(document.files.order_by("-version"))
    if not rows:
        return []
    for row in rows:
        row.document = document
    history: Any = DocumentFile.history  # type: ignore[attr-defined]
    added = history.filter(document_id=document.pk).order_by().values_list("version").annotate(Min("from_change"))
    numbers = dict(added)
    changes = Change.objects.select_related("actor").in_bulk([number for number in numbers.values() if number])
    texts = FileContent.objects.defer("text", "search_text").filter(sha256__in={row.sha256 for row in rows})
    contents = {content.sha256: content for content in texts}
    return [
        Version(row, changes.get(numbers.get(row.version) or 0), content, _may_remove(request, content))
        for row in rows
        for content in [contents.get(row.sha256)]
    ]


def _may_remove(request: HttpRequest, content: FileContent | None) -> bool:
    return content is not None and not content.removed_in_id and may(request.user, Action.DELETE, content)
