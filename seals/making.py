"""Seals a report: keeps its files, gives the seal its number, signs it, and adds it to the chain."""

import secrets
from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.roles import Role
from changes.models import Change
from projects.files.store import put
from seals.asked import Asked, CannotSeal
from seals.choices import FileKind
from seals.content import Content, content_of
from seals.keys import Sealing, sealing
from seals.manifest import (
    FileFacts,
    canonical,
    checksum_of_person,
    manifest,
    mark_of,
    statement,
    written_moment,
)
from seals.models import Chain, Seal, SealedFile

MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.CSV: "text/csv",
    FileKind.JSON: "application/json",
}
LONGEST_REASON = 1000


@dataclass(frozen=True)
class Prepared:
    """A report that is ready to be sealed: its question and its files."""

    asked: Asked
    content: Content


def prepared(asked: Asked) -> Prepared:
    """Makes the files of a report. This takes the longest, and nobody else waits for it. Raises CannotSeal."""
    return Prepared(asked, content_of(asked))


@transaction.atomic
def seal(*, prepared: Prepared, person: Any, reason: str) -> Seal:
    """Seals a prepared report and returns its seal. ``person``: who seals; None for the command without an account.

    Raises CannotSeal without a reason, NotStored if the store takes no file.
    """
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST_REASON:
        raise CannotSeal(reason=[_("Say why you seal the report, in at most 1,000 characters.")])
    asked, files = prepared.asked, dict(prepared.content.files)
    names = {kind: f"{prepared.content.name}.{kind}" for kind in files}
    data = [FileFacts.of(kind, names[kind], files[kind]) for kind in sorted(files) if kind != FileKind.PDF]
    chain, moment, by = Chain.objects.locked(), timezone.now().astimezone(UTC), sealing()
    salt = secrets.token_hex(16)
    said = statement(
        number=chain.number + 1,
        previous=chain.manifest,
        asked=asked,
        title=prepared.content.title,
        sealed=written_moment(moment),
        person=checksum_of_person(person and person.pk, salt),
        role=role_of(person),
        reason=reason,
        data=data,
    )
    files[FileKind.PDF] = _pdf(files, names, said, asked.language, moment)
    facts = [FileFacts.of(FileKind.PDF, names[FileKind.PDF], files[FileKind.PDF]), *data]
    for content in files.values():
        put(content)
    written = Written(said, manifest(said, facts), moment, by, salt)
    return _kept(written, facts, asked, person, reason)


@dataclass(frozen=True)
class Written:
    """The statement and the manifest of a new seal, when it was made and what signs it."""

    said: dict[str, Any]
    manifest: bytes
    moment: datetime
    by: Sealing
    salt: str


def _kept(written: Written, facts: list[FileFacts], asked: Asked, person: Any, reason: str) -> Seal:
    """Writes the rows of the seal and the end of the chain."""
    said = written.said
    row: Seal = Seal.objects.create(
        number=said["number"],
        report=asked.report,
        title=said["title"],
        query=asked.query,
        language=asked.language,
        change=Change.objects.get(pk=asked.change),
        day=asked.day,
        sealed=written.moment,
        person=person,
        person_salt=written.salt,
        role=said["role"],
        reason=reason,
        manifest=put(written.manifest).sha256,
        previous=said["previous"],
        signature=_base64(written.by.sign(written.manifest)),
        certificates=put(written.by.pem).sha256,
    )
    SealedFile.objects.bulk_create(SealedFile(seal=row, **file.as_json) for file in facts)
    Chain.objects.filter(pk=1).update(number=row.number, manifest=row.manifest)
    return row


Files = dict[str, bytes]
"""By the kind of the file."""


def _pdf(files: Files, names: dict[str, str], said: dict[str, Any], language: str, moment: datetime) -> bytes:
    """Returns the signed PDF with the data and the statement inside it."""
    # Its library is large, and few processes sign
    from seals.signing import Attachment, sealed_pdf

    with translation.override(language):
        csv, json = _("The data of this report, as CSV"), _("The data of this report, as JSON")
        abouts = {FileKind.CSV: csv, FileKind.JSON: json}
        attached = [Attachment(names[kind], MEDIA_TYPES[kind], files[kind], about) for kind, about in abouts.items()]
        mark = mark_of(said)
        own = canonical({**said, "mark": mark})
        attached.append(Attachment(f"seal-{said['number']}.json", "application/json", own, _("What the seal says")))
        reason = f"{_('Sealed report number %(number)d') % {'number': said['number']}} ({mark})"
    return sealed_pdf(files[FileKind.PDF], attached, reason=reason, moment=moment)


def role_of(person: Any) -> str:
    """Returns the role in which a person seals: the name of its group. A superuser is an administrator."""
    if person is None:
        return str(Role.ADMINISTRATOR.value)
    groups = set(person.groups.values_list("name", flat=True))
    found = [role.value for role in (Role.CONTROLLER, Role.ADVISER, Role.ADMINISTRATOR) if role.value in groups]
    return str(found[0] if found else Role.ADMINISTRATOR.value)


def _base64(content: bytes) -> str:
    return b64encode(content).decode()
