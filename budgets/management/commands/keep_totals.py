"""Keeps the groups of the totals as of the days that have changed much, so that their pages come at once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from budgets.milestones.keeping import forget, keep_days


class Command(BaseCommand):
    help = "Keeps the totals as of the days since the last time. Run it every night, after a restore and large imports."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anew", action="store_true", help="Forget what is kept, and begin with the first day.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["anew"]:
            forget()
        made = keep_days()
        self.stdout.write(f"Kept the totals as of {len(made)} changes{f', the last one {made[-1]}' if made else ''}.")
