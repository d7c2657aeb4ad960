"""Signing in and out, the change of the password, and the reader's language."""

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as django_set_language

from accounts import language
from accounts.services import keep_language
from accounts.signing_in.forms import ChangePasswordForm
from accounts.throttling import Throttled, give_back


class SignIn(Throttled, LoginView):
    """The sign-in page. A person with a second factor is led to it; only then are they signed in."""

    template_name = "sign_in.html"
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        give_back(self.request)
        person = form.get_user()
        login = Login(user=person, redirect_url=self.get_success_url())
        return perform_password_login(self.request, {"username": person.get_username()}, login)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ways = {"council": settings.OIDC_ISSUER and settings.OIDC_NAME, "sends_mail": settings.SENDS_MAIL}
        return {**super().get_context_data(**kwargs), **ways}

    def empty_form(self) -> Any:
        """Returns a form with the name, but without a password to try."""
        return self.get_form_class()(self.request, initial={"username": self.request.POST.get("username", "")[:150]})


class ChangePassword(Throttled, PasswordChangeView):
    """The page on which people change their own password. It is for every account, because those of organisations
    never see the editing side. Other browsers have to sign in again."""

    template_name = "password.html"
    form_class = ChangePasswordForm
    success_url = reverse_lazy("change-password")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Shows the form. An account without a password has none to change: it is led to the page that sets one."""
        user: Any = request.user
        if not user.has_usable_password():
            return redirect("set-password")
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, _("The password is changed. Other browsers have to sign in again."))
        return super().form_valid(form)

    def tried_account(self) -> Any:
        """Returns the account whose old password is asked for."""
        return self.request.user

    def empty_form(self) -> Any:
        """Returns a form without data."""
        user: Any = self.request.user
        return self.get_form_class()(user)


class SignOut(LogoutView):
    """Signs out, and removes the account's language from the browser."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        language.forget(request, response)
        return response


@require_POST
@login_not_required
def set_language(request: HttpRequest) -> HttpResponse:
    """Saves the reader's language in a cookie and, if they are signed in, with the account; redirects to the page.

    Raises BadRequest, which names the parameter, if the language does not exist.
    """
    chosen = request.POST.get("language", "")
    known = dict(settings.LANGUAGES)
    if chosen not in known:
        words = {"language": chosen[:20], "known": ", ".join(known)}
        sentence = _("There is no language “%(language)s” here. Known are: %(known)s.") % words
        raise BadRequest(f"language: {sentence}")
    if request.user.is_authenticated:
        keep_language(user=request.user, language=chosen)
    response: HttpResponse = django_set_language(request)
    language.remember(response, chosen, of_account=request.user.is_authenticated)
    return response
