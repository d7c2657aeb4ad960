"""What belongs to a person and goes, and what stays under a pseudonym."""

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import models

from changes.erasing.naming import rows_of_model
from changes.erasing.terms import ERASED, Terms
from changes.models import RecordChange, State, WaitingProposal

Counts = dict[str, int]
"""Name of a model → rows."""
Forgets = Callable[[Any, Terms], Counts]
"""Deletes what a room keeps of an account (or of None) outside of plain texts. Returns what it deleted."""
_forgets: list[Forgets] = []
_columns: dict[str, tuple[str, ...]] = {}
Rewrites = Callable[[Terms], Counts]
"""Takes the terms out of texts from which other columns follow. Returns what it changed."""
_rewrites: list[Rewrites] = []


def forgets(function: Forgets) -> Forgets:
    """Registers what else has to go: packed files, sessions, answers kept in a folder."""
    if function not in _forgets:
        _forgets.append(function)
    return function


def rewrites(function: Rewrites) -> Rewrites:
    """Registers texts whose rows have columns that follow from them, such as keys for sorting in the history."""
    if function not in _rewrites:
        _rewrites.append(function)
    return function


def rewrite_elsewhere(terms: Terms) -> Counts:
    """Takes the terms out of the texts that rooms registered."""
    found: Counts = {}
    for function in _rewrites:
        for name, number in function(terms).items():
            found[name] = found.get(name, 0) + number
    return found


Mentions = Callable[[Terms], Iterator[tuple[str, str]]]
"""Yields the name and the address of each thing that holds a term and is not rewritten, such as a file."""
_mentions: list[Mentions] = []


def mentions(function: Mentions) -> Mentions:
    """Registers what an erasure names and leaves as it is: a person decides about each."""
    if function not in _mentions:
        _mentions.append(function)
    return function


def mentioned(terms: Terms) -> list[tuple[str, str]]:
    """Returns the names and addresses of everything that holds a term and is left as it is."""
    return [found for function in _mentions for found in function(terms)]


def named_by(kind: str, *columns: str) -> None:
    """Registers the columns with the name and the addresses of the person whom a record of this kind is about."""
    _columns[kind] = columns


def names_of_record(kind: str, row: Any) -> list[str]:
    """Returns the names and addresses of a record about a person, now and in its history."""
    past = type(row).history.filter(id=row.pk)
    found = [row, *past]
    return list(dict.fromkeys(str(getattr(one, name)) for one in found for name in _columns[kind]))


def turned(names: list[str]) -> list[str]:
    """Returns the names as lists write them, the last word first: "Plantesson, Åsa"."""
    plain = [name.split() for name in names if "@" not in name and not any(letter.isdigit() for letter in name)]
    return [f"{words[-1]}, {' '.join(words[:-1])}" for words in plain if len(words) > 1]


def names_of_account(account: Any) -> list[str]:
    """Returns the names and addresses of an account. A user name counts if it can be no usual word."""
    first, last = account.first_name.strip(), account.last_name.strip()
    names = [account.get_full_name(), f"{last}, {first}" if first and last else "", account.email]
    user = account.get_username()
    tells = any(sign in user for sign in "@._-") or any(letter.isdigit() for letter in user)
    return [*names, user] if "@" in user or (tells and len(user) > 7) else names


def links() -> Iterator[tuple[Any, Any, bool]]:
    """Yields each model that refers to accounts, the field, and whether its rows belong to the account and go with it.

    A row of history goes if the row that it tells of would.
    """
    user = get_user_model()
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if field.related_model is user:
                yield model, field, _belongs(model, field)


def _belongs(model: Any, field: Any) -> bool:
    told_of = getattr(model, "instance_type", None)
    if told_of is None:
        return field.remote_field.on_delete is models.CASCADE
    if field.name == "history_user":
        return False
    return told_of._meta.get_field(field.name).remote_field.on_delete is models.CASCADE


