"""Erases a contact or an account: everything in one transaction, with a proof that holds no name."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from changes.erasing import subjects
from changes.erasing.models import Erasure, Subject, hash_of, hashes_of
from changes.erasing.near import Near, near_hits
from changes.erasing.sweep import sweep_records, sweep_the_rest
from changes.erasing.terms import Terms, can_be_found
from changes.models import Way
from changes.opened import changing


class CannotErase(Exception):
    """The person cannot be erased. The text says why."""


@dataclass
class Report:
    """What an erasure did, or would do: rows by the name of their model."""

    deleted: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    """Rows of which a text was changed."""
    stays: dict[str, int] = field(default_factory=dict)
    """Rows that say who did something, from now on under the pseudonym."""
    not_searched: list[str] = field(default_factory=list)
    """Names that are too short to be found in other texts."""
    replaced: list[str] = field(default_factory=list)
    """Other spellings of the names that were found and replaced."""
    near: Near = field(default_factory=Near)
    """Of a dry run: what stays although it may mean the person."""
    mentioned: list[tuple[str, str]] = field(default_factory=list)
    """Name and address of each file that names the person: it is not changed, and an administrator may remove it."""
    erasure: Erasure | None = None

    @property
    def rows(self) -> int:
        return sum(self.deleted.values()) + sum(self.changed.values())


def erase_contact(*, contact: Any, by: Any = None, reason: str = "", dry_run: bool = False) -> Report:
    """Deletes a contact with its history, and takes the person's names and addresses out of every other text."""
    names = subjects.names_of_record("contact", contact)
    terms, report = Terms([*names, *subjects.turned(names)]), _begun(names)
    report.mentioned = subjects.mentioned(terms) if terms else []
    with transaction.atomic():
        with changing(way=Way.ERASURE, actor=by) as opened:
            opened.announces = True
            # Before the change closes, so that the report counts it
            report.deleted = subjects.delete_states(contact)
            _add(report.deleted, subjects.delete_record("contact", contact))
            report.changed = sweep_records(terms) if terms else {}
        _add(report.deleted, subjects.forget_name("contact", contact))
        _finish(report, terms, Subject.CONTACT, contact.pk, names, (opened.change, by, reason))
        report.near = near_hits(names, by) if dry_run else Near()
        transaction.set_rollback(dry_run)
    return report


def erase_account(*, account: Any, by: Any = None, reason: str = "", dry_run: bool = False) -> Report:
    """Deletes what belongs to an account, and makes it a closed account with a pseudonym instead of its names.

    Who changed money has to stay known as one and the same person, so the row stays. Raises CannotErase for the last
    superuser, and if the account is erased already.
    """
    _require_erasable(account)
    names = [*subjects.names_of_account(account), account.get_username()]
    terms, report, user_name = Terms(subjects.names_of_account(account)), _begun(names), account.get_username()
    # Before the names are taken out of the texts by which files are found
    report.mentioned = subjects.mentioned(terms) if terms else []
    with transaction.atomic():
        with changing(way=Way.ERASURE, actor=by) as opened:
            opened.announces = True
            report.deleted = subjects.delete_belongings(account)
            report.stays = subjects.staying(account)
            report.changed = sweep_records(terms) if terms else {}
            pseudonym = subjects.make_pseudonym(account)
        _add(report.changed, {str(_("accounts")): 1})
        _add(report.changed, subjects.replace_user_name(user_name, pseudonym))
        _add(report.changed, subjects.forget_in_log(account))
        _finish(report, terms, Subject.ACCOUNT, account.pk, names, (opened.change, by, reason))
        report.near = near_hits(names, by) if dry_run else Near()
        transaction.set_rollback(dry_run)
    return report


def was_erased(text: str) -> list[Erasure]:
    """Returns the erasures of a person with this name, user name or address."""
    hashes = hashes_of(text)
    # JSON of SQLite answers no question about what a list contains
    return [one for one in Erasure.objects.all() if not hashes.isdisjoint(one.hashes)]


def _begun(names: list[str]) -> Report:
    return Report(not_searched=sorted({name for name in names if name and not can_be_found(name)}))


def _finish(report: Report, terms: Terms, kind: str, row: int, names: list[str], facts: tuple[Any, Any, str]) -> None:
    change, by, reason = facts
    if terms:
        _add(report.deleted, subjects.forget_elsewhere(terms))
        _add(report.changed, subjects.rewrite_elsewhere(terms))
        _add(report.changed, sweep_the_rest(terms))
    # "Plantesson, Åsa" is another spelling, also where it is looked for as a name of the account
    report.replaced = sorted(terms.met - {name.strip() for name in names if "," not in name})
    hashes = [hash_of(name) for name in dict.fromkeys(names) if name]
    said = str(terms.without(reason[:1000])) if terms else reason[:1000]
    report.erasure = Erasure.objects.create(
        kind=kind, row=row, hashes=hashes, by=by, reason=said, rows=report.rows, change=change
    )


def _add(counts: dict[str, int], more: dict[str, int]) -> None:
    counts.update(Counter(counts) + Counter(more))


def _require_erasable(account: Any) -> None:
    if Erasure.objects.filter(kind=Subject.ACCOUNT, row=account.pk).exists():
        raise CannotErase(_("This account is erased already."))
    others = get_user_model()._default_manager.filter(is_superuser=True, is_active=True).exclude(pk=account.pk)
    if account.is_superuser and account.is_active and not others.exists():
        raise CannotErase(_("This is the only account with every right. Make another one first."))
