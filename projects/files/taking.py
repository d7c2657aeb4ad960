"""Takes a file for a document: looks at it, keeps it in the store, reads its text, and writes the next version.

Looking, keeping and reading come before any transaction: they may take seconds, and others write meanwhile.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext as _

from changes import reading
from changes.apply import Outcome, Refused, apply
from changes.check import Checked
from changes.proposal import Proposal
from projects.choices import Reading
from projects.files.kinds import Kind, kind_of
from projects.files.names import clean_name
from projects.files.refused import RefusedFile
from projects.files.scanning import scan
from projects.files.store import Stored, checksum, put
from projects.files.text import Text, read_text
from projects.models import Document, DocumentFile, FileContent
from projects.models.files import PAGE_BREAK

TRIES = 5
"""How often the next version is looked for, when several people send a file at once."""


@dataclass(frozen=True)
class Taken:
    """A file that is in the store and may become a version of a document."""

    stored: Stored
    name: str
    kind: Kind

    def as_version(self, number: int) -> dict[str, Any]:
        """Returns the file as a version of a document, in the shape in which proposals write it."""
        return {
            "version": number,
            "name": self.name,
            "sha256": self.stored.sha256,
            "size": self.stored.size,
            "media_type": self.kind.media_type,
        }


def most_bytes() -> int:
    """Returns how large a file may be."""
    return int(settings.FILE_MEGABYTES) * 1024 * 1024


def too_large() -> str:
    """Returns the sentence for a file that is larger."""
    return _("The file is larger than %(size)d MB.") % {"size": settings.FILE_MEGABYTES}


def take(file: Any, name: str) -> Taken:
    """Looks at an uploaded file, lets the site's scanner look at it, reads its text and keeps it in the store.

    ``file``: open for reading, with its ``size`` in bytes. Raises RefusedFile, with a sentence for the person, and
    NotStored if the store does not work.
    """
    if file.size > most_bytes():
        raise RefusedFile(too_large())
    kind = kind_of(file, name)
    scan(file)
    file.seek(0)
    known = FileContent.objects.filter(sha256=checksum(file)).first()
    if known and known.removed_in_id:
        raise RefusedFile(_("An administrator removed this file. It is not taken again."))
    found = read_text(file, kind) if known is None or known.reading == Reading.FAILED else None
    if found and found.programs:
        raise RefusedFile(_("The file contains macros or a program. Send it without them."))
    if found and found.locked:
        raise RefusedFile(_("The file is protected by a password. Send it without one."))
    if found and found.unchecked:
        sentence = _(
            "The PDF is damaged, or too large to be checked for programs. Save or print it as a new PDF and send that."
        )
        raise RefusedFile(sentence)
    file.seek(0)
    stored = put(file, most=most_bytes())
    if found:
        keep_text(stored.sha256, found)
    return Taken(stored, clean_name(name, kind), kind)


def keep_text(sha256: str, found: Text) -> None:
    """Keeps the text of a file for the search."""
    values = {
        "reading": found.reading,
        "pages": found.pages,
        "pages_read": found.pages_read,
        "text": PAGE_BREAK.join(found.texts),
    }
    FileContent.objects.update_or_create(sha256=sha256, defaults=values)


def add_version(
    *, document: Document, taken: Taken, may: Callable[[Checked], str] | None = None, **facts: Any
) -> Outcome:
    """Makes the file the next version of the document. ``facts``: way, actor, reason, dry_run of the change.

    Raises RefusedFile if the newest version is the same file, Refused if the actor may not, or the document is gone.
    """
    for place in range(TRIES):
        said = (reading.snapshot("document", document.pk) or {}).get("files", [])
        if said and said[-1]["sha256"] == taken.stored.sha256:
            words = {"version": said[-1]["version"]}
            raise RefusedFile(_("This file is already version %(version)d of the document.") % words)
        row = taken.as_version(next_version(document))
        facts_of_document = {"row": document.pk, "stored": True, "base": {"files": said}}
        proposal = Proposal.update("document", document.slug, {"files": [*said, row]}, **facts_of_document)
        try:
            return apply(proposals=[proposal], may=may, **facts)
        except Refused as refused:
            # Somebody else took this number at the same moment
            if not refused.conflicts or place == TRIES - 1:
                raise
    raise AssertionError("The last try returns or raises.")


def next_version(document: Document) -> int:
    """Returns the number after the highest that the document ever had: a version that was taken back keeps its own."""
    history: Any = DocumentFile.history  # type: ignore[attr-defined]
    found = history.filter(document_id=document.pk).aggregate(highest=Max("version"))["highest"]
    return int(found or 0) + 1
