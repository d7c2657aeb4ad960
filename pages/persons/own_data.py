"""What the site keeps of an account: every row that refers to it, read from the models."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changes.erasing.naming import rows_of_model
from changes.erasing.subjects import links

SECRET = ("password", "digest", "token", "hash", "secret", "session_key", "answer", "fingerprint", "cells", "start")
"""Parts of the names of columns that a file never holds: they open something, or are copies of answers."""
DATA, WORK, ACCESS = (
    gettext_lazy("You made or chose it."),
    gettext_lazy("It says who did what, and stays when the account is erased."),
    gettext_lazy("It says what the account may do, or opens the site."),
)
SECRET_OF = {"mfa.Authenticator": ("data",)}
"""Columns of single models that are secret: the secrets of a second factor."""
KEPT: dict[str, Any] = {
    "account.EmailAddress.user": ACCESS,
    "accounts.Key.user": ACCESS,
    "accounts.OpenSession.user": ACCESS,
    "accounts.Pin.user": DATA,
    "accounts.Preference.user": DATA,
    "accounts.RoleLimit.user": ACCESS,
    "accounts.SavedView.owner": DATA,
    "admin.LogEntry.user": WORK,
    "auth.User_groups.user": ACCESS,
    "auth.User_user_permissions.user": ACCESS,
    "budgets.BookMatch.person": WORK,
    "budgets.BookMatch.withdrawn_by": WORK,
    "budgets.LedgerFile.person": DATA,
    "changes.Change.actor": WORK,
    "changes.Change.approver": WORK,
    "changes.Draft.person": DATA,
    "changes.Erasure.by": WORK,
    "changes.SentRequest.account": DATA,
    "changes.WaitingProposal.author": WORK,
    "changes.WaitingProposal.decided_by": WORK,
    "desk.Comment.author": WORK,
    "desk.Task.author": WORK,
    "desk.Task.done_by": WORK,
    "desk.Task.person": WORK,
    "events.Contributor.user": ACCESS,
    "events.FeedAddress.user": ACCESS,
    "letters.Following.user": DATA,
    "letters.Letter.user": DATA,
    "letters.Recipient.user": DATA,
    "letters.Reminder.user": DATA,
    "mfa.Authenticator.user": ACCESS,
    "readings.AnnexReading.person": DATA,
    "seals.Seal.person": WORK,
    "socialaccount.SocialAccount.user": ACCESS,
    "tables.TableFile.person": DATA,
    "tables.TableHeading.person": DATA,
}
"""Why each link to an account is kept: model and field → a sentence. History of a model has the reason of its rows."""


@dataclass(frozen=True)
class Part:
    """The rows of one model that refer to the account by one field."""

    name: str
    """Model and field: "accounts.Key.user"."""
    label: str
    why: str
    count: int
    rows: list[dict[str, Any]] = field(default_factory=list)


@cache
def links_to_accounts() -> tuple[tuple[Any, Any], ...]:
    """Returns each model that refers to accounts, with the field."""
    return tuple((model, one) for model, one, _belongs in links())


def name_of(model: Any, one: Any) -> str:
    """Returns the name of a link: "accounts.Key.user"."""
    return f"{model._meta.label}.{one.name}"


def parts_of(account: Any, *, with_rows: bool = False) -> Iterator[Part]:
    """Yields what is kept of an account, without models that have no row of it."""
    for model, one in links_to_accounts():
        rows = model._base_manager.filter(**{one.attname: account.pk}).order_by("pk")
        number = rows.count()
        if number:
            said = [facts_of(row) for row in rows.iterator()] if with_rows else []
            label = capfirst(f"{rows_of_model(model)} ({_part(model, one)})")
            yield Part(name_of(model, one), label, str(_why(model, one)), number, said)


def _part(model: Any, one: Any) -> str:
    """Returns the part that the account plays in a row, in words."""
    if one.name == "history_user":
        return _("written by the account")
    # The tables of roles and rights call the account "user" in English
    own = rows_of_model(model) != str(model._meta.verbose_name_plural) and not hasattr(model, "instance_type")
    return _("of the account") if own else str(one.verbose_name)


def _why(model: Any, one: Any) -> Any:
    told_of = getattr(model, "instance_type", None)
    if told_of is not None:
        return _("History: it says who wrote a row, or what a row said before.")
    return KEPT.get(name_of(model, one), WORK)


def account_of(account: Any) -> dict[str, Any]:
    """Returns what the account itself says, without its password."""
    return facts_of(account)


def account_in_words(account: Any) -> list[tuple[str, Any]]:
    """Returns what the account itself says, for a page: labels and values, without those that say nothing."""
    columns = [column for column in account._meta.concrete_fields if not _is_secret(account, column)]
    said = [(capfirst(str(column.verbose_name)), getattr(account, column.attname)) for column in columns]
    return [(label, value) for label, value in said if value not in (None, "")]


def facts_of(row: Any) -> dict[str, Any]:
    """Returns the columns of a row by their names, without secrets. References are keys."""
    return {
        column.name: _plain(column, getattr(row, column.attname))
        for column in row._meta.concrete_fields
        if not _is_secret(row, column)
    }


def _is_secret(row: Any, column: Any) -> bool:
    own = SECRET_OF.get(row._meta.label, ())
    by_name = column.name in own or any(part in column.name for part in SECRET)
    return by_name or isinstance(column, models.BinaryField)


def _plain(column: Any, value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str | dict | list):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
