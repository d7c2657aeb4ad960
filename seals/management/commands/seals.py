"""Lists the seals, or checks the chain and every sealed file."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from seals.checking import problems
from seals.models import Seal


class Command(BaseCommand):
    help = "Lists the sealed reports; with --check reads every sealed file and names each that is missing or altered."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Check the chain, the signatures and all files.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes the list, or the result of the check. Raises CommandError if anything is missing or altered."""
        if not options["check"]:
            for row in Seal.objects.order_by("number"):
                self.stdout.write(f"{row.number}  {row.sealed:%Y-%m-%d %H:%M}  change {row.change_id}  {row.title}")
            return
        found = 0
        for sentence in problems():
            found += 1
            self.stdout.write(sentence)
        if found:
            raise CommandError(f"{found} problems in the chain of seals.")
        self.stdout.write(f"{Seal.objects.count()} seals: chain, signatures and files are as they were sealed.")
