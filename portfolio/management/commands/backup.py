"""Writes a backup of the register, or checks one."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portfolio.backup.archive import NotWhole, check
from portfolio.backup.taking import take
from projects.kept.steps import SILENT, Steps


class Command(BaseCommand):
    help = "Writes the whole register with its files into one file, for both databases (FILE), or checks one (--check)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="The file of the backup, such as register.zip.")
        parser.add_argument("--check", action="store_true", help="Say whether an existing backup is whole.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError if the backup cannot be written or is not whole, or if the store lacks a file."""
        path = options["file"]
        try:
            if options["check"]:
                self._say(check(path), f"{path} is whole")
                return
            said = Steps(self.stdout.write) if options["verbosity"] > 1 else SILENT
            manifest = take(path, said)
        except NotWhole as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror or error}. No backup was written.") from error
        self._say(manifest, f"Wrote {path}, {path.stat().st_size:,} bytes")
        if missing := manifest["missing"]:
            raise CommandError(f"{len(missing)} files are missing in the store or altered, such as {missing[0]}.")

    def _say(self, manifest: dict[str, Any], begin: str) -> None:
        rows = sum(part["rows"] for part in manifest["parts"])
        change = manifest["change"]["number"]
        self.stdout.write(
            f"{begin}: {rows:,} rows of {len(manifest['parts'])} tables and {len(manifest['files'])} files, after"
            f" change {change}, made {manifest['made']} by Oversigt {manifest['oversigt']}."
        )