def delete_belongings(account: Any) -> Counts:
    """Deletes the rows that belong to an account, the history of these rows too."""
    found: Counts = {}
    # The history comes last: the deletion of a row may write one more row of it
    for model, field, belongs in sorted(links(), key=lambda link: hasattr(link[0], "instance_type")):
        if belongs and model._meta.managed:
            rows = model._base_manager.filter(**{field.attname: account.pk})
            _count(found, model, rows.count())
            rows.delete()
    for function in _forgets:
        for name, number in function(account, Terms(())).items():
            found[name] = found.get(name, 0) + number
    account.groups.clear()
    account.user_permissions.clear()
    WaitingProposal.objects.filter(author=account, state__in=(State.WAITING, State.SENT_BACK)).update(
        state=State.WITHDRAWN, typed={}, place=None
    )
    return found


def staying(account: Any) -> Counts:
    """Returns the rows that stay and say who did it: from now on under the pseudonym."""
    found: Counts = {}
    for model, field, belongs in links():
        if not belongs:
            _count(found, model, model._base_manager.filter(**{field.attname: account.pk}).count())
    return found


def forget_elsewhere(terms: Terms) -> Counts:
    """Deletes what rooms keep packed and what holds one of the terms."""
    found: Counts = {}
    for function in _forgets:
        for name, number in function(None, terms).items():
            found[name] = found.get(name, 0) + number
    return found


def make_pseudonym(account: Any) -> str:
    """Takes everything personal off an account and closes it. Returns its pseudonym, which holds its number."""
    account.username = f"erased-person-{account.pk}"
    account.first_name = account.last_name = account.email = ""
    for right in ("is_active", "is_staff", "is_superuser"):
        setattr(account, right, False)
    account.last_login = None
    account.set_unusable_password()
    account.save()
    return str(account.username)


def replace_user_name(before: str, after: str) -> Counts:
    """Writes the pseudonym where other tables keep the user name, such as those that count failed sign-ins."""
    found: Counts = {}
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if field.name == "username" and model is not get_user_model():
                _count(found, model, model._base_manager.filter(username=before).update(username=after))
    return found


def delete_record(kind: str, row: Any) -> Counts:
    """Deletes a record about a person, the rows that refer to it, and the history of all of these."""
    found: Counts = {}
    model: Any = type(row)
    key = row.pk
    for relation in _rows_that_refer(model):
        rows = relation.related_model._base_manager.filter(**{relation.field.attname: key})
        _count(found, relation.related_model, rows.count())
        rows.delete()
    row.delete()
    row.pk = key
    _count(found, model, 1)
    return found


def delete_states(row: Any) -> Counts:
    """Deletes the history of a record, and of the rows that refer to it."""
    found: Counts = {}
    model: Any = type(row)
    for history, column in ((model.history.model, "id"), *_histories_of_relations(model)):
        rows = history._base_manager.filter(**{column: row.pk})
        _count(found, history, rows.count())
        rows.delete()
    return found


def forget_name(kind: str, row: Any) -> Counts:
    """Takes the name of a record that is gone out of the changes and the log of the editing side."""
    found: Counts = {}
    changed = RecordChange.objects.filter(kind=kind, row=row.pk).exclude(key=ERASED)
    _count(found, RecordChange, changed.update(key=ERASED))
    _forget_log(found, row)
    return found


def _rows_that_refer(model: Any) -> Iterator[Any]:
    yield from (one for one in model._meta.related_objects if not one.many_to_many)


def _histories_of_relations(model: Any) -> Iterator[tuple[Any, str]]:
    for relation in _rows_that_refer(model):
        if hasattr(relation.related_model, "history") and not hasattr(relation.related_model, "instance_type"):
            yield relation.related_model.history.model, relation.field.attname


def forget_in_log(row: Any) -> Counts:
    """Takes the name of a row out of the log of the editing side."""
    found: Counts = {}
    _forget_log(found, row)
    return found


def _forget_log(found: Counts, row: Any) -> None:
    log = apps.get_model("admin", "LogEntry")
    kind = ContentType.objects.get_for_model(type(row))
    rows = log._base_manager.filter(content_type=kind, object_id=str(row.pk))
    _count(found, log, rows.update(object_repr=ERASED, change_message=""))


def _count(found: Counts, model: Any, number: int) -> None:
    if number:
        name = rows_of_model(model)
        found[name] = found.get(name, 0) + number
