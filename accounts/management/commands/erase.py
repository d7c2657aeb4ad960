"""``manage.py erase contact 12 --reason "…"``: erases a person. Without ``--yes`` it only says what would go."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError
from django.db import connection

from accounts.erasing.free_pages import clear_free_pages
from changes import tables
from changes.erasing.erase import CannotErase, Report, erase_account, erase_contact, was_erased


class Command(BaseCommand):
    help = "Erases a contact or an account, says whether a name was erased, or clears free pages (SQLite)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["contact", "account", "check", "free-pages"])
        parser.add_argument(
            "key",
            nargs="?",
            default="",
            help="The number of the contact, the user name of the account, or a name to check.",
        )
        parser.add_argument("--reason", default="", help="Kept with the erasure. Do not name the person in it.")
        parser.add_argument("--yes", action="store_true", help="Erase. Without it, nothing is written.")

    def handle(self, *args: Any, **options: Any) -> None:
        what, key = options["what"], options["key"]
        if what == "free-pages":
            self._clear()
            return
        if not key:
            raise CommandError("Name the person.")
        if what == "check":
            self._check(key)
            return
        facts: dict[str, Any] = {"reason": options["reason"], "dry_run": not options["yes"]}
        try:
            if what == "contact":
                report = erase_contact(contact=_found(tables.model_of("contact"), pk=key), **facts)
            else:
                report = erase_account(account=_found(get_user_model(), username=key), **facts)
        except CannotErase as error:
            raise CommandError(str(error)) from error
        self._say(report, erased=options["yes"])
        if options["yes"]:
            self._clear()

    def _clear(self) -> None:
        """On SQLite, takes what was erased out of the files. It needs as much free space as the database has."""
        if connection.vendor != "sqlite":
            return
        if clear_free_pages():
            self.stdout.write("The free pages of the database file are cleared.")
        else:
            self.stdout.write("The database file still holds what was erased: it is in use. Try: erase free-pages")

    def _say(self, report: Report, erased: bool) -> None:
        self.stdout.write("Erased." if erased else "Nothing is written yet. With --yes this would be erased:")
        for title, counts in (("deleted", report.deleted), ("changed", report.changed), ("stays", report.stays)):
            for name, number in sorted(counts.items()):
                self.stdout.write(f"  {title}: {number} {name}")
        for name in report.not_searched:
            self.stdout.write(f"  too short to be looked for in other texts: {name}")
        for spelling in report.replaced:
            self.stdout.write(f"  replaced too: {spelling}")
        self._say_what_stays(report)

    def _say_what_stays(self, report: Report) -> None:
        for name, address in report.mentioned:
            self.stdout.write(f"  names the person, not changed: {name} {address}".rstrip())
        for label, text in report.near.shown:
            self.stdout.write(f"  stays, look at it: {label}: {text}")
        if report.near.left:
            self.stdout.write(f"  stays, look at it: {report.near.left} more")
        for label, number in sorted(report.near.elsewhere.items()):
            self.stdout.write(f"  stays, not shown: {number} {label}")

    def _check(self, key: str) -> None:
        found = was_erased(key)
        for one in found:
            self.stdout.write(f"{one.kind} {one.row} was erased on {one.erased_at:%Y-%m-%d}: {one.rows} rows.")
        if not found:
            self.stdout.write("No erasure of this name is known.")


def _found(model: Any, **which: Any) -> Any:
    try:
        return model._base_manager.get(**which)
    except (model.DoesNotExist, ValueError) as error:
        raise CommandError(f"There is none: {', '.join(map(str, which.values()))}.") from error
