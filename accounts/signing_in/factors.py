"""The pages of the second factor: an authenticator app, recovery codes and passkeys."""

import json
from typing import Any

from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import (
    DownloadRecoveryCodesView,
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from accounts.signing_in.codes import use
from accounts.signing_in.required import lacks_second_factor
from accounts.throttling import Throttled, TooManyTries, count_code


def written(options: Any) -> str:
    """Returns the options of a passkey as JSON, for the script of the page."""
    return json.dumps(options, cls=DjangoJSONEncoder)


class Secret:
    """A page with a secret, which no cache may store."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        page: Any = super()
        response = page.dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response


class OfPerson(Throttled):
    """A page that takes a secret of one person."""

    def empty_form(self: Any) -> Any:
        """Returns a form without a code."""
        return self.get_form_class()(user=self.person())

    def tried_account(self: Any) -> Any:
        """Returns the account whose secret is tried."""
        return self.person()

    def person(self: Any) -> Any:
        """Returns the person who has to prove who they are."""
        return self.request.user


class ThrottledCode(OfPerson):
    """The same for a code or a passkey, of which an account has fewer tries than of its password."""

    def count(self: Any) -> None:
        """Counts the try. Raises TooManyTries."""
        page: Any = super()
        page.count()
        count_code(self.request, self.person())


class SignInCode(ThrottledCode, AuthenticateView):
    """The step after the password: a code of the app, a recovery code or a passkey."""

    def person(self) -> Any:
        """Returns the person whose password was right."""
        return self.stage.login.user

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data()
        options = context.pop("js_data")["request_options"]
        allowed = options["publicKey"].get("allowCredentials")
        if "refused" in kwargs:
            # Showing its errors would try the passkey
            context["webauthn_form"] = None
        return {**context, **kwargs, "passkey": written(options) if allowed else ""}


class ConfirmPassword(OfPerson, ReauthenticateView):
    """Asks for the password again before something that a thief of a session must not do."""


class ConfirmCode(ThrottledCode, ReauthenticateByCodeView):
    """The same with a code."""


class ConfirmPasskey(ThrottledCode, ReauthenticateWebAuthnView):
    """The same with a passkey."""

    def _refused(self, refused: TooManyTries) -> HttpResponse:
        raise refused

    def form_invalid(self, _form: Any) -> HttpResponse:
        messages.error(self.request, gettext("The passkey does not fit this account."))
        return redirect(self.request.get_full_path())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "passkey": written(context.pop("js_data")["request_options"])}


class SecondFactor(IndexView):
    """A person's second factor and passkeys."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "required": lacks_second_factor(self.request.user)}


class SetUpApp(Secret, ActivateTOTPView):
    """Sets up an authenticator app: the person reads the secret with it and sends its first code."""

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        # The first code counts as used, so it does not sign in afterwards
        use(
            Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP).pk,
            form.cleaned_data["code"],
        )
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        # The package draws it from black and white squares; nothing in it was typed by a person
        return {**context, "picture": mark_safe(context["totp_svg"])}  # noqa: S308


class RemoveApp(DeactivateTOTPView):
    """Removes the authenticator app, after the person confirmed who they are."""


class Codes(Secret, ViewRecoveryCodesView):
    """The recovery codes that were not used yet, to print."""


class CodesAsFile(Secret, DownloadRecoveryCodesView):
    """The same as a text file."""


class NewCodes(GenerateRecoveryCodesView):
    """Makes new recovery codes. The old ones end."""


class AddPasskey(Secret, AddWebAuthnView):
    """Adds a passkey with which the person also signs in without a password."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        # Each passkey has to prove its owner (fingerprint, PIN), because it replaces the password too
        options = auth.begin_registration(self.request.user, passwordless=True)
        return {**context, "passkey": written(options)}


class RemovePasskey(RemoveWebAuthnView):
    """Removes a passkey, after the person confirmed who they are."""

    success_url = reverse_lazy("mfa_index")


class SignInWithPasskey(LoginWebAuthnView):
    """Signs in with a passkey alone: it proves that the person has the device and can unlock it."""

    def form_invalid(self, form: Any) -> HttpResponse:
        # The session of the failed try must not lend its challenge to a second one
        auth.clear_state()
        return super().form_invalid(form)
