"""The way to the Council's own sign-in and back, and the page that connects it with an account."""

import secrets
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from requests import RequestException

from accounts.signing_in.council.adapter import failed
from accounts.signing_in.council.provider import NAME, CouncilAdapter

CONNECTING = "council_connecting"
"""The session's one-time word that its owner wants to connect the account. It protects the link as a CSRF token would:
a form could not lead to another host under our Content-Security-Policy."""
BROKEN = (RequestException, OAuth2Error, KeyError, ValueError, IntegrityError)
"""The errors of a provider that is down, or whose answers are not those of OpenID Connect; and of a person who comes
for the first time in two windows at once."""


@require_GET
@login_not_required
@never_cache
def begin(request: HttpRequest) -> HttpResponse:
    """Leads to the provider, to sign in or, with the session's word, to connect the account."""
    provider = _provider(request)
    connecting = "connect" in request.GET
    if connecting:
        _check_word(request)
    elif request.user.is_authenticated:
        return redirect(get_next_redirect_url(request) or settings.LOGIN_REDIRECT_URL)
    nonce = secrets.token_urlsafe(24)
    process = AuthProcess.CONNECT if connecting else AuthProcess.LOGIN
    try:
        answer: HttpResponse = provider.redirect(
            request, process, get_next_redirect_url(request), auth_params={"nonce": nonce}, nonce=nonce
        )
    except BROKEN as error:
        return failed(request, error)
    return answer


@require_GET
@login_not_required
@never_cache
def callback(request: HttpRequest) -> HttpResponse:
    """Takes people who come back from the provider. Its code is valid once, and only in the session that asked."""
    _provider(request)
    try:
        answer: HttpResponse = OAuth2CallbackView.adapter_view(CouncilAdapter(request, NAME))(request)
    except BROKEN as error:
        return failed(request, error)
    return answer


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def connection(request: Any) -> HttpResponse:
    """Shows whether the account is connected with the provider; connects it, or ends the connection (POST)."""
    _provider(request)
    accounts = SocialAccount.objects.filter(user=request.user.pk, provider=NAME)
    if request.method == "POST":
        if not request.user.has_usable_password():
            raise PermissionDenied
        accounts.delete()
        messages.success(request, _("The connection has ended."))
        return redirect("connection")
    word = request.session[CONNECTING] = secrets.token_urlsafe(24)
    context = {"account": accounts.first(), "word": word, "name": settings.OIDC_NAME}
    return render(request, "account/connection.html", context)


def _provider(request: HttpRequest) -> Any:
    if not settings.OIDC_ISSUER:
        raise Http404
    return get_adapter().get_provider(request, NAME)


def _check_word(request: HttpRequest) -> None:
    word = request.session.pop(CONNECTING, "")
    if not (request.user.is_authenticated and word and constant_time_compare(word, request.GET["connect"])):
        raise PermissionDenied
