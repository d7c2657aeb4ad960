"""Checks the file store against the register, and removes files that nothing refers to."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from projects.files.references import referred_to, remove_unreferenced, unreferenced, unsound
from projects.files.removing import remove_bytes
from projects.models import FileContent

KEPT_FOR = timedelta(days=1)
"""A change that is being written may still name a file that is younger."""


class Command(BaseCommand):
    help = (
        "Names missing, altered and unreferenced files of the file store (--check), removes unreferenced ones, or"
        " removes the bytes of one file for good."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        action = parser.add_mutually_exclusive_group(required=True)
        action.add_argument("--check", action="store_true", help="Read every file; fail if one is missing or altered.")
        action.add_argument(
            "--remove-unreferenced", action="store_true", help="Remove files older than a day that nothing refers to."
        )

        action.add_argument("--remove", metavar="SHA256", help="Remove the bytes of this file, also if rows name it.")
        parser.add_argument("--reason", default="", help="Why a file is removed. The change that says so keeps it.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError if ``--check`` finds a file that is missing or altered."""
        if options["remove"]:
            self._remove(options["remove"], options["reason"])
            return
        if options["remove_unreferenced"]:
            removed = remove_unreferenced(timezone.now() - KEPT_FOR)
            self.stdout.write(f"Removed {len(removed)} files.")
            return
        needed = referred_to()
        problems = list(unsound(needed))
        for problem in problems:
            self.stdout.write(f"{problem.sha256}: {problem.why}")
        for name in unreferenced():
            self.stdout.write(f"{name}: unreferenced")
        if problems:
            raise CommandError(f"{len(problems)} of {len(needed)} files are missing or altered.")
        self.stdout.write(f"All {len(needed)} files are as their checksums say.")

    def _remove(self, sha256: str, reason: str) -> None:
        content = FileContent.objects.filter(sha256=sha256, removed_in=None).first()
        if content is None:
            raise CommandError("No document has or had this file, or it is removed already.")
        change = remove_bytes(content=content, reason=reason)
        self.stdout.write(f"Removed in change {change.number}.")
