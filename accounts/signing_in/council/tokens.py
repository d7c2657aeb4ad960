"""ID tokens: their signature, and the claims that say by whom, for whom and until when (OpenID Connect Core 1.0,
3.1.3.7)."""

from collections.abc import Mapping
from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures by a key that the provider keeps. Never ``none``, and never one by the secret that we have too."""
LEEWAY = 60
"""Seconds by which the clocks of site and provider may differ."""


def checked(token: str, keys: Mapping[str, Any], *, issuer: str, client: str) -> dict[str, Any]:
    """Returns the claims of an ID token. Raises OAuth2Error if it is not signed by one of the provider's keys, or not
    made for this site, or too old."""
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            _key_of(token, keys),
            algorithms=ALGORITHMS,
            audience=client,
            issuer=issuer,
            leeway=LEEWAY,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
    except jwt.PyJWTError as error:
        raise OAuth2Error("The ID token is not valid") from error
    if claims.get("azp", client) != client:
        raise OAuth2Error("The ID token is for another site")
    return claims


def _key_of(token: str, keys: Mapping[str, Any]) -> jwt.PyJWK:
    """Returns the key that the token names. A token may leave out the name where the provider has one key (10.1)."""
    name = jwt.get_unverified_header(token).get("kid")
    found = [
        key
        for key in jwt.PyJWKSet.from_dict(dict(keys)).keys
        if key.public_key_use in (None, "sig") and name in (None, key.key_id)
    ]
    if len(found) != 1:
        raise OAuth2Error("The provider has no such key")
    return found[0]
