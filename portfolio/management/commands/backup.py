"""Writes a backup of the register, or checks one."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portfolio.backup.archive import NotWhole, check, unreadable
from portfolio.backup.rotating import next_name, remove_others
from portfolio.backup.taking import take
from projects.kept.steps import SILENT, Steps


def _number(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


class Command(BaseCommand):
    help = (
        "Writes the whole register with its files into one file, for both databases (FILE), or checks one (--check). "
        "Without FILE: into the folder BACKUPS, where older backups are then deleted as --keep says."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="The file of the backup, such as register.zip.")
        parser.add_argument("--check", action="store_true", help="Say whether an existing backup is whole.")
        parser.add_argument(
            "--keep",
            nargs=3,
            type=_number,
            metavar=("DAYS", "WEEKS", "MONTHS"),
            help="Of the backups in BACKUPS, keep the last one of each of so many days, weeks and months: 14 8 24.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError if the backup cannot be written or is not whole, or if the store lacks a file."""
        if options["keep"] and options["file"]:
            raise CommandError("--keep needs the folder BACKUPS: leave the file out.")
        path = options["file"] or self._next(options)
        try:
            if options["check"]:
                self._say(check(path), f"{path} is whole")
                return
            said = Steps(self.stdout.write) if options["verbosity"] > 1 else SILENT
            manifest = take(path, said)
        except NotWhole as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            if options["check"]:
                raise CommandError(unreadable(path, error)) from error
            raise CommandError(f"{path}: {error.strerror or error}. No backup was written.") from error
        self._say(manifest, f"Wrote {path}, {path.stat().st_size:,} bytes")
        if options["keep"]:
            self._remove_older(path, options["keep"])
        if missing := manifest["missing"]:
            raise CommandError(f"{len(missing)} files are missing in the store or altered, such as {missing[0]}.")

    def _next(self, options: dict[str, Any]) -> Path:
        if options["check"] or not settings.BACKUPS:
            raise CommandError("Name the file of the backup, or set BACKUPS to a folder for dated ones.")
        return Path(settings.BACKUPS) / next_name(timezone.now())

    def _remove_older(self, path: Path, keep: list[int]) -> None:
        try:
            # An older backup goes only if the new one reads back as it was written
            check(path)
            gone = remove_others(path.parent, *keep)
        except (NotWhole, OSError) as error:
            raise CommandError(f"No older backup was deleted. {error}") from error
        if gone:
            self.stdout.write(f"Deleted {len(gone)} older backups: {', '.join(path.name for path in gone)}.")

    def _say(self, manifest: dict[str, Any], begin: str) -> None:
        rows = sum(part["rows"] for part in manifest["parts"])
        change = manifest["change"]["number"]
        self.stdout.write(
            f"{begin}: {rows:,} rows of {len(manifest['parts'])} tables and {len(manifest['files'])} files, after"
            f" change {change}, made {manifest['made']} by Oversigt {manifest.get('release') or manifest['oversigt']}."
        )
