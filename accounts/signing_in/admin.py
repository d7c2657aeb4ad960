"""The tables of django-allauth have no pages of their own: they hold secrets, or nothing that a person keeps. What an
administrator does with them are actions of the list of accounts."""

from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from changes.rights import may

for model in (EmailAddress, EmailConfirmation, Authenticator, SocialAccount, SocialApp, SocialToken):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


@admin.action(permissions=["change"], description=gettext_lazy("Remove the second factor of selected accounts"))
def remove_second_factor(_page: Any, request: HttpRequest, accounts: Any) -> None:
    """Removes app, passkeys and recovery codes of people who lost them. They sign in with the password alone then."""
    _remove(request, accounts, Authenticator, "Second factor removed")


@admin.action(
    permissions=["change"], description=gettext_lazy("Disconnect selected accounts from the Council's own sign-in")
)
def disconnect(_page: Any, request: HttpRequest, accounts: Any) -> None:
    """Ends the connection of accounts with the provider."""
    _remove(request, accounts, SocialAccount, "Disconnected from the Council's own sign-in")


def _remove(request: Any, accounts: Any, model: Any, note: str) -> None:
    """Deletes the rows of these accounts as far as the actor may change their roles, and notes it in their history."""
    done = 0
    for account in accounts:
        if not may(request.user, "give", account):
            sentence = _("You cannot change the account %(account)s.") % {"account": account}
            messages.error(request, sentence)
        elif model.objects.filter(user=account).delete()[0]:
            done += 1
            LogEntry.objects.create(
                user_id=request.user.pk,
                content_type=ContentType.objects.get_for_model(account),
                object_id=str(account.pk),
                object_repr=str(account)[:200],
                action_flag=CHANGE,
                change_message=note,
            )
    sentence = ngettext("%(number)d account was changed.", "%(number)d accounts were changed.", done)
    messages.success(request, sentence % {"number": done})
