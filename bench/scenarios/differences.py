"""Measures the difference between two states: of a few grants, after a change that may move any, and of many."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db.models import F

from bench.goals import under
from bench.results import Result
from bench.setting import Setting
from bench.timing import timed
from budgets.models import Allocation
from changes.as_of.asked import point_of
from changes.models import Way
from changes.opened import changing
from projects.models import Place
from reports.difference.asked import Asked
from reports.difference.difference import difference

FEW, MANY, GOAL = 100, 10_000, under(2000)
QUESTIONS = {"council": Asked(group_by=("council",)), "partner": Asked(group_by=("partner",), mode="mentioned")}


def measure(setting: Setting) -> Iterator[Result]:
    """Yields the milliseconds of the difference by council and by partner, in three cases."""
    # A change that keeps no records gives each row without a history a state
    begun = _change(lambda: None, keeps_records=False)
    few = _change(partial(_correct, FEW))
    moved = _change(_move_a_place)
    many = _change(partial(_correct, MANY))
    cases = {
        f"{FEW} corrected grants": (begun, few, GOAL),
        "a place in another country": (few, moved, None),
        f"{MANY:,} corrected grants": (moved, many, None),
    }
    for case, (first, last, goal) in cases.items():
        for name, asked in QUESTIONS.items():
            call = partial(difference, point_of(str(first)), point_of(str(last)), asked)
            yield timed("differences", f"{case}, by {name}", call, setting, goal)


def _correct(most: int) -> None:
    first = Allocation.objects.order_by("pk").values("pk")[:most]
    Allocation.objects.filter(pk__in=list(first.values_list("pk", flat=True))).update(amount=F("amount") + 1)


def _move_a_place() -> None:
    place = Place.objects.filter(country__isnull=False).order_by("pk").first()
    if place is not None:
        place.country = Place.objects.filter(kind="country").exclude(pk=place.country_id).order_by("pk").first()
        place.save()


def _change(write: Callable[[], None], **options: Any) -> int:
    with changing(way=Way.PROGRAM, **options) as opened:
        write()
        opened.written = True
    number: int = opened.change.number  # type: ignore[union-attr]
    return number
