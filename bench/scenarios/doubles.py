"""Measures the search for doubles among 5,000 names of organisations, with doubles planted in ten ways."""

from collections.abc import Iterator
from functools import partial

from bench.doubles.names import Body, bodies
from bench.doubles.planting import plant
from bench.goals import over, under
from bench.results import Result, result
from bench.setting import Setting
from bench.timing import timed
from projects.doubles.known import Index, known_as, known_organisations
from projects.doubles.nearest import nearest
from projects.doubles.pairs import likely_doubles

NAMES, EACH = 5000, 50
"""Organisations, and doubles of each kind."""
SEED = 1
PRECISION, RECALL, MILLISECONDS = 0.99, 0.95, 50


def measure(setting: Setting) -> Iterator[Result]:
    """Yields the precision and the recall of the list of likely doubles, how many of each kind are found, and the
    milliseconds of the list and of ``nearest`` among the organisations of the database.
    """
    originals, planted = plant(bodies(SEED, NAMES), SEED, EACH)
    index = index_of([*originals, *(one.body for one in planted)])
    expected = {(one.of + 1, len(originals) + place): one.kind for place, one in enumerate(planted, 1)}
    found = {(pair.one, pair.other) for pair in likely_doubles(index)}
    right = found & expected.keys()
    case = f"{len(planted)} doubles among {len(originals):,} names"
    share = [len(right) / len(found)]
    yield result("doubles", f"precision, {case}", "share", setting.database, share, goal=over(PRECISION))
    share = [len(right) / len(expected)]
    yield result("doubles", f"recall, {case}", "share", setting.database, share, goal=over(RECALL))
    for kind in dict.fromkeys(expected.values()):
        of_kind = [pair for pair, its in expected.items() if its == kind]
        share = [sum(pair in found for pair in of_kind) / len(of_kind)]
        yield result("doubles", f"recall, {kind}", "share", setting.database, share)
    without = likely_doubles(index_of(originals))
    yield result(
        "doubles", f"pairs found among {len(originals):,} different names", "pairs", setting.database, [len(without)]
    )
    yield timed("doubles", "all likely doubles", partial(likely_doubles, index), setting)
    number = len(known_organisations().known)
    ask = partial(nearest, "Nordisk institut for fredsforskning", country="DK")
    yield timed("doubles", f"nearest of {number:,} organisations", ask, setting, under(MILLISECONDS))


def index_of(known: list[Body]) -> Index:
    """Returns the organisations as they are compared, with their places from 1 on as keys."""
    return Index(
        known_as(
            body.names,
            key=key,
            slug=str(key),
            abbreviations=[body.abbreviation],
            country=body.country,
            numbers=frozenset(body.numbers),
        )
        for key, body in enumerate(known, 1)
    )
