"""Reads what a seal keeps: its manifest, its certificates, its files; and checks that each is what the seal says."""

import json
from base64 import b64decode
from dataclasses import dataclass
from typing import IO, Any

from cryptography import x509

from projects.files.store import NotInStore, open_stored
from seals.keys import fingerprint_of, is_signed
from seals.models import Seal, SealedFile


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
    """Returns the manifest and the certificates of a seal. Raises NotInStore if one is missing or altered."""
    with open_stored(seal.manifest) as file:
        text = file.read()
    with open_stored(seal.certificates) as file:
        pem = file.read()
    return Kept(text, json.loads(text), pem, x509.load_pem_x509_certificates(pem))


def opened(file: SealedFile) -> IO[bytes]:
    """Returns a sealed file, open for reading. Raises NotInStore."""
    return open_stored(file.sha256)


def faults_of(seal: Seal) -> list[str]:
    """Returns what is wrong with the row of a seal beside its manifest; an empty list if nothing is. Codes:
    ``manifest`` (missing or altered), ``signature``, ``row`` (the row says otherwise than the manifest).
    """
    try:
        kept = kept_of(seal)
    except NotInStore:
        return ["manifest"]
    faults = [] if is_signed(kept.text, b64decode(seal.signature), kept.chain[0]) else ["signature"]
    return faults if _row_of(seal) == _said_of(kept.said) else [*faults, "row"]


ROW = ("number", "previous", "report", "title", "language", "change", "role")


def _row_of(seal: Seal) -> dict[str, Any]:
    files = {file.kind: (file.name, file.size, file.sha256) for file in seal.files.all()}
    return {**{name: getattr(seal, name) for name in ROW}, "change": seal.change_id, "files": files}


def _said_of(said: dict[str, Any]) -> dict[str, Any]:
    files = {file["kind"]: (file["name"], file["size"], file["sha256"]) for file in said["files"]}
    return {**{name: said[name] for name in ROW}, "files": files}
