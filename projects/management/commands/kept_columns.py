"""Checks the columns that the database keeps by triggers, and corrects them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS

from changes.models import Way
from changes.opened import changing
from projects.kept.triggers import install, refill, rows_that_differ


class Command(BaseCommand):
    help = "Checks the columns that the database keeps by triggers (--check), or corrects them (--refill)."

    def add_arguments(self, parser: CommandParser) -> None:
        action = parser.add_mutually_exclusive_group(required=True)
        action.add_argument("--check", action="store_true", help="Say which rows differ; fail if any does.")
        action.add_argument("--refill", action="store_true", help="Make missing triggers, correct rows that differ.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError if ``--check`` finds a row that differs."""
        if options["refill"]:
            self._refill()
            return
        found = rows_that_differ(DEFAULT_DB_ALIAS)
        for column, keys in found.items():
            self.stdout.write(f"{column}: {len(keys)} rows differ, such as id {keys[0]}.")
        if found:
            raise CommandError("Run: manage.py kept_columns --refill")
        self.stdout.write("All kept columns agree with their definitions.")

    def _refill(self) -> None:
        # A change, so that figures that were remembered with wrong columns are computed again
        with changing(way=Way.PROGRAM, reason="kept_columns --refill", keeps_records=False) as change:
            wrong = sum(map(len, rows_that_differ(DEFAULT_DB_ALIAS).values()))
            install(DEFAULT_DB_ALIAS)
            refill(DEFAULT_DB_ALIAS)
            change.written = bool(wrong)
        self.stdout.write(f"Corrected {wrong} values.")
