"""The search in the texts of files: the current versions of documents, and the page on which the words are."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from changes.rights import may
from pages.marking import excerpt, holds, marked
from projects.files.rights import READ
from projects.language.folding import fold
from projects.models import DocumentFile, FileContent
from projects.models.files import PAGE_BREAK

MOST = 10
"""The number of files on the page of results."""
MOST_COUNTED = 100


@dataclass(frozen=True)
class FileHit:
    """A found file: the version that names it, its name and the words around the find."""

    row: DocumentFile
    name: Any
    because: Any
    page: int | None
    """The page on which the words are; None where the type of file has no pages, or no page has all of them."""


@dataclass(frozen=True)
class FoundFiles:
    """The files that were found: the newest ten, and the number of all up to ``MOST_COUNTED``."""

    hits: list[FileHit]
    number: int
    more: bool


def found_files(text: str, person: Any) -> FoundFiles:
    """Returns the newest versions of documents whose text or name has every word. Takes three queries.

    None for a person who may not read files.
    """
    words = fold(text).split()
    if not words or not may(person, READ, DocumentFile()):
        return FoundFiles([], 0, False)
    newest = DocumentFile.objects.filter(document=OuterRef("document")).order_by("-version").values("pk")[:1]
    current = DocumentFile.objects.filter(pk=Subquery(newest))
    texts = FileContent.objects.matching(text).filter(removed_in=None).values("sha256")
    rows = list(current.filter(sha256__in=texts).select_related("document").order_by("-pk")[: MOST_COUNTED + 1])
    shown = rows[:MOST]
    contents = FileContent.objects.filter(sha256__in={row.sha256 for row in shown}).defer("search_text")
    known = {content.sha256: content for content in contents}
    hits = [_hit(row, known[row.sha256], words) for row in shown if row.sha256 in known]
    return FoundFiles(hits, min(len(rows), MOST_COUNTED), len(rows) > MOST_COUNTED)


def _hit(row: DocumentFile, content: FileContent, words: list[str]) -> FileHit:
    pages = content.text.split(PAGE_BREAK)
    # The page with the most of the words, the first of them
    best = max(range(len(pages)), key=lambda place: (holds(pages[place], words), -place))
    return FileHit(row, marked(row.name, words), excerpt(pages[best], words), best + 1 if content.pages else None)
