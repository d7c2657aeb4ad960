"""Encrypts the secrets of second factors with ``SECRET_KEY``, so that a copy of the database does not hold them."""

import base64
import hashlib
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def encrypted(text: str) -> str:
    """Returns the text, encrypted with the present key."""
    return _box().encrypt(text.encode()).decode()


def decrypted(text: str) -> str:
    """Returns the text of ``encrypted``.

    If no key fits, returns a random secret, so that no code fits either. An empty one would let everybody calculate
    the right code.
    """
    try:
        return _box().decrypt(text.encode()).decode()
    except InvalidToken:
        return base64.b32encode(secrets.token_bytes(20)).decode()


def _box() -> MultiFernet:
    return MultiFernet([_fernet(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _fernet(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"second factor" + key.encode()).digest()))
