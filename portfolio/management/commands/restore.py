"""Restores a backup into a database."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portfolio.backup.archive import NotWhole, unreadable
from portfolio.backup.earlier import NoSuchChange
from portfolio.backup.restoring import CannotRestore, TooNew, in_words, require_this_version, restore, rows_of_database
from projects.files.store import NotStored
from projects.kept.steps import SILENT, Steps

SENTENCE = "delete everything"
TOO_NEW = 3
"""Exit code of ``--check`` for a backup of a later release: deploy/restore.sh reads it."""


class Command(BaseCommand):
    help = "Restores a backup into an empty database that migrate has prepared: all of it, or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="A file that manage.py backup wrote.")
        parser.add_argument("--as-of", type=int, metavar="N", help="Restore the register as it was after change N.")
        parser.add_argument(
            "--check",
            action="store_true",
            help="Only say whether this version of Oversigt can restore the file. Asks no database.",
        )
        parser.add_argument(
            "--replace",
            action="store_true",
            help=f"Delete what the database holds. Asks for the words “{SENTENCE}” on standard input.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError; then the database is as before."""
        path, as_of = options["file"], options["as_of"]
        if options["check"]:
            self._check(path)
            return
        if options["replace"]:
            self._ask()
        said = Steps(self.stdout.write) if options["verbosity"] > 1 else SILENT
        try:
            manifest = restore(path, as_of=as_of, replace=options["replace"], said=said)
        except (NotWhole, CannotRestore, NoSuchChange, NotStored) as error:
            raise CommandError(f"Nothing was restored. {error}") from error
        except OSError as error:
            raise CommandError(f"Nothing was restored. {unreadable(path, error)}") from error
        rows = sum(part["rows"] for part in manifest["parts"])
        change = manifest["change"]["number"] if as_of is None else as_of
        self.stdout.write(
            f"Restored {rows:,} rows and {len(manifest['files'])} files from {path}."
            f" The last change is number {change}."
        )
        if missing := manifest["missing"]:
            self.stdout.write(f"The backup lacks {len(missing)} files: manage.py files --check names them.")

    def _check(self, path: Path) -> None:
        try:
            require_this_version(path)
        except (NotWhole, CannotRestore) as error:
            code = TOO_NEW if isinstance(error, TooNew) else 1
            raise CommandError(f"This version cannot restore it. {error}", returncode=code) from error
        except OSError as error:
            raise CommandError(unreadable(path, error)) from error
        self.stdout.write("This version of Oversigt can restore it.")

    def _ask(self) -> None:
        rows = rows_of_database()
        if not rows:
            return
        self.stdout.write(f"This database holds {in_words(rows)}. All of it will be deleted.")
        self.stdout.write(f"To go on, type: {SENTENCE}")
        try:
            typed = input()
        except EOFError:
            typed = ""
        if typed.strip() != SENTENCE:
            raise CommandError("Nothing was restored, because the words were not typed.")
