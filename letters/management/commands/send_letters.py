"""``manage.py send_letters``: makes the letters that are due and sends those that wait."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from letters.choices import Rhythm
from letters.making import make_letters
from letters.proposals import make_letters_about_proposals
from letters.sending import send_letters


class Command(BaseCommand):
    help = "Makes the letters that are due and those about proposals, and sends those that wait."

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--daily", action="store_true", help="make daily letters only")
        which.add_argument("--weekly", action="store_true", help="make weekly letters only")

    def handle(self, *args: Any, **options: Any) -> None:
        rhythms = [rhythm for rhythm in Rhythm if options[rhythm]] or list(Rhythm)
        today = timezone.localdate()
        made = sum(make_letters(rhythm=rhythm, today=today) for rhythm in rhythms)
        made += make_letters_about_proposals(today)
        counts = send_letters()
        sent = ", ".join(f"{number} {state}" for state, number in sorted(counts.items()))
        self.stdout.write(f"Letters: {made} made{f'; {sent}' if sent else ''}.")
