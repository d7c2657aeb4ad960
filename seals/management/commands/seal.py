"""Seals a report, as the button on its page does."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from changes.rights import may
from projects.files.store import NotStored
from reports import command_line
from seals.asked import ANNEX, CannotSeal, asked
from seals.making import prepared, seal
from seals.rights import SEAL


class Command(BaseCommand):
    help = "Seals a report: keeps it as PDF, Word and data, signs it, and adds it to the chain of seals."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("report", help=f"The name of the report in its address, totals, or {ANNEX}.")
        parser.add_argument("--reason", required=True, help="Why it is sealed.")
        parser.add_argument("--filter", action="append", default=[], metavar="NAME=VALUE", help="May be repeated.")
        parser.add_argument("--query", default="", help="The question as an address has it: status=ongoing&year=2004")
        parser.add_argument("--lang", default="en", help="The language of the report. Default: en")
        parser.add_argument("--as-of", default="", help="A day, a moment or the number of a change. Default: now")
        parser.add_argument("--user", help="The name of the account that seals.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seals. Raises CommandError, which names what is wrong."""
        query = command_line.query(options).urlencode()
        person = _person(options["user"])
        try:
            question = asked(options["report"], query, command_line.language(options), options["as_of"])
            row = seal(prepared=prepared(question), person=person, reason=options["reason"])
        except CannotSeal as refused:
            raise command_line.refused(refused.errors) from refused
        except NotStored as refused:
            raise CommandError(refused.sentence) from refused
        self.stdout.write(f"Seal {row.number}: {row.title}")
        for file in row.files.all():
            self.stdout.write(f"{file.sha256}  {file.name}")


def _person(name: str | None) -> Any:
    """Returns the account that seals, None without a name. Raises CommandError if it may not seal."""
    if name is None:
        return None
    person = get_user_model().objects.filter(username=name).first()
    if person is None or not may(person, SEAL, "report"):
        raise CommandError(f"There is no account “{name}” that may seal reports.")
    return person
