"""New passwords by a one-time link: after an invitation, or when the old one is forgotten."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django.views.generic import FormView, TemplateView

from accounts.signing_in import later
from accounts.signing_in.forms import FirstPasswordForm, ForgottenForm, NewPasswordForm
from accounts.signing_in.links import INVITATION, RESET, Link, send_reset
from accounts.throttling import count_try, counting
from accounts.throttling.counting import Bound
from accounts.throttling.tries import RESET as RESETS
from accounts.throttling.tries import digest_of

PAUSE = 300
"""Seconds until the next mail to the same account, so that nobody can fill somebody's mailbox."""


@method_decorator(login_not_required, name="dispatch")
class Forgotten(FormView):
    """Asks for the e-mail address. The answer is the same for every address, and everything that depends on the address
    happens after it."""

    template_name = "account/forgotten.html"
    form_class = ForgottenForm
    success_url = reverse_lazy("reset-sent")

    def form_valid(self, form: ForgottenForm) -> HttpResponse:
        address, language = form.cleaned_data["email"], get_language()
        # Never given back: each letter counts
        count_try(self.request, address, RESETS)
        later.later(lambda: send_links(address, language))
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "sends_mail": settings.SENDS_MAIL}


@method_decorator(login_not_required, name="dispatch")
class ResetSent(TemplateView):
    """Says that a mail was sent, if there is such an account."""

    template_name = "account/reset_sent.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "hours": settings.RESET_HOURS, "minutes": PAUSE // 60}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def set_by_mail(request: HttpRequest) -> HttpResponse:
    """Sends the person a link with which an account without a password gets one, to the address of the account."""
    user: Any = request.user
    if user.has_usable_password():
        return redirect("change-password")
    possible = bool(settings.SENDS_MAIL and user.email)
    if request.method == "POST" and possible:
        _send_own_link(request, user)
        return redirect("set-password")
    return render(request, "account/set_password.html", {"possible": possible, "address": user.email})


def _send_own_link(request: HttpRequest, user: Any) -> None:
    if counting.count([Bound(digest_of("reset-mail", str(user.pk)), 1)], PAUSE):
        words = {"minutes": PAUSE // 60}
        messages.error(request, gettext("A mail was sent already. Wait %(minutes)d minutes for another one.") % words)
        return
    try:
        send_reset(user)
    except OSError:
        messages.error(request, gettext("The mail server did not take the mail. Try again later."))
    else:
        messages.success(request, gettext("The mail was sent to %(address)s.") % {"address": user.email})


def send_links(address: str, language: str) -> None:
    """Sends a link to each open account of the address that has a password."""
    with override(language):
        for user in PasswordResetForm().get_users(address):
            if settings.SENDS_MAIL and not counting.count([Bound(digest_of("reset-mail", str(user.pk)), 1)], PAUSE):
                send_reset(user)


@method_decorator(login_not_required, name="dispatch")
class NewPassword(PasswordResetConfirmView):
    """Sets the password of whoever opened a link. Django moves its token from the address into the session, so that
    neither the next page nor the history of the browser has it."""

    template_name = "account/new_password.html"
    form_class: Any = NewPasswordForm
    success_url = reverse_lazy("sign-in")
    token_generator: Link = RESET
    reset_url_token = "set"  # noqa: S105 (the part of the address that takes the token's place)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, gettext("The password is set. Sign in with it now."))
        return super().form_valid(form)


class AcceptInvitation(NewPassword):
    """The same for somebody who was invited."""

    template_name = "account/accept_invitation.html"
    form_class = FirstPasswordForm
    token_generator = INVITATION
