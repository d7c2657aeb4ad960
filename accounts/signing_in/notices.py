"""Letters to a person whose second factor, passkeys or recovery codes change: it may be somebody else who does it."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.signing_in import later
from accounts.signing_in.links import language_of

SENTENCES: Mapping[str, Any] = {
    "mfa/email/totp_activated": gettext_lazy("An authenticator app was added to your account %(name)s in Oversigt."),
    "mfa/email/totp_deactivated": gettext_lazy(
        "The authenticator app was removed from your account %(name)s in Oversigt."
    ),
    "mfa/email/recovery_codes_generated": gettext_lazy(
        "New recovery codes were made for your account %(name)s in Oversigt. The old codes have ended."
    ),
    "mfa/email/webauthn_added": gettext_lazy("A passkey was added to your account %(name)s in Oversigt."),
    "mfa/email/webauthn_removed": gettext_lazy("A passkey was removed from your account %(name)s in Oversigt."),
    "socialaccount/email/account_connected": gettext_lazy(
        "Your account %(name)s in Oversigt was connected with another sign-in."
    ),
    "socialaccount/email/account_disconnected": gettext_lazy(
        "Your account %(name)s in Oversigt is not connected with another sign-in any more."
    ),
}
"""The package's name of what happened → the sentence of the letter."""


def tell(happened: str, user: Any) -> None:
    """Sends the letter after the answer; nothing if the site sends no mail or the account has no address."""
    if happened not in SENTENCES or not (settings.SENDS_MAIL and user.email):
        return
    moment = timezone.localtime()
    with translation.override(language_of(user)):
        context = {
            "sentence": str(SENTENCES[happened]) % {"name": user.get_username()},
            "moment": formats.date_format(moment, "DATETIME_FORMAT"),
            "page": settings.SITE_URL + reverse("mfa_index"),
        }
        body = render_to_string("account/mail/notice.txt", context)
        subject = _("Oversigt: how you sign in has changed")
    headers = {"Auto-Submitted": "auto-generated"}
    message = EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [user.email], headers=headers)
    later.later(lambda: _send(message))


def _send(message: EmailMessage) -> None:
    message.send()
