"""Measures the calendar as a feed: written anew, and asked for again."""

from collections.abc import Iterator
from functools import partial

from bench import calendar
from bench.goals import under
from bench.results import Result
from bench.scenarios.pages import anew, reader, whole
from bench.setting import Setting
from bench.timing import timed
from events.models import Event

EVENTS = 10_000
ADDRESS = "/calendar.ics"


def measure(setting: Setting) -> Iterator[Result]:
    """Yields the milliseconds of the feed of ``EVENTS`` generated events."""
    calendar.generate(EVENTS - Event.objects.count())
    case = f"calendar feed, {EVENTS:,} events"
    with reader() as client:
        yield timed("feed", f"{case}, after a change", partial(anew, client, ADDRESS), setting, under(1000))
        yield timed("feed", case, partial(whole, client, ADDRESS), setting, under(20))
