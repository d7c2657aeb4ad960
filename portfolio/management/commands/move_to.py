"""Moves the register to another database, such as from SQLite to PostgreSQL."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portfolio.backup.moving import NotMoved, move
from projects.kept.steps import SILENT, Steps


class Command(BaseCommand):
    help = "Copies the whole register into another, empty database, and compares both. This database is only read."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("url", help="As in DATABASE_URL: postgres://user:password@host:5432/oversigt")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints what was compared. Raises CommandError if the register was not moved, or if anything differs."""
        said = Steps(self.stdout.write) if options["verbosity"] else SILENT
        alike, different = 0, []
        try:
            for name, here, there in move(options["url"], said):
                alike += here == there
                self.stdout.write(f"  {'same' if here == there else 'DIFFERS'}  {name}: {here}")
                if here != there:
                    different.append(name)
                    self.stdout.write(f"           there: {there or 'nothing'}")
        except (NotMoved, OSError) as error:
            raise CommandError(f"The register was not moved. {error}") from error
        if different:
            raise CommandError(f"{len(different)} of {alike + len(different)} differ. Do not use the other database.")
        self.stdout.write(f"All {alike} are the same. Set DATABASE_URL to the other database and start the site again.")
