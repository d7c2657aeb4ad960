"""One-time links by e-mail: to choose the first password, or a new one."""

from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import base36_to_int, urlsafe_base64_encode
from django.utils.translation import gettext as _

from accounts.models import Preference
from accounts.signing_in.joining import organisation_of

HOUR = 3600


class Link(PasswordResetTokenGenerator):
    """A link of one purpose, with its own time. It ends with the first password that it sets, with the next sign-in,
    and when the e-mail address of the account changes."""

    def __init__(self, name: str, setting: str, hours: int) -> None:
        super().__init__()
        self.name, self.setting, self.hours = name, setting, hours
        self.key_salt = f"accounts.signing_in.links.{name}"

    @property
    def number(self) -> int:
        """The days or hours for which a link is valid, as the setting says."""
        return int(getattr(settings, self.setting))

    def check_token(self, user: Any, token: Any) -> bool:
        """Returns whether the token is this account's, is not too old, and was not used."""
        if not super().check_token(user, token):
            return False
        made = base36_to_int(token.split("-")[0])
        return self._num_seconds(self._now()) - made <= self.number * self.hours * HOUR

    def address(self, user: Any) -> str:
        """Returns the whole address of a new link. The host is that of ``SITE_URL``, whatever the request says."""
        key = urlsafe_base64_encode(force_bytes(user.pk))
        return settings.SITE_URL + reverse(self.name, args=[key, self.make_token(user)])


RESET = Link("new-password", "RESET_HOURS", 1)
INVITATION = Link("accept-invitation", "INVITATION_DAYS", 24)


def language_of(user: Any) -> str:
    """Returns the language of an account, or the one that is active."""
    kept = Preference.objects.filter(user=user.pk).values_list("language", flat=True).first()
    return kept or translation.get_language() or settings.LANGUAGE_CODE


def send_invitation(user: Any, inviter: Any) -> None:
    """Sends the link with which a new person chooses a password, in the name of the person who invites. Raises OSError
    if no mail server takes the mail."""
    with translation.override(language_of(user)):
        organisation = organisation_of(user)
        words = {
            "organisation": str(organisation) if organisation else "",
            "inviter": inviter.get_full_name() or inviter.get_username(),
            "sign_in": settings.SITE_URL + reverse("sign-in"),
        }
        _send(user, _("Oversigt: your account"), "account/mail/invitation.txt", INVITATION, **words)


def send_reset(user: Any) -> None:
    """Sends the link with which a person chooses a new password. Raises OSError if no mail server takes the mail."""
    with translation.override(language_of(user)):
        _send(user, _("Oversigt: a new password"), "account/mail/reset.txt", RESET)


def _send(user: Any, subject: str, template: str, link: Link, **words: str) -> None:
    context = {"person": user, "link": link.address(user), "number": link.number, "site": settings.SITE_URL, **words}
    headers = {"Auto-Submitted": "auto-generated"}
    body = render_to_string(template, context)
    EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [user.email], headers=headers).send()
