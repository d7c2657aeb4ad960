"""Decides who comes in from the Council's own sign-in, and as whom."""

import logging
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.signing_in.council import people
from accounts.signing_in.council.provider import NAME

log = logging.getLogger(__name__)


def back(request: HttpRequest, sentence: str, **query: str) -> HttpResponse:
    """Returns to the sign-in page, which shows the sentence."""
    messages.error(request, sentence % {"name": settings.OIDC_NAME})
    return redirect(reverse("sign-in") + (f"?{urlencode(query)}" if query else ""))


def failed(request: HttpRequest, error: Any) -> HttpResponse:
    """Returns to the sign-in page after the provider could not be reached or sent nonsense. The log says why, without
    tokens."""
    log.warning("The sign-in at the provider failed: %s", type(error).__name__ if error else "it sent an error")
    sentence = _("Signing in with %(name)s does not work at the moment. Try again later, or use your password.")
    return back(request, sentence)


class CouncilSignIn(DefaultSocialAccountAdapter):
    """The rules: a person is known by issuer and subject; a new person gets an account, and nobody gets the account of
    somebody else because of an e-mail address."""

    def list_apps(self, _request: Any, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """Returns the provider of the settings, if there is one. The database names none."""
        if not settings.OIDC_ISSUER or provider not in (None, NAME):
            return []
        return [
            SocialApp(
                provider=NAME,
                provider_id=NAME,
                name=settings.OIDC_NAME,
                client_id=settings.OIDC_CLIENT_ID,
                secret=settings.OIDC_CLIENT_SECRET,
                settings={"server_url": settings.OIDC_ISSUER, "oauth_pkce_enabled": True},
            )
        ]

    def get_connect_redirect_url(self, _request: HttpRequest, _account: Any) -> str:
        """Returns the page that says whether the account is connected."""
        return reverse("connection")

    def on_authentication_error(self, request: HttpRequest, _provider: Any, error: Any = None, **options: Any) -> None:
        """Leads back to the sign-in page when the provider refused the person, or its answer was wrong."""
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(back(request, _("You did not sign in with %(name)s.")))
        raise ImmediateHttpResponse(failed(request, options.get("exception")))

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Finds or makes the account, and gives it the roles of the claims. Raises ImmediateHttpResponse with the
        answer to everybody who does not come in."""
        claims = sociallogin.claims
        if not constant_time_compare(str(claims.get("nonce")), str(sociallogin.state.get("nonce"))):
            raise ImmediateHttpResponse(failed(request, None))
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            return
        roles = people.roles_of(claims)
        if not roles and settings.OIDC_WITHOUT_ROLE == "refuse":
            sentence = _("%(name)s knows you, but gave you no role in Oversigt. Ask an administrator.")
            raise ImmediateHttpResponse(back(request, sentence))
        with transaction.atomic():
            if not sociallogin.is_existing:
                self._first_time(request, sociallogin, claims)
            # A closed account is refused later, and gets no rights before
            if sociallogin.user.is_active:
                people.set_roles(sociallogin.user, roles)
        sociallogin.state["second_factor"] = people.proves_second_factor(claims)

    @staticmethod
    def _first_time(request: HttpRequest, sociallogin: Any, claims: Any) -> None:
        if people.is_taken(people.address_of(claims)):
            sentence = _(
                "There is an account with your e-mail address already. Sign in with its password once; then connect it"
                " with %(name)s."
            )
            raise ImmediateHttpResponse(back(request, sentence, next=reverse("connection")))
        sociallogin.connect(request, people.make_account(claims))
