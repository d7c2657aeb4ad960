"""Prints what two databases with the same content have alike."""

from typing import Any

from django.core.management.base import BaseCommand

from portfolio.backup.content import content


class Command(BaseCommand):
    help = (
        "Prints a line for the rows of each table, each total, the files of projects and allocations, and the"
        " register as of three earlier changes. Two databases with the same content print the same lines."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints name and value, separated by a tab."""
        for name, value in content():
            self.stdout.write(f"{name}\t{value}")
