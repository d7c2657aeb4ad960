"""Talks to the provider: sends people there, and reads the claims that it signed about them."""

import hashlib
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.signing_in.council.tokens import checked

NAME = "oidc"
LONGEST = 191
"""The most letters of the column that names a person at the provider."""


class CouncilAdapter(OpenIDConnectOAuth2Adapter):
    """The exchange with the provider. Every claim comes from a token whose signature was checked."""

    @property
    def openid_config(self) -> Any:
        """Returns the published settings. Raises OAuth2Error if they name another issuer (Discovery 1.0, 4.3)."""
        config = super().openid_config
        if config["issuer"].rstrip("/") != settings.OIDC_ISSUER.rstrip("/"):
            raise OAuth2Error("The provider's settings name another issuer")
        return config

    def get_callback_url(self, request: HttpRequest, _app: Any) -> str:
        """Returns the address to which the provider sends people back."""
        return str(build_absolute_uri(request, reverse("oidc-callback"), self.redirect_uri_protocol))

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Returns the sign-in with the claims of the ID token, and with those that only the user info has."""
        signed = kwargs["response"].get("id_token")
        if not signed:
            raise OAuth2Error("The provider sent no ID token")
        claims = self._decode_id_token(app, signed)
        if self.openid_config.get("userinfo_endpoint"):
            more = self._fetch_user_info(token.token)
            # Core 1.0, 5.3.2: otherwise the user info of one person could be used for another one
            if more.get("sub") != claims["sub"]:
                raise OAuth2Error("The user info is about somebody else")
            claims = {**more, **claims}
        return self.get_provider().sociallogin_from_response(request, claims)

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        # The package leaves out the signature of a token that comes straight from the provider
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        return checked(id_token, answer.json(), issuer=self.openid_config["issuer"], client=app.client_id)


class CouncilProvider(OpenIDConnectProvider):
    """The provider of the settings. People are known by issuer and subject, and nothing else of them is stored."""

    id = NAME
    oauth2_adapter_class = CouncilAdapter

    def get_callback_url(self) -> str:
        """Returns the path to which the provider sends people back."""
        return reverse("oidc-callback")

    def extract_uid(self, data: Any) -> str:
        """Returns issuer and subject. Another issuer may give the same subject to another person (Core 1.0, 5.7)."""
        known = f"{data['iss']} {data['sub']}"
        return known if len(known) <= LONGEST else hashlib.sha256(known.encode()).hexdigest()

    def extract_extra_data(self, _data: Any) -> dict[str, Any]:
        """Returns nothing: claims are read at each sign-in, and not kept."""
        return {}

    def extract_email_addresses(self, _data: Any) -> list[Any]:
        """Returns none: the address of an account is a field of the account."""
        return []

    def sociallogin_from_response(self, request: HttpRequest, response: Any) -> Any:
        """Returns the sign-in, together with the claims."""
        login = super().sociallogin_from_response(request, response)
        login.claims = response
        return login


provider_classes = [CouncilProvider]
"""What django-allauth looks up in an app's module of this name."""
