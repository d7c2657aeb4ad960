"""Reads what a seal keeps: its manifest, its certificates, its files; and checks that each is what the seal says."""

import json
import re
from base64 import b64decode
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from cryptography import x509

from changes.erasing.terms import ERASED, SHORT
from projects.files.store import NotInStore, open_stored
from seals.asked import Asked
from seals.keys import fingerprint_of, is_signed, own_fingerprints
from seals.manifest import checksum_of_person, sha256, written_moment
from seals.models import Seal, SealedFile

TAKEN_OUT = re.compile(rf"{re.escape(ERASED)}|{re.escape(SHORT)}|\berased-person-[0-9]+\b")
"""Marks of the erasure of a person in a text (``changes/erasing``)."""


@dataclass(frozen=True)
class Kept:
    """The manifest of a seal, and the certificates with which it was signed."""

    text: bytes
    said: dict[str, Any]
    pem: bytes
    chain: list[x509.Certificate]

    @property
    def fingerprint(self) -> str:
        """Returns the SHA-256 of the certificate that sealed."""
        return fingerprint_of(self.chain[0])


def kept_of(seal: Seal) -> Kept:
    """Returns the manifest and the certificates of a seal. Raises NotInStore if one is missing or altered, or is no
    manifest or no certificate.
    """
    with open_stored(seal.manifest) as file:
        text = file.read()
    with open_stored(seal.certificates) as file:
        pem = file.read()
    try:
        said, chain = json.loads(text), x509.load_pem_x509_certificates(pem)
        _said_of(said)
    except (ValueError, TypeError, KeyError) as error:
        raise NotInStore(seal.manifest, "altered") from error
    return Kept(text, said, pem, chain)


def question_of(kept: Kept) -> Asked:
    """Returns the report with its question as the manifest says it, whatever the row says."""
    said = kept.said
    day = date.fromisoformat(said["day"])
    return Asked(said["report"], _query_of(said), said["language"], said["change"], day)


def opened(file: SealedFile) -> IO[bytes]:
    """Returns a sealed file, open for reading. Raises NotInStore."""
    return open_stored(file.sha256)


def faults_of(seal: Seal) -> list[str]:
    """Returns what is wrong with the row of a seal beside its manifest; an empty list if nothing is. Codes:
    ``manifest`` (missing or altered), ``certificate`` (not one of the site), ``signature``, ``row`` (the row says
    otherwise than the manifest).
    """
    try:
        kept = kept_of(seal)
    except NotInStore:
        return ["manifest"]
    faults = [] if kept.fingerprint in own_fingerprints() else ["certificate"]
    faults += [] if _is_signed(seal, kept) else ["signature"]
    same = _row_of(seal) == _said_of(kept.said) and _same_reason(seal, kept) and _same_person(seal, kept)
    return faults if same else [*faults, "row"]


def _is_signed(seal: Seal, kept: Kept) -> bool:
    try:
        return is_signed(kept.text, b64decode(seal.signature, validate=True), kept.chain[0])
    except ValueError:
        return False


def _same_reason(seal: Seal, kept: Kept) -> bool:
    """Returns whether the reason is the one that was sealed, or one from which the erasure of a person took names."""
    return sha256(seal.reason.encode()) == kept.said["reason_sha256"] or bool(TAKEN_OUT.search(seal.reason))


def _same_person(seal: Seal, kept: Kept) -> bool:
    """Returns whether the person is the one who sealed. An erasure keeps the row of the account, and an account that
    sealed cannot be deleted. Older manifests do not cover the person.
    """
    return kept.said.get("person_sha256") in (None, checksum_of_person(seal.person_id, seal.person_salt))


ROW = ("number", "previous", "report", "title", "language", "change", "role", "day", "sealed")
FILE = ("name", "size", "sha256", "first_half", "last_half")


def _row_of(seal: Seal) -> dict[str, Any]:
    files = {file.kind: [getattr(file, name) for name in FILE] for file in seal.files.all()}
    row = {name: getattr(seal, name) for name in ROW}
    row |= {"change": seal.change_id, "day": seal.day.isoformat(), "sealed": written_moment(seal.sealed)}
    return {**row, "query": seal.query, "files": files}


def _said_of(said: dict[str, Any]) -> dict[str, Any]:
    files = {file["kind"]: [file[name] for name in FILE] for file in said["files"]}
    return {**{name: said[name] for name in ROW}, "query": _query_of(said), "files": files}


def _query_of(said: dict[str, Any]) -> str:
    return str(said["address"].partition("?")[2])
