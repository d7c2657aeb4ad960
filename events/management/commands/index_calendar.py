"""Makes the index of the clash check anew, and corrects the stored days of series."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from events.clash.index import index_events
from events.models import Engagement, Event
from events.services import correct_days


class Command(BaseCommand):
    help = (
        "Makes the index of the calendar's clash check anew. It follows every change by itself; this is for rows that "
        "were written past it, and for a register from before there was an index. Corrects the stored days of series "
        "that an older version saved."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--missing", action="store_true", help="Only for events that are not in the index at all.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how many rows were made, and how many events had other days."""
        corrected = correct_days()
        events = None
        if options["missing"]:
            known = Engagement.objects.values("event")
            events = Event.objects.exclude(pk__in=known).values_list("pk", flat=True)
        self.stdout.write(f"Rows of the index: {index_events(events)}.")
        if corrected:
            self.stdout.write(f"Events whose days were corrected: {corrected}.")
