"""What the site publishes, so that others can check seals without it."""

import json
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from django.utils import timezone

from projects.files.store import NotInStore, open_stored
from seals.kept import Kept
from seals.keys import fingerprint_of, own_fingerprints, sealing
from seals.models import Seal


@dataclass(frozen=True)
class Published:
    """A certificate of the site."""

    fingerprint: str
    name: str
    until: Any
    current: bool

    @property
    def spaced(self) -> str:
        """Returns the fingerprint in groups of four, to compare by eye."""
        return " ".join(self.fingerprint[place : place + 4] for place in range(0, len(self.fingerprint), 4))


def certificates() -> list[Published]:
    """Returns the certificate with which the site seals, then those of earlier seals that are its own."""
    current, own = sealing().chain[0], own_fingerprints()
    found = [current]
    for checksum in Seal.objects.order_by().values_list("certificates", flat=True).distinct():
        try:
            with open_stored(checksum) as file:
                found.append(x509.load_pem_x509_certificates(file.read())[0])
        except (NotInStore, ValueError):
            continue
    by_fingerprint = {fingerprint_of(one): one for one in found if fingerprint_of(one) in own}
    return [
        Published(fingerprint, _name(one), timezone.localtime(one.not_valid_after_utc), one == current)
        for fingerprint, one in by_fingerprint.items()
    ]


def _name(certificate: x509.Certificate) -> str:
    return ", ".join(str(one.value) for one in certificate.subject)


def seal_file(seal: Seal, kept: Kept) -> bytes:
    """Returns all that is needed to check a file of the seal without the site: the manifest as it was signed, its
    signature, and the certificates (``scripts/verify.py``).
    """
    said = {"manifest": kept.text.decode(), "signature": seal.signature, "certificates": kept.pem.decode()}
    return json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n"
