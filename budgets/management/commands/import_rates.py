"""Stores the rate of the day of the grant with allocations in other currencies, from the European Central Bank's
file.
"""

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from budgets.rates import RatesError, read_rates
from budgets.services import RateOutcome, freeze_rates


class Command(BaseCommand):
    help = (
        "Freezes the European Central Bank's rate of the day of the grant with each allocation in another currency "
        "that has none. All or nothing; a rate that is there is never changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="The bank's eurofxref-hist.csv, or eurofxref-hist.zip.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would be done, and write nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints a line for each allocation without a rate, then the counts. Raises CommandError for a bad file."""
        try:
            rates = read_rates(options["file"], today=timezone.localdate())
        except RatesError as error:
            raise CommandError(f"Nothing was written. {error}") from error
        outcomes = freeze_rates(rates=rates, dry_run=options["dry_run"])
        for outcome in outcomes:
            self.stdout.write(_line(outcome))
        self.stdout.write(_counts(outcomes, options["dry_run"]))


def _line(outcome: RateOutcome) -> str:
    allocation = outcome.allocation
    start = f"{allocation.reference}: {allocation.amount} {allocation.currency}"
    if outcome.why_not:
        return f"{start}, granted {allocation.granted or 'at a date that is not stated'}: {outcome.why_not}"
    return f"{start} at {allocation.rate} DKK of {allocation.rate_date} = {allocation.amount_dkk} DKK"


def _counts(outcomes: list[RateOutcome], dry_run: bool) -> str:
    counted = Counter(outcome.why_not for outcome in outcomes)
    frozen = counted.pop(None, 0)
    reasons = "".join(f", {number} left out: {reason}" for reason, number in sorted(counted.items()) if reason)
    said = "Nothing was written. Rates that would be frozen" if dry_run else "Rates frozen"
    return f"{said}: {frozen}{reasons}."
