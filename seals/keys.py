"""The key with which reports are sealed, and its certificate.

``SEAL_KEY`` and ``SEAL_CERTIFICATE`` name the files of a certificate that somebody issued. Without a certificate the
site makes a key and a certificate of its own, once, in the file of ``SEAL_KEY``: readable by its own user only, and
never in the database. ``SEAL_SIGNER`` names a function that signs elsewhere, such as in a hardware module
(docs/deploy.md).
"""

import asyncio
import logging
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer

log = logging.getLogger(__name__)
DIGEST = "sha256"
BITS = 3072
"""Of a key that the site makes itself: enough beyond 2030 (ETSI TS 119 312)."""
YEARS = 20
NOTED = "seal-certificates.txt"
"""The file beside the key with the fingerprints of all certificates with which the site sealed, one a line."""
RSA = (padding.PKCS1v15(), hashes.SHA256())
PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER
SEALER, ISSUER = "Oversigt, seal of the site itself", "Oversigt, issuer of the site itself"
OTHER_USES = ("key_encipherment", "data_encipherment", "key_agreement", "crl_sign", "encipher_only", "decipher_only")


@dataclass(frozen=True)
class Sealing:
    """What seals: the signer, and its certificate."""

    signer: "Signer"
    chain: tuple[x509.Certificate, ...]
    """The certificate of the key, then those of its issuers."""

    @property
    def pem(self) -> bytes:
        """Returns the certificates as programs read them (RFC 7468)."""
        return b"".join(one.public_bytes(PEM) for one in self.chain)

    @property
    def fingerprint(self) -> str:
        return fingerprint_of(self.chain[0])

    def sign(self, content: bytes) -> bytes:
        """Returns the signature of some bytes: with RSA as in PKCS #1 v1.5, with a curve as ECDSA; SHA-256."""
        return bytes(asyncio.run(self.signer.async_sign_raw(content, DIGEST)))


def sealing() -> Sealing:
    """Returns what seals. Makes the key of the site where none is set and none was made. Raises OSError."""
    found = _sealing(settings.SEAL_SIGNER, settings.SEAL_KEY, settings.SEAL_CERTIFICATE, settings.SEAL_KEY_PASSWORD)
    _remember(Path(settings.SEAL_KEY).parent, found.fingerprint)
    return found


def own_fingerprints() -> set[str]:
    """Returns the fingerprints of the certificates whose seals count: the one in use, those of earlier keys that the
    site noted beside its key, and those of ``SEAL_CERTIFICATES``. Neither the database nor the store adds one.
    """
    named = {"".join(text.replace(":", "").split()).lower() for text in settings.SEAL_CERTIFICATES}
    return {sealing().fingerprint, *_noted(Path(settings.SEAL_KEY).parent), *named}


def _noted(folder: Path) -> list[str]:
    try:
        return (folder / NOTED).read_text("ascii").split()
    except FileNotFoundError:
        return []


@lru_cache(maxsize=16)
def _remember(folder: Path, fingerprint: str) -> None:
    """Notes a certificate beside the key when it is first used, so that its seals count after the key was changed."""
    try:
        if fingerprint not in _noted(folder):
            with os.fdopen(os.open(folder / NOTED, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as file:
                file.write(f"{fingerprint}\n")
    except OSError:
        # A folder that the site may not write: its owner names earlier certificates in SEAL_CERTIFICATES
        log.warning("The certificate of the seals cannot be noted in the folder of the key.")


@lru_cache(maxsize=4)
def _sealing(elsewhere: str, key_file: str, certificate_file: str, password: str) -> Sealing:
    if elsewhere:
        signer: Any = import_string(elsewhere)()
        others = [one for one in signer.cert_registry if one != signer.signing_cert]
        certificates = [x509.load_der_x509_certificate(one.dump()) for one in (signer.signing_cert, *others)]
        return Sealing(signer, tuple(certificates))
    path = Path(key_file)
    if not certificate_file and not path.exists():
        _make(path)
    key: Any = serialization.load_pem_private_key(path.read_bytes(), password.encode() or None)
    chain = x509.load_pem_x509_certificates(Path(certificate_file or key_file).read_bytes())
    return Sealing(_signer(key, chain), tuple(chain))


def _signer(key: Any, chain: Iterable[x509.Certificate]) -> "Signer":
    """Returns pyHanko's signer with a key; of the chain the first certificate is that of the key. The root is not put
    into the signature: a reader has to know it already, and so every byte of the signature's certificates counts.
    """
    # Few processes sign. pyHanko takes a third of the time in which a command starts, and 35 MB
    from asn1crypto.keys import PrivateKeyInfo
    from asn1crypto.x509 import Certificate
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    # A key with one certificate that signs itself has no issuer to leave out
    private = key.private_bytes(DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    own, *others = chain
    loaded = [Certificate.load(one.public_bytes(DER)) for one in others if one.issuer != one.subject]
    known = SimpleCertificateStore.from_certs(loaded)
    certificate = Certificate.load(own.public_bytes(DER))
    return SimpleSigner(certificate, PrivateKeyInfo.load(private), known, embed_roots=False)


def _make(path: Path) -> None:
    """Makes the key and its certificates in one file. If two processes make one at once, the first one counts."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    begun = path.with_name(f".begun-{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(_new_key())
            file.flush()
            os.fsync(file.fileno())
        os.link(begun, path)
    except FileExistsError:
        pass
    finally:
        begun.unlink(missing_ok=True)


def _new_key() -> bytes:
    """Returns a new key with its certificate and that of its issuer, as PEM. The issuer's key is not kept: it signs
    this one certificate, and nobody can make another one in its name.
    """
    issuer, own = (rsa.generate_private_key(public_exponent=65537, key_size=BITS) for _both in range(2))
    root = _certificate(issuer, issuer, ISSUER, issues=True)
    leaf = _certificate(own, issuer, SEALER, issues=False)
    private = own.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return private + leaf.public_bytes(PEM) + root.public_bytes(PEM)


def _certificate(key: rsa.RSAPrivateKey, issuer: rsa.RSAPrivateKey, name: str, *, issues: bool) -> x509.Certificate:
    usage = {"digital_signature": not issues, "content_commitment": not issues, "key_cert_sign": issues}
    now, others = datetime.now(UTC), dict.fromkeys(OTHER_USES, False)
    return (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(ISSUER))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=issues, path_length=0 if issues else None), critical=True)
        .add_extension(x509.KeyUsage(**usage, **others), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key()), critical=False)
        .sign(issuer, hashes.SHA256())
    )


def _named(name: str) -> x509.Name:
    organisation = x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Nordic Council of Ministers")
    return x509.Name([organisation, x509.NameAttribute(NameOID.COMMON_NAME, name)])


def fingerprint_of(certificate: x509.Certificate) -> str:
    """Returns the SHA-256 of a certificate, in small hexadecimal digits."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def is_signed(content: bytes, signature: bytes, certificate: x509.Certificate) -> bool:
    """Returns whether the key of the certificate signed these bytes."""
    key: Any = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey):
        return False
    scheme = (ec.ECDSA(hashes.SHA256()),) if isinstance(key, ec.EllipticCurvePublicKey) else RSA
    try:
        key.verify(signature, content, *scheme)
    except InvalidSignature:
        return False
    return True
