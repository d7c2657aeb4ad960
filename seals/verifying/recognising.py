"""Recognises a file: by its checksum, by the mark of a seal in it, by one of its halves.

Only the checksum says "sealed", and only if the manifest of the seal names it and was signed. So every byte counts,
also those of a PDF that no signature covers.
"""

import hashlib
import re
from dataclasses import dataclass, field

from projects.files.store import NotInStore
from seals.kept import faults_of, kept_of
from seals.manifest import MARK, mark_of
from seals.models import Seal, SealedFile
from seals.verifying.halves import with_a_half_of

SEALED, ALTERED, UNDECIDED, UNKNOWN = "sealed", "altered", "undecided", "unknown"
MARKS = re.compile(MARK.encode() + rb"[1-9][0-9]{0,8}:[0-9a-f]{32}")

MOST_MARKS = 100


@dataclass(frozen=True)
class Verdict:
    """What is known of a file: its state, and the sealed files that it is or was, the newest first."""

    state: str
    sha256: str
    files: list[SealedFile] = field(default_factory=list)
    seal: Seal | None = None
    """The seal of the first file, or the one whose mark the file carries."""
    faults: list[str] = field(default_factory=list)
    """What is wrong with the seal itself (``seals.kept.faults_of``)."""


def verdict_on(content: bytes) -> Verdict:
    """Returns what is known of a file with this content."""
    sha256 = hashlib.sha256(content).hexdigest()
    found = verdict_on_checksum(sha256)
    if found.state != UNKNOWN:
        return found
    halves = with_a_half_of(content)
    seal = halves[0].seal if halves else _marked(content)
    damaged = _naming(sha256, [*(file.seal for file in halves), *([seal] if seal else [])])
    if damaged:
        return Verdict(UNDECIDED, sha256, [], damaged, faults_of(damaged))
    return Verdict(ALTERED, sha256, halves, seal) if seal else found


def _naming(sha256: str, seals: list[Seal]) -> Seal | None:
    """Returns the first seal whose manifest names a file with this checksum, though no row does."""
    return next((seal for seal in dict.fromkeys(seals) if sha256 in _checksums_of(seal)), None)


def _checksums_of(seal: Seal) -> list[str]:
    try:
        return [file["sha256"] for file in kept_of(seal).said["files"]]
    except NotInStore:
        return []


def verdict_on_checksum(sha256: str) -> Verdict:
    """Returns what is known of a file with this checksum: it is sealed, unknown, or (with a damaged record of its seal)
    undecided.
    """
    files = list(SealedFile.objects.filter(sha256=sha256).select_related("seal").order_by("-seal__number"))
    if not files:
        return Verdict(UNKNOWN, sha256)
    sound = [(file, faults_of(file.seal)) for file in files]
    for file, faults in sound:
        if not faults:
            return Verdict(SEALED, sha256, files, file.seal)
    return Verdict(UNDECIDED, sha256, files, files[0].seal, sound[0][1])


def _marked(content: bytes) -> Seal | None:
    """Returns the seal whose mark the content carries, if this site gave that mark."""
    marks = {found.decode() for found in MARKS.findall(content)}
    numbers = {int(mark.split(":")[1]) for mark in marks}
    seals = Seal.objects.filter(number__in=sorted(numbers)[:MOST_MARKS])
    return next((seal for seal in seals if _mark(seal) in marks), None)


def _mark(seal: Seal) -> str:
    try:
        return mark_of(kept_of(seal).said)
    except NotInStore:
        return ""
