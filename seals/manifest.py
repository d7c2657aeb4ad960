"""The manifest of a seal: what the seal says, as canonical JSON, so that the same facts give the same bytes.

The statement is all that is known before the PDF is signed; the PDF contains it. The manifest adds the checksums of
all files. It covers the manifest of the seal before by its checksum: whoever wants to change one seal has to change
all seals after it. No person is named in it, because the register may have to forget a person, and the chain stays: it
holds the checksum of the account's key, with a random text that only the row of the seal knows.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

FORMAT = 1
MARK = "oversigt-seal:"
"""Begins the mark by which a sealed PDF says which seal it carries: ``oversigt-seal:12:9f…``."""
HALF = 2


def canonical(facts: dict[str, Any]) -> bytes:
    """Returns the facts as JSON with sorted names and without blanks, in UTF-8."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def written_moment(moment: datetime) -> str:
    """Returns a moment as the manifest writes it: UTC, whole seconds."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def sha256(content: bytes) -> str:
    """Returns the SHA-256 in small hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class FileFacts:
    """What a manifest says about a file."""

    kind: str
    name: str
    size: int
    sha256: str
    first_half: str
    last_half: str

    @classmethod
    def of(cls, kind: str, name: str, content: bytes) -> "FileFacts":
        """Returns the facts of a file. The last half is read from the end, as ``verifying/halves.py`` needs it."""
        half = len(content) // HALF
        return cls(kind, name, len(content), sha256(content), sha256(content[:half]), sha256(content[half:][::-1]))

    @property
    def as_json(self) -> dict[str, Any]:
        return dict(self.__dict__)


def statement(
    *,
    number: int,
    previous: str,
    asked: Any,
    title: str,
    sealed: str,
    person: str,
    role: str,
    reason: str,
    data: list[FileFacts],
) -> dict[str, Any]:
    """Returns what the seal says before the PDF is signed. Of the reason it holds the checksum only: a reason may name
    a person. ``person``: the checksum of who seals (``checksum_of_person``).
    """
    return {
        "format": FORMAT,
        "site": settings.SITE_URL,
        "number": number,
        "previous": previous,
        "report": asked.report,
        "title": title,
        "language": asked.language,
        "address": asked.address,
        "change": asked.change,
        "day": asked.day.isoformat(),
        "sealed": sealed,
        "person_sha256": person,
        "role": role,
        "reason_sha256": sha256(reason.encode()),
        "data": [file.as_json for file in data],
    }


def checksum_of_person(account: int | None, salt: str) -> str:
    """Returns the checksum of an account's key; None: the command sealed without an account. The key stays when the
    account is erased. Without the salt, the seals of one person cannot be told from those of others.
    """
    return sha256(f"{salt}:{account or ''}".encode())


def mark_of(said: dict[str, Any]) -> str:
    """Returns the mark of the seal with this statement or manifest."""
    before_signing = {name: value for name, value in said.items() if name != "files"}
    return f"{MARK}{said['number']}:{sha256(canonical(before_signing))[:32]}"


def manifest(said: dict[str, Any], files: list[FileFacts]) -> bytes:
    """Returns the manifest: the statement and all files."""
    return canonical({**said, "files": [file.as_json for file in files]})
