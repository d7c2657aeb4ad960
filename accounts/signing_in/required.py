"""Roles that need a second factor: whoever lacks it sets it up before anything else."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.roles import Role

PROVEN = "second_factor_proven"
"""In the session: the key of the account for which the Council's own sign-in asked for a second factor."""


def has_second_factor(person: Any) -> bool:
    """Returns whether the account needs more than its password: an authenticator app or a passkey."""
    return Authenticator.objects.filter(user=person.pk).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def lacks_second_factor(person: Any) -> bool:
    """Returns whether a role of the person needs a second factor that the account does not have.

    A superuser counts as administrator. Costs no query while no role needs one.
    """
    roles = settings.SECOND_FACTOR_ROLES
    if not roles or not person.is_authenticated:
        return False
    named = person.is_superuser and Role.ADMINISTRATOR in roles
    return (named or person.groups.filter(name__in=roles).exists()) and not has_second_factor(person)


class SecondFactorFirst:
    """Leads a person whose role needs a second factor to its page, from every page but those that set it up."""

    OPEN = frozenset(
        {
            *("mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn"),
            *("account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
            *("sign-in", "account_login", "sign-out", "set-language", "healthz", "readyz", "metrics"),
        }
    )

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if not settings.SECOND_FACTOR_ROLES or (match and match.view_name in self.OPEN):
            return None
        if request.session.get(PROVEN) == (request.user.pk or 0) or not lacks_second_factor(request.user):
            return None
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": _("Set up a second factor first: your role needs one.")}, status=403)
        return redirect("mfa_index")
