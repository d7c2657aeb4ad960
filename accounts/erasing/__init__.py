"""What an erasure deletes of an account beside the rows that refer to it: its sessions."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils.translation import gettext as _

from changes.erasing.subjects import Counts, forgets
from changes.erasing.terms import Terms


@forgets
def forget_sessions(account: Any, terms: Terms) -> Counts:
    """Ends the sessions of an account; without an account, those in which a message names the person."""
    ended = [session.pk for session in Session.objects.iterator() if _concerns(session.get_decoded(), account, terms)]
    for start in range(0, len(ended), 500):
        Session.objects.filter(pk__in=ended[start : start + 500]).delete()
    return {_("sessions"): len(ended)} if ended else {}


def _concerns(said: dict[str, Any], account: Any, terms: Terms) -> bool:
    if account is not None:
        return str(said.get(SESSION_KEY)) == str(account.pk)
    return bool(terms) and str(terms.without(str(said))) != str(said)
