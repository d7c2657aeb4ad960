"""Loads the register's data from fixtures/: reference rows, Dokument 8, and the context."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from changes.approving.gate import MustWait
from projects.models import Project
from projects.services import FixtureError, load_fixtures

FOLDERS = ("reference", "rules", "dokument8", "context")
"""The order matters, because each folder refers to rows of the folders before it."""


class Command(BaseCommand):
    help = "Loads fixtures/ into the register: all or nothing, and never twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folders", nargs="*", help=f"Folders of fixtures/, in order. Default: {' '.join(FOLDERS)}")
        parser.add_argument("--if-empty", action="store_true", help="Do nothing when the register holds projects.")
        parser.add_argument(
            "--overwrite", action="store_true", help="Bring rows that people changed back to the files."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and Project.objects.exists():
            return
        files = [path for name in options["folders"] or FOLDERS for path in self._files(name)]
        try:
            report = load_fixtures(files=files, overwrite=options["overwrite"])
        except (FixtureError, MustWait) as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        counts = ", ".join(f"{number} {outcome}" for outcome, number in sorted(report.counts.items()))
        self.stdout.write(f"Fixtures: {counts or 'none'}.")
        for kept in report.kept:
            self.stdout.write(f"  kept as it is (differs from its file): {kept}")

    def _files(self, name: str) -> list[Path]:
        folder = Path(settings.BASE_DIR) / "fixtures" / name
        if not folder.is_dir():
            raise CommandError(f"There is no folder fixtures/{name}.")
        return sorted(folder.glob("*.yaml"))
