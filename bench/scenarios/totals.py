"""Measures the totals of the whole portfolio by each dimension, in both modes."""

from collections.abc import Iterator
from functools import partial

from bench.results import Result, result
from bench.setting import Setting
from bench.timing import milliseconds
from budgets.dimensions import DIMENSIONS
from budgets.totals import MODES, totals
from projects.models import Project


def measure(setting: Setting) -> Iterator[Result]:
    """Yields the milliseconds of ``budgets.totals.totals`` over the Council's own projects, ungrouped and by each
    dimension.
    """
    cases = {"no groups": partial(totals, Project.objects.own())}
    for name in DIMENSIONS:
        for mode in MODES:
            cases[f"{name}, {mode}"] = partial(totals, Project.objects.own(), [name], mode)
    for case, call in cases.items():
        yield result("totals", case, "ms", setting.database, milliseconds(call, repeat=setting.repeat))
