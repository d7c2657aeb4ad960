"""What django-allauth asks the site: its words, its rules and where people go next."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import language
from accounts.signing_in import notices, secret
from accounts.signing_in.required import PROVEN

WRONG_CODE = _("The code is wrong, or it was used before.")
SENTENCES = {
    "socialaccount/messages/account_connected_other.txt": _("This sign-in is connected with another account already."),
}
"""The messages of the package that the next page does not show, in our words."""
TOO_MANY = _("There were too many tries. Try again in some minutes.")


class AccountAdapter(DefaultAccountAdapter):
    """Signs in with our words and rules. Nobody can make an account for themselves."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_password": _("The password is wrong."),
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Returns False: accounts come from an invitation, an administrator or the Council's own sign-in."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Returns whether an address is one of this site, with its own scheme."""
        request = context.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def get_login_stages(self) -> list[str]:
        """Returns the steps between the password and the site: only the second factor."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def login(self, request: HttpRequest, user: Any) -> None:
        """Signs the person in. The rights of everybody come from Django's own backend."""
        user.backend = "django.contrib.auth.backends.ModelBackend"
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse:
        """Returns the answer after signing in, with the language of the account."""
        response: HttpResponse = super().post_login(request, user, **options)
        council = (options.get("signal_kwargs") or {}).get("sociallogin")
        if council and council.state.get("second_factor"):
            request.session[PROVEN] = user.pk
        language.bring_back(request, response)
        return response

    def respond_user_inactive(self, request: HttpRequest, _user: Any) -> HttpResponse:
        """Returns to the sign-in page with a sentence."""
        messages.error(request, gettext("This account is closed."))
        return redirect("sign-in")

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *_args: Any, **options: Any
    ) -> None:
        """Shows errors. The other messages of the package say what the next page shows anyway."""
        sentence = options.get("message") or SENTENCES.get(message_template or "")
        if sentence:
            messages.add_message(request, level, str(sentence))

    def send_notification_mail(self, template_prefix: str, user: Any, *_args: Any, **_options: Any) -> None:
        """Writes to the person that a second factor, a passkey or codes of the account were added or removed."""
        notices.tell(template_prefix, user)

    def reauthenticate(self, user: Any, password: str) -> bool:
        """Returns whether the password is that of the account. Counts as a try to sign in."""
        return authenticate(context.request, username=user.get_username(), password=password) == user

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        """Returns whether the person has to confirm who they are: everybody who has a password or a second factor.

        Without either, the Council's own sign-in is the only proof that there is, and it was given at the start.
        """
        if not self.get_reauthentication_methods(context.request.user):
            return False
        return bool(super().is_reauthentication_required(app=app, **options))


class SecondFactorAdapter(DefaultMFAAdapter):
    """The second factor in our words. Its secrets are encrypted in the database."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": WRONG_CODE}

    def encrypt(self, text: str) -> str:
        """Returns a secret in the form in which the database keeps it."""
        return secret.encrypted(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Returns the secret; a random one if the database's was encrypted with another key."""
        return secret.decrypted(encrypted_text)

    def build_totp_svg(self, url: str) -> str:
        """Returns the picture of a secret for the camera of a phone, ready to be part of a page."""
        return "<svg" + super().build_totp_svg(url).partition("<svg")[2]

    def generate_authenticator_name(self, _user: Any, _type: Any) -> str:
        """Returns the name of a passkey whose owner gave it none."""
        return gettext("Passkey")
