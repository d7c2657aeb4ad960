"""Makes the index of the clash check anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from events.clash.index import index_events
from events.models import Engagement, Event


class Command(BaseCommand):
    help = (
        "Makes the index of the calendar's clash check anew. It follows every change by itself; this is for rows that "
        "were written past it, and for a register from before there was an index."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--missing", action="store_true", help="Only for events that are not in the index at all.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how many rows were made."""
        events = None
        if options["missing"]:
            known = Engagement.objects.values("event")
            events = Event.objects.exclude(pk__in=known).values_list("pk", flat=True)
        self.stdout.write(f"Rows of the index: {index_events(events)}.")
