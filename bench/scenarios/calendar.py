"""Measures the clash check on a full calendar: one date, free dates, a year, and all events against all events."""

from collections.abc import Callable, Iterator
from datetime import date

from bench import calendar
from bench.goals import under
from bench.results import Result, result
from bench.setting import Setting
from bench.timing import milliseconds
from events.clash.clashes import Candidate, check, check_calendar
from events.clash.free_dates import free_dates
from events.models import Event

EVENTS = 100_000
GOAL = under(20)
"""Milliseconds of the check of one date."""
ONE_TIME = 1
"""The check of all events takes seconds: one run shows how many."""


def measure(setting: Setting) -> Iterator[Result]:
    """Yields the milliseconds of each check, with the rows of its answer, on ``EVENTS`` generated events."""
    calendar.generate(EVENTS - Event.objects.count())
    proposal = Candidate.of_event(Event.objects.get(slug=calendar.slug(0)))
    first, last = date(2024, 1, 1), date(2024, 12, 31)
    cases: dict[str, tuple[Callable[[], object], int]] = {
        "one date": (lambda: check(proposal), setting.repeat),
        "free dates in a year": (lambda: free_dates(proposal, length=2, first=first, last=last), setting.repeat),
        "a year against itself": (lambda: check_calendar(first, last), setting.repeat),
        "everything against everything": (lambda: check_calendar(date(1900, 1, 1), date(2199, 12, 31)), ONE_TIME),
    }
    for case, (call, repeat) in cases.items():
        times = milliseconds(call, repeat=repeat)
        goal = GOAL if case == "one date" else None
        yield result("calendar", f"{case}, {EVENTS:,} events", "ms", setting.database, times, goal=goal)
